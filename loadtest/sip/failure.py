"""Why a call failed: each class under its own name."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from scenarios.text import N_


class CallFailure(enum.Enum):
    """Class of a technical failure. A call that its caller gives up in time is none."""

    NO_RESPONSE_TIMEOUT = "no_response_timeout"
    CANCEL_UNANSWERED = "cancel_unanswered"
    BUSY = "busy"
    NO_CHANNEL = "no_channel"
    SERVER_ERROR = "server_error"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    MEDIA_NOT_ACCEPTED = "media_not_accepted"
    TERMINATED = "terminated"
    REQUEST_TIMEOUT = "request_timeout"
    CLIENT_ERROR = "client_error"
    REJECTED = "rejected"
    REDIRECT_REFUSED = "redirect_refused"
    AUTH_FAILED = "auth_failed"
    TARGET_REFUSED = "target_refused"
    BAD_ANSWER_SDP = "bad_answer_sdp"
    ACK_MISSING = "ack_missing"
    BYE_TIMEOUT = "bye_timeout"
    DIALOG_LOST = "dialog_lost"
    DROPPED = "dropped"
    MEDIA_NONE = "media_none"
    ONE_WAY_AUDIO = "one_way_audio"
    TRANSPORT_ERROR = "transport_error"
    PROTOCOL_ERROR = "protocol_error"


FAILURE_LABELS: Mapping[CallFailure, str] = MappingProxyType(
    {
        CallFailure.NO_RESPONSE_TIMEOUT: N_("no response at all (timer B)"),
        CallFailure.CANCEL_UNANSWERED: N_("given up, and the deployment never confirmed it"),
        CallFailure.BUSY: N_("busy (486, 600)"),
        CallFailure.NO_CHANNEL: N_("no channel free (503)"),
        CallFailure.SERVER_ERROR: N_("server error (5xx)"),
        CallFailure.NOT_FOUND: N_("number not found (404, 410, 484, 604)"),
        CallFailure.FORBIDDEN: N_("forbidden (403)"),
        CallFailure.UNAVAILABLE: N_("temporarily unavailable (480)"),
        CallFailure.MEDIA_NOT_ACCEPTED: N_("audio not accepted (415, 488, 606)"),
        CallFailure.TERMINATED: N_("ended by the deployment before an answer (487)"),
        CallFailure.REQUEST_TIMEOUT: N_("time-out reported by the deployment (408)"),
        CallFailure.CLIENT_ERROR: N_("request refused (other 4xx)"),
        CallFailure.REJECTED: N_("rejected (6xx)"),
        CallFailure.REDIRECT_REFUSED: N_("redirected to where a load test may not go (3xx)"),
        CallFailure.AUTH_FAILED: N_("password refused or missing (401, 407)"),
        CallFailure.TARGET_REFUSED: N_("the deployment named an address that is not allowed"),
        CallFailure.BAD_ANSWER_SDP: N_("answer without usable audio description"),
        CallFailure.ACK_MISSING: N_("answer never acknowledged (ACK)"),
        CallFailure.BYE_TIMEOUT: N_("hang-up never confirmed (BYE)"),
        CallFailure.DIALOG_LOST: N_("the deployment no longer knew the call (481)"),
        CallFailure.DROPPED: N_("ended by the deployment in the middle of the talk"),
        CallFailure.MEDIA_NONE: N_("no audio arrived"),
        CallFailure.ONE_WAY_AUDIO: N_("audio one way only"),
        CallFailure.TRANSPORT_ERROR: N_("could not be sent"),
        CallFailure.PROTOCOL_ERROR: N_("message against the rules of SIP"),
    }
)

_OF_STATUS: Mapping[int, CallFailure] = MappingProxyType(
    {
        401: CallFailure.AUTH_FAILED,
        403: CallFailure.FORBIDDEN,
        404: CallFailure.NOT_FOUND,
        407: CallFailure.AUTH_FAILED,
        408: CallFailure.REQUEST_TIMEOUT,
        410: CallFailure.NOT_FOUND,
        415: CallFailure.MEDIA_NOT_ACCEPTED,
        480: CallFailure.UNAVAILABLE,
        481: CallFailure.DIALOG_LOST,
        484: CallFailure.NOT_FOUND,
        486: CallFailure.BUSY,
        487: CallFailure.TERMINATED,
        488: CallFailure.MEDIA_NOT_ACCEPTED,
        503: CallFailure.NO_CHANNEL,
        600: CallFailure.BUSY,
        604: CallFailure.NOT_FOUND,
        606: CallFailure.MEDIA_NOT_ACCEPTED,
    }
)
_OF_CLASS: Mapping[int, CallFailure] = MappingProxyType(
    {
        3: CallFailure.REDIRECT_REFUSED,
        4: CallFailure.CLIENT_ERROR,
        5: CallFailure.SERVER_ERROR,
        6: CallFailure.REJECTED,
    }
)


def failure_of_status(status: int) -> CallFailure:
    """Return the class of a final status from 300 to 699.

    Raises
    ------
    ValueError
        If `status` is no refusal.
    """
    if not 300 <= status <= 699:
        raise ValueError(f"status {status} is no refusal; expected 300 to 699")
    return _OF_STATUS.get(status) or _OF_CLASS[status // 100]
