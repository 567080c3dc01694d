"""The telephone lines."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenarios.problems import Finding
from scenarios.schema import Scenario
from scenarios.text import gettext as _

_NEAR = 1e-9


def check_shares(scenario: Scenario) -> Iterator[Finding]:
    """Report shares of the trunk groups that do not sum to 1."""
    trunks = scenario.lines.trunks
    total = math.fsum(trunk.share for trunk in trunks.values())
    if trunks and abs(total - 1) > _NEAR:
        yield Finding(
            ("lines", "trunks"),
            None,
            _("has shares that sum to {total}").format(total=f"{total:.6g}"),
            _("mend `share` of {names} so that the sum is 1").format(names=", ".join(trunks)),
        )


def check_channels(scenario: Scenario) -> Iterator[Finding]:
    """Report lines by which nobody can call."""
    trunks = scenario.lines.trunks
    if not trunks:
        yield Finding(
            ("lines", "trunks"),
            None,
            _("is empty: nobody can call"),
            _("describe the trunk groups, as in [lines.trunks.telkom]"),
        )
    elif all(trunk.channels == 0 for trunk in trunks.values()):
        yield Finding(
            ("lines", "trunks"),
            None,
            _("has no channel: nobody can call"),
            _("put `channels` of at least one trunk group above 0"),
        )


CHECKS = (check_shares, check_channels)
