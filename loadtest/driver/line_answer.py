"""When the line answers a caller."""

from __future__ import annotations

import time

import gevent
from gevent.event import Event

from loadtest.deployment_profile import AnswerMode
from loadtest.sip.outgoing_call import OutgoingCall

RING_POLL_S = 0.005
"""Nobody is told of a 180; its moment is on record, so that polling costs no exactness."""


def line_answered_s(
    call: OutgoingCall, mode: AnswerMode, stop: Event, within_s: float
) -> float | None:
    """Wait until the line answers; return when, monotonic, or None when it did not.

    Where the call-taker's own answer is the caller's, the line answers by ringing.

    Parameters
    ----------
    call : OutgoingCall
    mode : "first" or "call_taker"
        Whose answer the caller receives.
    stop : Event
        Ends the wait early.
    within_s : float
        Longest wait.
    """
    record, until_s = call.record, time.monotonic() + within_s
    while not (call.settled.is_set() or stop.is_set()):
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            break
        if mode == "call_taker":
            if record.ringing_s is not None:
                break
            left_s = min(left_s, RING_POLL_S)
        gevent.wait([call.settled, stop], timeout=left_s, count=1)
    if mode == "call_taker" and record.ringing_s is not None:
        return record.ringing_s
    return record.connected_s
