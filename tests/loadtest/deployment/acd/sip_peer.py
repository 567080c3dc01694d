"""A telephone for tests: one blocking socket for SIP, one for RTP, a script drives it."""

from __future__ import annotations

import socket
import time

from loadtest.sip.dialog import Dialog
from loadtest.sip.digest import answer as digest_answer
from loadtest.sip.digest import pick_challenge
from loadtest.sip.message import (
    Message,
    NameAddr,
    Request,
    Response,
    Uri,
    Via,
    ack_for,
    build_request,
    cancel_for,
    new_branch,
    new_call_id,
    new_tag,
    parse,
    response_for,
)
from loadtest.sip.rtp import RtpPacket, unpack
from loadtest.sip.sdp import CONTENT_TYPE, PCMA, AudioSession, session_of

PATIENCE_S = 5.0


class SipPeer:
    """A caller's or a call-taker's telephone at 127.0.0.1, talking to the centre at `port`."""

    def __init__(self, centre_port: int) -> None:
        self.centre = ("127.0.0.1", centre_port)
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for one in (self.sip, self.rtp):
            one.bind(("127.0.0.1", 0))
            one.settimeout(PATIENCE_S)
        self.port: int = self.sip.getsockname()[1]
        self.session = AudioSession("127.0.0.1", self.rtp.getsockname()[1], codecs=(PCMA,))
        self.contact = f"<sip:peer@127.0.0.1:{self.port}>"
        self.remote_rtp: tuple[str, int] | None = None
        self.seen: list[Message] = []
        self._calls: list[Dialog] = []
        self._invites: list[Request] = []

    def close(self) -> None:
        self.sip.close()
        self.rtp.close()

    # Wire

    def send(self, message: Message) -> None:
        self.sip.sendto(bytes(message), self.centre)

    def receive(self, within_s: float = PATIENCE_S) -> Message | None:
        """Return the next message, or None where none comes in time."""
        self.sip.settimeout(within_s)
        try:
            data, source = self.sip.recvfrom(65535)
        except TimeoutError:
            return None
        assert source == self.centre
        message = parse(data)
        self.seen.append(message)
        return message

    def response(self, status: int, method: str) -> Response:
        """Return the next final or wanted response to `method`; others before it are skipped."""
        deadline_s = time.monotonic() + PATIENCE_S
        while (left_s := deadline_s - time.monotonic()) > 0:
            message = self.receive(left_s)
            if not isinstance(message, Response) or message.cseq[1] != method:
                continue
            if message.status == status:
                self._note_media(message)
                return message
            assert message.status < 200, f"expected {status}, found {message!r}"
        raise AssertionError(f"no {status} to {method} came; saw {self.seen}")

    def request(self, method: str) -> Request:
        """Return the next request `method`; whatever comes before it is skipped."""
        deadline_s = time.monotonic() + PATIENCE_S
        while (left_s := deadline_s - time.monotonic()) > 0:
            message = self.receive(left_s)
            if isinstance(message, Request) and message.method == method:
                self._note_media(message)
                return message
        raise AssertionError(f"no {method} came; saw {self.seen}")

    def via(self) -> Via:
        return Via("127.0.0.1", self.port, {"branch": new_branch(), "rport": None})

    def _note_media(self, message: Message) -> None:
        session = session_of(message)
        if session is not None:
            self.remote_rtp = session.host, session.port

    # Caller

    def invite(
        self,
        number: str,
        *,
        trunk: str | None = None,
        run: str | None = None,
        called: str = "112",
        contact: str | None = None,
        body: bytes | None = None,
        send: bool = True,
    ) -> Request:
        """Send an INVITE from `number`, unless told not to, and return it."""
        tgrp = f";tgrp={trunk};trunk-context=test" if trunk else ""
        host, port = self.centre
        invite = build_request(
            "INVITE",
            Uri("sip", called, host, port),
            via=self.via(),
            from_=NameAddr(Uri("sip", number, "127.0.0.1"), "", {"tag": new_tag()}),
            to=NameAddr(Uri("sip", called, host, port)),
            call_id=new_call_id("127.0.0.1"),
            cseq=1,
            contact=contact or f"<sip:{number}{tgrp}@127.0.0.1:{self.port}>",
            headers=[("X-Siap112-Run", run)] if run else [],
            body=bytes(self.session) if body is None else body,
            content_type=CONTENT_TYPE,
        )
        if send:
            self.send(invite)
        self._invites.append(invite)
        return invite

    def acknowledge(self, invite: Request, response: Response) -> Dialog:
        """Send the ACK to a 200 and return the dialog."""
        dialog = Dialog.of_caller(invite, response)
        self.send(dialog.request("ACK", self.via(), cseq=invite.cseq[0]))
        self._calls.append(dialog)
        return dialog

    def accepted(self, invite: Request) -> Dialog:
        """Wait for 200 and acknowledge it."""
        return self.acknowledge(invite, self.response(200, "INVITE"))

    def refused(self, invite: Request, status: int) -> Response:
        """Wait for a refusal and acknowledge it."""
        response = self.response(status, "INVITE")
        self.send(ack_for(invite, response))
        return response

    def cancel(self, invite: Request) -> None:
        """Cancel an INVITE, and wait for what must follow."""
        self.send(cancel_for(invite))
        self.response(200, "CANCEL")
        self.refused(invite, 487)

    # Call-taker

    def register(
        self, extension: str, password: str, *, expires_s: int = 60, contact: str | None = None
    ) -> Response:
        """Register with digest; return the last response, whatever it is."""
        host, port = self.centre
        registrar = Uri("sip", None, host, port)
        address = NameAddr(Uri("sip", extension, host))
        contact = contact or f"<sip:{extension}@127.0.0.1:{self.port}>"
        call_id = new_call_id("127.0.0.1")
        headers = [("Expires", str(expires_s))]
        response: Message | None = None
        for cseq in (1, 2):
            self.send(
                build_request(
                    "REGISTER",
                    registrar,
                    via=self.via(),
                    from_=address.with_tag(new_tag()),
                    to=address,
                    call_id=call_id,
                    cseq=cseq,
                    contact=contact,
                    headers=headers,
                )
            )
            response = self.receive()
            assert isinstance(response, Response)
            challenge = pick_challenge(response.headers.get_all("WWW-Authenticate"))
            if response.status != 401 or challenge is None:
                return response
            credentials = digest_answer(
                challenge,
                username=extension,
                password=password,
                method="REGISTER",
                uri=str(registrar),
            )
            headers = [*headers[:1], ("Authorization", credentials)]
        assert isinstance(response, Response)
        return response

    def ring(self) -> Request:
        """Wait for an INVITE and answer 180."""
        invite = self.request("INVITE")
        self.reply(invite, 180)
        return invite

    def reply(self, request: Request, status: int, *, tag: str = "taker") -> None:
        """Answer a request; 200 to an INVITE carries our session."""
        talks = request.method == "INVITE" and status == 200
        self.send(
            response_for(
                request,
                status,
                to_tag=tag,
                contact=self.contact if request.method == "INVITE" else None,
                body=bytes(self.session) if talks else b"",
                content_type=CONTENT_TYPE if talks else None,
            )
        )

    def pick_up(self, invite: Request) -> Dialog:
        """Answer 200, wait for the ACK and return the dialog."""
        self.reply(invite, 200)
        self.request("ACK")
        return Dialog.of_called(invite, "taker")

    # Both

    def let_go(self) -> None:
        """End whatever a test has left open, and answer what comes meanwhile."""
        for invite in self._invites:
            self.send(cancel_for(invite))
        for dialog in self._calls:
            self.send(dialog.request("BYE", self.via()))
        offers = [m for m in self.seen if isinstance(m, Request) and m.method == "INVITE"]
        for offer in offers:
            self.reply(offer, 487)
        self.seen = []
        while (message := self.receive(0.01)) is not None:
            if isinstance(message, Request) and message.method in ("BYE", "CANCEL"):
                self.reply(message, 200)
            elif message.cseq[1] == "INVITE" and isinstance(message, Response):
                for invite in self._invites:
                    if invite.call_id == message.call_id and message.status == 200:
                        self.acknowledge(invite, message)

    def hang_up(self, dialog: Dialog) -> None:
        """Send BYE and wait for its 200."""
        self.send(dialog.request("BYE", self.via()))
        self.response(200, "BYE")

    def await_hang_up(self) -> None:
        """Wait for BYE and answer it."""
        self.reply(self.request("BYE"), 200)

    def speak(self, payload: bytes, sequence: int = 1) -> None:
        """Send one RTP packet to the centre."""
        assert self.remote_rtp is not None
        self.rtp.sendto(bytes(RtpPacket(8, sequence, 160 * sequence, 7, payload)), self.remote_rtp)

    def hear(self) -> RtpPacket:
        """Return the next RTP packet."""
        return unpack(self.rtp.recv(2048))

    def hear_payload(self, payload: bytes) -> None:
        """Wait for a packet with this payload; tones before it are skipped."""
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            if self.hear().payload == payload:
                return
        raise AssertionError("the other side was not heard")
