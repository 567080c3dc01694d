"""Header fields of a SIP message: ordered, compact forms known, names without regard to case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from loadtest.sip.errors import SipParseError
from loadtest.sip.uri import (
    DEFAULT_PORT,
    Params,
    format_params,
    parse_params,
    split_host_port,
    split_outside_quotes,
)

# RFC 3261 section 7.3.3 and the registry of header fields at IANA
_COMPACT: Mapping[str, str] = MappingProxyType(
    {
        "a": "accept-contact",
        "b": "referred-by",
        "c": "content-type",
        "d": "request-disposition",
        "e": "content-encoding",
        "f": "from",
        "i": "call-id",
        "j": "reject-contact",
        "k": "supported",
        "l": "content-length",
        "m": "contact",
        "n": "identity-info",
        "o": "event",
        "r": "refer-to",
        "s": "subject",
        "t": "to",
        "u": "allow-events",
        "v": "via",
        "x": "session-expires",
        "y": "identity",
    }
)
_SPELLING: Mapping[str, str] = MappingProxyType(
    {
        "call-id": "Call-ID",
        "cseq": "CSeq",
        "mime-version": "MIME-Version",
        "www-authenticate": "WWW-Authenticate",
        "p-asserted-identity": "P-Asserted-Identity",
    }
)
# Names as nearly every message spells them, which spares the parser a closer look.
KEYS: Mapping[str, str] = MappingProxyType(
    {
        "Via": "via", "From": "from", "To": "to", "Call-ID": "call-id", "CSeq": "cseq",
        "Contact": "contact", "Max-Forwards": "max-forwards", "Content-Type": "content-type",
        "Content-Length": "content-length", "Allow": "allow", "Supported": "supported",
        "User-Agent": "user-agent", "Server": "server", "Route": "route",
        "Record-Route": "record-route",
    }
)  # fmt: skip
# Fields whose values may be joined by commas; credentials and dates hold commas of their own.
_LISTS = frozenset(
    (
        "accept", "accept-encoding", "accept-language", "alert-info", "allow", "allow-events",
        "call-info", "contact", "content-encoding", "content-language", "diversion", "error-info",
        "history-info", "in-reply-to", "p-asserted-identity", "path", "proxy-require",
        "record-route", "require", "route", "service-route", "supported", "unsupported", "via",
        "warning",
    )
)  # fmt: skip


class Headers:
    """Header fields in the order in which they stand.

    Parameters
    ----------
    items : iterable of (str, str)
        Name, in any case or compact, and value.

    Attributes
    ----------
    memo : dict
        What readers have made of the fields; emptied with every change.
    """

    __slots__ = ("_items", "memo")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items: list[tuple[str, str]] = []
        self.memo: dict[str, Any] = {}
        for name, value in items:
            self.add(name, value)

    @classmethod
    def of_keys(cls, items: list[tuple[str, str]]) -> Headers:
        """Return headers of fields whose names are keys already and whose values are checked."""
        made = cls()
        made._items = items
        return made

    def add(self, name: str, value: str) -> None:
        """Append a field.

        Raises
        ------
        SipParseError
            If the value holds a line break, which would start another field.
        """
        if "\n" in value or "\r" in value:
            raise SipParseError(f"header {name}: line break in the value {value!r}")
        self.memo.clear()
        self._items.append((key_of(name), value))

    def prepend(self, name: str, value: str) -> None:
        """Put a field before all others."""
        self.add(name, value)
        self._items.insert(0, self._items.pop())

    def set(self, name: str, value: str) -> None:
        """Replace all fields of this name by one, at the place of the first."""
        key = key_of(name)
        at = next((i for i, (k, _) in enumerate(self._items) if k == key), len(self._items))
        self.remove(name)
        self.add(name, value)
        self._items.insert(at, self._items.pop())

    def remove(self, name: str) -> None:
        """Take out all fields of this name."""
        key = key_of(name)
        self.memo.clear()
        self._items = [item for item in self._items if item[0] != key]

    def get(self, name: str) -> str | None:
        """Return the value of the first field of this name, as written, or None."""
        key = key_of(name)
        for k, value in self._items:
            if k == key:
                return value
        return None

    def get_all(self, name: str) -> list[str]:
        """Return all values of this name in order; lists joined by commas are taken apart.

        Raises
        ------
        SipParseError
            If a quote or bracket in a list is not closed.
        """
        key = key_of(name)
        values: list[str] = []
        for k, value in self._items:
            if k == key:
                if key in _LISTS and "," in value:
                    values += [part.strip() for part in split_outside_quotes(value, ",")]
                else:
                    values.append(value)
        return values

    def copy(self) -> Headers:
        """Return headers with the same fields."""
        twin = Headers()
        twin._items = self._items.copy()
        return twin

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for key, value in self._items:
            yield _spelling(key), value

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._items == other._items

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"Headers({list(self)!r})"

    def __str__(self) -> str:
        return "".join([f"{_spelling(key)}: {value}\r\n" for key, value in self._items])


@dataclass(frozen=True, slots=True)
class Via:
    """One hop of the way back (RFC 3261 section 20.42).

    Attributes
    ----------
    host : str
        Sent-by host, IPv6 in brackets.
    port : int or None
        Sent-by port; None where none is written.
    params : mapping
        With ``branch``, ``received`` and ``rport`` where present.
    transport : str
        In upper case.
    """

    host: str
    port: int | None
    params: Params = field(default_factory=dict)
    transport: str = "UDP"

    @classmethod
    def parse(cls, text: str) -> Via:
        """Return the value that `text` writes.

        Raises
        ------
        SipParseError
            If it is not ``SIP/2.0/TRANSPORT host[:port];params``.
        """
        sent, _, params = text.strip().partition(";")
        protocol, _, sent_by = sent.strip().rpartition("UDP ")
        transport = "UDP"
        if protocol != "SIP/2.0/":
            transport, sent_by = _loose_sent_by(sent)
        host, port = split_host_port(sent_by)
        return cls(host, port, parse_params(params), transport)

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None else ""
        return f"SIP/2.0/{self.transport} {self.host}{port}{format_params(self.params)}"

    @property
    def branch(self) -> str:
        """The ``branch`` parameter; empty where there is none (RFC 2543)."""
        return self.params.get("branch") or ""

    @property
    def reply_to(self) -> tuple[str, int]:
        """Where responses go over UDP (RFC 3261 section 18.2.2, RFC 3581)."""
        host = self.params.get("received") or self.params.get("maddr") or self.host
        rport = self.params.get("rport")
        if rport and rport.isascii() and rport.isdigit() and 1 <= int(rport[:6]) <= 65535:
            return host.strip("[]"), int(rport)
        return host.strip("[]"), self.port or DEFAULT_PORT


def _loose_sent_by(sent: str) -> tuple[str, str]:
    """Return transport and sent-by of a Via with white space about its slashes."""
    name, _, rest = sent.partition("/")
    version, slash, rest = rest.partition("/")
    transport, _, sent_by = rest.strip().replace("\t", " ").partition(" ")
    if name.strip().upper() != "SIP" or version.strip() != "2.0" or not slash or not transport:
        raise SipParseError(f"Via {sent!r} is not SIP/2.0/TRANSPORT host:port")
    return transport.upper(), sent_by


def key_of(name: str) -> str:
    """Return the name by which a field is kept: in lower case and in full."""
    key = KEYS.get(name)
    if key is not None:
        return key
    lower = name.lower()
    return _COMPACT.get(lower, lower) if len(lower) == 1 else lower


def _spelling(key: str) -> str:
    return _SPELLING.get(key) or key.title()
