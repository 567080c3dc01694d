"""Two simulations on the same traces: what differs, and how surely."""
