"""Rules that tie the parts of a scenario together: one function a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenarios.problems import Finding
from scenarios.schema import Scenario

Check = Callable[[Scenario], Iterator[Finding]]


def checks() -> tuple[Check, ...]:
    """Return the rules that a scenario must keep."""
    from scenarios.checks import agencies, demand, lines, names, places, runs, situations, targets

    return (
        *names.CHECKS,
        *places.CHECKS,
        *demand.CHECKS,
        *lines.CHECKS,
        *agencies.CHECKS,
        *targets.CHECKS,
        *situations.CHECKS,
        *runs.CHECKS,
    )


def notes() -> tuple[Check, ...]:
    """Return the rules whose breach is allowed, and yet worth a look."""
    from scenarios.checks import sanity

    return sanity.NOTES
