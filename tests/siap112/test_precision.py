"""`siap112 simulate --precision`: what may be asked, and what is said of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from results.paired.row import PairedRow
from results.precision.found import PrecisionFound
from scenarios.text import in_language
from siap112.precision_asked import precision_asked
from siap112.standing_lines import standing_lines
from sim.standing import Standing, StillOpen
from tests.loadtest.driver.processes import ROOT
from tests.siap112.commands import siap112_here
from tests.small_scenario import small_scenario, small_scenario_toml

SCENARIO = small_scenario()
JSON_PAGE = (ROOT / "docs" / "json.md").read_text("utf-8")


def asked(*texts: str) -> tuple[tuple[str, float, str], ...]:
    return tuple((p.name, p.half_width, p.unit) for p in precision_asked(texts, SCENARIO))


def test_targets_and_measures_are_asked_in_their_units() -> None:
    found = asked(
        "service_level=1%", "dijawab = 0.5 %", "occupancy=0.02", "answer_time=1 min",
        "offered_calls=50", "damkar=2,5%",
    )  # fmt: skip

    assert found == (
        ("service_level", 0.01, "1"),
        ("dijawab", 0.005, "1"),
        ("occupancy", 0.02, "1"),
        ("answer_time", 60.0, "s"),
        ("offered_calls", 50.0, "calls"),
        ("damkar", 0.025, "1"),
    )


def test_the_service_level_is_that_of_the_targets() -> None:
    (found,) = precision_asked(["service_level=1%"], SCENARIO)

    assert found.question.within_s == 10.0 and not found.is_target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("servis_level=1%", "did you mean service_level?"),
        ("dijawap=1%", "did you mean dijawab?"),
        ("qqqq=1%", "a target of the scenario (dijawab, damkar"),
        ("service_level", "is not NAME=HALF-WIDTH"),
        ("=1%", "is not NAME=HALF-WIDTH"),
        ("service_level=", "is not NAME=HALF-WIDTH"),
        ("service_level=1", "is a share"),
        ("service_level=-1%", "is a share"),
        ("service_level=0%", "is a share"),
        ("service_level=1s", "is a share"),
        ("service_level=nan", "is a share"),
        ("answer_time=5%", "is a time"),
        ("answer_time=5", "is a time"),
        ("answer_time=0s", "is a time"),
        ("offered_calls=-3", "is a number a week"),
        ("offered_calls=inf", "is a number a week"),
        ("setup_time=1s", "only a load test shows"),
    ],
)
def test_what_does_not_fit_says_what_does(text: str, expected: str) -> None:
    import typer

    with in_language("en"), pytest.raises(typer.BadParameter) as error:
        precision_asked([text], SCENARIO)

    assert expected in str(error.value)
    assert f"--precision {text}: " in str(error.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = siap112_here(
        "simulate", "bontang", "--precision", "servis_level=1%", "--precision", "answer_time=1%",
        "--precision", "redials=1%", "--precision", "redials=2%", "--lang", "en", folder=tmp_path,
    )  # fmt: skip

    assert said.code == 2
    assert said.err.count("--precision ") == 3
    assert "redials is asked twice" in said.err
    assert not (tmp_path / "runs").exists()


def test_a_run_says_what_it_reached_and_what_it_would_take(tmp_path: Path) -> None:
    file = tmp_path / "kecil.toml"
    file.write_text(small_scenario_toml().replace("weeks_at_most = 4", "weeks_at_most = 8"))
    words = ["simulate", str(file), "--ranges", "none", "--lang", "en", "--precision"]

    said = siap112_here(*words, "dijawab=20%", "--precision", "answer_time=20 ms", folder=tmp_path)
    plain = siap112_here(*words, "dijawab=20%", "--json", "--out", "run", folder=tmp_path)

    text = " ".join(said.out.split())
    assert "✓ Answered within 10 s: " in text and "asked for: ± 20 points" in text
    assert re.search(r"\? Answer time: .* asked for: ± 20 ms\. Not reached in 8 weeks\.", text)
    assert re.search(r"About [\d,]+ weeks would do: --set run\.weeks_at_most=\d+", text)
    (found,) = json.loads(plain.out)["precision"]
    assert found.keys() == {f.name for f in fields(PrecisionFound)}
    assert found["reached"] and found["half_width"] <= 0.2 and found["weeks"] < 8


def test_without_the_option_nothing_is_said_of_it(tmp_path: Path) -> None:
    file = tmp_path / "kecil.toml"
    file.write_text(small_scenario_toml(), encoding="utf-8")

    said = siap112_here("simulate", str(file), "--ranges", "none", "--json", folder=tmp_path)

    assert "precision" not in json.loads(said.out)


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("### `precision`", {f.name for f in fields(PrecisionFound)}),
        ("Of each row:", {f.name for f in fields(PairedRow)} - {"cell"}),
    ],
)
def test_the_page_about_json_names_every_key(heading: str, keys: set[str]) -> None:
    part = JSON_PAGE.partition(heading)[2].partition("\n#")[0]
    told = {
        key
        for cell in re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", cell)
    }

    assert told == keys


def still(kind: str, width: float, **more: object) -> Callable[[], StillOpen]:
    return lambda: StillOpen(kind, "dijawab", width, "1", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        (still("target", 0.021), "  Answered within 10 s: open, ± 2.1 points"),
        (
            still("target", 0.021, scope="hour_of_week", cell="8"),
            "  Answered within 10 s: open, ± 2.1 points (Monday 08:00)",
        ),
        (
            still("precision", 0.0123, asked=0.01),
            "  Answered within 10 s: ± 1.2 points, asked for: ± 1 point",
        ),
        (
            still("precision", float("inf"), asked=0.01),
            "  Answered within 10 s: not known yet, asked for: ± 1 point",
        ),
    ],
)
def test_the_lines_below_the_bar_say_what_is_open(
    open_: Callable[[], StillOpen], expected: str
) -> None:
    with in_language("en"):
        lines = standing_lines(Standing(4, 8, 64, (open_(),)), SCENARIO)

    assert [line.replace("\u00a0", " ") for line in lines] == [expected]


def test_many_open_questions_are_counted() -> None:
    with in_language("en"):
        lines = standing_lines(Standing(4, 8, 64, (still("target", 0.1)(),) * 9), SCENARIO)

    assert len(lines) == 7 and lines[-1] == "  and 3 more"
