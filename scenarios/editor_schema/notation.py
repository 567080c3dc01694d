"""How quantities are written in a file, as JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scenarios.schema.base import UNITS_S, WEEKDAY_WORDS
from scenarios.text import N_

Schema = dict[str, Any]


def _any_case(words: Iterable[str]) -> str:
    """Return a pattern for words in letters of any size, which JSON Schema has no flag for."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        "".join(f"[{c.upper()}{c}]" if c.isalpha() else re.escape(c) for c in word)
        for word in longest_first
    )


_NUMBER = r"\d+([.,]\d+)?"
_DURATION = rf"\s*({_NUMBER}\s*({_any_case(UNITS_S)})\s*)+"
_SHARE = rf"\s*{_NUMBER}\s*%\s*"
_FACTOR = rf"\s*[x×]\s*{_NUMBER}\s*"
_TIME = r"\s*(([01]?\d|2[0-3])[:.][0-5]\d|24[:.]00)\s*"
_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min", "Mon", "Tue", "Wed", "Thu", "Fri",
         "Sat", "Sun")  # fmt: skip

DURATION: Schema = {
    "type": "string",
    "pattern": f"^{_DURATION}$",
    "examples": ["90s", "7 min", "2 jam", "1 jam 30 menit"],
}
SHARE: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": f"^{_SHARE}$"},
    ],
    "examples": [0.58, "58 %"],
}
TIME_OF_DAY: Schema = {"type": "string", "pattern": f"^{_TIME}$", "examples": ["23:00"]}
WEEKDAY: Schema = {
    "anyOf": [
        {"enum": list(_DAYS)},
        {"type": "string", "pattern": rf"^\s*({_any_case(WEEKDAY_WORDS)})\s*$"},
    ]
}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-03-02"]}
INSTANT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}(:\d{2}){0,2}",
    "examples": ["2026-03-02T10:00"],
}
RANGE: Schema = {
    "type": "array",
    "minItems": 2,
    "maxItems": 2,
    "items": {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": f"^({_FACTOR}|{_SHARE}|{_DURATION})$"},
        ]
    },
    "examples": [["x0.7", "x1.5"], ["40s", "90s"]],
}

PROVENANCE: dict[str, tuple[Schema, str]] = {
    "source": (
        {"type": "string", "minLength": 1},
        N_("Where the number comes from, or all numbers in the table."),
    ),
    "assumption": (
        {"type": "string", "minLength": 1},
        N_("Why a number that nobody has measured is assumed so; needs a range."),
    ),
    "range": (
        RANGE,
        N_("Between which numbers the truth may lie: [low, high], or factors on each number."),
    ),
    "setting": (
        {"type": "string", "minLength": 1},
        N_("The argument that gave the number; written into the scenario of a run."),
    ),
}
"""What may stand beside a number or in a table to say where numbers come from."""

PROVENANCE_RULES: Schema = {
    "dependentRequired": {"assumption": ["range"], "range": ["assumption"]},
    "not": {"required": ["source", "assumption"]},
}
