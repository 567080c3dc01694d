"""What an incident brings along: place, needs, desks and units, all drawn beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenarios.categories import NumberedCategory
from scenarios.sampling import quantiles
from scenarios.schema.agencies import FieldWork
from scenarios.schema.demand import IncidentType, Need
from scenarios.schema.distribution import AnyDistribution, Constant
from scenarios.schema.places import Place
from scenarios.schema.scenario import Scenario
from scenarios.territory import Territory
from scenarios.trace.beginnings import Begun
from scenarios.trace.luck import Luck, constant_s, drawn_times, luck_by_row, times
from scenarios.trace.tables import Candidates, Flags, Floats, Incidents, Ints, Tasks
from scenarios.travel import unproject


@dataclass(frozen=True)
class IncidentDraws:
    """Incidents of one origin with their candidates and tasks, row numbers counted within."""

    incidents: Incidents
    candidates: Candidates
    tasks: Tasks


@dataclass(frozen=True)
class Brings:
    """All of a scenario that decides what a category's incidents bring along.

    Parameters
    ----------
    category : int
    kecamatan_weights, needs : as in the incident type
    place : Place
    agencies : mapping of name to (number, desk, field work)
        Those that a need names; nothing of a desk but what is drawn is looked at.
    notification : distribution
    dispatchers : (work, wrap-up), or None without dispatchers
    """

    category: int
    kecamatan_weights: dict[str, float]
    needs: tuple[Need, ...]
    place: Place
    agencies: Mapping[str, tuple[int, DeskDraws, FieldWork]]
    notification: AnyDistribution
    dispatchers: tuple[AnyDistribution, AnyDistribution] | None


class DeskDraws(NamedTuple):
    """What is drawn about an agency's desk."""

    acknowledge: AnyDistribution
    no_answer: float
    refuse: float


def brings(scenario: Scenario, category: NumberedCategory) -> Brings:
    """Return what decides what a category's incidents bring along."""
    kind = category.kind
    assert isinstance(kind, IncidentType)
    named = {name for need in kind.needs for name in need.agencies}
    centre = scenario.dispatchers
    return Brings(
        category.number,
        kind.kecamatan_weights,
        kind.needs,
        scenario.place,
        {
            name: (
                number,
                DeskDraws(agency.desk.acknowledge, agency.desk.no_answer, agency.desk.refuse),
                agency.field,
            )
            for number, (name, agency) in enumerate(scenario.agencies.items())
            if name in named
        },
        scenario.technology.notification,
        None if centre is None else (centre.work, centre.wrap_up),
    )


def draw_incidents(found: Brings, land: Territory, begun: Begun) -> IncidentDraws:
    """Draw what incidents of one category and layer bring along; row i keeps its luck.

    Parameters
    ----------
    land : Territory
        Of the place.
    """
    n = len(begun.ids)
    shares = np.cumsum(land.weights_of(found.kecamatan_weights))[:-1]
    luck = luck_by_row(begun.streams, begun.counts.tolist())
    kecamatan = np.searchsorted(shares, luck.uniforms("kecamatan"), side="right")
    x_km, y_km = land.points(kecamatan, luck.uniforms("distance"), luck.uniforms("direction"))
    lat, lon = _coordinates(land, x_km, y_km)
    work_s, wrap_up_s = np.zeros(n), np.zeros(n)
    if found.dispatchers is not None:
        work, wrap_up = found.dispatchers
        work_s = drawn_times(work, luck, "dispatcher")
        wrap_up_s = drawn_times(wrap_up, luck, "dispatcher wrap-up")
    candidates, tasks, counts = _candidates(found, luck)
    return IncidentDraws(
        Incidents(
            incident_id=begun.ids,
            layer=np.full(n, begun.layer),
            category=np.full(n, found.category),
            kecamatan=kecamatan.astype(np.int64),
            occurred_s=begun.at_s,
            x_km=x_km,
            y_km=y_km,
            lat=lat,
            lon=lon,
            dispatcher_work_s=work_s,
            dispatcher_wrap_up_s=wrap_up_s,
            first_candidate=np.cumsum(counts) - counts,
            candidates=counts,
        ),
        candidates,
        tasks,
    )


def _coordinates(land: Territory, x_km: Floats, y_km: Floats) -> tuple[Floats, Floats]:
    """Return latitude and longitude, as `unproject` does for one place."""
    lat, lon = unproject(x_km, y_km, land.lat0, land.lon0)  # type: ignore[arg-type]
    return np.asarray(lat), np.asarray(lon)


