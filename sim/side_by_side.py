"""Two scenarios on the same traces: the evidence of both on the same questions and weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from results.measures.evidence import Evidence, join_evidence
from results.measures.question import MeasureQuestion
from scenarios.run_clock import run_clock
from scenarios.schema.scenario import Scenario
from sim.block import Block, BlockTask, play_and_tell
from sim.engine import Engine
from sim.executors.executor import Executor, in_any_order
from sim.model_hash import model_hash

Piece = tuple[int, int]
"""A replication, and whose: 0 or 1."""


@dataclass(frozen=True)
class SideBySide:
    """What two simulations say.

    Parameters
    ----------
    a, b : tuple of Evidence
        On the questions, in their order; empty when not one week of both was played.
    weeks : int
        Weeks that both have.
    interrupted : bool
        The user stopped it.
    """

    a: tuple[Evidence, ...]
    b: tuple[Evidence, ...]
    weeks: int
    interrupted: bool = False


def play_side_by_side(
    a: Scenario,
    b: Scenario,
    seed: int,
    weeks: int,
    questions: Sequence[MeasureQuestion],
    *,
    executor: Executor,
    engine: Engine = "twin",
    progress: Callable[[int], None] | None = None,
) -> SideBySide:
    """Play the same weeks of two scenarios with one seed, and ask both the same.

    Streams of chance are keyed by what they are for, so what the scenarios have in common comes
    out alike: the same callers call at the same instants about the same incidents.

    Parameters
    ----------
    a, b : Scenario
        Whose runs have the same clock.
    seed : int
    weeks : int
        At least so many; replications are whole.
    questions : sequence of MeasureQuestion
    engine : Engine
    executor : Executor
        Who plays; it stays open.
    progress : callable, optional
        Told how many weeks both have.

    Raises
    ------
    ValueError
        If the clocks differ.
    """
    clock = run_clock(a.run)
    if clock != run_clock(b.run):
        raise ValueError("runs of different clocks have no weeks in common")
    tasks = [BlockTask(s, seed, None, engine, tuple(questions)) for s in (a, b)]
    count = -(-weeks // clock.weeks)
    pieces = [(replication, side) for replication in range(count) for side in (0, 1)]

    def hand_out(piece: Piece) -> Future[Block]:
        return executor.submit(play_and_tell, tasks[piece[1]], model_hash(), piece[0])

    blocks: dict[Piece, Block] = {}
    waiting: dict[Future[Block], Piece] = {}
    interrupted = False
    try:
        for piece, block in in_any_order(executor, hand_out, pieces, waiting):
            blocks[piece] = block
            if progress is not None:
                progress(_complete(blocks) * clock.weeks)
    except KeyboardInterrupt:
        interrupted = True
        executor.settle()
        for future, piece in waiting.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                blocks[piece] = future.result()
    complete = _complete(blocks)
    if not complete:
        return SideBySide((), (), 0, interrupted)
    found = [
        tuple(
            join_evidence([blocks[r, side].asked[i] for r in range(complete)])
            for i in range(len(questions))
        )
        for side in (0, 1)
    ]
    return SideBySide(found[0], found[1], complete * clock.weeks, interrupted)


def _complete(blocks: dict[Piece, Block]) -> int:
    """Return how many replications both have, from the first on."""
    count = 0
    while (count, 0) in blocks and (count, 1) in blocks:
        count += 1
    return count
