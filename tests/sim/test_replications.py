"""Whole runs: the same whoever plays them, ended by their rule, taken up where they were left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from results.block_files import packed, path_of, read_block
from results.measures.question import MeasureQuestion
from results.precision.asked import PrecisionAsked
from results.run_folder import RunFolder
from results.verdict.looks import Looks
from sim.block import BlockTask
from sim.executors.here import Here
from sim.replications import Simulated
from sim.standing import Standing
from tests.sim.runs import SEED, alike, brief_region, records_of, run_of

CERTAIN = {"targets__dijawab__at_least": 0.2, "targets__damkar": None}
"""Changes with which all is decided at the second look."""
OPEN = {
    "targets__dijawab__at_least": 0.2,
    "targets__damkar__at_most_time": "10.5 min",
    "targets__damkar__percentile": 33,
}
"""Changes with which the second target lies on its bound, as near as can be."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Simulated, RunFolder]:
    """Return a run by one worker that ends before its cap."""
    folder = tmp_path_factory.mktemp("reference") / "run"
    return run_of(folder, brief_region(4, 32, **CERTAIN), workers=1)


@pytest.mark.usefixtures("processes_at_once")
@pytest.mark.parametrize(
    ("workers", "engine"), [(2, "twin"), (3, "twin"), (1, "simpy"), (3, "simpy")]
)
def test_neither_workers_nor_engine_change_the_tables_of_a_run(
    workers: int, engine: str, reference: tuple[Simulated, RunFolder], tmp_path: Path
) -> None:
    expected, kept = reference

    found, folder = run_of(
        tmp_path / "run", brief_region(4, 32, **CERTAIN), workers=workers, engine=engine
    )

    assert 4 <= found.weeks == expected.weeks < 32
    assert found.verdicts == expected.verdicts
    assert alike(records_of(folder), records_of(kept))


def test_another_seed_gives_other_tables(reference: tuple[Simulated, RunFolder]) -> None:
    scenario = brief_region(4, 32, **CERTAIN)

    other = BlockTask(scenario, SEED + 1).records(0)

    assert not alike(other, BlockTask(scenario, SEED).records(0))


def service_level(half_width: float) -> PrecisionAsked:
    question = MeasureQuestion("service_level", "within", within_s=10.0)
    return PrecisionAsked("service_level", question, half_width, "1")


def test_a_run_ends_at_the_first_look_at_which_what_was_asked_is_known(tmp_path: Path) -> None:
    scenario = brief_region(2, 64, **OPEN)

    found, _folder = run_of(tmp_path / "run", scenario, workers=1, precision=[service_level(0.015)])

    (known,) = found.precision
    looks = Looks.of(scenario.run).weeks
    before = looks[looks.index(found.weeks) - 1]
    assert found.weeks < looks[-1]
    assert known.reached and known.half_width <= 0.015
    assert known.half_width == pytest.approx((known.high - known.low) / 2)
    earlier = tmp_path / "earlier"
    cut, _ = run_of(earlier, brief_region(2, before, **OPEN), workers=1, precision=[
        service_level(0.015)
    ])  # fmt: skip
    assert cut.weeks == before and not cut.precision[0].reached


def test_precision_and_not_the_targets_ends_a_run_that_asks_for_it(tmp_path: Path) -> None:
    decided = brief_region(2, 32, **CERTAIN)

    by_verdict, _ = run_of(tmp_path / "a", decided, workers=1)
    by_precision, _ = run_of(tmp_path / "b", decided, workers=1, precision=[service_level(0.01)])
    coarse, _ = run_of(
        tmp_path / "c", brief_region(2, 32, **OPEN), workers=1, precision=[service_level(0.2)]
    )

    assert by_precision.weeks > by_verdict.weeks
    assert coarse.verdicts["damkar"].outcome == "inconclusive"
    assert coarse.verdicts["damkar"].can_wait and coarse.weeks < 32


def test_at_the_cap_it_is_said_how_far_it_came_and_what_it_would_take(tmp_path: Path) -> None:
    scenario = brief_region(2, 8, **OPEN)

    found, _ = run_of(tmp_path / "run", scenario, workers=1, precision=[service_level(0.01)])

    (known,) = found.precision
    assert found.weeks == 8 and not known.reached
    assert known.half_width > 0.01
    assert known.weeks_needed is not None and known.weeks_needed > 8
    enough, _ = run_of(
        tmp_path / "enough",
        brief_region(2, 2 * known.weeks_needed, **OPEN),
        workers=2,
        precision=[service_level(0.01)],
    )
    assert enough.precision[0].reached
    assert known.weeks_needed / 2 <= enough.weeks <= 2 * known.weeks_needed


def test_a_precision_may_be_that_of_a_target(tmp_path: Path) -> None:
    scenario = brief_region(2, 16, **OPEN)
    question = MeasureQuestion("service_level", "within", within_s=10.0)
    asked = PrecisionAsked("dijawab", question, 0.03, "1", is_target=True)

    found, _ = run_of(tmp_path / "run", scenario, workers=1, precision=[asked, service_level(0.03)])

    of_target, of_measure = found.precision
    assert (of_target.half_width, of_target.n) == (of_measure.half_width, of_measure.n)


