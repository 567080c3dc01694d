"""The verdict on a region, and what was tested, in a word or two."""

from __future__ import annotations

from results.manifest import Deployment
from results.verdict.region import RegionVerdict
from scenarios.text import N_
from scenarios.text import gettext as _

VERDICT_WORDS = {
    "ready": N_("READY"),
    "not_ready": N_("NOT READY"),
    "inconclusive": N_("NOT YET DECIDED"),
}
"""In English, by outcome; translated at use."""
DEMONSTRATION = N_("DEMONSTRATION")
"""Heads whatever was shown on the reference deployment."""
DRAFT = N_("DRAFT")
"""Heads whatever is said of a draft."""


def heads(verdict: RegionVerdict) -> list[str]:
    """Return what a verdict is headed with, in capitals; mostly nothing."""
    found = [_(DRAFT)] if verdict.draft else []
    return [*found, _(DEMONSTRATION)] if verdict.demonstration else found


def deployment_name(deployment: Deployment) -> str:
    """Return what a deployment is called: the name in its profile, or that of the reference."""
    return _("siap112 reference deployment") if deployment.reference else deployment.profile
