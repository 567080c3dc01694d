"""Write plain data as TOML: the standard library reads TOML but does not write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100
_FEW = 24
"""Longer lists, as of measured values, are read best in lines of their own."""
_IN_ONE_LINE = ("distribution", "value", "id")
"""Tables with one of these keys are read best in one line."""


def to_toml(data: Mapping[str, Any]) -> str:
    """Return `data` as the text of a TOML document.

    Keys whose value is None are left out: TOML has no null. Tables of one level keep their
    order among each other.

    Raises
    ------
    TypeError
        If a value is of a kind that this writer does not know.
    """
    lines: list[str] = []
    _table(data, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def inline(value: Any) -> str:
    """Return `value` as TOML writes it in one line.

    Raises
    ------
    TypeError
        If it is of a kind that this writer does not know.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(k)} = {inline(v)}" for k, v in value.items() if v is not None)
        return "{ " + inner + " }" if inner else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    raise TypeError(f"TOML has no form for {type(value).__name__}: {value!r}")


def _table(data: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    tables: dict[str, Any] = {}
    for key, value in data.items():
        if value is None:
            continue
        if _is_tables(value) or (isinstance(value, Mapping) and not _fits_a_line(value)):
            tables[key] = value
        else:
            lines += _assignment(key, value)
    for key, value in tables.items():
        name = ".".join(_key(part) for part in (*path, key))
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]"]
            _table(value, (*path, key), lines)
        else:
            for item in value:
                lines += ["", f"[[{name}]]"]
                _table(item, (*path, key), lines)


def _assignment(key: str, value: Any) -> list[str]:
    line = f"{_key(key)} = {inline(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list | tuple):
        return [line]
    lines, row = [f"{_key(key)} = ["], "   "
    for item in value:
        text = f" {inline(item)},"
        if len(row) + len(text) > _WIDTH:
            lines.append(row)
            row = "   "
        row += text
    return [*lines, row, "]"]


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) > 0
        and all(isinstance(item, Mapping) for item in value)
    )


def _fits_a_line(table: Mapping[str, Any]) -> bool:
    return any(key in table for key in _IN_ONE_LINE) and not any(
        (isinstance(item, Mapping) and "distribution" in item)
        or (isinstance(item, list | tuple) and len(item) > _FEW)
        for item in table.values()
    )


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def _string(value: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
