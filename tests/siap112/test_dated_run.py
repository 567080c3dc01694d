"""A run that begins at a date: played, reported, and read again."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path

from results.manifest import Manifest
from results.run_folder import create_run, open_run
from tests.siap112.commands import siap112_here
from tests.small_scenario import small_scenario_toml

DATED = small_scenario_toml().replace('start_day = "Mon"', "start_date = 2026-03-02")
SOON = ("--ranges", "none", "--engine", "simpy", "--workers", "1", "--lang", "en", "--quiet")


def test_a_run_from_a_date_with_a_situation_at_an_instant(tmp_path: Path) -> None:
    (tmp_path / "kota.toml").write_text(DATED)

    said = siap112_here(
        "simulate", "kota.toml", "--with", "aplikasi-mati@2026-03-04T10:00", *SOON, "--out", "run",
        folder=tmp_path,
    )  # fmt: skip

    assert said.code in (0, 1, 3), said
    run = open_run(tmp_path / "run")
    assert run.manifest.start == "2026-03-02T00:00:00+08:00"
    assert run.scenario["run"]["start_date"] == "2026-03-02"
    assert run.scenario["situations"]["aplikasi-mati"]["start_at"] == "2026-03-04T10:00:00"
    again = siap112_here("report", "run", "--lang", "en", folder=tmp_path)
    assert again.code == 0, again


def test_whatever_moments_a_scenario_has_are_text_in_the_run_folder(tmp_path: Path) -> None:
    moments = {
        "day": date(2026, 3, 2),
        "instant": datetime(2026, 3, 4, 10),
        "hours": [time(7, 30)],
    }
    manifest = Manifest(
        region="x", scenario="x", scenario_hash="x", source="sim", start="2026-03-02T00:00:00",
        zone="Asia/Jakarta", seed=1, engine="simpy", command=(), versions={},
    )  # fmt: skip

    create_run(tmp_path / "run", manifest, moments)

    assert json.loads((tmp_path / "run" / "scenario.json").read_text()) == {
        "day": "2026-03-02",
        "instant": "2026-03-04T10:00:00",
        "hours": ["07:30:00"],
    }
