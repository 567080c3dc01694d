"""Travel: the one function of distance and time that every engine and load test calls.

Only + - * / and sqrt enter a run, so that compiled and interpreted code agree to the bit;
the projection's cosine is taken before the run.
"""

from __future__ import annotations

import math

from scenarios.ticks import LONGEST_S, to_tick

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""

KmPoint = tuple[float, float]


def project(lat: float, lon: float, lat0: float, lon0: float) -> KmPoint:
    """Return (x_km, y_km) of a place on the plane that touches the region's centre.

    Equirectangular: exact enough (under 0.1 %) over a region of 100 km near the equator.
    """
    radians_km = math.pi / 180 * EARTH_RADIUS_KM
    return (
        (lon - lon0) * math.cos(math.radians(lat0)) * radians_km,
        (lat - lat0) * radians_km,
    )


def unproject(x_km: float, y_km: float, lat0: float, lon0: float) -> tuple[float, float]:
    """Return (lat, lon) of a place on the plane; the reverse of `project`."""
    radians_km = math.pi / 180 * EARTH_RADIUS_KM
    return lat0 + y_km / radians_km, lon0 + x_km / (math.cos(math.radians(lat0)) * radians_km)


def road_km(x0_km: float, y0_km: float, x1_km: float, y1_km: float, detour: float) -> float:
    """Return the way by road: the straight line times the detour factor."""
    dx = x1_km - x0_km
    dy = y1_km - y0_km
    return math.sqrt(dx * dx + dy * dy) * detour


def travel_s(way_km: float, speed_kmh: float, factor: float = 1.0) -> float:
    """Return the time for a way at a speed, times the task's own factor, on the grain of time.

    It is at most `LONGEST_S`, like every duration: compiled code cannot round what is endless.
    """
    time_s = way_km / speed_kmh * 3600.0 * factor
    return to_tick(time_s) if time_s < LONGEST_S else LONGEST_S


def given_way_s(given_s: float, slowness: float, way_km: float, speed_kmh: float) -> float:
    """Return the time of a way by a matrix; where it does not say (below 0), by the distance."""
    return given_s * slowness if given_s >= 0 else way_km / speed_kmh * 3600.0


def moved_time_s(
    from_start_s: float, from_end_s: float, elapsed_s: float, whole_s: float, factor: float
) -> float:
    """Return the time from somewhere on a way, times the task's own factor, on the grain of time.

    It is that from the way's start, moved towards that from its end by the elapsed share. At most
    `LONGEST_S`.
    """
    share = elapsed_s / whole_s if whole_s > 0 else 1.0
    time_s = (from_start_s + (from_end_s - from_start_s) * share) * factor
    return to_tick(time_s) if time_s < LONGEST_S else LONGEST_S


def between(start: KmPoint, end: KmPoint, elapsed_s: float, whole_s: float) -> KmPoint:
    """Return where a unit is that has driven `elapsed_s` of `whole_s` in a straight line."""
    share = elapsed_s / whole_s if whole_s > 0 else 1.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
