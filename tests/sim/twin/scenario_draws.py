"""Random scenarios over the whole schema, small enough for the reference to play in a moment."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from hypothesis import strategies as st

from scenarios.provenance import take_provenance
from scenarios.schema import Scenario
from scenarios.shipped import shipped_names, shipped_path
from tests.sim.strategies import among, composite
from tests.small_scenario import small_scenario_data

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AGENCIES = ("damkar", "ambulans", "bpbd")
SITUATIONS = shipped_names("situation")

SHARE = among(0.0, 0.0, 0.1, 0.5, 1.0)
SOMETIMES = among(False, False, True)
CLOCK_TIME = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")


@cache
def times(*means_s: int) -> st.SearchStrategy[Any]:
    """Draw a distribution of times with one of these means."""

    def of_mean(mean_s: int) -> st.SearchStrategy[Any]:
        mean = f"{mean_s} s"
        forms = [
            mean,
            mean,
            {"distribution": "exponential", "mean": mean},
            {"distribution": "gamma", "mean": mean, "cv": 0.5},
            {"distribution": "lognormal", "mean": mean, "cv": 1.2, "zero": 0.1},
            {"distribution": "weibull", "mean": mean, "cv": 0.8},
            {"distribution": "samples", "values": ["0 s", "1 s", mean, mean], "mean": mean},
            {
                "distribution": "quantiles",
                "shares": [0, 0.5, 1],
                "values": ["0 s", mean, f"{2 * mean_s} s"],
            },
        ]
        return st.sampled_from(forms if mean_s else [mean])

    return st.sampled_from(means_s).flatmap(of_mean)


@composite
def breaks(draw, begin_min: int, length_min: int, people: int) -> dict[str, Any]:
    """Draw a break that ends within its shift."""
    at_once = draw(among(None, 1, 2))
    groups = -(-people // at_once) if at_once else 1
    after_min = draw(among(0, 30, 75))
    away_min = max(1, min(45, (length_min - after_min) // max(groups, 1)))
    start = (begin_min + after_min) % 1440
    found: dict[str, Any] = {
        "start": f"{start // 60:02}:{start % 60:02}",
        "length": f"{away_min} min",
    }
    return found if at_once is None else {**found, "at_once": at_once}


@composite
def shifts(draw, most: int) -> dict[str, Any]:
    """Draw one to three named shifts."""
    found = {}
    for number in range(draw(among(2, 1, 3))):
        begin_min = draw(st.integers(0, 47)) * 30
        length_min = draw(among(480, 720, 240, 1440))
        people = draw(st.integers(0 if number else 1, most))
        found[f"regu-{number}"] = {
            "start": f"{begin_min // 60:02}:{begin_min % 60:02}",
            "length": f"{length_min} min",
            "people": people,
            "days": list(draw(among(WEEKDAYS, WEEKDAYS, ("mon", "sat")))),
            "breaks": draw(st.lists(breaks(begin_min, length_min, people), max_size=2)),
        }
    return {"shifts": found, "absence": draw(SHARE)}


@composite
def staffing(draw, most: int = 3) -> dict[str, Any]:
    """Draw a head count, one by the hour (nobody at some), shifts, or nobody at all."""
    form = draw(among("shifts", "people", "by_hour", "night", "shifts", "nobody"))
    if form == "shifts":
        return draw(shifts(most))
    if form == "by_hour":
        return {"by_hour": draw(st.lists(st.integers(0, most), min_size=24, max_size=24))}
    if form == "night":
        return {"by_hour": [0] * 7 + [most] * 15 + [1, 0]}
    return {"people": 0 if form == "nobody" else draw(st.integers(1, most))}


@composite
def work(draw) -> dict[str, Any]:
    return {
        "talk": draw(times(60, 120, 10)),
        "talk_duplicate": draw(times(30, 0)),
        "wrap_up": draw(times(20, 0, 60)),
        "wrap_up_duplicate": draw(times(5, 0)),
        "ticket": draw(times(40, 60, 120, 0)),
    }


@composite
def need(draw, agencies: Sequence[str]) -> dict[str, Any]:
    asked = draw(st.lists(among(*agencies), min_size=1, max_size=3, unique=True))
    found: dict[str, Any] = {
        "agencies": asked,
        "units": draw(among(1, 1, 2, 3)),
        "share": draw(among(1.0, 1.0, 0.4)),
    }
    if draw(SOMETIMES):
        found["on_scene"] = draw(times(600, 0, 60))
    if draw(SOMETIMES):
        found["transport"] = draw(SHARE)
    return found


@cache
def needs(agencies: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(need(agencies), min_size=1, max_size=3)


@composite
def rates(draw, *per_day: float) -> dict[str, Any]:
    if draw(SOMETIMES):
        per_hour = draw(st.lists(among(0, 1, 4), min_size=24, max_size=24))
        return {"per_hour": per_hour}
    return {"per_day": draw(among(*per_day))}


@composite
def days(draw) -> dict[str, Any]:
    """Draw how much days differ, and how alike consecutive ones are."""
    if not draw(SOMETIMES):
        return {}
    return {
        "day_factor_shape": draw(among(2.0, 33.0)),
        "day_factor_correlation": draw(among(0.0, 0.4, 0.99)),
    }


@st.composite
def demand(draw, usual: dict[str, Any], hospitals: int) -> dict[str, Any]:
    """Draw demand: two kinds of incident, calls without one, nuisance callers."""
    found = {**usual, "work": draw(work())}
    fire, medical = dict(usual["incidents"]["kebakaran"]), dict(usual["incidents"]["medis"])
    fire |= {"rate": draw(rates(12, 40)), "needs": draw(needs(AGENCIES)), **draw(days())}
    fire["burst"] = {
        "share": draw(among(0.5, 1.0, 0.0)),
        "more_callers": draw(among(2.5, 6, 1)),
        "at_most": draw(among(30, 3)),
        "spread": draw(times(180, 20, 0)),
    }
    medical |= {
        "rate": draw(rates(40, 90, 20)),
        "needs": draw(needs(AGENCIES)),
        "priority": draw(among(2, 1, 9)),
    }
    if draw(SOMETIMES):
        medical["patience"] = draw(times(20, 60))
    found["incidents"] = {"kebakaran": fire, "medis": medical}
    prank = {**usual["calls"]["prank"], "rate": draw(rates(60, 150, 0)), **draw(days())}
    found["calls"] = {"prank": prank}
    nuisance = {
        **usual["nuisance"]["iseng"],
        "people_per_day": draw(among(0.5, 4, 0)),
        "gap": draw(times(300, 20)),
        "block": draw(
            st.sampled_from([None, {"after": 1, "for": "10 menit"}, {"after": 2, "for": "24 jam"}])
        ),
    }
    found["nuisance"] = {"iseng": nuisance}
    return found


@composite
def callers(draw) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw(among(True, False, True)):
        found["patience"] = draw(times(60, 20, 5, 180))
    if draw(among(True, True, False)):
        found["redial"] = {
            "after_abandoning": draw(SHARE),
            "after_blocked": draw(SHARE),
            "delay": draw(times(60, 10, 0)),
            "at_most": draw(among(3, 1, 8)),
        }
    return found


@composite
def lines(draw) -> dict[str, Any]:
    channels = among(30, 30, 4, 2, 1, 0)
    return {
        "announcement": draw(times(0, 5, 20)),
        "trunks": {
            name: {"label": name, "channels": draw(channels), "share": share}
            for name, share in (("telkom", 0.6), ("seluler", 0.4))
        },
    }


@st.composite
def agency(draw, usual: dict[str, Any], hospitals: int) -> dict[str, Any]:
    posts = []
    for number in range(draw(among(1, 2))):
        post: dict[str, Any] = {
            "name": f"Pos {number}",
            "lat": draw(among(0.12, 0.14)),
            "lon": draw(among(117.48, 117.44)),
            "units": draw(among(1, 2, 4)),
        }
        if draw(SOMETIMES):
            post["hours"] = {
                "start": draw(CLOCK_TIME),
                "length": draw(among("8 jam", "1 jam", "24 jam")),
            }
        posts.append(post)
    return {
        "label": usual["label"],
        "notify": draw(among("phone", "application")),
        "desk": {
            "staffing": draw(staffing(2)),
            "acknowledge": draw(times(40, 20, 0, 120)),
            "no_answer": draw(SHARE),
            "no_answer_after": draw(among("60 s", "15 s", "1 s")),
            "refuse": draw(SHARE),
        },
        "field": {
            "turnout_day": draw(times(60, 0)),
            "turnout_night": draw(times(110)),
            "night_from": draw(CLOCK_TIME),
            "night_to": draw(CLOCK_TIME),
            "travel_factor": draw(
                st.sampled_from([1.0, 0, {"distribution": "lognormal", "mean": 1.0, "cv": 0.3}])
            ),
            "on_scene": draw(times(900, 2400, 0)),
            "transport": draw(SHARE) if hospitals else 0.0,
            "handover": draw(times(600, 0)),
        },
        "posts": posts,
    }


@composite
def given_minutes(draw) -> dict[str, dict[str, list[float]]]:
    """Draw travel times between the kecamatan, by hour or not, some within one left out."""
    codes = ("64.74.01", "64.74.02", "64.74.03")
    hours = draw(among(1, 24))
    minutes = st.lists(among(3, 7.5, 12, 0), min_size=hours, max_size=hours)
    return {
        start: {end: draw(minutes) for end in codes if end != start or draw(st.booleans())}
        for start in codes
    }


@st.composite
def place(draw, usual: dict[str, Any]) -> dict[str, Any]:
    by_hour = st.lists(among(20, 30, 45), min_size=24, max_size=24)
    sites = [(0.13, 117.47), (0.10, 117.50), (0.15, 117.42)]
    takers: list[list[str] | None] = [None, ["kebakaran"], ["medis"], []]
    hospitals = [
        {"name": f"RS {i}", "lat": lat, "lon": lon, "takes": draw(st.sampled_from(takers))}
        for i, (lat, lon) in enumerate(sites[: draw(among(1, 3, 0))])
    ]
    roads = {
        "detour": draw(among(1.4, 1)),
        "speed_kmh": draw(st.one_of(st.just([30]), by_hour)),
    }
    if draw(SOMETIMES):
        roads["matrix"] = {"minutes": draw(given_minutes())}
    return {**usual, "roads": roads, "hospitals": hospitals}


def shipped_situation(name: str) -> dict[str, Any]:
    """Return a shipped situation as plain data."""
    return deepcopy(_shipped_situation(name))


@cache
def _shipped_situation(name: str) -> dict[str, Any]:
    path = shipped_path(name, "situation")
    assert path is not None
    plain, _entries, findings = take_provenance(tomllib.loads(path.read_text(encoding="utf-8")))
    assert not findings
    return plain


@composite
def situations(draw) -> dict[str, Any]:
    """Draw up to two shipped situations, begun while the run goes on."""
    found = {}
    for name in draw(st.lists(among(*SITUATIONS), max_size=2, unique=True)):
        situation = shipped_situation(name)
        if "length" in situation:
            situation["start_day"] = "mon"
            situation["start_time"] = draw(CLOCK_TIME)
            situation["length"] = draw(among("5 jam", "45 min"))
        found[name] = situation
    return found | draw(st.sampled_from([{}, {}, outages()]))


def outages() -> dict[str, Any]:
    """Return an application that comes and goes, so that relays begin and end otherwise."""
    return {
        f"padam-{hour}": {
            "label": "Padam",
            "about": "The application is down for some minutes.",
            "start_day": "mon",
            "start_time": f"{hour:02}:10",
            "length": "25 min",
            "application_lost": True,
        }
        for hour in range(0, 24, 2)
    }


@composite
def runs(draw) -> dict[str, Any]:
    days = draw(among("continuous", "continuous", "independent"))
    lengths = ("1 hari", "10 jam", "2 hari") if days == "continuous" else ("2 hari", "1 hari")
    return {
        "start_day": draw(among("mon", "mon", "sat")),
        "start_time": draw(among("00:00", "00:00", "17:45")),
        "length": draw(among(*lengths)),
        "warm_up": draw(among("0 s", "3 jam")),
        "days": days,
    }


@composite
def technology(draw) -> dict[str, Any]:
    return {
        "setup": draw(times(0, 1, 4)),
        "ring": draw(times(0, 2, 6)),
        "ticket": draw(times(0, 1, 30)),
        "notification": draw(times(0, 1, 20)),
    }


@composite
def dispatchers(draw) -> dict[str, Any] | None:
    if draw(st.booleans()):
        return None
    return {
        "staffing": draw(staffing(2)),
        "work": draw(times(45, 0, 120)),
        "wrap_up": draw(times(7, 0)),
    }


@composite
def scenarios(draw) -> Scenario:
    """Draw a scenario: the small one with everything about it changed."""
    usual = small_scenario_data()
    where = draw(place(usual["place"]))
    hospitals = len(where["hospitals"])
    return Scenario.model_validate(
        {
            **usual,
            "place": where,
            "demand": draw(demand(usual["demand"], hospitals)),
            "callers": draw(callers()),
            "lines": draw(lines()),
            "call_takers": {"staffing": draw(staffing()), "pick_up": draw(times(0, 3))},
            "dispatchers": draw(dispatchers()),
            "agencies": {
                name: draw(agency(usual["agencies"]["ambulans"], hospitals)) for name in AGENCIES
            },
            "technology": draw(technology()),
            "targets": {},
            "situations": draw(situations()),
            "run": draw(runs()),
        }
    )
