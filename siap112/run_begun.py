"""The folder of a simulation: a new one, or that of a run that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from results.manifest import Manifest
from results.resume import kept_blocks, resume_run, unfinished_runs
from results.run_folder import RUNS, RunFolder, create_run, default_run_path
from results.run_held import held
from results.whole_file import RunFolderError, holds_run
from scenarios.loading import LoadedScenario, dump_toml
from scenarios.run_clock import run_clock
from scenarios.text import ngettext
from siap112.asking import Asked
from siap112.console import Screen

SCENARIO_TOML = "scenario.toml"


@dataclass(frozen=True)
class RunBegun:
    """A run folder that is held.

    Parameters
    ----------
    folder : RunFolder
    manifest : Manifest
    """

    folder: RunFolder
    manifest: Manifest


@contextmanager
def run_begun(
    loaded: LoadedScenario, asked: Asked, manifest: Manifest, screen: Screen
) -> Iterator[RunBegun]:
    """Hold a run folder, with all that a run has at its beginning.

    Where no folder is asked for, it is that in which this very simulation was broken off.

    Raises
    ------
    RunFolderError
        If it cannot be written, holds a finished run or another one, or is being written.
    """
    with ExitStack() as stack:
        path = asked.out or _broken_off(loaded, manifest, stack)
        if path is None:
            path = default_run_path(loaded.scenario.name, datetime.now())
        if holds_run(path):
            if asked.out is not None:
                stack.enter_context(held(path))
            folder, manifest = resume_run(path, manifest, loaded.resolved)
            weeks = kept_blocks(folder) * run_clock(loaded.scenario.run).weeks
            screen.note(
                ngettext(
                    "Going on with the run in {path}: {n} week is there.",
                    "Going on with the run in {path}: {n} weeks are there.",
                    weeks,
                ).format(path=path, n=weeks)
            )
        else:
            folder = create_run(path, manifest, loaded.resolved)
            stack.enter_context(held(path))
        write_scenario(folder, loaded)
        yield RunBegun(folder, manifest)


def _broken_off(loaded: LoadedScenario, manifest: Manifest, stack: ExitStack) -> Path | None:
    """Return a folder to go on in, held from here on; None where there is none."""
    for path in unfinished_runs(RUNS, loaded.scenario.name, manifest):
        with suppress(RunFolderError):  # another process is at it
            stack.enter_context(held(path))
            if path in unfinished_runs(
                RUNS, loaded.scenario.name, manifest
            ):  # still, now it is ours
                return path
    return None


def write_scenario(folder: RunFolder, loaded: LoadedScenario) -> None:
    """Write the scenario as one file that loads to the same."""
    (folder.path / SCENARIO_TOML).write_text(dump_toml(loaded), encoding="utf-8")
