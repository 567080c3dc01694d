"""A draft part by part, in the order of the file."""
