"""Numbers, times and dates in the form of the language in force."""

from __future__ import annotations

import math
from datetime import datetime, time
from typing import Literal

from scenarios.text import current_language
from scenarios.text import gettext as _

NO_BREAK = "\u00a0"
_MOST_DIGITS = 3
_PLAIN_BELOW = 1e15
"""What is greater is written with its power of ten; the data of babel end at 28 digits."""
NOTHING = "–"
"""Stands where there is no number."""


def number(value: float, digits: int = 0) -> str:
    """Return a number with at most `digits` decimals: 1.234,5 or 1,234.5."""
    from babel.numbers import format_decimal

    if not math.isfinite(value):
        return NOTHING
    if abs(value) >= _PLAIN_BELOW:
        return _with_power(value)
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=current_language()))


def _with_power(value: float) -> str:
    mantissa, _e, power = f"{value:.2e}".partition("e")
    return f"{fixed(float(mantissa), 2)} × 10^{int(power)}".replace(" ", NO_BREAK)


def fixed(value: float, digits: int) -> str:
    """Return a number with exactly `digits` decimals."""
    from babel.numbers import format_decimal

    if not math.isfinite(value):
        return NOTHING
    if abs(value) >= _PLAIN_BELOW:
        return _with_power(value)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=current_language()))


def percent(share: float, digits: int = 1) -> str:
    """Return a share as a percentage with `digits` decimals, as "91.2 %".

    None and all stand as "0 %" and "100 %"; what is very near them has more decimals, so that
    it does not read as none or all.
    """
    if not math.isfinite(share):
        return NOTHING
    tail = min(abs(share), abs(1 - share))
    if tail == 0:
        digits = 0
    while tail > 0 and digits < _MOST_DIGITS and tail * 100 < 0.95 * 10**-digits:
        digits += 1
    least = 10.0**-_MOST_DIGITS / 100
    if 0 < tail < least / 2:
        text = _("under {share}") if share < 0.5 else _("over {share}")
        nearest = least if share < 0.5 else 1 - least
        return text.format(share=f"{fixed(100 * nearest, _MOST_DIGITS)}{NO_BREAK}%")
    return f"{fixed(100 * share, digits)}{NO_BREAK}%"


def percent_coarse(share: float) -> str:
    """Return a share in whole per cent; what is less than one says so."""
    if 0 < share < 0.01:
        return _("under {share}").format(share=percent_short(0.01))
    return percent_short(round(share, 2))


def percent_short(share: float) -> str:
    """Return a share as a percentage without needless decimals: "90 %", "99.5 %"."""
    if not math.isfinite(share):
        return NOTHING
    return f"{number(round(100 * share, 6), 2)}{NO_BREAK}%"


def duration(seconds: float) -> str:
    """Return a time as people say it: "9.4 s", "45 s", "7 min 19 s", "2 h 5 min"."""
    if not math.isfinite(seconds):
        return NOTHING
    if seconds < 0:
        return f"−{duration(-seconds)}"
    if 0 < seconds < 0.0005:
        return _("under {time}").format(time=duration(0.001))
    if 0 < seconds < 0.9995:
        return _("{n} ms").format(n=number(seconds * 1000)).replace(" ", NO_BREAK)
    if round(seconds) < 10:
        return _("{n} s").format(n=number(seconds, 1)).replace(" ", NO_BREAK)
    whole = round(seconds)
    if whole < 120 and whole != 60:
        return _("{n} s").format(n=number(whole)).replace(" ", NO_BREAK)
    if whole < 7200:
        text = _("{n} min").format(n=number(whole // 60))
        if whole % 60:
            text += " " + _("{n} s").format(n=whole % 60)
        return text.replace(" ", NO_BREAK)
    minutes = round(seconds / 60)
    text = _("{n} h").format(n=number(minutes // 60))
    if minutes % 60:
        text += " " + _("{n} min").format(n=minutes % 60)
    return text.replace(" ", NO_BREAK)


def quantity(value: float, unit: Literal["s", "1"]) -> str:
    """Return a time or a share."""
    return duration(value) if unit == "s" else percent(value)


def clock_time(hour: int) -> str:
    """Return the full hour of a day: 16.00 or 16:00."""
    from babel.dates import format_time

    pattern = "HH.mm" if current_language() == "id" else "HH:mm"
    return str(format_time(time(hour % 24), format=pattern, locale=current_language()))


def hour_of_week(hour: int, *, short: bool = False) -> str:
    """Return an hour of the week in words: "Monday 16:00" for 16."""
    return _("{day} {time}").format(
        day=weekday(hour // 24 % 7, short=short), time=clock_time(hour % 24)
    )


def weekday(day: int, *, short: bool = False) -> str:
    """Return the name of a day, 0 = Monday."""
    from babel.dates import get_day_names

    names = get_day_names("abbreviated" if short else "wide", locale=current_language())
    return str(names[day])


def instant(when: datetime) -> str:
    """Return date and time with zone: "21 November 2025 21:26 WIB"."""
    from babel.dates import format_datetime

    pattern = "d MMMM y HH.mm" if current_language() == "id" else "d MMMM y HH:mm"
    text = format_datetime(when, format=pattern, locale=current_language())
    # babel knows WIB, WITA and WIT in Indonesian only
    return f"{text} {when.tzname() or ''}".strip()


def day(when: datetime) -> str:
    """Return a date: "21 November 2025"."""
    from babel.dates import format_datetime

    return str(format_datetime(when, format="d MMMM y", locale=current_language()))


def capital(text: str) -> str:
    """Return a text with its first letter large; the rest stands as it is."""
    return text[:1].upper() + text[1:]


def joined(words: list[str]) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])
