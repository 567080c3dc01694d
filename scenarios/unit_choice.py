"""Which unit goes: the shortest travel time, ties to the lower id. Both halves ask here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios.travel import KmPoint, road_km, travel_s


def nearest_unit(
    candidates: Iterable[tuple[int, KmPoint]], scene: KmPoint, detour: float, speed_kmh: float
) -> int | None:
    """Return the id of the free unit with the shortest travel time to the scene.

    Parameters
    ----------
    candidates : (unit id, where it is now in km) of each free unit
    scene : (x_km, y_km)
    detour, speed_kmh : the roads at this hour

    Returns
    -------
    int or None
        None when there is no candidate.
    """
    best: tuple[float, int] | None = None
    for unit, (x_km, y_km) in candidates:
        time_s = travel_s(road_km(x_km, y_km, scene[0], scene[1], detour), speed_kmh)
        if best is None or (time_s, unit) < best:
            best = (time_s, unit)
    return None if best is None else best[1]


def nearest_hospital(
    hospitals: Sequence[KmPoint], takes: Sequence[bool], scene: KmPoint, detour: float
) -> int | None:
    """Return the nearest hospital that takes the patient, ties to the first listed."""
    best: tuple[float, int] | None = None
    for i, (x_km, y_km) in enumerate(hospitals):
        if takes[i]:
            way_km = road_km(scene[0], scene[1], x_km, y_km, detour)
            if best is None or (way_km, i) < best:
                best = (way_km, i)
    return None if best is None else best[1]
