"""Exact traces: who gets which call, by hand."""

from __future__ import annotations

import pytest

from loadtest.deployment.acd.distribution.call_taker import PlaceState, Readiness
from loadtest.deployment.acd.distribution.distributor import CallPhase, Distributor, Offer
from loadtest.deployment.acd.distribution.trunk_groups import UnknownTrunkGroupError


def centre(*on_duty: str, channels: int = 10) -> Distributor:
    """Return a centre in which `on_duty` became ready at 1 s, 2 s, ... in the order given."""
    distributor = Distributor(
        {"telkomsel": channels}, default_group="telkomsel", extensions=["101", "102", "103"]
    )
    for second, extension in enumerate(on_duty, start=1):
        distributor.register(extension, registered=True, now_s=float(second))
        distributor.declare(extension, Readiness.READY, float(second))
    return distributor


def waiting(distributor: Distributor, call_id: str) -> list[Offer]:
    distributor.arrive(call_id, None)
    return distributor.enqueue(call_id)


def states(distributor: Distributor) -> list[str]:
    return [call_taker.state.value for call_taker in distributor.call_takers.values()]


def test_idle_longest_takes_the_call() -> None:
    distributor = centre("103", "101", "102")

    offers = [*waiting(distributor, "a"), *waiting(distributor, "b"), *waiting(distributor, "c")]

    assert offers == [Offer("a", "103"), Offer("b", "101"), Offer("c", "102")]


def test_equal_idle_times_go_to_the_lower_number_not_the_lower_text() -> None:
    distributor = Distributor({"x": 9}, default_group="x", extensions=["1000", "99"])
    for extension in ("1000", "99"):
        distributor.register(extension, registered=True, now_s=5.0)
        distributor.declare(extension, Readiness.READY, 5.0)

    assert waiting(distributor, "a") == [Offer("a", "99")]


def test_first_come_first_served() -> None:
    distributor = centre()
    assert waiting(distributor, "a") == []
    assert waiting(distributor, "b") == []

    distributor.register("101", registered=True, now_s=3.0)
    first = distributor.declare("101", Readiness.READY, 3.0)
    distributor.answer("a")
    distributor.leave("a", 10.0)
    second = distributor.declare("101", Readiness.READY, 12.0)

    assert (first, second) == ([Offer("a", "101")], [Offer("b", "101")])


def test_after_a_call_wrap_up_holds_until_the_next_ready() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    distributor.answer("a")
    assert states(distributor)[0] == "on_call"

    departure = distributor.leave("a", 20.0)

    assert (departure.extension, departure.talked, departure.offers) == ("101", True, [])
    assert states(distributor)[0] == "wrap_up"
    assert waiting(distributor, "b") == []
    assert distributor.declare("101", Readiness.READY, 30.0) == [Offer("b", "101")]


@pytest.mark.parametrize(
    ("declared", "state"), [(Readiness.NOT_READY, "not_ready"), (Readiness.READY, "ringing")]
)
def test_what_is_declared_during_a_call_holds_after_it(declared: Readiness, state: str) -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    waiting(distributor, "b")
    distributor.answer("a")

    assert distributor.declare("101", declared, 15.0) == []
    assert states(distributor)[0] == "on_call"
    departure = distributor.leave("a", 20.0)

    assert departure.offers == ([Offer("b", "101")] if state == "ringing" else [])
    assert states(distributor)[0] == state


def test_not_ready_while_ringing_survives_the_answer() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    distributor.declare("101", Readiness.NOT_READY, 4.0)
    distributor.answer("a")
    distributor.leave("a", 20.0)

    assert states(distributor)[0] == "not_ready"


def test_idle_time_counts_from_ready_after_the_last_call() -> None:
    distributor = centre("101", "102")
    waiting(distributor, "a")
    distributor.answer("a")
    distributor.leave("a", 20.0)
    distributor.declare("101", Readiness.READY, 25.0)

    assert waiting(distributor, "b") == [Offer("b", "102")]


def test_declaring_ready_again_does_not_lose_the_place() -> None:
    distributor = centre("101", "102")
    distributor.declare("101", Readiness.READY, 50.0)
    distributor.register("101", registered=True, now_s=51.0)

    assert waiting(distributor, "a") == [Offer("a", "101")]


def test_idle_time_starts_anew_with_a_new_registration() -> None:
    distributor = centre("101", "102")
    distributor.register("101", registered=False, now_s=3.0)
    distributor.register("101", registered=True, now_s=4.0)

    assert waiting(distributor, "a") == [Offer("a", "102")]


