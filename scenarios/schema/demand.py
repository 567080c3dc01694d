"""Demand: incidents, calls without incident, nuisance callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, create_model, model_validator

from scenarios.schema.base import (
    Label,
    LongerThanZero,
    NotNegative,
    Number,
    Part,
    Positive,
    RuleError,
    Share,
    Tuple,
)
from scenarios.schema.distribution import TimeDistribution
from scenarios.text import N_


class Rate(Part):
    """How many occur, and when: per day with a profile, or plain numbers for each hour.

    With `per_day`, the weights are relative: the mean over the week stays `per_day`.
    """

    per_day: NotNegative | None = Field(None, description="Mean number a day over the week.")
    hour_of_day: (
        Annotated[tuple[NotNegative, ...], Tuple, Field(min_length=24, max_length=24)] | None
    ) = Field(None, description="24 relative weights from 00h.")
    day_of_week: (
        Annotated[tuple[NotNegative, ...], Tuple, Field(min_length=7, max_length=7)] | None
    ) = Field(None, description="7 relative weights from Monday.")
    hour_of_week: (
        Annotated[tuple[NotNegative, ...], Tuple, Field(min_length=168, max_length=168)] | None
    ) = Field(None, description="168 relative weights from Monday 00h.")
    per_hour: Annotated[tuple[NotNegative, ...], Tuple] | None = Field(
        None, description="Plain numbers for each hour: 24 (every day alike) or 168 (from Monday)."
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.per_day is None) == (self.per_hour is None):
            raise RuleError(
                N_("has both per_day and per_hour")
                if self.per_day is not None
                else N_("has neither per_day nor per_hour"),
                N_("give per_day (with weights) or per_hour"),
            )
        weights = (self.hour_of_day, self.day_of_week, self.hour_of_week)
        if self.per_hour is not None:
            if any(w is not None for w in weights):
                raise RuleError(
                    N_("has weights beside per_hour, which stands alone"),
                    N_("leave hour_of_day, day_of_week and hour_of_week out"),
                )
            if len(self.per_hour) not in (24, 168):
                raise RuleError(
                    N_("has {found} numbers in per_hour"),
                    N_("give 24 (every day alike) or 168 (from Monday 00h)"),
                    found=len(self.per_hour),
                )
        if self.hour_of_week is not None and (self.hour_of_day or self.day_of_week):
            raise RuleError(
                N_("has hour_of_week beside hour_of_day or day_of_week"),
                N_("give hour_of_week alone, or hour_of_day and day_of_week"),
            )
        for w in weights:
            if w is not None and sum(w) == 0:
                raise RuleError(
                    N_("has weights that are all 0"), N_("put at least one of them above 0")
                )
        return self


class Work(Part):
    """A call-taker's work on one kind of call. What is left out comes from `work` above."""

    talk: TimeDistribution | None = Field(None, description="Talk of an ordinary call.")
    talk_duplicate: TimeDistribution | None = Field(
        None, description="Talk when the incident is recognised as known already."
    )
    wrap_up: TimeDistribution | None = Field(None, description="Wrap-up after the talk.")
    wrap_up_duplicate: TimeDistribution | None = Field(
        None, description="Wrap-up of a recognised duplicate."
    )
    ticket: TimeDistribution | None = Field(
        None, description="From answer until the incident is on record (incidents only)."
    )


class Burst(Part):
    """Several people call about one incident."""

    share: Share = Field(description="Share of incidents with more than one caller.")
    more_callers: Annotated[Number, Field(ge=1)] = Field(
        description="Mean number of further callers of such an incident (geometric, at least 1)."
    )
    at_most: Annotated[int, Field(ge=1, le=90)] = Field(
        30, description="Further callers are cut at this number."
    )
    spread: TimeDistribution = Field(description="From the first call to each further one.")


class Need(Part):
    """One agency's service that an incident needs."""

    agencies: Annotated[tuple[str, ...], Tuple, Field(min_length=1, max_length=20)] = Field(
        description="Agencies that can give it, in order: the first, then who comes next."
    )
    units: Annotated[int, Field(ge=1, le=20)] = Field(1, description="Units needed.")
    share: Share = Field(1.0, description="Share of the incidents that have this need.")
    on_scene: TimeDistribution | None = Field(
        None, description="Work on scene, instead of the agency's own."
    )
    transport: Share | None = Field(
        None, description="Share of units that take a patient to hospital, instead of the agency's."
    )


