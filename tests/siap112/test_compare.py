"""`siap112 compare`: scenarios, plans and runs on the same calls."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from results.paired.questions import paired_questions
from scenarios.schema.scenario import Scenario
from scenarios.text import current_language, set_language
from siap112.main import run
from sim.executors.here import Here
from sim.executors.local import local_executor
from sim.memory import check
from sim.side_by_side import play_side_by_side
from tests.siap112.commands import Said, siap112_here
from tests.sim.runs import SEED, brief_region
from tests.small_scenario import small_scenario_toml

FEWER = "call_takers.staffing.shifts.malam.people=1"
WEEKS = 8


def region(folder: Path) -> str:
    text = small_scenario_toml().replace("weeks_at_least = 2", f"weeks_at_least = {WEEKS}")
    (folder / "kecil.toml").write_text(
        text.replace("weeks_at_most = 4", f"weeks_at_most = {WEEKS}")
    )
    return "kecil.toml"


def said(folder: Path, *words: str) -> Said:
    return siap112_here("compare", *words, "--lang", "en", folder=folder)


def compared(folder: Path, *words: str) -> dict[str, Any]:
    answer = said(folder, *words, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def row_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in found["differences"] if r["name"] == name and "=" not in r["scope"])


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Compare a plan with one that has fewer people by night."""
    folder = tmp_path_factory.mktemp("plans")
    return folder, compared(folder, region(folder), "--set-b", FEWER)


def test_a_region_beside_itself_is_alike_in_everything(tmp_path: Path) -> None:
    found = compared(tmp_path, region(tmp_path), "--weeks", "4", "--workers", "1")

    assert found["weeks"] == 4
    assert {r["difference"] for r in found["differences"]} <= {0.0, None}
    assert {r["change"] for r in found["differences"]} <= {"alike", "unknown"}


def test_fewer_people_answer_later_and_pairing_shows_what_stays(
    plans: tuple[Path, dict[str, Any]],
) -> None:
    found = plans[1]

    assert (found["weeks"], found["kind"]) == (WEEKS, "scenarios")
    assert found["b"]["changes"] == [FEWER]
    level = row_of(found, "dijawab")
    assert level["is_target"] and level["change"] == "worse"
    assert level["low"] < level["high"] < 0
    assert level["difference"] == pytest.approx(level["b"] - level["a"])
    # the same talks, but for those who call again: pairing is worth many times the weeks
    assert row_of(found, "handling_time")["variance_saved"] > 10


def test_runs_are_compared_as_their_scenarios_are(plans: tuple[Path, dict[str, Any]]) -> None:
    folder, expected = plans
    for out, more in (("one", ()), ("two", ("--set", FEWER))):
        words = ("simulate", "kecil.toml", *more, "--ranges", "none", "--out", out, "-q")
        assert siap112_here(*words, folder=folder).code in (1, 3)

    found = compared(folder, "one", "two")

    assert found["differences"] == expected["differences"]
    assert (found["kind"], found["weeks"], found["notes"]) == ("runs", WEEKS, [])


def test_people_get_a_table(plans: tuple[Path, dict[str, Any]]) -> None:
    answer = said(plans[0], "kecil.toml", "--set-b", FEWER, "-q")

    assert answer.code == 0, answer.err
    assert f"B: kecil.toml (Kota Bontang); {FEWER}" in answer.out
    assert f"Both on the same {WEEKS} weeks of the same calls (seed 1)." in answer.out
    assert "Answered within 10 s" in answer.out and "worse" in answer.out
    assert max(len(line.rstrip()) for line in answer.out.splitlines()[:40]) <= 80


def test_what_is_set_for_the_first_turns_every_difference_round(
    plans: tuple[Path, dict[str, Any]],
) -> None:
    folder, expected = plans

    found = compared(folder, "kecil.toml", "--set-a", FEWER)

    assert (found["a"]["changes"], found["b"]["changes"]) == ([FEWER], [])
    for one, other in zip(found["differences"], expected["differences"], strict=True):
        assert one["name"] == other["name"]
        if one["difference"] is not None:
            assert one["difference"] == pytest.approx(-other["difference"], abs=1e-12)


def test_a_situation_goes_for_the_side_that_is_named(tmp_path: Path) -> None:
    words = (region(tmp_path), "--weeks", "4", "--workers", "1")

    second = compared(tmp_path, *words, "--with-b", "separuh-staf")
    first = compared(tmp_path, *words, "--with-a", "separuh-staf")

    assert row_of(second, "dijawab")["difference"] < 0 < row_of(first, "dijawab")["difference"]


def test_two_files_are_compared_on_the_same_calls(tmp_path: Path) -> None:
    """Another name, another place, longer talk; who calls when, and why, is alike in both."""
    text = (tmp_path / region(tmp_path)).read_text("utf-8")
    assert 'mean = "60s"' in text
    other = text.replace('name = "kecil"', 'name = "lain"').replace('mean = "60s"', 'mean = "90s"')
    (tmp_path / "lain.toml").write_text(other, encoding="utf-8")

    found = compared(tmp_path, "kecil.toml", "lain.toml", "--weeks", "4", "--workers", "1")

    assert (found["kind"], found["weeks"]) == ("scenarios", 4)
    longer = row_of(found, "handling_time")
    assert longer["difference"] > 0 and longer["low"] > 0
    assert row_of(found, "blocking")["difference"] == 0


def in_process(*words: str) -> int:
    """Run a command here: many of them in processes of their own take long."""
    before = current_language()
    try:
        return run([*words, "--lang", "en"])
    finally:
        set_language(before)


def test_what_cannot_be_paired_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["simulate", region(tmp_path), "--ranges", "none", "--workers", "1", "-q"]
    for out, more in (
        ("one", ()),
        ("seed", ("--seed", "2")),
        ("short", ("--set", "run.length=2 hari")),
        ("empty", ("--set", "lines.announcement=6s")),
    ):
        assert in_process(*words, "--out", out, *more) in (1, 3)
    for file in (tmp_path / "empty" / "tables").iterdir():
        file.unlink()
    capsys.readouterr()

    for words, expected in (
        (["one", "seed"], "one has the seed 1 and seed the seed 2"),
        (["one", "short"], "run.length: 7 d, 2 d"),
        (["one", "empty"], "without weeks: empty"),
        (["one", "one"], "compared with itself"),
        (["one", "kecil.toml"], "one is the folder of a run, and kecil.toml is not"),
        (["one", "seed", "--set-b", FEWER], "a run is as it was"),
        (["kecil.toml", "--set-b", "run.length=2 hari"], "run.length: 7 d, 2 d"),
        (["kecil.toml", "kecill.toml"], "kecill.toml"),
        (["kecil.toml", "--weeks", "3"], "from 4 to 100000"),
        (["kecil.toml", "--weeks", "100000000000"], "from 4 to 100000"),
    ):
        assert in_process("compare", *words) == 2, words
        assert expected in capsys.readouterr().err


def test_what_would_not_fit_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "machine_bytes", lambda: 1.0)

    assert in_process("compare", region(tmp_path), "--set-b", FEWER) == 2
    assert "of memory for one replication" in capsys.readouterr().err


def test_a_target_that_both_ask_otherwise_is_asked_the_first_way(tmp_path: Path) -> None:
    found = compared(
        tmp_path, region(tmp_path), "--set-b", "targets.dijawab.within=20s", "--weeks", "4"
    )

    assert "dijawab" in found["notes"][0]
    assert row_of(found, "dijawab")["statistic"] == "within 10 s"


def two() -> tuple[Scenario, Scenario]:
    return brief_region(), brief_region(call_takers__staffing={"people": 1})


@pytest.mark.usefixtures("processes_at_once")
def test_the_number_of_workers_changes_nothing() -> None:
    a, b = two()
    questions = [q.question for q in paired_questions(a.targets, b.targets)]

    played = []
    for workers in (1, 3):
        with closing(local_executor(workers)) as executor:
            played.append(play_side_by_side(a, b, SEED, 6, questions, executor=executor))

    one, other = ([*p.a, *p.b] for p in played)
    assert [e.numerator.tolist() for e in one] == [e.numerator.tolist() for e in other]
    assert played[0].weeks == played[1].weeks == 6


def test_ctrl_c_leaves_the_weeks_that_both_have() -> None:
    a, b = two()
    questions = [q.question for q in paired_questions(a.targets, b.targets)]

    def stop(weeks: int) -> None:
        if weeks == 3:
            raise KeyboardInterrupt

    played = play_side_by_side(a, b, SEED, 8, questions, executor=Here(), progress=stop)

    assert played.interrupted and played.weeks == 3
    assert {len(e.weeks) for e in (*played.a, *played.b)} == {3}
