"""The one UDP socket for SIP, which talks to this machine and to nobody else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from loadtest.deployment.acd.loopback import loopback_ipv4

Address = tuple[str, int]

# A burst of calls must not be lost while the process is busy for a moment.
_RECEIVE_BUFFER_BYTES = 4 * 2**20
_LONGEST_DATAGRAM = 65535
# How many datagrams are read before other work gets its turn.
_BATCH = 32


class UdpSocket:
    """A bound, non-blocking UDP socket in the running event loop.

    Parameters
    ----------
    host, port
        Where to bind; port 0 chooses.

    Raises
    ------
    OSError
        If the port is taken.
    ValueError
        If the host is not loopback.
    """

    def __init__(self, host: str, port: int) -> None:
        if loopback_ipv4(host) != host:
            raise ValueError(f"SIP host {host!r} is not an IPv4 loopback address")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
            self._socket.setblocking(False)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        bound = self._socket.getsockname()
        self.address: Address = (bound[0], bound[1])
        self.unsent = 0
        self._receive: Callable[[bytes, Address], None] | None = None

    def start(self, receive: Callable[[bytes, Address], None]) -> None:
        """Hand every datagram and its source to `receive` from here on."""
        self._receive = receive
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram, unless `address` is another machine's.

        What the system does not take is lost, as on any network; it is counted in `unsent`.
        """
        host = loopback_ipv4(address[0])
        try:
            if host is None:
                raise OSError(f"{address[0]} is not this machine")
            self._socket.sendto(data, (host, address[1]))
        except OSError:
            self.unsent += 1

    def close(self) -> None:
        """Close the socket."""
        if self._receive is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def _read(self) -> None:
        assert self._receive is not None
        for _ in range(_BATCH):
            try:
                data, address = self._socket.recvfrom(_LONGEST_DATAGRAM)
            except OSError:
                return
            self._receive(data, address)
