"""What is asked of a region: targets with bounds, and a checklist."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.base import (
    Duration,
    Label,
    LongerThanZero,
    Part,
    RuleError,
    Share,
    Tuple,
)
from scenarios.text import N_

MeasureName = Literal[
    "service_level",
    "answer_time",
    "abandonment",
    "blocking",
    "occupancy",
    "handling_time",
    "redials",
    "never_reported",
    "needs_unmet",
    "notification_delay",
    "acknowledgement_delay",
    "dispatch_delay",
    "response_time",
    "time_to_hospital",
    "unit_utilisation",
    "tasks_waiting",
    "setup_time",
    "ring_latency",
    "ticket_latency",
    "notification_latency",
    "call_failures",
    "lost_calls",
    "lost_notifications",
    "media_loss",
]
Moment = Literal[
    "first_call",
    "connected",
    "answered",
    "on_record",
    "notified",
    "acknowledged",
    "dispatched",
    "on_scene",
    "at_hospital",
]
Scope = Literal["all", "hour_of_week", "shift", "agency", "kecamatan", "category"]
TIMES = (
    "service_level",
    "answer_time",
    "handling_time",
    "notification_delay",
    "acknowledgement_delay",
    "dispatch_delay",
    "response_time",
    "time_to_hospital",
    "setup_time",
    "ring_latency",
    "ticket_latency",
    "notification_latency",
)
"""Measures of times: judged as a share within a time, or as a mean."""


class Target(Part):
    """A measure, a bound, a scope and the evidence that it asks for.

    For times: `within` and `at_least` (90 % within 10 s), or `percentile` and `at_most_time`
    (p90 at most 7 min, judged as 90 % within 7 min), or `mean_at_most`. For shares: `at_most`
    or `at_least`.
    """

    label: Label = Field(description="Name for people.")
    measure: MeasureName = Field(description="What is measured.")
    within: LongerThanZero | None = Field(None, description="Time bound of a share.")
    at_least: Share | None = Field(None, description="Lower bound of a share.")
    at_most: Share | None = Field(None, description="Upper bound of a share.")
    percentile: Annotated[int, Field(ge=1, le=99)] | None = Field(None, description="Percentile.")
    at_most_time: LongerThanZero | None = Field(None, description="Bound of the percentile.")
    mean_at_most: LongerThanZero | None = Field(None, description="Bound of a mean time.")
    start: Moment | None = Field(None, description="Response time: from this moment.")
    end: Moment | None = Field(None, description="Response time: to this moment.")
    abandoned: Literal["count", "leave_out"] = Field(
        "count", description="Service level: abandoned calls are in the denominator, or not."
    )
    short: Duration = Field(
        "0s",
        validate_default=True,
        description="Calls abandoned sooner than this after connection are left out throughout.",
    )
    calls: Literal["all", "emergency"] = Field("all", description="Which calls are counted.")
    agency: str | None = Field(None, description="Only this agency.")
    categories: Annotated[tuple[str, ...], Tuple] | None = Field(
        None, description="Only these incident types or kinds of call."
    )
    scope: Scope = Field("all", description="Judged as a whole, or in each cell of this kind.")
    evidence: Literal["simulation", "load_test", "both"] = Field(
        "simulation", description="Which evidence it asks for."
    )
    tolerance: Share | None = Field(
        None,
        description="How far the limit of the interval may lie beyond the bound when every cell's "
        "estimate reaches it; left out: 1 point for shares, 2 % for means.",
    )

    @model_validator(mode="after")
    def _bound(self) -> Self:
        times = self.measure in TIMES
        wanted = ["within + at_least", "percentile + at_most_time", "mean_at_most"]
        if not times:
            wanted = ["at_most", "at_least"]
        if self.measure == "service_level":
            wanted = ["within + at_least"]
        given = {
            n
            for n in ("within", "at_least", "at_most", "percentile", "at_most_time", "mean_at_most")
            if getattr(self, n) is not None
        }
        if given not in [set(w.split(" + ")) for w in wanted]:
            found = " + ".join(sorted(given))
            raise RuleError(
                N_("judges {measure} by {found}") if given else N_("has no bound for {measure}"),
                N_("give one of these: {forms}"),
                measure=self.measure,
                found=found,
                forms=", ".join(wanted),
            )
        if self.measure == "response_time" and (self.start is None or self.end is None):
            raise RuleError(
                N_("has response_time, which is measured between two moments"),
                N_('give start and end, as in start = "connected", end = "on_scene"'),
            )
        if self.measure != "response_time" and (self.start or self.end):
            raise RuleError(
                N_("has start or end, which belong to response_time, not to {measure}"),
                N_("leave start and end out"),
                measure=self.measure,
            )
        return self

    def share_bound(self) -> tuple[float | None, float] | None:
        """Return (within_s, least share) for times judged as shares, else None."""
        if self.percentile is not None and self.at_most_time is not None:
            return self.at_most_time, self.percentile / 100
        if self.within is not None and self.at_least is not None:
            return self.within, self.at_least
        return None


class ChecklistItem(Part):
    """What no run shows."""

    label: Label = Field(description="What is asked.")
    evidence: Literal["open", "simulated", "load_tested", "inspected", "attested"] = Field(
        "open", description="How it is shown; open: not yet."
    )
    note: str | None = Field(None, description="By whom, when, which document.")
