"""A small run with all that a report can show, and pieces of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from results.manifest import Deployment, Manifest, Play
from results.measures.tally import weeks_of
from results.records import Records, join_records
from results.report.pairing_view import DifferenceCause, PairedPlay, PairingView
from results.report.report_data import ReportData
from results.verdict.load_test import LoadTest
from results.verdict.region import judge_region
from results.verdict.targets import judge_simulation, judge_targets, simulated_evidence
from scenarios.key_path import path_text
from scenarios.provenance import Provenance, take_provenance
from scenarios.schema.scenario import Scenario
from scenarios.text import N_
from sim.simulate import simulate_replication
from tests.small_scenario import small_scenario, small_scenario_toml

REFERENCE = Deployment("rujukan", "0.1.0", "9f2c5b1e77ac", reference=True)
PACKED = Play(speed=2.5, packed=True, gap_s=60.0)
SECTIONS = (
    "verdict",
    "deployment",
    "targets",
    "demand",
    "service-level",
    "waiting",
    "lines",
    "response",
    "pairing",
    "checklist",
    "assumptions",
    "making",
    "glossary",
)


@cache
def simulated() -> Records:
    """Return two weeks of the small scenario."""
    return join_records([simulate_replication(small_scenario(), 112, r) for r in range(2)])


@cache
def tested() -> Records:
    """Return the first calls of the simulation as a load test would have seen them."""
    records = simulated()
    calls = records.calls.where(np.arange(len(records.calls)) < 60)
    latency = np.full(len(calls), 0.25)
    data = {**calls.data, "setup_s": latency, "ring_s": 4 * latency, "lateness_s": latency / 100}
    told = records.notifications.where(np.arange(len(records.notifications)) < 20)
    return replace(
        records,
        calls=replace(calls, data=data),
        notifications=replace(told, data={**told.data, "latency_s": np.full(len(told), 0.1)}),
    )


def manifest(**changes: Any) -> Manifest:
    """Return the manifest of the run."""
    plain = Manifest(
        region="kecil",
        scenario="kecil",
        scenario_hash="0123abcd",
        source="ready",
        start="2025-11-17T00:00:00+08:00",
        zone="Asia/Makassar",
        seed=112,
        engine="simpy, locust",
        command=("siap112", "ready", "kecil", "--with", "gempa bumi"),
        versions={"python": "3.11.2", "siap112": "0.1.0"},
        deployment=REFERENCE,
        play=PACKED,
        state="finished",
        weeks=2,
    )
    return replace(plain, **changes)


def pairing() -> PairingView:
    """Return a pairing that came out well."""
    wait_s = np.linspace(1.0, 20.0, 50)
    return PairingView(
        calls=60,
        measured_wait_s=wait_s,
        plays=(
            PairedPlay("assumed", wait_s + 1, 0.9, 1.0, {0.05: -1.5, 0.5: -1.0, 0.95: -0.5}),
            PairedPlay("measured", wait_s + 0.2, 0.95, 0.2, {0.05: -0.3, 0.5: -0.2, 0.95: 0.1}),
            PairedPlay("own", wait_s, 0.9833, 0.012, {0.05: -0.02, 0.5: 0.01, 0.95: 0.03}),
        ),
        causes=(DifferenceCause(N_("the call failed technically"), 1),),
    )


def provenance() -> dict[str, Provenance]:
    """Return where the small scenario's numbers come from."""
    import tomllib

    _plain, entries, _findings = take_provenance(tomllib.loads(small_scenario_toml()))
    return {path_text(path): entry for path, entry in entries.items()}


def example(scenario: Scenario | None = None, **changes: Any) -> ReportData:
    """Return the data of a whole run against the reference deployment."""
    found = scenario or small_scenario()
    evidence = simulated_evidence(found, simulated(), weeks=weeks_of(simulated()))
    targets = judge_targets(
        found, judge_simulation(found, evidence), LoadTest(tested(), REFERENCE, PACKED)
    )
    data = ReportData(
        scenario=found,
        manifest=manifest(),
        verdict=judge_region("kecil", targets, REFERENCE),
        simulated=simulated(),
        tested=tested(),
        pairing=pairing(),
        provenance=provenance(),
        finished_at=datetime(2025, 11, 21, 21, 30, tzinfo=ZoneInfo("Asia/Makassar")),
        stages_s={"simulation": 12.0},
    )
    return replace(data, **changes)
