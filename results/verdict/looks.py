"""When the evidence is looked at: after so many weeks, doubled until decided or the cap."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.run_clock import run_clock
from scenarios.schema.run import Run


@dataclass(frozen=True)
class Looks:
    """The looks that are planned.

    All are planned before the first, so that the 5 % can be divided by their number: who looks
    often enough sees a good week.

    Parameters
    ----------
    weeks_at_least, weeks_at_most : int
        Weeks of evidence at the first look, and at the last.
    block : int
        Weeks that are played in one go; looks are at whole blocks.
    """

    weeks_at_least: int
    weeks_at_most: int
    block: int = 1

    @classmethod
    def of(cls, run: Run) -> Looks:
        """Return the looks of a scenario's run."""
        return cls(run.weeks_at_least, run.weeks_at_most, run_clock(run).weeks)

    @property
    def weeks(self) -> tuple[int, ...]:
        """Weeks of evidence at each look, rising."""
        looks: list[int] = []
        wanted = self.weeks_at_least
        while True:
            wanted = min(wanted, self.weeks_at_most)
            whole = -(-wanted // self.block) * self.block
            if not looks or whole > looks[-1]:
                looks.append(whole)
            if wanted == self.weeks_at_most:
                return tuple(looks)
            wanted *= 2

    def __len__(self) -> int:
        return len(self.weeks)
