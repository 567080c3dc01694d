"""What all parts of a scenario share: frozen, strict models, and how quantities are written."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scenarios.ticks import to_tick

DAY_S = 86_400.0
WEEK_S = 7 * DAY_S
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_UNITS_S = {
    **dict.fromkeys(("ms", "milidetik"), 0.001),
    **dict.fromkeys(("s", "detik", "dtk", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "menit", "mnt", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "jam", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "hari", "day", "days"), DAY_S),
    **dict.fromkeys(("w", "minggu", "pekan", "week", "weeks"), WEEK_S),
}
_PART = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([a-zA-Z]+)")
_WEEKDAY_WORDS = {
    **{d: i for i, d in enumerate(WEEKDAYS)},
    **{
        d: i
        for i, d in enumerate(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        )
    },
    **{
        d: i for i, d in enumerate(("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"))
    },
    **{d: i for i, d in enumerate(("sen", "sel", "rab", "kam", "jum", "sab", "min"))},
}


class Part(BaseModel):
    """A part of a scenario: frozen, strict, unknown keys refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def parse_duration(value: Any) -> float:
    """Read a duration as people write it, such as "90s", "7 min" or "1 jam 30 menit".

    Parameters
    ----------
    value : str

    Returns
    -------
    float
        Seconds, on the grain of time.

    Raises
    ------
    ValueError
        If it is not text, or not a row of numbers with units.
    """
    if not isinstance(value, str):
        raise ValueError('a duration is a number with its unit, as in "90s", "7 min", "2 jam"')
    rest = _PART.sub("", value).strip()
    parts = _PART.findall(value)
    if rest or not parts or any(unit.lower() not in _UNITS_S for _, unit in parts):
        raise ValueError(
            'not a duration; write a number with its unit, as in "90s", "7 min", "2 jam"'
        )
    return to_tick(sum(float(n.replace(",", ".")) * _UNITS_S[u.lower()] for n, u in parts))


def parse_time_of_day(value: Any) -> float:
    """Read "HH:MM" (00:00 to 24:00) as seconds since midnight.

    Raises
    ------
    ValueError
        If it is not text of that form.
    """
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('not a time of day; write HH:MM, as in "23:00"')
    hours, minutes = int(match[1]), int(match[2])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError('not a time of day; write HH:MM, as in "23:00"')
    return float(hours * 3600 + minutes * 60)


def parse_weekday(value: Any) -> int:
    """Read a weekday ("Mon", "Senin") as 0 (Monday) to 6.

    Raises
    ------
    ValueError
        If it names no day.
    """
    if isinstance(value, str) and value.strip().lower() in _WEEKDAY_WORDS:
        return _WEEKDAY_WORDS[value.strip().lower()]
    raise ValueError('not a day of the week; write "Mon" to "Sun" or "Senin" to "Minggu"')


def parse_share(value: Any) -> float:
    """Read a share, as 0.58 or "58 %".

    Raises
    ------
    ValueError
        If it is neither.
    """
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*%\s*", value)
        if match is None:
            raise ValueError('not a share; write 0.58 or "58 %"')
        return float(match[1].replace(",", ".")) / 100
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError('not a share; write 0.58 or "58 %"')
    return float(value)


def _as_float(value: Any) -> Any:
    """Let whole numbers stand where a number is asked (strict mode would refuse 3 for 3.0)."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_label(value: Any) -> Any:
    return {"id": value, "en": value} if isinstance(value, str) else value


Number = Annotated[float, BeforeValidator(_as_float), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Duration = Annotated[float, BeforeValidator(parse_duration), Field(ge=0)]
"""Seconds; written with a unit."""
LongerThanZero = Annotated[Duration, Field(gt=0)]
TimeOfDay = Annotated[float, BeforeValidator(parse_time_of_day)]
"""Seconds since midnight; written HH:MM."""
Weekday = Annotated[int, BeforeValidator(parse_weekday)]
Share = Annotated[float, BeforeValidator(parse_share), Field(ge=0, le=1)]
Tuple = BeforeValidator(_as_tuple)
"""TOML has lists, frozen models want tuples."""


class Texts(Part):
    """A name in both languages; a plain string stands for both."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in "id" or "en"."""
        return self.id if language == "id" else self.en


Label = Annotated[Texts, BeforeValidator(_as_label)]
