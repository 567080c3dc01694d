"""`siap112 deployment up`: the reference deployment, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.text import N_
from siap112.asking import Broken, Language, Region, Settings, Situations

Port = Annotated[int, typer.Option(min=0, max=65535, help=N_("0 takes a free one."))]


def up(
    region: Region,
    situations: Situations = None,
    settings: Settings = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="DIR",
            readable=False,
            help=N_("Where its database, logs and profile lie; a temporary one when left out."),
            show_default=False,
        ),
    ] = None,
    sip_port: Port = 0,
    api_port: Port = 0,
    broken: Broken = None,
    lang: Language = None,
) -> None:
    """Bring the reference deployment up for a region, and keep it up until Ctrl-C."""
    import tempfile
    from contextlib import ExitStack

    from scenarios.loading import load_scenario
    from siap112.deployment_up import keep_up
    from siap112.test_options import broken_spec

    loaded = load_scenario(region, situations=situations or (), settings=settings or ())
    with ExitStack() as stack:
        where = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        keep_up(loaded, where, sip_port=sip_port, api_port=api_port, broken=broken_spec(broken))
