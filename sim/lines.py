"""The lines: trunk groups with channels that calls hold."""

from __future__ import annotations

from scenarios.step_function import StepFunction


class TrunkGroup:
    """The channels of one carrier, some of them held by calls."""

    def __init__(self, channels: StepFunction) -> None:
        self._channels = channels
        self._always = channels.values[0] if len(channels.values) == 1 else None
        self._held = 0
        self.busy: list[tuple[float, float]] = []

    def seize(self, now_s: float) -> bool:
        """Take a channel; False when all are held."""
        channels = self._channels.at(now_s) if self._always is None else self._always
        if self._held >= channels:
            return False
        self._held += 1
        return True

    def free(self, since_s: float, now_s: float) -> None:
        """Give a channel back that was held from `since_s`."""
        self._held -= 1
        self.busy.append((since_s, now_s))
