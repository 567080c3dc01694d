"""HTTP to the deployment's dispatch application, under one account."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from geventhttpclient import HTTPClient

from loadtest.safety import require_allowed

Report = Callable[[str, str, float, str | None], None]
"""Told of each request: kind, name, seconds, and what went wrong (or None)."""


class ApiError(Exception):
    """The application refused a request, or did not answer.

    Attributes
    ----------
    status : int
        HTTP status; 0 when there was no answer.
    code : str
        The application's own word for it, where it gave one.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class ApiClient:
    """One account's requests, over kept-alive connections.

    Parameters
    ----------
    base_url : str
    report : callable
        Told of each request, for Locust's display and for the log.
    timeout_s : float
        Longest wait for an answer, real seconds.

    Raises
    ------
    TargetRefused
        If a load test may not reach it.
    """

    def __init__(self, base_url: str, report: Report, *, timeout_s: float = 15.0) -> None:
        parts = urlsplit(base_url)
        port = parts.port or 80
        address = require_allowed(parts.hostname or "", port, "dispatch application")
        self._prefix = parts.path.rstrip("/")
        self._http = HTTPClient(
            address,
            port,
            connection_timeout=timeout_s,
            network_timeout=timeout_s,
            concurrency=4,
        )
        self._report = report
        self.token = ""

    def log_in(self, username: str, password: str) -> None:
        """Log in; later requests bear the token.

        Raises
        ------
        ApiError
            If the account is refused.
        """
        answer = self.send("POST", "/api/login", {"username": username, "password": password})
        self.token = str(answer["token"])

    def send(
        self, method: str, path: str, body: Any = None, *, name: str | None = None, **query: Any
    ) -> Any:
        """Send a request and return the answer's JSON.

        Parameters
        ----------
        name : str, optional
            Under which Locust shows it, where the path has an id in it.

        Raises
        ------
        ApiError
            If the answer is no success, or there is none.
        """
        began_s = time.monotonic()
        shown = f"{method} {name or path}"
        try:
            answer = self._exchange(method, path, body, query)
        except ApiError as error:
            self._report("HTTP", shown, time.monotonic() - began_s, str(error))
            raise
        self._report("HTTP", shown, time.monotonic() - began_s, None)
        return answer

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _exchange(self, method: str, path: str, body: Any, query: dict[str, Any]) -> Any:
        target = self._prefix + quote(path)
        if query:
            target += "?" + urlencode({k: v for k, v in query.items() if v is not None})
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = b""
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        try:
            response = self._http.request(method, target, body=data, headers=headers)
            raw, status = response.read(), int(response.status_code)
        except Exception as error:  # sockets, time-outs and parsers raise each their own
            raise ApiError(0, "no_answer", f"no answer: {error}") from error
        try:
            answer = json.loads(bytes(raw)) if raw else None
        except ValueError as error:
            raise ApiError(status, "not_json", f"answer {status} is not JSON") from error
        if not 200 <= status < 300:
            said = answer.get("error", {}) if isinstance(answer, dict) else {}
            raise ApiError(status, str(said.get("code", "")), f"{status} {said.get('message', '')}")
        return answer
