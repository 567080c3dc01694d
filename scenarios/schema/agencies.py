"""The centre's desks and the agencies: who is told, who sends which units."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.schema.base import Label, LongerThanZero, Number, Part, Share, TimeOfDay, Tuple
from scenarios.schema.distribution import FactorDistribution, TimeDistribution
from scenarios.schema.staffing import Staffing


class CallTakers(Part):
    """The call-takers of the centre."""

    staffing: Staffing = Field(description="Who is on duty when.")
    pick_up: TimeDistribution = Field(
        "0s",
        validate_default=True,
        description="From the first ring to the call-taker's answer (headset, reaction); 0 with "
        "automatic answer.",
    )


class Dispatchers(Part):
    """A desk between call-takers and agencies that checks and forwards."""

    staffing: Staffing = Field(description="Who is on duty when.")
    work: TimeDistribution = Field(description="From taking an incident up to forwarding it.")
    wrap_up: TimeDistribution = Field(description="Work after forwarding.")


class Desk(Part):
    """An agency's desk."""

    staffing: Staffing = Field(description="Who is on duty when.")
    acknowledge: TimeDistribution = Field(
        description="From taking a notification up (by phone: the talk) to acknowledging it."
    )
    no_answer: Share = Field(0.0, description="Share of notifications that nobody ever takes up.")
    no_answer_after: LongerThanZero = Field(
        "60s",
        validate_default=True,
        description="Time after which a notification not taken up goes to the next agency.",
    )
    refuse: Share = Field(0.0, description="Share of notifications that the desk refuses.")


class Hours(Part):
    """Hours of duty."""

    start: TimeOfDay = Field(description="Begin.")
    length: LongerThanZero = Field(description="Length, at most 24 h.")


class Post(Part):
    """A post with its units."""

    name: str = Field(description="Name.")
    kecamatan: str | None = Field(
        None, description="Code of the kecamatan at whose centroid it is."
    )
    lat: Annotated[Number, Field(ge=-90, le=90)] | None = Field(
        None, description="Latitude, degrees."
    )
    lon: Annotated[Number, Field(ge=-180, le=180)] | None = Field(
        None, description="Longitude, degrees."
    )
    units: Annotated[int, Field(ge=1, le=500)] = Field(description="Units.")
    hours: Hours | None = Field(None, description="Hours of duty; left out: around the clock.")


class FieldWork(Part):
    """The agency's work in the field."""

    turnout_day: TimeDistribution = Field(description="From dispatch to departure by day.")
    turnout_night: TimeDistribution | None = Field(
        None, description="The same by night; left out: as by day."
    )
    night_from: TimeOfDay = Field(
        "22:00",
        validate_default=True,
        description="Begin of the night.",
    )
    night_to: TimeOfDay = Field(
        "06:00",
        validate_default=True,
        description="End of the night.",
    )
    travel_factor: FactorDistribution = Field(
        description="Multiplies the travel time of the roads; belongs to the task."
    )
    on_scene: TimeDistribution = Field(description="Work on scene.")
    transport: Share = Field(0.0, description="Share of units that take a patient to hospital.")
    handover: TimeDistribution | None = Field(
        None, description="From arrival at the hospital to clear; needed if transport is above 0."
    )


class Agency(Part):
    """An agency that answers in the field."""

    label: Label = Field(description="Name for people.")
    notify: Literal["phone", "application"] = Field(
        description="How it is told: phone = one after another by whoever relays; "
        "application = all at once."
    )
    desk: Desk = Field(description="Who takes notifications up.")
    field: FieldWork = Field(description="Work in the field.")
    posts: Annotated[tuple[Post, ...], Tuple, Field(min_length=1)] = Field(
        description="Posts with their units."
    )


class Technology(Part):
    """Technical latencies, real seconds. A load test replaces these by what it measured."""

    setup: TimeDistribution = Field(description="From dialling to the line's answer.")
    ring: TimeDistribution = Field(
        description="From choosing a call-taker until the telephone rings there."
    )
    ticket: TimeDistribution = Field(
        description="The application's time to put a ticket on record."
    )
    notification: TimeDistribution = Field(
        description="From ticket (or forwarding) to the agency's screen, by application."
    )
