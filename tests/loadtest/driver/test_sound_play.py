"""One play against a sound deployment: queueing, giving up, redials, duplicates, relay, units."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

import numpy as np
import pytest

from results.comparison import CAUSES, PlayComparison, compare_plays, measured_latencies
from results.records import Records
from results.run_folder import open_run
from results.verdict.load_test import LoadTest, judge_load_test
from scenarios.latencies import Latencies, with_latencies
from sim.pairing import pair
from sim.simulate import play as simulate
from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import Played, play
from tests.loadtest.driver.targets import FAILED_CALLS, LOST_CALLS, LOST_NOTIFICATIONS

STEADY = 297
"""A stretch in which `UNFELT_S` more or less, in every latency, changes no outcome."""
UNFELT_S = 0.1
"""Twice the median difference of wait that the two halves may have."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, dict[str, PlayComparison]]:
    """Play once for all tests here, and lay the play beside the simulation."""
    folder = tmp_path_factory.mktemp("sound")
    found = play(brisk(folder), folder, seed=STEADY)
    return found, {c.play: c for c in pair(found.play, found.records, 1)}


@pytest.fixture(scope="module")
def played(both: tuple[Played, dict[str, PlayComparison]]) -> Played:
    return both[0]


@pytest.fixture(scope="module")
def pairing(both: tuple[Played, dict[str, PlayComparison]]) -> dict[str, PlayComparison]:
    """Return the three plays of the pairing."""
    return both[1]


def test_it_ends_by_itself_without_an_error(played: Played) -> None:
    assert played.report.state == "finished"
    assert played.report.why is None
    assert played.report.errors == {}
    assert played.report.foreign == ()
    assert played.report.callers_done == played.report.callers == len(played.play.trace.callers)


def test_the_stretch_has_what_makes_a_pairing_hard(played: Played) -> None:
    calls = played.records.calls

    assert played.outcomes["answered"] >= 10
    assert played.outcomes["abandoned_queue"] >= 3
    assert played.outcomes["blocked"] >= 1
    assert (calls["attempt"] > 0).sum() >= 3
    assert calls.is_label("duplicate", "recognised").sum() >= 3
    assert calls.is_label("duplicate", "unrecognised").sum() >= 1
    waits = calls["answered_s"] - calls["queued_s"]
    assert np.nanmax(waits) > 0.5


def test_the_stretch_is_steady(played: Played) -> None:
    """Else a flip between the halves would say nothing of either.

    In a queue under pressure one flip brings others with it, so that 95 % is no claim for any
    stretch: in most, a tenth of a second can change a quarter of the outcomes.
    """
    rng = np.random.default_rng(1)
    names = measured_latencies(played.records)

    def simulated() -> Records:
        values = {name: tuple(rng.uniform(0.0, UNFELT_S, 30)) for name in names}
        return simulate(
            with_latencies(played.play.trace, Latencies(**values), int(rng.integers(99))),
            played.play.plan,
        )

    first = simulated()
    assert all(compare_plays("own", simulated(), first).same_outcome == 1.0 for _ in range(9))


def test_with_each_calls_own_latencies_both_halves_agree(
    pairing: dict[str, PlayComparison],
) -> None:
    own = pairing["own"]

    assert own.calls >= 20, "so that one call alone is not more than a twentieth"
    assert own.same_outcome >= 0.95, own.causes
    assert own.difference_median_s < 0.05
    assert own.same_recognition >= 0.9


def test_what_remains_is_listed_by_cause(
    played: Played, pairing: dict[str, PlayComparison]
) -> None:
    measured = set(played.records.calls["call_id"].tolist())

    for comparison in pairing.values():
        differ = round(comparison.calls * (1 - comparison.same_outcome))
        assert sum(comparison.causes.values()) == differ
        assert set(comparison.causes) <= set(CAUSES)
        only_predicted = comparison.causes.get("attempt_only_predicted", 0)
        assert comparison.calls == len(measured) + only_predicted


def test_units_arrive_when_the_simulation_has_them_arrive(
    played: Played, pairing: dict[str, PlayComparison]
) -> None:
    differences = np.abs(pairing["own"].response_differences_s)

    assert len(differences) >= 5
    assert len(differences) == len(played.records.assignments)
    assert np.median(differences) < 0.1


def test_redials_keep_the_callers_number_and_nobody_shares_one(played: Played) -> None:
    numbers = Counter(call["number"] for call in played.calls)
    attempts = Counter(played.records.calls["caller_id"].tolist())
    canaries = len(played.report.setup_canary_s)

    by_caller = sorted(attempts.values())
    assert sorted(numbers.values()) == sorted(by_caller + [1] * canaries)
    assert max(by_caller) >= 2


