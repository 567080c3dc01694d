"""Answers to an INVITE that come again, too late, or from a second call-taker."""

from __future__ import annotations

import contextlib

from loadtest.safety import TargetRefused
from loadtest.sip.dialog import Dialog
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import Request, Response, parse
from loadtest.sip.record import CallRecord
from loadtest.sip.server_transaction import ServerTransaction
from loadtest.sip.udp import Address

_PURPOSE = "Contact or route of the other side"


class LateAnswers:
    """Acknowledges each 2xx of a call; hangs up those that nobody wants (RFC 3261 13.2.2.4).

    It outlives the call, so it keeps bytes rather than messages.

    Parameters
    ----------
    endpoint : Endpoint
    record : CallRecord
        Counts the answers that were hung up.

    Attributes
    ----------
    invite : bytes
        The INVITE that answers belong to.
    """

    __slots__ = ("_acks", "_endpoint", "_record", "invite")

    def __init__(self, endpoint: Endpoint, record: CallRecord) -> None:
        self.invite = b""
        self._endpoint = endpoint
        self._record = record
        self._acks: dict[str, tuple[bytes, Address]] = {}  # by To tag

    def acknowledge(self, dialog: Dialog, cseq: int) -> None:
        """Send the ACK of a 2xx, and again with each repetition of the 2xx.

        Raises
        ------
        SipParseError, TargetRefused
            If the dialog leads nowhere, or where a load test may not go.
        """
        ack = dialog.request("ACK", self._endpoint.new_via(), cseq=cseq)
        kept = (bytes(ack), dialog.next_hop.hop)
        self._acks[dialog.remote.tag or ""] = kept
        self._send(*kept)

    def receive(self, response: Response) -> None:
        """Take a 2xx without transaction."""
        kept = self._acks.get(response.to.tag or "")
        with contextlib.suppress(SipParseError, TargetRefused):  # counted by the endpoint
            if kept is not None:
                self._send(*kept)
            else:
                self._drop(response)

    def _drop(self, response: Response) -> None:
        self._record.forked_answers += 1
        invite = parse(self.invite)
        assert isinstance(invite, Request)
        dialog = Dialog.of_caller(invite, response)
        self.acknowledge(dialog, response.cseq[0])
        self._endpoint.request(
            dialog.request("BYE", self._endpoint.new_via()),
            dialog.next_hop.hop,
            purpose=_PURPOSE,
            on_response=lambda response: None,
            on_no_answer=lambda cause: None,
        )

    def _send(self, ack: bytes, hop: Address) -> None:
        with contextlib.suppress(OSError):  # the answer comes again, and so does the ACK
            self._endpoint.send_bytes(ack, hop, _PURPOSE)


class EndedDialog:
    """Stands for a call that is over, while messages of it may still come.

    Parameters
    ----------
    late : LateAnswers or None
        Of a call that we placed.
    """

    __slots__ = ("_late",)

    def __init__(self, late: LateAnswers | None) -> None:
        self._late = late

    def receive_request(self, request: Request, transaction: ServerTransaction) -> None:
        """Confirm a BYE, which may cross ours; nothing else has a call to go to."""
        transaction.reply(200 if request.method == "BYE" else 481)

    def receive_ack(self, ack: Request) -> None:
        """Absorb an ACK."""

    def receive_late_answer(self, response: Response) -> None:
        """Take a 2xx whose client transaction has ended."""
        if self._late is not None:
            self._late.receive(response)
