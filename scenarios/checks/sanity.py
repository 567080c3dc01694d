"""What is allowed, and yet worth a look."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from scenarios import geography
from scenarios.checks.head_count import on_duty_by_minute
from scenarios.checks.situations import note_what_situations_name
from scenarios.checks.views import needs, staffings
from scenarios.key_path import KeyPath
from scenarios.problems import Finding
from scenarios.run_clock import run_clock, windows
from scenarios.schema import Scenario
from scenarios.schema.base import WEEK_S, WEEKDAYS, format_time_of_day
from scenarios.schema.demand import CallKind, IncidentType, Rate
from scenarios.schema.distribution import AnyDistribution, mean_of
from scenarios.text import gettext as _

_FAR_KM = 100.0
_KM_PER_DEGREE = 111.2
_SLOWEST_KMH, _FASTEST_KMH = 5.0, 120.0
_WEEKS_ALIKE = 0.5
"""Above this, intervals over weeks of four-week replications are a tenth too narrow and more."""


def note_unused_agencies(scenario: Scenario) -> Iterator[Finding]:
    """Note agencies that no incident type needs."""
    used = {agency for _path, _name, need in needs(scenario) for agency in need.agencies}
    for name in scenario.agencies:
        if name not in used:
            yield Finding(
                ("agencies", name),
                None,
                _("is never needed by an incident type"),
                _("name it in a need, or leave it out"),
            )


def note_gaps_in_duty(scenario: Scenario) -> Iterator[Finding]:
    """Note times at which nobody of a group is on duty."""
    for path, staffing in staffings(scenario):
        empty = on_duty_by_minute(staffing) == 0
        if empty.any() and not empty.all():
            first = int(np.argmax(empty & ~np.roll(empty, 1)))
            day, minute = divmod(first, 1440)
            yield Finding(
                path,
                None,
                _("has nobody on duty for {hours} h of the week, first on {day} at {time}").format(
                    hours=f"{empty.sum() / 60:g}",
                    day=WEEKDAYS[day].capitalize(),
                    time=format_time_of_day(minute * 60.0),
                ),
                _("add a shift, or let a break be taken in groups (at_once)"),
            )


def note_load(scenario: Scenario) -> Iterator[Finding]:
    """Note that calls bring more work than call-takers have time, taken over the week."""
    work = scenario.demand.work
    busy = 0.0
    for kind in (*scenario.demand.incidents.values(), *scenario.demand.calls.values()):
        talk, wrap_up = kind.work.talk or work.talk, kind.work.wrap_up or work.wrap_up
        busy += _per_day(kind.rate) * (_mean(talk) + _mean(wrap_up)) / 86_400
    people = float(on_duty_by_minute(scenario.call_takers.staffing).mean())
    if busy > people > 0:
        yield Finding(
            ("call_takers", "staffing"),
            None,
            _("has {people} on duty on average, for calls that keep {busy} busy").format(
                people=f"{people:.1f}", busy=f"{busy:.1f}"
            ),
            _("check rates, talk and wrap-up times, and head counts"),
        )


def note_handling_times(scenario: Scenario) -> Iterator[Finding]:
    """Note mean talk times that look like a slip of the unit."""
    kinds = _by_sort(scenario)
    works: list[tuple[KeyPath, AnyDistribution | None]] = [
        (("demand", "work", "talk"), scenario.demand.work.talk)
    ]
    for sort, of_sort in kinds.items():
        for name, kind in of_sort.items():
            works.append((("demand", sort, name, "work", "talk"), kind.work.talk))
    for path, talk in works:
        if talk is not None and not 1 <= _mean(talk) <= 1200:
            yield Finding(
                path,
                None,
                _("has a mean of {mean} s").format(mean=f"{_mean(talk):g}"),
                _("check the unit: a talk of 1 s to 20 min is usual"),
            )


def note_patience(scenario: Scenario) -> Iterator[Finding]:
    """Note patience shorter than the announcement."""
    patience = scenario.callers.patience
    if patience is not None and _mean(patience) < _mean(scenario.lines.announcement):
        yield Finding(
            ("callers", "patience"),
            None,
            _("is shorter, on average, than the announcement"),
            _("check both: patience runs from connection"),
        )


def note_speeds(scenario: Scenario) -> Iterator[Finding]:
    """Note speeds that look like a slip of the unit."""
    speeds = scenario.place.roads.speed_kmh
    if min(speeds) < _SLOWEST_KMH or max(speeds) > _FASTEST_KMH:
        yield Finding(
            ("place", "roads", "speed_kmh"),
            None,
            _("runs from {low:g} to {high:g} km/h").format(low=min(speeds), high=max(speeds)),
            _("check the unit: km/h"),
        )


def note_given_travel_times(scenario: Scenario) -> Iterator[Finding]:
    """Note a matrix whose times look like a slip of the unit: seconds, or hours, for minutes."""
    matrix = scenario.place.roads.matrix
    if matrix is None:
        return
    places = _centroids(scenario)
    speeds = [
        math.dist(places[start], places[end]) * _KM_PER_DEGREE / (minute / 60)
        for start, ends in matrix.minutes.items()
        for end, minutes in ends.items()
        if start != end and start in places and end in places
        for minute in minutes
        if minute > 0
    ]
    if not speeds:
        return
    middle = float(np.median(speeds))
    if not _SLOWEST_KMH <= middle <= _FASTEST_KMH:
        yield Finding(
            ("place", "roads", "matrix", "minutes"),
            None,
            _("means about {speed} km/h in a straight line").format(speed=f"{middle:.1f}"),
            _("check the unit: minutes"),
        )


def note_far_places(scenario: Scenario) -> Iterator[Finding]:
    """Note posts and hospitals far from the region."""
    centres = list(_centroids(scenario).values())
    places: list[tuple[KeyPath, float | None, float | None]] = [
        (("place", "hospitals", i), h.lat, h.lon) for i, h in enumerate(scenario.place.hospitals)
    ]
    for name, agency in scenario.agencies.items():
        for i, post in enumerate(agency.posts):
            places.append((("agencies", name, "posts", i), post.lat, post.lon))
    for path, lat, lon in places:
        if lat is None or lon is None:
            continue
        km = min(math.dist((lat, lon), centre) for centre in centres) * _KM_PER_DEGREE
        if km > _FAR_KM:
            yield Finding(
                path,
                None,
                _("is about {km:.0f} km from the region").format(km=km),
                _("check lat and lon: south is negative, and lat comes first"),
            )


def note_situations_outside(scenario: Scenario) -> Iterator[Finding]:
    """Note situations that are never in force during the run."""
    clock = run_clock(scenario.run)
    for name, situation in scenario.situations.items():
        if not any(a < clock.length_s and b > 0 for a, b in windows(situation, clock)):
            yield Finding(
                ("situations", name),
                None,
                _("is never in force during the run"),
                _("check its start against run.start_date, run.start_day and run.length"),
            )


def note_evidence(scenario: Scenario) -> Iterator[Finding]:
    """Note less evidence at most than one replication brings."""
    run = scenario.run
    weeks = run.length / (7 * 86_400)
    if weeks > run.weeks_at_most:
        yield Finding(
            ("run", "weeks_at_most"),
            str(run.weeks_at_most),
            _("is less than one replication of {weeks:g} weeks").format(weeks=weeks),
            _("raise it, or shorten run.length"),
        )


def note_weeks_alike(scenario: Scenario) -> Iterator[Finding]:
    """Note days so alike that weeks of one replication are no evidence of their own."""
    if scenario.run.length <= WEEK_S:
        return
    kinds = _by_sort(scenario)
    for sort, of_sort in kinds.items():
        for name, kind in of_sort.items():
            if kind.day_factor_correlation > _WEEKS_ALIKE:
                yield Finding(
                    ("demand", sort, name, "day_factor_correlation"),
                    f"{kind.day_factor_correlation:g}",
                    _("makes consecutive weeks alike, so that intervals come out too narrow"),
                    _('let each replication be a week, as in run.length = "1 minggu"'),
                )


def _per_day(rate: Rate) -> float:
    if rate.per_day is not None:
        return rate.per_day
    assert rate.per_hour is not None
    return sum(rate.per_hour) * 24 / len(rate.per_hour)


def _mean(distribution: AnyDistribution | None) -> float:
    return 0.0 if distribution is None else mean_of(distribution)


def _by_sort(scenario: Scenario) -> dict[str, Mapping[str, IncidentType | CallKind]]:
    """Return incident types and kinds of call, under the names of their tables."""
    return {"incidents": scenario.demand.incidents, "calls": scenario.demand.calls}


def _centroids(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of the kecamatan, degrees, by code."""
    shipped = {
        k.code: (k.lat, k.lon)
        for code in scenario.place.regions
        for k in geography.kecamatan_of_region(code)
    }
    return shipped | {code: (k.lat, k.lon) for code, k in scenario.place.kecamatan.items()}


NOTES = (
    note_unused_agencies,
    note_gaps_in_duty,
    note_load,
    note_handling_times,
    note_patience,
    note_speeds,
    note_given_travel_times,
    note_far_places,
    note_situations_outside,
    note_evidence,
    note_weeks_alike,
    note_what_situations_name,
)
