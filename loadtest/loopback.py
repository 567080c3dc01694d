"""Only this machine may be called: the address types that hold it true."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from scenarios.text import gettext as _


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself: ``localhost``, ``127.0.0.0/8`` or ``::1``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _loopback_host(host: str) -> str:
    if not is_loopback(host):
        raise ValueError(
            _(
                "is not this machine; a load test may only call loopback (127.0.0.1), "
                "so give the address of a deployment that runs here"
            )
        )
    return host


def _loopback_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "ws") or not parts.hostname or parts.port is None:
        raise ValueError(
            _("is not an address with a port; write it as in {example}").format(
                example="http://127.0.0.1:8000"
            )
        )
    _loopback_host(parts.hostname)
    return url.rstrip("/")


LoopbackHost = Annotated[str, AfterValidator(_loopback_host)]
LoopbackUrl = Annotated[str, AfterValidator(_loopback_url)]
