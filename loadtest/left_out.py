"""What of a scenario no load test plays."""

from __future__ import annotations

from scenarios.number_block import number_blocks
from scenarios.schema import Scenario
from scenarios.text import gettext as _


def left_out(scenario: Scenario) -> list[str]:
    """Say what a play leaves out, and why; nothing where it plays all."""
    if not number_blocks(scenario):
        return []
    return [
        _(
            "The load test does not play the blocking of nuisance numbers: each of its calls has "
            "a test number of its own. The simulation of the same calls leaves it out too."
        )
    ]
