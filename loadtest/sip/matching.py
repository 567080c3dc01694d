"""Which messages belong together."""

from __future__ import annotations

from loadtest.sip.message import BRANCH_COOKIE, Request


def server_key(request: Request, method: str) -> tuple[str, ...]:
    """Return what retransmissions of a request have in common (RFC 3261 section 17.2.3)."""
    via = request.via
    if via.branch.startswith(BRANCH_COOKIE):
        return (via.branch, via.host, str(via.port), method)
    from_tag = request.from_.tag or ""
    return (request.call_id, from_tag, str(request.cseq[0]), via.host, str(via.port), method)


def client_echo(branch: str, method: str) -> tuple[str, ...]:
    """Return what repetitions of a response to one of our requests have in common."""
    return ("response", branch, method)


def merge_key(invite: Request) -> tuple[str, ...]:
    """Return what the copies of a call have in common that came by different ways."""
    from_tag = invite.from_.tag or ""
    return ("merged", invite.call_id, from_tag, str(invite.cseq[0]), invite.uri.number)
