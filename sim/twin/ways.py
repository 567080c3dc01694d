"""The twin of ways by given travel times: between kecamatan, and from a unit on its way home."""

from __future__ import annotations

from scenarios.travel import KmPoint, given_way_s, road_km
from sim.twin.agenda import at
from sim.twin.jit import part
from sim.twin.state import GIVEN_TABLE, SLOWNESS, SPEED, Rules, World


@part
def given_s(
    w: World,
    rules: Rules,
    start: KmPoint,
    start_row: int,
    end: KmPoint,
    end_row: int,
    now_s: float,
) -> float:
    """Return the time of a way that begins now, not yet on the grain of time."""
    table = int(at(w, GIVEN_TABLE, now_s))
    return given_way_s(
        w.given_s[(table * rules.kecamatan + start_row) * rules.kecamatan + end_row],
        at(w, SLOWNESS, now_s),
        road_km(start[0], start[1], end[0], end[1], rules.detour),
        at(w, SPEED, now_s),
    )


@part
def from_unit_s(w: World, rules: Rules, unit: int, incident: int, now_s: float) -> float:
    """Return the time from where a free unit is: moved by the elapsed share of its way home."""
    row = w.units[unit]
    scene, scene_row = (w.x_km[incident], w.y_km[incident]), w.kecamatan[incident]
    home = (row.home_x_km, row.home_y_km)
    from_home_s = given_s(w, rules, home, row.home_row, scene, scene_row, now_s)
    if not row.homeward:
        return from_home_s
    start = (row.from_x_km, row.from_y_km)
    from_start_s = given_s(w, rules, start, row.from_row, scene, scene_row, now_s)
    elapsed_s = now_s - row.since_s
    share = elapsed_s / row.whole_s if row.whole_s > 0 else 1.0
    return from_start_s + (from_home_s - from_start_s) * share
