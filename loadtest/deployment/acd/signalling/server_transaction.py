"""The server's side of a transaction (RFC 3261 section 17.2, RFC 6026)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from loadtest.deployment.acd.signalling.timers import GIVE_UP_S, T2_S, T4_S, Repeater
from loadtest.sip.message import Request, Response, new_tag, response_for


class ServerTransaction:
    """One request that came in, and our responses to it.

    Parameters
    ----------
    request
        With its source stamped into the topmost Via.
    send
        Sends a response on its way back.
    forget
        Called once when nothing of this transaction can come any more.

    Attributes
    ----------
    local_tag
        The To tag of all our responses.
    """

    def __init__(
        self, request: Request, send: Callable[[Response], None], forget: Callable[[], None]
    ) -> None:
        self.request = request
        self.local_tag = request.to.tag or new_tag()
        self.is_invite = request.method == "INVITE"
        self._send = send
        self._forget = forget
        self._last: Response | None = None
        self._repeater: Repeater | None = None

    @property
    def answered(self) -> bool:
        """Whether a final response was sent."""
        return self._last is not None and self._last.status >= 200

    @property
    def refused(self) -> bool:
        """Whether the final response was other than 2xx."""
        return self._last is not None and self._last.status >= 300

    def respond(
        self,
        status: int,
        reason: str | None = None,
        *,
        contact: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str | None = None,
    ) -> Response:
        """Send a response; after a final one nothing more can be sent.

        A 2xx to an INVITE is repeated by whoever accepts the call, until its ACK (13.3.1.4).
        """
        response = response_for(
            self.request,
            status,
            reason,
            to_tag=None if status == 100 else self.local_tag,
            contact=contact,
            headers=headers,
            body=body,
            content_type=content_type,
        )
        if self.answered:
            raise ValueError(f"{self.request!r} has its final response already")
        self._last = response
        self._send(response)
        if status >= 200:
            if self.is_invite and status >= 300:
                self._repeater = Repeater(self.retransmit, self._forget, cap_s=T2_S)
            else:
                self._forget_after(GIVE_UP_S)
        return response

    def retransmit(self) -> None:
        """Send the last response again: the request came again, or its ACK does not come."""
        # RFC 6026 7.1: an INVITE that comes again after its 2xx is taken in silence.
        if self._last is not None and not (self.is_invite and 200 <= self._last.status < 300):
            self._send(self._last)

    def acknowledge(self) -> None:
        """Note the ACK to a final response other than 2xx."""
        if self._repeater is not None:
            self._repeater.stop()
            self._repeater = None
            self._forget_after(T4_S)

    def _forget_after(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._forget)