def test_the_standing_tells_what_is_open_and_how_the_half_width_falls(tmp_path: Path) -> None:
    told: list[Standing] = []

    run_of(
        tmp_path / "run",
        brief_region(2, 64, **OPEN),
        workers=1,
        precision=[service_level(0.012)],
        progress=told.append,
    )

    widths = [one.half_width for s in told for one in s.still_open]
    assert widths[0] == np.inf
    assert min(widths) < widths[1] / 2
    assert told[-1].still_open == ()
    assert {one.asked for s in told for one in s.still_open} == {0.012}


def test_the_standing_of_a_run_by_verdict_names_the_open_targets(tmp_path: Path) -> None:
    told: list[Standing] = []

    run_of(tmp_path / "run", brief_region(2, 16, **OPEN), workers=1, progress=told.append)

    assert {one.name for one in told[0].still_open} == {"dijawab", "damkar"}
    assert {one.name for one in told[-1].still_open} == {"damkar"}
    assert 0 < told[-1].still_open[0].half_width < 0.5


def interrupted_after(blocks: int) -> object:
    def tell(standing: Standing) -> None:
        if standing.weeks >= blocks:
            raise KeyboardInterrupt

    return tell


@pytest.mark.usefixtures("processes_at_once")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_was_broken_off_goes_on_to_the_same_tables(
    workers: int, reference: tuple[Simulated, RunFolder], tmp_path: Path
) -> None:
    expected, kept = reference
    scenario = brief_region(4, 32, **CERTAIN)
    stopped, folder = run_of(
        tmp_path / "run", scenario, workers=workers, progress=interrupted_after(2)
    )
    assert stopped.interrupted and 2 <= stopped.weeks <= expected.weeks
    written = {p.name: p.stat().st_mtime_ns for p in folder.blocks.glob("*.npz")}

    found, _ = run_of(folder.path, scenario, workers=workers)

    assert alike(records_of(folder), records_of(kept))
    assert (found.weeks, found.verdicts) == (expected.weeks, expected.verdicts)
    assert (
        written.items() <= {p.name: p.stat().st_mtime_ns for p in folder.blocks.glob("*")}.items()
    )


def test_a_block_that_is_cut_or_of_another_replication_is_played_again(
    reference: tuple[Simulated, RunFolder], tmp_path: Path
) -> None:
    expected, kept = reference
    folder = tmp_path / "run"
    there = run_of(folder, brief_region(2, 2, **CERTAIN), workers=1)[1]
    whole = path_of(there.blocks, 0).read_bytes()
    path_of(there.blocks, 0).write_bytes(whole[: len(whole) // 2])
    path_of(there.blocks, 3).write_bytes(path_of(there.blocks, 1).read_bytes())

    found, _ = run_of(folder, brief_region(4, 32, **CERTAIN), workers=1)

    assert found.weeks == expected.weeks
    assert alike(records_of(there), records_of(kept))


def test_blocks_beyond_the_last_look_are_no_evidence(
    reference: tuple[Simulated, RunFolder], tmp_path: Path
) -> None:
    expected, _kept = reference
    scenario = brief_region(4, 32, **CERTAIN)
    folder = tmp_path / "run"
    there = run_of(folder, brief_region(2, 2, **CERTAIN), workers=1)[1]
    later = BlockTask(scenario, SEED).records(expected.weeks)
    path_of(there.blocks, expected.weeks).write_bytes(packed(later))

    found, _ = run_of(folder, scenario, workers=1)

    assert (found.weeks, found.verdicts) == (expected.weeks, expected.verdicts)


class LastFirst(Here):
    """Does what was handed out last, and never comes to the first."""

    at_once = 3

    def __init__(self) -> None:
        self.handed_out = 0

    def submit(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        self.handed_out += 1
        return super().submit(work, *given) if self.handed_out >= self.at_once else Future()


def test_weeks_behind_a_gap_are_no_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.standing.EVERY_S", 0.0)
    told: list[Standing] = []

    def stop(standing: Standing) -> None:
        told.append(standing)
        if len(told) == 4:
            raise KeyboardInterrupt

    found, folder = run_of(
        tmp_path / "run", brief_region(8, 8), executor=LastFirst(), progress=stop
    )

    assert found.interrupted and found.weeks == 0
    assert {standing.weeks for standing in told} == {0}
    assert [path_of(folder.blocks, r).is_file() for r in range(4)] == [False, False, True, True]


def test_a_block_comes_back_as_it_was_packed(tmp_path: Path) -> None:
    records = BlockTask(brief_region(), SEED).records(1)
    folder = RunFolder(tmp_path)

    folder.write_block(1, packed(records))

    assert alike(read_block(folder.blocks, 1), records)
