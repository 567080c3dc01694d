"""What a call that we place is made of, and what may happen to it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loadtest.sip.message import NameAddr, Uri
from loadtest.sip.udp import Address


class CallEvent(enum.Enum):
    """What happens to a call, in this order; only `ENDED` always comes."""

    PROVISIONAL = "provisional"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(slots=True)
class CallPlan:
    """What an INVITE is made of.

    Attributes
    ----------
    uri : Uri
        Request-URI; a redirect changes it.
    from_, to : NameAddr
        From with our tag, To without tag.
    hop : (str, int)
        Where it is sent; a redirect changes it.
    headers : list of (str, str)
    max_redirects : int
        How many more redirects may be followed.
    """

    uri: Uri
    from_: NameAddr
    to: NameAddr
    hop: Address
    headers: list[tuple[str, str]]
    max_redirects: int
