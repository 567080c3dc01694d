"""A small region whose calls, agencies and units take seconds, for plays that last seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenarios.loading import LoadedScenario, load_scenario
from scenarios.toml_text import to_toml
from tests.small_scenario import small_scenario_data

BRISK: dict[str, Any] = {
    "place__roads": {"detour": 1.4, "speed_kmh": [2000]},
    "demand__work": {
        "talk": {"distribution": "gamma", "mean": "20s", "cv": 0.4},
        "talk_duplicate": "12s",
        "wrap_up": "4s",
        "wrap_up_duplicate": "2s",
        "ticket": "10s",
    },
    "demand__incidents__kebakaran__rate": {"per_day": 200},
    "demand__incidents__kebakaran__burst": {
        "share": 0.6,
        "more_callers": 2.0,
        "spread": {"distribution": "exponential", "mean": "40s"},
    },
    "demand__incidents__medis__rate": {"per_day": 200},
    "demand__calls__prank__rate": {"per_day": 200},
    "demand__nuisance": None,
    "callers__patience": {"distribution": "weibull", "mean": "30s", "cv": 1.0},
    "callers__redial__delay": {"distribution": "exponential", "mean": "10s"},
    "callers__redial__after_abandoning": 0.7,
    "lines__announcement": "2s",
    "call_takers__staffing": {"people": 3},
    "call_takers__pick_up": "1s",
    "agencies__damkar__desk": {"staffing": {"people": 1}, "acknowledge": "6s"},
    "agencies__damkar__field": {
        "turnout_day": "4s",
        "travel_factor": 1.0,
        "on_scene": "8s",
    },
    "agencies__ambulans__desk": {"staffing": {"people": 1}, "acknowledge": "4s"},
    "agencies__ambulans__field": {
        "turnout_day": "4s",
        "travel_factor": 1.0,
        "on_scene": "6s",
        "transport": 0.8,
        "handover": "5s",
    },
    "technology": {"setup": "20 ms", "ring": "20 ms", "ticket": "20 ms", "notification": "20 ms"},
    "targets": {
        "gagal": {
            "label": {"id": "Panggilan gagal", "en": "Calls that fail"},
            "measure": "call_failures",
            "at_most": 0.5,
            "evidence": "load_test",
        }
    },
}
"""What is other than in `tests.small_scenario`; paths with double underscores."""


_BOTH = [{"agencies": ["damkar"]}, {"agencies": ["ambulans"]}]
_DESK = {"staffing": {"people": 2}, "acknowledge": "4s", "no_answer_after": "20s"}
WITH_PLENTY: dict[str, Any] = {
    "call_takers__staffing": {"people": 12},
    "callers__patience": "30s",
    "callers__redial": None,
    "lines__trunks__telkom": {"label": "Telkom", "channels": 30, "share": 1.0},
    "lines__trunks__seluler": None,
    "agencies__damkar__notify": "application",
    "agencies__damkar__desk": _DESK,
    "agencies__ambulans__desk": _DESK,
    "demand__incidents__kebakaran__needs": _BOTH,
    "demand__incidents__kebakaran__burst": None,
    "demand__incidents__medis__needs": _BOTH,
    "demand__calls__prank__rate": {"per_day": 1},
}
"""Changes: enough of all, and both agencies told of each incident by the application."""


def brisk(folder: Path, **changes: Any) -> LoadedScenario:
    """Write the scenario, with changes, into a folder, and load it."""
    return load_scenario(str(brisk_file(folder, **changes)))


def brisk_file(folder: Path, **changes: Any) -> Path:
    """Write the scenario, with changes, into a folder; return the file.

    Changes are paths with double underscores and new values, as in
    ``brisk(folder, call_takers__staffing={"people": 1})``; None takes a key out.
    """
    data = small_scenario_data()
    for path, value in {**BRISK, **changes}.items():
        *holders, key = path.split("__")
        table = data
        for holder in holders:
            table = table.setdefault(holder, {})
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    file = folder / "lincah.toml"
    marked = {"name": "lincah", "assumption": "made for tests", "range": ["x0.5", "x2"]}
    file.write_text(to_toml({**data, **marked}), encoding="utf-8")
    return file
