"""Play the ends of assumptions' ranges, on the traces of the run itself."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass

from scenarios.latencies import Latencies
from scenarios.schema.scenario import Scenario
from scenarios.text import current_language, set_language
from sim.engine import Engine
from sim.range_queue import EndToPlay, Found, Piece, RangeQueue
from sim.replications import evidence_of
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
    latencies: Latencies | None = None,
    engine: Engine = "twin",
    workers: int = 2,
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
    workers : int
        Processes; 1 plays in this one.
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

    task = (seed, latencies, engine)
    player = _Here(*task) if workers == 1 else _Workers(*task, workers)
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
    return Played(queue.evidence(), interrupted)


def play_piece(
    scenario: Scenario,
    seed: int,
    latencies: Latencies | None,
    engine: Engine,
    replications: range,
) -> list[Found]:
    """Play replications of a scenario; return what each says."""
    played = []
    for replication in replications:
        records = simulate_replication(
            scenario, seed, replication, latencies=latencies, engine=engine
        )
        played.append(evidence_of(scenario, records, replication))
    return played


class _Here:
    """Plays in this process."""

    def __init__(self, seed: int, latencies: Latencies | None, engine: Engine) -> None:
        self._task = (seed, latencies, engine)
        self._piece: Piece | None = None

    @property
    def free(self) -> bool:
        return self._piece is None

    @property
    def busy(self) -> bool:
        return self._piece is not None

    def begin(self, piece: Piece) -> None:
        self._piece = piece

    def finished(self, _wait_s: float) -> list[tuple[Piece, list[Found]]]:
        piece = self._piece
        if piece is None:
            return []
        played = play_piece(piece.end.scenario, *self._task, piece.replications)
        self._piece = None
        return [(piece, played)]

    def end(self) -> list[tuple[Piece, list[Found]]]:
        return []


class _Workers:
    """Plays in worker processes."""

    def __init__(
        self, seed: int, latencies: Latencies | None, engine: Engine, workers: int
    ) -> None:
        self._task = (seed, latencies, engine)
        self._most = workers + 1  # one waits, so that no worker does
        self._pool = ProcessPoolExecutor(
            workers,
            # a forked child would inherit the threads and sockets of its parent
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(current_language(),),
        )
        self._waiting: dict[Future[list[Found]], Piece] = {}

    @property
    def free(self) -> bool:
        return len(self._waiting) < self._most

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def begin(self, piece: Piece) -> None:
        task = (piece.end.scenario, *self._task, piece.replications)
        self._waiting[self._pool.submit(play_piece, *task)] = piece

    def finished(self, wait_s: float) -> list[tuple[Piece, list[Found]]]:
        done, _open = wait(self._waiting, wait_s, FIRST_COMPLETED)
        return [(self._waiting.pop(future), future.result()) for future in done]

    def end(self) -> list[tuple[Piece, list[Found]]]:
        """End the workers after the piece that each is at; return what came of it."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        return [
            (piece, future.result())
            for future, piece in self._waiting.items()
            if not future.cancelled() and future.exception() is None
        ]


def _begin_worker(language: str) -> None:
    import os
    import signal

    set_language(language)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # a load test that runs beside us is measured; we are not