def _candidates(found: Brings, luck: Luck) -> tuple[Candidates, Tasks, Ints]:
    """Draw needs, desks and units; rows in order of incident, need, order of asking."""
    n = luck.rows
    blocks: list[dict[str, np.ndarray]] = []
    task_blocks: list[dict[str, np.ndarray]] = []
    for k, need in enumerate(found.needs):
        present = np.flatnonzero(luck.hits(need.share, "need", k))
        of_units = LuckOfUnits(luck, k, need.units, present)
        for order, name in enumerate(need.agencies):
            number, desk, work = found.agencies[name]
            acknowledge_s = drawn_times(desk.acknowledge, luck, "desk", k, name)
            latency_s = drawn_times(found.notification, luck, "notification latency", k, name)
            blocks.append(
                {
                    "incident": present,
                    "need": np.full(len(present), k),
                    "order": np.full(len(present), order),
                    "agency": np.full(len(present), number),
                    "units": np.full(len(present), need.units),
                    "acknowledge_s": acknowledge_s[present],
                    "no_answer": luck.hits(desk.no_answer, "no answer", k, name)[present],
                    "refuses": luck.hits(desk.refuse, "refusal", k, name)[present],
                    "latency_s": latency_s[present],
                }
            )
            task_blocks.append(_tasks(work, need, of_units))
    joined = {c: np.concatenate([b[c] for b in blocks]) for c in blocks[0]}
    order_of_rows = np.lexsort((joined["order"], joined["need"], joined["incident"]))
    rows = {c: v[order_of_rows] for c, v in joined.items()}
    first_task = np.cumsum(rows["units"]) - rows["units"]
    tasks = _flat_tasks(task_blocks, order_of_rows, rows["units"], first_task)
    counts = np.bincount(rows["incident"], minlength=n).astype(np.int64)
    del rows["incident"]
    return Candidates(first_task=first_task, **rows), tasks, counts


class LuckOfUnits:
    """Uniforms of shape (incidents, units) for one need: a task keeps its luck whoever sends."""

    def __init__(self, luck: Luck, need: int, units: int, present: Ints) -> None:
        self.shape = (len(present), units)
        self._luck, self._need, self._present = luck, need, present
        self._drawn: dict[str, Floats] = {}

    def uniforms(self, purpose: str) -> Floats:
        """Return the uniforms for one purpose, the same ones whenever asked."""
        if purpose not in self._drawn:
            drawn = np.empty(self.shape)
            for unit in range(self.shape[1]):
                drawn[:, unit] = self._luck.uniforms(purpose, self._need, unit)[self._present]
            self._drawn[purpose] = drawn
        return self._drawn[purpose]

    def times(self, distribution: AnyDistribution, purpose: str) -> Floats:
        """Return times of a distribution, s; a constant needs no luck."""
        same_s = constant_s(distribution)
        if same_s is not None:
            return np.full(self.shape, same_s)
        return times(distribution, self.uniforms(purpose).copy())

    def factors(self, distribution: AnyDistribution, purpose: str) -> Floats:
        """Return factors of a distribution; a constant needs no luck."""
        if isinstance(distribution, Constant) and distribution.zero == 0:
            return np.full(self.shape, distribution.value)
        return quantiles(distribution, self.uniforms(purpose))

    def hits(self, share: float, purpose: str) -> Flags:
        """Return which a share falls on; none and all need no luck."""
        if 0 < share < 1:
            return self.uniforms(purpose) < share
        return np.full(self.shape, share >= 1)


def _tasks(work: FieldWork, need: Need, luck: LuckOfUnits) -> dict[str, np.ndarray]:
    """Return the draws of an agency's units for one need, arrays of shape (incidents, units)."""
    by_day_s = luck.times(work.turnout_day, "turnout")
    night, handover = work.turnout_night, work.handover
    return {
        "turnout_day_s": by_day_s,
        "turnout_night_s": by_day_s if night is None else luck.times(night, "turnout"),
        "travel_factor": luck.factors(work.travel_factor, "travel"),
        "on_scene_s": luck.times(need.on_scene or work.on_scene, "on scene"),
        "transport": luck.hits(
            work.transport if need.transport is None else need.transport, "transport"
        ),
        "hospital_factor": luck.factors(work.travel_factor, "way"),
        "handover_s": np.zeros(luck.shape)
        if handover is None
        else luck.times(handover, "handover"),
    }


def _flat_tasks(
    blocks: list[dict[str, np.ndarray]], order: Ints, units: Ints, first_task: Ints
) -> Tasks:
    """Bring the units' draws of all blocks into the order of the sorted candidates."""
    sizes = [len(b["turnout_day_s"]) for b in blocks]
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    columns: dict[str, np.ndarray] = {}
    for name in Tasks.__dataclass_fields__:
        kind = bool if name == "transport" else np.float64
        column = np.empty(int(units.sum()), dtype=kind)
        start = 0
        for block, size in zip(blocks, sizes, strict=True):
            rows = first_task[position[start : start + size]]
            for unit in range(block[name].shape[1]):
                column[rows + unit] = block[name][:, unit]
            start += size
        columns[name] = column
    return Tasks(**columns)
