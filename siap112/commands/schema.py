"""`siap112 schema`: a JSON Schema with which an editor completes and checks scenario files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.text import N_
from siap112.asking import Language


def schema(
    situation: Annotated[
        bool,
        typer.Option("--situation", help=N_("Of situation files; of region files when left out.")),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            readable=False,
            help=N_("File to write; standard output when left out."),
            show_default=False,
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Print a JSON Schema of scenario files, for editors."""
    import json
    import sys

    from scenarios.editor_schema.json_schema import json_schema
    from scenarios.text import gettext as _
    from siap112.console import Screen

    text = json.dumps(
        json_schema("situation" if situation else "region"), ensure_ascii=False, indent=1
    )
    if out is None:
        sys.stdout.write(f"{text}\n")
        return
    if out.suffix == ".toml":  # of whoever takes --out for the scenario
        raise typer.BadParameter(
            _(
                "--out {path}: ends as a scenario does, which would be lost; give a name ending in "
                ".json"
            ).format(path=out)
        )
    try:
        out.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(
            _("--out {path}: cannot be written ({reason}); give another file").format(
                path=out, reason=error.strerror
            )
        ) from error
    Screen().say(
        _(
            "{path}: with `{directive}` in its first line a scenario's file is completed and "
            "checked by editors that know TOML schemas, as VS Code with Even Better TOML."
        ).format(path=out, directive=f"#:schema {_from_beside(out)}")
    )


def _from_beside(path: Path) -> str:
    """Return how a file in the working folder names `path`."""
    return path.as_uri() if path.is_absolute() else f"./{path.as_posix()}"
