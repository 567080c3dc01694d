"""`siap112 ready`: the whole way once, in a small region, against the embedded deployment."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from results.run_folder import open_run
from tests.siap112.commands import Said, siap112
from tests.siap112.ready_region import ready_region


@dataclass(frozen=True)
class Ready:
    """A run of `siap112 ready`."""

    folder: Path
    said: Said

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.said.out, parse_constant=_no_constant)
        return found


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Run it once for all tests here."""
    folder = tmp_path_factory.mktemp("ready")
    file = ready_region(folder)
    said = siap112(
        "ready", str(file), "--seed", "2", "--speed", "14", "--gap", "1s", "--follow", "3s",
        "--explain", "--out", "run", "--json", "--lang", "en", folder=folder,
    )  # fmt: skip
    yield Ready(folder / "run", said)


def test_against_the_embedded_deployment_nothing_is_ever_ready(ready: Ready) -> None:
    assert ready.said.code == 3, ready.said.err
    verdict = ready.result["verdict"]
    assert verdict["outcome"] == "inconclusive"
    assert verdict["demonstration"] is True
    assert verdict["deployment"]["reference"] is True
    assert verdict["deployment"]["fingerprint"]


def test_each_target_has_the_evidence_that_it_asks_for(ready: Ready) -> None:
    targets = {target["name"]: target for target in ready.result["targets"]}

    assert list(targets) == ["dijawab", "hilang", "diberitahu"]
    assert (targets["dijawab"]["source"], targets["dijawab"]["outcome"]) == ("sim", "met")
    assert (targets["hilang"]["source"], targets["hilang"]["outcome"]) == (
        "loadtest",
        "inconclusive",
    )
    assert "reference deployment" in targets["hilang"]["reason"]["text"]
    both = targets["diberitahu"]
    assert [part["source"] for part in both["parts"]] == ["sim", "loadtest"]
    assert "packed" in both["parts"][1]["reason"]["text"].lower()


def test_all_calls_were_played_and_worked(ready: Ready) -> None:
    test = ready.result["load_test"]

    assert test["state"] == "finished" and test["why"] is None
    assert test["callers"] == test["callers_done"] == 60
    assert test["errors"] == {}
    latencies = ready.result["latencies"]
    assert set(latencies) == {"setup_s", "ring_s", "ticket_s", "notification_s"}
    assert latencies["setup_s"]["n"] >= 60 and 0 < latencies["setup_s"]["p95"] < 1


def test_measures_are_rows_of_one_shape_from_both_sides(ready: Ready) -> None:
    rows = ready.result["measures"]

    keys = {"name", "scope", "statistic", "value", "low", "high", "unit", "n", "source"}
    assert all(set(row) == keys for row in rows)
    assert {row["source"] for row in rows} == {"sim", "loadtest"}
    numbers = [row[key] for row in rows for key in ("value", "low", "high", "n")]
    assert all(n is None or math.isfinite(n) for n in numbers)


def test_assumptions_were_moved_to_their_ends_but_not_those_that_were_measured(
    ready: Ready,
) -> None:
    ranges = ready.result["ranges"]
    found = {a["path"]: a for a in ranges["assumptions"]}

    assert set(found) == {"", "technology.ring"}
    assert (found["technology.ring"]["state"], found["technology.ring"]["ends"]) == ("measured", {})
    assert found[""]["state"] == "replayed"
    assert {end["weeks"] for end in found[""]["ends"].values()} == {ranges["weeks"]}
    # both targets that ask for the simulation were judged there, that for both kinds too
    assert set(found[""]["ends"]["high"]["targets"]) == {"dijawab", "diberitahu"}


def test_what_drives_the_targets_is_ranked_with_the_latencies_that_were_measured(
    ready: Ready,
) -> None:
    explained = {one["target"]: one for one in ready.result["explained"]}

    # both that are simulated are narrowly met or open; that of the load test alone is no matter
    assert explained and set(explained) <= {"dijawab", "diberitahu"}
    for one in explained.values():
        gains = [effect["gain"] for effect in one["effects"]]
        assert gains == sorted(gains, reverse=True)
        assert {"demand", "talk", "staff", "travel", "latencies"} <= {
            effect["driver"] for effect in one["effects"]
        }
    page = (ready.folder / "report.html").read_text("utf-8")
    assert 'id="drivers"' in page


def test_the_simulation_drew_from_what_was_measured(ready: Ready) -> None:
    """The scenario assumes 20 ms for everything; the deployment here is not like that."""
    measured = open_run(ready.folder / "loadtest").records
    simulated = open_run(ready.folder / "sim").records
    assert measured is not None and simulated is not None

    seen = set(measured.calls["setup_s"].round(5).tolist())
    drawn = set(simulated.calls["setup_s"][:200].round(5).tolist())
    assert len(drawn & seen) > 5
    assert 0.02 not in drawn


def test_the_pairing_is_there_in_three_plays(ready: Ready) -> None:
    plays = json.loads((ready.folder / "pairing.json").read_text())

    assert [play["play"] for play in plays] == ["assumed", "measured", "own"]
    assert plays[2]["same_outcome"] >= 0.95
    assert plays[2]["difference_median_s"] < 0.05


def test_everything_else_went_to_standard_error(ready: Ready) -> None:
    assert "Report: run/report.html" in ready.said.err
    assert "expected: " in ready.said.err and "calls at once" in ready.said.err


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", ("DEMONSTRATION", "Answered within 10 s")), ("id", ("PERAGAAN", "Dijawab dalam 10"))],
)
def test_the_report_is_headed_demonstration_in_both_languages(
    ready: Ready, language: str, says: tuple[str, ...]
) -> None:
    target = ready.folder / f"{language}.html"

    said = siap112(
        "report", "run", "--out", str(target), "--lang", language, folder=ready.folder.parent
    )

    assert said.code == 0, said
    page = target.read_text("utf-8")
    assert all(words in page for words in says)
    assert "http://127.0.0.1" not in page.split("<body")[0]


def test_manifest_and_stages_tell_what_was_done(ready: Ready) -> None:
    run = open_run(ready.folder)

    assert run.manifest.source == "ready" and run.manifest.state == "finished"
    assert run.parts == ("loadtest", "sim")
    assert run.manifest.weeks >= 8
    assert run.manifest.play.packed and run.manifest.play.speed == 14
    stages = json.loads((ready.folder / "stages.json").read_text())
    assert set(stages) == {
        "compiling", "deployment", "calls", "simulation", "ranges", "drivers", "units", "verdict",
        "report",
    }  # fmt: skip
