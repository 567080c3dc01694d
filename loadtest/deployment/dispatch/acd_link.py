"""Tell the call distributor which call-takers are ready."""

from __future__ import annotations

import asyncio
import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

from loadtest.deployment.dispatch.config import AcdLink

_TIMEOUT_S = 5.0


class AcdUnreachableError(Exception):
    """The call distributor did not take a call-taker's state."""


class AcdClient:
    """One thread with one connection, so that states arrive in the order in which they were told.

    Parameters
    ----------
    link
        Where the call distributor's control interface is.
    key
        The shared key, sent as ``X-CTI-Key``.
    """

    def __init__(self, link: AcdLink, key: str) -> None:
        self._link = link
        self._key = key
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="acd-link")
        self._connection: http.client.HTTPConnection | None = None

    async def set_agent(self, extension: str, *, ready: bool) -> None:
        """Tell whether calls may be offered to `extension`.

        Raises
        ------
        AcdUnreachableError
            If the call distributor does not answer, or does not know the extension.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._put, extension, ready)

    async def close(self) -> None:
        """Close the connection and end the thread."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    def _put(self, extension: str, ready: bool) -> None:
        body = json.dumps({"state": "ready" if ready else "not_ready"})
        headers = {"Content-Type": "application/json", "X-CTI-Key": self._key}
        path = f"/agents/{quote(extension, safe='')}/state"
        fresh = self._connection is None
        while True:
            try:
                connection = self._connect()
                connection.request("PUT", path, body, headers)
                response = connection.getresponse()
                text = response.read()
                break
            except (OSError, http.client.HTTPException, ValueError, LookupError) as error:
                self._disconnect()
                if fresh:
                    raise AcdUnreachableError(f"{type(error).__name__}: {error}") from error
                fresh = True  # a kept connection may have been closed: once more with a new one
        if not 200 <= response.status < 300:
            raise AcdUnreachableError(f"it answered {response.status}: {text[:200]!r}")

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._address()
            self._connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _address(self) -> tuple[str, int]:
        if self._link.control_url is not None:
            parts = urlsplit(self._link.control_url)
            assert parts.hostname is not None and parts.port is not None
            return parts.hostname, parts.port
        assert self._link.ready_file is not None
        ready = json.loads(Path(self._link.ready_file).read_text(encoding="utf-8"))
        return "127.0.0.1", int(ready["control_port"])
