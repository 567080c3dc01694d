"""What a simulation's records say of queues that only grow."""

from __future__ import annotations

from results.overload.overload import Overload, overloads
from results.records import join_records
from scenarios.schema import Scenario
from sim.simulate import simulate_replication
from tests.small_scenario import small_scenario

ENDLESS: dict[str, object] = {"callers__patience": None}
LINES = {
    "telkom": {"label": "Telkom", "channels": 5000, "share": 1.0},
}


def said_of(scenario: Scenario) -> dict[str, Overload]:
    """Play two replications of a week; return what is said, by group."""
    played = [simulate_replication(scenario, 3, r, engine="simpy") for r in range(2)]
    return {o.group: o for o in overloads(join_records(played), scenario.run)}


def until(hour: int, people: int = 1) -> dict[str, object]:
    """Return staffing up to an hour of the week, and none from then on."""
    return {"by_hour": [people] * hour + [0] * (168 - hour)}


def test_a_centre_that_keeps_up_is_not_said_to_be_overloaded() -> None:
    assert said_of(small_scenario()) == {}


def test_call_takers_who_go_on_monday_at_18_leave_a_queue_that_grows_since_then() -> None:
    staff = {"staffing": until(18, 3)}

    said = said_of(small_scenario(call_takers=staff, callers__patience=None, lines__trunks=LINES))

    assert set(said) == {"call_takers"}
    assert said["call_takers"].hour_of_week == 18
    assert said["call_takers"].growth > 80


def test_callers_who_lose_patience_leave_no_queue_that_grows() -> None:
    assert said_of(small_scenario(call_takers={"staffing": until(18, 3)})) == {}


def test_as_many_lines_as_there_are_bound_the_queue() -> None:
    scenario = small_scenario(call_takers={"staffing": until(18, 3)}, callers__patience=None)

    assert said_of(scenario) == {}


def test_dispatchers_who_go_leave_a_queue_too() -> None:
    desk = {"staffing": until(42), "work": "2 min", "wrap_up": "0s"}

    said = said_of(small_scenario(dispatchers=desk))

    assert set(said) == {"dispatchers"}
    assert 42 <= said["dispatchers"].hour_of_week <= 44


def test_a_desk_and_units_that_cannot_keep_up_are_named_with_their_agency() -> None:
    slow_desk = said_of(
        small_scenario(
            agencies__ambulans__desk__acknowledge="3 jam",
            demand__incidents__medis__needs=[{"agencies": ["ambulans"]}],
        )
    )
    slow_units = said_of(small_scenario(agencies__ambulans__field__on_scene="9 jam"))

    assert "desk:ambulans" in slow_desk and "units:ambulans" not in slow_desk
    assert set(slow_units) == {"units:ambulans"}
