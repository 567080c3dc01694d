"""`siap112 compare`: two scenarios, plans or runs on the same traces."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.text import N_
from siap112.asking import (
    AsJson,
    Asked,
    Dask,
    Engine,
    EngineName,
    Language,
    Quiet,
    Seed,
    Settings,
    Situations,
    Workers,
)

_A = N_("A region (shipped name or TOML file), or the folder of a run.")
_B = N_("What it is compared with; the same region when left out.")


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=_A, show_default=False)],
    b: Annotated[str | None, typer.Argument(metavar="B", help=_B, show_default=False)] = None,
    situations: Situations = None,
    settings: Settings = None,
    with_a: Annotated[
        list[str] | None,
        typer.Option(
            "--with-a",
            metavar="SITUATION",
            help=N_("Put a situation over A alone."),
            show_default=False,
        ),
    ] = None,
    set_a: Annotated[
        list[str] | None,
        typer.Option(
            "--set-a",
            metavar="PATH=VALUE",
            help=N_("Put a value differently in A alone."),
            show_default=False,
        ),
    ] = None,
    with_b: Annotated[
        list[str] | None,
        typer.Option(
            "--with-b",
            metavar="SITUATION",
            help=N_("Put a situation over B alone."),
            show_default=False,
        ),
    ] = None,
    set_b: Annotated[
        list[str] | None,
        typer.Option(
            "--set-b",
            metavar="PATH=VALUE",
            help=N_("Put a value differently in B alone."),
            show_default=False,
        ),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option(
            "--weeks",
            min=4,
            max=100_000,
            help=N_("Weeks to simulate of each; as many as the scenario allows when left out."),
            show_default=False,
        ),
    ] = None,
    seed: Seed = 1,
    workers: Workers = 2,
    dask: Dask = None,
    engine: Engine = EngineName.TWIN,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Language = None,
) -> None:
    """Compare two scenarios, plans or runs on the same calls, and say what surely differs."""
    from pathlib import Path

    from siap112.comparing import compare_runs, compare_scenarios, is_run, loaded_side
    from siap112.console import Screen
    from siap112.telling_compared import tell_compared

    screen = Screen(as_json=as_json, quiet=quiet)
    asked = Asked(a, tuple(situations or ()), tuple(settings or ()), seed, None, engine.value, dask)
    other = a if b is None else b
    if is_run(a) or is_run(other):
        _runs_alone(a, other, [*asked.situations, *asked.settings], with_a, set_a, with_b, set_b)
        found = compare_runs(Path(a), Path(other))
    else:
        found = compare_scenarios(
            loaded_side(a, asked, with_a or (), set_a or ()),
            loaded_side(other, asked, with_b or (), set_b or ()),
            asked,
            screen,
            weeks=weeks,
            workers=workers,
        )
    tell_compared(found, screen)


def _runs_alone(a: str, b: str, *given: list[str] | None) -> None:
    """Refuse what does not go with runs."""
    from scenarios.text import gettext as _
    from siap112.comparing import is_run

    for one, other in ((a, b), (b, a)):
        if not is_run(one):
            message = _(
                "{run} is the folder of a run, and {other} is not; give two regions or two runs"
            )
            raise typer.BadParameter(message.format(run=other, other=one))
    if a == b:
        message = _("{run} is compared with itself; give the folder of another run")
        raise typer.BadParameter(message.format(run=a))
    if any(given):
        raise typer.BadParameter(
            _("a run is as it was: --with and --set are for regions; leave them out")
        )
