"""What is wrong with a scenario, in words for the person who wrote it.

::

    scenarios/bontang.toml: call_takers.staffing.shifts.pagi.start: "25:00" is not a time of day;
    write HH:MM, as in "23:00"
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.key_path import KeyPath
from scenarios.text import gettext as _

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing to mend, or to note.

    Attributes
    ----------
    file : str
        The file or argument in which it stands.
    path : str
        The place in the file, in the file's notation; empty for the whole file.
    found : str or None
        The value found, as written; None where it is a table or nothing.
    expected : str
        What is wrong with it, as a predicate: "is not a time of day".
    remedy : str
        What to do.
    """

    file: str
    path: str
    found: str | None
    expected: str
    remedy: str

    def __str__(self) -> str:
        """Return where, what and what to do, in one line."""
        where = f"{self.file}: {self.path}: " if self.path else f"{self.file}: "
        found = f"{self.found} " if self.found is not None else ""
        return f"{where}{found}{self.expected}; {self.remedy}"


class ScenarioError(Exception):
    """A scenario cannot be used; says everything that is to be mended.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Let it pass from a worker process."""
        return type(self), (self.problems,)

    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True)
class Finding:
    """A problem at a place of the merged scenario, before it is known which file gave it.

    Attributes
    ----------
    reads : tuple of key paths
        Other places on whose values the finding rests.
    names : tuple of key paths
        Tables on whose names it rests, not on what is in them.
    """

    path: KeyPath
    found: str | None
    expected: str
    remedy: str
    reads: tuple[KeyPath, ...] = ()
    names: tuple[KeyPath, ...] = ()


def shown(value: object) -> str | None:
    """Return `value` as a file would say it, cut where it is long; None for a table."""
    if value is None or isinstance(value, dict):
        return None
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list | tuple):
        items = [shown(item) or "{...}" for item in value[:9]]
        text = "[" + ", ".join(items) + (", ..." if len(value) > len(items) else "") + "]"
    elif isinstance(value, int) and abs(value) > 10**_LONGEST_SHOWN:
        return _("a number of very many digits")
    else:
        text = str(value)
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 3] + "..."
    return text


def suggestion(word: str, known: Sequence[str], otherwise: str) -> str:
    """Return a remedy that names the known words nearest to `word`, or else all, or `otherwise`."""
    near = near_names(word, known)
    if near:
        return _("did you mean {near}?").format(near=_or(near))
    if known and len(known) <= 16:
        return _("known here: {known}").format(known=", ".join(known))
    return otherwise


def near_names(word: str, known: Sequence[str], likeness: float = 0.6) -> tuple[str, ...]:
    """Return up to three of `known` that `word` could be a slip for, the likeliest first.

    `likeness` is the least share of letters in common, 0 to 1.
    """
    by_folded = {name.casefold(): name for name in reversed(known)}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=3, cutoff=likeness)
    return tuple(by_folded[name] for name in near)


def _or(words: Sequence[str]) -> str:
    return _(" or ").join(words)
