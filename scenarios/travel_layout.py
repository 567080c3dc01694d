"""Lay a scenario's given travel times out: by row of kecamatan, with posts and hospitals."""

from __future__ import annotations

import numpy as np

from scenarios.schema.scenario import Scenario
from scenarios.step_function import StepFunction
from scenarios.territory import Territory
from scenarios.travel_times import NOT_GIVEN_S, TravelTimes

HOURS = 24


def lay_out_travel_times(
    scenario: Scenario, land: Territory, hour: StepFunction, slowness: StepFunction
) -> TravelTimes | None:
    """Return the matrix of a scenario in the order of its kecamatan; None if it has none.

    A post or hospital that is given by coordinates is in the kecamatan with the nearest centroid.

    Parameters
    ----------
    scenario : Scenario
    land : Territory
    hour : StepFunction
        Hour of day, in the run clock.
    slowness : StepFunction
        By what situations multiply travel times.
    """
    matrix = scenario.place.roads.matrix
    if matrix is None:
        return None
    number = len(land.codes)
    by_hour = any(len(m) > 1 for to in matrix.minutes.values() for m in to.values())
    times_s = np.full((HOURS if by_hour else 1, number, number), NOT_GIVEN_S)
    rows = {code: row for row, code in enumerate(land.codes)}
    for start, ends in matrix.minutes.items():
        for end, minutes in ends.items():
            if start in rows and end in rows:
                times_s[:, rows[start], rows[end]] = np.array(minutes) * 60.0
    return TravelTimes(
        kecamatan=number,
        times_s=tuple(times_s.ravel().tolist()),
        table=hour if by_hour else StepFunction((hour.times_s[0],), (0.0,)),
        slowness=slowness,
        homes=tuple(
            tuple(
                _row(land, post.kecamatan, post.lat, post.lon)
                for post in agency.posts
                for _ in range(post.units)
            )
            for agency in scenario.agencies.values()
        ),
        hospitals=tuple(_row(land, None, h.lat, h.lon) for h in scenario.place.hospitals),
    )


def _row(land: Territory, code: str | None, lat: float | None, lon: float | None) -> int:
    """Return the row of a kecamatan given by code, or of that with the nearest centroid."""
    if lat is None or lon is None:
        return land.codes.index(code or "")
    x_km, y_km = land.at(lat, lon)
    centres = [land.at(float(a), float(b)) for a, b in zip(land.lat, land.lon, strict=True)]
    return min(
        range(len(centres)),
        key=lambda i: (centres[i][0] - x_km) ** 2 + (centres[i][1] - y_km) ** 2,
    )
