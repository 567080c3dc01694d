"""A UDP socket read by the hub of gevent: no greenlet waits on it and no send blocks."""

from __future__ import annotations

import socket as patched_socket
from collections.abc import Callable

import gevent
from gevent.monkey import get_original

from loadtest.safety import require_allowed

_READ = 1
_BUFFER_BYTES = 4 * 1024 * 1024
_DATAGRAMS_A_WAKE = 32

Address = tuple[str, int]


class UdpSocket:
    """A bound socket whose datagrams go to a callback.

    Parameters
    ----------
    host, port : str, int
        Address to bind; port 0 for any free one.
    receive : callable
        Called in the hub with each datagram and its source; must not block.
    buffer_bytes : int
        Receive buffer asked of the system.
    datagrams_a_wake : int
        How many are read before other sockets and timers get their turn. With 1, no read finds
        the socket empty, which is quicker where few come at a time.
    even : bool
        Prefer an even port, as RFC 3550 section 11 asks of RTP; only with port 0.

    Raises
    ------
    TargetRefused
        If the address is not one that a load test may use.
    OSError
        If it cannot be bound.
    """

    def __init__(
        self,
        host: str,
        port: int,
        receive: Callable[[bytes, Address], None],
        *,
        buffer_bytes: int = _BUFFER_BYTES,
        datagrams_a_wake: int = _DATAGRAMS_A_WAKE,
        even: bool = False,
    ) -> None:
        host = require_allowed(host, port or 1, "own address")
        self._receive = receive
        self._datagrams_a_wake = datagrams_a_wake
        self._socket = _bound(host, port)
        for _attempt in range(8):
            if not even or port or self._socket.getsockname()[1] % 2 == 0:
                break
            odd, self._socket = self._socket, _bound(host, 0)
            odd.close()
        self._socket.setsockopt(patched_socket.SOL_SOCKET, patched_socket.SO_RCVBUF, buffer_bytes)
        name = self._socket.getsockname()
        self.address: Address = (name[0], name[1])
        self._watcher = gevent.get_hub().loop.io(self._socket.fileno(), _READ)
        self._watcher.start(self._on_readable)
        self._open = True

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram to an address that has been allowed.

        Raises
        ------
        OSError
            If the system refuses; BlockingIOError where its buffer is full.
        """
        self._socket.sendto(data, address)

    def close(self) -> None:
        """Stop reading and give the port back; harmless when closed."""
        if self._open:
            self._open = False
            self._watcher.stop()
            self._watcher.close()
            self._socket.close()

    def _on_readable(self) -> None:
        for _count in range(self._datagrams_a_wake):
            if not self._open:
                return
            try:
                data, source = self._socket.recvfrom(65535)
            except OSError:  # nothing more to read, or an ICMP error of an earlier send
                return
            self._receive(data, (source[0], source[1]))


def _bound(host: str, port: int) -> patched_socket.socket:
    family = patched_socket.AF_INET6 if ":" in host else patched_socket.AF_INET
    # The class that never yields: the hub may not wait, whether or not the process is patched.
    made: patched_socket.socket = get_original("socket", "socket")(
        family, patched_socket.SOCK_DGRAM
    )
    try:
        made.setblocking(False)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made
