"""The control interface by which a reference deployment hears when a play begins.

It is for whoever started the deployment, not for the load test: PUT of ``{"zero_at": seconds of
the Unix epoch}`` with the processes' key in ``X-CTI-Key``, to ``/play`` of the call distributor
and ``/control/play`` of the dispatch application.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field

from scenarios.text import gettext as _

_WITHIN_S = 5.0


@dataclass(frozen=True)
class PlayControl:
    """Where one of the processes is told, and the key that it asks for."""

    port: int
    path: str
    key: str = field(repr=False)

    def begin(self, zero_at: float) -> str | None:
        """Tell when run time 0 is; return what is wrong, None where it was taken."""
        headers = {"Content-Type": "application/json", "X-CTI-Key": self.key}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_WITHIN_S)
        try:
            connection.request("PUT", self.path, json.dumps({"zero_at": zero_at}), headers)
            answer = connection.getresponse()
            answer.read()
            reason = f"{answer.status} {answer.reason}"
            if answer.status == http.client.OK:
                return None
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
        finally:
            connection.close()
        where = f"http://127.0.0.1:{self.port}{self.path}"
        return _("{address}: does not take the beginning of the play ({reason})").format(
            address=where, reason=reason
        )
