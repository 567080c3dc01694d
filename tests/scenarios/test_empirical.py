"""What was measured is drawn as it was measured: by quantiles, or one of the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenarios.sampling import quantile, quantiles
from scenarios.schema.distribution import FactorDistribution, TimeDistribution, mean_of
from scenarios.schema.empirical import MOST_VALUES
from scenarios.text import in_language
from tests.scenarios.trace.chance import assert_distribution, assert_shares
from tests.scenarios.trace.drawing import call, drawn, scenario

READ = TypeAdapter(FactorDistribution)
MEASURED = st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000)
VALUES = st.lists(MEASURED, min_size=1, max_size=40)
UNIFORMS = st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=50)


def samples(values, **more):
    return READ.validate_python({"distribution": "samples", "values": list(values), **more})


def by_quantiles(shares, values, **more):
    table = {"distribution": "quantiles", "shares": list(shares), "values": list(values)}
    return READ.validate_python(table | more)


@st.composite
def curves(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    inner = draw(st.lists(st.floats(0.001, 0.999), unique=True, max_size=20))
    shares = [0.0, *sorted(inner), 1.0]
    values = draw(st.lists(MEASURED, min_size=len(shares), max_size=len(shares)))
    return shares, sorted(values)


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_each_sample_is_as_likely_as_any_other(values):
    n = len(values)
    evenly = (np.arange(10 * n) + 0.5) / (10 * n)

    drawn_values = quantiles(samples(values), evenly)

    assert drawn_values.tolist() == np.repeat(np.sort(values), 10).tolist()
    assert mean_of(samples(values)) == pytest.approx(np.mean(values))


@settings(max_examples=100, deadline=None)
@given(curves(), UNIFORMS)
def test_between_quantiles_it_is_linear_and_at_them_exact(curve, uniforms):
    shares, values = curve
    ours = by_quantiles(shares, values)

    at_shares = quantiles(ours, np.array(shares[:-1]))
    assert at_shares.tolist() == values[:-1]
    np.testing.assert_allclose(
        quantiles(ours, np.array(uniforms)), np.interp(uniforms, shares, values), rtol=1e-9
    )
    assert quantile(ours, 1 - 2**-53) == pytest.approx(values[-1], rel=1e-9)
    assert mean_of(ours) == pytest.approx(np.trapezoid(values, shares))


@settings(max_examples=100, deadline=None)
@given(curves(), VALUES, st.floats(0, 1), UNIFORMS)
def test_they_never_fall_in_the_uniform_and_the_lowest_share_is_zero(curve, values, zero, uniforms):
    uniforms = np.sort([*uniforms, 1 - 2**-53])
    for ours in (by_quantiles(*curve, zero=zero), samples(values, zero=zero)):
        found = quantiles(ours, uniforms)

        assert np.all(np.diff(found) >= 0)
        assert np.all(found[uniforms < zero] == 0)
        assert mean_of(ours) <= max(*curve[1], *values)
        assert mean_of(ours) == pytest.approx(
            (1 - zero) * mean_of(type(ours)(**{**dict(ours), "zero": 0.0}))
        )


def test_what_is_rounded_does_not_pass_the_next_quantile():
    just_below = float(np.nextafter(0.495, 0))

    assert quantile(by_quantiles([0, 0.495, 1], [0.03, 0.34, 0.56]), just_below) <= 0.34


def test_all_of_it_lies_at_or_below_the_greatest_value():
    assert quantile(by_quantiles([0, 0.5, 1], [1, 2, 7]), 1.0) == 7
    assert quantile(samples([1, 2, 7]), 1.0) == 7


@settings(max_examples=60, deadline=None)
@given(curves(), VALUES, st.floats(0.01, 1e3))
def test_a_mean_scales_all_values_alike(curve, values, mean):
    for plain, made in (
        (by_quantiles(*curve), lambda **more: by_quantiles(*curve, **more)),
        (samples(values), lambda **more: samples(values, **more)),
    ):
        if mean_of(plain) < 1e-3:
            continue
        scaled = made(mean=mean)
        assert mean_of(scaled) == pytest.approx(mean)
        np.testing.assert_allclose(
            quantiles(scaled, np.array([0.0, 0.3, 0.9])) / mean,
            quantiles(plain, np.array([0.0, 0.3, 0.9])) / mean_of(plain),
            rtol=1e-9,
        )


def test_one_uniform_gives_one_draw_whatever_the_others_are():
    ours = by_quantiles([0, 0.1, 0.7, 1], [0.1, 0.3, 0.7, 5.1])
    uniforms = np.random.default_rng(1).random(40_000)

    together = quantiles(ours, uniforms)

    assert [quantile(ours, u) for u in uniforms[:200]] == together[:200].tolist()


def test_drawn_times_have_the_quantiles_that_were_given():
    shares, seconds = [0, 0.5, 0.9, 1], [5.0, 60.0, 180.0, 900.0]
    talk = {"distribution": "quantiles", "shares": shares, "values": [f"{s} s" for s in seconds]}
    callers = drawn(scenario(calls={"tes": call(200, work={"talk": talk})})).callers

    assert_distribution(callers.talk_s, lambda t: np.interp(t, seconds, shares))


def test_drawn_times_are_the_samples_and_zero_as_often_as_is_said():
    talk = {"distribution": "samples", "values": ["90s", "10s", "30s", "10s"], "zero": 0.2}
    callers = drawn(scenario(calls={"tes": call(200, work={"talk": talk})})).callers
    values, counts = np.unique(callers.talk_s, return_counts=True)

    assert values.tolist() == [0, 10, 30, 90]
    assert_shares(counts, [0.2, 0.4, 0.2, 0.2])


def test_samples_are_the_same_in_any_order():
    assert samples([3, 1, 2]) == samples([1, 2, 3])


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shares": [0, 0.5], "values": [1, 2]}, "has shares from 0 to 0.5"),
        ({"shares": [0.1, 1], "values": [1, 2]}, "has shares from 0.1 to 1"),
        ({"shares": [0, 0.5, 0.5, 1], "values": [1, 2, 3, 4]}, "shares[2]"),
        ({"shares": [0, 0.5, 1], "values": [1, 3, 2]}, "values[2]"),
        ({"shares": [0, 0.5, 1], "values": [1, 3]}, "has 3 shares and 2 values"),
        ({"shares": [0, 1], "values": [0, 0], "mean": 3}, "all 0"),
        ({"shares": [0, 1], "values": [-1, 0]}, "greater than or equal to 0"),
        ({"shares": [0], "values": [1]}, "at least 2"),
        ({"shares": [0, 1]}, "Field required"),
    ],
)
def test_quantiles_that_are_none_are_refused(wrong, said):
    with pytest.raises(ValidationError) as caught:
        READ.validate_python({"distribution": "quantiles", **wrong})
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [[], [-1.0], [float("nan")], [float("inf")], ["1s"], [1.0] * (MOST_VALUES + 1)],
)
def test_samples_that_are_none_are_refused(wrong):
    with pytest.raises(ValidationError):
        samples(wrong)


def test_times_bear_their_units():
    times = TypeAdapter(TimeDistribution)
    table = {"distribution": "samples", "values": ["1 min", "90s"], "mean": "2 min"}

    assert times.validate_python(table).values == (60.0, 90.0)
    assert mean_of(times.validate_python(table)) == 120
    with pytest.raises(ValidationError, match="has no unit"):
        times.validate_python(table | {"values": [60, 90]})
