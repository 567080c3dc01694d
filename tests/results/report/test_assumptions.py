"""Assumptions and sources: all of them, by their names, the widest first."""

from collections.abc import Iterator

import pytest

from results.number_forms import NO_BREAK
from results.report.blocks import DataTable
from results.report.page import Page
from results.report.sections.assumptions import assumptions_section
from results.report.wording.names import Names
from results.report.wording.scenario_words import (
    is_share,
    owner_and_field,
)
from results.report.wording.value_words import range_words, value_words
from scenarios.loading import load_scenario
from scenarios.provenance import Provenance, Range
from scenarios.range_width import range_width
from scenarios.shipped import shipped_names
from scenarios.text import in_language
from tests.results.report.example import example
from tests.small_scenario import small_scenario


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.mark.parametrize("region", shipped_names("region"))
def test_every_text_of_a_shipped_region_stands_in_a_table(region: str) -> None:
    loaded = load_scenario(region, settings=["lines.announcement=7s"])
    data = example(loaded.scenario, provenance=loaded.provenance, verdict=None)
    tables = [b for b in assumptions_section(Page(data)).blocks if isinstance(b, DataTable)]
    told = {str(row[-1]) for table in tables for row in table.rows}

    assert told == {entry.text for entry in loaded.provenance.values()}
    assert len(tables) == 3
    assert not [row[0] for table in tables for row in table.rows if str(row[0])[0].islower()]
    # a key without a word would stand as it is in the file
    assert not [row[0] for table in tables for row in table.rows if "_" in str(row[0])]


def test_sources_are_told_in_the_readers_language() -> None:
    loaded = load_scenario("surabaya", situations=["gempa@Sen 10:00"])
    own = Provenance("source", "Buku besar {2025}")  # written by somebody; in no catalogue
    data = example(
        loaded.scenario,
        provenance={**loaded.provenance, "callers.patience": own},
        verdict=None,
    )

    with in_language("id"):
        blocks = assumptions_section(Page(data)).blocks

    told = {str(row[-1]) for b in blocks if isinstance(b, DataTable) for row in b.rows}
    shipped = {entry.text for entry in loaded.provenance.values() if entry.kind != "setting"}
    assert told & shipped == set()
    assert own.text in told
    assert "ANTARA 2019: waktu tanggap sekitar 10 menit, kemudian 7" in told


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("run.weeks_at_least=2", ["The run", "Weeks before the first verdict", "2"]),
        ("run.start_date=2026-03-02", ["The run", "First day", "2026-03-02"]),
        ("about.en=Another", ["The whole scenario"]),
    ],
)
def test_whatever_may_be_set_is_told(setting: str, said: list[str]) -> None:
    loaded = load_scenario("surabaya", settings=[setting])
    data = example(loaded.scenario, provenance=loaded.provenance, verdict=None)

    blocks = assumptions_section(Page(data)).blocks

    table = next(b for b in blocks if isinstance(b, DataTable))
    told = [str(cell) for cell in (table.groups[0][1], *table.rows[0])]
    assert told[: len(said)] == said
    assert told[-1] == f"--set {setting}"


def test_a_target_with_a_source_of_its_own_says_what_is_asked() -> None:
    loaded = load_scenario("surabaya")
    data = example(loaded.scenario, provenance=loaded.provenance, verdict=None)
    asked = {
        str(row[0]): str(row[1]).replace(NO_BREAK, " ")
        for block in assumptions_section(Page(data)).blocks
        if isinstance(block, DataTable)
        for row in block.rows
    }

    assert asked["Answered within 10 s, in each hour of the week"] == "at least 90 % within 10 s"
    assert asked["Fire service arrives within 15 min of the report (mean)"] == (
        "on average at most 15 min"
    )
    assert asked["Calls that meet a busy line"] == "at most 1 %"
    assert asked["Nuisance callers: people a day"] == "2"


def test_numbers_of_one_reason_stand_together() -> None:
    loaded = load_scenario("surabaya")
    data = example(loaded.scenario, provenance=loaded.provenance, verdict=None)
    rows = [
        [str(cell) for cell in row]
        for block in assumptions_section(Page(data)).blocks
        if isinstance(block, DataTable)
        for row in block.rows
    ]

    assert len(rows) < 0.75 * len(loaded.provenance)
    spread = next(row for row in rows if row[0].endswith("further callers: within what time"))
    assert "Fire" in spread[0] and "Medical" in spread[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("agencies", "damkar", "field", "turnout_day"), ("Fire service", "turnout by day")),
        (("demand", "incidents", "medis", "rate", "per_day"), ("Medical", "number a day")),
        (("callers", "redial", "at_most"), ("", "further tries at most")),
        (
            ("call_takers", "staffing", "shifts", "pagi", "people"),
            ("shift pagi", "people"),
        ),
        (("lines", "trunks", "telkom", "channels"), ("Telkom", "lines")),
    ],
)
def test_a_place_is_said_in_words(path: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert owner_and_field(path, Names(small_scenario())) == expected


def test_values_and_ranges_are_said_in_words() -> None:
    def spoken(text: str) -> str:
        return text.replace(NO_BREAK, " ")

    assert spoken(value_words("7 min")) == "7 min"
    assert spoken(value_words(0.25, share=True)) == "25 %"
    assert spoken(value_words({"distribution": "gamma", "mean": "40 s", "cv": 1.0})) == (
        "40 s on average"
    )
    assert value_words([27, 45, 30]) == "27 to 45"
    assert value_words([{"name": "a", "units": 2}, {"name": "b", "units": 3}]) == "5 units"
    assert range_words(Range("x0.5", "x2", (0.5, 2.0))) == "0.5 to 2 times"
    assert range_words(Range(0.02, 0.1, None), share=True).replace(NO_BREAK, " ") == "2 % to 10 %"
    assert range_words(Range("x0.9999", "x1.0001", (0.9999, 1.0001))) == ""
    assert range_words(None) == ""


def test_a_range_from_nothing_is_the_widest() -> None:
    assert range_width(Range(0, 0.1, None)) > range_width(Range("8s", "90s", None))
    assert range_width(Range("8s", "90s", None)) == 90 / 8


def test_shares_are_known_by_their_place() -> None:
    assert is_share(("targets", "menyerah", "at_most"))
    assert not is_share(("callers", "redial", "at_most"))
    assert is_share(("situations", "gempa", "units_absence", "*"))
    assert not is_share(())
