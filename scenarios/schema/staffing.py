"""Who is on duty when: a head count, or named shifts."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from scenarios.schema.base import (
    WEEKDAYS,
    LongerThanZero,
    Part,
    RuleError,
    Share,
    TimeOfDay,
    Tuple,
    Weekday,
)
from scenarios.text import N_

Count = Annotated[int, Field(ge=0, le=2000)]


class Break(Part):
    """A break that the people of a shift take in groups, one group after another."""

    start: TimeOfDay = Field(description="When the first group goes.")
    length: LongerThanZero = Field(description="How long each group is away.")
    at_once: Annotated[int, Field(ge=1)] | None = Field(
        None, description="People of a group; left out: all go at once."
    )


class Shift(Part):
    """A named shift."""

    start: TimeOfDay = Field(description="Begin.")
    length: LongerThanZero = Field(description="Length; may run through midnight.")
    people: Count = Field(description="People rostered.")
    days: Annotated[tuple[Weekday, ...], Tuple, Field(min_length=1)] = Field(
        tuple(range(len(WEEKDAYS))), description="Days on which it begins; left out: every day."
    )
    breaks: Annotated[tuple[Break, ...], Tuple] = Field((), description="Breaks.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.length > 86_400:
            raise RuleError(
                N_("lasts {found:g} h"),
                N_("write a shift of at most 24 h"),
                found=self.length / 3600,
            )
        for i, pause in enumerate(self.breaks):
            offset = (pause.start - self.start) % 86_400
            groups = -(-self.people // pause.at_once) if pause.at_once else 1
            if offset + groups * pause.length > self.length:
                raise RuleError(
                    N_("has breaks[{i}], which does not end within the shift"),
                    N_("begin it earlier, make it shorter or let more people go at once"),
                    i=i,
                )
        return self


class Staffing(Part):
    """A head count (net of shrinkage) by the hour, or named shifts."""

    people: Count | None = Field(None, description="The same head count at all times.")
    by_hour: Annotated[tuple[Count, ...], Tuple] | None = Field(
        None, description="Head count for each hour: 24 (every day alike) or 168 (from Monday 00h)."
    )
    shifts: dict[str, Shift] | None = Field(None, description="Named shifts.")
    absence: Share = Field(
        0.0, description="Share of rostered people who do not come (drawn per person and shift)."
    )
    shrinkage: Share = Field(
        0.0,
        description="Share of paid time that is not available (leave, training, illness): "
        "rostered = required / (1 - shrinkage). Says how many to employ, not who is on duty.",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = (self.people, self.by_hour, self.shifts)
        if sum(f is not None for f in forms) != 1:
            given = [n for n in ("people", "by_hour", "shifts") if getattr(self, n) is not None]
            raise RuleError(
                N_("has {found}") if given else N_("has none of people, by_hour, shifts"),
                N_("give one of people, by_hour, shifts"),
                found=" + ".join(given),
            )
        if self.by_hour is not None and len(self.by_hour) not in (24, 168):
            raise RuleError(
                N_("has {found} numbers in by_hour"),
                N_("give 24 (every day alike) or 168 (from Monday 00h)"),
                found=len(self.by_hour),
            )
        if self.shifts is not None and not self.shifts:
            raise RuleError(N_("has no shift in shifts"), N_("name at least one shift"))
        if self.absence > 0 and self.shifts is None:
            raise RuleError(
                N_("has absence, which is drawn per person and shift, but no shifts"),
                N_("write named shifts, or leave absence out"),
            )
        return self
