"""One catalogue for all text that people read, in Indonesian and English.

English stands in the code; the Indonesian text is in ``id.po`` beside this file.
The language is a context variable, so that a server can answer two people at once.
"""

from __future__ import annotations

import gettext as gettext_module
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"
LANGUAGE_VARIABLE = "SIAP112_LANG"
"""In this variable of the environment a process is told the language of what it says."""

_language: ContextVar[str] = ContextVar("siap112_language", default=DEFAULT_LANGUAGE)


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Mark a text for the catalogue without translating it yet."""
    return message


def gettext(message: str) -> str:
    """Return `message` in the language in force."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for `n` things in the language in force."""
    return _catalogue(_language.get()).ngettext(singular, plural, n)


def current_language() -> str:
    """Return the code of the language in force: "id" or "en"."""
    return _language.get()


def set_language(language: str) -> None:
    """Put `language` in force from here on, in this context.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(LANGUAGES)}")
    _language.set(language)


def language_told() -> str:
    """Return the language that the environment asks for; the usual one if it asks for none."""
    told = os.environ.get(LANGUAGE_VARIABLE)
    return told if told in LANGUAGES else DEFAULT_LANGUAGE


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Put `language` in force for the length of a ``with`` block."""
    before = _language.get()
    set_language(language)
    try:
        yield
    finally:
        _language.set(before)


@cache
def _catalogue(language: str) -> gettext_module.NullTranslations:
    path = Path(__file__).with_name(f"{language}.po")
    if not path.exists():  # English is the language of the code itself
        return gettext_module.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
