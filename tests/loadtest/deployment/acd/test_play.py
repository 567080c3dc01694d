"""Trunk groups follow the clock of a play, of which the operator tells."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.loadtest.deployment.acd.deployment import Acd
from tests.loadtest.deployment.acd.stage import Stage

AcdInMode = Callable[..., Acd]
CUT = {"channel_steps": {"telkomsel": [[0, 20], [1000, 0], [2000, 3]], "narrow": [[0, 0]]}}


def at_run_time(acd: Acd, run_s: float) -> None:
    """Let the play be so far now."""
    said = {"zero_at": time.time() - run_s}
    assert acd.call("PUT", "/play", said) == (200, said)


def channels(acd: Acd) -> dict[str, int]:
    _, status = acd.call("GET", "/status")
    return {name: group["channels"] for name, group in status["trunk_groups"].items()}


def test_a_trunk_without_channels_refuses_as_one_whose_channels_are_all_held(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first", **CUT)
    caller = stage.caller(acd)
    at_run_time(acd, 1500.0)

    refusal = caller.refused(caller.invite("0899000000501", trunk="telkomsel"), 503)

    assert refusal.headers.get("Reason") == "Q.850;cause=34"
    assert acd.events.wait("0899000000501", "blocked")[0]["trunk"] == "telkomsel"
    at_run_time(acd, 2500.0)
    caller.hang_up(caller.accepted(caller.invite("0899000000502", trunk="telkomsel")))


def test_before_the_play_and_in_it_there_are_the_channels_of_the_moment(own_acd: AcdInMode) -> None:
    acd = own_acd(**CUT)

    assert channels(acd) == {"telkomsel": 20, "narrow": 1}
    found = []
    for run_s in (-0.5, 999.0, 1000.0, 2000.0):
        at_run_time(acd, run_s)
        found.append(channels(acd))
    assert [(f["telkomsel"], f["narrow"]) for f in found] == [(20, 0), (20, 0), (0, 0), (3, 0)]


def test_a_call_that_holds_a_channel_keeps_it_through_the_cut(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first", **CUT)
    one, two = stage.caller(acd), stage.caller(acd)
    at_run_time(acd, 0.0)
    talk = one.accepted(one.invite("0899000000511", trunk="telkomsel"))

    at_run_time(acd, 1500.0)
    two.refused(two.invite("0899000000512", trunk="telkomsel"), 503)

    _, status = acd.call("GET", "/status")
    assert status["trunk_groups"]["telkomsel"]["in_use"] == 1
    one.hang_up(talk)
    acd.wait_for(lambda: not acd.is_busy())
    two.refused(two.invite("0899000000513", trunk="telkomsel"), 503)


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [(None, {"zero_at": 1.0}, 401), ("wrong-key", {"zero_at": 1.0}, 401), ("", {}, 401)],
)
def test_only_the_operator_says_when_a_play_begins(
    acd_in_mode: AcdInMode, key: str | None, body: object, code: int
) -> None:
    acd = acd_in_mode(answer="first", **CUT)

    assert acd.call("PUT", "/play", body, key)[0] == code


@pytest.mark.parametrize("body", [{}, {"zero_at": -1}, {"zero_at": "soon"}, {"zero_at": 1, "x": 1}])
def test_what_is_no_beginning_is_refused(acd_in_mode: AcdInMode, body: object) -> None:
    assert acd_in_mode(answer="first", **CUT).call("PUT", "/play", body)[0] == 422
