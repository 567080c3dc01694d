"""A network in virtual time: deliveries, losses and timers happen in order, at once."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from loadtest.sip.endpoint import Endpoint
from loadtest.sip.message import Request, parse
from loadtest.sip.timers import Timers
from loadtest.sip.udp import Address

LATENCY_S = 0.01


class VirtualTimer:
    def __init__(self) -> None:
        self.callback: Callable[[], None] | None = None

    def cancel(self) -> None:
        self.callback = None


class VirtualTime:
    """The scheduler of RFC timers, without waiting."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._heap: list[tuple[float, int, VirtualTimer]] = []
        self._count = 0

    def now(self) -> float:
        return round(self.now_s, 9)

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> VirtualTimer:
        timer = VirtualTimer()
        timer.callback = callback
        self._count += 1
        heapq.heappush(self._heap, (self.now_s + delay_s, self._count, timer))
        return timer

    def spawn(self, callback: Callable[..., Any], *args: Any) -> None:
        self.call_later(0.0, lambda: callback(*args))

    def run(self, until_s: float = 1e9) -> None:
        while self._heap and self._heap[0][0] <= until_s:
            at_s, _, timer = heapq.heappop(self._heap)
            callback, timer.callback = timer.callback, None
            if callback is not None:
                self.now_s = at_s
                callback()
        if until_s < 1e9:
            self.now_s = until_s


class FakeTransport:
    def __init__(
        self, network: Network, address: Address, receive: Callable[[bytes, Address], None]
    ) -> None:
        self.address = address
        self.receive = receive
        self._network = network

    def send(self, data: bytes, address: Address) -> None:
        self._network.carry(data, self.address, address)

    def close(self) -> None:
        self._network.transports.pop(self.address, None)


class Network:
    """Carries datagrams between endpoints of loopback and writes down what was sent.

    Attributes
    ----------
    log : list of (float, str, str)
        When, from whom to whom as in "caller > line", and what: "INVITE", "180 INVITE".
    lose : list of (str, int)
        What is lost: the n-th sending (from 1) of a message, named as in the log.
    """

    def __init__(self, timers: Timers | None = None) -> None:
        self.time = VirtualTime()
        self.timers = timers or Timers()
        self.transports: dict[Address, FakeTransport] = {}
        self.log: list[tuple[float, str, str]] = []
        self.sent: list[tuple[bytes, Address]] = []
        self.lose: list[tuple[str, int]] = []
        self.broken = False
        self._names: dict[Address, str] = {}
        self._counts: dict[str, int] = {}

    def endpoint(self, name: str, port: int) -> Endpoint:
        return Endpoint(
            "127.0.0.1",
            port,
            timers=self.timers,
            scheduler=self.time,
            open_transport=lambda host, port, receive: self.attach(name, (host, port), receive),
        )

    def attach(
        self, name: str, address: Address, receive: Callable[[bytes, Address], None]
    ) -> FakeTransport:
        self._names[address] = name
        self.transports[address] = FakeTransport(self, address, receive)
        return self.transports[address]

    def carry(self, data: bytes, source: Address, target: Address) -> None:
        if self.broken:
            raise OSError("network is unreachable")
        what = named(data)
        self.log.append(
            (
                round(self.time.now_s, 6),
                f"{self._names.get(source, source)} > {self._names.get(target, target)}",
                what,
            )
        )
        self.sent.append((data, target))
        self._counts[what] = self._counts.get(what, 0) + 1
        if (what, self._counts[what]) in self.lose:
            return

        def deliver() -> None:
            if target in self.transports:
                self.transports[target].receive(data, source)

        self.time.call_later(LATENCY_S, deliver)

    def moments(self, what: str) -> list[float]:
        """Return when a message, named as in the log, was sent."""
        return [at_s for at_s, _, name in self.log if name == what]

    def names(self) -> list[str]:
        """Return what was sent, in order."""
        return [name for _, _, name in self.log]


def named(data: bytes) -> str:
    """Return a message's name: its method, or status and method."""
    message = parse(data)
    if isinstance(message, Request):
        return message.method
    return f"{message.status} {message.cseq[1]}"


class Peer:
    """The other side, hand-driven: keeps what it gets, sends what a test says."""

    def __init__(self, network: Network, name: str = "peer", port: int = 6000) -> None:
        self.address: Address = ("127.0.0.1", port)
        self.got: list[Any] = []
        self.sources: list[Address] = []
        self.on_message: Callable[[Any], None] | None = None
        self._transport = network.attach(name, self.address, self._receive)

    def _receive(self, data: bytes, source: Address) -> None:
        message = parse(data)
        self.got.append(message)
        self.sources.append(source)
        if self.on_message is not None:
            self.on_message(message)

    def send(self, message: object, to: Address) -> None:
        self._transport.send(bytes(message), to)  # type: ignore[call-overload]

    def requests(self, method: str) -> list[Request]:
        """Return the requests received with this method."""
        return [m for m in self.got if isinstance(m, Request) and m.method == method]
