"""The catalogue: every text that people read has an Indonesian one that fits."""

from __future__ import annotations

import ast
import io
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from scenarios.provenance import take_provenance
from scenarios.text import gettext, in_language, ngettext, set_language
from scenarios.text.toml_texts import extract

ROOT = Path(__file__).parents[2]
ROOMS = ("scenarios", "results", "sim", "loadtest", "siap112")
TRANSLATING = ("gettext", "_", "N_", "ngettext")
AS_WRITTEN = re.compile(r"`[^`]+`|(?<![\w-])--[a-z]+")
"""Commands, keys and options; they have no other name in another language."""
ALIKE = {
    "Dispatcher", "Dispatchers", "Kecamatan", "kecamatan", "Target", "Targets", "target", "Unit",
    "{n} unit", "{n} GB", "{owners}: {field}", "{first}, {second}, ...", "{evidence}: {outcome}",
    "{option}: {error}", "  SIP          udp {host}:{port}",
}  # fmt: skip
"""Texts that may stand alike in both languages."""

Id = str | tuple[str, str]


@cache
def texts() -> dict[Id, list[str]]:
    """Return every text of the code, and where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[Id, list[str]] = {}
    keywords = {name: DEFAULT_KEYWORDS[name] for name in TRANSLATING}
    for name, line, message, _, _ in extract_from_dir(ROOT, methods, options, keywords):
        if name.partition("/")[0] in ROOMS and message:
            key = message if isinstance(message, str) else (message[0], message[1])
            found.setdefault(key, []).append(f"{name}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    with (ROOT / "scenarios" / "text" / "id.po").open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


def translations() -> Iterator[tuple[Message, list[str], list[str]]]:
    """Yield each message with its English and its Indonesian forms."""
    for message in catalogue():
        if message.id:
            english = [message.id] if isinstance(message.id, str) else list(message.id)
            own = [message.string] if isinstance(message.string, str) else list(message.string)
            yield message, english, own


def placeholders(text: str) -> set[str]:
    """Return the names between braces, with how they are written."""
    return {
        f"{name}!{conversion or ''}:{form}"
        for _, name, form, conversion in string.Formatter().parse(text)
        if name is not None
    }


def terms(text: str) -> set[str]:
    """Return the entries of the glossary to which a text leads: [words](entry)."""
    return set(re.findall(r"\]\(([^)]+)\)", text))


def test_texts_are_found_in_every_room_that_speaks() -> None:
    rooms = {place.partition("/")[0] for found in texts().values() for place in found}

    assert rooms >= {"scenarios", "results", "loadtest", "siap112"}


@pytest.mark.parametrize("folder", ["regions", "situations"])
def test_what_the_loader_reads_of_sources_is_in_the_catalogue(folder: str) -> None:
    files = sorted((ROOT / "scenarios" / folder).glob("*.toml"))
    read = {
        entry.text
        for path in files
        for entry in take_provenance(tomllib.loads(path.read_text("utf-8")))[1].values()
    }

    place = f"scenarios/{folder}/"
    assert read == {
        key for key, found in texts().items() if any(p.startswith(place) for p in found)
    }


def test_a_text_of_a_toml_file_is_found_where_it_stands() -> None:
    written = b"""a = { value = 1, source = "a book" }
