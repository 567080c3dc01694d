"""What would happen: the simulation of the whole chain."""
