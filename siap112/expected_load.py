"""Which load a play will bring, as the simulation says before it begins."""

from __future__ import annotations

from results.measures.load import calls_at_once, queue_length
from scenarios.text import gettext as _
from siap112.console import Screen
from siap112.load_testing import PreparedLoadTest
from sim.engine import Engine
from sim.simulate import play


def tell_expected(ready: PreparedLoadTest, engine: Engine, screen: Screen) -> None:
    """Say which load the simulation expects of a play, with the scenario's latencies."""
    callers = ready.play.trace.callers
    lasts_s = float(callers.arrival_s[-1])
    expected = play(ready.play.trace, ready.play.plan, engine=engine)
    screen.note(
        _(
            "Playing {calls} callers at {speed:g} times the speed of life, in about "
            "{minutes:.1f} minutes; expected: {per_minute:.0f} calls a minute, at most {at_once} "
            "calls at once, {queue} in the queue, {notifications} notifications."
        ).format(
            calls=len(callers),
            speed=ready.order.speed,
            minutes=lasts_s / 60,
            per_minute=len(expected.calls) / max(lasts_s / 60, 1 / 60),
            at_once=int(calls_at_once(expected).maximum()),
            queue=int(queue_length(expected).maximum()),
            notifications=len(expected.notifications),
        )
    )
