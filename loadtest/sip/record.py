"""What is written down of one call leg."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loadtest.sip.failure import CallFailure
from loadtest.sip.media import MediaReport


class EndedBy(enum.Enum):
    """Who ended a call."""

    LOCAL = "local"
    REMOTE = "remote"
    FAILURE = "failure"


@dataclass(slots=True)
class CallRecord:
    """Moments and outcome of one call leg, on the endpoint's clock; None where it never came.

    Attributes
    ----------
    call_id : str
        Call-ID of SIP.
    from_number, to_number : str
        As sent, or as received (P-Asserted-Identity before From).
    invite_s : float
        INVITE sent (caller) or received (call-taker), the first one.
    first_provisional_s : float or None
        First 1xx received or sent.
    ringing_s : float or None
        First 180 or 183.
    connected_s : float or None
        200 received (caller) or sent (call-taker) in a call that was still wanted.
    acknowledged_s : float or None
        Call-taker: its 200 was acknowledged.
    hang_up_s : float or None
        Our side asked for the end (patience lost, or talk over).
    ended_s : float or None
        The leg is over: hang-up received, or ours confirmed, or failed.
    late_answer_s : float or None
        A 200 that came after our CANCEL; it was acknowledged and hung up.
    ended_by : EndedBy or None
    final_status : int or None
        Final status of the INVITE.
    failure : CallFailure or None
        None for a call that went as it should, also one that its caller gave up.
    detail : str
        More about the failure.
    retransmissions : int
        Requests and answers that had to be sent again.
    forked_answers : int
        Further 2xx of other call-takers, each hung up at once.
    media : MediaReport or None
        None where no audio was set up.
    """

    call_id: str
    from_number: str
    to_number: str
    invite_s: float
    first_provisional_s: float | None = None
    ringing_s: float | None = None
    connected_s: float | None = None
    acknowledged_s: float | None = None
    hang_up_s: float | None = None
    ended_s: float | None = None
    late_answer_s: float | None = None
    ended_by: EndedBy | None = None
    final_status: int | None = None
    failure: CallFailure | None = None
    detail: str = ""
    retransmissions: int = 0
    forked_answers: int = 0
    media: MediaReport | None = None
