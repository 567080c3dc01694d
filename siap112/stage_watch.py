"""How long each stage of a command took."""

from __future__ import annotations

import time


class StageWatch:
    """Notes how long each stage took, s."""

    def __init__(self) -> None:
        self.stages_s: dict[str, float] = {}
        self._since_s = time.monotonic()

    def lap(self, stage: str) -> None:
        """End a stage; a stage that comes twice took the sum."""
        now_s = time.monotonic()
        self.stages_s[stage] = self.stages_s.get(stage, 0.0) + now_s - self._since_s
        self._since_s = now_s
