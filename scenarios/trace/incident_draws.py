"""What an incident brings along: place, needs, desks and units, all drawn beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory
from scenarios.sampling import quantiles
from scenarios.schema.agencies import Agency
from scenarios.schema.base import LONGEST_S
from scenarios.schema.demand import IncidentType, Need
from scenarios.schema.distribution import AnyDistribution
from scenarios.schema.scenario import Scenario
from scenarios.streams import Streams
from scenarios.territory import Territory
from scenarios.ticks import to_ticks
from scenarios.trace.luck import Luck, RowLuck, times
from scenarios.trace.tables import Candidates, Floats, Incidents, Ints, Tasks
from scenarios.travel import unproject


@dataclass(frozen=True)
class IncidentDraws:
    """Incidents of one origin with their candidates and tasks, row numbers counted within."""

    incidents: Incidents
    candidates: Candidates
    tasks: Tasks


def draw_incidents(
    scenario: Scenario,
    land: Territory,
    streams: Streams,
    category: NumberedCategory,
    *,
    incident_id: Ints,
    layer: int,
    occurred_s: Floats,
) -> IncidentDraws:
    """Draw what incidents of one category and origin bring along; row i keeps its luck."""
    kind = category.kind
    assert isinstance(kind, IncidentType)
    n = len(incident_id)
    shares = np.cumsum(land.weights_of(kind.kecamatan_weights))[:-1]
    luck = RowLuck(streams, n)
    kecamatan = np.searchsorted(shares, luck.uniforms("kecamatan"), side="right")
    x_km, y_km = land.points(kecamatan, luck.uniforms("distance"), luck.uniforms("direction"))
    lat, lon = _coordinates(land, x_km, y_km)
    work_s, wrap_up_s = np.zeros(n), np.zeros(n)
    if scenario.dispatchers is not None:
        work_s = times(scenario.dispatchers.work, luck, "dispatcher")
        wrap_up_s = times(scenario.dispatchers.wrap_up, luck, "dispatcher wrap-up")
    candidates, tasks, counts = _candidates(scenario, luck, kind.needs)
    return IncidentDraws(
        Incidents(
            incident_id=incident_id,
            layer=np.full(n, layer),
            category=np.full(n, category.number),
            kecamatan=kecamatan.astype(np.int64),
            occurred_s=to_ticks(occurred_s),
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


def _candidates(
    scenario: Scenario, luck: Luck, needs: tuple[Need, ...]
) -> tuple[Candidates, Tasks, Ints]:
    """Draw needs, desks and units; rows in order of incident, need, order of asking."""
    n = luck.rows
    numbers = {name: i for i, name in enumerate(scenario.agencies)}
    blocks: list[dict[str, np.ndarray]] = []
    task_blocks: list[dict[str, np.ndarray]] = []
    for k, need in enumerate(needs):
        present = np.flatnonzero(luck.uniforms("need", k) < need.share)
        of_units = _luck_of_units(luck, k, need.units, present)
        for order, name in enumerate(need.agencies):
            agency = scenario.agencies[name]
            blocks.append(
                {
                    "incident": present,
                    "need": np.full(len(present), k),
                    "order": np.full(len(present), order),
                    "agency": np.full(len(present), numbers[name]),
                    "units": np.full(len(present), need.units),
                    "acknowledge_s": times(
                        agency.desk.acknowledge, luck, "desk", k, name, rows=present
                    ),
                    "no_answer": luck.uniforms("no answer", k, name)[present]
                    < agency.desk.no_answer,
                    "refuses": luck.uniforms("refusal", k, name)[present] < agency.desk.refuse,
                    "latency_s": times(
                        scenario.technology.notification,
                        luck,
                        "notification latency",
                        k,
                        name,
                        rows=present,
                    ),
                }
            )
            task_blocks.append(_tasks(agency, need, of_units))
    joined = {c: np.concatenate([b[c] for b in blocks]) for c in blocks[0]}
    order_of_rows = np.lexsort((joined["order"], joined["need"], joined["incident"]))
    rows = {c: v[order_of_rows] for c, v in joined.items()}
    first_task = np.cumsum(rows["units"]) - rows["units"]
    tasks = _flat_tasks(task_blocks, order_of_rows, rows["units"], first_task)
    counts = np.bincount(rows["incident"], minlength=n).astype(np.int64)
    del rows["incident"]
    return Candidates(first_task=first_task, **rows), tasks, counts


def _luck_of_units(luck: Luck, need: int, units: int, present: Ints) -> dict[str, Floats]:
    """Return uniforms of shape (incidents, units): a task keeps its luck whoever sends."""
    return {
        purpose: np.stack(
            [luck.uniforms(purpose, need, unit)[present] for unit in range(units)], axis=1
        )
        for purpose in ("turnout", "travel", "on scene", "transport", "way", "handover")
    }


def _tasks(agency: Agency, need: Need, luck: dict[str, Floats]) -> dict[str, np.ndarray]:
    """Return the draws of an agency's units for one need, arrays of shape (incidents, units)."""
    work = agency.field
    transport = work.transport if need.transport is None else need.transport

    def draw(distribution: AnyDistribution, purpose: str) -> Floats:
        return to_ticks(np.minimum(quantiles(distribution, luck[purpose]), LONGEST_S))

    by_day = draw(work.turnout_day, "turnout")
    night, handover = work.turnout_night, work.handover
    return {
        "turnout_day_s": by_day,
        "turnout_night_s": by_day if night is None else draw(night, "turnout"),
        "travel_factor": quantiles(work.travel_factor, luck["travel"]),
        "on_scene_s": draw(need.on_scene or work.on_scene, "on scene"),
        "transport": luck["transport"] < transport,
        "hospital_factor": quantiles(work.travel_factor, luck["way"]),
        "handover_s": np.zeros_like(by_day) if handover is None else draw(handover, "handover"),
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
