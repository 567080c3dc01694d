"""A stream is its name: found again by it, unlike any other, and handed out once."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.streams import Streams
from tests.scenarios.trace.chance import assert_distribution, assert_unrelated


def test_a_stream_is_a_function_of_seed_scope_and_name():
    one = Streams(1, "trace").uniforms(9, "talk", "medis", 4)

    assert np.array_equal(one, Streams(1, "trace").uniforms(9, "talk", "medis", 4))
    for other in (
        Streams(2, "trace").uniforms(9, "talk", "medis", 4),
        Streams(1, "plan").uniforms(9, "talk", "medis", 4),
        Streams(1, "trace").uniforms(9, "talk", "medis", 5),
        Streams(1, "trace").uniforms(9, "talk", "medis", "4"),
        Streams(1, "trace").uniforms(9, "talkmedis", 4),
        Streams(1, "trace", "talk").uniforms(9, "medis", 5),
    ):
        assert not np.isin(one, other).any()


def test_what_one_stream_gives_does_not_hang_on_the_others():
    used = Streams(1, "trace")
    used.uniforms(1000, "talk")

    assert np.array_equal(used.uniforms(9, "desk"), Streams(1, "trace").uniforms(9, "desk"))


def test_row_i_is_the_same_for_any_count():
    long = Streams(1, "trace").uniforms(1000, "talk")

    assert np.array_equal(long[:10], Streams(1, "trace").uniforms(10, "talk"))


def test_names_can_be_given_in_parts():
    parts = Streams(1, "trace").of("base", "medis").of("week", 3)

    whole = Streams(1, "trace").uniforms(9, "base", "medis", "week", 3, "talk")
    assert np.array_equal(whole, parts.uniforms(9, "talk"))


def test_a_stream_is_handed_out_once():
    streams = Streams(1, "trace")
    streams.uniforms(3, "base", "talk", 0)
    streams.generator("base", "talk", 1)

    with pytest.raises(ValueError, match=r"random stream \('base', 'talk', 0\) is used twice"):
        streams.of("base").uniforms(5, "talk", 0)
    with pytest.raises(ValueError, match="is used twice"):
        streams.generator("base", "talk", 1)


def test_a_part_of_a_family_remembers_what_the_other_parts_handed_out():
    streams = Streams(1, "trace")
    streams.of("a").uniforms(1, "b")

    with pytest.raises(ValueError, match="is used twice"):
        streams.of("a").uniforms(1, "b")


def test_streams_are_even_and_unrelated_to_each_other():
    streams = Streams(5, "trace")
    columns = np.array([streams.uniforms(4000, "purpose", i) for i in range(40)])

    assert columns.min() >= 0 and columns.max() < 1
    assert_unrelated(columns)
    assert_distribution(columns.ravel(), "uniform")
    first_of_each = np.array([streams.uniforms(1, "other", i)[0] for i in range(4000)])
    assert_distribution(first_of_each, "uniform")


def test_numbers_drawn_into_an_array_are_those_of_the_streams_generator():
    one, other = Streams(1, "trace"), Streams(1, "trace")
    table = np.zeros(30)
    generator = one.generator("desk")
    one.fill(table[5:14], "talk", 4)
    one.fill(table[20:21], "ring")

    assert np.array_equal(table[5:14], other.generator("talk", 4).random(9))
    assert np.array_equal(table[20:21], other.generator("ring").random(1))
    assert np.array_equal(generator.random(9), other.uniforms(9, "desk"))
    assert not table[:5].any()
    with pytest.raises(ValueError, match="used twice"):
        one.fill(table, "talk", 4)
