"""Days vary more than Poisson: by the day factor and by bursts, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.scenarios.trace.chance import (
    assert_distribution,
    assert_poisson,
    assert_share,
    assert_shares,
    assert_variance,
)
from tests.scenarios.trace.drawing import DAY_S, call, drawn, incident, scenario, situation

WEEKS = 100
RUN = {"start_day": "Mon", "length": f"{WEEKS} minggu", "warm_up": "0s"}


def by_day(times_s: np.ndarray) -> np.ndarray:
    return np.bincount((times_s // DAY_S).astype(int), minlength=7 * WEEKS)[: 7 * WEEKS]


@pytest.mark.parametrize(("mean", "shape"), [(40, None), (40, 11), (15, 1.5)])
def test_daily_counts_have_the_variance_of_a_poisson_with_gamma_rate(mean, shape):
    """Variance over mean is 1 + mean / shape; such counts are negative binomial."""
    kind = call(mean) if shape is None else call(mean, day_factor_shape=shape)
    counts = by_day(drawn(scenario(calls={"tes": kind}, run=RUN)).callers.arrival_s)

    law = stats.poisson(mean) if shape is None else stats.nbinom(shape, shape / (shape + mean))
    variance = mean * (1 + (0 if shape is None else mean / shape))
    assert law.var() == pytest.approx(variance)
    assert_variance(counts, variance, float((law.stats("k") + 3) * variance**2))
    deviation = np.sqrt(variance / len(counts))
    assert abs(counts.mean() - mean) < 5 * deviation


def test_the_day_factor_lasts_from_midnight_to_midnight_and_days_do_not_share_it():
    kind = call(400, day_factor_shape=4)
    times_s = drawn(scenario(calls={"tes": kind}, run=RUN)).callers.arrival_s
    quarters = np.bincount((times_s // (DAY_S / 4)).astype(int), minlength=28 * WEEKS)
    morning, evening = quarters[0::4], quarters[3::4]

    within = np.corrcoef(morning, evening)[0, 1]
    across = np.corrcoef(evening[:-1], morning[1:])[0, 1]

    # 100 expected in each, factor variance 1/4: covariance 2500, variance 2600
    assert within == pytest.approx(2500 / 2600, abs=0.02)
    assert abs(across) < 5 / np.sqrt(7 * WEEKS)


def test_a_surge_multiplies_the_very_rate_that_the_day_factor_has_multiplied():
    """So three times the rate is three times the mean under one factor, not two of them."""
    found = scenario(
        calls={"tes": call(12, day_factor_shape=2)},
        run=RUN,
        situations={"ramai": situation(surges={"*": {"factor": 3}})},
    )
    counts = by_day(drawn(found).callers.arrival_s)

    law = stats.nbinom(2, 2 / (2 + 36))
    assert_variance(counts, 36 * (1 + 36 / 2), float((law.stats("k") + 3) * law.var() ** 2))


BURST = {"share": 0.4, "more_callers": 3, "at_most": 6, "spread": "0s"}


def burst_law() -> np.ndarray:
    """Return the probability of 1, 2, ..., 7 callers about one incident."""
    further = stats.geom.pmf(np.arange(1, 7), 1 / 3)
    further[-1] += stats.geom.sf(6, 1 / 3)
    return np.array([0.6, *(0.4 * further)])


def test_callers_about_one_incident_are_one_or_a_burst_cut_at_its_limit():
    trace = drawn(scenario(incidents={"a": incident(300, burst=BURST)}))
    callers = np.bincount(trace.callers.incident, minlength=len(trace.incidents))

    assert_shares(np.bincount(callers, minlength=8)[1:], burst_law())


def test_callers_about_one_incident_are_counted_and_each_has_luck_of_its_own():
    talk = {"distribution": "exponential", "mean": "60s"}
    burst = BURST | {"more_callers": 12, "at_most": 40}
    kind = incident(100, burst=burst, work={"talk": talk})
    callers = drawn(scenario(incidents={"a": kind})).callers
    order = np.lexsort((callers.caller_id, callers.incident))
    about, number = callers.incident[order], callers.caller_id[order] % 100
    first = np.flatnonzero(np.diff(about, prepend=-1))

    assert number.max() == 40
    assert np.array_equal(
        number, np.arange(len(about)) - np.repeat(first, np.diff(first, append=len(about)))
    )
    # a talk of exponential length on a grid of a millionth of a second seldom comes twice
    assert len(np.unique(callers.talk_s)) > 0.999 * len(callers)


def test_daily_calls_vary_by_their_bursts():
    """Compound Poisson: variance over mean is E[callers^2] / E[callers]."""
    found = scenario(incidents={"a": incident(20, burst=BURST)}, run=RUN)
    counts = by_day(drawn(found).callers.arrival_s)
    law, size = burst_law(), np.arange(1, 8)
    second, fourth = law @ size**2, law @ size**4

    variance = 20 * second
    assert_variance(counts, variance, 20 * fourth + 3 * variance**2)


def test_further_callers_follow_the_first_at_times_of_their_own():
    burst = BURST | {"spread": {"distribution": "exponential", "mean": "4 min"}}
    trace = drawn(scenario(incidents={"a": incident(300, burst=burst)}))
    callers = trace.callers
    since_s = callers.arrival_s - trace.incidents.occurred_s[callers.incident]
    further = callers.caller_id % 100 > 0

    assert np.all(since_s[~further] == 0)
    assert_distribution(since_s[further], stats.expon(scale=240).cdf)


def test_nuisance_callers_call_again_and_again_at_their_own_pace():
    nuisance = {
        "kind": "tes",
        "people_per_day": 80,
        "calls_each": 6,
        "gap": {"distribution": "gamma", "mean": "5 min", "cv": 0.5},
    }
    hours = [1] * 12 + [3] * 12
    kind = call(rate={"per_day": 0, "hour_of_day": hours})
    found = scenario(calls={"tes": kind}, demand__nuisance={"iseng": nuisance})
    callers = drawn(found).callers
    order = np.lexsort((callers.arrival_s, callers.person))
    person, at_s = callers.person[order], callers.arrival_s[order]
    begins = np.flatnonzero(np.diff(person, prepend=-1))
    calls_each = np.diff(begins, append=len(person))
    complete = at_s[begins] < at_s.max() - DAY_S

    # without calls of its own the kind has no profile, so people begin evenly
    assert_poisson(np.bincount((at_s[begins] // DAY_S).astype(int)), np.full(28, 80.0))
    law = stats.geom.pmf(np.arange(1, 30), 1 / 6)
    seen = np.bincount(np.minimum(calls_each[complete], 30), minlength=31)[1:]
    assert_shares(seen, [*law, 1 - law.sum()])
    gaps_s = np.delete(np.diff(at_s), begins[1:] - 1)
    assert_distribution(gaps_s, stats.gamma(4, scale=75).cdf)
    assert len(np.unique(callers.caller_id)) == len(callers)
    assert np.all(callers.person[callers.caller_id == callers.person] >= 0)
    assert np.all(callers.incident == -1)


def test_nuisance_callers_begin_with_the_profile_of_the_call_that_they_make():
    nuisance = {"kind": "tes", "people_per_day": 400, "calls_each": 1, "gap": "5 min"}
    kind = call(rate={"per_day": 1e-9, "hour_of_day": [1] * 12 + [3] * 12})
    found = scenario(calls={"tes": kind}, demand__nuisance={"iseng": nuisance})

    afternoon = drawn(found).callers.arrival_s % DAY_S >= DAY_S / 2

    assert_share(afternoon, 0.75)


def test_callers_of_one_instant_are_in_order_of_identity():
    sure = BURST | {"share": 1, "at_most": 30, "more_callers": 12}
    callers = drawn(scenario(incidents={"a": incident(100, burst=sure)})).callers

    assert len(np.unique(callers.arrival_s)) < 0.2 * len(callers)
    assert np.array_equal(
        np.lexsort((callers.caller_id, callers.arrival_s)), np.arange(len(callers))
    )
