"""docs/truth.md is what the code says, and theory and model agree as far as chance allows."""

from __future__ import annotations

from functools import cache

import pytest

from tests.truth.catalogue import experiments, wrong_each
from tests.truth.claims import Claim, Experiment, found
from tests.truth.coverage import FEW_SEEDS, SOME_HUNDRED_SEEDS, Case, cases, coverage
from tests.truth.page import ABOUT, COVERED, PAGE, ROW, Row, beginning, number, rows_of, written

EXPERIMENTS = experiments()
QUICK = [e for e in EXPERIMENTS if e.quick]
EXACT = ("ASA", "occupancy")
"""Measures whose intervals are not wider by design: means and ratios; the page says which are."""
BY_REFERENCE = [e for e in EXPERIMENTS if e.engine == "simpy"]


def name(experiment: Experiment) -> str:
    return f"{experiment.section}: {experiment.name}"


@cache
def claims_of(experiment: Experiment) -> tuple[Claim, ...]:
    return tuple(experiment.claims())


@cache
def rows(experiment: Experiment) -> list[Row]:
    return rows_of(experiment, claims_of(experiment))


@cache
def all_claims() -> list[tuple[Experiment, Claim]]:
    return [(e, claim) for e in EXPERIMENTS for claim in claims_of(e)]


def page() -> str:
    return PAGE.read_text("utf-8")


def test_the_page_has_every_claim_with_its_exact_value_and_no_other():
    shown = [f"| {line['claim']} | {line['exact']} |" for line in ROW.finditer(page())]

    assert shown == [beginning(e, claim) for e, claim in all_claims()]


def test_every_exact_value_lies_within_our_interval():
    outside = []
    for line, (_, claim) in zip(ROW.finditer(page()), all_claims(), strict=True):
        # what was rounded to five digits may lie on the edge
        slack = 1e-4 * abs(claim.exact)
        if not float(line["low"]) - slack <= claim.exact <= float(line["high"]) + slack:
            outside.append(line[0])

    assert outside == []


def test_published_numbers_are_the_exact_ones_rounded():
    published = [claim for _, claim in all_claims() if claim.published is not None]

    assert len(published) == 12
    for claim in published:
        digits = len(claim.published.partition(".")[2])
        assert round(claim.exact, digits) == float(claim.published), claim


def test_every_section_is_explained_and_played_in_each_run():
    assert {e.section for e in EXPERIMENTS} == ABOUT.keys() == {e.section for e in QUICK}


@pytest.mark.parametrize("experiment", QUICK, ids=name)
def test_what_we_find_agrees_with_the_exact_value(experiment):
    for row in rows(experiment):
        seen = found(row.claim, row.sums, wrong_each(len(all_claims())))
        assert seen.holds(row.claim.exact), (row.claim, seen)


@pytest.mark.slow
@pytest.mark.parametrize("experiment", BY_REFERENCE, ids=name)
def test_the_reference_agrees_with_the_exact_value(experiment):
    for row in rows(experiment):
        seen = found(row.claim, row.sums, wrong_each(len(all_claims())))
        assert seen.holds(row.claim.exact), (row.claim, seen)


def test_what_the_page_says_that_we_find_comes_out_again():
    shown, claims = set(page().splitlines()), len(all_claims())
    lines = [row.line(claims) for experiment in QUICK for row in rows(experiment)]

    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c.name}, {c.weeks} weeks")
def test_intervals_hold_the_truth_as_often_as_they_say(case: Case):
    for seen in coverage(case, FEW_SEEDS):
        assert seen.share >= seen.least, seen


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in cases() if c.seeds >= 2000], ids=lambda c: c.name)
def test_over_some_hundred_seeds_they_hold_it_as_often_as_they_say(case: Case):
    for seen in coverage(case, SOME_HUNDRED_SEEDS):
        assert seen.share >= seen.least, seen
        if seen.text.endswith(EXACT):
            assert seen.share <= seen.most, seen


def test_the_page_says_how_often_intervals_hold_the_truth():
    asked = [
        (f"{c.name}, {c.weeks} weeks: {text}", str(c.seeds))
        for c in cases()
        for text, _, _ in c.asked()
    ]
    shown = list(COVERED.finditer(page()))

    assert [(line["case"], line["seeds"]) for line in shown] == asked
    for line in shown:
        assert float(line["share"]) >= float(line["least"]), line[0]
        if line["case"].endswith(EXACT):
            assert float(line["share"]) <= float(line["most"]), line[0]


@pytest.mark.long
def test_all_of_the_page_comes_out_again():
    assert written().splitlines() == page().splitlines()


def test_numbers_are_shown_with_five_digits():
    assert [number(v) for v in (0.17413190, 7.8359412, 540.0, 2.6e-7)] == [
        "0.17413",
        "7.8359",
        "540",
        "2.6e-07",
    ]
