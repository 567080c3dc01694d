"""SIP requests and responses: parsing, serialising, and building one from another (RFC 3261).

What `parse` accepts has a well-formed start line and the fields without which no answer is
possible (Via, From, To, Call-ID, CSeq); other fields are judged when they are read. Whatever is
malformed raises `SipParseError`.
"""

from __future__ import annotations

from loadtest.sip.building import (
    BRANCH_COOKIE,
    ack_for,
    build_request,
    cancel_for,
    new_branch,
    new_call_id,
    new_tag,
    reason_of,
    response_for,
    stamp_source,
)
from loadtest.sip.errors import SipParseError
from loadtest.sip.headers import Headers, Via
from loadtest.sip.message_types import Message, Request, Response
from loadtest.sip.parsing import parse
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
