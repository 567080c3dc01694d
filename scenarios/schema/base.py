"""What all parts of a scenario share: frozen, strict models, and how quantities are written.

In Python mode a model dumps seconds; in JSON mode it dumps what a file would say ("7 min",
"23:00", "mon"), so that ``model_validate(model_dump(mode="json"))`` gives the same model.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from scenarios.text import N_
from scenarios.text import gettext as _
from scenarios.ticks import LONGEST_S, to_tick

DAY_S = 86_400.0
WEEK_S = 7 * DAY_S
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

UNITS_S = {
    **dict.fromkeys(("ms", "milidetik"), 0.001),
    **dict.fromkeys(("s", "detik", "dtk", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "menit", "mnt", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "jam", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "hari", "day", "days"), DAY_S),
    **dict.fromkeys(("w", "minggu", "pekan", "week", "weeks"), WEEK_S),
}
"""Seconds in each unit in which a duration may be written."""
_PART = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([a-zA-Z]+)")
WEEKDAY_WORDS = {
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
"""Days as they may be written, 0 for Monday."""


class RuleError(ValueError):
    """A rule of the schema is broken.

    Parameters
    ----------
    wrong : str
        What is wrong, as a predicate of the value found ("is not a time of day"); a text of
        the catalogue with places for `values`.
    remedy : str
        What to do; likewise.
    **values
        What stands in the places.
    """

    def __init__(self, wrong: str, remedy: str, **values: object) -> None:
        super().__init__(wrong, remedy)
        self._wrong, self._remedy, self._values = wrong, remedy, values

    @property
    def wrong(self) -> str:
        """What is wrong, in the language in force."""
        return _(self._wrong).format(**self._values)

    @property
    def remedy(self) -> str:
        """What to do, in the language in force."""
        return _(self._remedy).format(**self._values)

    def __str__(self) -> str:
        """Return both, as one sentence."""
        return f"{self.wrong}; {self.remedy}"


class Part(BaseModel):
    """A part of a scenario: frozen, strict, unknown keys refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


_DURATION_REMEDY = N_('write a number with its unit, as in "90s", "7 min", "2 jam"')
_TIME_REMEDY = N_('write HH:MM, as in "23:00"')


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
        raise RuleError(N_("has no unit"), _DURATION_REMEDY)
    rest = _PART.sub("", value).strip()
    parts = _PART.findall(value)
    if rest or not parts or any(unit.lower() not in UNITS_S for _number, unit in parts):
        raise RuleError(N_("is not a duration"), _DURATION_REMEDY)
    seconds = sum(float(n.replace(",", ".")) * UNITS_S[u.lower()] for n, u in parts)
    if abs(seconds) > LONGEST_S:
        raise RuleError(N_("is longer than a hundred years"), N_("write a shorter duration"))
    return to_tick(seconds)


def format_duration(seconds: float) -> str:
    """Write a duration as `parse_duration` reads it, in the largest unit that is whole."""
    for unit, length_s in (("d", DAY_S), ("h", 3600.0), ("min", 60.0)):
        if seconds and seconds % length_s == 0:
            return f"{int(seconds / length_s)} {unit}"
    return f"{Decimal(repr(seconds)).normalize():f} s"


def parse_time_of_day(value: Any) -> float:
    """Read "HH:MM" (00:00 to 24:00) as seconds since midnight.

    Raises
    ------
    ValueError
        If it is not text of that form.
    """
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise RuleError(N_("is not a time of day"), _TIME_REMEDY)
    hours, minutes = int(match[1]), int(match[2])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise RuleError(N_("is not a time of day"), _TIME_REMEDY)
    return float(hours * 3600 + minutes * 60)


def format_time_of_day(seconds: float) -> str:
    """Write seconds since midnight as `parse_time_of_day` reads them."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:02}:{minutes:02}"


def parse_weekday(value: Any) -> int:
    """Read a weekday ("Mon", "Senin") as 0 (Monday) to 6.

    Raises
    ------
    ValueError
        If it names no day.
    """
    if isinstance(value, str) and value.strip().lower() in WEEKDAY_WORDS:
        return WEEKDAY_WORDS[value.strip().lower()]
    raise RuleError(
        N_("is not a day of the week"), N_('write "Mon" to "Sun" or "Senin" to "Minggu"')
    )


def format_weekday(day: int) -> str:
    """Write a weekday as `parse_weekday` reads it."""
    return WEEKDAYS[day]


_SHARE_REMEDY = N_('write 0.58 or "58 %"')


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
            raise RuleError(N_("is not a share"), _SHARE_REMEDY)
        return float(match[1].replace(",", ".")) / 100
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(N_("is not a share"), _SHARE_REMEDY)
    return _float(value)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise RuleError(N_("is too large"), N_("write a number that can be true")) from None


def _as_float(value: Any) -> Any:
    """Let whole numbers stand where a number is asked (strict mode would refuse 3 for 3.0)."""
    return _float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_label(value: Any) -> Any:
    return {"id": value, "en": value} if isinstance(value, str) else value


Number = Annotated[float, BeforeValidator(_as_float), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Duration = Annotated[
    float,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, when_used="json"),
    Field(ge=0),
]
"""Seconds; written with a unit."""
LongerThanZero = Annotated[Duration, Field(gt=0)]
TimeOfDay = Annotated[
    float,
    BeforeValidator(parse_time_of_day),
    PlainSerializer(format_time_of_day, when_used="json"),
]
"""Seconds since midnight; written HH:MM."""
Weekday = Annotated[
    int, BeforeValidator(parse_weekday), PlainSerializer(format_weekday, when_used="json")
]
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
