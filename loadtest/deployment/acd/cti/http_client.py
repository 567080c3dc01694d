"""A connection to one HTTP/1.1 server that is kept open: POST of JSON, nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from loadtest.deployment.acd.loopback import loopback_ipv4

_TIMEOUT_S = 5.0


class DeliveryError(Exception):
    """The server could not be reached, or did not answer as HTTP."""


class HttpClient:
    """Posts JSON to one address, one request at a time.

    Redirects are not followed: nothing leads to another address.

    Parameters
    ----------
    url
        With host and port; the host is this machine.
    headers
        Sent with each request.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        host = loopback_ipv4(parts.hostname or "")
        if host is None or parts.port is None:
            raise ValueError(f"{url!r} is not an address with a port on this machine")
        self._address = host, parts.port
        lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {host}:{parts.port}"]
        lines += ["Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._head = "\r\n".join(lines).encode()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: object) -> int:
        """Send `body` and return the status of the answer.

        Raises
        ------
        DeliveryError
            If there is no answer within 5 s, or none that can be read.
        """
        data = json.dumps(body).encode()
        request = b"%b\r\nContent-Length: %d\r\n\r\n%b" % (self._head, len(data), data)
        kept = self._streams is not None
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                try:
                    return await self._exchange(request)
                except (OSError, EOFError):
                    if not kept:
                        raise
                    # The server may have closed the kept connection: once more with a new one.
                    self.close()
                    return await self._exchange(request)
        except (OSError, EOFError, ValueError, LookupError, asyncio.LimitOverrunError) as error:
            self.close()
            raise DeliveryError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Close the connection; the next `post` opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, request: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        fields = dict(_field(line) for line in head[1:] if line)
        length = fields.get("content-length")
        if length is not None:
            await reader.readexactly(int(length))
        if length is None or fields.get("connection", "").lower() == "close":
            self.close()
        return status


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()
