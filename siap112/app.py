"""The commands, put together, with their help in the language in force."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scenarios.text import N_
from scenarios.text import gettext as _
from siap112.asking import Language
from siap112.commands import check, deployment, loadtest, ready, regions, report, simulate

ABOUT = N_(
    "Is a region ready to open its 112 emergency number? A simulation and a load test, on the "
    "same calls."
)


def build_app() -> Any:
    """Return the command line; nothing of the rooms is imported before a command runs."""
    app = typer.Typer(
        name="siap112",
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.command("ready")(ready.ready)
    app.command("check")(check.check)
    app.command("simulate")(simulate.simulate)
    app.command("loadtest")(loadtest.loadtest)
    app.command("report")(report.report)
    app.command("regions")(regions.regions)
    group = typer.Typer(
        help=N_("The reference deployment: a small, real 112."), no_args_is_help=True
    )
    group.command("up")(deployment.up)
    app.add_typer(group, name="deployment")
    app.callback()(_common)
    command = typer.main.get_command(app)
    _translate(command)
    return command


def _common(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help=N_("Show the version and end."))
    ] = False,
    lang: Language = None,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"siap112 {version_of('siap112')}")
        raise typer.Exit


def _translate(command: Any) -> None:
    """Put all help texts below a command into the language in force."""
    if command.help:
        command.help = _(" ".join(command.help.split()))
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = _(text)
    if hasattr(command, "commands"):
        for inner in command.commands.values():
            _translate(inner)
