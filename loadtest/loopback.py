"""Only this machine may be called: the address types that hold it true."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from loadtest.safety import is_loopback_address
from scenarios.text import gettext as _


def _loopback_host(host: str) -> str:
    if host != "localhost" and not is_loopback_address(host.strip("[]")):
        raise ValueError(
            _(
                "is not this machine; a load test may only call loopback (127.0.0.1), "
                "so give the address of a deployment that runs here"
            )
        )
    return host


def _loopback_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "ws") and parts.hostname and parts.port is not None
    except ValueError:  # brackets or a port that are none
        whole = False
    if not whole:
        raise ValueError(
            _("is not an address with a port; write it as in {example}").format(
                example="http://127.0.0.1:8000"
            )
        )
    _loopback_host(str(parts.hostname))
    return url.rstrip("/")


LoopbackHost = Annotated[str, AfterValidator(_loopback_host)]
LoopbackUrl = Annotated[str, AfterValidator(_loopback_url)]
