"""Arguments ``--with NAME`` and ``--with NAME@START``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from scenarios.problems import Problem
from scenarios.schema.base import parse_time_of_day, parse_weekday
from scenarios.text import gettext as _

_DAY_AND_TIME = re.compile(r"\s*(?P<day>\w+)(?:[\s,]+(?P<time>\S+))?\s*")


def parse_situation(text: str) -> tuple[str, str | None]:
    """Part an argument into name (or path) and start."""
    name, at, start = text.rpartition("@")
    return (name.strip(), start.strip()) if at else (text.strip(), None)


def start_of(start: str, argument: str) -> dict[str, Any] | Problem:
    """Read a start: "Sen 10:00" (each week), or an instant such as 2026-03-02T10:00.

    Returns
    -------
    dict
        The keys of the situation that say so.
    """
    try:
        return {"start_at": datetime.fromisoformat(start)}
    except ValueError:
        pass
    match = _DAY_AND_TIME.fullmatch(start)
    if match is not None:
        try:
            parse_weekday(match["day"])
            parse_time_of_day(match["time"] or "00:00")
        except ValueError:
            pass
        else:
            return {"start_day": match["day"], "start_time": match["time"] or "00:00"}
    return Problem(
        argument,
        "",
        f'"{start}"',
        _("is not a start"),
        _('write day and time, as in @"Sen 10:00" (each week), or an instant: @2026-03-02T10:00'),
    )
