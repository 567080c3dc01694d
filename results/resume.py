"""Take up a simulation that did not come to its end, in its own folder."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import Any

from results.block_files import blocks_there
from results.manifest import Manifest
from results.number_forms import joined
from results.run_folder import RunFolder, holds_a_run, read_manifest
from results.whole_file import ASIDE, RunFolderError, write_json
from scenarios.text import N_
from scenarios.text import gettext as _

_MADE_OF = (
    ("scenario_hash", N_("another scenario, situation or setting")),
    ("seed", N_("another seed")),
    ("latencies", N_("other measured latencies")),
    ("model", N_("another version of siap112 or of numpy")),
)
"""What the blocks of a run rest on, by its name in the manifest, and what it is when it differs."""


def resume_run(
    path: Path, manifest: Manifest, scenario: Mapping[str, Any]
) -> tuple[RunFolder, Manifest]:
    """Make a folder ready to go on with its run; its blocks stay, all that was made of them goes.

    The engine may be another, for all engines write the same rows.

    Parameters
    ----------
    path : Path
        Folder that holds a run.
    manifest : Manifest
        Of the run that is asked for.
    scenario : mapping
        The resolved scenario, plain data.

    Returns
    -------
    folder : RunFolder
    manifest : Manifest
        That of the run, with the instant at which its clock began.

    Raises
    ------
    RunFolderError
        If that run is finished, or another one, so that its blocks are of no use here.
    """
    try:
        before = read_manifest(path)
    except RunFolderError as error:  # of another version, or broken
        raise holds_a_run(path) from error
    _must_go_on(path, before, manifest)
    folder = RunFolder(path)
    engines = dict.fromkeys((*before.engine.split(", "), manifest.engine))
    again = replace(manifest, start=before.start, engine=", ".join(engines))
    shutil.rmtree(path / "tables", ignore_errors=True)
    (path / "summary.json").unlink(missing_ok=True)
    for cut in folder.blocks.glob(f"*{ASIDE}"):
        cut.unlink(missing_ok=True)
    write_json(path / "scenario.json", dict(scenario))
    folder.write_manifest(again)
    return folder, again


def unfinished_runs(runs: Path, region: str, manifest: Manifest) -> list[Path]:
    """Return the folders that hold this very simulation, begun and not ended; the latest first.

    Parameters
    ----------
    runs : Path
        Where runs lie that were given no folder of their own.
    region : str
    manifest : Manifest
        Of the run that is asked for.
    """
    found = []
    for path in sorted(runs.glob(f"*-{escape(region)}"), reverse=True):
        try:
            before = read_manifest(path)
        except RunFolderError:  # of another version, or broken
            continue
        may_go_on = before.source == "sim" and before.state != "finished"
        if may_go_on and not _others(before, manifest) and any(blocks_there(path / "blocks")):
            found.append(path)
    return found


def kept_blocks(folder: RunFolder) -> int:
    """Return how many blocks a run folder holds."""
    prefix, behind = blocks_there(folder.blocks)
    return len(prefix) + len(behind)


def _must_go_on(path: Path, before: Manifest, manifest: Manifest) -> None:
    if before.source != "sim":
        message = _(
            "{path}: holds a run with a load test, which cannot be taken up again; choose another "
            "folder with --out, or delete it"
        )
        raise RunFolderError(message.format(path=path))
    if before.state == "finished":
        message = _(
            "{path}: holds a run that is finished; `siap112 report {path}` writes its report "
            "again. For another run choose another folder with --out, or delete it"
        )
        raise RunFolderError(message.format(path=path))
    others = _others(before, manifest)
    if not others:
        return
    message = _(
        "{path}: holds an unfinished run of {what}, whose weeks are of no use here; choose another "
        "folder with --out, or delete it"
    )
    if before.model == manifest.model:
        message = _(
            "{path}: holds an unfinished run of {what}, whose weeks are of no use here; go on with "
            "it by its own command ({command}), choose another folder with --out, or delete it"
        )
    command = shlex.join(before.command)
    raise RunFolderError(message.format(path=path, what=joined(others), command=command))


def _others(before: Manifest, manifest: Manifest) -> list[str]:
    """Return what the blocks of two runs rest on that differs."""
    return [_(what) for name, what in _MADE_OF if getattr(before, name) != getattr(manifest, name)]
