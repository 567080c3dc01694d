"""`siap112 report`: the report of a run, again or in the other language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.text import N_
from siap112.asking import Language


def report(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN",
            readable=False,  # what cannot be read is said in our words
            help=N_("Folder of a run."),
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            readable=False,
            help=N_("File to write; report.html in the run folder when left out."),
            show_default=False,
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Write the report of a run, also of one that was interrupted."""
    from scenarios.text import current_language
    from scenarios.text import gettext as _
    from siap112.console import Screen
    from siap112.reporting import report_on

    path = report_on(run, current_language(), out)
    Screen().say(_("Report: {path}").format(path=path))
