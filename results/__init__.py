"""What was seen, and whether it is good enough."""
