"""Header values that several parts write."""

from __future__ import annotations

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER"
# ITU-T Q.850 causes in SIP (RFC 3326), as a gateway of a carrier reads them.
REASON_TEXT = "Q.850;cause={}"
NO_CIRCUIT = 34
NO_RESOURCE = 47
RUN_HEADER = "X-Siap112-Run"
