"""A run is a folder: manifest, tables, summary, report; killed at any moment it stays readable.

A run folder, by default runs/YYYYMMDD-HHMMSS-REGION, holds

- manifest.json: what the run says of itself
- scenario.json: the resolved scenario
- tables/NAME.parquet: made at the end
- blocks/NNNNNN.npz: one a block of replications, while the run goes on
- log/loadtest.jsonl: a row a line, while the load test goes on
- summary.json: verdict, targets, measures
- sim/, loadtest/ or others: parts, run folders themselves, where one run has records of
  several kinds
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from results.block_files import blocks_there, packed, read_block, write_block
from results.manifest import Manifest
from results.parquet_tables import read_tables, tables_there, write_tables
from results.records import Records, join_records
from results.row_log import RowLog, read_log
from results.whole_file import (
    RunFolderError,
    cannot_look,
    cannot_write,
    holds_run,
    read_json,
    write_json,
)
from scenarios.text import gettext as _

RUNS = Path("runs")


@dataclass(frozen=True)
class RunFolder:
    """Where a run is written.

    Parameters
    ----------
    path : Path
    """

    path: Path

    @property
    def log_path(self) -> Path:
        """The load test's log; for `RowLog` in the load test's own process."""
        return self.path / "log" / "loadtest.jsonl"

    def part(self, name: str, manifest: Manifest, scenario: Mapping[str, Any]) -> RunFolder:
        """Make a run folder within this one, for records of another kind."""
        return create_run(self.path / name, manifest, scenario)

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest, in place of an earlier one."""
        write_json(self.path / "manifest.json", manifest.to_dict())

    @property
    def blocks(self) -> Path:
        """Where the blocks of replications lie."""
        return self.path / "blocks"

    def write_block(self, block: int, records: Records | bytes) -> None:
        """Write one block of replications: its records, or what `block_files.packed` made of it."""
        content = records if isinstance(records, bytes) else packed(records)
        write_block(self.blocks, block, content)

    def row_log(self) -> RowLog:
        """Open the load test's log for appending."""
        return RowLog(self.log_path)

    def write_tables(self, records: Records, *, keep_blocks: bool = False) -> None:
        """Write the tables as Parquet, and drop the blocks, all of which the tables hold.

        A run that is still going on, or may be taken up again, keeps them.
        """
        write_tables(self.path / "tables", records)
        if not keep_blocks:
            self.drop_blocks()

    def drop_blocks(self) -> None:
        """Drop the blocks: the run is at its end, and the tables hold what they held."""
        for block in self.blocks.glob("*.npz"):
            block.unlink()

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Write `summary.json`: verdict, targets, measures."""
        write_json(self.path / "summary.json", dict(summary))


@dataclass(frozen=True)
class OpenedRun:
    """What a run folder holds.

    Parameters
    ----------
    path : Path
    manifest : Manifest
    scenario : mapping
        The resolved scenario as it was given; empty where the copy is missing.
    records : Records, optional
        None where the run has none of its own (a run with parts, or one killed before the
        first).
    records_from : "tables", "blocks", "log" or "none"
    summary : mapping, optional
    missing : tuple of str
        What is not there and what that means, in words. A part has no summary of its own.
    """

    path: Path
    manifest: Manifest
    scenario: Mapping[str, Any]
    records: Records | None
    records_from: str
    summary: Mapping[str, Any] | None
    missing: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts that can be opened with `open_run(path / name)`."""
        return tuple(sorted(p.parent.name for p in self.path.glob("*/manifest.json")))


def default_run_path(region: str, now: datetime, runs: Path = RUNS) -> Path:
    """Return runs/YYYYMMDD-HHMMSS-region."""
    return runs / f"{now:%Y%m%d-%H%M%S}-{region}"


def create_run(path: Path, manifest: Manifest, scenario: Mapping[str, Any]) -> RunFolder:
    """Make the folder of a run, with manifest and scenario.

    Parameters
    ----------
    path : Path
        New, or a folder without a run in it.
    manifest : Manifest
    scenario : mapping
        The resolved scenario, plain data.

    Raises
    ------
    RunFolderError
        If the folder cannot be written or holds a run already.
    """
    if holds_run(path):
        raise holds_a_run(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(cannot_write(path, error)) from error
    folder = RunFolder(path)
    write_json(path / "scenario.json", dict(scenario))
    folder.write_manifest(manifest)
    return folder


def holds_a_run(path: Path) -> RunFolderError:
    """Return what is to be raised where a folder is wanted and a run is there."""
    message = _("{path}: holds a run already; choose another folder with --out, or delete it")
    return RunFolderError(message.format(path=path))


def read_manifest(path: Path) -> Manifest:
    """Read what the run in a folder says of itself.

    Raises
    ------
    RunFolderError
        If there is no run, or it is of another version.
    """
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise RunFolderError(cannot_look(path, error)) from error
    if not is_folder:
        message = _("{path}: is not a folder; give the folder of a run")
        raise RunFolderError(message.format(path=path))
    if not holds_run(path):
        message = _("{path}: has no manifest.json; give the folder of a run")
        raise RunFolderError(message.format(path=path))
    try:
        return Manifest.from_dict(read_json(path / "manifest.json"))
    except (TypeError, AttributeError) as error:
        message = _("{path}: is not a manifest of this version ({error}); run again")
        raise RunFolderError(message.format(path=path / "manifest.json", error=error)) from error


def open_run(path: Path) -> OpenedRun:
    """Read what is there of a run: tables, else blocks, else log.

    Raises
    ------
    RunFolderError
        If there is no run, or what is there cannot be read.
    """
    manifest = read_manifest(path)
    missing: list[str] = []
    records, records_from = _records(path, missing)
    scenario = {}
    if (path / "scenario.json").is_file():
        scenario = read_json(path / "scenario.json")
    else:
        missing.append(_("scenario.json: the scenario of the run is not known"))
    summary = None
    if (path / "summary.json").is_file():
        summary = read_json(path / "summary.json")
    elif not _is_part(path):
        missing.append(_("summary.json: the run was not judged yet"))
    return OpenedRun(path, manifest, scenario, records, records_from, summary, tuple(missing))


def _is_part(path: Path) -> bool:
    """Tell whether a run folder lies in another, which is judged as a whole."""
    return (path.resolve().parent / "manifest.json").is_file()


def _records(path: Path, missing: list[str]) -> tuple[Records | None, str]:
    if tables_there(path / "tables"):
        return read_tables(path / "tables"), "tables"
    blocks, behind = blocks_there(path / "blocks")
    if behind:
        message = _("blocks/{first:06d}.npz: missing; {count} later blocks are left out")
        missing.append(message.format(first=len(blocks), count=len(behind)))
    if blocks:
        missing.append(
            _("tables: the run did not end; its {count} finished blocks are shown").format(
                count=len(blocks)
            )
        )
        return join_records([read_block(path / "blocks", b) for b in blocks]), "blocks"
    log = RunFolder(path).log_path
    if log.is_file():
        missing.append(_("tables: the load test did not end; the rows of its log are shown"))
        records, cut = read_log(log)
        if cut:
            missing.append(
                _("{count} lines of the log were cut and are left out").format(count=cut)
            )
        return records, "log"
    if not any(path.glob("*/manifest.json")):
        missing.append(_("tables: the run ended before its first records"))
    return None, "none"
