"""Drawing on what was drawn before changes nothing, whichever number of the scenario moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from scenarios.loading import load_scenario
from scenarios.loading.range_ends import range_ends
from scenarios.schema import Scenario
from scenarios.shipped import shipped_names
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from scenarios.trace.drawn_before import DrawnBefore
from tests.scenarios.trace.drawing import call, drawn, incident, scenario, situation
from tests.sim.twin.scenario_draws import scenarios

USUAL = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
Path = tuple[str | int, ...]
DRAWN_OF = ("demand", "callers", "lines", "call_takers", "dispatchers", "agencies", "place",
            "technology", "situations", "run")  # fmt: skip


def numbers_of(part: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where the numbers of a part of a scenario stand."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name != "shares":  # of quantiles: one that moves alone no longer fits the others
                yield from numbers_of(getattr(part, name), (*path, name))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from numbers_of(value, (*path, name))
    elif isinstance(part, tuple):
        for number, value in enumerate(part):
            yield from numbers_of(value, (*path, number))
    elif isinstance(part, float) and part > 0:
        yield path


def moved(part: Any, path: Path) -> Any:
    """Return a part with the number at a path a fifth smaller."""
    if not path:
        return part * 0.8
    first, rest = path[0], path[1:]
    if isinstance(part, BaseModel):
        return part.model_copy(update={first: moved(getattr(part, str(first)), rest)})
    if isinstance(part, dict):
        return {**part, first: moved(part[first], rest)}
    return tuple(moved(v, rest) if i == first else v for i, v in enumerate(part))


def assert_alike(one: Trace, other: Trace, why: object) -> None:
    for table in fields(Trace):
        for column in fields(getattr(one, table.name)):
            a, b = (getattr(getattr(t, table.name), column.name) for t in (one, other))
            assert a.dtype == b.dtype, (why, table.name, column.name)
            assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), (why, table.name, column)


def check_one_number_after_another(found: Scenario, seed: int, chosen: st.DataObject) -> None:
    before = DrawnBefore()
    assert_alike(draw_trace(found, seed, 0, before), draw_trace(found, seed), "at first")
    paths = [path for path in numbers_of(found) if path[0] in DRAWN_OF]
    for path in chosen.draw(st.lists(st.sampled_from(paths), min_size=6, max_size=6)):
        other = moved(found, path)
        fresh = draw_trace(other, seed)
        assert_alike(draw_trace(other, seed, 0, before), fresh, path)
        assert_alike(draw_trace(other, seed, 0, before), fresh, (path, "again"))
    assert_alike(draw_trace(found, seed, 0, before), draw_trace(found, seed), "at last")


@settings(USUAL, max_examples=25)
@given(scenarios(), st.integers(0, 99), st.data())
def test_whichever_number_moves(found: Scenario, seed: int, chosen: st.DataObject) -> None:
    check_one_number_after_another(found, seed, chosen)


@pytest.mark.long
@settings(USUAL, max_examples=1000)
@given(scenarios(), st.integers(0, 99), st.data())
def test_whichever_number_moves_often(found: Scenario, seed: int, chosen: st.DataObject) -> None:
    check_one_number_after_another(found, seed, chosen)


@settings(USUAL, max_examples=10)
@given(scenarios(), scenarios(), st.integers(0, 99))
def test_scenarios_that_have_nothing_in_common(one: Scenario, other: Scenario, seed: int) -> None:
    before = DrawnBefore()
    for found in (one, other, one):
        assert_alike(draw_trace(found, seed, 0, before), draw_trace(found, seed), found.name)


def check_ends(region: str, every: int) -> None:
    before = DrawnBefore()
    for assumption in range_ends(load_scenario(region))[::every]:
        for end, at_end in assumption.ends.items():
            known = draw_trace(at_end.scenario, 1, 0, before)
            assert_alike(known, draw_trace(at_end.scenario, 1), (assumption.path, end))


def test_ends_of_the_ranges_of_a_region() -> None:
    check_ends("bontang", every=12)


@pytest.mark.long
@pytest.mark.parametrize("region", shipped_names("region"))
def test_all_ends_of_the_ranges(region: str) -> None:
    check_ends(region, every=1)


@pytest.mark.parametrize(
    "change",
    [
        {"patience": "9s"},
        {"work": {"talk": "9 menit"}},
        {"work": {"wrap_up": "9 menit"}},
        {"rate": {"per_day": 120}},
        {"rate": {"per_day": 100, "hour_of_day": [1, *[2] * 23]}},
        {"day_factor_shape": 2},
        {"day_factor_shape": 2, "day_factor_correlation": 0.5},
    ],
)
@pytest.mark.parametrize("sort", ["incidents", "calls"])
def test_what_a_kind_says_itself(sort: str, change: dict[str, Any]) -> None:
    def saying(**more: Any) -> Scenario:
        kinds = {"incidents": {"api": incident()}, "calls": {"tes": call()}}
        name = next(iter(kinds[sort]))
        kinds[sort] = {name: {**kinds[sort][name], **more}}
        return scenario(**kinds)

    before = DrawnBefore()
    draw_trace(saying(), 1, 0, before)

    assert_alike(draw_trace(saying(**change), 1, 0, before), drawn(saying(**change)), change)


BURST = {
    "share": 0.5,
    "more_callers": 3,
    "spread": {"distribution": "exponential", "mean": "3 min"},
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"day_factor_shape": 2}, {"day_factor_shape": 2, "day_factor_correlation": 0.5}),
        ({"burst": BURST}, {"burst": BURST | {"share": 0.6}}),
        ({"burst": BURST}, {"burst": BURST | {"more_callers": 4}}),
        ({"burst": BURST}, {"burst": BURST | {"spread": "2 min"}}),
    ],
)
def test_what_comes_on_top(before: dict[str, Any], after: dict[str, Any]) -> None:
    known = DrawnBefore()
    draw_trace(scenario({"api": incident(**before)}), 1, 0, known)

    other = scenario({"api": incident(**after)})

    assert_alike(draw_trace(other, 1, 0, known), drawn(other), after)


def test_a_kind_of_another_name_has_other_luck() -> None:
    before = DrawnBefore()
    draw_trace(scenario({"api": incident()}, {"tes": call()}), 1, 0, before)

    renamed = scenario({"asap": incident()}, {"coba": call()})

    assert_alike(draw_trace(renamed, 1, 0, before), drawn(renamed), "renamed")


@pytest.mark.parametrize(
    "change",
    [
        {"call_takers__pick_up": "9s"},
        {"callers__patience": "9s"},
        {"callers__redial__delay": "9s"},
        {"lines__announcement": "9s"},
        {"technology__ring": "9s"},
        {"demand__work__wrap_up": "9s"},
        {"demand__work__talk": "9 menit"},
        {"run": {"start_day": "Mon", "start_time": "06:00", "length": "4 minggu", "warm_up": "0s"}},
        {"run": {"start_day": "Mon", "length": "3 minggu", "warm_up": "0s"}},
        {"run": {"start_day": "Mon", "length": "4 minggu", "warm_up": "1 hari"}},
        {"place__weights": "area"},
        {"technology__notification": "9s"},
        {"agencies__damkar__desk__no_answer": 0.5},
        {"agencies__damkar__field__on_scene": "9 menit"},
    ],
    ids=str,
)
def test_what_holds_for_all_kinds(change: dict[str, Any]) -> None:
    usual = {
        "incidents": {"api": incident()},
        "calls": {"tes": call(rate={"per_day": 100, "hour_of_day": [1, *[2] * 23]})},
        "callers__redial__after_abandoning": 0.7,
    }
    before = DrawnBefore()
    first = draw_trace(scenario(**usual), 1, 0, before)

    fresh = drawn(scenario(**(usual | change)))

    with pytest.raises(AssertionError):
        assert_alike(first, fresh, "the change changes nothing")
    assert_alike(draw_trace(scenario(**(usual | change)), 1, 0, before), fresh, change)


@pytest.mark.parametrize("section", ["lines__trunks", "situations"])
def test_what_counts_is_the_order_too(section: str) -> None:
    parts = {
        "lines__trunks": {
            name: {"label": name, "channels": 9, "share": share}
            for name, share in (("telkom", 0.2), ("seluler", 0.8))
        },
        "situations": {
            name: situation(surges={"*": {"factor": factor}})
            for name, factor in (("satu", 1.5), ("dua", 2.0))
        },
    }[section]
    usual = {"incidents": {"api": incident()}, "calls": {"tes": call()}}
    before = DrawnBefore()
    draw_trace(scenario(**usual, **{section: parts}), 1, 0, before)

    turned = scenario(**usual, **{section: dict(reversed(parts.items()))})

    assert_alike(draw_trace(turned, 1, 0, before), drawn(turned), section)


def test_what_does_not_hang_on_the_number_is_not_drawn_again() -> None:
    usual = {"incidents": {"api": incident(), "banjir": incident()}, "calls": {"tes": call()}}
    before = DrawnBefore()
    first = draw_trace(scenario(**usual), 1, 0, before)

    turnout = {"agencies__damkar__field__turnout_day": "9 menit"}
    slower = draw_trace(scenario(**usual, **turnout), 1, 0, before)
    assert slower.callers.talk_s is first.callers.talk_s
    assert not np.array_equal(slower.tasks.turnout_day_s, first.tasks.turnout_day_s)

    # a need that changes leaves the category's own beginnings, and so all callers, as they are
    one_more = [{"agencies": ["damkar"], "units": 2}]
    usual["incidents"] = {"api": incident(needs=one_more), "banjir": incident()}
    more = draw_trace(scenario(**usual), 1, 0, before)
    assert more.callers.talk_s is first.callers.talk_s
    assert len(more.tasks) > len(first.tasks)


def test_what_is_drawn_anew_and_comes_out_alike_is_what_was_there() -> None:
    before = DrawnBefore()
    first = before.part("x", (1,), lambda: (np.arange(3), None))

    assert before.part("x", (2,), lambda: (np.arange(3), None)) is first
    assert before.part("x", (2,), lambda: pytest.fail("drawn again")) is first
    other = before.part("x", (3,), lambda: (np.arange(4), None))
    assert len(other[0]) == 4
    assert before.part("x", (3,), lambda: pytest.fail("drawn again")) is other


def test_size_counts_each_array_once() -> None:
    before = DrawnBefore()
    trace = draw_trace(scenario(calls={"tes": call()}), 1, 0, before)

    columns = {
        id(array): array.nbytes
        for table in (trace.callers, trace.attempts)
        for array in (getattr(table, column.name) for column in fields(table))
    }

    assert 0.8 * sum(columns.values()) < before.size_bytes < 1.5 * sum(columns.values())
