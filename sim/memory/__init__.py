"""Whether a run fits this machine's memory, known before anything is drawn."""
