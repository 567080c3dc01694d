"""Places calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loadtest.safety import require_allowed
from loadtest.sip.authorization import Authorizer, Credentials
from loadtest.sip.call_plan import CallEvent, CallPlan
from loadtest.sip.endpoint import ALLOWED_METHODS, Endpoint
from loadtest.sip.failure import CallFailure
from loadtest.sip.media import Audio
from loadtest.sip.message import NameAddr, Uri, new_call_id, new_tag
from loadtest.sip.outgoing_call import OutgoingCall
from loadtest.sip.record import CallRecord
from loadtest.sip.uri import DEFAULT_PORT, escape_user, trunk_user

RUN_HEADER = "X-Siap112-Run"
TRUNK_CONTEXT = "siap112.test"


class Caller:
    """Places any number of calls to one deployment from one endpoint.

    Parameters
    ----------
    endpoint : Endpoint
    host, port : str, int
        Next hop: where the deployment takes calls.
    domain : str, optional
        Host part of Request-URI and To; `host` and `port` where None.
    audio : Audio, optional
        None places calls whose audio stays inactive.
    credentials : Credentials, optional
        For 401 and 407.
    run_marker : str, optional
        Value of ``X-Siap112-Run`` on each INVITE.
    max_redirects : int
        How many 3xx in a row are followed, if they lead to an allowed host.

    Raises
    ------
    TargetRefused
        If a load test may not call there.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        host: str,
        port: int = DEFAULT_PORT,
        *,
        domain: str | None = None,
        audio: Audio | None = None,
        credentials: Credentials | None = None,
        run_marker: str | None = None,
        max_redirects: int = 2,
    ) -> None:
        require_allowed(host, port, "SIP target")
        self._endpoint = endpoint
        self._hop = (host, port)
        written = f"[{host}]" if ":" in host else host
        self._domain = domain or f"{written}:{port}"
        self._audio = audio
        self._credentials = credentials
        self._run_marker = run_marker
        self._max_redirects = max_redirects

    def place(
        self,
        from_number: str,
        to_number: str = "112",
        *,
        trunk_group: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        request_uri: str | None = None,
        to_uri: str | None = None,
        on_event: Callable[[OutgoingCall, CallEvent], None] | None = None,
    ) -> OutgoingCall:
        """Send an INVITE and return the call, without waiting for anything.

        Where no port is left for the audio, the call has ended as a transport error at once.

        Parameters
        ----------
        from_number, to_number : str
        trunk_group : str, optional
            Named in the Contact as RFC 4904 has it.
        headers : iterable of (str, str)
            Further fields of the INVITE.
        request_uri, to_uri : str, optional
            Instead of ``sip:{to_number}@{domain}``, for instance ``urn:service:sos``.
        on_event : callable, optional
            Called, in a greenlet of its own, with the call and what happened: the first
            provisional response, the answer, the end.

        Raises
        ------
        TargetRefused
            If a load test may not call there.
        SipParseError
            If a number, URI or header cannot be written in SIP.
        """
        endpoint = self._endpoint
        require_allowed(*self._hop, "SIP target", number=to_number)
        default = f"sip:{escape_user(to_number)}@{self._domain}"
        user = escape_user(from_number)
        plan = CallPlan(
            uri=Uri.parse(request_uri or default),
            from_=NameAddr(Uri.parse(f"sip:{user}@{endpoint.host_port}")).with_tag(new_tag()),
            to=NameAddr(Uri.parse(to_uri or request_uri or default)),
            hop=self._hop,
            headers=[("Allow", ALLOWED_METHODS), *headers],
            max_redirects=self._max_redirects,
        )
        if self._run_marker is not None:
            plan.headers.append((RUN_HEADER, self._run_marker))
        if trunk_group is not None:
            user = trunk_user(from_number, trunk_group, TRUNK_CONTEXT)
        media, trouble = None, ""
        if self._audio is not None:
            try:
                media = self._audio.open(endpoint.address[0])
            except OSError as error:
                trouble = f"no port for audio: {error}"
        call = OutgoingCall(
            endpoint,
            CallRecord(
                call_id=new_call_id(endpoint.address[0]),
                from_number=from_number,
                to_number=to_number,
                invite_s=endpoint.scheduler.now(),
            ),
            plan,
            contact=f"<sip:{user}@{endpoint.host_port}>",
            media=media,
            authorizer=Authorizer(self._credentials),
            on_event=on_event,
        )
        if trouble:
            call.fail(CallFailure.TRANSPORT_ERROR, trouble)
        else:
            call.start()
        return call
