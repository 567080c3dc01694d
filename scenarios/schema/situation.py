"""A situation: what comes over a region for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.schema.base import (
    Label,
    LongerThanZero,
    NotNegative,
    Part,
    Positive,
    RuleError,
    Share,
    TimeOfDay,
    Tuple,
    Weekday,
)
from scenarios.schema.demand import CallKind, IncidentType, Nuisance
from scenarios.text import N_


def _as_instant(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise RuleError(
                N_("is not an instant"), N_("write date and time, as in 2026-03-02T10:00")
            ) from None
    return value


RateFactor = Annotated[NotNegative, Field(le=100_000)]
TimeFactor = Annotated[Positive, Field(ge=0.0001, le=100_000)]
"""Beyond these a factor is a slip, and products of several could not be told from infinity."""


class Surge(Part):
    """More (or fewer) of a category while the situation lasts."""

    factor: RateFactor = Field(description="Multiplies the rate; below 1 thins it out.")
    factor_by_hour: (
        Annotated[tuple[RateFactor, ...], Tuple, Field(min_length=24, max_length=24)] | None
    ) = Field(None, description="24 further factors by hour of day (Ramadan: sahur, iftar).")
    half_life: LongerThanZero | None = Field(
        None, description="What exceeds 1 halves in this time after the start; left out: steady."
    )


class Situation(Part):
    """Effects on a region from a start for a length. Several may be in force at once."""

    label: Label = Field(description="Name for people.")
    about: Label = Field(description="What it stands for, in a sentence or two.")
    start_day: Weekday | None = Field(
        None, description="Begins each week on this day; left out: in force throughout."
    )
    start_time: TimeOfDay = Field(
        "00:00",
        validate_default=True,
        description="Time of day at which it begins.",
    )
    start_at: Annotated[datetime, BeforeValidator(_as_instant)] | None = Field(
        None,
        description="Begins once at this instant of the run (the region's own time), instead of "
        "each week.",
    )
    length: LongerThanZero | None = Field(
        None, description="How long it lasts; needed when it has a start."
    )
    surges: dict[str, Surge] = Field(
        default_factory=dict,
        description="By category; '*' all, 'incidents.*' or 'calls.*' all of that sort.",
    )
    incidents: dict[str, IncidentType] = Field(
        default_factory=dict, description="Incident types that only the situation brings."
    )
    calls: dict[str, CallKind] = Field(
        default_factory=dict, description="Kinds of call that only the situation brings."
    )
    nuisance: dict[str, Nuisance] = Field(
        default_factory=dict, description="Nuisance callers that only the situation brings."
    )
    channels: dict[str, RateFactor] = Field(
        default_factory=dict, description="Factor on the channels of a trunk group; '*' all."
    )
    staff_absence: dict[str, Share] = Field(
        default_factory=dict,
        description="Share of people who do not come, by group: call_takers, dispatchers, "
        "desk:AGENCY, '*'.",
    )
    units_absence: dict[str, Share] = Field(
        default_factory=dict, description="Share of an agency's units out of service; '*' all."
    )
    application_lost: bool = Field(
        False, description="The application is down: agencies are told by phone."
    )
    ticket_factor: TimeFactor = Field(1.0, description="Multiplies ticket times (paper forms).")
    talk_factor: TimeFactor = Field(1.0, description="Multiplies talk times.")
    speed_factor: TimeFactor = Field(1.0, description="Multiplies travel speeds.")

    @model_validator(mode="after")
    def _window(self) -> Self:
        has_start = self.start_day is not None or self.start_at is not None
        if self.start_day is not None and self.start_at is not None:
            raise RuleError(N_("has both start_day and start_at"), N_("leave one of them out"))
        if has_start != (self.length is not None):
            raise RuleError(
                N_("has a start but no length") if has_start else N_("has a length but no start"),
                N_("give both a start (start_day or start_at) and a length, or neither"),
            )
        if self.length is not None and self.start_day is not None and self.length > 7 * 86_400:
            raise RuleError(
                N_("comes each week and lasts longer than a week"),
                N_("make it shorter, or let it begin once, by start_at"),
            )
        return self
