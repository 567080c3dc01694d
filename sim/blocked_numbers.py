"""Nuisance numbers that the centre has blocked for a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scenarios.number_block import NumberBlock
from scenarios.trace.tables import origin_of


class BlockedNumbers:
    """Who was answered how often, and whose calls are refused until when."""

    def __init__(self, blocks: Sequence[NumberBlock]) -> None:
        self._rules = {block.origin: block for block in blocks}
        self._answered: Counter[int] = Counter()
        self._until_s: dict[int, float] = {}

    def refuses(self, person: int, now_s: float) -> bool:
        """Tell whether a person's number is blocked; at the end of the time it is no more."""
        return person in self._until_s and now_s < self._until_s[person]

    def wrapped_up(self, person: int, caller_id: int, now_s: float) -> None:
        """Count an answered call whose work is over, and block the number if it was the last."""
        rule = self._rules.get(origin_of(caller_id)) if self._rules else None
        if rule is None or self.refuses(person, now_s):
            return
        self._answered[person] += 1
        if self._answered[person] == rule.after:
            self._answered[person] = 0
            self._until_s[person] = now_s + rule.length_s