b = [{ c = { value = 2, assumption = "as in the book", range = [1, 3] } }]
d = { value = 3, source = "a book" }
source = " above all "
"""

    found = list(extract(io.BytesIO(written), {}, (), {}))

    assert found == [
        (1, None, "a book", []),
        (2, None, "as in the book", []),
        (4, None, "above all", []),
    ]


@pytest.mark.parametrize("name", ["page.html", "blocks.html"])
def test_a_template_holds_no_words_of_its_own(name: str) -> None:
    template = (ROOT / "results" / "report" / name).read_text("utf-8")

    left = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", "", template, flags=re.DOTALL)

    assert re.findall(r"[A-Za-z]{2,}", left) == []


def test_every_text_is_translated() -> None:
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message, _, own in translations()
        if all(own)
    }

    assert {key: places for key, places in texts().items() if key not in known} == {}


def test_no_translation_is_left_over() -> None:
    wanted = texts().keys()

    left = [
        message.id
        for message, _, _ in translations()
        if (message.id if isinstance(message.id, str) else tuple(message.id)) not in wanted
    ]

    assert left == []
    assert list(catalogue().obsolete) == []


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message, _, _ in translations() if message.fuzzy] == []


def test_both_sides_name_the_same_values() -> None:
    different = [
        english
        for _, english, own in translations()
        # the one form of Indonesian serves one thing and many
        if set().union(*map(placeholders, own)) != set().union(*map(placeholders, english))
    ]

    assert different == []


def test_both_sides_lead_to_the_same_words_of_the_glossary() -> None:
    assert [e for _, e, own in translations() if terms("".join(own)) != terms(e[0])] == []


def test_indonesian_has_one_form_for_any_number() -> None:
    forms = {
        message.id: own for message, _, own in translations() if not isinstance(message.id, str)
    }

    assert catalogue().num_plurals == 1
    assert forms
    assert {key: own for key, own in forms.items() if len(own) != 1 or not own[0]} == {}


def test_what_stands_alike_in_both_languages_is_a_word_of_both() -> None:
    assert [e[0] for _, e, own in translations() if own[0] == e[0] and e[0] not in ALIKE] == []


def test_commands_keys_and_options_stay_as_they_are_written() -> None:
    different = [
        english[0]
        for _, english, own in translations()
        if sorted(AS_WRITTEN.findall(english[0])) != sorted(AS_WRITTEN.findall(own[0]))
    ]

    assert different == []


def edges(text: str) -> tuple[str, str, str]:
    """Return the white space before a text, its last mark, and the white space after it."""
    bare = text.strip()
    before, _, after = text.partition(bare)
    return before, bare[-1:] if bare[-1:] in ".:;?!" else "", after


def test_texts_begin_and_end_alike() -> None:
    assert [e[0] for _, e, own in translations() if edges(e[0]) != edges(own[0])] == []


def test_a_sentence_keeps_its_capital_and_a_part_of_one_does_not_get_one() -> None:
    own_capitals = re.compile(r"[A-Z]{2}")  # OPD, SIP

    different = [
        english[0]
        for _, english, own in translations()
        if english[0][0].isalpha()
        and own[0][0].isalpha()
        and english[0][0].isupper() != own[0][0].isupper()
        and not own_capitals.match(own[0])
    ]

    assert different == []


def test_in_english_every_text_stands_as_in_the_code() -> None:
    with in_language("en"):
        said = [
            gettext(english[0]) if len(english) == 1 else ngettext(english[0], english[1], n)
            for _, english, _ in translations()
            for n in range(len(english), 0, -1)
        ]

    assert said == [form for _, english, _ in translations() for form in reversed(english)]


def test_in_indonesian_every_text_stands_as_in_the_catalogue() -> None:
    with in_language("id"):
        said = [
            gettext(english[0]) if len(english) == 1 else ngettext(english[0], english[1], 2)
            for _, english, _ in translations()
        ]

    assert said == [own[0] for _, _, own in translations()]


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_is_put_together_before_it_is_translated(room: str) -> None:
    made = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in TRANSLATING
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args)
    ]

    assert made == []


def test_the_language_in_force_decides() -> None:
    with in_language("id"):
        indonesian = gettext("Nothing was simulated.")
        with in_language("en"):
            english = gettext("Nothing was simulated.")
        one, two = (ngettext("{n} person", "{n} people", n) for n in (1, 2))

    assert english == "Nothing was simulated."
    assert indonesian not in ("", english)
    assert one == two != "{n} person"


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of id, en"):
        set_language("fr")
