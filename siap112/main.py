"""The command line: `siap112 COMMAND ...`, in Indonesian or English."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from results.verdict.exit_codes import ExitCode
from scenarios.text import (
    DEFAULT_LANGUAGE,
    LANGUAGE_VARIABLE,
    LANGUAGES,
    language_told,
    set_language,
)
from scenarios.text import gettext as _


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; the console script."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind `siap112`.
    """
    asked, language = language_of(arguments)
    set_language(language if language in LANGUAGES else language_told())
    if language not in LANGUAGES:
        _complain(
            _("{name}: {found} is not a language here; write id or en").format(
                name=asked, found=language
            )
        )
        return ExitCode.BAD_INPUT
    try:
        from siap112.app import build_app

        return int(build_app()(list(arguments), prog_name="siap112", standalone_mode=False) or 0)
    except BaseException as error:
        from siap112.errors import explained

        found = explained(error)
        if found is None:
            raise
        code, message = found
        if message:
            _complain(message)
        return code


def language_of(arguments: Sequence[str]) -> tuple[str, str]:
    """Return by what a language is asked for, and which: --lang, the environment, or Indonesian.

    It has to be known before the commands are made, for their help is in it too.
    """
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return "--lang", arguments[i + 1]
        if word.startswith("--lang="):
            return "--lang", word.partition("=")[2]
    return LANGUAGE_VARIABLE, os.environ.get(LANGUAGE_VARIABLE) or DEFAULT_LANGUAGE


def _complain(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    main()
