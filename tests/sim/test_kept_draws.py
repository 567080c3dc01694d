"""A process keeps what it draws for ends of ranges, as long as it stays small."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from scenarios.schema import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from sim import kept_draws
from sim.kept_draws import KeptDraws
from sim.simulate import simulate_replication
from tests.scenarios.trace.test_drawn_before import assert_alike
from tests.small_scenario import small_scenario

SCENARIO = small_scenario(run={"start_day": "Mon", "length": "1 hari"})
SLOW = small_scenario(run={"start_day": "Mon", "length": "1 hari"}, demand__work__talk="4 menit")


def play(kept: KeptDraws, replication: int, seed: int = 1) -> bool:
    """Play a replication, and tell whether its draws are kept."""
    before = kept.of(SCENARIO, seed, replication)
    simulate_replication(SCENARIO, seed, replication, before=before)
    return before is not None


def test_other_numbers_of_the_same_region_find_what_was_drawn() -> None:
    kept = KeptDraws()

    before = kept.of(SCENARIO, 1, 0)

    assert before is not None
    assert kept.of(SLOW, 1, 0) is before
    assert kept.of(SLOW, 1, 1) is not before


def test_another_seed_drops_what_was_kept() -> None:
    kept = KeptDraws()
    before = kept.of(SCENARIO, 1, 0)

    kept.of(SCENARIO, 2, 0)

    assert kept.of(SCENARIO, 1, 0) is not before


def test_longer_replications_drop_what_was_kept() -> None:
    kept = KeptDraws()
    before = kept.of(SCENARIO, 1, 0)
    longer = small_scenario(run={"start_day": "Mon", "length": "2 hari"})

    assert kept.of(longer, 1, 0) is not before


def test_when_it_is_full_the_first_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptDraws()
    assert play(kept, 0)
    size = kept.of(SCENARIO, 1, 0).size_bytes  # type: ignore[union-attr]
    monkeypatch.setattr(kept_draws, "MOST_BYTES", 1.5 * size)

    assert [play(kept, replication) for replication in (1, 2, 3, 0, 1, 2)] == [
        True, False, False, True, True, False,
    ]  # fmt: skip


def test_threads_may_share_it() -> None:
    kept = KeptDraws()
    pieces = [(scenario, r) for r in range(6) for scenario in (SCENARIO, SLOW, SCENARIO)]

    def drawn(piece: tuple[Scenario, int]) -> Trace:
        return draw_trace(piece[0], 1, piece[1], kept.of(piece[0], 1, piece[1]))

    with ThreadPoolExecutor(6) as threads:
        traces = list(threads.map(drawn, pieces))

    for (scenario, replication), trace in zip(pieces, traces, strict=True):
        assert_alike(trace, draw_trace(scenario, 1, replication), (scenario.name, replication))


def test_of_a_large_region_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_draws, "LARGEST_BYTES", 1.0)

    assert not play(KeptDraws(), 0)
