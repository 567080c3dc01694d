"""Paths in a scenario, in the notation of the file: ``agencies.damkar.posts[0].units``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

KeyPath = tuple[str | int, ...]
"""Keys of tables and places in lists, from the top of the file."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TOKEN = re.compile(
    r"""(?P<dot>\.)?(?:
        (?P<quoted>"(?:[^"\\]|\\.)*"|'[^']*')
      | (?P<bare>[A-Za-z0-9_*?-]+)
      | \[\s*(?P<index>\d+|\*)\s*\]
    )""",
    re.VERBOSE,
)


class Pattern(str):
    """A part of a path that stands for every key that fits it; ``*`` fits all."""

    __slots__ = ()


def path_text(path: Sequence[str | int]) -> str:
    """Return `path` as people write it; a key that is not bare is quoted."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = _BARE.fullmatch(part) or isinstance(part, Pattern)
            text += ("." if text else "") + (part if bare else json.dumps(part, ensure_ascii=False))
    return text


def parse_path(text: str) -> KeyPath:
    """Read a path as `path_text` writes it.

    A key that is not quoted and has ``*`` or ``?`` in it becomes a `Pattern`.

    Raises
    ------
    ValueError
        If the text is not a path.
    """
    path: list[str | int] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        # A dot stands before each key but the first, and never before an index.
        if match is None or (match["dot"] is None) == (bool(path) and match["index"] is None):
            raise ValueError(text)
        if match["quoted"] is not None:
            quoted = match["quoted"]
            path.append(quoted[1:-1] if quoted[0] == "'" else str(json.loads(quoted)))
        elif match["bare"] is not None:
            bare = match["bare"]
            path.append(Pattern(bare) if set(bare) & set("*?") else bare)
        else:
            path.append(Pattern("*") if match["index"] == "*" else int(match["index"]))
        position = match.end()
    if not path:
        raise ValueError(text)
    return tuple(path)
