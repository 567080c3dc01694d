"""What several commands ask for: their options, once.

The help texts stand in English; `siap112.app` puts them into the language in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from scenarios.text import N_
from scenarios.text import gettext as _


class EngineName(StrEnum):
    """What plays the simulation."""

    TWIN = "twin"
    SIMPY = "simpy"


@dataclass(frozen=True)
class Asked:
    """What a run is asked for.

    Parameters
    ----------
    region : str
    situations, settings : tuple of str
        As written behind --with and --set.
    seed : int
    out : Path or None
        Run folder; None for a new one under runs/.
    engine : "twin" or "simpy"
        What plays the simulation.
    dask : str or None
        Address of the Dask scheduler whose workers play it; None for processes of this machine.
    explain : bool
        Rank what drives the targets.
    """

    region: str
    situations: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    seed: int = 1
    out: Path | None = None
    engine: Literal["twin", "simpy"] = "twin"
    dask: str | None = None
    explain: bool = False


Region = Annotated[
    str,
    typer.Argument(
        metavar="REGION",
        help=N_("A shipped region (`siap112 regions` lists them), or the path of a TOML file."),
        show_default=False,
    ),
]
Situations = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="SITUATION",
        help=N_(
            'Put a situation over it, as in --with gempa or --with "banjir@Sat 06:00"; '
            "can be given several times."
        ),
        show_default=False,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help=N_(
            "Put a value differently, as in --set demand.work.talk.mean=x2; "
            "can be given several times."
        ),
        show_default=False,
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", min=0, help=N_("Number that fixes chance: same seed, same calls."))
]


def _folder(text: str) -> Path:
    """Return a folder; an empty text would be the one where the user stands."""
    if not text.strip():
        raise typer.BadParameter(_('is empty; write a folder, "." for this one'))
    return Path(text)


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        parser=_folder,
        help=N_("Run folder; a new one under runs/ when left out."),
        show_default=False,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=N_("Put the result on standard output as JSON."))
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=N_("Show no progress."))]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="id|en",
        help=N_("Language of texts and report: id or en; Indonesian when left out."),
        show_default=False,
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=256, help=N_("Processes for the simulation."))
]
Engine = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        help=N_(
            "What plays the simulation: the compiled twin, or the SimPy model that it equals "
            "to the last bit."
        ),
    ),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="NAME=HALF-WIDTH",
        help=N_(
            "Go on until a target or measure is known so precisely, whether or not the targets "
            "are decided, as in --precision service_level=1% or --precision answer_time=0.5s; can "
            "be given several times."
        ),
        show_default=False,
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help=N_(
            "Let the workers of a Dask cluster play it, as in --dask tcp://127.0.0.1:8786; "
            "processes of this machine when left out."
        ),
        show_default=False,
    ),
]
Ranges = Annotated[
    str,
    typer.Option(
        "--ranges",
        metavar="all|none|TIME",
        help=N_(
            "Move each assumption to the ends of its range and simulate again, to see which "
            "targets flip: all of them, none, or as many as a time allows."
        ),
    ),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain",
        help=N_(
            "Rank what drives the targets that are missed or narrowly met: simulate again with "
            "demand, talk, staff, travel and more a fifth better, one at a time."
        ),
    ),
]
Calls = Annotated[
    int, typer.Option("--calls", min=1, max=100_000, help=N_("Callers that the load test plays."))
]
Speed = Annotated[
    float | None,
    typer.Option(
        "--speed",
        min=0.1,
        help=N_("Scenario seconds in one real second; chosen by itself when left out."),
        show_default=False,
    ),
]
Gap = Annotated[
    str | None,
    typer.Option(
        "--gap",
        metavar="DURATION",
        help=N_(
            'Longest gap between calls, as in "90s"; one mean handling time when left out, '
            '"none" leaves gaps as they are.'
        ),
        show_default=False,
    ),
]
Follow = Annotated[
    str,
    typer.Option(
        "--follow",
        metavar="DURATION",
        help=N_(
            "How long units are followed after the last call, in real time; "
            '"end" waits until the last one is clear.'
        ),
    ),
]
Deployment = Annotated[
    Path | None,
    typer.Option(
        "--deployment",
        metavar="PROFILE",
        readable=False,
        help=N_(
            "Profile (TOML) of the deployment to test; the embedded reference deployment is "
            "started when left out."
        ),
        show_default=False,
    ),
]
Broken = Annotated[
    list[str] | None,
    typer.Option(
        "--broken",
        metavar="FAULT",
        help=N_(
            "Build a fault into the reference deployment, to see it found: drops-notification, "
            "answers-late, loses-call, mutes-call."
        ),
        show_default=False,
    ),
]
