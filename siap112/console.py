"""Where commands speak: people on standard error and output, machines on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from results.json_text import json_text


class Bars(Progress):
    """Bars, and lines below them.

    Attributes
    ----------
    below : sequence of str
        Lines; one that is too long for the screen is cut.
    """

    below: tuple[str, ...] = ()

    def get_renderables(self) -> Iterable[RenderableType]:
        """Give the bars, then the lines."""
        yield self.make_tasks_table(self.tasks)
        for line in self.below:
            yield Text(line, style="dim", no_wrap=True, overflow="ellipsis")


class Screen:
    """What a command shows.

    Parameters
    ----------
    as_json : bool
        The result goes to standard output as JSON; all else to standard error.
    quiet : bool
        No progress.
    """

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.people = Console(stderr=as_json, highlight=False)
        self._side = Console(stderr=True, highlight=False)

    def note(self, text: str) -> None:
        """Say what is going on, on standard error."""
        if not self.quiet:
            self._side.print(text, markup=False, soft_wrap=True)

    def warn(self, text: str) -> None:
        """Say on standard error what must be known, also where no progress is wanted."""
        self._side.print(text, markup=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Say something of the result to people."""
        self.people.print(text, markup=False, soft_wrap=True)

    def result(self, data: Any) -> None:
        """Put the result on standard output as JSON, if that is asked."""
        if self.as_json:
            sys.stdout.write(json_text(data) + "\n")

    @contextmanager
    def progress(self) -> Iterator[Bars]:
        """Show bars on standard error while something goes on."""
        with Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            TextColumn("{task.fields[detail]}"),
            TimeElapsedColumn(),
            console=self._side,
            transient=True,
            disable=self.quiet or not self._side.is_terminal,
        ) as progress:
            yield progress
