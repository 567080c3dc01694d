"""Deployments that are broken on purpose are found out; the sound one passes the same targets."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from loadtest.deployment.spec import BrokenSpec
from loadtest.run_part import played as how
from results.manifest import Deployment
from results.verdict.load_test import LoadTest, judge_load_test
from results.verdict.target_verdict import TargetVerdict
from scenarios.loading import load_scenario
from scenarios.schema.targets import Target
from tests.loadtest.driver.brisk import WITH_PLENTY, brisk
from tests.loadtest.driver.playing import Played, play
from tests.loadtest.driver.targets import (
    ANSWERED,
    FAILED_CALLS,
    LOST_CALLS,
    LOST_NOTIFICATIONS,
)

PLENTY = {"people": 12}
UNPACKED = {
    "demand__incidents__kebakaran__rate": {"per_day": 20000},
    "demand__incidents__kebakaran__burst": None,
    "demand__incidents__medis__rate": {"per_day": 1},
    "demand__calls__prank__rate": {"per_day": 1},
    "demand__work": {
        "talk": "1500 ms",
        "talk_duplicate": "1s",
        "wrap_up": "200 ms",
        "wrap_up_duplicate": "100 ms",
        "ticket": "500 ms",
    },
    "callers__patience": "20s",
    "callers__redial": None,
    "call_takers__pick_up": "100 ms",
    "lines__announcement": "100 ms",
    "run": {"start_day": "Mon", "length": "1 jam", "weeks_at_least": 2, "weeks_at_most": 4},
}
"""So dense that a few calls come within seconds as they are, at speed 1."""
SHIPPED = load_scenario("surabaya").scenario.targets
"""What each shipped region asks of its deployment."""


def judged(played: Played, target: Target) -> TargetVerdict:
    tested = Deployment("p", "1", "f", reference=True)
    return judge_load_test("t", target, LoadTest(played.records, tested, how(played.play)))


def test_every_tenth_call_and_notification_lost_are_missed(tmp_path: Path) -> None:
    loaded = brisk(tmp_path, **WITH_PLENTY)
    faults = BrokenSpec(drops_notification_every=10, loses_call_every=10)

    played = play(loaded, tmp_path, calls=14, gap_s=2.0, follow_s=1.0, broken=faults)

    assert played.report.state == "finished"
    calls = judged(played, LOST_CALLS)
    assert (calls.outcome, calls.estimate) == ("missed", pytest.approx(1 / 14))
    told = judged(played, LOST_NOTIFICATIONS)
    assert (told.outcome, told.n) == ("missed", 26)
    assert told.estimate == pytest.approx(2 / 26)
    for name in ("panggilan-hilang", "pemberitahuan-hilang"):
        assert judged(played, SHIPPED[name]).outcome == "missed", name


def test_calls_answered_and_then_heard_one_way_only_are_missed(tmp_path: Path) -> None:
    loaded = brisk(
        tmp_path,
        demand__work__talk="32s",
        demand__work__talk_duplicate="32s",
        call_takers__staffing={"people": 8},
        callers__patience="90s",
        callers__redial=None,
    )

    played = play(
        loaded, tmp_path, calls=6, gap_s=3.0, follow_s=0.1, broken=BrokenSpec(mutes_call_every=2)
    )

    assert played.outcomes == {"answered": 6}
    assert sorted(map(str, played.records.calls.texts("failure"))) == (
        ["None"] * 3 + ["one_way_audio"] * 3
    )
    verdict = judged(played, FAILED_CALLS)
    assert (verdict.outcome, verdict.estimate, verdict.n) == ("missed", 0.5, 6)
    assert judged(played, SHIPPED["panggilan-gagal"]).outcome == "missed"


@pytest.mark.parametrize(
    ("late_s", "outcome"),
    [(3.0, "missed"), pytest.param(None, "inconclusive", marks=pytest.mark.slow)],
)
def test_answers_three_seconds_late_are_missed_at_speed_1(
    tmp_path: Path, late_s: float | None, outcome: str
) -> None:
    loaded = brisk(tmp_path, call_takers__staffing=PLENTY, **UNPACKED)

    played = play(
        loaded,
        tmp_path,
        calls=4,
        speed=1.0,
        gap_s=math.inf,
        follow_s=0.1,
        broken=BrokenSpec(answers_late_s=late_s),
    )

    for target in (ANSWERED, SHIPPED["telepon-berdering"]):
        verdict = judged(played, target)
        assert verdict.outcome == outcome, verdict
        assert verdict.estimate == (0.0 if late_s else 1.0)
    ring_s = played.records.calls["ring_s"]
    assert ((ring_s > 2.5) == bool(late_s)).all()
    # an open load: calls go out when they are planned, however late those before are answered
    assert played.records.calls["lateness_s"].max() < 0.25
