"""Which telephone rings for which extension: REGISTER with digest (RFC 3261 sections 10, 22)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from loadtest.deployment.acd.loopback import loopback_ipv4
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.sip.digest import Challenge, parse_parameters, verify
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import NameAddr, Request, Uri

REALM = "siap112"
LONGEST_S = 3600
_NONCE_AGE_S = 300.0


@dataclass(slots=True)
class _Binding:
    contact: Uri
    call_id: str
    cseq: int
    expires_at_s: float
    expiry: asyncio.TimerHandle


class Registrar:
    """One telephone for each extension; the last to register is the one.

    Parameters
    ----------
    passwords
        By extension.
    on_change
        Called with an extension and whether a telephone is registered for it, when that changes.
    clock
        Tells the age of nonces, in seconds.
    """

    def __init__(
        self,
        passwords: Mapping[str, str],
        on_change: Callable[[str, bool], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._passwords = dict(passwords)
        self._on_change = on_change
        self._clock = clock
        self._bindings: dict[str, _Binding] = {}
        self._secret = secrets.token_bytes(32)

    def contact(self, extension: str) -> Uri | None:
        """Return where the telephone of `extension` is reached, or None where none is."""
        binding = self._bindings.get(extension)
        return binding.contact if binding is not None else None

    def take(self, transaction: ServerTransaction) -> None:
        """Answer a REGISTER."""
        request = transaction.request
        extension = request.to.uri.number
        try:
            verdict = self._authenticate(request, extension)
        except SipParseError:
            verdict = 400
        if verdict == 401:
            transaction.respond(401, headers=[("WWW-Authenticate", str(self._challenge(request)))])
        elif verdict != 200:
            transaction.respond(verdict)
        else:
            self._bind(transaction, extension)

    def close(self) -> None:
        """Stop all expiry timers."""
        for binding in self._bindings.values():
            binding.expiry.cancel()

    # Credentials

    def _authenticate(self, request: Request, extension: str) -> int:
        """Return 200, 401 (show credentials, or newer ones) or 403 (these are wrong)."""
        given = _credentials(request.headers.get_all("Authorization"))
        if given is None:
            return 401
        params = parse_parameters(given)
        nonce = params.get("nonce", "")
        if not self._is_ours(nonce):
            return 401
        algorithm = params.get("algorithm", "MD5").upper()
        right = verify(
            given,
            Challenge(REALM, nonce, algorithm if algorithm == "SHA-256" else "MD5"),
            username=extension,
            # A password for an unknown extension too, that nobody knows: both look alike.
            password=self._passwords.get(extension) or secrets.token_hex(16),
            method="REGISTER",
        )
        if not right or not _same_resource(params.get("uri", ""), request.uri):
            return 403
        return 200 if self._is_fresh(nonce) else 401

    def _challenge(self, request: Request) -> Challenge:
        # Right credentials with an old nonce are answered with stale, so that no human is asked.
        stale = bool(request.headers.get("Authorization"))
        made = f"{int(self._clock() * 1000):x}"
        return Challenge(REALM, f"{made}.{self._sign(made)}", stale=stale)

    def _sign(self, made: str) -> str:
        return hmac.new(self._secret, made.encode(), hashlib.sha256).hexdigest()[:32]

    def _is_ours(self, nonce: str) -> bool:
        made, _, signature = nonce.partition(".")
        return hmac.compare_digest(self._sign(made).encode(), signature.encode())

    def _is_fresh(self, nonce: str) -> bool:
        return self._clock() - int(nonce.partition(".")[0], 16) / 1000 <= _NONCE_AGE_S

    # Bindings

    def _bind(self, transaction: ServerTransaction, extension: str) -> None:
        request = transaction.request
        contacts = request.headers.get_all("Contact")
        try:
            expires_s = _expires_s(request)
            wanted = NameAddr.parse(contacts[0]).uri if contacts and contacts[0] != "*" else None
        except SipParseError:
            transaction.respond(400)
            return
        if contacts == ["*"] and expires_s != 0:
            transaction.respond(400, "Contact * Needs Expires 0")
            return
        if wanted is not None and loopback_ipv4(wanted.hop[0]) is None:
            transaction.respond(403, "Only This Machine")
            return
        old = self._bindings.get(extension)
        number = request.cseq[0]
        if old is not None and (old.call_id, number <= old.cseq) == (request.call_id, True):
            transaction.respond(500, "CSeq Out Of Order")  # RFC 3261 section 10.3, step 7
            return
        was_registered = old is not None
        if contacts and expires_s == 0:
            if old is not None and wanted in (None, old.contact):
                self._drop(extension)
        elif wanted is not None:
            self._set(extension, wanted, request.call_id, number, expires_s)
        transaction.respond(200, headers=self._listed(extension))
        # Only then: a call that rings at once must not overtake the 200.
        is_registered = extension in self._bindings
        if is_registered != was_registered:
            self._on_change(extension, is_registered)

    def _listed(self, extension: str) -> list[tuple[str, str]]:
        binding = self._bindings.get(extension)
        if binding is None:
            return []
        left_s = max(1, round(binding.expires_at_s - asyncio.get_running_loop().time()))
        return [("Contact", f"<{binding.contact}>;expires={left_s}")]

    def _set(self, extension: str, contact: Uri, call_id: str, cseq: int, expires_s: int) -> None:
        loop = asyncio.get_running_loop()
        old = self._bindings.get(extension)
        if old is not None:
            old.expiry.cancel()
        self._bindings[extension] = _Binding(
            contact,
            call_id,
            cseq,
            loop.time() + expires_s,
            loop.call_later(expires_s, self._expire, extension),
        )

    def _expire(self, extension: str) -> None:
        self._drop(extension)
        self._on_change(extension, False)

    def _drop(self, extension: str) -> None:
        self._bindings.pop(extension).expiry.cancel()


def _credentials(values: Iterable[str]) -> str | None:
    """Return the first credentials for our realm, or None where there are none."""
    for value in values:
        if parse_parameters(value).get("realm") == REALM:
            return value
    return None


def _same_resource(uri: str, request_uri: Uri) -> bool:
    """Whether the digest's URI is that of the request (RFC 7616 section 3.4.6)."""
    return uri == str(request_uri)


def _expires_s(request: Request) -> int:
    """Return the lifetime that is asked for: the contact's own, else that of Expires."""
    contact = request.contact
    text = contact.params.get("expires") if contact is not None else None
    text = text or request.headers.get("Expires") or str(LONGEST_S)
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise SipParseError(f"expires {text!r} is not a number of seconds")
    return min(int(text), LONGEST_S)
