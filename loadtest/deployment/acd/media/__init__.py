"""Sound: ports, tones for those who wait, and the relay between two who talk."""
