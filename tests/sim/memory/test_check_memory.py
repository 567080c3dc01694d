"""A run that this machine cannot hold is refused before anything is drawn, and says what to do."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from scenarios.loading import load_scenario
from scenarios.text import in_language
from siap112.errors import explained
from siap112.main import run
from sim.engine import ENGINES, Engine
from sim.memory import check, machine
from sim.memory.check import MOST, TooMuchMemory, check_memory, fits
from sim.memory.machine import machine_bytes
from sim.memory.needed import PROCESS, memory_needed
from sim.simulate import simulate_replication
from tests.small_scenario import small_scenario, small_scenario_toml

GB = 1e9
MANY: dict[str, Any] = {
    "demand__calls__prank__rate": {"per_day": 60_000},
    "run__length": "52 minggu",
    "run__weeks_at_most": 52,
}


def refusal(has_bytes: float, language: str = "en", **how: Any) -> str:
    changes = how.pop("changes", MANY)
    with in_language(language), pytest.raises(TooMuchMemory) as found:
        check_memory(small_scenario(**changes), has_bytes=has_bytes, **how)
    with in_language(language):
        return str(found.value)


def test_a_small_run_is_let_through_on_a_small_machine() -> None:
    check_memory(small_scenario(), workers=2, has_bytes=2 * GB)


def test_a_long_run_is_refused_with_length_rate_need_and_remedy() -> None:
    said = refusal(24 * GB)

    assert said.startswith('kecil: run.length: "364 d" needs up to ')
    assert "for 2 at once; this machine has 24 GB" in said
    assert "shorten it" in said and "--workers" in said
    assert "demand.calls.prank.rate, which brings 21,870,000 of" in said


def test_it_is_said_in_indonesian_too() -> None:
    said = refusal(24 * GB, "id")

    assert 'run.length: "364 d" memerlukan memori sampai' in said
    assert "mesin ini memiliki 24 GB" in said


def test_fewer_workers_need_less() -> None:
    needed = memory_needed(small_scenario(**MANY)).replication
    has = 1.5 * needed / MOST

    assert fits(small_scenario(**MANY), workers=1, has_bytes=has)
    assert not fits(small_scenario(**MANY), workers=2, has_bytes=has)
    assert "--workers" not in refusal(0.5 * needed, workers=1)


def test_workers_elsewhere_do_not_count() -> None:
    check_memory(small_scenario(**{**MANY, "run__weeks_at_most": 52}), workers=0, has_bytes=80 * GB)


def test_more_weeks_than_can_be_judged_together_are_refused_by_their_cap() -> None:
    weeks = {**MANY, "run__length": "1 minggu", "run__weeks_at_most": 4000}

    said = refusal(24 * GB, changes=weeks)

    assert said.startswith("kecil: run.weeks_at_most: 4000 weeks would need")
    assert "lower it" in said
    check_memory(small_scenario(**weeks), has_bytes=24 * GB, weeks_together=False)


def test_staff_that_changes_every_hour_is_named_when_it_is_what_needs_memory() -> None:
    staff = {"staffing": {"by_hour": [0, 2000] * 12}}

    said = refusal(24 * GB, changes={"call_takers": staff, "run__length": "520 minggu"})

    assert "look at the staffing: people come and go" in said


def test_situations_that_last_through_many_weeks_count() -> None:
    one = {"label": "x", "about": "x", "surges": {"*": {"factor": 1.1}}}
    long = {"run__length": "520 minggu"}
    without = memory_needed(small_scenario(**long)).replication
    many = memory_needed(
        small_scenario(**long, situations={f"s{i}": one for i in range(9)})
    ).replication

    assert many > without + 9 * 200e6


def test_redials_count_as_made() -> None:
    again = {"after_abandoning": 0.5, "after_blocked": 0.9, "delay": "60s", "at_most": 20}
    rate = {"demand__calls__prank__rate": {"per_day": 60_000}, "demand__nuisance": {}}
    once = memory_needed(small_scenario(**rate, callers__redial=None)).replication - PROCESS
    often = memory_needed(small_scenario(**rate, callers__redial=again)).replication - PROCESS

    assert 6 < often / once < 8.9


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "changes",
    [
        {"demand__calls__prank__rate": {"per_day": 1500}},
        {
            "demand__calls__prank__rate": {"per_day": 400},
            "lines__trunks": {"t": {"label": "t", "channels": 0, "share": 1.0}},
            "callers__redial__after_blocked": 0.9,
            "callers__redial__at_most": 20,
        },
        {
            "demand__incidents__medis__rate": {"per_day": 250},
            "demand__incidents__medis__needs": [{"agencies": ["ambulans", "damkar"], "units": 3}]
            * 3,
        },
    ],
    ids=["calls", "redials", "units"],
)
def test_a_replication_stays_within_the_estimate(changes: dict[str, Any], engine: Engine) -> None:
    scenario = small_scenario(**changes)
    simulate_replication(small_scenario(run__length="1 jam"), 1, engine=engine)  # compiles
    tracemalloc.start()
    try:
        simulate_replication(scenario, 1, engine=engine)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    estimate = memory_needed(scenario, engine).replication - PROCESS
    assert 0.25 * estimate < peak < 1.1 * estimate


def test_a_machine_that_does_not_tell_gets_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> int:
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(machine.os, "sysconf", unknown)
    monkeypatch.setattr(machine, "_LIMITS", ())

    assert machine_bytes() == machine.UNKNOWN


def test_a_container_has_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, free, strange = (tmp_path / name for name in ("given", "free", "strange"))
    given.write_text("1500000000\n", "ascii")
    free.write_text("max\n", "ascii")
    strange.write_bytes(b"\xff\xfe")
    monkeypatch.setattr(machine, "_LIMITS", (free, strange, tmp_path / "none"))
    plain = machine_bytes()
    monkeypatch.setattr(machine, "_LIMITS", (free, given))

    assert machine_bytes() == 1.5e9 < plain


@pytest.mark.parametrize("command", ["simulate", "ready", "loadtest"])
def test_the_commands_refuse_it_before_they_begin(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    # a small scenario on a tiny machine: what went on all the same would do no harm
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "machine_bytes", lambda: 0.3 * GB)
    Path("kecil.toml").write_text(small_scenario_toml(), "utf-8")

    code = run([command, "kecil.toml", "--out", "hasil", "--lang", "en"])

    said = capsys.readouterr().err
    assert code == 2
    assert "run.length" in said and "of memory" in said and "Traceback" not in said
    assert not Path("hasil").exists()


@pytest.mark.parametrize("error", [MemoryError(), type("BrokenProcessPool", (Exception,), {})("x")])
def test_memory_that_runs_out_all_the_same_is_said(error: Exception) -> None:
    with in_language("en"):
        code, said = explained(error) or (0, "")

    assert code == 70
    assert "no more memory" in said and "fault of siap112" not in said


def test_an_end_of_a_range_that_does_not_fit_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    many = small_scenario_toml().replace("per_day = 60,", "per_day = 3000,")
    Path("ujung.toml").write_text(many, "utf-8")  # all of it is an assumption, x0.5 to x2
    needed = memory_needed(load_scenario("ujung.toml").scenario).replication
    monkeypatch.setattr(
        check, "fits", lambda end, **_how: memory_needed(end).replication < 1.01 * needed
    )

    options = ("--ranges", "all", "--workers", "1", "--out", "r", "--lang", "en")
    run(["simulate", "ujung.toml", *options])

    assert (
        "1 of 2 ends of assumptions need more memory than this machine" in capsys.readouterr().err
    )
    (one,) = json.loads(Path("r/summary.json").read_text("utf-8"))["ranges"]["assumptions"]
    assert one["state"] != "replayed"
    assert (one["ends"]["low"]["weeks"] > 0, one["ends"]["high"]["weeks"]) == (True, 0)
