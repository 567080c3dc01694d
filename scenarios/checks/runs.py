"""How the scenario is run."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.problems import Finding
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.text import gettext as _

_MOST_WEEKS = 520
_LONGEST_WARM_UP_S = 28 * DAY_S


def check_length(scenario: Scenario) -> Iterator[Finding]:
    """Report runs longer than can be played."""
    run = scenario.run
    if run.length > _MOST_WEEKS * WEEK_S:
        yield Finding(
            ("run", "length"),
            None,
            _("is {weeks:g} weeks").format(weeks=run.length / WEEK_S),
            _("write at most {most} weeks; more evidence comes from more replications").format(
                most=_MOST_WEEKS
            ),
        )
    if run.weeks_at_most > 100_000:
        yield Finding(
            ("run", "weeks_at_most"),
            str(run.weeks_at_most),
            _("is more than can be played"),
            _("write at most 100000"),
        )
    if run.warm_up > _LONGEST_WARM_UP_S:
        yield Finding(
            ("run", "warm_up"),
            None,
            _("is {days:g} days").format(days=run.warm_up / DAY_S),
            _("write at most 28 days; a centre forgets within a day"),
        )


CHECKS = (check_length,)
