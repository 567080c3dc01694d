"""Which assumptions about the world are worth moving to the ends of their ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loading import load_scenario
from scenarios.loading.range_ends import RangeEnds, range_ends
from tests.scenarios.loading.conftest import Files
from tests.scenarios.loading.test_matrix_file import plain_csv, scenario_file

FILE = ('assumption = "made for tests"\nrange = ["x0.5", "x2"]', 'source = "made for tests"')
RATE = (
    "[demand.incidents.medis.rate]\n",
    '[demand.incidents.medis.rate]\nassumption = "as elsewhere"\nrange = ["x0.7", "x1.4"]\n',
)
TWENTY = ("per_day = 20", 'per_day = { value = 20, source = "counted" }')
SETUP = ('setup = "1s"', 'setup = { value = "1s", assumption = "-", range = ["0.2s", "4s"] }')
TARGET = (
    'at_least = "90 %"',
    'at_least = { value = "90 %", assumption = "-", range = ["80 %", "95 %"] }',
)
EVENING = (
    "people = 3\n\n[call_takers.staffing.shifts.malam]",
    'people = { value = 3, assumption = "-", range = [3, 30] }\n'
    'breaks = [{ start = "18:00", length = "30 menit", at_once = 1 }]\n\n'
    "[call_takers.staffing.shifts.malam]",
)


def found(files: Files, *changes: tuple[str, str], **more: list[str]) -> dict[str, RangeEnds]:
    loaded = files.load(FILE, *changes)
    return {a.path: a for a in range_ends(loaded, measured=more.get("measured", ()))}


def test_a_targets_own_bound_is_no_assumption_of_the_world(files: Files) -> None:
    assert found(files, TARGET) == {}


def test_weights_moved_alike_leave_the_profile_as_it_is(files: Files) -> None:
    rate = found(files, RATE, TWENTY)["demand.incidents.medis.rate"]

    assert rate.ends == {}
    assert rate.why_not == "without_effect"


def test_what_covers_more_than_weights_is_moved(files: Files) -> None:
    rate = found(files, RATE)["demand.incidents.medis.rate"]

    low, high = (rate.ends[end].scenario.demand.incidents["medis"].rate for end in ("low", "high"))
    assert (low.per_day, high.per_day) == (14, 28)


def test_a_rate_written_as_a_whole_number_is_not_rounded_but_units_are(files: Files) -> None:
    rate = (
        "rate = { per_day = 4 }",
        'rate = { per_day = 4, assumption = "-", range = ["x0.7", "x1.4"] }',
    )
    posts = ("units = 3\n\n[agencies.ambulans]", 'units = 3\nassumption = "-"\n'
             'range = ["x0.7", "x1.5"]\n\n[agencies.ambulans]')  # fmt: skip

    ends = {path: a.ends["low"].scenario for path, a in found(files, rate, posts).items()}

    fires = ends["demand.incidents.kebakaran.rate"].demand.incidents["kebakaran"]
    assert fires.rate.per_day == pytest.approx(2.8)
    assert ends["agencies.damkar.posts[0]"].agencies["damkar"].posts[0].units == 2


def test_a_latency_that_was_measured_is_assumed_no_more(files: Files) -> None:
    assumed, measured = found(files, SETUP), found(files, SETUP, measured=["setup"])

    assert set(assumed["technology.setup"].ends) == {"low", "high"}
    assert measured["technology.setup"].why_not == "measured"
    assert measured["technology.setup"].ends == {}


def test_an_end_beyond_a_rule_is_gone_towards_as_far_as_the_rule_allows(files: Files) -> None:
    """From 18:00 to 23:00 ten people have their half hour one after another, an eleventh not."""
    people = found(files, EVENING)["call_takers.staffing.shifts.sore.people"]

    assert set(people.ends) == {"high"}  # the low end is what is assumed
    moved = people.ends["high"]
    staffing = moved.scenario.call_takers.staffing
    assert staffing.shifts["sore"].people == 10
    assert 0.2 < moved.reach < 0.3


def test_given_travel_times_are_moved_as_a_whole(tmp_path: Path) -> None:
    file = scenario_file(tmp_path, plain_csv())
    text = file.read_text("utf-8").replace(
        'source = "Dishub, 2025"', 'assumption = "-"\nrange = ["x0.8", "x1.3"]'
    )
    file.write_text(text, encoding="utf-8")
    loaded = load_scenario(file)
    usual = loaded.scenario.place.roads.matrix
    assert usual is not None

    ends = {a.path: a for a in range_ends(loaded)}["place.roads.matrix"].ends

    for end, factor in (("low", 0.8), ("high", 1.3)):
        moved = ends[end].scenario.place.roads.matrix  # type: ignore[index]
        assert moved is not None
        for start, to in usual.minutes.items():
            for goal, minutes in to.items():
                assert moved.minutes[start][goal] == pytest.approx([factor * m for m in minutes])
