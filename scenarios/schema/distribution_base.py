"""What all distributions share: a mass at zero, and parameters given in one way."""

from __future__ import annotations

from pydantic import Field

from scenarios.schema.base import Part, RuleError, Share
from scenarios.text import N_


class DistributionBase(Part):
    """A distribution, of which a share may be exactly zero."""

    zero: Share = Field(0.0, description="Share of exact zeros; the rest follows the distribution.")

    def _one_way(self, *ways: tuple[str, ...]) -> None:
        given = {n for way in ways for n in way if getattr(self, n) is not None}
        if given not in [set(way) for way in ways]:
            raise RuleError(
                N_("is described by {found}") if given else N_("has no parameters"),
                N_("give one of these: {forms}"),
                found=" + ".join(dict.fromkeys(n for way in ways for n in way if n in given)),
                forms=", ".join(" + ".join(way) for way in ways),
            )
