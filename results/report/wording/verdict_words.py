"""The verdict on a region in a word or two."""

from __future__ import annotations

from scenarios.text import N_

VERDICT_WORDS = {
    "ready": N_("READY"),
    "not_ready": N_("NOT READY"),
    "inconclusive": N_("NOT YET DECIDED"),
}
"""In English, by outcome; translated at use."""
DEMONSTRATION = N_("DEMONSTRATION")
"""Heads whatever was shown on the reference deployment."""
