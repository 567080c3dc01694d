"""A small, complete, valid scenario for tests: two agencies in Bontang, three call-takers."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from functools import cache
from typing import Any

from scenarios.provenance import take_provenance
from scenarios.schema import Scenario

_TOML = """\
name = "kecil"
about = "A small centre, made for tests"
assumption = "made for tests"
range = ["x0.5", "x2"]

[place]
label = "Kota Bontang"
regions = ["64.74"]
zone = "Asia/Makassar"

[place.roads]
detour = 1.4
speed_kmh = [30]

[[place.hospitals]]
name = "RSUD Taman Husada"
lat = 0.13
lon = 117.47

[demand.work]
talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }
talk_duplicate = { distribution = "gamma", mean = "30s", cv = 0.5 }
wrap_up = { distribution = "exponential", mean = "20s" }
wrap_up_duplicate = "5s"
ticket = "40s"

[demand.incidents.kebakaran]
label = { id = "Kebakaran", en = "Fire" }
rate = { per_day = 4 }
day_factor_shape = 11
priority = 1
needs = [{ agencies = ["damkar"], units = 2 }, { agencies = ["ambulans"], share = 0.2 }]

[demand.incidents.kebakaran.burst]
share = 0.5
more_callers = 2.5
spread = { distribution = "exponential", mean = "3 min" }

[demand.incidents.medis]
label = { id = "Medis", en = "Medical" }
priority = 2
needs = [{ agencies = ["ambulans", "damkar"] }]

[demand.incidents.medis.rate]
per_day = 20
hour_of_day = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1]

[demand.calls.prank]
label = { id = "Iseng", en = "Prank" }
rate = { per_day = 60, day_of_week = [1, 1, 1, 1, 1, 2, 2] }
work = { talk = "15s", wrap_up = "5s" }

[demand.nuisance.iseng]
kind = "prank"
people_per_day = 0.5
calls_each = 6
gap = { distribution = "exponential", mean = "5 min" }

[callers]
patience = { distribution = "weibull", mean = "3 min", cv = 1.2 }

[callers.redial]
after_abandoning = 0.4
after_blocked = 0.8
delay = { distribution = "exponential", mean = "60s" }
at_most = 3

[lines]
announcement = "5s"

[lines.trunks.telkom]
label = "Telkom"
channels = 6
share = 0.6

[lines.trunks.seluler]
label = "Seluler"
channels = 4
share = 0.4

[call_takers.staffing.shifts.pagi]
start = "07:00"
length = "8 jam"
people = 3
breaks = [{ start = "11:00", length = "30 menit", at_once = 1 }]

[call_takers.staffing.shifts.sore]
start = "15:00"
length = "8 jam"
people = 3

[call_takers.staffing.shifts.malam]
start = "23:00"
length = "8 jam"
people = 2

[agencies.damkar]
label = { id = "Damkar", en = "Fire service" }
notify = "phone"

[agencies.damkar.desk]
staffing = { people = 1 }
acknowledge = { distribution = "gamma", mean = "40s", cv = 0.5 }
no_answer = 0.02

[agencies.damkar.field]
turnout_day = { distribution = "gamma", mean = "80s", cv = 0.5 }
turnout_night = { distribution = "gamma", mean = "110s", cv = 0.5 }
travel_factor = { distribution = "lognormal", mean = 1.0, cv = 0.3 }
on_scene = { distribution = "gamma", mean = "40 min", cv = 0.7 }

[[agencies.damkar.posts]]
name = "Pos Bontang Utara"
kecamatan = "64.74.01"
units = 3

[agencies.ambulans]
label = { id = "Ambulans", en = "Ambulance" }
notify = "application"
desk = { staffing = { people = 1 }, acknowledge = "20s" }

[agencies.ambulans.field]
turnout_day = "60s"
travel_factor = 1.0
on_scene = { distribution = "gamma", mean = "18 min", cv = 0.6 }
transport = 0.8
handover = { distribution = "gamma", mean = "25 min", cv = 0.5 }

[[agencies.ambulans.posts]]
name = "PSC 119"
lat = 0.12
lon = 117.48
units = 3

[technology]
setup = "1s"
ring = "2s"
ticket = "500 ms"
notification = "1s"

[targets.dijawab]
label = { id = "Dijawab dalam 10 detik", en = "Answered within 10 s" }
measure = "service_level"
within = "10s"
at_least = "90 %"

[targets.damkar]
label = { id = "Damkar tiba dalam 15 menit", en = "Fire service there within 15 min" }
measure = "response_time"
agency = "damkar"
start = "connected"
end = "on_scene"
percentile = 75
at_most_time = "15 min"

[checklist.sop]
label = { id = "SOP ditetapkan", en = "SOP in force" }

[run]
start_day = "Mon"
length = "1 minggu"
weeks_at_least = 2
weeks_at_most = 4
"""


def small_scenario_toml() -> str:
    """Return the scenario as a file would have it."""
    return _TOML


def small_scenario_data() -> dict[str, Any]:
    """Return the scenario's data, without provenance, to be changed at will."""
    return deepcopy(_small_scenario_data())


@cache
def _small_scenario_data() -> dict[str, Any]:
    plain, _entries, findings = take_provenance(tomllib.loads(_TOML))
    assert not findings
    return plain


def small_scenario(**changes: Any) -> Scenario:
    """Return the scenario with `changes`, each a path with double underscores and a new value.

    ``small_scenario(call_takers__staffing={"people": 3}, demand__work__talk="30s")``. None
    takes a key out. Values stand as in a file; they replace what is there, tables too.
    """
    data = small_scenario_data()
    for path, value in changes.items():
        *holders, key = path.split("__")
        table = data
        for holder in holders:
            table = table.setdefault(holder, {})
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    return Scenario.model_validate(data)
