"""Given travel times, as a plan has them: tables by hour, and who is in which kecamatan."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.step_function import StepFunction

NOT_GIVEN_S = -1.0
"""Stands where a table says nothing, within a kecamatan: distance over speed decides."""


@dataclass(frozen=True)
class TravelTimes:
    """Times of ways between the kecamatan of a plan.

    Parameters
    ----------
    kecamatan : int
        How many there are.
    times_s : tuple of float, s
        Tables one after another; in each, row by row, from one kecamatan to all.
    table : StepFunction
        Which table is in force, from 0.
    slowness : StepFunction
        By what all times are multiplied.
    homes : for each agency, the row of the kecamatan of each unit's post
    hospitals : the same of each hospital
    """

    kecamatan: int
    times_s: tuple[float, ...]
    table: StepFunction
    slowness: StepFunction
    homes: tuple[tuple[int, ...], ...]
    hospitals: tuple[int, ...]
