"""Queues that only grow: recognised in the records, and said."""
