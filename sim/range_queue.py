"""In which order the ends of assumptions' ranges are played when time may run out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from results.measures.evidence import Evidence, join_evidence
from scenarios.schema.scenario import Scenario

Found = dict[str, Evidence]
"""What one replication says, by target."""
LIKELY = 0.5
"""An end that a glance sees go so much of the way to a bound is played before others are glanced
at, once half of the time is over."""
_PIECES = 8
_LONGEST = 2
"""Replications in one piece at most: whoever stops waits for the pieces under way."""


@dataclass(frozen=True)
class EndToPlay:
    """A scenario with one assumption at an end of its range.

    Parameters
    ----------
    key : tuple of path and "low" or "high"
    scenario : Scenario
    """

    key: tuple[str, str]
    scenario: Scenario


@dataclass(frozen=True)
class Piece:
    """Some replications of one end, played in one go."""

    end: EndToPlay
    replications: range


@dataclass
class _Line:
    """How far one end is."""

    end: EndToPlay
    blocks: dict[int, Found] = field(default_factory=dict)
    handed_out: int = 0
    promise: float | None = None


class RangeQueue:
    """Ends that wait to be played: first a glance at each, then those that promise most.

    A glance is the first replication of an end. Until half of the time is over, ends are glanced
    at in the order given; from then on, those that may well flip a target are played to the last
    week first.

    Parameters
    ----------
    ends : sequence of EndToPlay
        What probably matters most first.
    replications : int
        To be played of each.
    promise : callable
        Says, of an end's evidence on its first weeks, how near it comes to flipping a target.
    """

    def __init__(
        self,
        ends: Sequence[EndToPlay],
        replications: int,
        promise: Callable[[tuple[str, str], Found], float],
    ) -> None:
        self._lines = {end.key: _Line(end) for end in ends}
        self._replications = replications
        self._piece = min(_LONGEST, max(1, replications // _PIECES))
        self._promise = promise

    @property
    def work(self) -> int:
        """Replications in all."""
        return len(self._lines) * self._replications

    @property
    def done(self) -> int:
        """Replications played."""
        return sum(len(line.blocks) for line in self._lines.values())

    def next(self, *, late: bool) -> Piece | None:
        """Hand out what is to be played next; None when nothing is left to hand out.

        Parameters
        ----------
        late : bool
            Half of the time is over.
        """
        waiting = [x for x in self._lines.values() if x.handed_out < self._replications]
        fresh = next((line for line in waiting if line.handed_out == 0), None)
        seen = [line for line in waiting if line.promise is not None]
        best = max(seen, key=lambda line: line.promise or 0.0, default=None)
        if fresh is not None and (best is None or not late or (best.promise or 0.0) < LIKELY):
            return self._hand_out(fresh, 1)
        if best is not None:
            return self._hand_out(best, self._piece)
        begun = next(iter(waiting), None)  # its glance is still under way
        return None if begun is None else self._hand_out(begun, self._piece)

    def _hand_out(self, line: _Line, count: int) -> Piece:
        first = line.handed_out
        line.handed_out = min(first + count, self._replications)
        return Piece(line.end, range(first, line.handed_out))

    def put(self, piece: Piece, played: Sequence[Found]) -> None:
        """Take in what a piece says, replication by replication."""
        line = self._lines[piece.end.key]
        line.blocks.update(zip(piece.replications, played, strict=True))
        if line.promise is None and 0 in line.blocks:
            line.promise = self._promise(piece.end.key, line.blocks[0])

    def evidence(self) -> dict[tuple[str, str], Found]:
        """Return what each end that was begun says on its first weeks without a gap."""
        found = {}
        for key, line in self._lines.items():
            count = 0
            while count in line.blocks:
                count += 1
            if count:
                blocks = [line.blocks[r] for r in range(count)]
                found[key] = {n: join_evidence([b[n] for b in blocks]) for n in blocks[0]}
        return found