class _Category(Part):
    label: Label = Field(description="Name for people.")
    rate: Rate = Field(description="How many, and when.")
    day_factor_shape: Positive | None = Field(
        None,
        description="Shape of the gamma day factor (mean 1) that multiplies each day's rate; "
        "left out: no factor, plain Poisson.",
    )
    day_factor_correlation: Annotated[Number, Field(ge=0, le=0.99)] = Field(
        0.0,
        description="Correlation of the day factors of consecutive days, 0 to 0.99: that of their "
        "normal scores, a little more than that of the factors themselves; left out: days know "
        "nothing of each other.",
    )
    work: Work = Field(default_factory=Work, description="A call-taker's work on it.")
    patience: TimeDistribution | None = Field(
        None, description="Patience from connection, instead of `callers.patience`."
    )

    @model_validator(mode="after")
    def _something_to_correlate(self) -> Self:
        if self.day_factor_correlation > 0 and self.day_factor_shape is None:
            raise RuleError(
                N_("has day_factor_correlation, but no day factor"),
                N_("give day_factor_shape too, as in day_factor_shape = 8.5"),
            )
        return self


class IncidentType(_Category):
    """A kind of incident."""

    priority: Annotated[int, Field(ge=1, le=9)] = Field(
        5, description="1 is the most urgent; decides which waiting task a free unit takes."
    )
    kecamatan_weights: dict[str, NotNegative] = Field(
        default_factory=dict, description="Weight by kecamatan code, instead of the region's."
    )
    burst: Burst | None = Field(None, description="Several callers; left out: one caller each.")
    needs: Annotated[tuple[Need, ...], Tuple, Field(min_length=1, max_length=40)] = Field(
        description="Which agencies, how many units."
    )


class CallKind(_Category):
    """A kind of call without incident: silent, prank, information, test, another region's."""


class _Block(Part):
    """Blocking of a person's number for a time, after so many answered calls."""

    after: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="Answered calls of one person after which the number is blocked; it is at "
        "the end of the last one's wrap-up."
    )

    @property
    def length_s(self) -> float:
        """How long the number is blocked, s."""
        return float(getattr(self, "for"))


if TYPE_CHECKING:
    Block = _Block
else:
    # a file says `for`, which no class body can
    Block = create_model(
        "Block",
        __base__=_Block,
        __module__=__name__,
        __doc__=_Block.__doc__,
        **{
            "for": (
                LongerThanZero,
                Field(
                    description="How long further calls of the number are refused; then the "
                    "count begins anew."
                ),
            )
        },
    )


class Nuisance(Part):
    """People who call again and again, whatever happens to their calls."""

    kind: str = Field(description="Kind of call that they make (a key of `demand.calls`).")
    people_per_day: NotNegative = Field(description="Mean number of such people who begin a day.")
    calls_each: Annotated[Number, Field(ge=1, le=500)] = Field(
        description="Mean number of calls of one person (geometric, at least 1)."
    )
    gap: TimeDistribution = Field(description="From one call of a person to the next.")
    block: Block | None = Field(
        None, description="Blocking of the number for a time; left out: never."
    )


class Demand(Part):
    """What comes in."""

    work: Work = Field(description="A call-taker's work, where the kind says nothing of its own.")
    incidents: dict[str, IncidentType] = Field(description="Incident types by name.")
    calls: dict[str, CallKind] = Field(
        default_factory=dict, description="Kinds of call without incident by name."
    )
    nuisance: dict[str, Nuisance] = Field(default_factory=dict, description="Nuisance callers.")


class Redial(Part):
    """Who tries again."""

    after_abandoning: Share = Field(description="Share of those who gave up that try again.")
    after_blocked: Share = Field(description="Share of those who met a busy line that try again.")
    delay: TimeDistribution = Field(description="From the end of one try to the next.")
    at_most: Annotated[int, Field(ge=0, le=20)] = Field(description="Most redials of one caller.")


class Callers(Part):
    """How callers behave."""

    patience: TimeDistribution | None = Field(
        None, description="From connection until the caller hangs up; left out: endless."
    )
    redial: Redial | None = Field(None, description="Left out: nobody tries again.")


class Trunk(Part):
    """A group of lines of one carrier."""

    label: Label = Field(description="Name for people.")
    channels: Annotated[int, Field(ge=0, le=100_000)] = Field(description="Calls at once.")
    share: Share = Field(description="Share of the callers that come by it.")


class Lines(Part):
    """The telephone lines."""

    announcement: TimeDistribution = Field(
        "0s",
        validate_default=True,
        description="Recorded announcement before the queue; left out: none.",
    )
    trunks: dict[str, Trunk] = Field(description="Trunk groups by name; shares sum to 1.")
