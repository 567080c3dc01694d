"""Sentences of the report: texts of the catalogue, with terms that lead to the glossary.

A text may hold ``[words](key)``: the words become a link to the glossary's entry `key`. What is
put into the places of a text is escaped, and its brackets are left alone.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_TERM = re.compile(r"\[([^\[\]]+)\]\(([a-z-]+)\)")
TERM_PREFIX = "istilah-"


def say(text: str, /, **values: object) -> Markup:
    """Return a text, translated already, with its terms linked and its places filled.

    Parameters
    ----------
    text : str
        ``say(_("{n} calls met a [busy line](blocking)."), n="12")``
    **values
        Escaped unless `Markup`.
    """
    linked = _TERM.sub(
        lambda m: f'<a class="term" href="#{TERM_PREFIX}{m[2]}">{m[1]}</a>', str(escape(text))
    )
    return Markup(linked).format(**values)


def joined(sentences: list[Markup]) -> Markup:
    """Return sentences one behind another."""
    return Markup(" ").join(sentences)


def plain(text: str | Markup) -> str:
    """Return a text without markup, for alternatives and the terminal."""
    return text.striptags() if isinstance(text, Markup) else text


def terms_in(text: str) -> list[str]:
    """Return the keys of the glossary that a text leads to."""
    return [m[2] for m in _TERM.finditer(text)]
