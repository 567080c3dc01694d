"""."""

NOTES = ()
