"""One module a section of the report; each makes a `Section` out of a `Page`, or None."""
