"""Load a scenario: read, extend, overlay, set, validate, check."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.checks import checks, notes
from scenarios.drafts.centres import file_name, full_name, regions_named
from scenarios.key_path import KeyPath, path_text
from scenarios.loading.coverage import provenance_in_force
from scenarios.loading.explanation import explain
from scenarios.loading.layers import Layer, Merged
from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.matrix_file import with_matrix
from scenarios.loading.repair import repaired, untouched
from scenarios.loading.schema_walk import annotation_at
from scenarios.loading.settings import Setting, apply_setting, parse_setting
from scenarios.loading.situation_arguments import parse_situation, start_of
from scenarios.loading.toml_file import display, read_toml
from scenarios.loading.value_files import untold, with_values
from scenarios.loading.without import take_without, unknown_without
from scenarios.problems import Finding, Problem, ScenarioError, near_names, shown
from scenarios.provenance import take_provenance
from scenarios.schema import Scenario
from scenarios.shipped import Sort, shipped_names, shipped_path
from scenarios.text import gettext as _


def load_scenario(
    region: str | Path,
    *,
    situations: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> LoadedScenario:
    """Load a region, with situations over it and settings put differently.

    Parameters
    ----------
    region : str or Path
        A shipped region's name, or the path of a TOML file.
    situations : sequence of str
        ``NAME`` or ``NAME@START``, in order: shipped situations or TOML files. START is a day
        and time ("Sen 10:00", each week) or an instant (2026-03-02T10:00).
    settings : sequence of str
        ``path=value``, in order. Keys of the path may be patterns (``*``); a value ``x2``
        multiplies what is there.

    Raises
    ------
    ScenarioError
        If anything is wrong; with everything that is.
    """
    merged = Merged()
    problems: list[Problem] = []
    of_files: list[Problem] = []
    # Without the region there is nothing on which the rest could be tried.
    if isinstance(region, Path):
        path, name = region, display(region)
    else:
        path, name = _find(region, "region", None)
    for layer in _file_layers(path, name, (), problems, of_files):
        problems += unknown_without(merged, layer)
        merged.add(layer)
    read = [parse_setting(text) for text in settings]
    set_paths = {setting.path for setting in read if isinstance(setting, Setting)}
    _add_situations(merged, situations, set_paths, problems, of_files)
    for setting in read:
        if isinstance(setting, Setting):
            problems += apply_setting(merged, setting, of_files)
        else:
            problems.append(setting)
    entries, findings = provenance_in_force(merged)
    scenario: Scenario | None = None
    remarks: list[Finding] = []
    try:
        scenario = Scenario.model_validate(merged.data)
        found = [finding for check in checks() for finding in check(scenario)]
        if not found:
            remarks = [finding for note in notes() for finding in note(scenario)]
    except ValidationError as error:
        found = explain(error, merged.data)
        stand_in, places = repaired(merged.data)
        if stand_in is not None:
            found += [
                finding
                for check in checks()
                for finding in check(stand_in)
                if untouched(finding, places)
            ]
    # Of what the schema does not know it is not asked where the numbers come from.
    findings = [f for f in findings if annotation_at(f.path, merged.data) is not None]
    problems += [_problem(merged, finding) for finding in (*found, *findings)]
    if problems or scenario is None:
        raise ScenarioError(dict.fromkeys(problems))
    return LoadedScenario(
        scenario=scenario,
        files=tuple(layer.path for layer in merged.layers if layer.path is not None),
        entries=entries,
        notes=tuple(dict.fromkeys((*of_files, *(_problem(merged, remark) for remark in remarks)))),
        resolved=merged.data,
    )


def from_resolved(path: str | Path) -> LoadedScenario:
    """Load a scenario that `dump_toml` wrote into a file.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or was altered so that something is wrong.
    """
    return load_scenario(Path(path))


def _add_situations(
    merged: Merged,
    arguments: Sequence[str],
    set_paths: Set[KeyPath],
    problems: list[Problem],
    of_files: list[Problem],
) -> None:
    names: set[str] = set()
    for text in arguments:
        argument = f"--with {text}"
        name_or_path, start = parse_situation(text)
        own = merged.data.get("situations")
        if isinstance(own, dict) and name_or_path in own and name_or_path not in names:
            name = name_or_path  # one that the region's own file brings
        else:
            try:
                path, shown_name = _find(name_or_path, "situation", argument)
                name = path.stem
                if name not in names:
                    prefix = ("situations", name)
                    layers = _file_layers(path, shown_name, prefix, problems, of_files)
                    for layer in layers:
                        problems += unknown_without(merged, layer)
                        merged.add(layer)
            except ScenarioError as error:
                problems += error.problems
                continue
        if name in names:
            problems.append(
                Problem(
                    argument,
                    "",
                    None,
                    _("is given twice"),
                    _("leave one out, or copy the situation's file under another name"),
                )
            )
            continue
        names.add(name)
        if start is None:
            continue
        keys = start_of(start, argument)
        if isinstance(keys, Problem):
            problems.append(keys)
        elif (
            "length" not in merged.data["situations"][name]
            and ("situations", name, "length") not in set_paths
        ):
            problems.append(
                Problem(
                    argument,
                    "",
                    None,
                    _("has a start, but the situation is in force throughout: it has no length"),
                    _("leave the start out, or add --set situations.{name}.length='7 hari'").format(
                        name=name
                    ),
                )
            )
        else:
            merged.add(Layer(argument, {"situations": {name: keys}}, {}))


def _find(name: str, sort: Sort, argument: str | None) -> tuple[Path, str]:
    """Return the path of a shipped file or of one given by its path, and its name in messages."""
    shipped = shipped_path(name, sort)
    if shipped is not None:
        return shipped, display(shipped)
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return Path(name), display(Path(name))
    near = near_names(name, shipped_names(sort))
    wrong = _("is not a shipped region") if sort == "region" else _("is not a shipped situation")
    remedy = _(
        "`siap112 regions` lists them; a file of your own is given by its path, ending in .toml"
    )
    elsewhere = _meant_elsewhere(name, sort)
    if elsewhere is not None:
        remedy = elsewhere
    elif near:
        remedy = _("did you mean {near}?").format(near=_(" or ").join(near)) + " " + remedy
    where = argument or _("region")
    raise ScenarioError([Problem(where, "", shown(name), wrong, remedy)])


def _meant_elsewhere(name: str, sort: Sort) -> str | None:
    """Return what to do with a name that means something of another sort; None if it does not."""
    if sort == "situation":
        if shipped_path(name, "region") is None:
            return None
        return _("it is a region, which stands without --with")
    if shipped_path(name, "situation") is not None:
        remedy = _(
            "it is a situation; put it over a region, as in `siap112 check REGION --with {it}`"
        )
        return remedy.format(it=name)
    centres = [r for r in regions_named(name) if r.centre == r.code]
    if not centres:
        return None
    for centre in centres:
        kind, _dash, short = file_name(centre).partition("-")
        if kind != "kabupaten" and short in shipped_names(sort):
            return _("it is shipped as {region}").format(region=short)
    names = sorted((full_name(centre) for centre in centres), reverse=True)  # Kota first
    commands = _(" or ").join(f'`siap112 new "{name}"`' for name in names)
    remedy = _("write a draft for it with {commands}, and give the file by its path")
    return remedy.format(commands=commands)


def _file_layers(
    path: Path, name: str, prefix: KeyPath, problems: list[Problem], of_files: list[Problem]
) -> list[Layer]:
    """Return a file's layer, above those of the files that it extends.

    What is worth a look in the CSV files that it names is added to `of_files`.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or files extend each other in a circle.
    """
    layers: list[Layer] = []
    seen: list[Path] = []
    following: tuple[Path, str] | None = (path, name)
    while following is not None:
        path, name = following
        data = read_toml(path)  # first: of a path that cannot be read nothing else can be asked
        if path.resolve() in seen:
            raise ScenarioError(
                [
                    Problem(
                        layers[0].name,
                        "extends",
                        None,
                        _("leads in a circle back to {name}").format(name=name),
                        _("let one of the files stand by itself"),
                    )
                ]
            )
        seen.append(path.resolve())
        extends = data.pop("extends", None)
        without = take_without(data, name, prefix, problems)
        data, of_values = with_values(data, path.parent, name, prefix)
        data, of_matrix = with_matrix(data, path.parent, name, prefix)
        plain, entries, findings = take_provenance(data)
        problems += [*of_values.problems, *of_matrix]
        problems += [
            Problem(name, path_text(f.path), f.found, f.expected, f.remedy)
            for f in untold(findings, of_values)
        ]
        of_files += of_values.notes
        for key in reversed(prefix):
            plain = {str(key): plain}
        placed = {(*prefix, *place): entry for place, entry in entries.items()}
        layers.insert(0, Layer(name, plain, placed, prefix, path, without))
        following = _extended(extends, path, name, prefix)
    return layers


def _extended(extends: Any, path: Path, name: str, prefix: KeyPath) -> tuple[Path, str] | None:
    if extends is None:
        return None
    sort: Sort = "situation" if prefix else "region"
    if not isinstance(extends, str):
        raise ScenarioError(
            [
                Problem(
                    name,
                    "extends",
                    shown(extends),
                    _("is not a text"),
                    _('write a shipped name or a path, as in extends = "surabaya"'),
                )
            ]
        )
    if extends.endswith(".toml") or "/" in extends:
        beside = path.parent / extends
        return beside, display(beside)
    try:
        return _find(extends, sort, None)
    except ScenarioError as error:
        raise ScenarioError(
            [Problem(name, "extends", p.found, p.expected, p.remedy) for p in error.problems]
        ) from None


def _problem(merged: Merged, finding: Finding) -> Problem:
    layer = merged.layer_of(finding.path)
    path = finding.path[len(layer.prefix) :]
    return Problem(layer.name, path_text(path), finding.found, finding.expected, finding.remedy)
