"""Erlang's formulas against published values, and their edges."""

import math

import pytest

from scenarios.erlang import answered_within, erlang_b, fewest_lines, fewest_servers


def test_blocking_is_as_published() -> None:
    assert erlang_b(10, 8) == pytest.approx(0.121661, abs=1e-6)
    assert erlang_b(0, 8) == 1


def test_waiting_is_as_published() -> None:
    # 100 calls in 30 min, handling time 180 s, 14 agents, 20 s (Koole, Call Center Optimization)
    assert answered_within(14, 10.0, 180.0, 20.0) == pytest.approx(0.88835, abs=1e-5)
    assert 1 - answered_within(14, 10.0, 180.0, 0.0) == pytest.approx(0.1741319, abs=1e-6)


def test_a_queue_that_only_grows_answers_nobody_in_time_and_none_answers_all() -> None:
    assert answered_within(3, 3.0, 60.0, 10.0) == 0
    assert answered_within(1, 0.0, 60.0, 10.0) == 1


@pytest.mark.parametrize("offered", [0.001, 0.1, 1.0, 7.9, 150.0])
def test_one_fewer_would_not_do(offered: float) -> None:
    servers = fewest_servers(offered, 90.0, 7.0, 0.9)
    lines = fewest_lines(offered, 0.01)

    assert answered_within(servers, offered, 90.0, 7.0) >= 0.9
    assert servers == 1 or answered_within(servers - 1, offered, 90.0, 7.0) < 0.9
    assert servers >= math.ceil(offered)
    assert erlang_b(lines, offered) <= 0.01
    assert lines == 1 or erlang_b(lines - 1, offered) > 0.01
