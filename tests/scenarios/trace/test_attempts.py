"""One row for each attempt that a caller could ever make, and none beyond."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scenarios.trace.chance import assert_shares
from tests.scenarios.trace.drawing import call, drawn, scenario

REDIAL = {"after_abandoning": 0.3, "after_blocked": 0.6, "delay": "60s", "at_most": 3}


def trace_with(redial):
    callers = {"patience": "90s"} | ({"redial": redial} if redial else {})
    return drawn(scenario(calls={"tes": call(400)}, callers=callers))


def test_rows_end_where_neither_giving_up_nor_a_busy_line_would_lead_to_another_try():
    trace = trace_with(REDIAL)
    attempts = trace.callers.attempts
    ordinal = np.arange(len(trace.attempts)) - np.repeat(trace.callers.first_attempt, attempts)
    last = ordinal == np.repeat(attempts, attempts) - 1
    luck = trace.attempts.redial_u

    assert np.all(luck[~last] < 0.6)
    assert np.all((luck[last] >= 0.6) | (ordinal[last] == 3))
    assert_shares(np.bincount(attempts, minlength=5)[1:], [0.4, 0.24, 0.144, 0.216])


def test_the_likelier_cause_decides_how_far_the_rows_go():
    swapped = REDIAL | {"after_abandoning": 0.6, "after_blocked": 0.3}

    assert np.array_equal(
        trace_with(REDIAL).attempts.redial_u, trace_with(swapped).attempts.redial_u
    )


@pytest.mark.parametrize(
    "redial", [None, REDIAL | {"at_most": 0}, REDIAL | {"after_abandoning": 0, "after_blocked": 0}]
)
def test_where_nobody_tries_again_there_is_one_row_each(redial):
    trace = trace_with(redial)

    assert np.all(trace.callers.attempts == 1)
    assert np.array_equal(trace.callers.first_attempt, np.arange(len(trace.callers)))
    assert len(trace.attempts) == len(trace.callers)


def test_who_surely_tries_again_has_all_rows():
    trace = trace_with(REDIAL | {"after_blocked": 1})

    assert np.all(trace.callers.attempts == 4)


def test_each_attempt_has_patience_and_luck_of_its_own():
    trace = drawn(
        scenario(
            calls={"tes": call(100)},
            callers={
                "patience": {"distribution": "exponential", "mean": "90s"},
                "redial": REDIAL | {"after_blocked": 1, "at_most": 20},
            },
        )
    )

    for column in (trace.attempts.patience_s, trace.attempts.redial_u):
        of_caller = column.reshape(-1, 21)
        assert len(np.unique(of_caller)) > 0.99 * of_caller.size
        spread = np.corrcoef(of_caller, rowvar=False)[~np.eye(21, dtype=bool)]
        assert np.abs(spread).max() < 5 / np.sqrt(len(of_caller))


def test_patience_is_endless_where_none_is_given_and_a_kind_may_have_its_own():
    found = scenario(
        calls={"a": call(50), "b": call(50, patience="7s")}, callers={"redial": REDIAL}
    )
    trace = drawn(found)
    category = np.repeat(trace.callers.category, trace.callers.attempts)

    assert np.all(trace.attempts.patience_s[category == 0] == np.inf)
    assert np.all(trace.attempts.patience_s[category == 1] == 7)


def test_nuisance_callers_try_once_for_their_calls_come_whatever_happens_to_them():
    sure = REDIAL | {"after_abandoning": 1, "after_blocked": 1}
    iseng = {"kind": "tes", "people_per_day": 20, "calls_each": 3, "gap": "2 min"}
    trace = drawn(
        scenario(
            calls={"tes": call(0)},
            callers={"patience": "90s", "redial": sure},
            demand__nuisance={"iseng": iseng},
        )
    )

    assert len(trace.callers) > 300
    assert np.all(trace.callers.attempts == 1)
