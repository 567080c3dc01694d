"""`siap112 simulate` with assumptions at the ends of their ranges, from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from results.parquet_tables import tables_there
from results.run_folder import open_run
from tests.siap112.commands import Running, siap112_here
from tests.small_scenario import small_scenario_toml

TALK = "demand.work.talk"
TICKET = "technology.ticket"
WEIGHTS = "demand.incidents.medis.rate"


def region(folder: Path, *, weeks: int = 4) -> Path:
    """Write a region that answers in time as long as talk is short."""
    text = small_scenario_toml()
    for old, new in (
        ('assumption = "made for tests"\nrange = ["x0.5", "x2"]', 'source = "made for tests"'),
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8, assumption = "a guess", '
            'range = ["50s", "60 menit"] }',
        ),
        (
            'ticket = "500 ms"',
            'ticket = { value = "500 ms", assumption = "a guess", range = ["400 ms", "600 ms"] }',
        ),
        (
            f"[{WEIGHTS}]\nper_day = 20",
            f'[{WEIGHTS}]\nassumption = "as elsewhere"\nrange = ["x0.7", "x1.4"]\n'
            'per_day = { value = 20, source = "counted" }',
        ),
        ('at_least = "90 %"', "at_least = 0.85"),
        ("percentile = 75", "percentile = 20"),
        ('at_most_time = "15 min"', 'at_most_time = "60 min"'),
        ("weeks_at_least = 2", f"weeks_at_least = {weeks}"),
        ("weeks_at_most = 4", f"weeks_at_most = {weeks}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    file = folder / "kecil.toml"
    file.write_text(text)
    return file


def simulated(folder: Path, ranges: str, workers: int = 1) -> dict[str, Any]:
    said = siap112_here(
        "simulate", str(region(folder)), "--ranges", ranges, "--workers", str(workers),
        "--json", "--lang", "en", "--out", "run", folder=folder,
    )  # fmt: skip
    assert said.code == 3, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def targets_of(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {target["name"]: target for target in result["targets"]}


def assumptions_of(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {found["path"]: found for found in result["ranges"]["assumptions"]}


@pytest.fixture(scope="module")
def all_ends(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("ranges")
    return folder, simulated(folder, "all")


def test_a_target_that_flips_is_inconclusive_and_names_what_to_measure(
    all_ends: tuple[Path, dict[str, Any]],
) -> None:
    result = all_ends[1]
    target = targets_of(result)["dijawab"]

    assert (target["outcome"], target["as_assumed"]) == ("inconclusive", "met")
    assert target["estimate"] >= target["bound"]
    assert TALK in target["reason"]["text"]
    (flip,) = target["flips"]
    assert (flip["path"], flip["range"]) == (TALK, ["50s", "60 menit"])
    assert (flip["low"]["outcome"], flip["low"]["turned"]) == ("met", False)
    assert (flip["high"]["outcome"], flip["high"]["turned"]) == ("missed", True)
    assert flip["high"]["estimate"] < target["bound"]
    assert result["ranges"]["measure_first"] == [TALK]
    reasons = " ".join(reason["text"] for reason in result["verdict"]["reasons"])
    assert f"Measure first: {TALK}." in reasons


def test_a_target_that_stands_at_every_end_stays_met(
    all_ends: tuple[Path, dict[str, Any]],
) -> None:
    target = targets_of(all_ends[1])["damkar"]

    assert (target["outcome"], target["flips"], target["as_assumed"]) == ("met", [], None)


def test_harmless_and_idle_ranges_are_told_apart(all_ends: tuple[Path, dict[str, Any]]) -> None:
    found = assumptions_of(all_ends[1])

    assert set(found) == {TALK, TICKET, WEIGHTS}
    assert (found[TICKET]["state"], found[TICKET]["turned"]) == ("replayed", [])
    assert {end["weeks"] for end in found[TICKET]["ends"].values()} == {4}
    assert (found[WEIGHTS]["state"], found[WEIGHTS]["ends"]) == ("without_effect", {})


def test_the_report_lists_first_what_to_measure(all_ends: tuple[Path, dict[str, Any]]) -> None:
    folder = all_ends[0]

    said = siap112_here("report", "run", "--lang", "en", "--out", "en.html", folder=folder)

    assert said.code == 0, said.err
    page = (folder / "en.html").read_text("utf-8")
    first = page.index("Measure these first")
    assert first < page.index('id="targets"')
    assert "Talk (Answered within 10" in page[first:]
    assert "no target flips" in page and "changes nothing that is simulated" in page


@pytest.mark.usefixtures("processes_at_once")
def test_the_number_of_workers_changes_nothing(
    all_ends: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    assert simulated(tmp_path, "all", workers=2) == all_ends[1]


@pytest.mark.parametrize("ranges", ["none", "0s"])
def test_what_is_not_tried_is_said(ranges: str, tmp_path: Path) -> None:
    result = simulated(tmp_path, ranges)

    assert targets_of(result)["dijawab"]["outcome"] == "met"
    assert result["ranges"]["asked"] == "none"
    assert {a["state"] for p, a in assumptions_of(result).items() if p != WEIGHTS} == {"not_tried"}
    reasons = " ".join(reason["text"] for reason in result["verdict"]["reasons"])
    assert "not tried" in reasons
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "Belum dicoba" in page or "Not tried" in page


def test_too_short_a_time_is_said_too(tmp_path: Path) -> None:
    said = siap112_here(
        "simulate", str(region(tmp_path)), "--ranges", "1 ms", "--lang", "en", folder=tmp_path
    )

    assert said.code == 3, said.err
    assert "2 of 3 assumptions were not tried at the ends" in " ".join(said.out.split())


@pytest.mark.parametrize("word", ["some", "-3s", "ten"])
def test_ranges_that_are_none_of_the_words_are_bad_input(word: str, tmp_path: Path) -> None:
    said = siap112_here("simulate", "bontang", f"--ranges={word}", "--lang", "en", folder=tmp_path)

    assert said.code == 2
    assert "--ranges" in said.err and "Traceback" not in said.err


def test_ctrl_c_while_ends_are_played_keeps_what_was_found(tmp_path: Path) -> None:
    file = region(tmp_path, weeks=60)
    command = Running(
        "simulate", str(file), "--ranges", "all", "--set", "demand.incidents.medis.rate.per_day=x4",
        "--out", "run", "--lang", "en", folder=tmp_path,
    )  # fmt: skip
    tables = tmp_path / "run" / "tables"
    try:
        command.wait_for(lambda: tables_there(tables), "the run's own weeks")
        said = command.interrupt()
    finally:
        command.kill()

    assert said.code == 130, said
    assert "Traceback" not in said.err
    run = open_run(tmp_path / "run")
    assert run.manifest.state == "interrupted"
    assert run.manifest.weeks == 60
    assert run.summary is not None
    states = {a["state"] for a in run.summary["ranges"]["assumptions"] if a["path"] != WEIGHTS}
    assert states & {"not_tried", "briefly"}
    assert (tmp_path / "run" / "report.html").is_file()
