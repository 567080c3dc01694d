"""Canary calls: a few short ones before the play, to see that it works and how fast it answers."""

from __future__ import annotations

from loadtest.driver.context import Context
from loadtest.safety import TargetRefused
from loadtest.sip.caller import Caller

CANARY_CALLS = 5
WITHIN_S = 10.0


class CanaryFailed(Exception):  # noqa: N818 - what it says is the deployment's state
    """A canary call did not go through; the message says why."""


def send_canaries(context: Context, caller: Caller) -> list[float]:
    """Place the canary calls one after another.

    Returns
    -------
    list of float
        Set-up of each, real seconds.

    Raises
    ------
    CanaryFailed
        If one is not answered in time.
    """
    found = []
    for i in range(CANARY_CALLS):
        trunk = context.play.plan.trunks[i % len(context.play.plan.trunks)]
        try:
            call = caller.place(
                context.board.canary_number(i), context.profile.sip.user, trunk_group=trunk
            )
        except (TargetRefused, OSError) as error:
            raise CanaryFailed(str(error)) from error
        call.settled.wait(WITHIN_S)
        record = call.record
        answered_s = record.ringing_s or record.connected_s
        if context.profile.sip.answer == "first":
            answered_s = record.connected_s
        if answered_s is None:
            why = record.failure.value if record.failure else "no answer"
            call.hang_up()
            raise CanaryFailed(f"canary call {i + 1} on {trunk}: {why} {record.detail}".strip())
        found.append(answered_s - record.invite_s)
        if not call.ended.wait(WITHIN_S):
            call.hang_up()
            raise CanaryFailed(f"canary call {i + 1} on {trunk}: no call-taker ended it")
    return found