def test_duplicates_are_recognised_by_what_the_application_has_on_record(played: Played) -> None:
    calls = played.records.calls
    recognised = int(calls.is_label("duplicate", "recognised").sum())
    on_record = int((~np.isnan(played.records.incidents["on_record_s"])).sum())

    assert len(played.incidents) == on_record
    closed_as = Counter(call["disposition"] for call in played.calls)
    assert closed_as["duplicate"] == recognised
    joined = Counter(call["incident_id"] for call in played.calls if call["incident_id"])
    about = calls["emergency"] & ~np.isnan(calls["answered_s"])
    assert sum(joined.values()) == int(about.sum())
    assert max(joined.values()) >= 3


def test_moments_are_in_the_runs_own_clock_and_in_order(played: Played) -> None:
    calls, callers = played.records.calls, played.play.trace.callers
    planned = dict(zip(callers.caller_id.tolist(), callers.arrival_s.tolist(), strict=True))

    first = calls.where(calls["attempt"] == 0)
    assert [planned[i] for i in first["caller_id"].tolist()] == first["arrival_s"].tolist()
    chain = ("arrival_s", "connected_s", "queued_s", "assigned_s", "answered_s", "talk_end_s",
             "work_end_s")  # fmt: skip
    answered = calls.where(~np.isnan(calls["answered_s"]))
    for earlier, later in itertools.pairwise(chain):
        assert (answered[earlier] <= answered[later] + 1e-6).all(), (earlier, later)
    assert (answered["setup_s"] > 0).all() and (answered["ring_s"] >= 0).all()
    assert np.nanmax(calls["lateness_s"]) < 0.25
    assert played.report.lateness_p99_s < 0.25


def test_a_redial_is_later_by_what_the_trace_says(played: Played) -> None:
    calls, trace = played.records.calls, played.play.trace
    row_of = {int(c): i for i, c in enumerate(trace.callers.caller_id)}
    tries: dict[int, list[int]] = defaultdict(list)
    for i, caller in enumerate(calls["caller_id"].tolist()):
        tries[caller].append(i)

    checked = 0
    for caller, rows in tries.items():
        for before, after in itertools.pairwise(rows):
            at = int(trace.callers.first_attempt[row_of[caller]]) + int(calls["attempt"][before])
            ended_s = calls["gave_up_s"][before]
            if np.isnan(ended_s):  # blocked: it ends when it begins
                ended_s = calls["arrival_s"][before]
            gap_s = calls["arrival_s"][after] - ended_s
            assert gap_s == pytest.approx(trace.attempts.redial_delay_s[at], abs=0.05)
            assert calls["redialled"][before]
            checked += 1
    assert checked >= 3


def test_audio_went_both_ways_in_every_talk(played: Played) -> None:
    calls = played.records.calls
    answered = calls.where(~np.isnan(calls["answered_s"]))

    assert [f for f in answered.texts("failure") if f] == []
    assert (answered["rtp_lost_share"] <= 0.02).all()
    assert (answered["rtp_jitter_s"] < 0.1).all()


def test_the_sound_deployment_does_not_miss_what_broken_ones_miss(played: Played) -> None:
    manifest = open_run(played.folder).manifest
    assert manifest.deployment is not None
    test = LoadTest(played.records, manifest.deployment, manifest.play)

    for target in (FAILED_CALLS, LOST_CALLS, LOST_NOTIFICATIONS):
        assert judge_load_test("t", target, test).outcome != "missed"


def test_the_part_of_the_run_tells_what_was_done_and_holds_the_tables(played: Played) -> None:
    run = open_run(played.folder)

    assert run.manifest.source == "loadtest"
    assert run.manifest.state == "finished"
    assert run.manifest.play.speed == played.order.speed and run.manifest.play.packed
    assert run.manifest.deployment is not None
    assert run.manifest.deployment.fingerprint == played.profile.fingerprint
    assert run.manifest.deployment.reference
    assert run.records_from == "tables"
    assert run.records is not None
    sizes = {name: len(table) for name, table in run.records.tables().items()}
    assert sizes == {name: len(table) for name, table in played.records.tables().items()}
    assert all(sizes.values())


def test_who_was_at_work_is_written_down(played: Played) -> None:
    staffing = played.records.staffing
    busy_s = {
        group: staffing["busy_s"][staffing.is_label("group", group)].sum()
        for group in ("call_takers", "desk:damkar", "units:damkar", "lines:telkom")
    }

    calls, end_s = played.records.calls, played.play.plan.clock.length_s
    worked_s = float(
        np.nansum(np.minimum(calls["work_end_s"], end_s) - np.minimum(calls["assigned_s"], end_s))
    )
    assert busy_s["call_takers"] == pytest.approx(worked_s, rel=0.05)
    assert all(seconds > 0 for seconds in busy_s.values())
