"""How a command ends: what people and machines are told, and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from results.precision.found import PrecisionFound
from results.staff_needed import StaffNeeded
from results.terminal import print_verdict
from results.terminal_drivers import print_drivers
from results.terminal_precision import print_precision
from results.terminal_staff import print_staff_needed
from results.verdict.exit_codes import ExitCode, exit_code
from results.verdict.explained import TargetExplained
from results.verdict.region import RegionVerdict
from scenarios.schema import Scenario
from scenarios.text import current_language
from scenarios.text import gettext as _
from siap112.console import Screen


@dataclass(frozen=True)
class Found:
    """What a command found.

    Parameters
    ----------
    folder, report : Path
        The run folder, and the report in it.
    scenario : Scenario
    verdict : RegionVerdict
    summary : dict
        The `--json` shape: verdict, targets, measures.
    interrupted : bool
        What was finished is in the folder.
    unreachable : str
        Why the deployment could not be tested at all; empty when it could.
    broke_off : str
        Why the load test did not reach its end; empty when it did.
    goes_on : bool
        The same command takes an interrupted run up again.
    precision : tuple of PrecisionFound
        How precisely what was asked is known.
    """

    folder: Path
    report: Path
    scenario: Scenario
    verdict: RegionVerdict
    summary: dict[str, Any]
    interrupted: bool = False
    unreachable: str = ""
    broke_off: str = ""
    goes_on: bool = False
    precision: tuple[PrecisionFound, ...] = ()


def end(found: Found, screen: Screen) -> None:
    """Tell the outcome, and exit with its code."""
    screen.result(found.summary)
    if not screen.as_json:
        print_verdict(found.verdict, screen.people, current_language(), scenario=found.scenario)
        if "staff_needed" in found.summary:
            needed = StaffNeeded.from_dict(found.summary["staff_needed"])
            print_staff_needed(needed, screen.people, current_language(), scenario=found.scenario)
        if found.precision:
            print_precision(
                found.precision, screen.people, current_language(), scenario=found.scenario
            )
        explained = [TargetExplained.from_dict(e) for e in found.summary.get("explained", ())]
        print_drivers(explained, screen.people, scenario=found.scenario)
    if found.broke_off:
        screen.warn(_("The load test did not reach its end: {why}").format(why=found.broke_off))
    screen.note(_("Report: {path}").format(path=found.report))
    screen.note(_("Run folder: {path}").format(path=found.folder))
    if found.interrupted:
        screen.warn(_("Interrupted: what was finished until then is kept in the run folder."))
        if found.goes_on:
            screen.warn(_("The same command goes on from there."))
        raise typer.Exit(ExitCode.INTERRUPTED)
    if found.unreachable:
        screen.warn(_("The deployment could not be tested: {why}").format(why=found.unreachable))
        raise typer.Exit(ExitCode.TARGET_UNREACHABLE)
    raise typer.Exit(exit_code(found.verdict.outcome))
