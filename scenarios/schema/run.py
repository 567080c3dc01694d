"""How a scenario is run."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.schema.base import (
    DAY_S,
    WEEK_S,
    Duration,
    LongerThanZero,
    Part,
    RuleError,
    TimeOfDay,
    Weekday,
)
from scenarios.text import N_

YEARS = range(1900, 2200)
"""In which a run may begin: far from the ends of the calendar, where clocks have no zones."""


def _as_date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise RuleError(
                N_("is not a date"), N_("write a day that exists, as in 2026-03-02")
            ) from None
    if isinstance(value, date) and value.year not in YEARS:
        raise RuleError(
            N_("lies outside of the years {first} to {last}"),
            N_("write a day such as 2026-03-02"),
            first=YEARS[0],
            last=YEARS[-1],
        )
    return value


class Run(Part):
    """Start, length, warm-up, and how much evidence to gather.

    A replication plays `length` in one go after `warm_up`; weeks are the units of evidence.
    """

    start_date: Annotated[date, BeforeValidator(_as_date)] | None = Field(
        None, description="First day; left out: `start_day` of no particular week."
    )
    start_day: Weekday | None = Field(None, description="Day of the week, instead of a date.")
    start_time: TimeOfDay = Field(
        "00:00",
        validate_default=True,
        description="Time of day at which the evidence begins.",
    )
    length: LongerThanZero = Field(
        "4 minggu",
        validate_default=True,
        description="Length of one replication, warm-up not counted.",
    )
    warm_up: Duration = Field(
        "12 jam",
        validate_default=True,
        description="Played before the evidence begins, not counted.",
    )
    days: Literal["continuous", "independent"] = Field(
        "continuous",
        description="continuous: one stretch; independent: each day starts empty (no warm-up).",
    )
    weeks_at_least: Annotated[int, Field(ge=1)] = Field(
        8, description="Weeks of evidence before the first verdict."
    )
    weeks_at_most: Annotated[int, Field(ge=1)] = Field(
        64, description="Weeks of evidence at which the verdict stands as it is."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.start_date is not None and self.start_day is not None:
            raise RuleError(N_("has both start_date and start_day"), N_("leave one of them out"))
        if self.weeks_at_most < self.weeks_at_least:
            raise RuleError(
                N_("has weeks_at_most = {found}, below weeks_at_least"),
                N_("write at least {least}"),
                found=self.weeks_at_most,
                least=self.weeks_at_least,
            )
        if self.days == "independent" and self.length % DAY_S:
            raise RuleError(
                N_("has independent days and a length that is not a number of whole days"),
                N_('write whole days, as in length = "28 hari"'),
            )
        if self.length > WEEK_S and self.length % WEEK_S:
            raise RuleError(
                N_("has a length of more than a week that is not a number of whole weeks"),
                N_('write whole weeks, as in length = "4 minggu"'),
            )
        return self
