"""How precisely a measure is to be known before a run may end, and how precisely it is."""
