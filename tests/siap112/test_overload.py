"""A queue that only grows is said by the command, the run's summary and the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from results.number_forms import NO_BREAK
from tests.siap112.commands import siap112_here
from tests.small_scenario import small_scenario_toml

ENDLESS_WORK = "agencies.ambulans.field.on_scene.mean=30 jam"
SENTENCES = {
    "en": "Demand exceeds capacity from Monday",
    "id": "Permintaan melebihi kapasitas sejak Senin",
}


def simulated(folder: Path, language: str, *more: str) -> tuple[str, str, list[dict[str, object]]]:
    """Return what the terminal says, the page, and the overloads of the summary."""
    (folder / "kecil.toml").write_text(small_scenario_toml(), encoding="utf-8")
    said = siap112_here(
        "simulate", "kecil.toml", "--ranges", "none", "--lang", language, "--out", "run", *more,
        folder=folder,
    )  # fmt: skip
    assert said.code in (1, 3), said.err
    summary = json.loads((folder / "run" / "summary.json").read_text("utf-8"))
    page = (folder / "run" / "report.html").read_text("utf-8")
    told = " ".join(said.out.replace(NO_BREAK, " ").split())
    return told, page.replace(NO_BREAK, " "), summary["verdict"]["overloads"]


@pytest.mark.parametrize("language", SENTENCES)
def test_units_that_cannot_keep_up_are_said_with_the_hour(language: str, tmp_path: Path) -> None:
    told, page, overloads = simulated(tmp_path, language, "--set", ENDLESS_WORK)

    assert SENTENCES[language] in told
    assert SENTENCES[language] in page and '<p class="warning">' in page
    assert [overload["group"] for overload in overloads] == ["units:ambulans"]


def test_nothing_is_said_of_a_centre_that_keeps_up(tmp_path: Path) -> None:
    told, page, overloads = simulated(tmp_path, "en")

    assert overloads == []
    assert "exceeds capacity" not in told and "exceeds capacity" not in page
