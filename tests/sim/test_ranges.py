"""Ends of ranges are played on the run's own traces, in an order that a short time deserves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from sim.block import evidence_of
from sim.executors.local import local_executor
from sim.range_queue import EndToPlay, Found, RangeQueue
from sim.ranges import Played, play_ends
from sim.simulate import simulate_replication
from tests.small_scenario import small_scenario

SEED = 4
REPLICATIONS = 2
FAST = {"run": {"start_day": "Mon", "length": "1 hari", "weeks_at_least": 2, "weeks_at_most": 2}}
SCENARIO = small_scenario(**FAST)
SLOW = small_scenario(**FAST, demand__work__talk="4 menit")
KEYS = [("same", "low"), ("talk", "high")]
ENDS = [EndToPlay(KEYS[0], SCENARIO), EndToPlay(KEYS[1], SLOW)]


def promised_nothing(_key: tuple[str, str], _evidence: Found) -> float:
    return 0.0


def alike(a: Found, b: Found) -> bool:
    return a.keys() == b.keys() and all(
        np.array_equal(a[n].numerator, b[n].numerator)
        and np.array_equal(a[n].denominator, b[n].denominator)
        and a[n].weeks == b[n].weeks
        for n in a
    )


def played(workers: int, **more: Any) -> Played:
    with closing(local_executor(workers)) as executor:
        return play_ends(ENDS, SEED, REPLICATIONS, promised_nothing, executor=executor, **more)


def test_ends_are_played_on_the_traces_of_the_run() -> None:
    of_the_run = [
        evidence_of(SCENARIO, simulate_replication(SCENARIO, SEED, r), r)
        for r in range(REPLICATIONS)
    ]

    found = played(1).evidence

    assert list(found) == KEYS
    assert {len(e.weeks) for end in found.values() for e in end.values()} == {REPLICATIONS}
    for r, one in enumerate(of_the_run):
        for name, evidence in one.items():
            numbers = found[KEYS[0]][name].numerator[r : r + 1]
            assert np.array_equal(numbers, evidence.numerator)
    assert not alike(found[KEYS[0]], found[KEYS[1]])


@pytest.mark.usefixtures("processes_at_once")
def test_the_number_of_workers_changes_nothing() -> None:
    one, two = played(1).evidence, played(2).evidence

    assert one.keys() == two.keys()
    assert all(alike(one[key], two[key]) for key in one)


@pytest.mark.usefixtures("processes_at_once")
@pytest.mark.parametrize("workers", [1, 2])
def test_no_time_plays_nothing(workers: int) -> None:
    assert played(workers, budget_s=0.0).evidence == {}


def test_ctrl_c_keeps_what_is_finished() -> None:
    told = 0

    def interrupts(_share: float) -> None:
        nonlocal told
        told += 1
        if told == 3:
            raise KeyboardInterrupt

    found = played(1, progress=interrupts)

    assert found.interrupted
    weeks = {key: len(next(iter(end.values())).weeks) for key, end in found.evidence.items()}
    assert sum(weeks.values()) == 3


class Line:
    """A queue of ends that are never really played."""

    def __init__(self, names: Sequence[str], replications: int, promises: dict[str, float]) -> None:
        ends = [EndToPlay((name, "high"), SCENARIO) for name in names]
        self.queue = RangeQueue(ends, replications, lambda key, _found: promises[key[0]])

    def play(self, pieces: int, *, late: bool) -> list[tuple[str, int]]:
        """Play some pieces; return whose they were, and of how many replications."""
        seen = []
        for _ in range(pieces):
            piece = self.queue.next(late=late)
            if piece is None:
                break
            self.queue.put(piece, [{} for _ in piece.replications])
            seen.append((piece.end.key[0], len(piece.replications)))
        return seen


def test_early_each_is_glanced_at_then_the_most_promising_is_played() -> None:
    line = Line("abc", 9, {"a": 0.1, "b": 0.9, "c": 0.4})

    assert line.play(3, late=False) == [("a", 1), ("b", 1), ("c", 1)]
    assert line.play(8, late=False) == [("b", 1)] * 8
    assert line.play(8, late=False) == [("c", 1)] * 8
    assert line.play(99, late=False) == [("a", 1)] * 8
    assert line.queue.done == line.queue.work == 27


def test_late_what_may_well_flip_goes_before_glances() -> None:
    line = Line("abc", 3, {"a": 0.1, "b": 0.9, "c": 0.4})

    assert line.play(2, late=False) == [("a", 1), ("b", 1)]
    assert line.play(2, late=True) == [("b", 1)] * 2
    assert line.play(1, late=True) == [("c", 1)]  # a promises too little to wait for


def test_pieces_are_short_enough_to_be_waited_for() -> None:
    line = Line("a", 1000, {"a": 1.0})

    assert max(count for _name, count in line.play(1000, late=True)) == 2
    assert line.queue.done == 1000
