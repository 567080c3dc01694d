"""Sentences: terms lead to the glossary, and what is put in stays text."""

import re
from pathlib import Path

from results.report import sections
from results.report.sections.glossary import GLOSSARY
from results.report.wording.prose import say, terms_in


def test_a_term_becomes_a_link_and_a_value_stays_text() -> None:
    said = say("A [busy line](blocking) for {name}.", name="<b>[x](seed)")

    assert said == (
        'A <a class="term" href="#istilah-blocking">busy line</a> for &lt;b&gt;[x](seed).'
    )


def test_a_text_cannot_bring_markup_of_its_own() -> None:
    assert "<i>" not in say("<i>{n}</i>", n=1)


def test_every_term_of_every_sentence_is_in_the_glossary() -> None:
    found = set()
    for path in Path(sections.__file__).parent.glob("*.py"):
        # sentences are broken over lines in the code
        text = re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8"))
        found |= set(terms_in(text))

    assert len(found) > 15
    assert found <= set(GLOSSARY)
