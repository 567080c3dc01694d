"""One call through the centre: announcement, queue, offers, talk, end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from loadtest.deployment.acd.calls.caller_leg import CallerLeg
from loadtest.deployment.acd.calls.headers import RUN_HEADER
from loadtest.deployment.acd.calls.taker_leg import TakerLeg
from loadtest.deployment.acd.config import AcdConfig
from loadtest.deployment.acd.cti.events import CallEvent, EventName
from loadtest.deployment.acd.distribution.distributor import Distributor, Offer
from loadtest.deployment.acd.media.relay import MediaRelay
from loadtest.deployment.acd.media.tones import Sound
from loadtest.sip.errors import SdpError
from loadtest.sip.message import NameAddr, Uri
from loadtest.sip.sdp import AudioSession
from loadtest.sip.uri import escape_user


class Centre(Protocol):
    """What a call needs of the centre around it."""

    config: AcdConfig
    distributor: Distributor

    def carry_out(self, offers: list[Offer]) -> None:
        """Let calls ring at call-takers' telephones."""

    def telephone(self, extension: str) -> Uri | None:
        """Return where an extension's telephone is reached."""

    def new_taker_leg(
        self,
        *,
        on_answer: Callable[[AudioSession], bool],
        on_refused: Callable[[], None],
        on_hang_up: Callable[[], None],
        on_closed: Callable[[], None],
    ) -> TakerLeg:
        """Return a leg to a call-taker, known to the centre until it is closed."""

    def tell(self, event: CallEvent) -> None:
        """Count an event and tell it to the dispatch application."""

    def forget(self, call_id: str) -> None:
        """Drop a call that has ended."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and how the call came.

    Attributes
    ----------
    number
        Empty where it is withheld.
    trunk_group
        The group whose channel the call holds.
    run
        The load test's marker, if the call bears one.
    """

    number: str
    trunk_group: str
    run: str | None


class Call:
    """A call that holds a channel.

    Parameters
    ----------
    lost
        Broken on purpose: the call is answered and then offered to nobody.
    """

    def __init__(
        self,
        centre: Centre,
        call_id: str,
        caller: Caller,
        relay: MediaRelay,
        *,
        lost: bool,
    ) -> None:
        self.call_id = call_id
        self._centre = centre
        self._caller = caller
        self._relay = relay
        self._lost = lost
        self._caller_leg: CallerLeg | None = None
        self._taker_leg: TakerLeg | None = None
        self._extension: str | None = None
        # The one step that waits for time: end of announcement, delayed offer, no answer.
        self._timer: asyncio.TimerHandle | None = None

    def start(self, leg: CallerLeg) -> None:
        """Take the call in: answer or ring, as configured, and play the announcement."""
        config = self._centre.config
        self._caller_leg = leg
        self._tell("arrived")
        if config.answer == "first" or self._lost:
            self._accept()
        else:
            leg.progress(self._relay.to_caller if config.announcement_s > 0 else None)
        if config.announcement_s > 0:
            self._relay.play(Sound.ANNOUNCEMENT)
            self._after(config.announcement_s, self._join_queue)
        else:
            self._join_queue()

    @property
    def offered_to(self) -> str | None:
        """The extension to which the call is offered, or with which it talks."""
        return self._extension

    # Caller

    def caller_hung_up(self) -> None:
        """Take note that the caller has ended the call."""
        self._leave()

    def end(self) -> None:
        """End the call from the centre's side."""
        assert self._caller_leg is not None
        self._caller_leg.end(status=503)
        self._leave()

    def _accept(self) -> None:
        assert self._caller_leg is not None
        self._caller_leg.accept(self._relay.to_caller)
        self._tell("connected")

    # Queue

    def _join_queue(self) -> None:
        assert self._caller_leg is not None
        if not self._caller_leg.is_early or self._centre.config.announcement_s > 0:
            self._relay.play(Sound.RING_BACK)
        self._tell("queued")
        if not self._lost:
            self._centre.carry_out(self._centre.distributor.enqueue(self.call_id))

    # Offers

    def offer(self, extension: str) -> None:
        """Let the telephone of `extension` ring."""
        self._extension = extension
        delay_s = self._centre.config.offer_delay_s
        if delay_s > 0:
            self._after(delay_s, self._ring, extension)
        else:
            self._ring(extension)

    def withdraw_offer(self) -> None:
        """Take the offer back from the call-taker; the next one is tried."""
        leg = self._taker_leg
        self._refused()
        if leg is not None:
            leg.end()

    def _ring(self, extension: str) -> None:
        telephone = self._centre.telephone(extension)
        if telephone is None:
            self._refused()
            return
        leg = self._taker_leg = self._centre.new_taker_leg(
            on_answer=self._answered,
            on_refused=self._refused,
            on_hang_up=self._leave,
            on_closed=lambda: self._leg_closed(extension),
        )
        self._tell("offered")
        self._after(self._centre.config.ring_timeout_s, self.withdraw_offer)
        caller, headers = self._identity()
        leg.ring(telephone, extension, caller, self._relay.to_taker, headers)

    def _identity(self) -> tuple[NameAddr, list[tuple[str, str]]]:
        """Return who calls, as the call-taker's telephone shows it."""
        number, config = self._caller.number, self._centre.config
        user = escape_user(number) if number else "anonymous"
        identity = NameAddr(Uri("sip", user, config.sip_host))
        headers = [("P-Asserted-Identity", str(identity))] if number else []
        if self._caller.run is not None:
            headers.append((RUN_HEADER, self._caller.run))
        return identity, headers

    def _answered(self, session: AudioSession) -> bool:
        try:
            self._relay.bridge(session)
        except SdpError:
            self._refused()
            return False
        self._cancel_timer()
        self._centre.distributor.answer(self.call_id)
        self._tell("answered")
        assert self._caller_leg is not None
        if self._caller_leg.is_early:
            self._accept()
        return True

    def _refused(self) -> None:
        self._cancel_timer()
        extension, leg = self._extension, self._taker_leg
        self._extension = self._taker_leg = None
        self._tell("queued")
        self._centre.carry_out(self._centre.distributor.refuse(self.call_id))
        if leg is None and extension is not None:
            self._leg_closed(extension)  # it never rang

    def _leg_closed(self, extension: str) -> None:
        self._centre.carry_out(self._centre.distributor.leg_closed(extension, self.call_id))

    # End

    def _leave(self) -> None:
        """Take the call out of the centre and end whatever leg is left."""
        self._cancel_timer()
        self._relay.close()
        self._centre.forget(self.call_id)
        now_s = asyncio.get_running_loop().time()
        departure = self._centre.distributor.leave(self.call_id, now_s)
        self._tell("ended" if departure.talked else "abandoned")
        assert self._caller_leg is not None
        self._caller_leg.end()
        if self._taker_leg is not None:
            self._taker_leg.end()
        elif departure.extension is not None:
            self._leg_closed(departure.extension)
        self._centre.carry_out(departure.offers)

    # Small things

    def _after(self, seconds: float, step: Callable[..., None], *args: object) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, step, *args)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self, event: EventName) -> None:
        caller = self._caller
        self._centre.tell(
            CallEvent(
                self.call_id,
                caller.number,
                event,
                self._extension,
                caller.trunk_group,
                caller.run,
                time.time(),
            )
        )
