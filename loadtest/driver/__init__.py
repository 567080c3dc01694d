"""Plays a packed trace against a deployment: callers, call-takers, dispatchers, agencies."""
