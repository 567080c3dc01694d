"""How much work calls bring, hour by hour, as the base of all regions has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from scenarios.loading.toml_file import read_toml
from scenarios.provenance import take_provenance
from scenarios.schema.base import parse_share
from scenarios.schema.demand import Rate
from scenarios.schema.distribution import TimeDistribution, mean_of
from scenarios.shipped import shipped_path
from scenarios.trace.rates import weekly_rates

BASE = "_dasar"
"""What drafts and shipped regions extend."""


@dataclass(frozen=True)
class Load:
    """What calls bring over a week.

    Parameters
    ----------
    calls_per_h : array of float, shape (168,), from Monday 00h
    work_s : array of float, shape (168,)
        Mean seconds of talk and wrap-up of a call in each hour.
    talk_s : float
        Mean seconds that a call keeps its line, over the week.
    """

    calls_per_h: NDArray[np.float64]
    work_s: NDArray[np.float64]
    talk_s: float

    @property
    def offered(self) -> NDArray[np.float64]:
        """Load on the call-takers in each hour of the week, erlang."""
        found: NDArray[np.float64] = self.calls_per_h * self.work_s / 3600
        return found


def calls_per_incident(shares: Mapping[str, float]) -> float:
    """Return the mean number of callers about an incident, of types in given shares."""
    incidents = _base()["demand"]["incidents"]
    further = 0.0
    for name, share in shares.items():
        burst = incidents[name].get("burst")
        if burst is not None:
            further += share * parse_share(burst["share"]) * float(burst["more_callers"])
    return 1 + further / sum(shares.values())


def load_of(incidents: Mapping[str, float], calls: Mapping[str, float]) -> Load:
    """Return what incidents (bystanders counted) and calls without incident bring.

    Parameters
    ----------
    incidents, calls : mapping of name to number a day
    """
    demand = _base()["demand"]
    per_h, work, talk = np.zeros(168), np.zeros(168), np.zeros(168)
    for sort, numbers in (("incidents", incidents), ("calls", calls)):
        for name, per_day in numbers.items():
            kind = demand[sort][name]
            callers = calls_per_incident({name: 1.0}) if sort == "incidents" else 1.0
            rate = Rate.model_validate({**kind["rate"], "per_day": per_day * callers})
            times = {**demand["work"], **kind.get("work", {})}
            talk_s, wrap_up_s = _mean_s(times["talk"]), _mean_s(times["wrap_up"])
            rates = weekly_rates(rate)
            per_h += rates
            work += rates * (talk_s + wrap_up_s)
            talk += rates * talk_s
    return Load(per_h, work / per_h, float(talk.sum() / per_h.sum()))


def mean_pick_up_s() -> float:
    """Return the mean time from the line's answer until a free call-taker speaks, s."""
    base = _base()
    return _mean_s(base["technology"]["ring"]) + _mean_s(base["call_takers"]["pick_up"])


def _mean_s(written: Any) -> float:
    return mean_of(_times().validate_python(written))


@cache
def _times() -> TypeAdapter[Any]:
    return TypeAdapter(TimeDistribution)


@cache
def _base() -> dict[str, Any]:
    path = shipped_path(BASE, "region")
    assert path is not None
    return take_provenance(read_toml(path))[0]
