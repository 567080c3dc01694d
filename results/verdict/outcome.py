"""The words of a verdict."""

from __future__ import annotations

from typing import Literal

from scenarios.text import N_

Outcome = Literal["met", "missed", "inconclusive"]
"""Of a target."""
RegionOutcome = Literal["ready", "not_ready", "inconclusive"]
"""Of a region."""
Source = Literal["sim", "loadtest", "both"]
"""Whose records were judged."""

OUTCOME_LABELS: dict[str, str] = {
    "met": N_("met"),
    "missed": N_("missed"),
    "inconclusive": N_("inconclusive"),
    "ready": N_("ready"),
    "not_ready": N_("not ready"),
}
"""For people; translated at use."""