def test_no_channel_free_blocks_and_a_channel_given_back_serves_again() -> None:
    distributor = centre(channels=2)
    assert distributor.arrive("a", "telkomsel") == "telkomsel"
    assert distributor.arrive("b", "telkomsel") == "telkomsel"

    assert distributor.arrive("c", "telkomsel") is None
    distributor.leave("a", 1.0)
    assert distributor.arrive("d", "telkomsel") == "telkomsel"

    group = distributor.trunk_groups.snapshot()["telkomsel"]
    assert (group.in_use, group.peak_in_use, group.offered, group.blocked) == (2, 2, 4, 1)


def test_one_group_full_leaves_the_other_alone() -> None:
    distributor = Distributor({"x": 1, "y": 1}, default_group=None, extensions=[])

    assert distributor.arrive("a", "x") == "x"
    assert distributor.arrive("b", "x") is None
    assert distributor.arrive("c", "y") == "y"


def test_an_unknown_group_is_the_default_group_or_nothing() -> None:
    assert centre().arrive("a", "unheard-of") == "telkomsel"
    strict = Distributor({"x": 1}, default_group=None, extensions=[])

    with pytest.raises(UnknownTrunkGroupError):
        strict.arrive("a", "unheard-of")
    with pytest.raises(UnknownTrunkGroupError):
        strict.arrive("a", None)


def test_a_refused_call_goes_back_to_the_head() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    waiting(distributor, "b")
    waiting(distributor, "c")

    assert distributor.refuse("a") == []

    assert distributor.queue == ["a", "b", "c"]
    assert states(distributor)[0] == "not_ready"


def test_a_refused_call_goes_to_the_next_call_taker_and_not_back() -> None:
    distributor = centre("101", "102")
    assert waiting(distributor, "a") == [Offer("a", "101")]

    assert distributor.refuse("a") == [Offer("a", "102")]
    assert distributor.leg_closed("101", "a") == []
    assert distributor.refuse("a") == []

    assert distributor.queue == ["a"]


def test_two_refused_calls_keep_their_order() -> None:
    distributor = centre("101", "102")
    waiting(distributor, "a")
    waiting(distributor, "b")
    waiting(distributor, "c")
    distributor.refuse("a")
    distributor.refuse("b")

    assert distributor.queue == ["a", "b", "c"]


def test_abandoned_while_ringing_frees_the_call_taker_when_the_leg_is_closed() -> None:
    distributor = centre("101", "102")
    waiting(distributor, "a")

    departure = distributor.leave("a", 9.0)
    assert (departure.extension, departure.talked) == ("101", False)
    assert states(distributor) == ["ringing", "ready", "not_ready"]
    assert waiting(distributor, "b") == [Offer("b", "102")]
    assert waiting(distributor, "c") == []

    # No work was done for the call given up, so idle time was not touched.
    assert distributor.leg_closed("101", "a") == [Offer("c", "101")]


def test_abandoned_in_the_queue_leaves_the_rest_in_order() -> None:
    distributor = centre()
    for call_id in "abc":
        waiting(distributor, call_id)

    assert distributor.leave("b", 4.0).extension is None
    assert distributor.queue == ["a", "c"]


def test_ready_without_a_telephone_gets_nothing() -> None:
    distributor = centre()
    distributor.declare("101", Readiness.READY, 1.0)

    assert waiting(distributor, "a") == []
    assert distributor.register("101", registered=True, now_s=2.0) == [Offer("a", "101")]


def test_ready_again_before_the_old_leg_is_closed_waits_for_it() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    distributor.refuse("a")

    assert distributor.declare("101", Readiness.READY, 8.0) == []
    assert distributor.leg_closed("101", "a") == [Offer("a", "101")]


def test_a_leg_closed_late_does_not_free_the_next_call() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    distributor.leave("a", 3.0)
    distributor.leg_closed("101", "a")
    assert waiting(distributor, "b") == [Offer("b", "101")]
    waiting(distributor, "c")

    assert distributor.leg_closed("101", "a") == []
    assert distributor.call_takers["101"].state is PlaceState.RINGING
    distributor.answer("b")
    with pytest.raises(ValueError, match="still with 101"):
        distributor.leg_closed("101", "b")
    assert distributor.calls == {"b": CallPhase.TALKING, "c": CallPhase.QUEUED}


def test_a_call_that_is_never_enqueued_is_never_offered() -> None:
    distributor = centre("101")
    distributor.arrive("a", None)

    assert waiting(distributor, "b") == [Offer("b", "101")]
    assert distributor.leave("a", 60.0).extension is None


def test_steps_out_of_turn_are_refused() -> None:
    distributor = centre("101")
    waiting(distributor, "a")
    distributor.answer("a")

    for step in (distributor.answer, distributor.refuse, distributor.enqueue):
        with pytest.raises(ValueError, match="TALKING"):
            step("a")
    with pytest.raises(ValueError, match="already"):
        distributor.arrive("a", None)
    with pytest.raises(ValueError, match="default"):
        Distributor({"x": 1}, default_group="y", extensions=[])
