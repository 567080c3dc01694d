"""Multiply what a file says: numbers, durations, shares, lists, distributions, whole tables."""

from __future__ import annotations

import math
from typing import Any

from scenarios.provenance import EXEMPT_KEYS, is_quantity, mean_without_zeros
from scenarios.schema.base import format_duration, parse_duration, parse_share

_OF_DISTRIBUTION = ("value", "mean", "median", "scale", "values")
_EXACT = 2**53
_EMPIRICAL = ("quantiles", "samples")


def scaled(value: Any, factor: float) -> Any:
    """Return `value` times `factor`, written as it was; None if nothing in it can be multiplied.

    Of a distribution its size is multiplied, not its shape. Whole numbers stay whole, rounded
    half up.
    """
    if isinstance(value, list):
        return [scaled(item, factor) for item in value] if _all_quantities(value) else None
    if isinstance(value, dict):
        return _distribution(value, factor) if "distribution" in value else _rate(value, factor)
    if not is_quantity(value):
        return None
    if isinstance(value, int):
        return math.floor(value * factor + 0.5) if abs(value) < 1e15 else value
    if isinstance(value, float):
        return value * factor
    try:
        return format_duration(parse_duration(value) * factor)
    except ValueError:
        return parse_share(value) * factor


def scaled_throughout(node: Any, factor: float) -> Any:
    """Return `node` with every number below it multiplied; the rest as it is.

    Of distributions the size; of lists of numbers each; nothing under the exempt keys.
    """
    if isinstance(node, dict) and "distribution" not in node:
        return {
            key: item if key in EXEMPT_KEYS else scaled_throughout(item, factor)
            for key, item in node.items()
        }
    if isinstance(node, list) and not _all_quantities(node):
        return [scaled_throughout(item, factor) for item in node]
    times = scaled(node, factor)
    return node if times is None else times


def _distribution(table: dict[str, Any], factor: float) -> dict[str, Any] | None:
    made = dict(table)
    # values that are scaled to a mean need no scaling of their own
    for key in ("mean",) if "mean" in table else _OF_DISTRIBUTION:
        if key in table:
            times = scaled(_not_counted(table[key]), factor)
            if times is None:
                return None
            made[key] = times
    if isinstance(table.get("mu"), int | float) and factor > 0:
        made["mu"] = table["mu"] + math.log(factor)
    elif "mu" in table:
        return None
    return made


def mean_as_written(table: Any) -> str | float | None:
    """Return the mean of quantiles or samples that say none, as a file would write it.

    None for what is no such distribution, or wrong.
    """
    if not isinstance(table, dict) or table.get("distribution") not in _EMPIRICAL:
        return None
    mean = mean_without_zeros(table)
    if mean is None:
        return None
    return format_duration(round(mean, 6)) if isinstance(table["values"][0], str) else mean


def _not_counted(value: Any) -> Any:
    """Return a whole number as another: a distribution counts nothing."""
    if isinstance(value, list):
        return [_not_counted(item) for item in value]
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and abs(value) < _EXACT else value


def _rate(table: dict[str, Any], factor: float) -> dict[str, Any] | None:
    """Multiply a rate; its weights are relative and stay."""
    for key in ("per_day", "per_hour"):
        if key in table:
            times = scaled(table[key], factor)
            return None if times is None else {**table, key: times}
    return None


def _all_quantities(items: list[Any]) -> bool:
    return bool(items) and all(is_quantity(item) for item in items)
