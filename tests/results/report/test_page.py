"""The page as a whole: complete, self-contained, well-formed, the same each time."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from results.records import no_records
from results.report.render import render
from results.report.report_data import ReportData
from results.report.write import write_report
from results.verdict.region import judge_region
from scenarios.text import LANGUAGES
from tests.results.report.example import SECTIONS, example, manifest
from tests.results.report.page_reader import PageReader
from tests.small_scenario import small_scenario

NO_RECORDS = {"simulated": None, "tested": None, "pairing": None}
"""For tests that need no pictures."""


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(language: str) -> str:
    return rendered(language)


@cache
def rendered(language: str) -> str:
    return render(example(), language)


def test_every_section_stands_there_in_order(page: str, language: str) -> None:
    read = PageReader(page)

    assert read.sections == list(SECTIONS)
    assert read.language == language


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page: str) -> None:
    read = PageReader(page)

    assert read.wrong == []
    assert len(set(read.ids)) == len(read.ids)
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    read = PageReader(page)

    assert read.loads == []
    assert read.scripts == []
    assert not re.search(r"https?:|@import|url\((?!#)", page)


def test_references_within_pictures_are_to_ids_of_the_same_page(page: str) -> None:
    ids = set(PageReader(page).ids)

    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= ids


def test_the_same_data_give_the_same_page(page: str, language: str) -> None:
    assert render(example(), language) == page


def test_numbers_stand_in_the_form_of_the_language() -> None:
    calls = len(example().simulated.calls)  # type: ignore[union-attr]
    assert calls > 1000
    whole, rest = divmod(calls, 1000)

    assert f"{whole}.{rest:03}" in PageReader(rendered("id")).words
    assert f"{whole},{rest:03}" in PageReader(rendered("en")).words


def test_dates_stand_in_the_form_of_the_language() -> None:
    assert "21.30 WITA" in PageReader(rendered("id")).words
    assert "21 November 2025 21:30" in PageReader(rendered("en")).words


def test_the_reference_deployment_makes_it_a_demonstration() -> None:
    words = PageReader(rendered("en")).words

    assert "DEMONSTRATION" in words
    assert "What a real verdict needs" in words


def test_the_regions_own_deployment_makes_it_none() -> None:
    verdict = example().verdict
    assert verdict is not None and verdict.deployment is not None
    own = replace(verdict.deployment, reference=False)
    data = example(verdict=judge_region("kecil", verdict.targets, own), **NO_RECORDS)

    assert "DEMONSTRATION" not in PageReader(render(data, "en")).words


def test_a_region_that_is_ready_is_told_no_needs() -> None:
    verdict = example().verdict
    assert verdict is not None and verdict.deployment is not None
    own = replace(verdict.deployment, reference=False)
    met = tuple(replace(t, outcome="met") for t in verdict.targets)
    data = example(verdict=judge_region("kecil", met, own), **NO_RECORDS)
    words = PageReader(render(data, "en")).words

    assert "READY" in words and "NOT READY" not in words
    assert "What a real verdict needs" not in words


def test_situations_in_force_are_named_before_the_verdict() -> None:
    quake = {
        "label": {"id": "Gempa", "en": "Earthquake"},
        "about": {"id": "Bumi berguncang.", "en": "The earth shakes."},
        "start_day": "Wed",
        "start_time": "10:00",
        "length": "48 h",
    }
    data = example(small_scenario(situations={"gempa": quake}), **NO_RECORDS)
    words = PageReader(render(data, "en")).words

    assert "Earthquake , each week from Wednesday 10:00 for 48 h. The earth shakes." in words
    assert words.index("Earthquake") < words.index("Is the region ready?")


HOSTILE = '<script>alert("x")</script>{{ 7*7 }} [klik](glossary) {region} & </svg>'


def test_hostile_names_are_text_and_nothing_else() -> None:
    data = small_scenario().model_dump(mode="json", exclude_none=True)
    for holder in (
        data["place"],
        data["agencies"]["damkar"],
        data["lines"]["trunks"]["telkom"],
        data["targets"]["damkar"],
        data["checklist"]["sop"],
        data["demand"]["incidents"]["medis"],
    ):
        holder["label"] = HOSTILE
    data["about"] = HOSTILE
    data["checklist"]["sop"]["note"] = HOSTILE
    hostile = type(small_scenario()).model_validate(data)
    page = render(example(hostile, manifest=manifest(command=("siap112", HOSTILE))), "en")
    read = PageReader(page)

    assert read.scripts == [] and read.wrong == []
    assert HOSTILE in read.words
    assert "49 [klik]" not in read.words


@pytest.mark.parametrize("state", ["running", "interrupted", "failed"])
def test_a_run_of_which_little_is_there_is_reported(state: str, language: str) -> None:
    bare = ReportData(small_scenario(checklist={}), manifest(state=state, deployment=None, weeks=0))
    empty = replace(bare, simulated=no_records(), tested=no_records())
    for data in (bare, empty):
        read = PageReader(render(data, language))

        assert read.wrong == []
        assert read.sections == [s for s in SECTIONS if s != "checklist"]


def test_a_packed_load_test_alone_draws_no_week() -> None:
    read = PageReader(render(example(simulated=None), "en"))

    assert read.words.count("This run has no simulation.") == 5
    assert "60 calls were placed by telephone" in read.words


def test_a_file_is_written_whole(tmp_path: Path, language: str, page: str) -> None:
    path = tmp_path / "new" / "report.html"
    write_report(example(), path, language)

    assert path.read_text(encoding="utf-8") == page
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def test_a_page_is_not_large(page: str) -> None:
    assert len(page.encode()) < 3_000_000
