"""Why a call failed: each class under its own name."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType


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
