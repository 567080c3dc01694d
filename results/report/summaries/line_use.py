"""How many lines are in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.measures.load import Level, calls_at_once
from results.records import Records


@dataclass(frozen=True)
class TrunkUse:
    """Lines of one trunk group.

    Parameters
    ----------
    trunk : str
    channels : float
        Lines that could carry a call, at the hour with most of them.
    mean, most : float, int
        In use: mean over time, and at the worst instant.
    attempts, blocked : int
        Calls that came by it (refused numbers do not), and those that met a busy line.
    """

    trunk: str
    channels: float
    mean: float
    most: int
    attempts: int
    blocked: int


@dataclass(frozen=True)
class LineUse:
    """Lines of all trunk groups.

    Parameters
    ----------
    trunks : tuple of TrunkUse
    at_once : Level
        Calls at once over all lines.
    """

    trunks: tuple[TrunkUse, ...]
    at_once: Level

    @property
    def attempts(self) -> int:
        """Calls that came by any trunk group."""
        return sum(t.attempts for t in self.trunks)

    @property
    def blocked(self) -> int:
        """Calls that met a busy line."""
        return sum(t.blocked for t in self.trunks)

    @property
    def channels(self) -> float:
        """Lines of all groups together."""
        return sum(t.channels for t in self.trunks)


def line_use(records: Records) -> LineUse:
    """Return the use of each trunk group that has staffing rows, by name."""
    staff, calls = records.staffing, records.calls
    blocked = calls.is_label("outcome", "blocked")
    refused = calls.is_label("outcome", "refused")
    found = []
    for group in sorted(g for g in staff.labels["group"] if g.startswith("lines:")):
        rows = staff.where(staff.is_label("group", group))
        rows = rows.where(rows["end_s"] > rows["start_s"])
        if not len(rows):
            continue
        trunk = group.removeprefix("lines:")
        seconds = float((rows["end_s"] - rows["start_s"]).sum())
        mine = calls.is_label("trunk", trunk) & ~refused
        found.append(
            TrunkUse(
                trunk=trunk,
                channels=float((rows["scheduled_s"] / (rows["end_s"] - rows["start_s"])).max()),
                mean=float(rows["busy_s"].sum()) / seconds,
                most=int(rows["peak"].max(initial=0)),
                attempts=int(mine.sum()),
                blocked=int((mine & blocked).sum()),
            )
        )
    return LineUse(tuple(found), calls_at_once(records))


def time_shares(level: Level) -> NDArray[np.float64]:
    """Return the share of the time with 0, 1, 2, ... in use; empty over no time."""
    total = float(level.length_s.sum())
    if total <= 0:
        return np.zeros(0)
    shares = np.bincount(level.level, weights=level.length_s) / total
    return np.asarray(shares, dtype=np.float64)
