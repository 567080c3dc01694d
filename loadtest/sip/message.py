"""SIP requests and responses: parsing, serialising, and building one from another (RFC 3261).

A hand parser: a load generator reads thousands of messages a second. What `parse` accepts has a
well-formed start line and the fields without which no answer is possible (Via, From, To, Call-ID,
CSeq); other fields are judged when they are read. Whatever is malformed raises `SipParseError`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from loadtest.sip.errors import SipParseError
from loadtest.sip.headers import Headers, Via
from loadtest.sip.uri import NameAddr, Uri

__all__ = [
    "BRANCH_COOKIE",
    "Headers",
    "Message",
    "NameAddr",
    "Request",
    "Response",
    "SipParseError",
    "Uri",
    "Via",
    "ack_for",
    "build_request",
    "cancel_for",
    "new_branch",
    "new_call_id",
    "new_tag",
    "parse",
    "reason_of",
    "response_for",
    "stamp_source",
]

BRANCH_COOKIE = "z9hG4bK"

_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+")
_FOLD = re.compile(r"[ \t]*\r\n[ \t]+")
_CSEQ_LIMIT = 2**31  # RFC 3261 section 8.1.1.5
_SINGLE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type")

_REASONS: Mapping[int, str] = MappingProxyType(
    {
        100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued",
        183: "Session Progress", 200: "OK", 202: "Accepted",
        300: "Multiple Choices", 301: "Moved Permanently", 302: "Moved Temporarily",
        305: "Use Proxy", 380: "Alternative Service",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required",
        408: "Request Timeout", 410: "Gone", 413: "Request Entity Too Large",
        415: "Unsupported Media Type", 416: "Unsupported URI Scheme", 420: "Bad Extension",
        421: "Extension Required", 422: "Session Interval Too Small",
        423: "Interval Too Brief", 480: "Temporarily Unavailable",
        481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops",
        484: "Address Incomplete", 485: "Ambiguous", 486: "Busy Here",
        487: "Request Terminated", 488: "Not Acceptable Here", 491: "Request Pending",
        493: "Undecipherable", 500: "Server Internal Error", 501: "Not Implemented",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Server Time-out",
        505: "Version Not Supported", 513: "Message Too Large", 600: "Busy Everywhere",
        603: "Decline", 604: "Does Not Exist Anywhere", 606: "Not Acceptable",
    }
)  # fmt: skip


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

    @property
    def call_id(self) -> str:
        """Call-ID."""
        return self._need("Call-ID")

    @property
    def from_(self) -> NameAddr:
        """From."""
        return NameAddr.parse(self._need("From"))

    @property
    def to(self) -> NameAddr:
        """To."""
        return NameAddr.parse(self._need("To"))

    @property
    def cseq(self) -> tuple[int, str]:
        """Sequence number and method of CSeq."""
        value = self._need("CSeq")
        number, _, method = value.replace("\t", " ").partition(" ")
        method = method.strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 12 and method):
            raise SipParseError(f"CSeq {value!r} is not a number and a method")
        if int(number) >= _CSEQ_LIMIT:
            raise SipParseError(f"CSeq {value!r} is not below 2**31")
        return int(number), method

    @property
    def via(self) -> Via:
        """Topmost Via."""
        values = self.headers.get_all("Via")
        if not values:
            raise SipParseError(f"{self.start_line()!r} has no Via header")
        return Via.parse(values[0])

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


def parse(data: bytes) -> Request | Response:
    """Return the message that a datagram holds.

    Raises
    ------
    SipParseError
        If the datagram is not one whole SIP message.
    """
    head, blank, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not blank:
        raise SipParseError("message without an empty line after its header")
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        raise SipParseError(f"header is not UTF-8: {error}") from None
    breaks = text.count("\r\n")
    if text.count("\n") != breaks or text.count("\r") != breaks or "\0" in text:
        raise SipParseError("header holds a lone line break or a NUL")
    if "\r\n " in text or "\r\n\t" in text:
        text = _FOLD.sub(" ", text)
    first, *lines = text.split("\r\n")
    items: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip()
        if not colon or not _TOKEN.fullmatch(name):
            raise SipParseError(f"header line {line!r} is not name: value")
        items.append((name, value.strip()))
    message = _start(first, Headers(items))
    _check(message)
    message.body = _body(message, body)
    return message


def _start(line: str, headers: Headers) -> Request | Response:
    if line[:8].upper() == "SIP/2.0 ":
        code, _, reason = line[8:].partition(" ")
        if not (len(code) == 3 and code.isascii() and code.isdigit() and "1" <= code[0] <= "6"):
            raise SipParseError(f"status line {line!r}: {code!r} is not a status of 100 to 699")
        return Response(int(code), reason, headers)
    parts = line.split(" ")
    if len(parts) != 3 or not _TOKEN.fullmatch(parts[0]):
        raise SipParseError(f"{line!r} is neither a request line nor a status line")
    if parts[2].upper() != "SIP/2.0":
        raise SipParseError(f"request line {line!r}: expected version SIP/2.0")
    return Request(parts[0], Uri.parse(parts[1]), headers)


def _check(message: Request | Response) -> None:
    """Read the fields that every answer needs, so that nothing after `parse` stumbles on them."""
    seen: set[str] = set()
    for name, _ in message.headers._items:
        if name in seen and name in _SINGLE:
            raise SipParseError(f"{message.start_line()!r} has more than one {name} header")
        seen.add(name)
    _, method = message.cseq
    if isinstance(message, Request) and method != message.method:
        raise SipParseError(f"request {message.method} with CSeq method {method}")
    message.via  # noqa: B018 - the properties raise what is wrong
    message.from_  # noqa: B018
    message.to  # noqa: B018
    if not message.call_id:
        raise SipParseError(f"{message.start_line()!r} has an empty Call-ID")
    hops = message.headers.get("Max-Forwards")
    if hops is not None and not (hops.isascii() and hops.isdigit() and int(hops[:4]) <= 255):
        raise SipParseError(f"Max-Forwards {hops!r} is not a number from 0 to 255")


def _body(message: Message, rest: bytes) -> bytes:
    """Return the body: Content-Length bytes, what follows is dropped (RFC 3261 section 18.3)."""
    length = message.headers.get("Content-Length")
    message.headers.remove("Content-Length")
    if length is None:
        return rest
    if not (length.isascii() and length.isdigit() and len(length) <= 9):
        raise SipParseError(f"Content-Length {length!r} is not a number")
    if int(length) > len(rest):
        raise SipParseError(f"Content-Length is {length}, but {len(rest)} bytes came")
    return rest[: int(length)]


def build_request(
    method: str,
    uri: Uri,
    *,
    via: Via,
    from_: NameAddr,
    to: NameAddr,
    call_id: str,
    cseq: int,
    routes: Iterable[str] = (),
    contact: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    content_type: str | None = None,
) -> Request:
    """Return a request with the fields that RFC 3261 section 8.1.1 asks for, and those given."""
    fields = Headers([("Via", str(via)), ("Max-Forwards", "70")])
    for route in routes:
        fields.add("Route", route)
    fields.add("From", str(from_))
    fields.add("To", str(to))
    fields.add("Call-ID", call_id)
    fields.add("CSeq", f"{cseq} {method}")
    if contact is not None:
        fields.add("Contact", contact)
    for name, value in headers:
        fields.add(name, value)
    if content_type is not None:
        fields.add("Content-Type", content_type)
    return Request(method, uri, fields, body)


def response_for(
    request: Request,
    status: int,
    reason: str | None = None,
    *,
    to_tag: str | None = None,
    contact: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    content_type: str | None = None,
) -> Response:
    """Return a response to `request` (RFC 3261 section 8.2.6).

    Parameters
    ----------
    request : Request
    status : int
    reason : str, optional
        The usual phrase of the status where None.
    to_tag : str, optional
        Added to To unless the request has one already.
    contact : str, optional
        Value of Contact, as ``<sip:...>``.
    headers : iterable of (str, str)
        Further fields.
    body : bytes
    content_type : str, optional
    """
    fields = Headers()
    for value in request.headers.get_all("Via"):
        fields.add("Via", value)
    if 100 < status < 300:
        for value in request.headers.get_all("Record-Route"):
            fields.add("Record-Route", value)
    fields.add("From", request._need("From"))
    to = request.to
    fields.add("To", str(to.with_tag(to_tag)) if to_tag and not to.tag else request._need("To"))
    fields.add("Call-ID", request.call_id)
    fields.add("CSeq", request._need("CSeq"))
    if contact is not None:
        fields.add("Contact", contact)
    for name, value in headers:
        fields.add(name, value)
    if content_type is not None:
        fields.add("Content-Type", content_type)
    return Response(status, reason_of(status) if reason is None else reason, fields, body)


def ack_for(invite: Request, response: Response) -> Request:
    """Return the ACK to a final response other than 2xx (RFC 3261 section 17.1.1.3)."""
    ack = _same_transaction("ACK", invite)
    ack.headers.set("To", response._need("To"))
    return ack


def cancel_for(invite: Request) -> Request:
    """Return the CANCEL of an INVITE (RFC 3261 section 9.1)."""
    return _same_transaction("CANCEL", invite)


def _same_transaction(method: str, invite: Request) -> Request:
    fields = Headers([("Via", invite.headers.get_all("Via")[0]), ("Max-Forwards", "70")])
    for value in invite.headers.get_all("Route"):
        fields.add("Route", value)
    for name in ("From", "To", "Call-ID"):
        fields.add(name, invite._need(name))
    fields.add("CSeq", f"{invite.cseq[0]} {method}")
    return Request(method, invite.uri, fields)


def stamp_source(request: Request, host: str, port: int) -> None:
    """Write the source of a datagram into its topmost Via (RFC 3261 18.2.1, RFC 3581)."""
    vias = request.headers.get_all("Via")
    via = Via.parse(vias[0])
    params = dict(via.params)
    if via.host.strip("[]") != host or "rport" in params:
        params["received"] = host
    if "rport" in params:
        params["rport"] = str(port)
    if params != via.params:
        rest = vias[1:]
        request.headers.set("Via", str(Via(via.host, via.port, params, via.transport)))
        if rest:  # all Via values move to the top, in their order
            request.headers.remove("Via")
            for value in reversed(rest):
                request.headers.prepend("Via", value)
            request.headers.prepend("Via", str(Via(via.host, via.port, params, via.transport)))


def reason_of(status: int) -> str:
    """Return the usual phrase of a status."""
    return _REASONS.get(status) or _REASONS.get(status // 100 * 100, "Unknown")


def new_branch() -> str:
    """Return a branch that no other transaction has."""
    return BRANCH_COOKIE + secrets.token_hex(8)


def new_tag() -> str:
    """Return a tag for a dialog."""
    return secrets.token_hex(6)


def new_call_id(host: str) -> str:
    """Return a Call-ID that no other call has."""
    return f"{secrets.token_hex(12)}@{host}"
