"""."""

CHECKS = ()
