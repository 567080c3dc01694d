"""Every number has a source, or is an assumption with a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scenarios.loading import at_end_of_range, load_scenario
from scenarios.loading.schema_walk import child, is_named_table, keys_of, resolve
from scenarios.provenance import RESERVED, Provenance, Range
from scenarios.schema import Scenario
from scenarios.schema.distribution import mean_of
from tests.scenarios.loading.conftest import Files
from tests.small_scenario import small_scenario

Complaints = Callable[..., list[str]]
ALL = 'assumption = "made for tests"\nrange = ["x0.5", "x2"]\n'


def test_a_number_may_carry_its_source_and_is_read_as_the_number(files: Files) -> None:
    loaded = files.load(
        ("at_most = 3", 'at_most = { value = 3, source = "counted" }'),
        (
            'ticket = "40s"',
            'ticket = { value = "40s", assumption = "as elsewhere", range = ["20s", "60s"] }',
        ),
    )

    assert loaded.scenario == small_scenario()
    assert loaded.provenance["callers.redial.at_most"] == Provenance("source", "counted")
    assert loaded.provenance["demand.work.ticket"] == Provenance(
        "assumption", "as elsewhere", Range("20s", "60s", None)
    )


def test_a_distributions_range_is_that_of_its_mean(files: Files) -> None:
    loaded = files.load(
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8, zero = 0.5, '
            'assumption = "SOP", range = ["30s", "90s"] }',
        )
    )

    assert loaded.provenance["demand.work.talk"].range == Range("30s", "90s", (0.5, 1.5))


def test_numbers_with_no_provenance_are_told_by_the_widest_table(complaints: Complaints) -> None:
    lines = complaints((ALL, ""), ("[callers.redial]", '[callers.redial]\nsource = "counted"'))

    assert "kota.toml: callers.patience: has numbers with neither a source nor an" in "".join(lines)
    assert {line.split(": ")[1] for line in lines} == {
        "place", "demand", "callers.patience", "lines", "call_takers", "agencies", "technology",
        "targets",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "place", "wrong"),
    [
        ('assumption = "so"', "callers.redial", "is an assumption without a range"),
        ('range = ["x0.5", "x2"]', "callers.redial", "has a range alone"),
        (
            'source = "a"\nassumption = "b"',
            "callers.redial",
            "has both a source and an assumption",
        ),
        (
            'source = "a"\nrange = ["x0.5", "x2"]',
            "callers.redial.range",
            '["x0.5", "x2"] stands beside a source',
        ),
        ('source = ""', "callers.redial.source", '"" is not a text'),
        (
            'assumption = "so"\nrange = ["x2", "x3"]',
            "callers.redial.range",
            '["x2", "x3"] does not hold the number that is assumed',
        ),
        (
            'assumption = "so"\nrange = [1, 2]',
            "callers.redial.range",
            "[1, 2] has no single number to stand around",
        ),
        (
            'assumption = "so"\nrange = "wide"',
            "callers.redial.range",
            '"wide" is not a range',
        ),
    ],
)
def test_provenance_itself_is_checked(
    complaints: Complaints, said: str, place: str, wrong: str
) -> None:
    lines = complaints(("[callers.redial]", f"[callers.redial]\n{said}"))

    assert [line.split("; ")[0] for line in lines] == [f"kota.toml: {place}: {wrong}"]


def test_a_range_holds_its_number(complaints: Complaints) -> None:
    lines = complaints(
        ("at_most = 3", 'at_most = { value = 3, assumption = "so", range = [4, 9] }')
    )

    assert lines == [
        "kota.toml: callers.redial.at_most.range: [4, 9] does not hold the number that is "
        "assumed, 3; write low, then high, with the number between them"
    ]


def test_who_changes_a_number_does_not_inherit_its_source(files: Files) -> None:
    files.small((ALL, 'source = "counted"\n'), name="dasar.toml")
    child_file = files.write('extends = "dasar.toml"\n[callers.redial]\nat_most = 5\n')

    with pytest.raises(Exception, match="at_most: 5 has neither a source nor an assumption"):
        load_scenario(child_file)


def test_what_is_not_changed_keeps_its_own_source(files: Files) -> None:
    files.small((ALL, ""), ('name = "kecil"', 'name = "kecil"\nsource = "A"'), name="dasar.toml")
    child_file = files.write(
        'extends = "dasar.toml"\n[callers.redial]\nsource = "B"\nat_most = 5\n'
    )

    provenance = load_scenario(child_file).provenance

    assert {path: entry.text for path, entry in provenance.items()} == {
        "": "A",
        "callers.redial": "B",
        "callers.redial.after_abandoning": "A",
        "callers.redial.after_blocked": "A",
        "callers.redial.delay.mean": "A",
    }


def test_a_setting_is_named_as_what_it_is(files: Files) -> None:
    loaded = files.load(settings=["callers.redial.at_most=5"])

    assert loaded.provenance["callers.redial.at_most"] == Provenance(
        "setting", "--set callers.redial.at_most=5"
    )


def test_no_key_of_the_schema_is_a_word_of_provenance() -> None:
    assert not [path for path, keys in _tables(Scenario, ()) for key in keys if key in RESERVED]
    # `value` alone could be taken for a number with its provenance: only a constant has it.
    assert {path[-1] for path, keys in _tables(Scenario, ()) if "value" in keys} <= {"constant"}


def _tables(annotation: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    if len(path) > 12:
        return
    kinds = ("constant", "exponential", "gamma", "lognormal", "weibull")
    if resolve(annotation, {"distribution": "?"}) is None:
        for kind in kinds:
            yield (*path, kind), list(keys_of(resolve(annotation, {"distribution": kind})))
        return
    annotation = resolve(annotation, {})
    if is_named_table(annotation):
        yield from _tables(child(annotation, "*", {}), (*path, "*"))
    elif child(annotation, 0, []) is not None:
        yield from _tables(child(annotation, 0, []), (*path, "0"))
    elif keys_of(annotation):
        yield path, list(keys_of(annotation))
        for key in keys_of(annotation):
            yield from _tables(child(annotation, key, {}), (*path, key))


def test_an_assumption_can_be_moved_to_the_ends_of_its_range(files: Files) -> None:
    loaded = files.load(
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8, assumption = "SOP", '
            'range = ["30s", "2 min"] }',
        ),
        ("no_answer = 0.02", 'no_answer = { value = 0.02, assumption = "-", range = [0, 0.1] }'),
    )

    long = at_end_of_range(loaded, "demand.work.talk", "high")
    lost = at_end_of_range(loaded, "agencies.damkar.desk.no_answer", "low")

    assert long.demand.work.talk is not None
    assert mean_of(long.demand.work.talk) == 120
    changed = long.demand.work.model_copy(update={"talk": small_scenario().demand.work.talk})
    assert changed == small_scenario().demand.work
    assert lost.agencies["damkar"].desk.no_answer == 0
    with pytest.raises(KeyError):
        at_end_of_range(loaded, "callers.redial", "low")


@pytest.mark.parametrize("end", ["low", "high"])
def test_factors_move_every_number_but_shares_stay_shares(files: Files, end: Any) -> None:
    before, after = small_scenario(), at_end_of_range(files.load(), "", end)
    factor = {"low": 0.5, "high": 2}[end]

    assert after.demand.incidents["kebakaran"].rate.per_day == 4 * factor
    assert after.agencies["ambulans"].field.transport == {"low": 0.4, "high": 1.0}[end]
    assert after.agencies["damkar"].posts[0].units == {"low": 2, "high": 6}[end]
    assert after.place.roads.detour == {"low": 1.0, "high": 2.8}[end]
    assert after.lines.trunks["telkom"].share == 0.6
    assert (after.targets, after.run) == (before.targets, before.run)
    assert after.place.hospitals == before.place.hospitals
