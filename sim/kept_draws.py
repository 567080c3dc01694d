"""What this process has drawn, for the ends of ranges that it is still to play.

All ends are played on the same traces, and an end moves one number. Drawing is most of the work
of a small replication, and most of what is drawn does not hang on that number.
"""

from __future__ import annotations

from threading import Lock

from scenarios.schema.run import Run
from scenarios.schema.scenario import Scenario
from scenarios.trace.drawn_before import DrawnBefore
from sim.memory.needed import PROCESS, memory_needed

MOST_BYTES = 64e6
"""Kept by one process, of a cluster too, until it plays another run."""
LARGEST_BYTES = 150e6
"""Of memory that a replication may take for its draws to be kept: what is kept lies in memory
beside what is played."""


class KeptDraws:
    """The draws of replications of one run; those that came first stay.

    Ends come round the replications again and again, so to drop the oldest would drop each just
    before it is asked for. Threads of one process, as a cluster's worker may have, can share it.
    """

    def __init__(self) -> None:
        self._kept: dict[int, DrawnBefore] = {}
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Drop all."""
        with self._lock:
            self._begin(None)

    def _begin(self, run: tuple[str, Run, int] | None) -> None:
        self._run = run
        self._small = False
        self._full = False
        self._kept.clear()

    def of(self, scenario: Scenario, seed: int, replication: int) -> DrawnBefore | None:
        """Return what is known of a replication's draws; None if they are not to be kept.

        Another region, length of replications or seed drops what was kept of the one before.
        """
        run = (scenario.name, scenario.run, seed)
        with self._lock:
            if run != self._run:
                self._begin(run)
                self._small = memory_needed(scenario).replication - PROCESS <= LARGEST_BYTES
            if not self._small:
                return None
            if replication not in self._kept:
                if self._full or self._size_bytes() > MOST_BYTES:
                    self._full = True
                    return None
                self._kept[replication] = DrawnBefore()
            return self._kept[replication]

    def _size_bytes(self) -> int:
        return sum(drawn.size_bytes for drawn in self._kept.values())


KEPT_DRAWS = KeptDraws()
"""Of this process."""
