"""That a play cannot begin."""

from __future__ import annotations

from results.verdict.reason import Reason


class PlayRefused(Exception):  # noqa: N818 - what it says is the deployment's state
    """The play cannot begin at this deployment; `reason` says why.

    Attributes
    ----------
    reason : Reason
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason
