"""Which call is this? Numbers, live attempts, strangers, incidents by reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadtest.deployment_profile import Numbers
from loadtest.driver.board import Board, LiveCall, masked
from loadtest.driver.live_rows import LiveRows
from loadtest.order import Order, make_play
from results.row_log import RowLog, read_log
from scenarios.packing import PackedPlay
from tests.loadtest.driver.brisk import brisk

NUMBERS = Numbers(prefix="0899", length=13, match_last_digits=9)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> PackedPlay:
    loaded = brisk(
        tmp_path_factory.mktemp("board"),
        demand__incidents__kebakaran__needs=[
            {"agencies": ["damkar", "ambulans"]},
            {"agencies": ["ambulans"]},
        ],
    )
    return make_play(loaded.scenario, Order(1, 20, 10.0, 5.0, "s112run"))


@pytest.fixture
def board(play: PackedPlay) -> Board:
    return Board(play, NUMBERS, "s112run")


@pytest.fixture
def rows(play: PackedPlay, tmp_path: Path) -> LiveRows:
    return LiveRows(RowLog(tmp_path / "log.jsonl"), play)


def live(rows: LiveRows, caller: int, attempt: int = 0) -> LiveCall:
    return LiveCall(caller, attempt, attempt, rows.call(caller, attempt, 0.0))


def test_an_attempt_is_found_by_any_notation_of_its_number(board: Board, rows: LiveRows) -> None:
    call = live(rows, 3)
    board.put(call)

    for number in (board.number(3), "+62" + board.number(3)[1:], board.number(3)[4:]):
        assert board.live(number) is call
    assert board.live(board.number(4)) is None


def test_the_newest_attempt_of_a_number_is_the_one(board: Board, rows: LiveRows) -> None:
    first, second = live(rows, 3), live(rows, 3, 1)

    board.put(first)
    board.end(first)
    assert board.live(board.number(3)) is None
    board.put(second)
    assert board.live(board.number(3)) is second
    board.end(first)
    assert board.live(board.number(3)) is second


@pytest.mark.parametrize("number", ["", "anonymous", "112", "081234567890", "0899"])
def test_a_hidden_or_unknown_number_is_nobodys(board: Board, number: str) -> None:
    assert board.live(number) is None
    assert not board.is_callers(number)
    assert not board.is_canary(number)


def test_numbers_of_callers_and_canaries_are_all_different(board: Board, play: PackedPlay) -> None:
    callers = {board.number(i) for i in range(len(play.trace.callers))}
    canaries = {board.canary_number(i) for i in range(20)}

    assert len(callers) == len(play.trace.callers)
    assert len(canaries) == 20
    assert not callers & canaries
    assert all(board.is_callers(n) and not board.is_canary(n) for n in callers)
    assert all(board.is_canary(n) and not board.is_callers(n) for n in canaries)


def test_a_range_that_is_too_small_is_refused(play: PackedPlay) -> None:
    with pytest.raises(ValueError, match="holds 10"):
        Board(play, Numbers(prefix="0899", length=5, match_last_digits=3), "s112run")


def test_a_stranger_counts_once_and_is_shown_masked(board: Board) -> None:
    """A call that one call-taker declines is offered to the next."""
    for number in ("081234567890", "081234567890", "", "081234567899"):
        board.note_foreign(number)

    assert board.foreign == ["0812...90", "-", "0812...99"]


@pytest.mark.parametrize(
    ("number", "shown"), [("", "-"), ("112", "..."), ("08123456", "0812...56")]
)
def test_a_masked_number_cannot_be_rung(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_an_incident_is_found_by_its_reference_and_no_other_is(
    board: Board, play: PackedPlay
) -> None:
    for incident in range(len(play.trace.incidents)):
        assert board.incident(board.reference(incident)) == incident
    identity = int(play.trace.incidents.incident_id[0])
    for reference in (None, "", "x", f"{identity}", f"s112other-{identity}", "s112run-999", "-"):
        assert board.incident(reference) is None


def test_a_candidate_is_found_by_the_deployments_need_and_the_agencys_name(
    board: Board, play: PackedPlay
) -> None:
    fires = [
        i
        for i in range(len(play.trace.incidents))
        if play.plan.categories[play.trace.incidents.category[i]].name == "kebakaran"
    ]
    fire = fires[0]

    first, second = board.needs(fire)
    assert board.candidate(fire, 0, "damkar") == first[0]
    assert board.candidate(fire, 0, "ambulans") == first[1]
    assert board.candidate(fire, 1, "ambulans") == second[0]
    assert board.candidate(fire, 1, "damkar") is None
    assert board.candidate(fire, 2, "damkar") is None
    assert board.before(first[1]) == [first[0]] and board.before(first[0]) == []
    assert [board.is_last(c) for c in (*first, *second)] == [False, True, True]


def test_rows_are_in_the_log_with_their_newest_values(play: PackedPlay, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with RowLog(path) as log:
        rows = LiveRows(log, play)
        row = rows.call(0, 0, 0.5)
        row.set(connected_s=0.6, outcome="answered")
        row.set(connected_s=0.7)
        again = rows.call(0, 1, 2.5)

        records, cut = read_log(path)

    assert cut == 0
    assert records.calls["connected_s"].tolist()[0] == 0.7
    assert records.calls.texts("outcome").tolist() == ["answered", None]
    identity = int(play.trace.callers.caller_id[0])
    assert records.calls["call_id"].tolist() == [identity * 100, identity * 100 + 1]
    assert again["arrival_s"] == 2.5


def test_a_first_moment_stays_the_earliest(rows: LiveRows, play: PackedPlay) -> None:
    about = next(i for i, n in enumerate(play.trace.callers.incident) if n >= 0)
    rows.call(about, 0, 1.0)
    incident = rows.incident(int(play.trace.callers.incident[about]))

    incident.first("connected_s", 5.0)
    incident.first("connected_s", 7.0)
    assert incident["connected_s"] == 5.0
    incident.first("connected_s", 3.0)

    assert incident["connected_s"] == 3.0
    assert incident["calls"] == 1
    rows.call(about, 1, 2.0)
    assert incident["calls"] == 2 and incident["first_call_s"] == 1.0
