"""Digest authentication for SIP, both sides (RFC 7616, RFC 8760; RFC 2617 where qop is absent)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from loadtest.sip.errors import SipParseError

_HASHES: Mapping[str, Callable[[bytes], Any]] = MappingProxyType(
    {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
)
_PARAMETER = re.compile(r'\s*([A-Za-z0-9_\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class Challenge:
    """A server's demand for credentials: value of WWW- or Proxy-Authenticate.

    Attributes
    ----------
    realm, nonce : str
    algorithm : str
        "MD5" or "SHA-256", with or without "-sess"; others are parsed but not answered.
    qop : tuple of str
        Offered qualities; empty where the server names none (RFC 2617).
    opaque : str or None
    stale : bool
        The credentials were right but the nonce is too old.
    """

    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: tuple[str, ...] = ("auth",)
    opaque: str | None = None
    stale: bool = False

    @classmethod
    def parse(cls, value: str) -> Challenge:
        """Return the challenge of a header value.

        Raises
        ------
        SipParseError
            If it is no Digest challenge with realm and nonce.
        """
        params = parse_parameters(value)
        if "realm" not in params or "nonce" not in params:
            raise SipParseError(f"challenge {value!r} lacks realm or nonce")
        qop = tuple(part.strip().lower() for part in params.get("qop", "").split(",") if part)
        return cls(
            params["realm"],
            params["nonce"],
            _algorithm_name(params.get("algorithm", "MD5")),
            qop,
            params.get("opaque"),
            params.get("stale", "").lower() == "true",
        )

    def __str__(self) -> str:
        parts = [f'Digest realm="{_escape(self.realm)}", nonce="{_escape(self.nonce)}"']
        parts.append(f"algorithm={self.algorithm}")
        if self.qop:
            parts.append(f'qop="{",".join(self.qop)}"')
        if self.opaque is not None:
            parts.append(f'opaque="{_escape(self.opaque)}"')
        if self.stale:
            parts.append("stale=true")
        return ", ".join(parts)

    @property
    def answerable(self) -> bool:
        """Whether `answer` knows its algorithm and quality of protection."""
        return self.algorithm.removesuffix("-sess") in _HASHES and (
            not self.qop or "auth" in self.qop
        )


def pick_challenge(values: Iterable[str]) -> Challenge | None:
    """Return the first challenge that can be answered, in the server's order (RFC 8760 2.4).

    Returns None where none can; a malformed one is passed over.
    """
    for value in values:
        try:
            challenge = Challenge.parse(value)
        except SipParseError:
            continue
        if challenge.answerable:
            return challenge
    return None


def new_nonce() -> str:
    """Return a nonce that cannot be guessed."""
    return secrets.token_hex(16)


def answer(
    challenge: Challenge,
    *,
    username: str,
    password: str,
    method: str,
    uri: str,
    nonce_count: int = 1,
    client_nonce: str | None = None,
) -> str:
    """Return the value of Authorization or Proxy-Authorization for one request.

    Parameters
    ----------
    challenge : Challenge
    username, password : str
    method : str
        Method of the request.
    uri : str
        Its Request-URI.
    nonce_count : int
        How many requests, this one included, have used the challenge's nonce.
    client_nonce : str, optional
        Random where None.

    Raises
    ------
    ValueError
        If the challenge is not `answerable`.
    """
    if not challenge.answerable:
        raise ValueError(
            f"cannot answer algorithm {challenge.algorithm}, qop {','.join(challenge.qop)}; "
            "expected MD5 or SHA-256 and qop auth"
        )
    client_nonce = client_nonce or secrets.token_hex(8)
    count = f"{nonce_count:08x}"
    qop = "auth" if challenge.qop else None
    response = _response(
        ha1(username, challenge.realm, password, challenge.algorithm),
        challenge.algorithm,
        challenge.nonce,
        method,
        uri,
        qop=qop,
        count=count,
        client_nonce=client_nonce,
    )
    parts = [
        f'Digest username="{_escape(username)}"',
        f'realm="{_escape(challenge.realm)}"',
        f'nonce="{_escape(challenge.nonce)}"',
        f'uri="{uri}"',
        f'response="{response}"',
        f"algorithm={challenge.algorithm}",
    ]
    if qop is not None:
        parts += [f"qop={qop}", f"nc={count}"]
    if qop is not None or challenge.algorithm.endswith("-sess"):
        parts.append(f'cnonce="{client_nonce}"')
    if challenge.opaque is not None:
        parts.append(f'opaque="{_escape(challenge.opaque)}"')
    return ", ".join(parts)


def verify(value: str, challenge: Challenge, *, username: str, password: str, method: str) -> bool:
    """Return whether credentials answer `challenge` for this user, password and method.

    Parameters
    ----------
    value : str
        Value of Authorization or Proxy-Authorization.
    challenge : Challenge
        The one that was sent; whether its nonce is still fresh is the server's own matter.
    username, password : str
        Whom the server expects.
    method : str
        Method of the request that bears the credentials.

    Raises
    ------
    SipParseError
        If `value` is not Digest credentials.
    """
    params = parse_parameters(value)
    qop = params.get("qop")
    if (
        params.get("username") != username
        or params.get("realm") != challenge.realm
        or params.get("nonce") != challenge.nonce
        or _algorithm_name(params.get("algorithm", "MD5")) != challenge.algorithm
        or (qop is None) != (not challenge.qop)
        or (qop is not None and (qop != "auth" or qop not in challenge.qop))
    ):
        return False
    expected = _response(
        ha1(username, challenge.realm, password, challenge.algorithm),
        challenge.algorithm,
        challenge.nonce,
        method,
        params.get("uri", ""),
        qop=qop,
        count=params.get("nc", ""),
        client_nonce=params.get("cnonce", ""),
    )
    return hmac.compare_digest(expected.encode(), params.get("response", "").lower().encode())


def ha1(username: str, realm: str, password: str, algorithm: str = "MD5") -> str:
    """Return the hash of user, realm and password that a server may keep (RFC 7616 3.4.2).

    For a "-sess" algorithm it is the part that does not depend on the nonces.
    """
    return _hash(algorithm, f"{username}:{realm}:{password}")


def parse_parameters(value: str) -> dict[str, str]:
    """Return the parameters of ``Digest name=value, ...``, names in lower case, unquoted.

    Raises
    ------
    SipParseError
        If the scheme is not Digest, the list is malformed or a name stands twice.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        raise SipParseError(f"authentication {value!r}: scheme {scheme!r}, expected Digest")
    params: dict[str, str] = {}
    at = 0
    rest = rest.strip()
    while at < len(rest):
        found = _PARAMETER.match(rest, at)
        if not found:
            raise SipParseError(f"authentication {value!r}: {rest[at:]!r} is not name=value")
        name, quoted, plain = found.groups()
        if name.lower() in params:
            raise SipParseError(f"authentication {value!r}: {name} stands twice")
        params[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
        at = found.end()
    return params


def _response(
    secret: str,
    algorithm: str,
    nonce: str,
    method: str,
    uri: str,
    *,
    qop: str | None,
    count: str,
    client_nonce: str,
) -> str:
    if algorithm.endswith("-sess"):
        secret = _hash(algorithm, f"{secret}:{nonce}:{client_nonce}")
    ha2 = _hash(algorithm, f"{method}:{uri}")
    if qop is None:  # RFC 2617 section 3.2.2.1
        return _hash(algorithm, f"{secret}:{nonce}:{ha2}")
    return _hash(algorithm, f"{secret}:{nonce}:{count}:{client_nonce}:{qop}:{ha2}")


def _hash(algorithm: str, text: str) -> str:
    digest: str = _HASHES[algorithm.removesuffix("-sess")](text.encode()).hexdigest()
    return digest


def _algorithm_name(text: str) -> str:
    name, sess, _ = text.partition("-sess") if text.lower().endswith("-sess") else (text, "", "")
    return name.upper() + sess


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
