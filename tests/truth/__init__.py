"""What is known exactly, and whether the model finds it (docs/truth.md)."""
