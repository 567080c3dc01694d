"""`siap112 new`: a draft for any region."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scenarios.text import N_
from siap112.asking import Language


class TargetsName(StrEnum):
    """What is asked of the region; `scenarios.drafts.profiles` has them."""

    NATIONAL = "national"
    SURABAYA = "surabaya"
    NENA = "nena"
    NFPA = "nfpa"


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=N_('A regency or city, by name or code, as in "Kota Malang" or 35.73.'),
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            readable=False,
            help=N_("File to write; one with the region's name in this folder when left out."),
            show_default=False,
        ),
    ] = None,
    targets: Annotated[
        TargetsName,
        typer.Option(
            "--targets",
            help=N_(
                "What is asked. national: 90 % answered within 10 s, fire service there within "
                "15 min; surabaya: besides, an ambulance within 7 min; nena: 90 % answered within "
                "15 s and 95 % within 20 s instead; nfpa: besides, dispatch within 60 s and the "
                "first engine within 320 s of it."
            ),
        ),
    ] = TargetsName.NATIONAL,
    force: Annotated[bool, typer.Option("--force", help=N_("Write over a file that is there."))] = (
        False
    ),
    lang: Language = None,
) -> None:
    """Write a draft scenario for any regency or city."""
    from scenarios.drafts.centres import full_name
    from scenarios.text import gettext as _
    from siap112.console import Screen
    from siap112.drafting import write_draft

    screen = Screen()
    written = write_draft(name, out, targets.value, force=force)
    draft = written.draft
    people = "/".join(str(shift.people) for shift in draft.shifts.values())
    screen.say(
        _(
            "{file}: a draft for {region}: {count} kecamatan, about {calls} calls a day, "
            "{people} call-takers in the morning, afternoon and night."
        ).format(
            file=written.path,
            region=full_name(draft.region),
            count=len(draft.people),
            calls=f"{draft.calls_per_day:.0f}" if draft.calls_per_day >= 1 else "1",
            people=people,
        )
    )
    screen.say(_("Its numbers are assumptions from other cities: put the region's own there."))
    if written.shipped is not None:
        screen.say(
            _("There is a shipped region with numbers of its own: {name}.").format(
                name=written.shipped
            )
        )
    screen.say(_("Next: siap112 simulate {file}").format(file=written.path))
