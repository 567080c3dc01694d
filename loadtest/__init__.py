"""What does happen: load on a real deployment."""
