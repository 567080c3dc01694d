"""The client's side of a transaction (RFC 3261 section 17.1, RFC 6026)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from loadtest.deployment.acd.signalling.timers import GIVE_UP_S, T2_S, T4_S, Repeater
from loadtest.sip.message import Request, Response, ack_for


class ClientTransaction:
    """One request of ours, repeated until it is answered or given up.

    Parameters
    ----------
    request
        With a branch of its own.
    send
        Sends a request to where this transaction's requests go.
    forget
        Called once when nothing of this transaction can come any more.
    on_response
        Called with each response that is news, and with every 2xx to an INVITE: each of them
        wants an ACK, which the caller of this class sends.
    on_timeout
        Called where no response came in 64 T1; as good as a 408 (RFC 3261 8.1.3.1).
    """

    def __init__(
        self,
        request: Request,
        send: Callable[[Request], None],
        forget: Callable[[], None],
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
    ) -> None:
        self.request = request
        self.is_invite = request.method == "INVITE"
        self._send = send
        self._forget = forget
        self._on_response = on_response
        self._on_timeout = on_timeout
        self._final: Response | None = None
        self._repeater = Repeater(
            lambda: send(request), self._timeout, cap_s=None if self.is_invite else T2_S
        )
        send(request)

    def receive(self, response: Response) -> None:
        """Take a response that bears this transaction's branch and method."""
        final = self._final
        if final is not None:
            if self.is_invite and final.status >= 300:
                if response.status >= 300:
                    self._send(ack_for(self.request, response))
            elif self.is_invite and 200 <= response.status < 300:
                self._on_response(response)
            return
        if response.status < 200:
            if self.is_invite:
                self._repeater.stop()
            else:
                self._repeater.slow_down()
        else:
            self._final = response
            self._repeater.stop()
            refused = self.is_invite and response.status >= 300
            if refused:
                self._send(ack_for(self.request, response))
            # Timer D or M of an INVITE, K of any other request.
            asyncio.get_running_loop().call_later(
                GIVE_UP_S if self.is_invite else T4_S, self._forget
            )
        self._on_response(response)

    def _timeout(self) -> None:
        self._forget()
        self._on_timeout()
