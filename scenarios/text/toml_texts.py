"""Find the texts of shipped TOML files that people read: where the numbers come from.

An extractor for babel, named in babel.cfg; it looks up nothing itself. A report looks these
texts up as it does its own. What somebody writes in a file of their own is in no catalogue and
stands as it was written.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

READ = ("source", "assumption")
"""Keys whose texts a report shows."""


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield line, no function, text and no comments for each text of a TOML file, once.

    Parameters
    ----------
    file : binary file
    keywords, comment_tags, options
        What babel hands to every extractor; a TOML file calls no functions.
    """
    raw = file.read()
    lines = raw.decode().splitlines()
    for text in dict.fromkeys(_texts(tomllib.load(io.BytesIO(raw)))):
        line = next((n for n, written in enumerate(lines, 1) if text in written), 0)
        yield line, None, text, []


def _texts(node: Any) -> Iterator[str]:
    """Yield the texts in the order of the file, as `take_provenance` reads them."""
    if isinstance(node, dict):
        for key, item in node.items():
            if key in READ and isinstance(item, str):
                yield item.strip()
            else:
                yield from _texts(item)
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
