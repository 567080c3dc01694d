"""A run folder: what is written comes back, and a killed run stays readable."""

import json
import os
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from results.manifest import Deployment, Manifest, Play, package_versions
from results.records import Records, join_records, no_records
from results.row_log import RowLog, read_log
from results.run_folder import RunFolder, create_run, default_run_path, open_run
from results.table import same
from results.whole_file import RunFolderError
from scenarios.text import in_language
from tests.results.random_records import random_records

MANIFEST = Manifest(
    region="bontang",
    scenario="bontang",
    scenario_hash="abc",
    source="sim",
    start="2025-11-24T00:00:00+08:00",
    zone="Asia/Makassar",
    seed=7,
    engine="simpy",
    command=("siap112", "simulate", "bontang"),
    versions={"python": "3.11"},
    deployment=Deployment("reference", "0.1", "f00", reference=True),
    play=Play(speed=10.0, packed=True, gap_s=60.0),
)
CALL = {
    "replication": 0,
    "week": 0,
    "hour_of_week": 3,
    "call_id": 100,
    "caller_id": 1,
    "attempt": 0,
    "arrival_s": 10.5,
    "category": "fire",
    "emergency": True,
}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return create_run(tmp_path / "run", MANIFEST, {"name": "bontang", "label": "Kota Bontang"})


def equal(a: Records | None, b: Records) -> bool:
    return a is not None and all(same(a.tables()[n], t) for n, t in b.tables().items())


def missing_of(path: Path) -> str:
    with in_language("en"):
        return "; ".join(open_run(path).missing)


def test_what_a_run_says_of_itself_comes_back(folder: RunFolder) -> None:
    folder.write_summary({"verdict": "inconclusive"})

    opened = open_run(folder.path)

    assert opened.manifest == MANIFEST
    assert opened.scenario == {"name": "bontang", "label": "Kota Bontang"}
    assert opened.summary == {"verdict": "inconclusive"}


def test_versions_name_what_numbers_depend_on() -> None:
    assert {"python", "siap112", "numpy", "scipy", "simpy", "duckdb"} <= set(package_versions())


@pytest.mark.parametrize("seen", [random_records(1), random_records(2, rows=0), no_records()])
def test_parquet_comes_back_equal(folder: RunFolder, seen: Records) -> None:
    folder.write_tables(seen)

    opened = open_run(folder.path)

    assert opened.records_from == "tables"
    assert equal(opened.records, seen)


def test_parquet_keeps_a_moment_that_never_came_as_nan_and_labels_as_text(
    folder: RunFolder,
) -> None:
    seen = random_records(3)
    folder.write_tables(seen)

    with duckdb.connect() as connection:
        path = str(folder.path / "tables" / "calls.parquet")
        query = (
            "SELECT count(*) FILTER (isnan(gave_up_s)), count(gave_up_s), "
            "typeof(any_value(category)) FROM read_parquet($path)"
        )
        nans, not_null, kind = connection.execute(query, {"path": path}).fetchone()  # type: ignore[misc]

    assert nans == np.isnan(seen.calls["gave_up_s"]).sum() > 0
    assert not_null == len(seen.calls)
    assert kind == "VARCHAR"


def test_blocks_come_back_in_order_until_the_tables_are_made(folder: RunFolder) -> None:
    blocks = [random_records(seed) for seed in range(3)]
    for block in (2, 0, 1):  # workers finish out of order
        folder.write_block(block, blocks[block])

    opened = open_run(folder.path)
    assert opened.records_from == "blocks"
    assert equal(opened.records, join_records(blocks))
    assert "3 finished blocks" in missing_of(folder.path)

    folder.write_tables(join_records(blocks))
    assert open_run(folder.path).records_from == "tables"
    assert not list((folder.path / "blocks").glob("*.npz"))


def test_blocks_behind_a_gap_are_left_out_and_named(folder: RunFolder) -> None:
    blocks = [random_records(seed) for seed in range(4)]
    for block in (0, 1, 3):
        folder.write_block(block, blocks[block])

    assert equal(open_run(folder.path).records, join_records(blocks[:2]))
    assert "000002.npz: missing; 1 later" in missing_of(folder.path)


