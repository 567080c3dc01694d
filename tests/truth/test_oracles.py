"""The oracles agree with one another where they overlap, each made in a way of its own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad, simpson, solve_ivp
from scipy.special import gammaincc
from scipy.stats import gamma, poisson

from tests.sim.erlang import ErlangA, ErlangC, erlang_b, priority_waits
from tests.truth.abandonment import Answered, gamma_factors
from tests.truth.day import Day
from tests.truth.markov import chain_of, reached, stationary
from tests.truth.priorities import mean_waits, most_urgent_waits_longer
from tests.truth.redial import Redialling
from tests.truth.two_units import TwoUnits


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (10, 8.0), (200, 300.0)])
def test_erlang_b_is_a_poisson_cut_off(servers, load):
    exact = poisson.pmf(servers, load) / poisson.cdf(servers, load)

    assert erlang_b(servers, load) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (10, 8.0), (200, 180.0)])
def test_erlang_c_by_the_incomplete_gamma_function(servers, load):
    lost = poisson.pmf(servers, load) / gammaincc(servers + 1, load)
    exact = lost / (1 - load / servers * (1 - lost))

    assert ErlangC(servers, load, 1).waits == pytest.approx(exact, rel=1e-12)


def test_erlang_a_is_a_chain_and_becomes_erlang_c():
    def moves(there):
        if there < 150:
            yield 9.0, there + 1
        yield min(there, 10) + max(there - 10, 0) / 2, max(there - 1, 0)

    chain = chain_of(reached([0], moves), moves)
    share, queue = stationary(chain), ErlangA(10, 9, 1, 2)
    assert chain.mean(share, lambda n: n >= 10) == pytest.approx(queue.waits, abs=1e-12)
    assert chain.mean(share, lambda n: max(n - 10, 0)) / 9 == pytest.approx(queue.mean_wait)
    patient = ErlangA(10, 8, 1, 1e7)
    assert patient.mean_wait == pytest.approx(ErlangC(10, 8, 1).mean_wait, rel=1e-5)


def test_who_is_answered_how_soon():
    queue = ErlangA(10, 9, 1, 2)
    answered = Answered(queue)

    assert answered.within(0) == pytest.approx(1 - queue.waits)
    assert answered.within(50) == pytest.approx(1 - queue.abandons, abs=1e-9)
    served = 1 - queue.abandons
    later = quad(lambda t: served - answered.within(t), 0, 30, epsrel=1e-7)[0]
    assert answered.mean_wait == pytest.approx(later / served, rel=1e-6)
    patient = Answered(ErlangA(10, 8, 1, 1e7))
    assert patient.within(0.3) == pytest.approx(ErlangC(10, 8, 1).within(0.3), abs=1e-6)


def test_the_gauss_rule_integrates_over_the_gamma():
    factors, weights = gamma_factors(5.0)

    assert np.dot(weights, factors) == pytest.approx(1)
    assert np.dot(weights, factors**2) == pytest.approx(1 + 1 / 5)
    days = gamma(5.0, scale=1 / 5)
    exact = quad(lambda f: days.pdf(f) * erlang_b(4, 3 * f), 0, 12, epsabs=1e-12)[0]
    assert np.dot(weights, [erlang_b(4, 3 * f) for f in factors]) == pytest.approx(exact, rel=1e-8)


def test_a_day_that_does_not_change_becomes_erlang_a():
    day, queue = Day([3.0] * 20, [3] * 20, 1.0, 1.0, 25), ErlangA(3, 3, 1, 1)

    assert day.delayed(19) == pytest.approx(queue.waits, abs=1e-7)
    assert day.wait_h(19) == pytest.approx(queue.mean_wait, abs=1e-7)
    assert day.abandoned(19) == pytest.approx(queue.abandons, abs=1e-7)
    assert day.busy(19, 0) == pytest.approx(3 * (1 - queue.abandons), abs=1e-7)


SMALL = Day([4.0, 6.0, 5.0, 1.0], [3, 1, 2, 2], 0.5, 0.8, 25)


def test_a_changing_day_by_another_integration():
    def staff(hour):
        return SMALL.staff[min(int(hour), 3)]

    def course(hour, p, begin):
        p = p.reshape(4, 26)
        flow = np.zeros_like(p)
        c = SMALL.staff[begin]
        for busy in range(4):
            for waiting in range(26):
                share = p[busy, waiting]
                if not share:
                    continue
                to = []
                if busy < c:
                    to.append((SMALL.per_hour[begin], busy + 1, waiting))
                elif waiting < 25:
                    to.append((SMALL.per_hour[begin], busy, waiting + 1))
                stays = waiting > 0 and busy - 1 < c
                to.append((busy / 0.5, busy - (not stays), waiting - stays))
                to.append((waiting / 0.8, busy, waiting - 1))
                for rate, b, w in to:
                    if rate:
                        flow[busy, waiting] -= rate * share
                        flow[b, w] += rate * share
        return flow.ravel()

    p = np.zeros((4, 26))
    p[0, 0] = 1
    for hour in range(3):
        for busy in range(4):  # who waits begins where there is room now
            for waiting in range(1, 26):
                begin = min(waiting, max(staff(hour) - busy, 0))
                if begin:
                    p[busy + begin, waiting - begin] += p[busy, waiting]
                    p[busy, waiting] = 0
        done = solve_ivp(course, (0, 1), p.ravel(), args=(hour,), rtol=1e-7, atol=1e-10)
        p = done.y[:, -1].reshape(4, 26)
        assert SMALL.distributions[hour][-1] == pytest.approx(p.ravel(), abs=1e-6)


def test_what_all_callers_wait_is_the_queue_over_time():
    # the last hours without calls let everybody who waits be answered or give up
    day = Day([4.0, 6.0, 5.0, 0.0, 0.0, 0.0], [3, 1, 2, 2, 2, 2], 0.5, 0.8, 25)
    waiting = [w for _, w in day.states]
    queues = [simpson(p @ waiting, dx=1 / 240) for p in day.distributions]
    waits = [day.wait_h(hour) * rate for hour, rate in enumerate(day.per_hour)]

    assert sum(waits) == pytest.approx(sum(queues), rel=1e-6)


def test_priorities_of_one_server_and_of_one_class():
    assert mean_waits(1, [0.3, 0.4], 1.0) == pytest.approx(priority_waits([0.3, 0.4], 1.0))
    alone = ErlangC(4, 3.0, 1.0)
    assert mean_waits(4, [3.0], 1.0) == pytest.approx([alone.mean_wait])
    assert most_urgent_waits_longer(4, [3.0], 1.0, 0.7) == pytest.approx(1 - alone.within(0.7))


def test_priorities_change_who_waits_but_not_how_much_is_waited():
    arrivals = [0.6, 0.9, 1.5]
    waited = sum(a * w for a, w in zip(arrivals, mean_waits(4, arrivals, 1.0), strict=True))

    assert waited == pytest.approx(3.0 * ErlangC(4, 3.0, 1.0).mean_wait)


def test_two_units_that_are_there_at_once_are_erlang_c():
    units = TwoUnits((0, 1), (0, 0.3, 1), (0.5, 0.2, 0.3), 1.1, 1e-9, 1.0)

    assert units.delayed == pytest.approx(ErlangC(2, 1.1, 1).waits, abs=1e-7)
    assert units.mean_wait == pytest.approx(ErlangC(2, 1.1, 1).mean_wait, abs=1e-7)


def test_every_incident_is_answered_by_one_of_two_units_alike_from_both_ends():
    units = TwoUnits((0, 1), (0, 1), (0.5, 0.5), 1.1, 0.3, 1.0)

    for place in range(2):
        assert units.answered_by(0, place) + units.answered_by(1, place) == pytest.approx(1)
    assert units.answered_by(0, 0) == pytest.approx(units.answered_by(1, 1))
    rare = TwoUnits((0, 1), (0, 0.3, 1), (0.5, 0.2, 0.3), 1e-6, 0.2, 1.0)
    assert rare.mean_response == pytest.approx(0.2 * 0.2 * 0.3, rel=1e-4)


def test_nobody_who_redials_is_erlang_a_and_b():
    waiting = Redialling(4, 60, 4.0, 1.0, 1.5, 0.5, 0.0, 0.0)
    assert waiting.abandoned == pytest.approx(ErlangA(4, 4, 1, 1.5).abandons)
    losing = Redialling(4, 4, 4.0, 1.0, 1.5, 0.5, 0.0, 0.0)
    assert losing.blocked == pytest.approx(erlang_b(4, 4))


def test_attempts_are_callers_and_those_who_try_again():
    queue = Redialling(4, 8, 4.0, 1.0, 1.5, 0.5, 0.8, 0.5)
    again = 0.8 * queue.blocked + 0.5 * queue.abandoned

    assert queue.attempts * (1 - again) == pytest.approx(queue.arrival)
    assert math.isfinite(queue.attempts)
