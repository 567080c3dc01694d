"""Theory within 99 % confidence intervals: Erlang B, C and A, M/G/infinity, priorities.

An interval must also be narrow enough to tell the exact value from a wrong one.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.reference import play_rows
from tests.sim.building import Ask, Caller, Incident, UnitWork, trace_of
from tests.sim.erlang import ErlangA, ErlangC, erlang_b, priority_waits
from tests.sim.many_calls import arrivals, batch_means, play_calls, waits_of
from tests.sim.region import Agency, Kind, Region, plan_of

CALLS = 40_000


def close(interval, exact, within):
    """Tell whether the interval holds the exact value and is narrow enough to mean something."""
    return interval.holds(exact) and interval.half_width < within * exact


def test_the_formulas_give_the_published_values():
    centre = ErlangC(14, 100 / 1800, 180)
    assert centre.waits == pytest.approx(0.1741319, abs=1e-7)
    assert centre.within(20) == pytest.approx(0.88835, abs=1e-5)
    assert centre.mean_wait == pytest.approx(7.83594, abs=1e-5)
    impatient = ErlangA(10, 9, 1, 2)
    assert impatient.waits == pytest.approx(0.46894, abs=1e-5)
    assert impatient.abandons == pytest.approx(0.06701, abs=1e-5)
    assert impatient.mean_wait == pytest.approx(0.13402, abs=1e-5)
    assert erlang_b(10, 8) == pytest.approx(0.121661, abs=1e-6)


def lognormal(rng, n, mean, cv):
    variance = np.log1p(cv**2)
    return rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), n)


@pytest.mark.parametrize(
    "talk",
    [
        lambda rng: rng.exponential(100, CALLS),
        lambda rng: lognormal(rng, CALLS, 100, 1.5),
        lambda rng: np.full(CALLS, 100.0),
    ],
    ids=["exponential", "lognormal", "constant"],
)
def test_blocking_is_erlang_b_whatever_the_distribution_of_talk(talk):
    rng = np.random.default_rng(11)
    calls = play_calls(arrivals(rng, CALLS, 12.5), talk(rng), staff=10, channels=[10])

    blocked = batch_means(np.array([float(c.outcome == "blocked") for c in calls]))
    assert close(blocked, erlang_b(10, 8), 0.1)


def test_waiting_is_erlang_c():
    rng = np.random.default_rng(12)
    calls = play_calls(arrivals(rng, CALLS, 18), rng.exponential(180, CALLS), staff=14)
    exact, waits = ErlangC(14, 1 / 18, 180), waits_of(calls)

    assert close(batch_means((waits > 0) * 1.0), exact.waits, 0.2)
    assert close(batch_means(waits), exact.mean_wait, 0.4)
    assert close(batch_means((waits <= 20) * 1.0), exact.within(20), 0.04)


def test_waiting_with_abandonment_is_erlang_a():
    rng = np.random.default_rng(13)
    calls = play_calls(
        arrivals(rng, CALLS, 100 / 9),
        rng.exponential(100, CALLS),
        rng.exponential(200, CALLS),
        staff=10,
    )
    exact, waits = ErlangA(10, 0.09, 100, 200), waits_of(calls)
    gave_up = np.array([float(c.outcome == "abandoned_queue") for c in calls])

    assert close(batch_means((waits > 0) * 1.0), exact.waits, 0.06)
    assert close(batch_means(gave_up), exact.abandons, 0.12)
    assert close(batch_means(waits), exact.mean_wait, 0.15)


def reports(at, on_scene, **incident):
    callers = [Caller(at=float(t), talk=0, ticket=0, about=i) for i, t in enumerate(at)]
    incidents = [
        Incident(
            needs=[[Ask(units=[UnitWork(on_scene=float(s))])]],
            **{name: values[i] for name, values in incident.items()},
        )
        for i, s in enumerate(on_scene)
    ]
    return callers, incidents


def play_reports(callers, incidents, units, kinds=None):
    region = Region(
        staff=50,
        agencies=[Agency(desk=50, posts=[(0, 0)] * units)],
        kinds=kinds or [Kind()],
        length=callers[-1].at + 1,
    )
    trace, _ = trace_of(callers, incidents, len(region.kinds))
    return sorted(play_rows(trace, plan_of(region)).tasks, key=lambda t: t.incident)


def test_units_in_use_are_poisson_when_there_are_always_enough():
    rng = np.random.default_rng(24)
    n, load = 8000, 4.0
    at = np.round(np.cumsum(rng.exponential(1000 / load, n)))
    tasks = play_reports(*reports(at, np.round(lognormal(rng, n, 1000, 1.2))), units=40)

    assert [t.dispatched_s for t in tasks] == at.tolist()
    begin = at
    end = np.sort([t.cleared_s for t in tasks])
    seen_at = np.arange(10_000.0, at[-1], 500.0)
    in_use = np.searchsorted(begin, seen_at, "right") - np.searchsorted(end, seen_at, "right")
    assert batch_means(in_use * 1.0).holds(load)
    assert batch_means((in_use == 0) * 1.0).holds(np.exp(-load))
    assert batch_means((in_use == 4) * 1.0).holds(np.exp(-load) * load**4 / 24)
    assert batch_means((in_use - load) ** 2).holds(load)


def test_tasks_wait_for_units_as_erlang_c_says():
    rng = np.random.default_rng(15)
    n = 12_000
    at = np.cumsum(rng.exponential(1000 / 3, n)).round()
    tasks = play_reports(*reports(at, rng.exponential(1000, n).round()), units=4)

    waits = np.array([t.dispatched_s - t.acknowledged_s for t in tasks])
    exact = ErlangC(4, 3 / 1000, 1000)
    assert close(batch_means((waits > 0) * 1.0), exact.waits, 0.15)
    assert batch_means(waits).holds(exact.mean_wait)


def test_urgent_tasks_wait_less_for_the_one_unit_as_cobham_says():
    rng = np.random.default_rng(16)
    n = 12_000
    at = np.cumsum(rng.exponential(1000 / 0.7, n)).round()
    kind = (rng.random(n) < 3 / 7).astype(int)
    parts = reports(at, rng.exponential(1000, n).round(), kind=kind.tolist())
    tasks = play_reports(*parts, units=1, kinds=(Kind(priority=2), Kind(priority=1)))

    waits = np.array([t.dispatched_s - t.acknowledged_s for t in tasks])
    urgent, other = priority_waits([0.3 / 1000, 0.4 / 1000], 1000)
    assert batch_means(waits[kind == 1]).holds(urgent)
    assert batch_means(waits[kind == 0]).holds(other)
    assert batch_means(waits[kind == 1]).mean < 0.6 * batch_means(waits[kind == 0]).mean
