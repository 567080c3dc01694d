"""The distribution of calls as a state machine: what happens goes in, offers come out.

First come first served; the call-taker idle longest takes the call. The caller of these
methods tells the time and does the talking on the network; nothing here waits or sends.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from loadtest.deployment.acd.distribution.call_taker import CallTaker, Readiness
from loadtest.deployment.acd.distribution.trunk_groups import TrunkGroups


class CallPhase(Enum):
    """How far a call in the centre has come."""

    ARRIVED = auto()
    QUEUED = auto()
    OFFERED = auto()
    TALKING = auto()


@dataclass(frozen=True, slots=True)
class Offer:
    """The decision that a call be offered to a call-taker's telephone."""

    call_id: str
    extension: str


@dataclass(frozen=True, slots=True)
class Departure:
    """What follows from a call's leaving the centre.

    Attributes
    ----------
    extension
        The call-taker whose leg is to be closed, if there is one. A leg that was only offered
        counts as open until `Distributor.leg_closed`.
    talked
        Whether the call had been answered.
    offers
        Offers to the call-taker who is free by it.
    """

    extension: str | None
    talked: bool
    offers: list[Offer]


@dataclass(slots=True)
class _Call:
    trunk_group: str
    phase: CallPhase = CallPhase.ARRIVED
    # The ticket drawn on joining the queue: a call that comes back keeps it, and with it
    # its place ahead of all that came later.
    ticket: int = 0
    extension: str | None = None


