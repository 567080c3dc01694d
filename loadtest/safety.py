"""Never ring the real 112: which hosts and numbers a load test may reach.

Default deny. Every destination of a datagram or connection is asked about here just before it is
used, wherever it came from: configuration, a redirect, a Contact, a route, a media address.
"""

from __future__ import annotations

# The C module, because gevent replaces `socket.getaddrinfo` by one that may not run in its hub.
import _socket
from ipaddress import IPv4Address, IPv6Address, ip_address

from scenarios.text import gettext as _

EMERGENCY_NUMBERS = frozenset({"110", "112", "113", "115", "118", "119", "129", "911"})

_LOOPBACK_IPV6 = IPv6Address("::1")


class TargetRefused(Exception):  # noqa: N818 - a refusal, not a malfunction
    """A load test may not reach this target; the message says which, what for, and what it may."""


def is_loopback_address(text: str) -> bool:
    """Whether `text` writes an address of 127.0.0.0/8 or ::1 (a name never does)."""
    if text == "127.0.0.1":  # nearly always, and asked for every datagram
        return True
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return address.is_loopback
    return address == _LOOPBACK_IPV6 and address.scope_id is None


def is_emergency_number(number: str) -> bool:
    """Whether `number`, without separators and country code, rings an emergency service."""
    digits = "".join(char for char in number if char.isdigit())
    national = digits[2:] if digits.startswith("62") else digits.lstrip("0")
    return bool({digits, national, national.lstrip("0")} & EMERGENCY_NUMBERS)


def require_allowed(host: str, port: int, purpose: str, *, number: str | None = None) -> str:
    """Return the address to send to, if a load test may reach this target.

    Parameters
    ----------
    host : str
        Address, or the name ``localhost``; no other name is even looked up.
    port : int
    purpose : str
        Where the target comes from, as in "Contact of the 200 answer"; it goes into the message.
    number : str, optional
        Number that is dialled there.

    Returns
    -------
    str
        Numeric loopback address: what was allowed is what is sent to.

    Raises
    ------
    TargetRefused
        If the host is anything but loopback, or the port is not between 1 and 65535.
    """
    if not 1 <= port <= 65535:
        raise TargetRefused(
            _("{purpose}: port {port} is not between 1 and 65535; nothing was sent").format(
                purpose=purpose, port=port
            )
        )
    bare = host.strip("[]")
    if is_loopback_address(bare):
        return bare
    found = bare
    if bare.lower() == "localhost":
        addresses = _addresses_of_localhost()
        foreign = [address for address in addresses if not is_loopback_address(address)]
        if addresses and not foreign:
            return min(addresses, key=lambda address: (":" in address, address))
        found = f"localhost = {', '.join(foreign) or '?'}"
    if number is not None and is_emergency_number(number):
        raise TargetRefused(
            _(
                "{purpose}: refused to dial the emergency number {number} at {found}:{port}, "
                "which could be the real one; allowed now: only loopback (127.0.0.0/8, ::1) until "
                "a deployment profile can declare a test system; nothing was sent"
            ).format(purpose=purpose, number=number, found=found, port=port)
        )
    raise TargetRefused(
        _(
            "{purpose}: refused to reach {found}:{port}; allowed now: only loopback "
            "(127.0.0.0/8, ::1) until a deployment profile can declare a test system; "
            "nothing was sent"
        ).format(purpose=purpose, found=found, port=port)
    )


def _addresses_of_localhost() -> list[str]:
    try:
        found = _socket.getaddrinfo("localhost", None, 0, _socket.SOCK_DGRAM)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found})
