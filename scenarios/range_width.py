"""How wide the range of an assumption is."""

from __future__ import annotations

from scenarios.provenance import Range, as_quantity


def range_width(found: Range | None) -> float:
    """Return how wide a range is: high over low; infinite where low is zero, 0 without a range."""
    if found is None:
        return 0.0
    low, high = found.factors or (as_quantity(found.low) or 0.0, as_quantity(found.high) or 0.0)
    return high / low if low > 0 else float("inf")
