"""Tell the operator of somebody else's deployment what a situation asks of them."""

from __future__ import annotations

from loadtest.operators_part import operators_part, says_when
from loadtest.process import Begin
from scenarios.schema import Scenario
from siap112.console import Screen
from siap112.load_testing import PreparedLoadTest


def at_beginning(ready: PreparedLoadTest, scenario: Scenario, screen: Screen) -> Begin | None:
    """Say what has to be done by hand during a play; return what its beginning is told to.

    Our own deployment is told, and follows the play by itself. For another one it is said at
    what time of day the play begins, where its operator has something to do.
    """
    if ready.deployment is not None:
        return ready.deployment.begin_play
    parts = operators_part(scenario, ready.play)
    if not parts:
        return None
    for part in parts:
        screen.warn(part)
    return lambda zero_at: screen.warn(says_when(zero_at))
