"""Audio is checked in both directions: what a deployment swallows is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import play

FAULTY = """
from loadtest.locustfile import *
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import MediaStream

_init, _send_frame = IncomingCall.__init__, MediaStream.send_frame


def init(self, endpoint, record, transaction, *, media, **more):
    _init(self, endpoint, record, transaction, media=media, **more)
    media.fault = "mute" if int(record.from_number[-1]) % 2 else "lossy"


def send_frame(self):
    fault = getattr(self, "fault", None)
    if fault == "mute":
        self.sent += 1
    elif fault == "lossy" and self._sequence % 4 == 0:
        self._sequence += 1
    else:
        _send_frame(self)


IncomingCall.__init__, MediaStream.send_frame = init, send_frame
"""
"""As if the deployment let nothing through from call-takers to callers, or lost every fourth."""


def test_one_way_audio_is_a_failure_of_its_own_and_loss_is_measured(tmp_path: Path) -> None:
    loaded = brisk(
        tmp_path,
        demand__work__talk="32s",
        demand__work__talk_duplicate="32s",
        demand__calls__prank__rate={"per_day": 1},
        call_takers__staffing={"people": 8},
        callers__patience="90s",
        callers__redial=None,
    )
    faulty = tmp_path / "faulty.py"
    faulty.write_text(FAULTY)

    played = play(loaded, tmp_path, calls=6, gap_s=3.0, follow_s=0.1, play_file=faulty)

    calls = played.records.calls
    assert played.outcomes == {"answered": 6}
    caller = np.array(
        [played.play.trace.callers.caller_id.tolist().index(i) for i in calls["caller_id"].tolist()]
    )
    mute = caller % 2 == 1
    failure = calls.texts("failure")
    assert set(failure[mute]) == {"one_way_audio"}
    assert set(failure[~mute]) == {None}
    assert (calls["rtp_lost_share"][~mute] > 0.08).all(), "a quarter of what came from there"
    assert (calls["rtp_lost_share"][~mute] < 0.16).all()
    assert played.report.errors["SIP call: one_way_audio"] == int(mute.sum())
