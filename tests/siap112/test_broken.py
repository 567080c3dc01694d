"""`siap112 loadtest --broken`: each fault turns the target that a shipped region asks missed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scenarios.provenance import take_provenance
from scenarios.shipped import shipped_path
from siap112.main import run
from tests.loadtest.driver.brisk import WITH_PLENTY, brisk_file
from tests.siap112.commands import siap112

FAULTS = {
    "loses-call": "panggilan-hilang",
    "drops-notification": "pemberitahuan-hilang",
    "answers-late": "telepon-berdering",
}


def shipped_targets() -> dict[str, Any]:
    """Return what every shipped region asks of its deployment, as a file says it."""
    surabaya = shipped_path("surabaya", "region")
    assert surabaya is not None
    text = (surabaya.parent / "_dasar.toml").read_text("utf-8")
    plain, _entries, _findings = take_provenance(tomllib.loads(text))
    targets: dict[str, Any] = plain["targets"]
    return {name: targets[name] for name in FAULTS.values()}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_the_target_that_asks_for_it(fault: str, tmp_path: Path) -> None:
    changes = {**WITH_PLENTY, "targets": shipped_targets()}
    if (
        fault == "answers-late"
    ):  # three seconds are a minute in this play; callers must wait so long
        changes["callers__patience"] = "10 min"
    region = brisk_file(tmp_path, **changes)

    said = siap112(
        "loadtest", str(region), "--broken", fault, "--calls", "40", "--gap", "2s", "--follow",
        "1s", "--json", "--lang", "en", "--out", "run", folder=tmp_path,
    )  # fmt: skip

    assert said.code == 1, said.out[:4000] + said.err
    outcomes = {t["name"]: t["outcome"] for t in json.loads(said.out)["targets"]}
    assert {name for name, outcome in outcomes.items() if outcome == "missed"} == {FAULTS[fault]}


def test_a_fault_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loadtest", "surabaya", "--broken", "answer-late", "--lang", "en"]) == 2
    assert "answers-late" in capsys.readouterr().err
