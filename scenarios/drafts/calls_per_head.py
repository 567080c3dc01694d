"""How many calls a day a region may get, from what other cities published.

Cities differ more than a hundredfold, so the middle is no forecast: it is where a draft begins,
and the range is what the region has to narrow by counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from scenarios.geography import population


@dataclass(frozen=True)
class Counted:
    """What a city published.

    Parameters
    ----------
    code : str
        Of the city.
    calls_per_day : float
        All calls.
    emergencies_per_day : float or None
        Calls about emergencies; None where that is not told.
    others_per_day : float or None
        Calls that are no emergencies, where the emergencies are not told apart.
    when, source : str
        The year, and who told it; empty where that is not known.
    """

    code: str
    calls_per_day: float
    emergencies_per_day: float | None
    when: str
    source: str
    others_per_day: float | None = None


CITIES = (
    Counted("71.71", 1132 / 365, 0.74 * 1132 / 365, "2019", "Manado Terkini"),
    Counted("64.72", 20, None, "2020", ""),
    Counted("33.74", 82, 0.435 * 82, "2025", "Mata Semarang"),
    Counted(
        "35.78",
        (163 + 423 + 439) / 3,
        17.5 + 17.5,
        "2019",
        "JPNN, ANTARA; Suara Surabaya 2023",
    ),
    Counted("31", 637_292 / 366, 0.01 * 637_292 / 366, "2024", "Tangsel Xpress"),
    Counted("35.79", 61_897 / 366, None, "2024", "Jatim Times", 0.92 * 61_897 / 366),
)
"""Cities that published a number of calls; Samarinda's is of the days before the pandemic's."""


@dataclass(frozen=True)
class PerMillion:
    """A number a day for a million people.

    Parameters
    ----------
    low, middle, high : float
        Least, median and most of the cities.
    """

    low: float
    middle: float
    high: float

    def factors(self) -> tuple[float, float]:
        """Return low and high as factors on the middle."""
        return self.low / self.middle, self.high / self.middle


def calls_per_million() -> PerMillion:
    """Return all calls a day for a million people."""
    return _spread([c.calls_per_day / _millions(c) for c in CITIES])


def emergencies_per_million() -> PerMillion:
    """Return calls about emergencies a day for a million people, bystanders' calls counted."""
    return _spread(
        [c.emergencies_per_day / _millions(c) for c in CITIES if c.emergencies_per_day is not None]
    )


def others_per_million() -> PerMillion:
    """Return calls a day that are no emergencies, for a million people.

    The middle is what is left of the middle of all calls.
    """
    told = [
        (c.others_per_day or c.calls_per_day - (c.emergencies_per_day or 0.0)) / _millions(c)
        for c in CITIES
        if c.emergencies_per_day is not None or c.others_per_day is not None
    ]
    middle = calls_per_million().middle - emergencies_per_million().middle
    return PerMillion(min(told), middle, max(told))


def _millions(city: Counted) -> float:
    return population([city.code]) / 1e6


def _spread(found: list[float]) -> PerMillion:
    return PerMillion(min(found), median(found), max(found))
