"""URIs and name-addr values of RFC 3261 (sections 19.1, 20.10), with trunk groups (RFC 4904)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from loadtest.sip.errors import SipParseError

DEFAULT_PORT = 5060

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_HOST_PORT = re.compile(r"\s*([A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])\s*(?::\s*([0-9]{1,5})\s*)?")
_NOT_IN_URI = re.compile(r"[\x00-\x20<>\"\x7f]")
_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+")
_SEPARATORS_OF_A_NUMBER = str.maketrans("", "", "-.() ")
# RFC 3261 section 25.1: what may stand unescaped in the user part
_SAFE_IN_USER = "-_.!~*'()&=+$,?/"

Params = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Uri:
    """A SIP URI in its parts, or any other URI as scheme and `opaque` rest.

    Attributes
    ----------
    scheme : str
        In lower case: "sip", "sips", "tel", "urn".
    user : str or None
        User part as written (still escaped), with its own parameters and without "@".
    host : str
        Name or address, IPv6 in brackets; empty unless the scheme is sip or sips.
    port : int or None
        None where none is written.
    params : mapping
        Names in lower case; the value None for a parameter without "=".
    headers : str
        What follows "?", as written.
    opaque : str
        All after the scheme, for schemes other than sip and sips.
    """

    scheme: str
    user: str | None = None
    host: str = ""
    port: int | None = None
    params: Params = field(default_factory=dict)
    headers: str = ""
    opaque: str = ""

    @classmethod
    def parse(cls, text: str) -> Uri:
        """Return the URI that `text` writes.

        Raises
        ------
        SipParseError
            If it has no scheme, a host that is none, or a port that is no number.
        """
        scheme, _, rest = text.partition(":")
        if not rest or (scheme != "sip" and not _SCHEME.fullmatch(scheme)):
            raise SipParseError(f"URI {text!r} has no scheme; expected e.g. sip:112@host")
        if _NOT_IN_URI.search(text):
            raise SipParseError(f"URI {text!r} holds a space, a quote, < or >")
        scheme = scheme.lower()
        if scheme not in ("sip", "sips"):
            return cls(scheme, opaque=rest)
        userinfo, at, hostpart = rest.partition("@")
        if not at:
            userinfo, hostpart = "", rest
        elif not userinfo:
            raise SipParseError(f"URI {text!r} has an empty user part before @")
        hostpart, _, headers = hostpart.partition("?")
        hostport, _, params = hostpart.partition(";")
        host, port = split_host_port(hostport)
        return cls(scheme, userinfo if at else None, host, port, parse_params(params), headers)

    def __str__(self) -> str:
        if self.opaque:
            return f"{self.scheme}:{self.opaque}"
        user = f"{self.user}@" if self.user is not None else ""
        port = f":{self.port}" if self.port is not None else ""
        headers = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{user}{self.host}{port}{format_params(self.params)}{headers}"

    @property
    def number(self) -> str:
        """User without its parameters and password, unescaped; for ``tel:`` the bare digits."""
        if self.scheme == "tel":
            return self.opaque.partition(";")[0].translate(_SEPARATORS_OF_A_NUMBER)
        if self.user is None:
            return ""
        return unquote(self.user.partition(";")[0].partition(":")[0])

    @property
    def user_params(self) -> Params:
        """Parameters of the user part, such as ``tgrp`` and ``trunk-context`` of RFC 4904."""
        return parse_params((self.user or "").partition(";")[2])

    @property
    def hop(self) -> tuple[str, int]:
        """Host (IPv6 without brackets) and port to send to: ``maddr`` where given, else host.

        Raises
        ------
        SipParseError
            If the URI names no host, as ``tel:`` and ``urn:`` do.
        """
        host = self.params.get("maddr") or self.host
        if not host:
            raise SipParseError(f"URI {str(self)!r} names no host to send to")
        return host.strip("[]"), self.port or DEFAULT_PORT


@dataclass(frozen=True, slots=True)
class NameAddr:
    """A header value of the form ``"Name" <uri>;param=value``.

    Attributes
    ----------
    uri : Uri
    display : str
        Display name without quotes; empty where none is written.
    params : mapping
        Parameters of the header (not of the URI), such as ``tag`` or ``expires``.
    """

    uri: Uri
    display: str = ""
    params: Params = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> NameAddr:
        """Return the value that `text` writes.

        Raises
        ------
        SipParseError
            If quotes or angle brackets do not match, or the URI is none.
        """
        text = text.strip()
        display = ""
        rest = text
        if text.startswith('"'):
            end = _end_of_quoted(text, 0)
            display = _unquote(text[: end + 1])
            rest = text[end + 1 :].lstrip()
            if not rest.startswith("<"):
                raise SipParseError(f"{text!r}: a display name must be followed by <URI>")
        opening = rest.find("<")
        if opening < 0:
            # RFC 3261 section 20: without brackets, all parameters are the header's
            uri, _, params = rest.partition(";")
            uri = uri.rstrip()
            if "?" in uri or "," in uri:
                raise SipParseError(f"{text!r}: a URI with ? or , must stand in < >")
            return cls(Uri.parse(uri), "", parse_params(params))
        closing = rest.find(">", opening)
        if closing < 0:
            raise SipParseError(f"{text!r}: < without >")
        if opening > 0:
            display = rest[:opening].strip()
            if '"' in display:
                raise SipParseError(f"{text!r}: a quote inside an unquoted display name")
        tail = rest[closing + 1 :].strip()
        if tail and not tail.startswith(";"):
            raise SipParseError(f"{text!r}: {tail!r} after >; expected ;parameter")
        return cls(Uri.parse(rest[opening + 1 : closing]), display, parse_params(tail[1:]))

    def __str__(self) -> str:
        display = ""
        if self.display:
            escaped = self.display.replace("\\", "\\\\").replace('"', '\\"')
            display = f'"{escaped}" '
        return f"{display}<{self.uri}>{format_params(self.params)}"

    @property
    def tag(self) -> str | None:
        """The ``tag`` parameter, or None."""
        return self.params.get("tag")

    def with_tag(self, tag: str) -> NameAddr:
        """Return the same value with this tag."""
        return NameAddr(self.uri, self.display, {**self.params, "tag": tag})


def escape_user(user: str) -> str:
    """Return `user` with what may not stand in a user part escaped (RFC 3261 section 25.1)."""
    return quote(user, safe=_SAFE_IN_USER)


def trunk_user(number: str, trunk_group: str, trunk_context: str) -> str:
    """Return the user part that names the trunk group of a call (RFC 4904 section 5).

    Parameters
    ----------
    number : str
        Caller's number; it comes before the parameters.
    trunk_group, trunk_context : str
        Values of ``tgrp`` and ``trunk-context``; they are escaped as needed.
    """
    group = quote(trunk_group, safe="-_.!~*'()")
    context = quote(trunk_context, safe="-_.!~*'()")
    return f"{escape_user(number)};tgrp={group};trunk-context={context}"


def split_host_port(text: str) -> tuple[str, int | None]:
    """Return host (in lower case, IPv6 with brackets) and port of ``host[:port]``.

    Raises
    ------
    SipParseError
        If the host is none or the port is not between 1 and 65535.
    """
    found = _HOST_PORT.fullmatch(text)
    if not found:
        raise SipParseError(f"{text!r} is not a host name or address with or without port")
    host, port = found.groups()
    if port is None:
        return host.lower(), None
    if not 1 <= int(port) <= 65535:
        raise SipParseError(f"{text!r} has port {port}; expected a number from 1 to 65535")
    return host.lower(), int(port)


def parse_params(text: str) -> dict[str, str | None]:
    """Return the parameters of ``a=1;b;c="x;y"``, names in lower case, quotes kept.

    Raises
    ------
    SipParseError
        If a name is empty or given twice, or a quote is not closed.
    """
    if not text:
        return {}
    params: dict[str, str | None] = {}
    for part in text.split(";") if '"' not in text else split_outside_quotes(text, ";"):
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not _TOKEN.fullmatch(name):
            if not part.strip() and not params and ";" not in text:
                return {}
            raise SipParseError(f"parameter {part!r} in {text!r} has no name")
        if name in params:
            raise SipParseError(f"parameter {name!r} stands twice in {text!r}")
        params[name] = value.strip() if equals else None
    return params


def format_params(params: Params) -> str:
    """Return ``;name=value;name`` as it stands in a URI or header."""
    if not params:
        return ""
    return "".join(
        f";{name}" if value is None else f";{name}={value}" for name, value in params.items()
    )


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Return the parts of `text` between separators that stand outside quotes and < >.

    Raises
    ------
    SipParseError
        If a quote or bracket is not closed.
    """
    if separator not in text:
        return [text]
    parts: list[str] = []
    start = at = 0
    in_brackets = False
    while at < len(text):
        char = text[at]
        if char == '"' and not in_brackets:
            at = _end_of_quoted(text, at)
        elif char == "<":
            in_brackets = True
        elif char == ">":
            in_brackets = False
        elif char == separator and not in_brackets:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    if in_brackets:
        raise SipParseError(f"{text!r}: < without >")
    parts.append(text[start:])
    return parts


def _end_of_quoted(text: str, opening: int) -> int:
    at = opening + 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == '"':
            return at
        at += 1
    raise SipParseError(f"{text!r}: a quote is not closed")


def _unquote(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted[1:-1], flags=re.DOTALL)
