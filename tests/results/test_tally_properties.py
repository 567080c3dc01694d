"""Claims that hold for any records: order, weeks and blocks change no share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from results.measures.evidence import join_evidence
from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records, join_records
from tests.results.small_tables import answered, blocked, failed, given_up, records

_KEYS = {
    "week": st.integers(0, 3),
    "hour_of_week": st.integers(0, 167),
    "category": st.sampled_from(["fire", "prank", None]),
}
_KINDS = st.one_of(
    st.builds(answered, st.floats(0, 60), work_end_s=st.just(300.0)),
    st.builds(given_up, st.floats(0, 60)),
    st.builds(blocked),
    st.builds(failed),
)
_CALLS = st.lists(
    st.builds(lambda call, keys: {**call, **keys}, _KINDS, st.fixed_dictionaries(_KEYS)),
    max_size=30,
)
QUESTIONS = (
    MeasureQuestion("service_level", "within", within_s=10.0, by="hour_of_week"),
    MeasureQuestion("service_level", "within", within_s=10.0, short_s=5.0, by="category"),
    MeasureQuestion("answer_time", "mean"),
    MeasureQuestion("abandonment", "share", by="category"),
    MeasureQuestion("blocking", "share"),
)


def sums(seen: Records, question: MeasureQuestion) -> dict[str, tuple[float, float]]:
    evidence = tally(seen, question, weeks=range(4))
    return {
        cell: (float(k), float(n))
        for cell, k, n in zip(
            evidence.cells,
            np.round(evidence.numerator.sum(axis=0), 9),
            evidence.denominator.sum(axis=0),
            strict=True,
        )
    }


@given(_CALLS, st.randoms(use_true_random=False))
def test_order_of_rows_changes_no_number(calls: list[dict[str, object]], random: object) -> None:
    shuffled = list(calls)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    for question in QUESTIONS:
        one, other = (tally(records(calls=c), question, weeks=range(4)) for c in (calls, shuffled))
        assert one.cells == other.cells
        np.testing.assert_allclose(one.numerator, other.numerator, rtol=1e-12)
        np.testing.assert_array_equal(one.denominator, other.denominator)


@given(_CALLS)
def test_merging_weeks_changes_no_share(calls: list[dict[str, object]]) -> None:
    merged = [{**c, "week": 0} for c in calls]

    for question in QUESTIONS:
        assert sums(records(calls=calls), question) == sums(records(calls=merged), question)


@given(_CALLS)
def test_cells_add_up_to_the_whole(calls: list[dict[str, object]]) -> None:
    named = [{**c, "category": c["category"] or "other"} for c in calls]
    question = MeasureQuestion("abandonment", "share", by="category")
    whole = MeasureQuestion("abandonment", "share")

    evidence = tally(records(calls=named), question, weeks=range(4))

    np.testing.assert_array_equal(
        evidence.pooled().denominator,
        tally(records(calls=named), whole, weeks=range(4)).denominator,
    )


@given(_CALLS)
def test_blocks_joined_are_the_whole(calls: list[dict[str, object]]) -> None:
    blocks = [records(calls=[c for c in calls if c["week"] in weeks]) for weeks in ((0, 1), (2, 3))]

    for question in QUESTIONS:
        parts = [
            tally(block, question, weeks=weeks)
            for block, weeks in zip(blocks, ((0, 1), (2, 3)), strict=True)
        ]
        joined = join_evidence(parts)
        whole = tally(join_records(blocks), question, weeks=range(4), cells=joined.cells)
        assert joined.cells == whole.cells
        assert joined.weeks == whole.weeks
        np.testing.assert_array_equal(joined.numerator, whole.numerator)
        np.testing.assert_array_equal(joined.denominator, whole.denominator)


@given(_CALLS, st.floats(0, 30), st.floats(0, 30))
def test_a_longer_bound_never_lowers_the_service_level(
    calls: list[dict[str, object]], a: float, b: float
) -> None:
    seen = records(calls=calls)
    within = [
        sums(seen, MeasureQuestion("service_level", "within", within_s=s))["all"]
        for s in sorted((a, b))
    ]

    assert within[0][0] <= within[1][0]
    assert within[0][1] == within[1][1]


@given(_CALLS)
def test_leaving_the_abandoned_out_never_lowers_the_service_level(
    calls: list[dict[str, object]],
) -> None:
    seen = records(calls=calls)
    counted = sums(seen, MeasureQuestion("service_level", "within", within_s=10.0))["all"]
    left_out = sums(
        seen, MeasureQuestion("service_level", "within", within_s=10.0, abandoned="leave_out")
    )["all"]

    assert left_out[0] == counted[0]
    assert left_out[1] <= counted[1]
