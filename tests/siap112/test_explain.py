"""`siap112 simulate --explain`: what drives a missed target, from end to end."""

from __future__ import annotations

import json
from pathlib import Path

from results.number_forms import NO_BREAK
from tests.siap112.commands import siap112_here
from tests.small_scenario import small_scenario_toml

SLOW = "demand.work.talk.mean=30 menit"


def test_what_drives_a_missed_target_is_ranked_in_json_terminal_and_report(tmp_path: Path) -> None:
    file = tmp_path / "kecil.toml"
    file.write_text(small_scenario_toml())
    words = ["simulate", str(file), "--set", SLOW, "--explain", "--ranges", "none", "--lang", "en"]

    said = siap112_here(*words, "--out", "run", folder=tmp_path)

    assert said.code == 1, said.err
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    explained = {e["target"]: e for e in summary["explained"]}
    target = explained["dijawab"]
    assert target["outcome"] == "missed"
    ranked = [effect["driver"] for effect in target["effects"]]
    gains = {effect["driver"]: effect["gain"] for effect in target["effects"]}
    assert {"staff", "talk"} <= set(ranked[:3])
    assert list(gains.values()) == sorted(gains.values(), reverse=True)
    assert gains["staff"] > 0.01 and gains["talk"] > 0.01
    assert abs(gains["travel"]) < 1e-9  # how long units drive holds up no caller
    told = " ".join(said.out.replace(NO_BREAK, " ").split())
    assert "What helps most: Answered within 10 s (missed) 1. " in told
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert 'id="drivers"' in page and "What drives the results" in page


def test_nothing_is_explained_unasked(tmp_path: Path) -> None:
    file = tmp_path / "kecil.toml"
    file.write_text(small_scenario_toml())

    said = siap112_here(
        "simulate", str(file), "--ranges", "none", "--json", "--out", "a", folder=tmp_path
    )

    assert "explained" not in json.loads(said.out)
    assert 'id="drivers"' not in (tmp_path / "a" / "report.html").read_text("utf-8")
