"""How a draft is written: comments, numbers with their reason, texts in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import wrap
from typing import Any

from scenarios.text import current_language, in_language
from scenarios.toml_text import inline

_WIDTH = 98


def in_both(said: Callable[[], str]) -> dict[str, str]:
    """Return a text in both languages."""
    found = {}
    for language in ("id", "en"):
        with in_language(language):
            found[language] = said()
    return found


def title(text: str) -> list[str]:
    """Return the comment that heads a part."""
    return [f"# {text}", "# " + "-" * len(text), ""]


def comment(text: str) -> list[str]:
    """Return a text as comment lines of at most 100 characters."""
    lines = wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def text(key: str, said: str) -> str:
    """Return an assignment of a text."""
    return f"{key} = {inline(said)}"


def assumed(key: str, value: Any, why: str, span: list[Any]) -> str:
    """Return an assignment of a number that is assumed, with why and its range."""
    return f"{key} = {inline({'value': value, 'assumption': why, 'range': span})}"


def sourced(key: str, value: Any, source: str) -> str:
    """Return an assignment of a number that has a source."""
    return f"{key} = {inline({'value': value, 'source': source})}"


def aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return assignments with remarks behind them, one below another."""
    pairs = list(rows)
    width = max(len(code) for code, _remark in pairs)
    return [f"{code:<{width}}  # {remark}" for code, remark in pairs]


def said_number(value: float) -> str:
    """Return a number as people write it: two digits, in the form of the language."""
    text = f"{value:,.1f}" if value < 9.95 else f"{value:,.0f}"
    if current_language() == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text
