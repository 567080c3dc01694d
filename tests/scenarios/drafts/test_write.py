"""A draft loads as it is written, is whole, and reads well in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from scenarios.drafts.centres import centres, file_name, find_centre
from scenarios.drafts.profiles import PROFILES
from scenarios.drafts.region_draft import draft_region
from scenarios.drafts.write import draft_toml
from scenarios.geography import Region
from scenarios.text import LANGUAGES, in_language
from tests.scenarios.drafts.round_trip import holds, loaded

BY_SIZE = sorted(centres(), key=lambda region: region.population)
SAMPLE = [BY_SIZE[0], *BY_SIZE[6::13], BY_SIZE[-1]]
"""Forty regions from the smallest to the largest; tests/sim/test_all_drafts.py takes them all."""
ISLANDS = find_centre("Kabupaten Kep. Siau Tagulandang Biaro")


@pytest.mark.parametrize("region", SAMPLE, ids=file_name)
def test_a_draft_is_its_regions_and_survives_a_round_trip(region: Region, tmp_path: Path) -> None:
    holds(tmp_path, region)


def test_the_sample_holds_small_and_large_cities_and_regencies_and_jakarta() -> None:
    assert len(SAMPLE) >= 40
    assert {region.name.split()[0] for region in SAMPLE} == {"Kota", "Kabupaten", "DKI"}
    assert SAMPLE[0].population < 30_000 and SAMPLE[-1].population > 10_000_000


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["Kota Batu", "DKI Jakarta"])
def test_every_profile_can_be_asked_of_small_and_large(
    profile: str, name: str, tmp_path: Path
) -> None:
    targets = loaded(tmp_path, find_centre(name), profile).scenario.targets

    cell = "hour_of_week" if name == "DKI Jakarta" else "shift"
    answered = {
        (target.within, target.at_least)
        for target in targets.values()
        if target.measure == "service_level" and target.scope == cell
    }
    assert answered == ({(15, 0.9), (20, 0.95)} if profile == "nena" else {(10, 0.9)})
    assert ("ambulans-7-menit" in targets) == (profile == "surabaya")
    assert ("kirim-60-detik" in targets) == ("damkar-320-detik" in targets) == (profile == "nfpa")
    assert "damkar-15-menit" in targets


def test_the_answer_target_asks_the_same_in_both_languages(tmp_path: Path) -> None:
    for profile in PROFILES:
        for target in loaded(tmp_path, find_centre("Kota Batu"), profile).scenario.targets.values():
            assert target.label.id != target.label.en


def without_names(node: Any) -> Any:
    """Return a draft's data without what is said in one language alone."""
    if isinstance(node, dict):
        said = ("assumption", "source", "name")
        return {key: without_names(item) for key, item in node.items() if key not in said}
    return [without_names(item) for item in node] if isinstance(node, list) else node


def test_both_languages_say_the_same_numbers() -> None:
    draft = draft_region(ISLANDS)
    written = {}
    for language in LANGUAGES:
        with in_language(language):
            written[language] = draft_toml(draft)

    indonesian, english = (tomllib.loads(written[language]) for language in LANGUAGES)
    assert without_names(indonesian) == without_names(english)
    assert written["id"].startswith("# RANCANGAN: ") and written["en"].startswith("# DRAFT: ")
    assert (
        indonesian["demand"]["incidents"]["assumption"]
        != (english["demand"]["incidents"]["assumption"])
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_well(language: str) -> None:
    with in_language(language):
        text = draft_toml(draft_region(ISLANDS), "nena")

    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert max(map(len, comments)) <= 100
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert "\n\n\n" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert "Copyright (c) 2017-2025 Cahya DSN" in " ".join(text.replace("#", "").split())
    assert "siap112 simulate kabupaten-kep-siau-tagulandang-biaro.toml" in text
    for kecamatan in draft_region(ISLANDS).people:
        assert f"# {kecamatan.name}\n" in text


def test_each_number_has_a_source_or_a_range(tmp_path: Path) -> None:
    found = loaded(tmp_path, find_centre("Kota Batu"))

    own = [entry for entry in found.entries.values() if entry.kind == "assumption"]
    assert own and all(entry.range is not None for entry in own)
    spans = {path: entry.range for path, entry in found.provenance.items()}
    rate = spans["demand.calls.prank.rate.per_day"]
    assert rate is not None and rate.factors is not None
    assert rate.factors[1] / rate.factors[0] > 100