def test_a_file_written_half_way_is_passed_over(folder: RunFolder) -> None:
    first = random_records(0)
    folder.write_block(0, first)
    whole = (folder.path / "blocks" / "000000.npz").read_bytes()
    (folder.path / "blocks" / "000001.npz.4711.part").write_bytes(whole[: len(whole) // 2])
    tables = folder.path / "tables"
    tables.mkdir()
    (tables / "calls.parquet.4711.part").write_bytes(b"PAR1")
    (tables / "incidents.parquet").write_bytes(b"")  # of the five tables only one was renamed

    opened = open_run(folder.path)

    assert opened.records_from == "blocks"
    assert equal(opened.records, first)


def test_a_write_that_fails_leaves_what_was_there(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_summary({"verdict": "ready"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with (
        in_language("en"),
        pytest.raises(RunFolderError, match=r"summary\.json: cannot be written"),
    ):
        folder.write_summary({"verdict": "not ready"})

    monkeypatch.undo()
    assert open_run(folder.path).summary == {"verdict": "ready"}
    assert not list(folder.path.glob("*.part"))


def test_log_rows_come_back_and_later_lines_replace_earlier(folder: RunFolder) -> None:
    with folder.row_log() as log:
        log.write("calls", CALL)
        log.write("calls", {**CALL, "call_id": 200, "setup_s": float("nan")})
        log.write("calls", {**CALL, "answered_s": 12.25, "outcome": "answered"})

    opened = open_run(folder.path)

    assert opened.records is not None
    calls = opened.records.calls
    assert opened.records_from == "log"
    assert calls["call_id"].tolist() == [100, 200]
    assert calls["answered_s"][0] == 12.25
    assert np.isnan(calls["answered_s"][1]) and np.isnan(calls["setup_s"][1])
    assert calls.texts("category").tolist() == ["fire", "fire"]
    assert calls["emergency"].all()
    assert len(opened.records.staffing) == 0


def test_a_log_cut_anywhere_keeps_every_whole_line(folder: RunFolder) -> None:
    with folder.row_log() as log:
        for i in range(5):
            log.write("calls", {**CALL, "call_id": i})
    whole = folder.log_path.read_bytes()

    for size in range(0, len(whole), 37):
        folder.log_path.write_bytes(whole[:size])
        records, cut = read_log(folder.log_path)
        complete = whole[:size].count(b"\n")
        # a line that only lacks its newline is whole already
        assert len(records.calls) in (complete, complete + 1)
        assert cut == (
            0 if len(records.calls) > complete else int(whole[:size][-1:] != b"\n") * (size > 0)
        )


def test_a_log_goes_on_behind_a_cut_line(folder: RunFolder) -> None:
    with folder.row_log() as log:
        log.write("calls", CALL)
        log.write("calls", {**CALL, "call_id": 200})
    folder.log_path.write_bytes(folder.log_path.read_bytes()[:-20])

    with folder.row_log() as log:
        log.write("calls", {**CALL, "call_id": 300})

    records, cut = read_log(folder.log_path)
    assert records.calls["call_id"].tolist() == [100, 300]
    assert cut == 1
    assert "1 lines of the log were cut" in missing_of(folder.path)


def test_every_row_is_in_the_file_before_the_next_is_asked_for(folder: RunFolder) -> None:
    log = RowLog(folder.log_path)
    log.write("calls", CALL)

    assert json.loads(folder.log_path.read_text())["row"]["call_id"] == 100
    log.close()


def test_a_row_with_an_unknown_or_lacking_column_is_refused(folder: RunFolder) -> None:
    with folder.row_log() as log:
        with pytest.raises(ValueError, match="colour"):
            log.write("calls", {**CALL, "colour": 1})
        with pytest.raises(ValueError, match="attempt"):
            log.write("calls", {k: v for k, v in CALL.items() if k != "attempt"})


def test_parts_are_runs_of_their_own(folder: RunFolder) -> None:
    seen = random_records(5)
    folder.part("loadtest", MANIFEST, {}).write_tables(seen)

    opened = open_run(folder.path)

    assert opened.parts == ("loadtest",)
    assert opened.records is None
    assert equal(open_run(folder.path / "loadtest").records, seen)


def test_only_a_whole_run_is_missed_to_be_judged(folder: RunFolder) -> None:
    folder.part("loadtest", MANIFEST, {})

    assert "not judged" in missing_of(folder.path)
    assert "not judged" not in missing_of(folder.path / "loadtest")


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with in_language("en"), pytest.raises(RunFolderError, match=r"cannot be written .* --out"):
        create_run(tmp_path / "file" / "run", MANIFEST, {})


def test_a_run_is_never_written_over(folder: RunFolder) -> None:
    with in_language("en"), pytest.raises(RunFolderError, match="holds a run already"):
        create_run(folder.path, MANIFEST, {})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("manifest.json", None, "has no manifest"),
        ("manifest.json", "{", "is not JSON"),
        ("manifest.json", "{}", "is not a manifest"),
        ("manifest.json", "[]", "is not a manifest"),
        ("tables/calls.parquet", "PAR1", "is not a table of a run"),
    ],
)
def test_what_cannot_be_read_is_named(
    folder: RunFolder, name: str, content: str | None, message: str
) -> None:
    folder.write_tables(random_records(1))
    if content is None:
        (folder.path / name).unlink()
    else:
        (folder.path / name).write_text(content)

    with in_language("en"), pytest.raises(RunFolderError, match=message):
        open_run(folder.path)


def test_a_path_without_a_run_is_named(tmp_path: Path) -> None:
    with in_language("en"), pytest.raises(RunFolderError, match="is not a folder"):
        open_run(tmp_path / "nothing")


def test_a_run_killed_before_its_first_records_says_so(folder: RunFolder) -> None:
    assert open_run(folder.path).records_from == "none"
    assert "before its first records" in missing_of(folder.path)


def test_default_name() -> None:
    assert default_run_path("bontang", datetime(2025, 11, 21, 9, 5, 7)) == Path(
        "runs/20251121-090507-bontang"
    )
