"""What the dispatch application is told of each call."""
