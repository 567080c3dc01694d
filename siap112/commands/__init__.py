"""One command a file; each is a thin wrapper over functions of the rooms."""
