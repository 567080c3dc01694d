"""Editing one part of a scenario leaves the draws of the others alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from tests.scenarios.trace.drawing import (
    by_identity,
    call,
    differing_columns,
    drawn,
    incident,
    situation,
)
from tests.small_scenario import small_scenario_data

PATIENCE = {"attempts.patience_s"}
TALK = {"callers.talk_s", "callers.talk_duplicate_s", "callers.ticket_s"}

EDITS: dict[str, tuple[str, Any, set[str]]] = {
    "talk of one kind": ("demand.calls.prank.work.talk", "duration", TALK),
    "talk of one type": (
        "demand.incidents.medis.work",
        st.builds(lambda d: {"talk": d}, st.from_regex(r"[1-9][0-9]{0,2}s", fullmatch=True)),
        {"callers.talk_s"},
    ),
    "wrap-up of all": ("demand.work.wrap_up", "duration", {"callers.wrap_up_s"}),
    "ticket": ("demand.work.ticket", "duration", {"callers.ticket_s"}),
    "patience": ("callers.patience", "duration", PATIENCE),
    "patience of one kind": ("demand.calls.prank.patience", "duration", PATIENCE),
    "endless patience": ("callers.patience", st.none(), PATIENCE),
    "redial delay": ("callers.redial.delay", "duration", {"attempts.redial_delay_s"}),
    "redialling": ("callers.redial.after_blocked", "share", set()),
    "redials at most": ("callers.redial.at_most", st.integers(0, 9), set()),
    "announcement": ("lines.announcement", "duration", {"attempts.announcement_s"}),
    "trunk shares": (
        "lines.trunks",
        st.floats(0.1, 0.9).map(
            lambda s: {
                n: {"label": n, "channels": 5, "share": x} for n, x in (("a", s), ("b", 1 - s))
            }
        ),
        {"callers.trunk"},
    ),
    "channels": ("lines.trunks.telkom.channels", st.integers(0, 99), set()),
    "a desk": ("agencies.damkar.desk.acknowledge", "duration", {"candidates.acknowledge_s"}),
    "a desk that is silent": (
        "agencies.damkar.desk.no_answer",
        "share",
        {"candidates.no_answer"},
    ),
    "a desk that refuses": ("agencies.ambulans.desk.refuse", "share", {"candidates.refuses"}),
    "a desk's staff": ("agencies.ambulans.desk.staffing.people", st.integers(0, 9), set()),
    "how it is told": ("agencies.damkar.notify", st.just("application"), set()),
    "turnout": ("agencies.damkar.field.turnout_day", "duration", {"tasks.turnout_day_s"}),
    "on scene": ("agencies.ambulans.field.on_scene", "duration", {"tasks.on_scene_s"}),
    "transport": ("agencies.ambulans.field.transport", "share", {"tasks.transport"}),
    "units of a post": ("agencies.damkar.posts", "units", set()),
    "units needed": (
        "demand.incidents.kebakaran.needs",
        st.integers(1, 20).map(
            lambda n: [
                {"agencies": ["damkar"], "units": n},
                {"agencies": ["ambulans"], "share": 0.2},
            ]
        ),
        {"candidates.units"},
    ),
    "share of a need": (
        "demand.incidents.kebakaran.needs",
        st.floats(0, 1).map(
            lambda s: [
                {"agencies": ["damkar"], "units": 2},
                {"agencies": ["ambulans"], "share": s},
            ]
        ),
        set(),
    ),
    "a need more": (
        "demand.incidents.medis.needs",
        st.just([{"agencies": ["ambulans", "damkar"]}, {"agencies": ["damkar"], "units": 3}]),
        set(),
    ),
    "bursts": ("demand.incidents.kebakaran.burst.share", "share", set()),
    "callers of a burst": ("demand.incidents.kebakaran.burst.more_callers", "mean", set()),
    "spread of a burst": (
        "demand.incidents.kebakaran.burst.spread",
        "duration",
        {"callers.arrival_s"},
    ),
    "roads": ("place.roads.speed_kmh", st.just([7.0]), set()),
    "call-takers": ("call_takers.staffing", st.just({"people": 1}), set()),
    "technology": ("technology.ring", "duration", {"attempts.ring_s"}),
    "another notification latency": (
        "technology.notification",
        "duration",
        {"candidates.latency_s"},
    ),
    "a target": ("targets.dijawab.within", "duration", set()),
    "no checklist": ("checklist", st.just({}), set()),
    "weeks of evidence": ("run.weeks_at_most", st.integers(5, 99), set()),
    "an incident type more": ("demand.incidents.zat", st.just(incident(20)), {"callers.category"}),
    "a kind of call more": ("demand.calls.zat", st.just(call(20)), set()),
    "nuisance callers more": (
        "demand.nuisance.zat",
        st.just({"kind": "prank", "people_per_day": 3, "calls_each": 4, "gap": "60s"}),
        set(),
    ),
    "a situation": ("situations.zat", st.just(situation(surges={"*": {"factor": 2}})), set()),
}
KINDS = {
    "duration": st.integers(1, 500).map("{}s".format),
    "share": st.floats(0, 1),
    "mean": st.floats(1, 9),
    "units": st.integers(1, 9).map(
        lambda n: [{"name": "x", "kecamatan": "64.74.02", "units": n}, {"name": "y"} | POST]
    ),
}
POST = {"lat": 0.1, "lon": 117.4, "units": 2}
MORE_OR_FEWER_ROWS = {
    "redialling": {"attempts"},
    "redials at most": {"attempts"},
    "units needed": {"tasks"},
    "share of a need": {"candidates", "tasks"},
    "a need more": {"candidates", "tasks"},
    "bursts": {"callers", "attempts"},
    "callers of a burst": {"callers", "attempts"},
    "spread of a burst": {"callers", "attempts"},
    "an incident type more": {"callers", "attempts", "incidents", "candidates", "tasks"},
    "a kind of call more": {"callers", "attempts"},
    "nuisance callers more": {"callers", "attempts"},
    "a situation": {"callers", "attempts", "incidents", "candidates", "tasks"},
}


def edited(path: str, value: Any) -> Scenario:
    data = copy.deepcopy(small_scenario_data())
    data["run"]["length"] = "3 hari"
    *holders, key = path.split(".")
    table = data
    for holder in holders:
        table = table.setdefault(holder, {})
    if value is None:
        del table[key]
    else:
        table[key] = value
    return Scenario.model_validate(data)


@pytest.fixture(scope="module")
def before():
    return by_identity(drawn(edited("name", "kecil")))


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_changes_its_own_column_and_no_other(edit, before):
    path, values, columns = EDITS[edit]

    @settings(max_examples=3, deadline=None, derandomize=True, database=None)
    @given(st.data())
    def holds(data):
        strategy = KINDS[values] if isinstance(values, str) else values
        after = by_identity(drawn(edited(path, data.draw(strategy))))

        assert differing_columns(before, after) <= columns
        may_differ = MORE_OR_FEWER_ROWS.get(edit, set())
        for table in before.keys() - may_differ:
            assert before[table].keys() == after[table].keys()
        if edit.endswith("more") or edit == "a situation":
            for table in may_differ:
                assert before[table].keys() <= after[table].keys()

    holds()


def test_the_edits_do_reach_the_draws(before):
    """Else the test above would hold nothing."""
    for path, value, column in (
        ("callers.patience", "7s", "attempts.patience_s"),
        ("demand.calls.prank.work.talk", "9s", "callers.talk_s"),
        ("agencies.damkar.desk.no_answer", 0.5, "candidates.no_answer"),
    ):
        assert column in differing_columns(before, by_identity(drawn(edited(path, value))))


STAFF = {
    "absence": 0.3,
    "shifts": {
        "pagi": {"start": "07:00", "length": "8 jam", "people": 4},
        "malam": {"start": "19:00", "length": "9 jam", "people": 5},
    },
}


def plan_of(staff: dict[str, Any], **more: Any):
    data = copy.deepcopy(small_scenario_data())
    data["call_takers"]["staffing"] = staff
    data["run"] = {"length": "2 minggu", "warm_up": "12 jam"} | more.pop("run", {})
    return lay_out_plan(Scenario.model_validate(data | more), 3)


def stretches(plan, people):
    """Return the stretches of duty of some people in the evidence."""
    of_person = plan.call_takers.intervals(float("inf"))
    return [[(a, b) for a, b in of_person[p] if 86_400 < a < 13 * 86_400] for p in people]


def test_people_more_in_one_shift_change_nobody_elses_absence():
    one = plan_of(STAFF)
    more = copy.deepcopy(STAFF)
    more["shifts"]["malam"]["people"] = 7
    more["shifts"]["siang"] = {"start": "12:00", "length": "4 jam", "people": 3}
    other = plan_of(more)

    assert stretches(one, range(9)) == stretches(other, range(9))
    assert any(a != b for a, b in zip(stretches(one, [0]), stretches(one, [1]), strict=True))


def test_another_warm_up_or_length_leaves_dates_and_who_is_absent_on_them():
    one = plan_of(STAFF)

    for run in ({"warm_up": "3 hari"}, {"warm_up": "0s"}, {"length": "4 minggu"}):
        assert stretches(one, range(9)) == stretches(plan_of(STAFF, run=run), range(9))


def test_who_is_absent_in_a_situation_does_not_hang_on_the_others_in_force():
    week_days = {"start_day": "Mon", "length": "4 hari"}
    absent = situation(**week_days, staff_absence={"call_takers": 0.5}, units_absence={"*": 0.5})
    hardly = {"staff_absence": {"*": 1e-12}, "units_absence": {"*": 1e-12}}
    before = {"x": situation(start_day="Tue", length="1 hari", **hardly)}
    behind = {"y": situation(**week_days, **hardly, channels={"*": 0.5})}
    one = plan_of(STAFF, situations={"s": absent})
    many = plan_of(STAFF, situations=before | {"s": absent} | behind)

    assert one.call_takers == many.call_takers
    assert [a.on_duty for a in one.agencies] == [a.on_duty for a in many.agencies]
    assert one.call_takers != plan_of(STAFF).call_takers
