"""Why calls of a load test failed, in words; the names are those of the rows' `failure`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenarios.text import N_

FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "no_response_timeout": N_("no response at all (timer B)"),
        "cancel_unanswered": N_("given up, and the deployment never confirmed it"),
        "busy": N_("busy (486, 600)"),
        "no_channel": N_("no channel free (503)"),
        "server_error": N_("server error (5xx)"),
        "not_found": N_("number not found (404, 410, 484, 604)"),
        "forbidden": N_("forbidden (403)"),
        "unavailable": N_("temporarily unavailable (480)"),
        "media_not_accepted": N_("audio not accepted (415, 488, 606)"),
        "terminated": N_("ended by the deployment before an answer (487)"),
        "request_timeout": N_("time-out reported by the deployment (408)"),
        "client_error": N_("request refused (other 4xx)"),
        "rejected": N_("rejected (6xx)"),
        "redirect_refused": N_("redirected to where a load test may not go (3xx)"),
        "auth_failed": N_("password refused or missing (401, 407)"),
        "target_refused": N_("the deployment named an address that is not allowed"),
        "bad_answer_sdp": N_("answer without usable audio description"),
        "ack_missing": N_("answer never acknowledged (ACK)"),
        "bye_timeout": N_("hang-up never confirmed (BYE)"),
        "dialog_lost": N_("the deployment no longer knew the call (481)"),
        "dropped": N_("ended by the deployment in the middle of the talk"),
        "media_none": N_("no audio arrived"),
        "one_way_audio": N_("audio one way only"),
        "transport_error": N_("could not be sent"),
        "protocol_error": N_("message against the rules of SIP"),
    }
)
"""English text of each failure class, marked for translation."""
