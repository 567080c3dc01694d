"""Odd scenarios that `siap112 check` lets through: every value at its far ends, and together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.checks import checks
from scenarios.key_path import KeyPath
from scenarios.schema import Scenario
from scenarios.shipped import shipped_names
from sim.memory.expected_rows import expected_rows
from tests.sim.twin.scenario_draws import shipped_situation
from tests.small_scenario import small_scenario_data

MOST_ROWS = 4000
"""Larger scenarios are left out: they take long because they are large."""
MOST_CHANGES = 60_000

CENTURY = "36500 hari"
TIMES: list[Any] = [
    "0 s",
    "1 ms",
    "60 s",
    "1000000000 s",
    CENTURY,
    {"distribution": "lognormal", "mu": 30, "sigma": 10},
    {"distribution": "lognormal", "mu": -30, "sigma": 10},
    {"distribution": "lognormal", "mean": "60 s", "cv": 100},
    {"distribution": "gamma", "shape": 1e-4, "scale": CENTURY},
    {"distribution": "gamma", "shape": 1e6, "scale": CENTURY},
    {"distribution": "weibull", "shape": 0.1, "scale": CENTURY},
    {"distribution": "exponential", "mean": "60 s", "zero": 1.0},
    {"distribution": "exponential", "mean": "0 s"},
]
FACTORS: list[Any] = [
    0,
    1e-300,
    1e5,
    {"distribution": "lognormal", "mu": 30, "sigma": 10},
    {"distribution": "gamma", "mean": 1e5, "cv": 100},
]
SHARES = [0, 1, 0.5, 1e-300, 1 - 1e-16]
RATES: list[Any] = [
    {"per_day": 0},
    {"per_day": 1 / 365},
    {"per_day": 1e-300},
    {"per_hour": [0] * 167 + [60]},
    {"per_hour": [1e-308] * 24},
    {"per_day": 50, "hour_of_day": [1e-308] + [0] * 23},
    {"per_day": 50, "hour_of_week": [1e308] * 168},
    {
        "per_day": 50,
        "hour_of_day": [1e-300] * 23 + [1e300],
        "day_of_week": [1e-300] * 6 + [1e300],
    },
]
STAFF: list[Any] = [
    {"people": 1},
    {"people": 2000},
    {"by_hour": [0] * 167 + [1]},
    {"by_hour": [0, 3] * 12},
    {"shifts": {"a": {"start": "00:00", "length": "24 jam", "people": 3}}, "absence": 1.0},
    {
        "shifts": {
            "a": {
                "start": "12:00",
                "length": "24 jam",
                "people": 3,
                "breaks": [{"start": "12:00", "length": "23 jam 59 menit"}],
            }
        }
    },
]
SITES = [{"lat": 0.12, "lon": 117.48}, {"lat": 90, "lon": 180}, {"lat": -90, "lon": -180}]
CLOCK = ["00:00", "24:00", "17:45"]


def posts(units: int, count: int, hours: dict[str, str] | None) -> list[dict[str, Any]]:
    more = {} if hours is None else {"hours": hours}
    return [
        {"name": f"Pos {i}", **SITES[i % len(SITES)], "units": units, **more} for i in range(count)
    ]


def needs(count: int, units: int, share: float) -> list[dict[str, Any]]:
    return [{"agencies": ["ambulans", "damkar"], "units": units, "share": share}] * count


def situation(**effects: Any) -> dict[str, Any]:
    return {"aneh": {"label": "Aneh", "about": "Aneh", **effects}}


RUNS: list[dict[str, Any]] = [
    {"length": "1 jam"},
    {"length": "1 ms", "warm_up": "0 s"},
    {"length": "10 jam", "start_time": "24:00", "warm_up": "1 ms"},
    {"length": "2 hari", "days": "independent"},
    {"length": "53 minggu"},
    {"length": "1 hari", "warm_up": "28 hari"},
]
ODD: dict[str, list[Any]] = {
    **{
        f"demand.work.{part}": TIMES
        for part in ("talk", "talk_duplicate", "wrap_up", "wrap_up_duplicate", "ticket")
    },
    "demand.calls.prank.rate": RATES,
    "demand.incidents.medis.rate": RATES,
    "demand.incidents.medis.day_factor_shape": [1e-300, 1e-3, 1e300],
    "demand.incidents.medis.patience": TIMES,
    "demand.incidents.medis.needs": [needs(40, 20, 1), needs(1, 1, 0), needs(2, 3, 0.5)],
    "demand.incidents.kebakaran.burst": [
        {"share": 1, "more_callers": 1e300, "at_most": 90, "spread": "0 s"},
        {"share": 1, "more_callers": 2, "at_most": 3, "spread": CENTURY},
        {"share": 0, "more_callers": 1, "at_most": 1, "spread": TIMES[5]},
    ],
    "demand.nuisance.iseng": [
        {"kind": "prank", "people_per_day": 2, "calls_each": 500, "gap": "0 s"},
        {"kind": "prank", "people_per_day": 2, "calls_each": 1, "gap": CENTURY},
    ],
    "callers.patience": [*TIMES, None],
    "callers.redial": [
        None,
        {"after_abandoning": 1, "after_blocked": 1, "delay": "0 s", "at_most": 20},
        {"after_abandoning": 1, "after_blocked": 1, "delay": CENTURY, "at_most": 20},
    ],
    "lines.announcement": TIMES,
    "lines.trunks": [
        {
            "a": {"label": "a", "channels": 1, "share": 0.5},
            "b": {"label": "b", "channels": 0, "share": 0.5},
        },
        {"a": {"label": "a", "channels": 100_000, "share": 1}},
    ],
    "call_takers.staffing": STAFF,
    "call_takers.pick_up": TIMES,
    "dispatchers": [
        {"staffing": staff, "work": work, "wrap_up": work}
        for staff in STAFF[:3]
        for work in TIMES[:4]
    ],
    **{
        f"agencies.{name}.{part}": values
        for name in ("damkar", "ambulans")
        for part, values in {
            "notify": ["phone", "application"],
            "desk.staffing": STAFF,
            "desk.acknowledge": TIMES,
            "desk.no_answer": SHARES,
            "desk.no_answer_after": ["1 ms", CENTURY],
            "desk.refuse": SHARES,
            "field.turnout_day": TIMES,
            "field.travel_factor": FACTORS,
            "field.on_scene": TIMES,
            "posts": [
                posts(500, 4, None),
                posts(1, 1, {"start": "24:00", "length": "1 ms"}),
                posts(2, 3, {"start": "23:59", "length": "24 jam"}),
            ],
        }.items()
    },
    "agencies.ambulans.field.transport": SHARES,
    "agencies.ambulans.field.handover": TIMES,
    "place.roads.speed_kmh": [[1e-300], [0.001], [1.7e308], [1e-300, 1e300] * 12],
    "place.hospitals": [[{"name": "RS", **site}] for site in SITES],
    **{f"technology.{part}": TIMES for part in ("setup", "ring", "ticket", "notification")},
    "situations": [
        {name: shipped_situation(name) for name in shipped_names("situation")},
        situation(talk_factor=1e5, ticket_factor=1e5, speed_factor=1e-4),
        situation(talk_factor=1e-4, speed_factor=1e5, application_lost=True),
        situation(staff_absence={"*": 1}, units_absence={"*": 1}, channels={"*": 0}),
        situation(channels={"*": 1e5}, surges={"*": {"factor": 0}}),
        situation(
            start_day="mon",
            start_time="00:00",
            length="1 ms",
            surges={"*": {"factor": 1e5, "half_life": "1 ms"}},
        ),
    ],
    "run": RUNS,
}
"""Values by place in the scenario; None takes the place out."""

TARGETS: dict[str, dict[str, Any]] = {
    "layanan": {"measure": "service_level", "within": "1 ms", "at_least": 1},
    "layanan-jam": {
        "measure": "service_level",
        "within": "10 s",
        "at_least": 0,
        "scope": "hour_of_week",
    },
    "jawab": {"measure": "answer_time", "mean_at_most": CENTURY},
    "tutup": {"measure": "abandonment", "at_most": 0, "scope": "category"},
    "sibuk": {"measure": "blocking", "at_most": 1},
    "petugas": {"measure": "occupancy", "at_most": 0.5},
    "tangan": {"measure": "handling_time", "mean_at_most": "1 ms"},
    "lapor": {"measure": "never_reported", "at_most": 0.5, "scope": "kecamatan"},
    "kirim": {"measure": "dispatch_delay", "percentile": 99, "at_most_time": "1 s"},
    "tiba": {
        "measure": "response_time",
        "start": "first_call",
        "end": "on_scene",
        "percentile": 1,
        "at_most_time": CENTURY,
        "scope": "agency",
    },
    "unit": {"measure": "unit_utilisation", "at_most": 1, "scope": "agency"},
    "antre": {"measure": "tasks_waiting", "at_most": 0},
}


def odd_scenario(changes: dict[str, Any]) -> Scenario | None:
    """Return the small scenario with changes, as far as `check` lets them through.

    What a rule refuses is mended or taken out, as a person would who reads the message. None for
    a scenario that cannot be mended, or is large.
    """
    data = small_scenario_data()
    data["run"] = {"length": "1 hari", "weeks_at_least": 1, "weeks_at_most": 1}
    data["targets"] = {name: {"label": name, **target} for name, target in TARGETS.items()}
    for path, value in changes.items():
        _put(data, path.split("."), value)
    for _ in range(60):
        try:
            scenario = Scenario.model_validate(data)
        except ValidationError:
            return None
        found = next((f for check in checks() for f in check(scenario)), None)
        if found is None:
            return scenario if _is_small(scenario) else None
        if not _mended(data, found.path):
            return None
    return None


def _put(data: dict[str, Any], path: list[str], value: Any) -> None:
    *holders, key = path
    table = data
    for holder in holders:
        table = table.setdefault(holder, {})
    if value is None:
        table.pop(key, None)
    elif path == ["run"]:
        table[key] = {**table[key], **value}
    else:
        table[key] = value


def _mended(data: dict[str, Any], path: KeyPath) -> bool:
    if path[0] == "targets":
        del data["targets"][path[1]]
    elif path[0] == "situations" and len(path) > 3:
        del data["situations"][path[1]][path[2]][path[3]]  # a surge on, or a kind that, is unknown
    elif path[0] == "situations":
        del data["situations"][path[1]]
    elif path[0] == "place" and "hospitals" in path:
        data["place"]["hospitals"] = [{"name": "RS", **SITES[0]}]
    elif path[-1] == "handover":
        data["agencies"][path[1]]["field"]["handover"] = "25 min"
    else:
        return False
    return True


def _is_small(scenario: Scenario) -> bool:
    rows = expected_rows(scenario)
    most = max(rows.attempts, rows.candidates, rows.tasks + rows.spare_tasks)
    return most <= MOST_ROWS and rows.changes <= MOST_CHANGES


@st.composite
def odd_changes(draw) -> dict[str, Any]:
    """Draw one to ten odd values."""
    paths = draw(st.lists(st.sampled_from(sorted(ODD)), min_size=1, max_size=10, unique=True))
    return {path: draw(st.sampled_from(ODD[path])) for path in paths}
