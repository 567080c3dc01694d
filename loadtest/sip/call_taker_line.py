"""A call-taker's telephone line: registered at the deployment, one call at a time."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.sip.authorization import Credentials
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SipParseError
from loadtest.sip.incoming_call import IncomingCall, number_of_caller
from loadtest.sip.media import Audio
from loadtest.sip.message import Request, Uri, new_tag
from loadtest.sip.record import CallRecord
from loadtest.sip.registration import Registration
from loadtest.sip.server_transaction import InviteServerTransaction
from loadtest.sip.uri import DEFAULT_PORT, escape_user


class CallTakerLine:
    """One extension. Several lines can share an endpoint.

    Parameters
    ----------
    endpoint : Endpoint
    extension : str
        User name at the registrar; also that of the Contact, by which calls find the line.
    host, port : str, int
        The registrar.
    password : str, optional
        None where the registrar asks for none.
    on_offer : callable
        Called, in a greenlet of its own, with each call that rings here.
    on_ended : callable, optional
        Called likewise when a call is over: hung up, cancelled while it rang, or failed.
    domain : str, optional
        Host part of the registered address; `host` and `port` where None.
    username : str, optional
        For digest; the extension where None.
    audio : Audio, optional
        None answers with audio that stays inactive.
    expires_s : int
        How long a registration is asked for.
    retry_s : float
        Pause after a failed registration.
    headers : list of (str, str)
        Further fields of REGISTER, such as the run's marker.

    Attributes
    ----------
    accepting : bool
        Whether calls are taken; set it to False to answer 486 to all, as when busy.
    call : IncomingCall or None
        The call at the line.
    rejected_busy : int
        Calls that came while the line was busy or not accepting.

    Raises
    ------
    TargetRefused
        If a load test may not register there.
    ValueError
        If the endpoint has a line of this extension.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        extension: str,
        host: str,
        port: int = DEFAULT_PORT,
        *,
        on_offer: Callable[[IncomingCall], None],
        on_ended: Callable[[IncomingCall], None] | None = None,
        password: str | None = None,
        domain: str | None = None,
        username: str | None = None,
        audio: Audio | None = None,
        expires_s: int = 60,
        retry_s: float = 2.0,
        headers: list[tuple[str, str]] | None = None,
    ) -> None:
        self.extension = extension
        self.accepting = True
        self.call: IncomingCall | None = None
        self.rejected_busy = 0
        self._endpoint = endpoint
        self._on_offer = on_offer
        self._on_ended = on_ended
        self._audio = audio
        endpoint.require_allowed((host, port), "SIP registrar")
        user = escape_user(extension)
        written = f"[{host}]" if ":" in host else host
        self._contact = f"<sip:{user}@{endpoint.host_port}>"
        self._registration = Registration(
            endpoint,
            (host, port),
            Uri.parse(f"sip:{user}@{domain or f'{written}:{port}'}"),
            self._contact,
            None if password is None else Credentials(username or extension, password),
            expires_s=expires_s,
            retry_s=retry_s,
            headers=headers,
        )
        endpoint.add_listener(extension, self)

    @property
    def registered(self) -> bool:
        """Whether the registrar has confirmed."""
        return bool(self._registration.registered.is_set())

    @property
    def problem(self) -> str:
        """What went wrong at the last registration; empty where nothing did."""
        return self._registration.problem

    @property
    def refreshes(self) -> int:
        """How often the registrar has confirmed."""
        return self._registration.refreshes

    def register(self) -> None:
        """Register and stay so, without waiting; raises TargetRefused."""
        self._registration.start()

    def wait_registered(self, timeout_s: float | None = None) -> bool:
        """Wait for the registrar's confirmation; return whether it came."""
        return bool(self._registration.registered.wait(timeout_s))

    def unregister(self) -> None:
        """Take the registration back, without waiting."""
        self._registration.stop()

    def wait_unregistered(self, timeout_s: float | None = None) -> bool:
        """Wait until the registration is gone; return whether it is."""
        return bool(self._registration.unregistered.wait(timeout_s))

    def close(self) -> None:
        """Hang up, take no more calls, send no more REGISTER (`unregister` comes first)."""
        self.accepting = False
        self._registration.close()
        self._endpoint.remove_listener(self.extension)
        if self.call is not None:
            self.call.hang_up()

    def receive_invite(self, request: Request, transaction: InviteServerTransaction) -> None:
        """Take a new call: ring and offer it, or answer 486."""
        tag = new_tag()
        if not self.accepting or self.call is not None:
            self.rejected_busy += 1
            transaction.reply(486, to_tag=tag)
            return
        endpoint = self._endpoint
        record = CallRecord(
            call_id=request.call_id,
            from_number=number_of_caller(request),
            to_number=self.extension,
            invite_s=endpoint.scheduler.now(),
        )
        if request.contact is None:
            raise SipParseError("INVITE without Contact")
        try:
            media = self._audio.open(endpoint.address[0]) if self._audio else None
        except OSError:  # no port left
            transaction.reply(500, to_tag=tag)
            return
        call = IncomingCall(
            endpoint,
            record,
            transaction,
            local_tag=tag,
            contact=self._contact,
            media=media,
            on_ended=self._ended,
        )
        self.call = call
        call.ring()
        endpoint.scheduler.spawn(self._on_offer, call)

    def _ended(self, call: IncomingCall) -> None:
        if self.call is call:
            self.call = None
        if self._on_ended is not None:
            self._endpoint.scheduler.spawn(self._on_ended, call)
