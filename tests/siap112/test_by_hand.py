"""A situation at a deployment that siap112 did not start: its operator switches, and is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from loadtest.deployment.up import start
from loadtest.order import Order, make_play, reference_spec
from results.run_folder import open_run
from scenarios.loading import load_scenario
from tests.loadtest.driver.brisk import brisk_file
from tests.loadtest.driver.playing import SPEED
from tests.siap112.commands import siap112

CUT = {
    "label": {"id": "Uji", "en": "Test"},
    "about": {"id": "Uji.", "en": "A test."},
    "channels": {"telkom": 0},
}


def test_a_trunk_that_its_operator_has_cut_is_told_of_and_tested(tmp_path: Path) -> None:
    """No test call goes by the trunk that is dead from the beginning."""
    file = brisk_file(tmp_path, callers__redial=None, situations={"putus": CUT})
    scenario = load_scenario(str(file)).scenario
    play = make_play(scenario, Order(1, 6, SPEED, 2.0, "x"))
    assert 0 < (play.trace.callers.trunk == 0).sum() < 6, "both trunks are tried"
    spec = reference_spec(scenario, play, tmp_path / "deployment", standing=True)
    spec = replace(spec, announcement_s=0.1)

    with start(spec) as deployment:
        said = siap112(
            "loadtest", str(file), "--deployment", str(deployment.profile_path),
            "--calls", "6", "--speed", str(SPEED), "--gap", "2s", "--follow", "1s",
            "--out", "run", "--json", "--lang", "en", folder=tmp_path,
        )  # fmt: skip

    err = said.err.replace("\N{NO-BREAK SPACE}", " ")
    assert "Its operator has to do it by hand" in err
    assert "from 0 s on: channels of trunk group telkom: 0" in err
    assert "seluler" not in err
    assert re.search(r"The first call of the play comes at \d\d:\d\d:\d\d\.", err), err
    assert json.loads(said.out)["load_test"]["state"] == "finished", said.err
    records = open_run(tmp_path / "run" / "loadtest").records
    assert records is not None
    blocked = records.calls.is_label("outcome", "blocked")
    assert blocked.tolist() == records.calls.is_label("trunk", "telkom").tolist()
