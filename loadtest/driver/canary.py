"""Canary calls: a few short ones before the play, to see that it works and how fast it answers."""

from __future__ import annotations

from loadtest.driver.context import Context
from loadtest.driver.line_answer import line_answered_s
from loadtest.driver.play_refused import PlayRefused
from loadtest.safety import TargetRefused
from loadtest.sip.caller import Caller
from results.verdict.reason import Reason
from scenarios.plan import Plan
from scenarios.text import N_

WITHIN_S = 8.0
_LONGEST_WAY_S = 60.0
"""From the line's answer through the announcement to a call-taker's end of the call."""


def send_canaries(context: Context, caller: Caller, first: int, count: int) -> list[float]:
    """Place canary calls one after another.

    The very first is answered and ended by a call-taker, which shows that the whole way works;
    the others are hung up as soon as their set-up is known.

    Parameters
    ----------
    context : Context
    caller : Caller
    first, count : int
        Which of the canary numbers.

    Returns
    -------
    list of float
        Set-up of each, real seconds.

    Raises
    ------
    PlayRefused
        If one is not answered in time, or no call-taker ends it.
    """
    return [_send(context, caller, i) for i in range(first, first + count)]


def _alive(plan: Plan) -> list[str]:
    """Return the trunk groups that have a channel when the play begins; all where none has."""
    named = zip(plan.trunks, plan.channels, strict=True)
    return [name for name, channels in named if channels.at(0.0) >= 1] or list(plan.trunks)


def _send(context: Context, caller: Caller, i: int) -> float:
    alive = _alive(context.play.plan)
    trunk = alive[i % len(alive)]
    named: dict[str, str | float | Reason] = {"number": i + 1, "trunk": trunk}
    try:
        call = caller.place(
            context.board.canary_number(i), context.profile.sip.user, trunk_group=trunk
        )
    except (TargetRefused, OSError) as error:
        raise PlayRefused(
            Reason(N_("No call can be placed: {error}"), {"error": str(error)})
        ) from (error)
    connected_s = line_answered_s(call, context.profile.sip.answer, context.stop, WITHIN_S)
    record = call.record
    if connected_s is None:
        failure = record.failure.value if record.failure else "-"
        call.hang_up()
        message = N_(
            "Test call {number} by {trunk} was not answered within {within_s} ({failure} {detail})"
        )
        values = {**named, "within_s": WITHIN_S, "failure": failure, "detail": record.detail}
        raise PlayRefused(Reason(message, values))
    if i > 0:
        call.hang_up()
        call.ended.wait(WITHIN_S)
    elif not call.ended.wait(_LONGEST_WAY_S):
        call.hang_up()
        message = N_("Test call {number} by {trunk} was answered, but no call-taker came to it.")
        raise PlayRefused(Reason(message, named))
    return connected_s - record.invite_s