class Distributor:
    """Trunk groups, the queue and the call-takers, and the rules between them.

    Parameters
    ----------
    trunk_groups
        Number of channels by name of trunk group.
    default_group
        The group for calls that name no known group; None refuses them.
    extensions
        The call-takers' extensions: digits only.

    Notes
    -----
    Each method that can make a call and a call-taker meet returns the offers that follow.
    All times are seconds of one monotonic clock.
    """

    def __init__(
        self,
        trunk_groups: Mapping[str, int],
        *,
        default_group: str | None,
        extensions: Iterable[str],
    ) -> None:
        self.trunk_groups = TrunkGroups(trunk_groups, default_group)
        self._call_takers = {
            extension: CallTaker(extension)
            for extension in sorted(extensions, key=lambda text: (int(text), text))
        }
        self._calls: dict[str, _Call] = {}
        self._queue: list[tuple[int, str]] = []
        self._tickets = 0

    # Calls

    def arrive(self, call_id: str, trunk_group: str | None) -> str | None:
        """Take a channel for a new call.

        Returns
        -------
        str or None
            The trunk group that carries the call, or None where all its channels are taken:
            the call is blocked and not in the centre.

        Raises
        ------
        UnknownTrunkGroupError
            If there is no such group and no default group.
        ValueError
            If the call is in the centre already.
        """
        if call_id in self._calls:
            raise ValueError(f"call {call_id!r} is in the centre already")
        group = self.trunk_groups.resolve(trunk_group)
        if not self.trunk_groups.seize(group):
            return None
        self._calls[call_id] = _Call(group)
        return group

    def enqueue(self, call_id: str) -> list[Offer]:
        """Put a call that has arrived at the tail of the queue."""
        call = self._in_phase(call_id, CallPhase.ARRIVED)
        self._tickets += 1
        call.ticket = self._tickets
        self._wait(call_id, call)
        return self._match()

    def answer(self, call_id: str) -> None:
        """Note that the call-taker to whom the call is offered has answered."""
        call = self._in_phase(call_id, CallPhase.OFFERED)
        call.phase = CallPhase.TALKING
        call_taker = self._serving(call)
        call_taker.talking = True
        # What holds after the call, unless the call-taker declares otherwise before its end.
        if call_taker.readiness is Readiness.READY:
            call_taker.readiness = Readiness.WRAP_UP

    def refuse(self, call_id: str) -> list[Offer]:
        """Note that the call-taker would not answer: the call waits again, ahead of later ones.

        The call-taker is not ready until the next `declare`; the leg counts as open until
        `leg_closed`.
        """
        call = self._in_phase(call_id, CallPhase.OFFERED)
        self._serving(call).readiness = Readiness.NOT_READY
        call.extension = None
        self._wait(call_id, call)
        return self._match()

    def leave(self, call_id: str, now_s: float) -> Departure:
        """Take a call out of the centre, whatever its phase, and free its channel."""
        call = self._calls.pop(call_id)
        self.trunk_groups.release(call.trunk_group)
        talked = call.phase is CallPhase.TALKING
        if call.phase is CallPhase.QUEUED:
            self._queue.remove((call.ticket, call_id))
        elif talked:
            call_taker = self._serving(call)
            call_taker.talking = False
            call_taker.call_id = None
            call_taker.idle_since_s = now_s
        return Departure(call.extension, talked, self._match())

    def leg_closed(self, extension: str, call_id: str) -> list[Offer]:
        """Note that the telephone of `extension` has no leg of an offered call any more.

        Closing a leg twice, or one that the end of talk has closed, changes nothing.
        """
        call_taker = self._call_takers[extension]
        if call_taker.call_id != call_id:
            return []
        call = self._calls.get(call_id)
        if call is not None and call.extension == extension:
            raise ValueError(f"call {call_id!r} is still with {extension}")
        call_taker.call_id = None
        return self._match()

    # Call-takers

    def register(self, extension: str, *, registered: bool, now_s: float) -> list[Offer]:
        """Note that a telephone has registered for `extension`, or no longer is."""
        call_taker = self._call_takers[extension]
        if registered and not call_taker.registered:
            call_taker.idle_since_s = now_s
        call_taker.registered = registered
        return self._match()

    def declare(self, extension: str, readiness: Readiness, now_s: float) -> list[Offer]:
        """Note what the call-taker declares: ready or not ready.

        During a call it is kept for the call's end, in place of wrap-up. Declaring again what
        holds changes nothing, so that the time since which one is idle stands.

        Raises
        ------
        KeyError
            If there is no such extension.
        """
        call_taker = self._call_takers[extension]
        if call_taker.readiness is not readiness:
            call_taker.readiness = readiness
            call_taker.idle_since_s = now_s
        return self._match()

    # What a monitor sees

    @property
    def call_takers(self) -> Mapping[str, CallTaker]:
        """The call-takers by extension, in order of extension number; to be read only."""
        return self._call_takers

    @property
    def queue(self) -> list[str]:
        """The waiting calls, the first to be served first."""
        return [call_id for _, call_id in self._queue]

    @property
    def calls(self) -> dict[str, CallPhase]:
        """The phase of each call in the centre."""
        return {call_id: call.phase for call_id, call in self._calls.items()}

    # Rules

    def _match(self) -> list[Offer]:
        offers: list[Offer] = []
        while self._queue:
            available = [taker for taker in self._call_takers.values() if taker.available]
            if not available:
                break
            call_taker = min(available, key=lambda taker: taker.precedence)
            _, call_id = self._queue.pop(0)
            call = self._calls[call_id]
            call.phase = CallPhase.OFFERED
            call.extension = call_taker.extension
            call_taker.call_id = call_id
            offers.append(Offer(call_id, call_taker.extension))
        return offers

    def _wait(self, call_id: str, call: _Call) -> None:
        call.phase = CallPhase.QUEUED
        insort(self._queue, (call.ticket, call_id))

    def _serving(self, call: _Call) -> CallTaker:
        assert call.extension is not None
        return self._call_takers[call.extension]

    def _in_phase(self, call_id: str, phase: CallPhase) -> _Call:
        call = self._calls[call_id]
        if call.phase is not phase:
            raise ValueError(f"call {call_id!r} is {call.phase.name}, not {phase.name}")
        return call
