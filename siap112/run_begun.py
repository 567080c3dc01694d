"""The folder of a simulation: a new one, or that of a run that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from results.manifest import Manifest
from results.resume import kept_blocks, resume_run
from results.run_folder import RunFolder, create_run, default_run_path
from results.run_held import held
from results.whole_file import holds_run
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

    Raises
    ------
    RunFolderError
        If it cannot be written, holds a finished run or another one, or is being written.
    """
    path = asked.out or default_run_path(loaded.scenario.name, datetime.now())
    with ExitStack() as stack:
        if holds_run(path):
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


def write_scenario(folder: RunFolder, loaded: LoadedScenario) -> None:
    """Write the scenario as one file that loads to the same."""
    (folder.path / SCENARIO_TOML).write_text(dump_toml(loaded), encoding="utf-8")
