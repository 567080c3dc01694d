"""The door: the command line, thin, over functions of the other rooms."""
