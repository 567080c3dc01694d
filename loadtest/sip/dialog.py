"""A dialog: what two user agents remember of each other between requests (RFC 3261 section 12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loadtest.sip.errors import SipParseError
from loadtest.sip.message import NameAddr, Request, Response, Uri, Via, build_request


@dataclass(slots=True)
class Dialog:
    """State of one dialog, seen from one side.

    Attributes
    ----------
    call_id : str
    local, remote : NameAddr
        Addresses as they go into From and To of our requests, with their tags.
    target : Uri
        Remote target: Contact of the other side.
    routes : tuple of NameAddr
        Route set, first hop first.
    local_cseq : int
        Number of our last request; 0 before the first.
    remote_cseq : int or None
        Highest number that the other side has used; None before the first.
    """

    call_id: str
    local: NameAddr
    remote: NameAddr
    target: Uri
    routes: tuple[NameAddr, ...]
    local_cseq: int
    remote_cseq: int | None = None

    @classmethod
    def of_caller(cls, invite: Request, response: Response) -> Dialog:
        """Return the dialog that a 1xx with tag or a 2xx sets up at the caller.

        Raises
        ------
        SipParseError
            If the response has no To tag, or is a 2xx without Contact.
        """
        if response.to.tag is None:
            raise SipParseError(f"{response!r} sets up a dialog but has no To tag")
        contact = response.contact
        if contact is None and response.status >= 200:
            raise SipParseError(f"{response!r} sets up a dialog but has no Contact")
        return cls(
            call_id=invite.call_id,
            local=invite.from_,
            remote=response.to,
            target=contact.uri if contact else invite.uri,
            routes=tuple(reversed(response.record_routes)),
            local_cseq=invite.cseq[0],
        )

    @classmethod
    def of_called(cls, invite: Request, local_tag: str) -> Dialog:
        """Return the dialog that the called side sets up with its first response with tag.

        Raises
        ------
        SipParseError
            If the INVITE has no Contact.
        """
        contact = invite.contact
        if contact is None:
            raise SipParseError(f"{invite!r} has no Contact")
        return cls(
            call_id=invite.call_id,
            local=invite.to.with_tag(local_tag),
            remote=invite.from_,
            target=contact.uri,
            routes=tuple(invite.record_routes),
            local_cseq=0,
            remote_cseq=invite.cseq[0],
        )

    @property
    def next_hop(self) -> Uri:
        """URI of the host to which requests of this dialog are sent."""
        return self.routes[0].uri if self.routes else self.target

    def request(
        self,
        method: str,
        via: Via,
        *,
        cseq: int | None = None,
        contact: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str | None = None,
    ) -> Request:
        """Return the next request of the dialog (RFC 3261 section 12.2.1.1).

        Parameters
        ----------
        method : str
        via : Via
            With a branch of its own.
        cseq : int, optional
            Number of the INVITE, for its ACK; else the next one.
        contact, headers, body, content_type
            As in `build_request`.
        """
        if cseq is None:
            self.local_cseq += 1
            cseq = self.local_cseq
        uri, routes = self.target, [str(route) for route in self.routes]
        if self.routes and "lr" not in self.routes[0].uri.params:  # a strict router
            uri, routes = self.routes[0].uri, [*routes[1:], f"<{self.target}>"]
        return build_request(
            method,
            uri,
            via=via,
            from_=self.local,
            to=self.remote,
            call_id=self.call_id,
            cseq=cseq,
            routes=routes,
            contact=contact,
            headers=headers,
            body=body,
            content_type=content_type,
        )

    def matches(self, request: Request) -> bool:
        """Whether a request of the other side belongs to this dialog, by its tags."""
        return (request.to.tag, request.from_.tag) == (self.local.tag, self.remote.tag)

    def in_order(self, request: Request) -> bool:
        """Note the number of a request of the other side; False where it is an old one."""
        number = request.cseq[0]
        if self.remote_cseq is not None and number < self.remote_cseq:
            return False
        self.remote_cseq = number
        return True
