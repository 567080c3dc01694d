"""`siap112 ready --dask`: the load test plays here, the simulation in a cluster's workers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from distributed import Client

from results.run_folder import open_run
from tests.siap112.commands import siap112
from tests.siap112.ready_region import ready_region
from tests.sim.executors.local_cluster import local_cluster


def _plays_here() -> bool:
    return "sim.played" in sys.modules


def test_the_weeks_are_played_by_the_cluster_and_the_verdict_stands_on_them(
    tmp_path: Path,
) -> None:
    with local_cluster(1) as cluster:
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            before = client.run(_plays_here)
        said = siap112(
            "ready", str(ready_region(tmp_path)), "--dask", cluster.scheduler_address,
            "--speed", "14", "--gap", "1s", "--follow", "3s", "--ranges", "none", "--out", "run",
            "--json", "--lang", "en", folder=tmp_path,
        )  # fmt: skip
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            after = client.run(_plays_here)

    assert said.code == 3, said.err
    assert (list(before.values()), list(after.values())) == ([False], [True])
    run = open_run(tmp_path / "run")
    assert run.manifest.weeks >= 8
    sources = {target["name"]: target["source"] for target in json.loads(said.out)["targets"]}
    assert sources == {"dijawab": "sim", "hilang": "loadtest", "diberitahu": "both"}


def test_a_cluster_that_does_not_answer_is_said_before_anything_is_played(tmp_path: Path) -> None:
    said = siap112(
        "ready", "bontang", "--dask", "127.0.0.1:9", "--out", "run", "--lang", "en",
        folder=tmp_path,
    )  # fmt: skip

    assert said.code == 2
    assert "--dask 127.0.0.1:9: no scheduler answers there" in said.err
    assert not (tmp_path / "run").exists()
