"""Whether the deployment is still there: both halves are asked every second."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import gevent
from gevent.event import Event

from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context
from loadtest.safety import TargetRefused
from loadtest.sip.client_transaction import NoAnswer
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import NameAddr, Response, Uri, build_request, new_call_id, new_tag
from results.verdict.reason import Reason
from scenarios.text import N_

BEAT_S = 1.0
GONE_AFTER_S = 5.0
"""So long without any answer means that the deployment is gone."""
ANSWER_WITHIN_S = 2.0


class Heartbeat:
    """Asks the call distributor by OPTIONS and the application by HTTP, and ends the play.

    Any answer is a sign of life, a refusal too. A call distributor that leaves even its first
    OPTIONS without an answer is not watched in this way; its calls tell.

    Parameters
    ----------
    context : Context
    endpoint : Endpoint
        From which OPTIONS are sent.
    """

    def __init__(self, context: Context, endpoint: Endpoint) -> None:
        self._context = context
        self._endpoint = endpoint
        self._api = ApiClient(
            context.profile.api.base_url, lambda *_: None, timeout_s=ANSWER_WITHIN_S
        )
        self._answered = Event()
        self._sip_s = self._api_s = time.monotonic()
        self._greenlets: list[Any] = []
        self.sip_gone = False

    def start(self) -> None:
        """Begin to watch."""
        self._ask_sip()
        watches = [self._watch_api]
        if self._answered.wait(ANSWER_WITHIN_S):
            watches.append(self._watch_sip)
        self._sip_s = self._api_s = time.monotonic()
        self._greenlets = [gevent.spawn(self._context.guard, watch) for watch in watches]

    def close(self) -> None:
        """Watch no more."""
        gevent.killall(self._greenlets)
        self._api.close()

    def _watch_sip(self) -> None:
        while True:
            gevent.sleep(BEAT_S)
            self._ask_sip()
            silence_s = time.monotonic() - self._sip_s
            if silence_s > GONE_AFTER_S:
                self.sip_gone = True
                message = N_("The call distributor has not answered for {silence_s}.")
                self._context.abort(Reason(message, {"silence_s": round(silence_s, 1)}))
                return

    def _ask_sip(self) -> None:
        sip, endpoint = self._context.profile.sip, self._endpoint
        host = f"[{sip.host}]" if ":" in sip.host else sip.host
        uri = Uri.parse(f"sip:{host}:{sip.port}")
        options = build_request(
            "OPTIONS",
            uri,
            via=endpoint.new_via(),
            from_=NameAddr(Uri.parse(f"sip:siap112@{endpoint.host_port}")).with_tag(new_tag()),
            to=NameAddr(uri),
            call_id=new_call_id(endpoint.address[0]),
            cseq=1,
        )
        with contextlib.suppress(OSError, TargetRefused, SipParseError):  # silence as any other
            endpoint.request(
                options,
                (sip.host, sip.port),
                purpose="SIP target",
                on_response=self._sip_answered,
                on_no_answer=self._sip_silent,
            )

    def _sip_answered(self, _response: Response) -> None:
        self._sip_s = time.monotonic()
        self._answered.set()

    def _sip_silent(self, _cause: NoAnswer) -> None:
        """Let the silence speak for itself."""

    def _watch_api(self) -> None:
        while True:
            gevent.sleep(BEAT_S)
            said = ""
            try:
                self._api.send("GET", "/health")
                self._api_s = time.monotonic()
            except ApiError as error:
                said = str(error)
                if error.status:  # a refusal is an answer
                    self._api_s = time.monotonic()
            silence_s = time.monotonic() - self._api_s
            if silence_s > GONE_AFTER_S:
                message = N_("The dispatch application has not answered for {silence_s} ({error}).")
                values: dict[str, str | float | Reason] = {"silence_s": round(silence_s, 1)}
                self._context.abort(Reason(message, {**values, "error": said}))
                return
