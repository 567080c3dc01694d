"""The examples of the documentation: found, run and compared; `python -m` this refreshes them.

A block marked ``console`` holds commands behind ``$`` and what they say. ``...`` in what they
say stands for anything; a block with it is not refreshed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.text import current_language, set_language
from siap112.main import run

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/json.md", "docs/architecture.md", "docs/scenarios.md", "docs/texts.md")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = {
    "siap112 ready surabaya": ".ci/run",
    "siap112 deployment up surabaya": "tests/test_readme.py, with a Ctrl-C at the end",
}
"""Beginnings of commands that are not run with the examples, and where they are."""


@dataclass(frozen=True)
class Example:
    """A command and what it says."""

    page: str
    command: str
    output: str

    @property
    def is_run_here(self) -> bool:
        """Whether it is run with the examples."""
        return not self.command.startswith(tuple(ELSEWHERE))


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of the blocks of a page."""
    for block in BLOCK.finditer((ROOT / page).read_text("utf-8")):
        yield block["kind"], block["text"]


def examples_of(page: str) -> list[Example]:
    """Return the commands of a page in their order."""
    found = []
    for kind, text in blocks(page):
        if kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append(Example(page, command, output))
    return found


def write_files(page: str, folder: Path) -> None:
    """Write the files that a page shows: TOML blocks whose first line is a comment, its name."""
    for kind, text in blocks(page):
        if kind == "toml" and (name := re.match(r"# ([\w-]+\.toml)\n", text)):
            (folder / name[1]).write_text(text, encoding="utf-8")


def said_by(command: str, folder: Path) -> str:
    """Run a command in a folder, in English, and return what it says, as in a terminal."""
    program, *arguments = shlex.split(command)
    assert program == "siap112", command
    screen = io.StringIO()
    before, language, there = os.environ.get("COLUMNS"), current_language(), Path.cwd()
    os.environ |= {"SIAP112_LANG": "en", "COLUMNS": "80"}
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            run(arguments)
    finally:
        os.chdir(there)
        set_language(language)
        del os.environ["SIAP112_LANG"], os.environ["COLUMNS"]
        if before is not None:
            os.environ["COLUMNS"] = before
    return "".join(f"{line.rstrip()}\n" for line in screen.getvalue().rstrip("\n").split("\n"))


def fits(said: str, shown: str) -> bool:
    """Tell whether what is said is what is shown, ``...`` standing for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.split("..."))
    return re.fullmatch(pattern, said, re.DOTALL) is not None


def refreshed(page: str, folder: Path) -> str:
    """Return a page with what its commands say now."""
    write_files(page, folder)

    def again(block: re.Match[str]) -> str:
        if block["kind"] != "console" or "..." in block["text"]:
            return block[0]
        parts = re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]
        shown = []
        for part in parts:
            command, _, output = part.partition("\n")
            if Example(page, command, output).is_run_here:
                output = said_by(command, folder)
            shown.append(f"$ {command}\n{output}")
        return f"```console\n{''.join(shown)}```"

    return BLOCK.sub(again, (ROOT / page).read_text("utf-8"))


if __name__ == "__main__":
    import tempfile

    for name in PAGES:
        with tempfile.TemporaryDirectory() as place:
            text = refreshed(name, Path(place))
        (ROOT / name).write_text(text, encoding="utf-8")
