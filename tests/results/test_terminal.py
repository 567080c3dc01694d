"""The verdict in a terminal: all of it within 80 columns, and plain in a pipe."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from results.report.wording.target_words import SYMBOLS
from results.terminal import print_verdict
from results.verdict.region import RegionVerdict
from scenarios.text import LANGUAGES
from tests.results.report.example import example
from tests.small_scenario import small_scenario


def printed(language: str, *, terminal: bool = False, **changes: object) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=80, force_terminal=terminal, color_system="standard" if terminal else None
    )
    verdict = replace(found(), **changes)  # type: ignore[arg-type]
    print_verdict(verdict, console, language, scenario=small_scenario())
    return out.getvalue()


def found() -> RegionVerdict:
    verdict = example().verdict
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_within_80_columns_and_is_plain_in_a_pipe(language: str) -> None:
    text = printed(language)

    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\x1b" not in text
    assert "\x1b" in printed(language, terminal=True)


def test_it_names_region_deployment_and_every_target() -> None:
    text = printed("en")
    for target in found().targets:
        name = small_scenario().targets[target.name].label.en
        assert name.split()[0] in text
    assert "Kota Bontang" in text and "DEMONSTRATION" in text
    assert "siap112 reference deployment" in text and "9f2c5b1e77ac" in text
    assert "sistem contoh siap112" in printed("id")
    assert "at least 90 %" in text.replace("\u00a0", " ")


def test_a_word_and_a_symbol_stand_beside_every_colour() -> None:
    one = found().targets[0]
    targets = tuple(replace(one, outcome=o) for o in ("met", "inconclusive", "missed"))
    lines = [line.strip() for line in printed("en", targets=targets).splitlines()]
    marks = [line for line in lines if line[:1] in set(SYMBOLS.values())]

    assert [line.split()[:2] for line in marks] == [
        ["✗", "missed"],
        ["?", "inconclusive"],
        ["✓", "met"],
    ]


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    deployment = found().deployment
    assert deployment is not None
    text = printed(
        "en", deployment=replace(deployment, profile="[bold]x[/bold] [/]", reference=False)
    )

    assert "[bold]x[/bold] [/]" in text


def test_no_deployment_and_no_targets() -> None:
    text = printed("en", deployment=None, demonstration=False, targets=())

    assert "Deployment tested: none" in text
    assert "Asked for" not in text
