"""How long ways take: by distance and speed, or by a matrix of given travel times.

Every half asks here. By a matrix, the time of a way is that between the two kecamatan at the hour
of departure; within one kecamatan, where the matrix does not say, it is distance over speed. A
unit on its way home stands between the place where that way began and its post: the time from it
is that from the one place, moved towards that from the other by the elapsed share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scenarios.plan import Plan
from scenarios.travel import KmPoint, between, given_way_s, moved_time_s, road_km, travel_s
from scenarios.unit_choice import nearest_hospital, nearest_unit


class Site(NamedTuple):
    """A place where ways begin and end, and the row of its kecamatan (-1 where none is known)."""

    point: KmPoint
    kecamatan: int = -1


class Position(NamedTuple):
    """Where a free unit is: at its post, or on the way there since `elapsed_s` of `whole_s`."""

    start: Site
    home: Site
    elapsed_s: float
    whole_s: float

    @property
    def point(self) -> KmPoint:
        """On the straight line, by elapsed share."""
        if self.start is self.home:
            return self.home.point
        return between(self.start.point, self.home.point, self.elapsed_s, self.whole_s)


def at_post(home: Site) -> Position:
    """Return the position of a unit that stands at its post."""
    return Position(home, home, 0.0, 0.0)


@dataclass(frozen=True)
class Ways:
    """The ways of a plan."""

    plan: Plan

    def hospital(self, number: int) -> Site:
        """Return where a hospital is."""
        given = self.plan.travel_times
        row = -1 if given is None else given.hospitals[number]
        return Site(self.plan.hospitals[number], row)

    def home(self, agency: int, unit: int) -> Site:
        """Return where a unit's post is."""
        given = self.plan.travel_times
        row = -1 if given is None else given.homes[agency][unit]
        return Site(self.plan.agencies[agency].units[unit].home, row)

    def km(self, start: KmPoint, end: KmPoint) -> float:
        """Return the way by road."""
        return road_km(start[0], start[1], end[0], end[1], self.plan.detour)

    def time_s(self, start: Site, end: Site, at_s: float, factor: float = 1.0) -> float:
        """Return the time of a way that begins at `at_s`, times the task's own factor."""
        if self.plan.travel_times is None:
            return travel_s(self.km(start.point, end.point), self.plan.speed_kmh.at(at_s), factor)
        given_s = self._given_s(start, end, at_s)
        return moved_time_s(given_s, given_s, 0.0, 0.0, factor)

    def time_from_s(self, position: Position, end: Site, at_s: float, factor: float = 1.0) -> float:
        """Return the time of a way that begins where a unit is."""
        if self.plan.travel_times is None:
            way_km = self.km(position.point, end.point)
            return travel_s(way_km, self.plan.speed_kmh.at(at_s), factor)
        from_home_s = self._given_s(position.home, end, at_s)
        if position.start is position.home:
            return moved_time_s(from_home_s, from_home_s, 0.0, 0.0, factor)
        from_start_s = self._given_s(position.start, end, at_s)
        return moved_time_s(from_start_s, from_home_s, position.elapsed_s, position.whole_s, factor)

    def nearest_unit(
        self, candidates: Iterable[tuple[int, Position]], scene: Site, at_s: float
    ) -> int | None:
        """Return the free unit with the shortest travel time, ties to the lower id."""
        plan = self.plan
        if plan.travel_times is None:
            points = ((unit, position.point) for unit, position in candidates)
            return nearest_unit(points, scene.point, plan.detour, plan.speed_kmh.at(at_s))
        times = ((self.time_from_s(where, scene, at_s), unit) for unit, where in candidates)
        return min(times, default=(0.0, None))[1]

    def nearest_hospital(self, takes: Sequence[bool], scene: Site, at_s: float) -> int | None:
        """Return the nearest hospital that takes the patient, ties to the first listed."""
        plan = self.plan
        if plan.travel_times is None:
            return nearest_hospital(plan.hospitals, takes, scene.point, plan.detour)
        times = (
            (self.time_s(scene, self.hospital(i), at_s), i)
            for i in range(len(plan.hospitals))
            if takes[i]
        )
        return min(times, default=(0.0, None))[1]

    def _given_s(self, start: Site, end: Site, at_s: float) -> float:
        given = self.plan.travel_times
        assert given is not None
        row = (int(given.table.at(at_s)) * given.kecamatan + start.kecamatan) * given.kecamatan
        return given_way_s(
            given.times_s[row + end.kecamatan],
            given.slowness.at(at_s),
            self.km(start.point, end.point),
            self.plan.speed_kmh.at(at_s),
        )
