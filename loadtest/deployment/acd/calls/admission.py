"""What an INVITE must bring to become a call, and what it says of the caller."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import unquote

from loadtest.deployment.acd.calls.headers import REASON_TEXT
from loadtest.deployment.acd.loopback import loopback_ipv4
from loadtest.sip.errors import SdpError
from loadtest.sip.message import NameAddr, Request
from loadtest.sip.sdp import AudioSession, session_of

# RFC 5031: urn:service:sos and what is below it.
_EMERGENCY_SERVICE = "service:sos"


class Refusal(Exception):  # noqa: N818 - an answer to the caller, not an error of ours
    """The response that an INVITE gets which becomes no call."""

    def __init__(
        self,
        status: int,
        *,
        q850_cause: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(status)
        self.status = status
        self.q850_cause = q850_cause
        reason = () if q850_cause is None else (("Reason", REASON_TEXT.format(q850_cause)),)
        self.headers = (*headers, *reason)


def offered_session(request: Request, called_users: Collection[str]) -> AudioSession:
    """Return the caller's offer.

    Raises
    ------
    Refusal
        If the INVITE is for somebody else, asks for what we cannot do, or offers no sound.
    SipParseError
        If the Contact is none that requests can be sent to.
    """
    required = request.headers.get_all("Require")
    if required:
        raise Refusal(420, headers=(("Unsupported", ", ".join(required)),))
    uri = request.uri
    emergency = uri.scheme == "urn" and uri.opaque.lower().startswith(_EMERGENCY_SERVICE)
    if not emergency and uri.number not in called_users:
        raise Refusal(404)
    contact = request.contact
    if contact is None:
        raise Refusal(400)
    if loopback_ipv4(contact.uri.hop[0]) is None:
        raise Refusal(403)  # our requests to the caller would leave this machine
    try:
        session = session_of(request)
    except SdpError:
        session = None
    if session is None:
        raise Refusal(488)
    return session


def caller_number(request: Request) -> str:
    """Return the caller's number: the asserted one (RFC 3325), else From's; empty if withheld."""
    asserted = request.headers.get_all("P-Asserted-Identity")
    number = (NameAddr.parse(asserted[0]) if asserted else request.from_).uri.number
    return "" if number.lower() == "anonymous" else number


def trunk_group(request: Request) -> str | None:
    """Return the trunk group that the Contact names (RFC 4904 section 5), or None."""
    contact = request.contact
    if contact is None:
        return None
    name = contact.uri.user_params.get("tgrp") or contact.uri.params.get("tgrp")
    return unquote(name) if name else None
