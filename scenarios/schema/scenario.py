"""A scenario: what a region is and what may happen there."""

from __future__ import annotations

from pydantic import Field

from scenarios.schema.agencies import Agency, CallTakers, Dispatchers, Technology
from scenarios.schema.base import Label, Part
from scenarios.schema.demand import Callers, Demand, Lines
from scenarios.schema.places import Place
from scenarios.schema.run import Run
from scenarios.schema.situation import Situation
from scenarios.schema.targets import ChecklistItem, Target


class Scenario(Part):
    """A region, its demand, its centre, its agencies, and what is asked of it."""

    name: str = Field(description="Short name, as in file names.", pattern=r"^[a-z0-9][a-z0-9-]*$")
    about: Label = Field(description="What the scenario stands for, in a few sentences.")
    place: Place = Field(description="The region.")
    demand: Demand = Field(description="What comes in.")
    callers: Callers = Field(description="How callers behave.")
    lines: Lines = Field(description="The telephone lines.")
    call_takers: CallTakers = Field(description="Who answers.")
    dispatchers: Dispatchers | None = Field(
        None, description="Who checks and forwards; left out: call-takers tell agencies themselves."
    )
    agencies: dict[str, Agency] = Field(description="Agencies by name.")
    technology: Technology = Field(description="Technical latencies.")
    targets: dict[str, Target] = Field(default_factory=dict, description="Targets by name.")
    checklist: dict[str, ChecklistItem] = Field(
        default_factory=dict, description="What no run shows."
    )
    run: Run = Field(default_factory=Run, description="How it is run.")
    situations: dict[str, Situation] = Field(
        default_factory=dict, description="Situations in force, by name, in order."
    )
    draft: bool = Field(
        False,
        description="A draft: its numbers are assumptions for a region of this size. Its verdict "
        "is never ready, and the staff needed is given in bands.",
    )
