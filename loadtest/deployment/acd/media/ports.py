"""UDP sockets for RTP, on even ports of a range (RFC 3550 section 11)."""

from __future__ import annotations

import socket

# A few tenths of a second of sound: what waits longer is better lost than played late.
_BUFFER_BYTES = 32 * 1024


class NoPortFreeError(Exception):
    """Every port of the range is taken."""


class RtpPorts:
    """Hands out bound sockets, going round the range so that a port is not reused at once.

    Parameters
    ----------
    host
        The address to bind to.
    first, last
        The range of ports, both included.
    """

    def __init__(self, host: str, first: int, last: int) -> None:
        self.host = host
        self._ports = range(first + first % 2, last + 1, 2)
        self._next = 0

    def open(self) -> socket.socket:
        """Return a non-blocking socket bound to a free port.

        Raises
        ------
        NoPortFreeError
            If there is none.
        """
        for _ in self._ports:
            port = self._ports[self._next]
            self._next = (self._next + 1) % len(self._ports)
            rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                rtp.bind((self.host, port))
            except OSError:
                rtp.close()
                continue
            rtp.setblocking(False)
            rtp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            return rtp
        raise NoPortFreeError(f"no port free from {self._ports[0]} to {self._ports[-1]}")

    def open_two(self) -> tuple[socket.socket, socket.socket]:
        """Return two such sockets, for the two sides of a call; both or none.

        Raises
        ------
        NoPortFreeError
            If there are not two.
        """
        one = self.open()
        try:
            return one, self.open()
        except NoPortFreeError:
            one.close()
            raise
