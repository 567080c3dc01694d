"""The verdict on a region, and what was tested, in a word or two."""

from __future__ import annotations

from results.manifest import Deployment
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


def deployment_name(deployment: Deployment) -> str:
    """Return what a deployment is called: the name in its profile, or that of the reference."""
    return _("siap112 reference deployment") if deployment.reference else deployment.profile
