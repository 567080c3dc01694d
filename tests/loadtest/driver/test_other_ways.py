"""Other ways in which a deployment may work: each in a small play, laid beside the simulation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.pairing import pair
from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import Played, play

NEEDS_BOTH = [{"agencies": ["damkar"]}, {"agencies": ["ambulans"]}]


def agree(played: Played) -> None:
    """Hold both halves to each other."""
    assert played.report.state == "finished", played.report
    assert played.report.errors == {}
    own = pair(played.play, played.records, 1)[-1]
    assert own.same_outcome >= 0.95, own.causes
    assert own.difference_median_s < 0.05
    assert len(own.response_differences_s) == len(played.records.assignments) > 0
    assert np.median(np.abs(own.response_differences_s)) < 0.2


def notes(played: Played) -> Counter[tuple[Any, ...]]:
    """Count notifications by agency, order, channel and outcome."""
    rows = played.records.notifications
    columns = (
        rows.texts("agency"),
        rows["order"].tolist(),
        rows.texts("channel"),
        rows.texts("outcome"),
    )
    return Counter(zip(*columns, strict=True))


def test_dispatchers_forward_and_the_deployment_chooses_the_unit(tmp_path: Path) -> None:
    loaded = brisk(
        tmp_path,
        dispatchers={"staffing": {"people": 1}, "work": "5s", "wrap_up": "3s"},
        agencies__damkar__notify="application",
        demand__incidents__kebakaran__needs=NEEDS_BOTH,
    )

    played = play(loaded, tmp_path, calls=14, deployment={"choice": "deployment"})

    agree(played)
    about = played.records.incidents
    taken_up = ~np.isnan(about["dispatcher_start_s"])
    on_record = ~np.isnan(about["on_record_s"])
    assert taken_up.tolist() == on_record.tolist()
    work_s = about["dispatcher_end_s"] - about["dispatcher_start_s"]
    assert np.allclose(work_s[taken_up], 5.0 / played.order.speed, atol=0.1)
    assert (about["notified_s"][taken_up] >= about["dispatcher_end_s"][taken_up] - 0.05).all()
    assert {channel for _, _, channel, _ in notes(played)} == {"application"}
    assert len(set(played.records.assignments.texts("unit"))) >= 2


def test_the_next_agency_is_told_by_phone_and_callers_ring_until_a_call_taker_answers(
    tmp_path: Path,
) -> None:
    """An agency without answer, one that refuses; SIP answered by the call-taker alone."""
    desk = {"staffing": {"people": 1}, "acknowledge": "4s", "no_answer_after": "8s"}
    loaded = brisk(
        tmp_path,
        demand__incidents__kebakaran__needs=[{"agencies": ["ambulans", "damkar"]}],
        demand__incidents__medis__needs=[{"agencies": ["damkar", "ambulans"]}],
        agencies__ambulans__desk={**desk, "no_answer": 0.5},
        agencies__damkar__desk={**desk, "refuse": 0.5},
    )

    played = play(loaded, tmp_path, calls=16, deployment={"answer": "call_taker"})

    agree(played)
    found = notes(played)
    assert found["ambulans", 0, "application", "no_answer"] >= 1
    assert found["damkar", 1, "phone", "acknowledged"] + found["damkar", 1, "phone", "refused"] >= 1
    asked_first = [key for key in found if key[1] == 0]
    assert {channel for _, _, channel, _ in asked_first} == {"application", "phone"}
    calls = played.records.calls
    gave_up = calls.is_label("outcome", "abandoned_queue")
    assert gave_up.any()
    assert calls.texts("failure")[gave_up].tolist() == [None] * int(gave_up.sum())
    states = Counter(call["state"] for call in played.calls)
    hung_up_canaries = len(played.report.setup_canary_s) - 1
    gave_up_at_all = played.outcomes["abandoned_queue"] + played.outcomes["abandoned_announcement"]
    assert states["abandoned"] == gave_up_at_all + hung_up_canaries


@pytest.mark.slow
def test_units_off_duty_are_not_sent_and_nobody_on_duty_is_no_crew(tmp_path: Path) -> None:
    hours = {"start": "00:00", "length": "1 menit"}
    loaded = brisk(
        tmp_path,
        agencies__ambulans__posts=[
            {"name": "PSC 119", "lat": 0.12, "lon": 117.48, "units": 1, "hours": hours}
        ],
        demand__incidents__kebakaran__rate={"per_day": 1},
        call_takers__staffing={"people": 6},
    )

    played = play(loaded, tmp_path, calls=8)

    assert played.report.state == "finished"
    found = notes(played)
    assert found["ambulans", 0, "application", "no_crew"] >= 2
    assert found["damkar", 1, "phone", "acknowledged"] >= 2
    assert set(played.records.assignments.texts("agency")) == {"damkar"}
