"""Calls: the leg to the caller, the leg to a call-taker, and what joins them."""
