"""From a datagram to a SIP message.

A hand parser: a load generator reads thousands of messages a second.
"""

from __future__ import annotations

import re

from loadtest.sip.errors import SipParseError
from loadtest.sip.headers import KEYS, Headers, key_of
from loadtest.sip.message_types import Message, Request, Response
from loadtest.sip.uri import Uri

_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+")
_FOLD = re.compile(r"[ \t]*\r\n[ \t]+")
_HOPS = re.compile(r"[0-9]{1,3}")
_SINGLE = frozenset(
    ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type")
)


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
    seen: set[str] = set()
    for line in lines:
        name, colon, value = line.partition(":")
        key = KEYS.get(name)
        if key is None or not colon:
            name = name.rstrip()
            if not colon or not _TOKEN.fullmatch(name):
                raise SipParseError(f"header line {line!r} is not name: value")
            key = key_of(name)
        if key in _SINGLE:
            if key in seen:
                raise SipParseError(f"{first!r} has more than one {name} header")
            seen.add(key)
        items.append((key, value.strip()))
    message = _start(first, Headers.of_keys(items))
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
    _, method = message.cseq
    if isinstance(message, Request) and method != message.method:
        raise SipParseError(f"request {message.method} with CSeq method {method}")
    message.via  # noqa: B018 - the properties raise what is wrong
    message.from_  # noqa: B018
    message.to  # noqa: B018
    if not message.call_id:
        raise SipParseError(f"{message.start_line()!r} has an empty Call-ID")
    hops = message.headers.get("Max-Forwards")
    if hops is not None and not (_HOPS.fullmatch(hops) and int(hops) <= 255):
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
