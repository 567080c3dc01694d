"""Values and ranges of a scenario in words, as "40 s on average", "0.5 to 2 times"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from results.number_forms import duration, number, percent_short
from scenarios.loading.scaling import mean_as_written
from scenarios.provenance import Range, parse_factor
from scenarios.schema.base import parse_duration
from scenarios.text import gettext as _
from scenarios.text import ngettext

_NO_RANGE = 0.001  # coordinates carry such a range, for they have to carry one


def value_words(value: Any, *, share: bool = False) -> str:
    """Return a value as it stands in a scenario file in words; empty for what is no number."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return percent_short(value) if share else number(float(value), 4)
    if isinstance(value, str):
        try:
            return duration(parse_duration(value))
        except ValueError:
            return value
    if isinstance(value, Mapping):
        return _table_words(value)
    if isinstance(value, list):
        return _list_words(value)
    return ""


def _table_words(table: Mapping[str, Any]) -> str:
    if "distribution" in table:
        mean = table.get("mean") or table.get("value") or mean_as_written(table)
        if mean is None or table["distribution"] == "constant":
            return value_words(mean)
        return _("{value} on average").format(value=value_words(mean))
    if table.get("people") is not None and not table.get("start"):
        return ngettext("{n} person", "{n} people", table["people"]).format(
            n=number(table["people"])
        )
    if table.get("per_day") is not None:
        return _("{n} a day").format(n=number(table["per_day"], 2))
    channels = [t["channels"] for t in table.values() if isinstance(t, Mapping) and "channels" in t]
    total = sum(channels)
    return ngettext("{n} line", "{n} lines", total).format(n=number(total)) if channels else ""


def _list_words(items: list[Any]) -> str:
    numbers = [i for i in items if isinstance(i, int | float) and not isinstance(i, bool)]
    if numbers and len(numbers) == len(items):
        low, high = number(min(numbers), 2), number(max(numbers), 2)
        return low if low == high else _("{low} to {high}").format(low=low, high=high)
    units = [i["units"] for i in items if isinstance(i, Mapping) and "name" in i and "units" in i]
    total = sum(units)
    return ngettext("{n} unit", "{n} units", total).format(n=number(total)) if units else ""


def range_words(found: Range | None, *, share: bool = False) -> str:
    """Return the range of an assumption in words."""
    if found is None:
        return ""
    factors = parse_factor(found.low), parse_factor(found.high)
    if factors[0] is not None and factors[1] is not None:
        if factors[1] - factors[0] < _NO_RANGE:
            return ""
        return _("{low} to {high} times").format(
            low=number(factors[0], 4), high=number(factors[1], 4)
        )
    return _("{low} to {high}").format(
        low=value_words(found.low, share=share), high=value_words(found.high, share=share)
    )
