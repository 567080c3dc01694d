"""The commands, put together, with their help in the language in force."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scenarios.text import N_
from scenarios.text import gettext as _
from siap112.asking import Language
from siap112.commands import (
    check,
    compare,
    deployment,
    loadtest,
    new,
    ready,
    regions,
    report,
    schema,
    simulate,
)

ABOUT = N_(
    "Is a region ready to open its 112 emergency number? A simulation and a load test, on the "
    "same calls."
)


class Commands(TyperGroup):
    """The commands; a Ctrl-C that none of them answered is told of, not only counted."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; the library would make a silent exit code of a Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as pressed:
            raise typer.Abort from pressed


def build_app() -> Any:
    """Return the command line; nothing of the rooms is imported before a command runs."""
    app = typer.Typer(
        name="siap112",
        cls=Commands,
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.command(
        "ready", help=N_("Say whether a region is ready: load test, simulation, verdict, report.")
    )(ready.ready)
    app.command("check", help=N_("Check a scenario: every error at once, each with what to do."))(
        check.check
    )
    app.command(
        "simulate", help=N_("Simulate a region until its targets are decided, and report.")
    )(simulate.simulate)
    app.command(
        "loadtest",
        help=N_("Play a region's calls against a deployment, by SIP and HTTP, and report."),
    )(loadtest.loadtest)
    app.command(
        "compare",
        help=N_("Compare two scenarios, plans or runs on the same calls: what surely differs."),
    )(compare.compare)
    app.command("report", help=N_("Write the report of a run, also of one that was interrupted."))(
        report.report
    )
    app.command(
        "new", help=N_("Write a draft scenario for any regency or city, from map and population.")
    )(new.new)
    app.command("regions", help=N_("List the shipped regions and situations."))(regions.regions)
    app.command("schema", help=N_("Print a JSON Schema of scenario files, for editors."))(
        schema.schema
    )
    group = typer.Typer(
        help=N_("The reference deployment: a small, real 112."), no_args_is_help=True
    )
    group.command(
        "up",
        help=N_("Bring the reference deployment up for a region, and keep it up until Ctrl-C."),
    )(deployment.up)
    group.callback()(_group)
    app.add_typer(group, name="deployment")
    app.callback()(_common)
    command = typer.main.get_command(app)
    _translate(command)
    return command


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version as version_of

        typer.echo(f"siap112 {version_of('siap112')}")
        raise typer.Exit


def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_show_version,
            help=N_("Show the version and end."),
        ),
    ] = False,
    lang: Language = None,
) -> None:
    """Hold what stands before the command; the options say the rest themselves."""


def _group(lang: Language = None) -> None:
    """Hold what stands before a command of the group."""


def _translate(command: Any) -> None:
    """Put all help texts below a command into the language in force."""
    if command.help:
        command.help = _(command.help)
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = _(text)
    if hasattr(command, "commands"):
        for inner in command.commands.values():
            _translate(inner)
