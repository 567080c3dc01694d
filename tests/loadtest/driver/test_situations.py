"""Situations that begin and end inside a stretch: both halves play them at the same calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loadtest.order import Order, make_play
from results.comparison import compare_plays, measured_latencies
from results.records import Records
from scenarios.latencies import Latencies, with_latencies
from scenarios.packing import busiest_stretch
from scenarios.step_function import StepFunction
from scenarios.trace.draw import draw_trace
from sim.pairing import with_own_latencies
from sim.simulate import play as simulate
from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import GAP_S, SPEED, Played, play

CALLS = 24
SEED = 7
QUIET: dict[str, Any] = {
    "lines__trunks__telkom": {"label": "Telkom", "channels": 30, "share": 0.6},
    "lines__trunks__seluler": {"label": "Seluler", "channels": 30, "share": 0.4},
    "call_takers__staffing": {"people": 12},
    "callers__patience": "10 min",
    "agencies__damkar__notify": "application",
    "agencies__damkar__desk": {"staffing": {"people": 3}, "acknowledge": "6s"},
    "agencies__ambulans__desk": {"staffing": {"people": 3}, "acknowledge": "4s"},
}
"""Nobody is blocked, gives up or is phoned, but by the situation."""


@dataclass(frozen=True)
class BothHalves:
    """What was measured, and what the simulation says with each call's own latencies."""

    played: Played
    predicted: Records

    @property
    def measured(self) -> Records:
        return self.played.records


def both_halves(folder: Path, *, first: int, last: int, effect: dict[str, Any]) -> BothHalves:
    """Play a situation that lasts from the caller `first` to before the caller `last`.

    The gaps in which it begins and ends are longer than a play leaves them; so it does both at
    the very instant of a call's arrival.
    """
    scenario = brisk(folder, **QUIET).scenario
    trace = draw_trace(scenario, SEED)
    arrival_s = trace.callers.arrival_s[busiest_stretch(trace, CALLS)]
    begin_s, end_s = (float(np.ceil(arrival_s[row - 1] / 60) * 60) for row in (first, last))
    for row, edge_s in ((first, begin_s), (last, end_s)):
        assert arrival_s[row - 1] + GAP_S < edge_s < arrival_s[row], (row, arrival_s.tolist())
    situation = {
        "label": {"id": "Uji", "en": "Test"},
        "about": {"id": "Uji.", "en": "A test."},
        "start_day": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[int(begin_s // 86400)],
        "start_time": f"{int(begin_s % 86400 // 3600):02d}:{int(begin_s % 3600 // 60):02d}",
        "length": f"{end_s - begin_s:.0f}s",
        **effect,
    }
    loaded = brisk(folder, **QUIET, situations={"uji": situation})
    packed = make_play(loaded.scenario, Order(SEED, CALLS, SPEED, GAP_S, "x"))
    assert packed.trace.callers.caller_id.tolist() == trace.callers.caller_id[
        busiest_stretch(trace, CALLS)].tolist()  # fmt: skip

    played = play(loaded, folder, calls=CALLS, seed=SEED, follow_s=2.0)

    assert played.report.state == "finished", played.report
    assert played.report.errors == {}
    found = Latencies(**measured_latencies(played.records))
    own = with_own_latencies(with_latencies(played.play.trace, found, SEED), played.records)
    return BothHalves(played, simulate(own, played.play.plan))


def agree(both: BothHalves) -> None:
    """Hold both halves to each other."""
    own = compare_plays("own", both.predicted, both.measured)
    assert own.same_outcome >= 0.95, own.causes
    assert own.difference_median_s < 0.05


def part_of(steps: StepFunction, time_s: float) -> str:
    """Tell whether an instant is before, in or after the one change and its end."""
    begin_s, end_s = steps.times_s[1:]
    return "before" if time_s < begin_s else "in" if time_s < end_s else "after"


def test_a_trunk_cut_in_the_middle_blocks_the_calls_of_its_time_and_no_others(
    tmp_path: Path,
) -> None:
    both = both_halves(tmp_path, first=5, last=17, effect={"channels": {"telkom": 0}})

    agree(both)
    plan = both.played.play.plan
    telkom = plan.channels[plan.trunks.index("telkom")]
    assert telkom.values == (30.0, 0.0, 30.0)
    for records in (both.measured, both.predicted):
        calls = records.calls
        found: Counter[tuple[str, str, str | None]] = Counter(
            (trunk, part_of(telkom, arrival_s), outcome)
            for trunk, arrival_s, outcome in zip(
                calls.texts("trunk"),
                calls["arrival_s"].tolist(),
                calls.texts("outcome"),
                strict=True,
            )
        )
        blocked = {key for key in found if key[2] == "blocked"}
        assert blocked == {("telkom", "in", "blocked")}, found
        assert ("telkom", "in", "answered") not in found, found
        assert found["telkom", "in", "blocked"] >= 4, found
        assert min(found["telkom", "before", "answered"], found["telkom", "after", "answered"]) >= 2
        assert found["seluler", "in", "answered"] >= 2
    # planned at the very instant at which the situation begins and ends
    assert set(telkom.times_s[1:]) <= set(both.played.play.trace.callers.arrival_s.tolist())


def test_while_the_application_is_lost_agencies_are_phoned_and_else_told_by_it(
    tmp_path: Path,
) -> None:
    both = both_halves(tmp_path, first=5, last=15, effect={"application_lost": True})

    agree(both)
    up = both.played.play.plan.application_up
    assert up.values == (1.0, 0.0, 1.0)
    measured, predicted = _told(both.measured), _told(both.predicted)
    assert {key: channel for key, (channel, *_) in measured.items()} == {
        key: channel for key, (channel, *_) in predicted.items()
    }
    assert {outcome for _, _, _, outcome in measured.values()} == {"acknowledged"}
    found = Counter((part_of(up, sent_s), channel) for channel, _, sent_s, _ in measured.values())
    assert set(found) == {("before", "application"), ("in", "phone"), ("after", "application")}
    assert min(found.values()) >= 2, found
    # put on record while it was lost, relayed when it was back: nobody has to phone
    late = [
        key
        for key, (channel, on_record_s, _, _) in measured.items()
        if channel == "application" and part_of(up, on_record_s) == "in"
    ]
    assert late
    for key in late:
        assert measured[key][2] == pytest.approx(predicted[key][2], abs=0.1)
    ends = {key: sent_s for key, (channel, _, sent_s, _) in predicted.items() if channel == "phone"}
    assert all(measured[key][2] == pytest.approx(sent_s, abs=0.15) for key, sent_s in ends.items())


def _told(records: Records) -> dict[tuple[int, int, int], tuple[str, float, float, str]]:
    """Return channel, on record, sent and outcome by incident, need and order."""
    notes = records.notifications
    keys = zip(
        notes["incident_id"].tolist(), notes["need"].tolist(), notes["order"].tolist(), strict=True
    )
    values = zip(
        notes.texts("channel"),
        notes["on_record_s"].tolist(),
        notes["sent_s"].tolist(),
        notes.texts("outcome"),
        strict=True,
    )
    return dict(zip(keys, values, strict=True))
