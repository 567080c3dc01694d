"""SIP messages made from their parts, or one from another."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from loadtest.sip.headers import Headers, Via
from loadtest.sip.message_types import Request, Response
from loadtest.sip.uri import NameAddr, Uri

BRANCH_COOKIE = "z9hG4bK"

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
    via, *others = request.headers.get_all("Via")
    top = Via.parse(via)
    params = dict(top.params)
    if top.host.strip("[]") != host or "rport" in params:
        params["received"] = host
    if "rport" in params:
        params["rport"] = str(port)
    if params != top.params:
        request.headers.remove("Via")
        for value in [*reversed(others), str(Via(top.host, top.port, params, top.transport))]:
            request.headers.prepend("Via", value)


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
