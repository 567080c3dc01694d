"""What an incident brings along: place, needs, desks and units, all drawn beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory
from scenarios.sampling import quantiles
from scenarios.schema.agencies import Agency
from scenarios.schema.demand import IncidentType, Need
from scenarios.schema.scenario import Scenario
from scenarios.streams import Key, Streams
from scenarios.territory import Territory
from scenarios.ticks import to_ticks
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
    key: tuple[Key, ...],
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
    kecamatan = np.searchsorted(shares, streams.uniforms(n, "kecamatan", *key), side="right")
    x_km, y_km = land.points(
        kecamatan, streams.uniforms(n, "distance", *key), streams.uniforms(n, "direction", *key)
    )
    lat, lon = _coordinates(land, x_km, y_km)
    work_s, wrap_up_s = np.zeros(n), np.zeros(n)
    if scenario.dispatchers is not None:
        desk = scenario.dispatchers
        work_s = to_ticks(quantiles(desk.work, streams.uniforms(n, "dispatcher", *key)))
        wrap_up_s = to_ticks(
            quantiles(desk.wrap_up, streams.uniforms(n, "dispatcher wrap-up", *key))
        )
    candidates, tasks, counts = _candidates(scenario, streams, key, kind.needs, n)
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
    places = [unproject(x, y, land.lat0, land.lon0) for x, y in zip(x_km, y_km, strict=True)]
    table = np.array(places).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _candidates(
    scenario: Scenario,
    streams: Streams,
    key: tuple[Key, ...],
    needs: tuple[Need, ...],
    n: int,
) -> tuple[Candidates, Tasks, Ints]:
    """Draw needs, desks and units; rows in order of incident, need, order of asking."""
    numbers = {name: i for i, name in enumerate(scenario.agencies)}
    blocks: list[dict[str, np.ndarray]] = []
    task_blocks: list[dict[str, np.ndarray]] = []
    for k, need in enumerate(needs):
        present = np.flatnonzero(streams.uniforms(n, "need", *key, k) < need.share)
        luck = {
            purpose: streams.uniforms(n * need.units, purpose, *key, k).reshape(n, need.units)
            for purpose in ("turnout", "travel", "on scene", "transport", "way", "handover")
        }
        for order, name in enumerate(need.agencies):
            agency = scenario.agencies[name]

            def desk(purpose: str, k: int = k, order: int = order, name: str = name) -> Floats:
                return streams.uniforms(n, purpose, *key, k, order, name)

            block = {
                "incident": np.arange(n),
                "need": np.full(n, k),
                "order": np.full(n, order),
                "agency": np.full(n, numbers[name]),
                "units": np.full(n, need.units),
                "acknowledge_s": to_ticks(quantiles(agency.desk.acknowledge, desk("desk"))),
                "no_answer": desk("no answer") < agency.desk.no_answer,
                "refuses": desk("refusal") < agency.desk.refuse,
                "latency_s": to_ticks(
                    quantiles(scenario.technology.notification, desk("notification latency"))
                ),
            }
            blocks.append({c: v[present] for c, v in block.items()})
            task_blocks.append({c: v[present] for c, v in _tasks(agency, need, luck).items()})
    joined = {c: np.concatenate([b[c] for b in blocks]) for c in blocks[0]}
    order_of_rows = np.lexsort((joined["order"], joined["need"], joined["incident"]))
    rows = {c: v[order_of_rows] for c, v in joined.items()}
    first_task = np.cumsum(rows["units"]) - rows["units"]
    tasks = _flat_tasks(task_blocks, order_of_rows, rows["units"], first_task)
    counts = np.bincount(rows["incident"], minlength=n).astype(np.int64)
    del rows["incident"]
    return Candidates(first_task=first_task, **rows), tasks, counts


def _tasks(agency: Agency, need: Need, luck: dict[str, Floats]) -> dict[str, np.ndarray]:
    """Return the draws of an agency's units for one need, arrays of shape (incidents, units)."""
    work = agency.field
    transport = work.transport if need.transport is None else need.transport
    by_day = to_ticks(quantiles(work.turnout_day, luck["turnout"]))
    by_night = (
        by_day
        if work.turnout_night is None
        else to_ticks(quantiles(work.turnout_night, luck["turnout"]))
    )
    handover = (
        np.zeros_like(by_day)
        if work.handover is None
        else to_ticks(quantiles(work.handover, luck["handover"]))
    )
    return {
        "turnout_day_s": by_day,
        "turnout_night_s": by_night,
        "travel_factor": quantiles(work.travel_factor, luck["travel"]),
        "on_scene_s": to_ticks(quantiles(need.on_scene or work.on_scene, luck["on scene"])),
        "transport": luck["transport"] < transport,
        "hospital_factor": quantiles(work.travel_factor, luck["way"]),
        "handover_s": handover,
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
