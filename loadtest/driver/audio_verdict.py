"""What both legs of a call together say of its audio."""

from __future__ import annotations

import math
from collections.abc import Sequence

from loadtest.driver.board import LiveCall
from loadtest.driver.context import Context
from loadtest.sip.failure import CallFailure
from loadtest.sip.media import MediaReport
from loadtest.sip.record import CallRecord
from loadtest.sip.rtp import AudioPath, AudioRule

_FAILURES = {
    AudioPath.NONE: CallFailure.MEDIA_NONE,
    AudioPath.ONE_WAY: CallFailure.ONE_WAY_AUDIO,
}


def note_audio(context: Context, caller: CallRecord, live: LiveCall) -> None:
    """Write down an answered call's audio and what failed, from the records of both legs."""
    legs = [record.media for record in (caller, live.taker) if record is not None]
    heard = [media for media in legs if media is not None]
    if heard:
        live.row.set(rtp_lost_share=lost_share(heard), rtp_jitter_s=max(m.jitter_s for m in heard))
    failure = failure_of(caller, live.taker, dropped=live.dropped)
    if failure is not None:
        live.row.set(failure=failure.value)
        context.report("SIP", "call", 0.0, failure.value)


def failure_of(
    caller: CallRecord, taker: CallRecord | None, *, dropped: bool = False
) -> CallFailure | None:
    """Return what failed in an answered call, None where nothing did.

    A leg that hears nothing cannot know whether the other one does: only both together tell
    silence from audio one way.
    """
    if dropped:
        return CallFailure.DROPPED
    if taker is not None and caller.media is not None and taker.media is not None:
        path = AudioRule.of_call(caller.media.path, taker.media.path)
        if path in _FAILURES:
            return _FAILURES[path]
    if caller.failure is not None or taker is None:
        return caller.failure
    return taker.failure


def lost_share(legs: Sequence[MediaReport]) -> float:
    """Return the share of packets lost over both ways; NaN where nothing was expected.

    More packets than were numbered (lost below 0, as RFC 3550 counts) are no loss.
    """
    expected = sum(leg.expected for leg in legs)
    return sum(max(leg.lost, 0) for leg in legs) / expected if expected else math.nan
