"""What becomes of a target at the ends of an assumption's range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from results.manifest import Deployment
from results.measures.evidence import Evidence
from results.verdict.both import both
from results.verdict.decide import decide
from results.verdict.flip import TargetAtEnd
from results.verdict.ranges import at_end, way_to_bound, with_ranges
from results.verdict.ranges_tried import AssumptionTried, EndTried, RangesTried
from results.verdict.region import judge_region
from results.verdict.target_verdict import TargetVerdict
from scenarios.text import in_language
from tests.results.synthetic import evidence_of, mean_target, share_target

WEEKS = 8
TARGET = share_target(scope="all")
OWN = Deployment("pusat-112", "4.2", "abc")


def share(successes: float, calls: float = 100.0) -> Evidence:
    return evidence_of(TARGET, np.full((WEEKS, 1), successes), np.full((WEEKS, 1), calls))


def base(successes: float) -> TargetVerdict:
    return decide("jawab", TARGET, share(successes))


def end(successes: float, *, base_successes: float = 99, calls: float = 100.0) -> TargetAtEnd:
    return at_end(TARGET, base(base_successes), share(successes, calls), look=1, looks=1)


def tried(low: TargetAtEnd, high: TargetAtEnd, path: str = "demand.work.talk") -> RangesTried:
    ends = {
        "low": EndTried(WEEKS, targets={"jawab": low}),
        "high": EndTried(WEEKS, targets={"jawab": high}),
    }
    return RangesTried("all", WEEKS, (AssumptionTried(path, "45s", "90s", "replayed", ends),))


@pytest.mark.parametrize(
    ("before", "successes", "calls", "outcome", "turned"),
    [
        (99, 50, 100, "missed", True),
        (50, 99, 100, "met", True),
        (99, 96, 100, "met", False),
        (50, 60, 100, "missed", False),
        # the estimate is beyond the bound, if not surely: met is not what is shown there
        (99, 89, 100, "inconclusive", True),
        # too few calls to say, and nothing speaks against what was found
        (99, 3, 3, "inconclusive", False),
        (50, 1, 3, "missed", False),
        (99, 0, 0, "inconclusive", False),
    ],
)
def test_a_target_turns_where_its_estimate_crosses_the_bound(
    before: float, successes: float, calls: float, outcome: str, turned: bool
) -> None:
    found = end(successes, base_successes=before, calls=calls)

    assert (found.outcome, found.turned) == (outcome, turned)


def test_a_target_that_was_open_cannot_turn() -> None:
    assert base(90).outcome == "inconclusive"
    assert not end(50, base_successes=90).turned


def test_one_cell_of_many_is_enough_to_turn() -> None:
    target = share_target()
    calls = np.full((WEEKS, 168), 100.0)
    before = decide("jawab", target, evidence_of(target, 0.99 * calls, calls))
    kept = 0.99 * calls
    kept[:, 17] = 88.0

    found = at_end(target, before, evidence_of(target, kept, calls), look=1, looks=1)

    assert before.outcome == "met"
    assert found.turned
    assert found.worst_cell == "17"


def test_a_target_that_turns_is_inconclusive_and_names_the_assumption() -> None:
    ranges = tried(end(99), end(50))

    found = with_ranges({"jawab": base(99)}, ranges)["jawab"]

    assert (found.outcome, found.as_assumed) == ("inconclusive", "met")
    assert found.estimate == base(99).estimate
    assert [f.path for f in found.flips] == ["demand.work.talk"]
    assert found.flips[0].high is not None
    assert found.flips[0].high.estimate == pytest.approx(0.5)
    with in_language("en"):
        text = found.reason.text()
    assert "demand.work.talk (missed at 90s)" in text
    assert TargetVerdict.from_dict(found.to_dict()) == found


def test_a_target_that_stands_at_both_ends_stands() -> None:
    assert with_ranges({"jawab": base(99)}, tried(end(98), end(97))) == {"jawab": base(99)}


def test_ranges_survive_as_plain_data() -> None:
    ranges = tried(end(99), end(50))

    assert RangesTried.from_dict(ranges.to_dict()) == ranges
    assert ranges.to_dict()["measure_first"] == ["demand.work.talk"]


@pytest.mark.parametrize(("tested", "joint"), [(50, "missed"), (99, "inconclusive")])
def test_of_a_target_for_both_only_the_load_test_can_still_say_missed(
    tested: float, joint: str
) -> None:
    simulated = with_ranges({"jawab": base(99)}, tried(end(99), end(50)))["jawab"]
    load_test = replace(base(tested), source="loadtest")

    found = both(simulated, load_test)

    assert found.outcome == joint
    assert found.flips == simulated.flips
    assert found.as_assumed == (None if joint == "missed" else "met")


def test_what_turns_is_first_to_be_measured() -> None:
    ranges = tried(end(99), end(50))

    with in_language("en"):
        said = [r.text() for r in judge_region("kota", [], OWN, ranges=ranges).reasons]

    assert "Measure first: demand.work.talk." in " ".join(said)


def test_one_end_that_flips_is_enough_to_know() -> None:
    ranges = tried(end(99), end(50))
    half = replace(ranges.assumptions[0], state="briefly", ends=ranges.assumptions[0].ends | {
        "low": EndTried(1)
    })  # fmt: skip

    assert replace(ranges, assumptions=(half,)).open == ()
    assert replace(half, ends={"low": EndTried(1), "high": EndTried(1)}).turned == ()


@pytest.mark.parametrize("state", ["not_tried", "briefly"])
def test_while_an_end_is_open_nothing_is_ready_and_the_verdict_names_it(state: str) -> None:
    closed = tried(end(99), end(98))
    ranges = replace(
        closed, assumptions=(replace(closed.assumptions[0], state=state), *closed.assumptions)
    )

    ready = judge_region("kota", [base(99)], OWN, ranges=closed)
    region = judge_region("kota", [base(99)], OWN, ranges=ranges)

    assert ready.outcome == "ready"
    assert (region.outcome, region.targets_outcome) == ("inconclusive", "ready")
    with in_language("en"):
        assert "1 of 2 assumptions were" in region.reasons[-1].text()
        assert "demand.work.talk" in region.reasons[-1].text()


def test_nothing_to_flip_is_nothing_left_open() -> None:
    closed = tried(end(99), end(98))
    untried = replace(closed.assumptions[0], state="not_tried", ends={})
    ranges = replace(closed, assumptions=(untried,), undecided=True)

    assert ranges.open == ()
    assert judge_region("kota", [base(99)], OWN, ranges=ranges).outcome == "ready"


def test_the_way_to_the_bound_is_one_at_the_bound() -> None:
    """99 % with 90 % asked: failures may grow tenfold."""
    verdict, many = base(99), 1_000_000.0

    def way(failures: float) -> float:
        return way_to_bound(
            TARGET, verdict, share(many - 0.01 * many, many), share(many - failures * many, many)
        )

    assert way(0.1) == pytest.approx(1, abs=1e-3)
    assert way(0.01) == pytest.approx(0, abs=1e-3)
    assert way(0.001) == pytest.approx(-1, abs=1e-3)
    assert way(0.5) > 1


def test_the_way_of_a_missed_mean_leads_down_to_the_bound() -> None:
    target = mean_target()
    ones = np.ones((WEEKS, 1))

    def mean(seconds: float) -> Evidence:
        return evidence_of(target, seconds * ones, ones)

    verdict = decide("rata", target, mean(20))

    assert verdict.outcome == "missed"
    assert way_to_bound(target, verdict, mean(20), mean(10)) == pytest.approx(1)
    assert way_to_bound(target, verdict, mean(20), mean(40)) == pytest.approx(-1)
