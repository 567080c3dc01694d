"""Play the ends of assumptions' ranges, on the traces of the run itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from scenarios.latencies import Latencies
from scenarios.schema.scenario import Scenario
from sim.block import evidence_of, must_be_of_model
from sim.engine import Engine
from sim.executors.executor import Executor
from sim.kept_draws import KEPT_DRAWS
from sim.model_hash import model_hash
from sim.range_queue import EndToPlay, Found, Piece, RangeQueue
from sim.simulate import simulate_replication

_POLL_S = 0.2


@dataclass(frozen=True)
class Played:
    """What the ends showed.

    Parameters
    ----------
    evidence : mapping of (path, end) to evidence by target
        Of the first weeks without a gap; an end that was not begun is not there.
    interrupted : bool
        The user stopped it; what was finished is there.
    """

    evidence: Mapping[tuple[str, str], Found]
    interrupted: bool = False


def play_ends(
    ends: Sequence[EndToPlay],
    seed: int,
    replications: int,
    promise: Callable[[tuple[str, str], Found], float],
    *,
    executor: Executor,
    latencies: Latencies | None = None,
    engine: Engine = "twin",
    budget_s: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Played:
    """Play ends until all are played to the last week, or the time is over.

    What an end says does not depend on the number of workers nor on the order; which ends are
    played does, where the time is too short for all.

    Parameters
    ----------
    ends : sequence of EndToPlay
        What probably matters most first.
    seed : int
        Of the run itself: the same traces.
    replications : int
        As many as the run itself played.
    promise : callable
        As in `RangeQueue`.
    latencies : Latencies, optional
        Measured ones, as in the run itself.
    engine : Engine
        Both give the same tables.
    executor : Executor
        Who plays; it stays open.
    budget_s : float, optional
        Real seconds; None takes the time that it needs.
    progress : callable, optional
        Told now and then how much is done, 0 to 1, of the work or of the time.
    """
    queue = RangeQueue(ends, replications, promise)
    began_s = time.monotonic()

    def spent() -> float:
        if budget_s is None:
            return 0.0
        return (time.monotonic() - began_s) / budget_s if budget_s > 0 else 1.0

    def tell() -> None:
        if progress is not None:
            progress(min(1.0, max(spent(), queue.done / max(1, queue.work))))

    player = _Player((seed, latencies, engine), executor)
    interrupted = False
    try:
        while spent() < 1:
            while player.free and (piece := queue.next(late=spent() > 0.5)) is not None:
                player.begin(piece)
            if not player.busy:
                break
            for piece, played in player.finished(_POLL_S):
                queue.put(piece, played)
            tell()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        for piece, played in player.end():
            queue.put(piece, played)
        KEPT_DRAWS.forget()
    return Played(queue.evidence(), interrupted)


def play_piece(
    scenario: Scenario,
    seed: int,
    latencies: Latencies | None,
    engine: Engine,
    replications: range,
    model: str,
) -> list[Found]:
    """Play replications of a scenario; return what each says.

    Raises
    ------
    OtherModel
        If this process has another version of the model than the asker, whose hash is given.
    """
    must_be_of_model(model)
    played = []
    for replication in replications:
        records = simulate_replication(
            scenario,
            seed,
            replication,
            latencies=latencies,
            engine=engine,
            before=KEPT_DRAWS.of(scenario, seed, replication),
        )
        played.append(evidence_of(scenario, records, replication))
    return played


class _Player:
    """Hands pieces out to an executor."""

    def __init__(self, task: tuple[int, Latencies | None, Engine], executor: Executor) -> None:
        self._task = task
        self._executor = executor
        self._waiting: dict[Future[list[Found]], Piece] = {}

    @property
    def free(self) -> bool:
        return len(self._waiting) < self._executor.at_once

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def begin(self, piece: Piece) -> None:
        task = (piece.end.scenario, *self._task, piece.replications, model_hash())
        self._waiting[self._executor.submit(play_piece, *task)] = piece

    def finished(self, wait_s: float) -> list[tuple[Piece, list[Found]]]:
        done, _open = wait(self._waiting, wait_s, FIRST_COMPLETED)
        if not done:
            self._executor.check()
        return [(self._waiting.pop(future), future.result()) for future in done]

    def end(self) -> list[tuple[Piece, list[Found]]]:
        """Drop what was not begun; return what came of the rest."""
        for future in self._waiting:
            future.cancel()
        self._executor.settle()
        return [
            (piece, future.result())
            for future, piece in self._waiting.items()
            if future.done() and not future.cancelled() and future.exception() is None
        ]
