"""One call-taker's place as the distributor sees it: present, willing, and on which call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Readiness(StrEnum):
    """What the call-taker has declared, or what the end of a call has made of it."""

    READY = "ready"
    NOT_READY = "not_ready"
    WRAP_UP = "wrap_up"


class PlaceState(StrEnum):
    """What a monitor shows of a call-taker's place."""

    NOT_READY = "not_ready"
    READY = "ready"
    RINGING = "ringing"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"


@dataclass(slots=True)
class CallTaker:
    """One extension.

    Attributes
    ----------
    registered
        Whether a telephone is registered for the extension.
    readiness
        READY takes calls; during a call it is what holds once the call has ended.
    call_id
        The call whose leg to this telephone is open: offered, being withdrawn, or talking.
    talking
        Whether that call was answered here.
    idle_since_s
        The moment since which the call-taker has been waiting for work, on a monotonic clock.
        An offer that the caller gave up does not move it: no work was done.
    """

    extension: str
    registered: bool = False
    readiness: Readiness = Readiness.NOT_READY
    call_id: str | None = None
    talking: bool = False
    idle_since_s: float = 0.0

    @property
    def available(self) -> bool:
        """Whether a call may be offered now."""
        return self.registered and self.readiness is Readiness.READY and self.call_id is None

    @property
    def state(self) -> PlaceState:
        """What a monitor shows."""
        if self.talking:
            return PlaceState.ON_CALL
        if self.call_id is not None and self.readiness is Readiness.READY:
            return PlaceState.RINGING
        return PlaceState(self.readiness.value)

    @property
    def precedence(self) -> tuple[float, int, str]:
        """Sort key among available call-takers: idle longest, then lower extension number."""
        return self.idle_since_s, int(self.extension), self.extension
