"""The centre's telephone exchange: which request is a new call, and which belongs to one."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from loadtest.deployment.acd.calls.admission import (
    Refusal,
    caller_number,
    offered_session,
    trunk_group,
)
from loadtest.deployment.acd.calls.call import Call, Caller
from loadtest.deployment.acd.calls.caller_leg import CallerLeg
from loadtest.deployment.acd.calls.headers import ALLOW, NO_CIRCUIT, NO_RESOURCE, RUN_HEADER
from loadtest.deployment.acd.calls.taker_leg import TakerLeg
from loadtest.deployment.acd.config import AcdConfig
from loadtest.deployment.acd.cti.events import CallEvent, EventSender
from loadtest.deployment.acd.distribution.call_taker import PlaceState, Readiness
from loadtest.deployment.acd.distribution.distributor import Distributor, Offer
from loadtest.deployment.acd.distribution.trunk_groups import UnknownTrunkGroupError
from loadtest.deployment.acd.media.ports import NoPortFreeError, RtpPorts
from loadtest.deployment.acd.media.relay import MediaRelay
from loadtest.deployment.acd.media.tones import TonePlayer
from loadtest.deployment.acd.registrar import Registrar
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.deployment.acd.signalling.transactions import Transactions
from loadtest.deployment.timetable import Timetable
from loadtest.sip.errors import SdpError, SipParseError
from loadtest.sip.message import Request, Uri
from loadtest.sip.sdp import AudioSession


class Exchange:
    """Takes requests, keeps the calls and carries out the distributor's offers.

    Parameters
    ----------
    config
        The settings.
    transactions
        To send and take SIP.
    events
        To tell the dispatch application.

    Attributes
    ----------
    counts
        How many events of each name there were, and ``refused`` INVITEs that became no call.
    """

    def __init__(self, config: AcdConfig, transactions: Transactions, events: EventSender) -> None:
        self.config = config
        self.counts: Counter[str] = Counter()
        self.distributor = Distributor(
            config.trunk_groups,
            default_group=config.group_for_others,
            extensions=config.extensions,
        )
        self._channels = {
            name: Timetable(config.trunk_groups[name], changes)
            for name, changes in sorted(config.channel_steps.items())
        }
        self._transactions = transactions
        self._events = events
        self._registrar = Registrar(
            {name: secret.get_secret_value() for name, secret in config.extensions.items()},
            self._registration_changed,
        )
        self._ports = RtpPorts(config.sip_host, config.rtp_first_port, config.rtp_last_port)
        self._player = TonePlayer()
        host, port = transactions.address
        self._contact = f"<sip:{host}:{port}>"
        self._calls: dict[str, Call] = {}
        self._legs: dict[tuple[str, str], CallerLeg | TakerLeg] = {}
        self._run_id = secrets.token_hex(4)
        self._arrived = 0
        self._admitted = 0
        self._closing = False
        self._silent = asyncio.Event()

    # Requests

    def on_request(self, transaction: ServerTransaction) -> None:
        """Take a new request, other than ACK and CANCEL."""
        request = transaction.request
        leg = self._leg(request)
        try:
            if leg is not None:
                self._within(leg, transaction)
            elif request.to.tag is not None:
                transaction.respond(481)
            elif request.method == "INVITE":
                self._invite(transaction)
            elif request.method == "REGISTER":
                self._registrar.take(transaction)
            elif request.method == "OPTIONS":
                transaction.respond(200, headers=[("Allow", ALLOW), ("Accept", "application/sdp")])
            elif request.method == "BYE":
                transaction.respond(481)
            else:
                transaction.respond(405, headers=[("Allow", ALLOW)])
        except SipParseError:
            if not transaction.answered:
                transaction.respond(400)

    def on_cancel(self, invite: ServerTransaction) -> None:
        """Take the CANCEL of an INVITE that has no final response yet."""
        leg = self._legs.get((invite.request.call_id, invite.local_tag))
        if isinstance(leg, CallerLeg):
            leg.cancelled()

    def on_ack(self, ack: Request) -> None:
        """Take the ACK to a 200 of ours."""
        leg = self._leg(ack)
        if isinstance(leg, CallerLeg):
            leg.acknowledged()

    def _leg(self, request: Request) -> CallerLeg | TakerLeg | None:
        return self._legs.get((request.call_id, request.to.tag or ""))

    def _within(self, leg: CallerLeg | TakerLeg, transaction: ServerTransaction) -> None:
        method = transaction.request.method
        if method == "BYE":
            leg.bye(transaction)
        elif method == "INVITE":
            transaction.respond(488)  # the session stays as it is (RFC 3261 section 14.2)
        elif method == "OPTIONS":
            transaction.respond(200, headers=[("Allow", ALLOW)])
        else:
            transaction.respond(405, headers=[("Allow", ALLOW)])

    # A new call

    def _invite(self, transaction: ServerTransaction) -> None:
        try:
            call = self._admit(transaction.request)
        except Refusal as refusal:
            if refusal.q850_cause != NO_CIRCUIT:
                self.counts["refused"] += 1
            transaction.respond(refusal.status, headers=refusal.headers)
            return
        leg = CallerLeg(
            transaction,
            self._transactions,
            self._contact,
            on_hang_up=call.caller_hung_up,
            on_closed=lambda: self._drop(leg.key),
        )
        self._legs[leg.key] = leg
        self._calls[call.call_id] = call
        call.start(leg)

    def _admit(self, request: Request) -> Call:
        """Take a channel and ports for a new call.

        Raises
        ------
        Refusal
            If it is none that this centre takes, or there is no channel or port for it.
        """
        if self._closing:
            raise Refusal(503)
        session = offered_session(request, self.config.called_users)
        number, run = caller_number(request), request.headers.get(RUN_HEADER) or None
        asked = trunk_group(request)
        self._arrived += 1
        call_id = f"{self._run_id}-{self._arrived}"
        self.follow_play()
        try:
            group = self.distributor.arrive(call_id, asked)
        except UnknownTrunkGroupError:
            raise Refusal(403) from None
        if group is None:
            full = self.distributor.trunk_groups.resolve(asked)
            self.tell(CallEvent(call_id, number, "blocked", None, full, run, time.time()))
            raise Refusal(503, q850_cause=NO_CIRCUIT)
        number_in_row = self._admitted + 1
        muted = _is_due(self.config.mutes_every, number_in_row)
        try:
            relay = MediaRelay(session, self._ports, self._player, muted=muted)
        except (SdpError, NoPortFreeError) as error:
            self.distributor.leave(call_id, asyncio.get_running_loop().time())
            if isinstance(error, SdpError):
                raise Refusal(488) from None
            raise Refusal(503, q850_cause=NO_RESOURCE) from None
        self._admitted = number_in_row
        lost = _is_due(self.config.loses_every, number_in_row)
        return Call(self, call_id, Caller(number, group, run), relay, lost=lost)

    # The play

    def begin_play(self, zero_s: float) -> None:
        """Let run time 0 of a play be this moment of the Unix epoch; trunk groups follow it."""
        # from here on by a clock that nobody sets
        zero_s += asyncio.get_running_loop().time() - time.time()
        for timetable in self._channels.values():
            timetable.begin(zero_s)

    def follow_play(self) -> None:
        """Give the trunk groups the channels that they have now."""
        now_s = asyncio.get_running_loop().time()
        for name, timetable in self._channels.items():
            self.distributor.trunk_groups.set_channels(name, int(timetable.at(now_s)))

    # What calls need of the centre

    def carry_out(self, offers: list[Offer]) -> None:
        """Let calls ring at call-takers' telephones."""
        for offer in offers:
            self._calls[offer.call_id].offer(offer.extension)

    def telephone(self, extension: str) -> Uri | None:
        """Return where an extension's telephone is reached, or None where it is not."""
        return self._registrar.contact(extension)

    def new_taker_leg(
        self,
        *,
        on_answer: Callable[[AudioSession], bool],
        on_refused: Callable[[], None],
        on_hang_up: Callable[[], None],
        on_closed: Callable[[], None],
    ) -> TakerLeg:
        """Return a leg to a call-taker, known here until it is closed."""

        def closed() -> None:
            self._drop(leg.key)
            on_closed()

        leg = TakerLeg(
            self._transactions,
            self._contact,
            on_answer=on_answer,
            on_refused=on_refused,
            on_hang_up=on_hang_up,
            on_closed=closed,
        )
        self._legs[leg.key] = leg
        return leg

    def tell(self, event: CallEvent) -> None:
        """Count an event and tell it to the dispatch application."""
        self.counts[event.event] += 1
        self._events.tell(event)

    def forget(self, call_id: str) -> None:
        """Drop a call that has ended."""
        del self._calls[call_id]

    # Call-takers

    def declare(self, extension: str, readiness: Readiness) -> PlaceState:
        """Note that a call-taker is ready or not; return the state that this makes.

        Who goes not ready while their telephone rings gives the call back.

        Raises
        ------
        KeyError
            If there is no such extension.
        """
        call_taker = self.distributor.call_takers[extension]
        ringing = call_taker.state is PlaceState.RINGING
        now_s = asyncio.get_running_loop().time()
        offers = self.distributor.declare(extension, readiness, now_s)
        if ringing and readiness is Readiness.NOT_READY:
            call = self._calls.get(call_taker.call_id or "")
            if call is not None and call.offered_to == extension:
                call.withdraw_offer()
        self.carry_out(offers)
        return call_taker.state

    def _registration_changed(self, extension: str, registered: bool) -> None:
        now_s = asyncio.get_running_loop().time()
        self.carry_out(self.distributor.register(extension, registered=registered, now_s=now_s))

    # End

    async def close(self, within_s: float) -> None:
        """End all calls and wait for their last words, for at most `within_s` seconds."""
        self._closing = True
        for call in list(self._calls.values()):
            call.end()
        if self._legs:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._silent.wait(), within_s)
        self._registrar.close()

    def _drop(self, key: tuple[str, str]) -> None:
        self._legs.pop(key, None)
        if self._closing and not self._legs:
            self._silent.set()


def _is_due(every: int | None, number_in_row: int) -> bool:
    return every is not None and number_in_row % every == 0
