"""Drafts: a scenario for any region, from its map and from what is known of other cities."""
