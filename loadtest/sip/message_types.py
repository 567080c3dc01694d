"""SIP requests and responses as objects (RFC 3261 section 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loadtest.sip.errors import SipParseError
from loadtest.sip.headers import Headers, Via
from loadtest.sip.uri import NameAddr, Uri, split_outside_quotes

_CSEQ_LIMIT = 2**31  # RFC 3261 section 8.1.1.5


class Message:
    """What requests and responses share: header fields and a body.

    Content-Length is not among the fields: it is judged when parsing and written when serialising.
    """

    __slots__ = ("body", "headers")

    def __init__(self, headers: Headers, body: bytes = b"") -> None:
        self.headers = headers
        self.body = body

    def start_line(self) -> str:
        """Return the first line, without line break."""
        raise NotImplementedError

    def __bytes__(self) -> bytes:
        length = f"Content-Length: {len(self.body)}\r\n\r\n"
        return f"{self.start_line()}\r\n{self.headers}{length}".encode() + self.body

    def _need(self, name: str) -> str:
        value = self.headers.get(name)
        if value is None:
            raise SipParseError(f"{self.start_line()!r} has no {name} header")
        return value

    def _read(self, name: str, read: Callable[[str], Any]) -> Any:
        """Return the field as `read` reads it, which is done once while no field changes."""
        memo = self.headers.memo
        value = memo.get(name)
        if value is None:
            value = memo[name] = read(self._need(name))
        return value

    @property
    def call_id(self) -> str:
        """Call-ID."""
        return self._need("Call-ID")

    @property
    def from_(self) -> NameAddr:
        """From."""
        value: NameAddr = self._read("From", NameAddr.parse)
        return value

    @property
    def to(self) -> NameAddr:
        """To."""
        value: NameAddr = self._read("To", NameAddr.parse)
        return value

    @property
    def cseq(self) -> tuple[int, str]:
        """Sequence number and method of CSeq."""
        value: tuple[int, str] = self._read("CSeq", _cseq)
        return value

    @property
    def via(self) -> Via:
        """Topmost Via."""
        value: Via = self._read("Via", _top_via)
        return value

    @property
    def contact(self) -> NameAddr | None:
        """First Contact, or None where there is none (or ``*``)."""
        values = self.headers.get_all("Contact")
        return NameAddr.parse(values[0]) if values and values[0] != "*" else None

    @property
    def routes(self) -> list[NameAddr]:
        """Route values, in order."""
        return [NameAddr.parse(value) for value in self.headers.get_all("Route")]

    @property
    def record_routes(self) -> list[NameAddr]:
        """Record-Route values, in order."""
        return [NameAddr.parse(value) for value in self.headers.get_all("Record-Route")]

    @property
    def content_type(self) -> str:
        """Media type in lower case, without parameters; empty where there is none."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bytes(self) == bytes(other)

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"<{self.start_line()} {self.headers.get('Call-ID')}>"


class Request(Message):
    """A request.

    Parameters
    ----------
    method : str
        In capitals, as it stands in the request line.
    uri : Uri
        Request-URI.
    headers : Headers
    body : bytes
    """

    __slots__ = ("method", "uri")

    def __init__(self, method: str, uri: Uri, headers: Headers, body: bytes = b"") -> None:
        super().__init__(headers, body)
        self.method = method
        self.uri = uri

    def start_line(self) -> str:
        """Return the request line."""
        return f"{self.method} {self.uri} SIP/2.0"


class Response(Message):
    """A response.

    Parameters
    ----------
    status : int
        100 to 699.
    reason : str
    headers : Headers
    body : bytes
    """

    __slots__ = ("reason", "status")

    def __init__(self, status: int, reason: str, headers: Headers, body: bytes = b"") -> None:
        super().__init__(headers, body)
        self.status = status
        self.reason = reason

    def start_line(self) -> str:
        """Return the status line."""
        return f"SIP/2.0 {self.status} {self.reason}"


def _cseq(value: str) -> tuple[int, str]:
    number, _, method = value.replace("\t", " ").partition(" ")
    method = method.strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 12 and method):
        raise SipParseError(f"CSeq {value!r} is not a number and a method")
    if int(number) >= _CSEQ_LIMIT:
        raise SipParseError(f"CSeq {value!r} is not below 2**31")
    return int(number), method


def _top_via(value: str) -> Via:
    return Via.parse(split_outside_quotes(value, ",")[0])
