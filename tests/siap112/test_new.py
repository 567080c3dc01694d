"""`siap112 new`: what it writes and refuses, and what a draft comes to when it is simulated."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scenarios.drafts.profiles import PROFILES
from scenarios.loading import load_scenario
from scenarios.text import in_language
from siap112.commands.new import TargetsName
from siap112.main import run
from siap112.reporting import report_on

QUICK = ("--ranges", "none", "--workers", "1", "--set", "run.weeks_at_most=8", "--lang", "en")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, in the language that a user has who says nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIAP112_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command; return its exit code and all that it said."""
    with in_language("id"):
        code = run(words)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out + captured.err


def test_a_draft_is_written_beside_and_passes_check(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, told = said(capsys, "new", "kab. gresik", "--lang", "en")

    assert code == 0
    assert "kabupaten-gresik.toml: a draft for Kabupaten Gresik: 18 kecamatan" in told
    assert [path.name for path in folder.iterdir()] == ["kabupaten-gresik.toml"]
    code, told = said(capsys, "check", "kabupaten-gresik.toml", "--lang", "en")
    assert code == 0 and "all right" in told


@pytest.mark.parametrize(
    ("language", "head"), [((), "# RANCANGAN: "), (("--lang", "en"), "# DRAFT: ")]
)
def test_it_is_written_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str], folder: Path, language: tuple[str, ...], head: str
) -> None:
    said(capsys, "new", "Kota Batu", "--out", "b.toml", *language)

    text = (folder / "b.toml").read_text("utf-8")
    assert text.startswith(head)
    assert "#   siap112 check b.toml" in text


@pytest.mark.parametrize("profile", PROFILES)
def test_the_profile_asked_for_is_in_it(
    capsys: pytest.CaptureFixture[str], folder: Path, profile: str
) -> None:
    code, _told = said(capsys, "new", "Kota Batu", "--targets", profile, "--lang", "en")

    text = (folder / "kota-batu.toml").read_text("utf-8")
    assert code == 0 and f"# Targets: {profile}, " in text
    (_code, help_text) = said(capsys, "new", "--help", "--lang", "en")
    assert f"{profile}: " in " ".join(help_text.split())


def test_the_profiles_of_the_command_are_those_that_there_are() -> None:
    assert [name.value for name in TargetsName] == list(PROFILES)


def test_a_shipped_region_of_the_same_place_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _code, told = said(capsys, "new", "Semarang", "--lang", "en")
    assert "is the name of 2 regions" in told
    _code, told = said(capsys, "new", "Kota Semarang", "--lang", "en")
    assert "There is a shipped region with numbers of its own: semarang." in told
    _code, told = said(capsys, "new", "Kota Batu", "--lang", "en")
    assert "shipped region" not in told


def test_a_file_that_is_there_is_kept(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "kota-batu.toml").write_text("mine")

    code, told = said(capsys, "new", "Kota Batu", "--lang", "en")

    assert code == 2 and "kota-batu.toml: is there already" in told and "--force" in told
    assert (folder / "kota-batu.toml").read_text() == "mine"
    code, _told = said(capsys, "new", "Kota Batu", "--force")
    assert code == 0 and load_scenario("kota-batu.toml").scenario.draft


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Malang",), 'write "Kota Malang" or "Kabupaten Malang"'),
        (("Jakarta Selatan",), "the six areas of Jakarta are one centre"),
        (("Kota Mlang",), "did you mean Kota Malang"),
        (("Kota Batu", "--out", "nowhere/b.toml"), "nowhere/b.toml: cannot be written"),
        (("Kota Batu", "--out", "dir.toml", "--force"), "dir.toml: cannot be written"),
        (("Kota Batu", "--out", "b.txt"), "b.txt: does not end in .toml"),
        (("Kota Batu", "--targets", "nfap"), "nfap"),
        ((), "NAME"),
    ],
)
def test_what_cannot_be_done_is_refused(
    capsys: pytest.CaptureFixture[str], folder: Path, words: tuple[str, ...], says: str
) -> None:
    (folder / "dir.toml").mkdir()

    code, told = said(capsys, "new", *words, "--lang", "en")

    assert code == 2 and says in told
    assert [path.name for path in folder.iterdir()] == ["dir.toml"]


@pytest.fixture
def simulated(capsys: pytest.CaptureFixture[str], folder: Path) -> tuple[str, dict[str, Any]]:
    """Simulate a draft of a small region; return what was said, and the summary."""
    said(capsys, "new", "Kota Batu", "--lang", "en")
    code, told = said(capsys, "simulate", "kota-batu.toml", "--out", "run", *QUICK)
    assert code == 3
    summary: dict[str, Any] = json.loads((folder / "run" / "summary.json").read_text("utf-8"))
    return told, summary


def test_a_draft_gets_bands_and_is_never_ready(
    simulated: tuple[str, dict[str, Any]], folder: Path
) -> None:
    told, summary = simulated

    verdict, needed = summary["verdict"], summary["staff_needed"]
    assert verdict["draft"] is True and verdict["outcome"] == "inconclusive"
    assert any("It is a draft" in reason["text"] for reason in verdict["reasons"])
    assert told.startswith("DRAFT\n")
    assert [end["end"] for end in needed["ends"]] == ["low", "middle", "high"]
    low, middle, high = (end["calls_per_day"] for end in needed["ends"])
    assert low < middle < high and high / low > 50
    assert needed["planned"] == {"pagi": 2, "siang": 2, "malam": 2}
    for end in needed["ends"]:
        assert all(people >= 2 for people in end["people"].values())
        assert all(share >= 0.9 for share in end["share"].values())
    assert re.search(r"shift pagi, 07:00–14:00 +2 +2 +\d +2", told)
    assert max(map(len, told.splitlines())) <= 80

    for language, words in (
        ("en", ("DRAFT: 112 readiness report", "How many call-takers are needed", "in the draft")),
        ("id", ("RANCANGAN: ", "petugas", "Kota Batu")),
    ):
        report = report_on(folder / "run", language, folder / f"{language}.html")
        text = report.read_text("utf-8")
        assert all(word in text for word in words), language
        assert '<p class="over">' + words[0].partition(":")[0] in text
        assert "READY</p>" not in text and ">SIAP<" not in text


def test_a_file_that_is_no_draft_any_more_is_judged_as_others(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    said(capsys, "new", "Kota Batu", "--lang", "en")
    file = folder / "kota-batu.toml"
    file.write_text(file.read_text("utf-8").replace("draft = true\n", ""), encoding="utf-8")

    _code, told = said(capsys, "simulate", "kota-batu.toml", "--out", "run", *QUICK)

    summary = json.loads((folder / "run" / "summary.json").read_text("utf-8"))
    assert "DRAFT" not in told and "staff_needed" not in summary
    assert summary["verdict"]["draft"] is False
