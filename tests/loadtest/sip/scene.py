"""A caller and a call-taker's line on a network that loses messages."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.outgoing_call import OutgoingCall
from tests.loadtest.sip.network import Network


class Scene:
    """A caller, a line that answers after a while, and what the two are told."""

    def __init__(self, *, answer_after_s: float | None = 1.0) -> None:
        self.network = Network()
        self.caller_end: Endpoint = self.network.endpoint("caller", 5000)
        self.line_end: Endpoint = self.network.endpoint("line", 6000)
        self.offers: list[IncomingCall] = []
        self.events: list[CallEvent] = []
        self.answer_after_s = answer_after_s
        self.line = CallTakerLine(self.line_end, "112", "127.0.0.1", 7000, on_offer=self._on_offer)
        self.caller = Caller(self.caller_end, "127.0.0.1", 6000, run_marker="run-1")

    def _on_offer(self, call: IncomingCall) -> None:
        self.offers.append(call)
        if self.answer_after_s is not None:
            self.network.time.call_later(self.answer_after_s, call.answer)

    def place(self, number: str = "08990000001", **options: object) -> OutgoingCall:
        return self.caller.place(
            number, on_event=lambda call, event: self.events.append(event), **options
        )

    def at(self, moment_s: float, action: Callable[[], object]) -> None:
        self.network.time.call_later(moment_s - self.network.time.now_s, action)

    def taker_hangs_up(self) -> None:
        self.offers[0].hang_up()

    def taker_answers(self) -> None:
        self.offers[0].answer()

    def run(self, until_s: float = 200.0) -> None:
        self.network.time.run(until_s)
