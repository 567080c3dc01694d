"""Read a TOML file that people wrote."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from scenarios.problems import Problem, ScenarioError
from scenarios.text import gettext as _

_PLACE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)$")
_DEEPEST = 30
_LARGEST_BYTES = 20_000_000


def display(path: Path) -> str:
    """Return `path` as people refer to it: from the working folder where it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_at_most(path: Path, most_bytes: int) -> bytes | None:
    """Return what a file holds; None if that is more, as of a device that never ends."""
    if path.stat().st_size > most_bytes:
        return None
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    return content if len(content) <= most_bytes else None


def read_toml(path: Path) -> dict[str, Any]:
    """Return the data of a TOML file.

    Raises
    ------
    ScenarioError
        If the file cannot be read or is not TOML.
    """
    try:
        content = read_at_most(path, _LARGEST_BYTES)
        if content is None:
            raise _error(path, "", _("is too large for a scenario"), _("give a TOML file"))
    except FileNotFoundError:
        raise _error(path, "", _("does not exist"), _("check the path")) from None
    except IsADirectoryError:
        raise _error(path, "", _("is a folder"), _("give a TOML file in it")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _error(
            path,
            "",
            _("cannot be read ({reason})").format(reason=reason),
            _("make it readable, or give another file"),
        ) from None
    return parse_toml(content, path)


def parse_toml(content: bytes, path: Path) -> dict[str, Any]:
    """Return the data of TOML content; `path` is for messages.

    Raises
    ------
    ScenarioError
        If it is not TOML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(
            path,
            _("line {line}").format(line=line),
            _("has a character that is not UTF-8"),
            _("save the file as UTF-8 text"),
        ) from None
    try:
        data = tomllib.loads(text)
        if _depth(data) > _DEEPEST:
            raise RecursionError
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, str(error)) from None
    except RecursionError:
        raise _error(
            path, "", _("has tables within tables too deep"), _("write it flatter")
        ) from None
    except ValueError as error:  # dates and numbers that are written well but do not exist
        raise _error(
            path,
            "",
            _("has a value that is not possible ({reason})").format(reason=error),
            _("mend the value"),
        ) from None
    return data


def _syntax_error(path: Path, text: str, reason: str) -> ScenarioError:
    match = _PLACE.match(reason)
    line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
    column = int(match["column"]) if match and match["column"] else 1
    what = match["what"] if match else reason
    lines = text.splitlines()
    written = lines[line - 1].strip() if line <= len(lines) else ""
    quotes = _('text and durations stand in quotation marks, as in "90s"; one key = value a line')
    twice = _("this key or table is given twice; keep one of them")
    hints = (
        ("overwrite", twice),
        ("declare", twice),
        ("mutate", twice),
        ("Duplicate", twice),
        ("Invalid value", quotes),
        ("newline", quotes),
        ("Expected '='", _("write key = value; a name with spaces stands in quotation marks")),
        ("Invalid statement", _("write key = value, or [table]")),
        ("key part", _("a name with spaces or dots stands in quotation marks")),
        ("table declaration", _("close the bracket")),
        ("Expected ']", _("close the bracket")),
        ("Unclosed", _("close the bracket")),
        ("Unterminated", _("close the quotation mark")),
        ("escape", _("write a backslash twice")),
        ("date", _("write a day that exists, as in 2026-03-02")),
    )
    remedy = next((hint for word, hint in hints if word in what), _("mend this line"))
    return _error(
        path,
        _("line {line}, column {column}").format(line=line, column=column),
        _("is not TOML"),
        remedy,
        found=f"`{written[:60]}`" if written else None,
    )


def _error(
    path: Path, place: str, expected: str, remedy: str, found: str | None = None
) -> ScenarioError:
    return ScenarioError([Problem(display(path), place, found, expected, remedy)])


def _depth(data: Any) -> int:
    deepest, level = 0, [data]
    while level:
        deepest += 1
        level = [
            item
            for node in level
            for item in (node.values() if isinstance(node, dict) else node)
            if isinstance(item, dict | list)
        ]
    return deepest
