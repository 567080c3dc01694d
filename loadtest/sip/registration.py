"""A registration: REGISTER with digest, refreshed before it expires (RFC 3261 section 10)."""

from __future__ import annotations

from gevent.event import Event

from loadtest.safety import TargetRefused
from loadtest.sip.authorization import Authorizer, Credentials
from loadtest.sip.client_transaction import NoAnswer
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import (
    NameAddr,
    Response,
    Uri,
    build_request,
    new_call_id,
    new_tag,
)
from loadtest.sip.timers import Timer
from loadtest.sip.udp import Address

_REFRESH_SHARE = 0.8
_LEAST_EXPIRES_S = 1.0


class Registration:
    """Keeps one Contact registered.

    Parameters
    ----------
    endpoint : Endpoint
    hop : (str, int)
        The registrar.
    address_of_record : Uri
        Who is registered, as ``sip:extension@domain``.
    contact : str
        Where calls for it go, as ``<sip:...>``.
    credentials : Credentials or None
    expires_s : int
        How long a registration is asked for.
    retry_s : float
        Pause after a failed try.
    headers : list of (str, str)
        Further fields.

    Attributes
    ----------
    registered, unregistered : gevent.event.Event
        The latter is set before the first registration too.
    problem : str
        What went wrong at the last try; empty after one that succeeded.
    refreshes : int
        How often the registrar confirmed.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        hop: Address,
        address_of_record: Uri,
        contact: str,
        credentials: Credentials | None,
        *,
        expires_s: int = 60,
        retry_s: float = 2.0,
        headers: list[tuple[str, str]] | None = None,
    ) -> None:
        self.registered = Event()
        self.unregistered = Event()
        self.unregistered.set()
        self.problem = ""
        self.refreshes = 0
        self._endpoint = endpoint
        self._hop = hop
        self._aor = NameAddr(address_of_record)
        self._uri = Uri("sip", None, address_of_record.host, address_of_record.port)
        self._contact = contact
        self._authorizer = Authorizer(credentials)
        self._expires_s = expires_s
        self._retry_s = retry_s
        self._headers = headers or []
        self._call_id = new_call_id(endpoint.address[0])
        self._from_tag = new_tag()
        self._cseq = 0
        self._wanted = False
        self._timer: Timer | None = None

    def start(self) -> None:
        """Register, and refresh from now on.

        Raises
        ------
        TargetRefused
            If a load test may not register there.
        """
        self._endpoint.require_allowed(self._hop, "SIP registrar")
        self._wanted = True
        self._refresh()

    def stop(self) -> None:
        """Take the registration back; `unregistered` is set when that is confirmed."""
        if self._wanted:
            self._wanted = False
            self._stop_timer()
            self._begin(0)

    def close(self) -> None:
        """Send nothing any more."""
        self._wanted = False
        self._stop_timer()

    def _refresh(self) -> None:
        if self._wanted:
            self._begin(self._expires_s)

    def _begin(self, expires_s: int) -> None:
        self._send(expires_s, self._authorizer.start("REGISTER", str(self._uri)))

    def _send(self, expires_s: int, authorization: list[tuple[str, str]]) -> None:
        self._cseq += 1
        request = build_request(
            "REGISTER",
            self._uri,
            via=self._endpoint.new_via(),
            from_=self._aor.with_tag(self._from_tag),
            to=self._aor,
            call_id=self._call_id,
            cseq=self._cseq,
            contact=self._contact,
            headers=[("Expires", str(expires_s)), *self._headers, *authorization],
        )
        try:
            self._endpoint.request(
                request,
                self._hop,
                purpose="SIP registrar",
                on_response=lambda response: self._on_response(response, expires_s),
                on_no_answer=lambda cause: self._on_no_answer(cause, expires_s),
            )
        except TargetRefused as error:
            self._failed(str(error), expires_s)

    def _on_response(self, response: Response, expires_s: int) -> None:
        status = response.status
        if status < 200 or (expires_s > 0) != self._wanted:  # overtaken by stop or start
            return
        if status < 300:
            self._confirmed(response, expires_s)
        elif status in (401, 407):
            fields = self._authorizer.retry(response, "REGISTER", str(self._uri))
            if fields is None:
                self._failed(f"{status}: password refused or missing", expires_s)
            else:
                self._send(expires_s, fields)
        elif status == 423 and (response.headers.get("Min-Expires") or "").isdigit():
            least_s = int(response.headers.get("Min-Expires") or 0)
            if least_s > self._expires_s:
                self._expires_s = least_s
                self._begin(least_s)
            else:
                self._failed("423 although enough was asked for", expires_s)
        else:
            self._failed(f"{status} {response.reason}", expires_s)

    def _confirmed(self, response: Response, expires_s: int) -> None:
        self.problem = ""
        if expires_s == 0:
            self.registered.clear()
            self.unregistered.set()
        else:
            self.refreshes += 1
            self.unregistered.clear()
            self.registered.set()
            granted_s = max(self._granted_s(response, expires_s), _LEAST_EXPIRES_S)
            self._again_in(granted_s * _REFRESH_SHARE)

    def _granted_s(self, response: Response, asked_s: int) -> float:
        """Return what the registrar grants: of our Contact, else of all, else what we asked."""
        ours = NameAddr.parse(self._contact).uri
        for value in response.headers.get_all("Contact"):
            try:
                contact = NameAddr.parse(value)
            except SipParseError:
                continue
            same = (contact.uri.user, contact.uri.hop) == (ours.user, ours.hop)
            given = contact.params.get("expires") or ""
            if same and given.isdigit():
                return float(given)
        given = response.headers.get("Expires") or ""
        return float(given) if given.isdigit() else float(asked_s)

    def _on_no_answer(self, cause: NoAnswer, expires_s: int) -> None:
        if (expires_s > 0) == self._wanted:
            self._failed(f"no answer ({cause.value})", expires_s)

    def _failed(self, problem: str, expires_s: int) -> None:
        self.problem = problem
        self.registered.clear()
        if expires_s > 0:
            self._again_in(self._retry_s)
        else:
            self.unregistered.set()  # it lapses by itself

    def _again_in(self, delay_s: float) -> None:
        self._stop_timer()
        self._timer = self._endpoint.scheduler.call_later(delay_s, self._refresh)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
