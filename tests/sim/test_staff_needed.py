"""The fewest call-takers: against Erlang, and one fewer would not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from results.measures.question import question_of
from results.staff_needed import StaffNeeded
from scenarios.drafts.centres import find_centre
from scenarios.drafts.region_draft import draft_region
from scenarios.drafts.write import draft_toml
from scenarios.erlang import answered_within, fewest_servers
from scenarios.loading import load_scenario
from scenarios.loading.demand_ends import demand_at_end
from scenarios.schema import Scenario
from scenarios.schema.base import WEEK_S
from scenarios.schema.staffing import Shift
from scenarios.schema.targets import Target
from scenarios.trace.draw import draw_trace
from sim.staff_needed import _shares, answer_target, find_staff, with_people
from tests.small_scenario import small_scenario

QUEUE = Path(__file__).parents[2] / "benchmarks" / "queue.toml"
WITHIN_10_S = Target.model_validate(
    {
        "label": "Answer",
        "measure": "service_level",
        "within": "10s",
        "at_least": 0.9,
    }
)


def queue(calls_per_day: float, talk_s: float, *settings: str) -> Scenario:
    """Return a queue without patience: M/M/c."""
    scenario = load_scenario(
        QUEUE,
        settings=[
            f"demand.calls.calls.rate.per_day={calls_per_day}",
            f"demand.work.talk.mean={talk_s}s",
            'callers.patience={ distribution = "exponential", mean = "3650 d" }',
            "call_takers.staffing.people=1",
            *settings,
        ],
    ).scenario
    return scenario.model_copy(update={"targets": {"answer": WITHIN_10_S}})


def three(low: Scenario, middle: Scenario, high: Scenario) -> StaffNeeded:
    found = find_staff({"low": low, "middle": middle, "high": high}, 3)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("calls_per_day", "talk_s", "servers"), [(160, 180, 2), (1440, 120, 5), (2880, 300, 15)]
)
def test_a_queue_gets_what_erlang_c_gives(
    calls_per_day: float, talk_s: float, servers: int
) -> None:
    offered = calls_per_day * talk_s / 86_400
    assert fewest_servers(offered, talk_s, 10.0, 0.9) == servers
    exact = answered_within(servers, offered, talk_s, 10.0)
    assert exact > 0.91 and answered_within(servers - 1, offered, talk_s, 10.0) < 0.89

    found = three(*[queue(calls_per_day, talk_s)] * 3)

    assert found.planned == {"all": 1}
    for end in found.ends:
        assert end.people == {"all": servers}
        assert end.calls_per_day == pytest.approx(calls_per_day, rel=0.05)
        assert end.handling_s == pytest.approx(talk_s, rel=0.05)
        assert end.share["all"] == pytest.approx(exact, abs=0.015)


def test_two_are_the_fewest_however_few_call() -> None:
    found = three(*(queue(calls, 60.0) for calls in (1.0, 2.0, 4.0)))

    assert [end.people["all"] for end in found.ends] == [2, 2, 2]
    assert [end.weeks for end in found.ends] == [104, 104, 104]


def test_with_one_fewer_in_any_shift_it_would_not_be_met(tmp_path: Path) -> None:
    file = tmp_path / "draft.toml"
    file.write_text(draft_toml(draft_region(find_centre("Kabupaten Bogor"))), encoding="utf-8")
    loaded = load_scenario(file)
    high = demand_at_end(loaded, "high")

    found = three(demand_at_end(loaded, "low"), loaded.scenario, high)

    low_end, middle, high_end = found.ends
    for shift in found.planned:
        bands = [end.people[shift] for end in found.ends]
        assert None not in bands and bands == sorted(bands)  # type: ignore[type-var]
        assert all((end.share[shift] or 0) >= 0.9 for end in found.ends)
    assert low_end.employed is not None and high_end.employed is not None
    assert low_end.employed <= (middle.employed or 0) < high_end.employed
    assert max(n or 0 for n in high_end.people.values()) > 6  # more than go one after another
    people = {shift: n or 0 for shift, n in high_end.people.items()}
    run = high.run.model_copy(update={"length": high_end.weeks * WEEK_S})
    scenario = high.model_copy(update={"run": run})
    asked = answer_target(scenario)
    assert asked is not None
    trace = draw_trace(scenario, 3)
    for shift in people:
        fewer = {**people, shift: people[shift] - 1}
        shares = _shares(scenario, trace, fewer, question_of(asked[1]), 3, "twin")
        assert shares[shift] < 0.9


def test_a_shift_does_not_keep_people_that_only_a_backlog_asked_for(tmp_path: Path) -> None:
    text = QUEUE.read_text("utf-8")
    for old, new in (
        ("rate = { per_day = 12960 }", f"rate = {{ per_hour = {[60] * 12 + [2] * 12} }}"),
        ('mean = "60s"', 'mean = "180s"'),
        ('mean = "2 min"', 'mean = "3650 d"'),
        (
            "staffing = { people = 10 }",
            "[call_takers.staffing.shifts]\n"
            'busy = { start = "00:00", length = "12 jam", people = 1 }\n'
            'calm = { start = "12:00", length = "12 jam", people = 1 }',
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "queue.toml"
    file.write_text(text, encoding="utf-8")
    scenario = load_scenario(file).scenario
    scenario = scenario.model_copy(update={"targets": {"answer": WITHIN_10_S}})

    found = three(scenario, scenario, scenario).ends[0]

    assert found.people["calm"] == 2
    assert (found.people["busy"] or 0) > 4


def test_what_even_the_most_people_miss_is_not_told_as_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.staff_needed.MOST_PEOPLE", 3)

    found = three(*[queue(1440, 300)] * 3).ends[0]

    assert found.people == {"all": None}
    assert found.employed is None
    assert (found.share["all"] or 0) < 0.9


@pytest.mark.parametrize("people", [1, 2, 6, 7, 40])
def test_breaks_fit_into_the_shift_whatever_the_number_of_people(people: int) -> None:
    scenario = small_scenario()
    shifts = scenario.call_takers.staffing.shifts
    assert shifts is not None

    changed = with_people(scenario, dict.fromkeys(shifts, people)).call_takers.staffing.shifts

    assert changed is not None
    for shift in changed.values():
        assert shift.people == people
        assert Shift.model_validate(shift.model_dump(mode="json")) == shift


@pytest.mark.parametrize(("shrinkage", "employed"), [(0.0, 9), (0.2, 11)])
def test_whom_to_employ_is_counted_in_hours_at_work(shrinkage: float, employed: int) -> None:
    ends = [queue(1.0, 60.0, f"call_takers.staffing.shrinkage={shrinkage}") for _ in range(3)]

    # two around the clock are 336 hours a week, and one works 40 less leave and the like
    assert three(*ends).ends[0].employed == employed


def test_the_same_seed_finds_the_same() -> None:
    ends = [queue(calls, 120.0) for calls in (300.0, 900.0, 1500.0)]

    assert three(*ends) == three(*ends)
    assert StaffNeeded.from_dict(three(*ends).to_dict()) == three(*ends)


def test_without_a_target_on_the_answer_nothing_is_looked_for() -> None:
    scenario = queue(10.0, 60.0).model_copy(update={"targets": {}})

    assert find_staff({"low": scenario, "middle": scenario, "high": scenario}, 1) is None
