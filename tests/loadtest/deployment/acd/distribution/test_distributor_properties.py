"""Whatever happens in whatever order: no call is lost, nobody has two, channels suffice."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from loadtest.deployment.acd.distribution.call_taker import Readiness
from loadtest.deployment.acd.distribution.distributor import CallPhase, Distributor, Offer

EXTENSIONS = ("101", "102", "103")
CHANNELS = {"x": 3, "y": 2}


class CentreMachine(RuleBasedStateMachine):
    """Drives a distributor at random and keeps a plain account of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.distributor = Distributor(CHANNELS, default_group="x", extensions=EXTENSIONS)
        self.now_s = 0.0
        self.arrived = 0
        self.in_centre: dict[str, str] = {}
        self.order: list[str] = []
        # Legs that the network still has: (extension, call).
        self.open_legs: list[tuple[str, str]] = []
        self.offered: dict[str, str] = {}
        self.talking: dict[str, str] = {}

    def take(self, offers: list[Offer]) -> None:
        for offer in offers:
            assert offer.call_id in self.in_centre, "a call that left was offered"
            assert offer.call_id not in self.offered, "offered to two at once"
            assert offer.call_id not in self.talking, "offered while talking"
            busy = {extension for extension, _ in self.open_legs}
            assert offer.extension not in busy, "a call-taker was given two calls"
            self.open_legs.append((offer.extension, offer.call_id))
            self.offered[offer.call_id] = offer.extension

    def pick(self, data: st.DataObject, among: dict[str, str]) -> str:
        return data.draw(st.sampled_from(sorted(among)))

    @rule(group=st.sampled_from(["x", "y", "other", None]))
    def arrive(self, group: str | None) -> None:
        self.now_s += 1.0
        call_id = f"c{self.arrived:04}"
        self.arrived += 1
        expected = group if group in CHANNELS else "x"
        full = sum(name == expected for name in self.in_centre.values()) == CHANNELS[expected]

        assert self.distributor.arrive(call_id, group) == (None if full else expected)

        if not full:
            self.in_centre[call_id] = expected
            self.order.append(call_id)
            self.take(self.distributor.enqueue(call_id))

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        call_id = self.pick(data, self.offered)
        self.distributor.answer(call_id)
        self.talking[call_id] = self.offered.pop(call_id)

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        call_id = self.pick(data, self.offered)
        del self.offered[call_id]
        self.take(self.distributor.refuse(call_id))

    @precondition(lambda self: self.in_centre)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.now_s += 1.0
        call_id = self.pick(data, self.in_centre)
        del self.in_centre[call_id]
        self.order.remove(call_id)
        offered_to, talking_to = self.offered.pop(call_id, None), self.talking.pop(call_id, None)
        if talking_to is not None:
            self.open_legs.remove((talking_to, call_id))

        departure = self.distributor.leave(call_id, self.now_s)

        assert departure.extension == (offered_to or talking_to)
        assert departure.talked == (talking_to is not None)
        self.take(departure.offers)

    @precondition(lambda self: self.closing())
    @rule(data=st.data())
    def leg_closed(self, data: st.DataObject) -> None:
        extension, call_id = data.draw(st.sampled_from(self.closing()))
        self.open_legs.remove((extension, call_id))
        self.take(self.distributor.leg_closed(extension, call_id))

    @rule(extension=st.sampled_from(EXTENSIONS), registered=st.booleans())
    def register(self, extension: str, registered: bool) -> None:
        self.now_s += 1.0
        self.take(self.distributor.register(extension, registered=registered, now_s=self.now_s))

    @rule(
        extension=st.sampled_from(EXTENSIONS),
        readiness=st.sampled_from([Readiness.READY, Readiness.NOT_READY]),
    )
    def declare(self, extension: str, readiness: Readiness) -> None:
        self.now_s += 1.0
        self.take(self.distributor.declare(extension, readiness, self.now_s))

    def closing(self) -> list[tuple[str, str]]:
        """Return the legs that the network has and no call is with any more."""
        serving = {(extension, call) for call, extension in self.offered.items()}
        serving |= {(extension, call) for call, extension in self.talking.items()}
        return sorted(set(self.open_legs) - serving)

    @invariant()
    def no_call_is_lost(self) -> None:
        phases = self.distributor.calls
        assert set(phases) == set(self.in_centre)
        assert {c for c, p in phases.items() if p is CallPhase.OFFERED} == set(self.offered)
        assert {c for c, p in phases.items() if p is CallPhase.TALKING} == set(self.talking)
        waiting = {c for c, p in phases.items() if p is CallPhase.QUEUED}
        assert set(self.distributor.queue) == waiting

    @invariant()
    def the_queue_keeps_the_order_of_arrival(self) -> None:
        place = {call_id: index for index, call_id in enumerate(self.order)}
        queue = [place[call_id] for call_id in self.distributor.queue]
        assert queue == sorted(queue)

    @invariant()
    def nobody_is_free_while_somebody_waits(self) -> None:
        if self.distributor.queue:
            assert not any(taker.available for taker in self.distributor.call_takers.values())

    @invariant()
    def channels_suffice(self) -> None:
        for name, group in self.distributor.trunk_groups.snapshot().items():
            assert group.in_use == sum(used == name for used in self.in_centre.values())
            assert 0 <= group.in_use <= group.peak_in_use <= group.channels


CentreMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
TestCentre = CentreMachine.TestCase
