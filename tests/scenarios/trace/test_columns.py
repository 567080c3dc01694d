"""Each column bears what the scenario gives for it, and luck of its own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.schema import Scenario
from scenarios.territory import territory
from scenarios.ticks import TICKS_PER_SECOND
from scenarios.trace import Trace
from scenarios.travel import unproject
from tests.scenarios.trace.chance import assert_distribution, assert_share, assert_unrelated
from tests.scenarios.trace.drawing import call, drawn, incident, scenario

WORK = ("talk", "talk_duplicate", "wrap_up", "wrap_up_duplicate", "ticket")
FIELD = ("turnout_day", "turnout_night", "on_scene", "handover")
LATENCIES = ("setup", "ring", "ticket", "notification")
NAMES = (
    *WORK,
    *(f"technology {n}" for n in LATENCIES),
    *(f"{agency} {n}" for agency in ("damkar", "ambulans") for n in (*FIELD, "acknowledge")),
    *("spread", "own talk", "own patience", "patience", "delay", "announcement", "pick_up"),
    *("work", "dispatcher wrap_up", "own on_scene"),
)


def full(times: dict[str, Any]) -> Scenario:
    """Return a scenario in which every time is given, by its name in `NAMES`."""
    need = {"agencies": ["damkar", "ambulans"], "units": 2, "transport": 0.6}
    asked_only = {"agencies": ["ambulans"], "share": 0.5, "on_scene": times["own on_scene"]}
    redial = {"after_abandoning": 0.3, "after_blocked": 0.5, "delay": times["delay"], "at_most": 4}
    agencies = {
        f"agencies__{agency}__field": {
            **{name: times[f"{agency} {name}"] for name in FIELD},
            "travel_factor": {"distribution": "lognormal", "mean": 1, "cv": 0.4},
            "transport": 0.2,
        }
        for agency in ("damkar", "ambulans")
    } | {
        f"agencies__{agency}__desk": {
            "staffing": {"people": 1},
            "acknowledge": times[f"{agency} acknowledge"],
            "no_answer": 0.25 if agency == "damkar" else 0,
            "refuse": 0.1 if agency == "damkar" else 1,
        }
        for agency in ("damkar", "ambulans")
    }
    return scenario(
        incidents={
            "a": incident(
                200,
                needs=[need, asked_only],
                burst={"share": 0.5, "more_callers": 2, "spread": times["spread"]},
            )
        },
        calls={
            "c": call(100, work={"talk": times["own talk"]}, patience=times["own patience"]),
        },
        demand__work={name: times[name] for name in WORK},
        callers={"patience": times["patience"], "redial": redial},
        lines__announcement=times["announcement"],
        call_takers__pick_up=times["pick_up"],
        dispatchers={
            "staffing": {"people": 1},
            "work": times["work"],
            "wrap_up": times["dispatcher wrap_up"],
        },
        technology={name: times[f"technology {name}"] for name in LATENCIES},
        **agencies,
    )


def columns(trace: Trace) -> dict[str, np.ndarray]:
    """Return the columns that hold times, by the name of what they should hold."""
    callers, attempts, incidents = trace.callers, trace.attempts, trace.incidents
    about = callers.incident >= 0
    of_attempt = np.repeat(about, callers.attempts)
    further = callers.caller_id % 100 > 0
    found = {name: getattr(callers, f"{name}_s")[about] for name in WORK}
    found["own talk"] = callers.talk_s[~about]
    found["technology ticket"] = callers.ticket_latency_s[about]
    found["spread"] = (callers.arrival_s - incidents.occurred_s[callers.incident])[further]
    for name in ("setup", "ring"):
        found[f"technology {name}"] = getattr(attempts, f"{name}_s")
    found["patience"] = attempts.patience_s[of_attempt]
    found["own patience"] = attempts.patience_s[~of_attempt]
    found["announcement"], found["pick_up"] = attempts.announcement_s, attempts.pick_up_s
    found["delay"] = attempts.redial_delay_s
    found["work"] = incidents.dispatcher_work_s
    found["dispatcher wrap_up"] = incidents.dispatcher_wrap_up_s
    found["technology notification"] = trace.candidates.latency_s
    agency = np.repeat(trace.candidates.agency, trace.candidates.units)
    own = np.repeat(trace.candidates.need, trace.candidates.units) == 1
    for number, name in enumerate(("damkar", "ambulans")):
        sent = agency == number
        asked = trace.candidates.agency == number
        found[f"{name} acknowledge"] = trace.candidates.acknowledge_s[asked]
        found |= {f"{name} {n}": getattr(trace.tasks, f"{n}_s")[sent] for n in FIELD}
        found[f"{name} on_scene"] = trace.tasks.on_scene_s[sent & ~own]
    found["own on_scene"] = trace.tasks.on_scene_s[own]
    return found


def test_every_column_holds_what_the_scenario_gives_for_it_and_nothing_else():
    given = {name: i + 1 for i, name in enumerate(NAMES)}
    trace = drawn(full({name: f"{seconds}s" for name, seconds in given.items()}))

    for name, column in columns(trace).items():
        assert len(column) > 0
        assert np.unique(column).tolist() == [given[name]], name
    no_incident = trace.callers.incident < 0
    assert set(trace.callers.wrap_up_s[no_incident]) == {given["wrap_up"]}


@pytest.fixture(scope="module")
def random() -> Trace:
    times = {
        name: {"distribution": "exponential", "mean": f"{i + 1}s"} for i, name in enumerate(NAMES)
    }
    return drawn(full(times))


def test_every_column_has_its_distribution_over_the_rows(random):
    for name, column in columns(random).items():
        assert_distribution(column, stats.expon(scale=1 + NAMES.index(name)).cdf)
    law = stats.lognorm(np.sqrt(np.log(1.16)), scale=np.exp(-np.log(1.16) / 2))
    tasks = random.tasks
    for column in (tasks.travel_factor, tasks.hospital_factor):
        first_asked = np.repeat(random.candidates.order == 0, random.candidates.units)
        assert_distribution(column[first_asked], law.cdf)


def test_no_two_columns_share_their_luck(random):
    """First callers, their first attempts and the first unit of their first need, side by side."""
    callers, incidents = random.callers, random.incidents
    first = np.flatnonzero((callers.caller_id % 100 == 0) & (callers.incident >= 0))
    incident_row = callers.incident[first]
    candidate = incidents.first_candidate[incident_row]
    next_agency = candidate + 1
    task = random.candidates.first_task[candidate]
    rows = {
        "callers": [(callers, first)],
        "attempts": [(random.attempts, callers.first_attempt[first])],
        "incidents": [(incidents, incident_row)],
        "candidates": [(random.candidates, candidate), (random.candidates, next_agency)],
        "tasks": [(random.tasks, task), (random.tasks, task + 1)],
    }
    found = []
    for of_table in rows.values():
        for table, at in of_table:
            for field in fields(table):
                column = getattr(table, field.name)
                named = field.name.endswith(("_s", "_u", "_factor"))
                copies = ("arrival_s", "occurred_s", "turnout_night_s")
                if named and column.dtype == np.float64 and field.name not in copies:
                    found.append(column[at])

    assert len(found) == 29
    assert_unrelated(np.array(found))


def test_night_and_day_of_one_task_are_the_same_luck(random):
    tasks = random.tasks

    by_day, by_night = stats.rankdata(tasks.turnout_day_s), stats.rankdata(tasks.turnout_night_s)
    agency = np.repeat(random.candidates.agency, random.candidates.units)
    for number in (0, 1):
        assert np.corrcoef(by_day[agency == number], by_night[agency == number])[0, 1] > 0.999


def test_a_task_has_its_luck_whichever_agency_sends(random):
    first = random.incidents.first_candidate
    of_first = random.candidates.first_task[first]
    of_next = random.candidates.first_task[first + 1]

    assert np.array_equal(random.tasks.travel_factor[of_first], random.tasks.travel_factor[of_next])
    assert np.array_equal(random.tasks.transport[of_first], random.tasks.transport[of_next])


def test_shares_of_needs_transport_silence_and_refusal(random):
    candidates, tasks = random.candidates, random.tasks
    second_need = np.bincount(
        np.repeat(np.arange(len(random.incidents)), random.incidents.candidates)[
            candidates.need == 1
        ],
        minlength=len(random.incidents),
    )
    damkar = candidates.agency == 0
    task_need = np.repeat(candidates.need, candidates.units)
    task_order = np.repeat(candidates.order, candidates.units)

    assert_share(second_need == 1, 0.5)
    assert_share(candidates.no_answer[damkar], 0.25)
    assert not candidates.no_answer[~damkar].any()
    assert_share(candidates.refuses[damkar], 0.1)
    assert candidates.refuses[~damkar].all()
    assert_share(tasks.transport[(task_need == 0) & (task_order == 0)], 0.6)
    assert_share(tasks.transport[task_need == 1], 0.2)


def test_every_need_asks_its_agencies_in_order_for_its_units(random):
    incidents, candidates = random.incidents, random.candidates
    for row in range(50):
        first = incidents.first_candidate[row]
        mine = slice(first, first + incidents.candidates[row])
        rows = [
            (int(n), int(o), int(a), int(u))
            for n, o, a, u in zip(
                candidates.need[mine],
                candidates.order[mine],
                candidates.agency[mine],
                candidates.units[mine],
                strict=True,
            )
        ]

        assert rows in ([(0, 0, 0, 2), (0, 1, 1, 2)], [(0, 0, 0, 2), (0, 1, 1, 2), (1, 0, 1, 1)])
    assert np.array_equal(candidates.first_task, np.cumsum(candidates.units) - candidates.units)
    assert candidates.units.sum() == len(random.tasks)


def test_all_times_lie_on_the_grain(random):
    for table in (random.callers, random.attempts, random.incidents, random.candidates):
        _assert_on_grain(table)
    _assert_on_grain(random.tasks)


def _assert_on_grain(table):
    names = [f.name for f in fields(table) if f.name.endswith("_s")]
    assert names
    for name in names:
        ticks = getattr(table, name) * TICKS_PER_SECOND
        assert np.array_equal(ticks, np.rint(ticks)), name


def test_places_lie_evenly_in_the_disc_of_the_kecamatans_area(random):
    land = territory(full(dict.fromkeys(NAMES, "1s")).place)
    incidents = random.incidents
    centres = np.array([land.at(*place) for place in zip(land.lat, land.lon, strict=True)])
    way = np.stack([incidents.x_km, incidents.y_km], axis=1) - centres[incidents.kecamatan]
    square = (way**2).sum(axis=1) / (land.area_km2[incidents.kecamatan] / np.pi)

    assert square.max() <= 1 + 1e-12
    assert_distribution(square, "uniform")
    turns = np.arctan2(way[:, 1], way[:, 0]) / (2 * np.pi) % 1
    assert_distribution(turns, "uniform")
    for row in range(100):
        place = unproject(incidents.x_km[row], incidents.y_km[row], land.lat0, land.lon0)
        assert (incidents.lat[row], incidents.lon[row]) == place
