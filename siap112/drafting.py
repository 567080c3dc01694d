"""Write a draft of a scenario into a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenarios.drafts.centres import file_name, find_centre
from scenarios.drafts.region_draft import RegionDraft, draft_region
from scenarios.drafts.write import draft_toml
from scenarios.loading import load_scenario
from scenarios.problems import Problem, ScenarioError
from scenarios.shipped import shipped_names
from scenarios.text import gettext as _


@dataclass(frozen=True)
class Drafted:
    """A draft that was written.

    Parameters
    ----------
    path : Path
    draft : RegionDraft
    shipped : str or None
        The shipped region of the same place, whose numbers are better.
    """

    path: Path
    draft: RegionDraft
    shipped: str | None


def write_draft(name: str, out: Path | None, profile: str, *, force: bool = False) -> Drafted:
    """Write a draft for the region that somebody means.

    Parameters
    ----------
    name : str
        Name or code of the region.
    out : Path or None
        The file; None for one in the working folder that bears the region's name.
    profile : str
        A name of `scenarios.drafts.profiles.PROFILES`.
    force : bool
        Write over a file that is there.

    Raises
    ------
    ScenarioError
        If the region is not known or has no 112 of its own, or the file cannot be written.
    """
    region = find_centre(name)
    path = out or Path(f"{file_name(region)}.toml")
    if path.suffix != ".toml":
        raise _refusal(
            path, _("does not end in .toml"), _("give a scenario's file, as in kota-malang.toml")
        )
    draft = draft_region(region)
    text = draft_toml(draft, profile, path.name)
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        remedy = _("give another name with --out, or write over it with --force")
        raise _refusal(path, _("is there already"), remedy) from None
    except OSError as error:
        wrong = _("cannot be written ({reason})").format(reason=error.strerror or error)
        raise _refusal(path, wrong, _("give another file with --out")) from None
    return Drafted(path, draft, _shipped(region.code))


def _shipped(code: str) -> str | None:
    """Return the shipped region that serves this one alone, the plainest by name."""
    for name in sorted(shipped_names("region"), key=len):
        if load_scenario(name).scenario.place.regions == (code,):
            return name
    return None


def _refusal(path: Path, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(str(path), "", None, wrong, remedy)])
