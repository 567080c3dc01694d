"""Only this machine: which addresses the call distributor may bind to and send to."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address


def loopback_ipv4(host: str) -> str | None:
    """Return `host` as an IPv4 loopback address, or None where it is anything else.

    Names are not looked up, but for ``localhost``, which RFC 6761 6.3 reserves for loopback.
    """
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return None
    return str(address) if address.is_loopback else None
