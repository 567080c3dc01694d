"""The smallest scenario that has one of everything: examples for messages, and stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.key_path import KeyPath
from scenarios.toml_text import inline


def skeleton() -> dict[str, Any]:
    """Return the data of the smallest scenario with one of everything that the schema names."""
    time = {"distribution": "lognormal", "mean": "60s", "cv": 0.9}
    rate = {"per_day": 10}
    point = {"lat": -7.25, "lon": 112.75}
    people = {"people": 2}
    kind = {"label": "Panggilan", "rate": rate}
    incident = {**kind, "label": "Kebakaran", "needs": [{"agencies": ["damkar"], "units": 1}]}
    nuisance = {
        **{"kind": "prank", "people_per_day": 1, "calls_each": 3, "gap": time},
        "block": {"after": 3, "for": "24 jam"},
    }
    hours = {"start": "07:00", "length": "8 jam"}
    return {
        "name": "kota",
        "about": "Sebuah kota",
        "place": {
            "label": "Kota",
            "regions": ["35.78"],
            "kecamatan": {"35.78.01": {"name": "Karang Pilang", **point, "area_km2": 9.0}},
            "kecamatan_weights": {"35.78.01": 1},
            "roads": {"detour": 1.4, "speed_kmh": [30]},
            "hospitals": [{"name": "RSUD", **point}],
        },
        "demand": {
            "work": dict.fromkeys(
                ("talk", "talk_duplicate", "wrap_up", "wrap_up_duplicate", "ticket"), time
            ),
            "incidents": {
                "kebakaran": {
                    **incident,
                    "kecamatan_weights": {"35.78.01": 1},
                    "burst": {"share": 0.2, "more_callers": 2, "spread": time},
                }
            },
            "calls": {"prank": kind},
            "nuisance": {"iseng": nuisance},
        },
        "callers": {
            "patience": time,
            "redial": {"after_abandoning": 0.3, "after_blocked": 0.7, "delay": time, "at_most": 3},
        },
        "lines": {
            "announcement": "0s",
            "trunks": {"telkom": {"label": "Telkom", "channels": 8, "share": 1.0}},
        },
        "call_takers": {
            "staffing": {
                "shifts": {
                    "pagi": {
                        **hours,
                        "people": 4,
                        "breaks": [{"start": "11:00", "length": "30 menit"}],
                    }
                }
            }
        },
        "dispatchers": {"staffing": people, "work": time, "wrap_up": time},
        "agencies": {
            "damkar": {
                "label": "Damkar",
                "notify": "phone",
                "desk": {"staffing": people, "acknowledge": time},
                "field": {
                    "turnout_day": time,
                    "travel_factor": 1.0,
                    "on_scene": time,
                    "handover": time,
                },
                "posts": [{"name": "Pos 1", "kecamatan": "35.78.01", "units": 2, "hours": hours}],
            }
        },
        "technology": dict.fromkeys(("setup", "ring", "ticket", "notification"), "1s"),
        "targets": {
            "dijawab": {
                "label": "Dijawab",
                "measure": "service_level",
                "within": "10s",
                "at_least": 0.9,
            }
        },
        "checklist": {"sop": {"label": "SOP"}},
        "run": {},
        "situations": {
            "banjir": {
                "label": "Banjir",
                "about": "Banjir",
                "surges": {"*": {"factor": 2.0}},
                "incidents": {"pohon": incident},
                "calls": {"info_banjir": kind},
                "nuisance": {"iseng_banjir": nuisance},
                "channels": {"*": 0.5},
                "staff_absence": {"*": 0.5},
                "units_absence": {"*": 0.5},
            }
        },
    }


def stand_in(path: KeyPath) -> Any:
    """Return what the skeleton has at `path`, any name and place in a list alike, or None."""
    node: Any = skeleton()
    for key in path:
        if isinstance(node, Mapping) and key in node:
            node = node[key]
        elif isinstance(node, Mapping) and len(node) == 1 and path != ():
            node = next(iter(node.values()))
        elif isinstance(node, list) and isinstance(key, int):
            node = node[0]
        else:
            return None
    return node


def example(path: KeyPath) -> str | None:
    """Return how a file would write the last key of `path`; None where that would be long."""
    value = stand_in(path)
    if value is None or not isinstance(path[-1], str):
        return None
    text = f"{path[-1]} = {inline(value)}"
    return text if len(text) <= 90 else None
