"""Write the report of a run folder, from what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from results.comparison import PlayComparison
from results.manifest import Manifest
from results.records import Records
from results.report.pairing_view import PairingView, pairing_view
from results.report.report_data import ReportData
from results.report.write import write_report
from results.run_folder import OpenedRun, open_run
from results.staff_needed import StaffNeeded
from results.verdict.explained import TargetExplained
from results.verdict.ranges_tried import RangesTried
from results.verdict.region import RegionVerdict
from results.whole_file import RunFolderError, read_json, write_json
from scenarios.loading import LoadedScenario, from_resolved
from scenarios.text import gettext as _
from scenarios.text import in_language
from siap112.run_begun import SCENARIO_TOML
from siap112.simulating import shifts

PAIRING = "pairing.json"
STAGES = "stages.json"


def report_on(path: Path, language: str, out: Path | None = None) -> Path:
    """Write the report of a run folder in a language, and return where it is.

    Parameters
    ----------
    path : Path
        Run folder.
    language : "id" or "en"
    out : Path, optional
        File to write; report.html in the folder when left out.

    Raises
    ------
    RunFolderError
        If there is no run, or the report cannot be written.
    """
    target = out or path / "report.html"
    with in_language(language):
        write_report(report_data(path), target, language)
    return target


def report_data(path: Path) -> ReportData:
    """Gather what a run folder holds.

    Raises
    ------
    RunFolderError
        If there is no run, or its scenario is missing.
    """
    run = open_run(path)
    loaded = _scenario_of(path)
    parts = {name: open_run(path / name) for name in run.parts}
    if run.manifest.source in ("sim", "loadtest"):
        parts[run.manifest.source] = run
    simulated, tested = _records(parts, "sim"), _records(parts, "loadtest")
    stages = path / STAGES
    return ReportData(
        scenario=loaded.scenario,
        manifest=run.manifest,
        verdict=_verdict(run),
        simulated=simulated,
        tested=tested,
        test_manifest=parts["loadtest"].manifest if "loadtest" in parts else None,
        pairing=_pairing(path, tested),
        provenance=loaded.provenance,
        shift_of_hour=shifts(loaded),
        finished_at=_finished_at(path, run.manifest),
        stages_s=read_json(stages) if stages.is_file() else {},
        ranges=_ranges(run),
        explained=_explained(run),
        staff_needed=_staff_needed(run),
        gaps=tuple(m for opened in (run, *parts.values()) for m in opened.missing),
    )


def write_pairing(path: Path, pairing: Sequence[PlayComparison]) -> None:
    """Keep the pairing in the run folder."""
    write_json(path / PAIRING, [play.to_dict() for play in pairing])


def write_stages(path: Path, stages_s: Mapping[str, float]) -> None:
    """Keep how long each stage took."""
    write_json(path / STAGES, dict(stages_s))


def _scenario_of(path: Path) -> LoadedScenario:
    """Return the scenario as the run had it."""
    file = path / SCENARIO_TOML
    if not file.is_file():
        message = _("{path}: has no {name}; the report cannot be made without the scenario")
        raise RunFolderError(message.format(path=path, name=SCENARIO_TOML))
    return from_resolved(file)


def _records(parts: Mapping[str, OpenedRun], name: str) -> Records | None:
    return parts[name].records if name in parts else None


def _verdict(run: OpenedRun) -> RegionVerdict | None:
    if run.summary is None or "verdict" not in run.summary:
        return None
    return RegionVerdict.from_dict({**run.summary["verdict"], "targets": run.summary["targets"]})


def _ranges(run: OpenedRun) -> RangesTried | None:
    if run.summary is None or "ranges" not in run.summary:
        return None
    return RangesTried.from_dict(run.summary["ranges"])


def _staff_needed(run: OpenedRun) -> StaffNeeded | None:
    if run.summary is None or "staff_needed" not in run.summary:
        return None
    return StaffNeeded.from_dict(run.summary["staff_needed"])


def _explained(run: OpenedRun) -> tuple[TargetExplained, ...]:
    found = () if run.summary is None else run.summary.get("explained", ())
    return tuple(TargetExplained.from_dict(target) for target in found)


def _finished_at(path: Path, manifest: Manifest) -> datetime:
    seconds = (path / "manifest.json").stat().st_mtime
    return datetime.fromtimestamp(seconds, ZoneInfo(manifest.zone))


def _pairing(path: Path, tested: Records | None) -> PairingView | None:
    file = path / PAIRING
    if tested is None or not file.is_file():
        return None
    return pairing_view([PlayComparison.from_dict(data) for data in read_json(file)])
