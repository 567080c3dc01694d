"""Bad input gets a line that says where, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.loading import load_scenario
from scenarios.problems import ScenarioError
from tests.scenarios.loading.conftest import Files

Complaints = Callable[..., list[str]]
POSTS_OF_AMBULANS = '[[agencies.ambulans.posts]]\nname = "PSC 119"\nlat = 0.12\nlon = 117.48\n'
NEEDS_OF_MEDIS = 'needs = [{ agencies = ["ambulans", "damkar"] }]'


def said_of(region: str | Path, **arguments: list[str]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(region, **arguments)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            'start = "07:00"',
            'start = "25:00"',
            'call_takers.staffing.shifts.pagi.start: "25:00" is not a time of day; write HH:MM, '
            'as in "23:00"',
        ),
        (
            "priority = 1",
            "priorty = 1",
            "demand.incidents.kebakaran.priorty: is not a known key; did you mean priority?",
        ),
        (
            "rate = { per_day = 4 }",
            "rate = { per_day = -4 }",
            "demand.incidents.kebakaran.rate.per_day: -4 is negative; write 0 or more",
        ),
        (
            'length = "8 jam"',
            'length = "-8 jam"',
            'call_takers.staffing.shifts.pagi.length: "-8 jam" is a negative length, so that it '
            'ends before it starts; write how long it lasts, as in "8 jam"; it may run through '
            "midnight",
        ),
        (
            'length = "8 jam"',
            'end = "15:00"',
            "call_takers.staffing.shifts.pagi.end: is not a known key; write how long it lasts, "
            'as in length = "8 jam"',
        ),
        (
            POSTS_OF_AMBULANS + "units = 3\n",
            "",
            "agencies.ambulans.posts: is missing: the agency has no units; add a post with its "
            'units, as in [[agencies.ambulans.posts]] name = "Pos", units = 2',
        ),
        (
            POSTS_OF_AMBULANS + "units = 3\n",
            POSTS_OF_AMBULANS + "units = 0\n",
            "agencies.ambulans.posts[0].units: 0 is too small; write 1 or more",
        ),
        (
            NEEDS_OF_MEDIS,
            "needs = []",
            "demand.incidents.medis.needs: [] is empty: nobody handles this incident type; name "
            'an agency, as in needs = [{ agencies = ["damkar"], units = 1 }]',
        ),
        (
            NEEDS_OF_MEDIS,
            'needs = [{ agencies = ["ambulan"] }]',
            'demand.incidents.medis.needs[0].agencies[0]: "ambulan" is not an agency of this '
            "scenario, so that nobody handles medis; did you mean ambulans?",
        ),
        (
            "share = 0.6",
            "share = 0.5",
            "lines.trunks: has shares that sum to 0.9; mend `share` of telkom, seluler so that "
            "the sum is 1",
        ),
        (
            "day_of_week = [1, 1, 1, 1, 1, 2, 2]",
            "day_of_week = [1, 1, 1, 1, 1, 2]",
            "demand.calls.prank.rate.day_of_week: [1, 1, 1, 1, 1, 2] has 6 entries, too few; "
            "give 7, one for each day from Monday",
        ),
        (
            "day_of_week = [1, 1, 1, 1, 1, 2, 2]",
            "day_of_week = [0, 0, 0, 0, 0, 0, 0]",
            "demand.calls.prank.rate: has weights that are all 0; put at least one of them above 0",
        ),
        (
            'regions = ["64.74"]',
            'regions = ["99.99"]',
            'place.regions[0]: "99.99" is not the code of a region; write a code of the ministry '
            'of home affairs, as in "35.78" for Surabaya',
        ),
        (
            'regions = ["64.74"]',
            'regions = ["Bontang"]',
            'place.regions[0]: "Bontang" is not the code of a region; write its code, "64.74" '
            "(Kota Bontang)",
        ),
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognorm", mean = "60s", cv = 0.8 }',
            'demand.work.talk: names no distribution known here: "lognorm"; did you mean '
            "lognormal?",
        ),
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognormal", mean = "60s", sigma = 0.8 }',
            "demand.work.talk: is described by mean + sigma; give one of these: mean + cv, "
            "median + sigma, mu + sigma",
        ),
        (
            'within = "10s"',
            "percentile = 90",
            "targets.dijawab: judges service_level by at_least + percentile; give one of these: "
            "within + at_least",
        ),
        (
            'announcement = "5s"',
            "announcement = 5",
            'lines.announcement: 5 has no unit; write a number with its unit, as in "90s", '
            '"7 min", "2 jam"',
        ),
        (
            'distribution = "weibull", mean = "3 min"',
            'distribution = "weibull", mean = "3 mnt 5"',
            'callers.patience.mean: "3 mnt 5" is not a duration; write a number with its unit, as '
            'in "90s", "7 min", "2 jam"',
        ),
        (
            'notify = "phone"',
            'notify = "fone"',
            'agencies.damkar.notify: "fone" is not one of the words known here; did you mean '
            "phone?",
        ),
        (
            'start_day = "Mon"',
            "start_date = 0001-01-01",
            "run.start_date: 0001-01-01 lies outside of the years 1900 to 2199; write a day such "
            "as 2026-03-02",
        ),
        (
            "channels = 6\n",
            "",
            "lines.trunks.telkom.channels: is missing; add it, as in channels = 8",
        ),
        (
            "channels = 6",
            'channels = "6"',
            'lines.trunks.telkom.channels: "6" is not a whole number; write a whole number, as '
            "in 3",
        ),
    ],
)
def test_one_mistake_is_told_in_one_line(
    complaints: Complaints, old: str, new: str, line: str
) -> None:
    assert complaints((old, new)) == [f"kota.toml: {line}"]


def test_all_mistakes_are_told_at_once_those_of_the_schema_and_those_between_parts(
    complaints: Complaints,
) -> None:
    lines = complaints(
        ("per_day = 4", "per_day = -4"),
        (NEEDS_OF_MEDIS, 'needs = [{ agencies = ["ambulan"] }]'),
        ("share = 0.6", "share = 0.5"),
        ('kind = "prank"', 'kind = "pank"'),
        ('start = "07:00"', 'start = "7"'),
        ("units = 3", "unit = 3"),
        ('agency = "damkar"', 'agency = "damkr"'),
    )

    assert sorted(line.split(": ")[1] for line in lines) == [
        "agencies.damkar.posts[0].unit",
        "call_takers.staffing.shifts.pagi.start",
        "demand.incidents.kebakaran.rate.per_day",
        "demand.incidents.medis.needs[0].agencies[0]",
        "demand.nuisance.iseng.kind",
        "lines.trunks",
        "targets.damkar.agency",
    ]


def test_a_mistake_is_not_told_again_by_what_rests_on_it(complaints: Complaints) -> None:
    # The sum of the shares cannot be known, nor the kecamatan of a region that is not named.
    lines = complaints(
        ("share = 0.6", 'share = "viele"'), ('regions = ["64.74"]', 'regions = "64.74"')
    )

    assert [line.split(": ")[1] for line in lines] == ["place.regions", "lines.trunks.telkom.share"]


def test_a_region_that_does_not_exist_gets_near_names_and_the_list() -> None:
    assert said_of("surabya") == [
        'region: "surabya" is not a shipped region; did you mean surabaya? `siap112 regions` '
        "lists them; a file of your own is given by its path, ending in .toml"
    ]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        (
            "gempa",
            "it is a situation; put it over a region, as in `siap112 check REGION --with gempa`",
        ),
        (
            "Kota Malang",
            'write a draft for it with `siap112 new "Kota Malang"`, and give the file by its path',
        ),
        (
            "Kabupaten Semarang",
            'write a draft for it with `siap112 new "Kabupaten Semarang"`, and give the file by '
            "its path",
        ),
        (
            "malang",
            'write a draft for it with `siap112 new "Kota Malang"` or `siap112 new "Kabupaten '
            'Malang"`, and give the file by its path',
        ),
        ("Kota Semarang", "it is shipped as semarang"),
        ("DKI Jakarta", "it is shipped as jakarta"),
    ],
)
def test_a_name_that_means_something_else_leads_there(name: str, remedy: str) -> None:
    assert said_of(name) == [f'region: "{name}" is not a shipped region; {remedy}']


def test_a_region_is_no_situation() -> None:
    assert said_of("surabaya", situations=["manado"]) == [
        '--with manado: "manado" is not a shipped situation; it is a region, which stands '
        "without --with"
    ]


def test_a_file_that_does_not_exist(files: Files) -> None:
    assert said_of("nirgends.toml") == ["nirgends.toml: does not exist; check the path"]


def test_a_folder_is_no_scenario(files: Files) -> None:
    assert said_of(files.folder) == [".: is a folder; give a TOML file in it"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "share = 0.6",
            "share 0.6",
            "line 74, column 7: `share 0.6` is not TOML; write key = value; a name with spaces "
            "stands in quotation marks",
        ),
        (
            'announcement = "5s"',
            "announcement = 5s",
            "line 69, column 17: `announcement = 5s` is not TOML; text and durations stand in "
            'quotation marks, as in "90s"; one key = value a line',
        ),
        (
            'announcement = "5s"',
            'announcement = "5s"\nannouncement = "6s"',
            'line 70, column 20: `announcement = "6s"` is not TOML; this key or table is given '
            "twice; keep one of them",
        ),
    ],
)
def test_broken_toml_names_line_and_column(
    complaints: Complaints, old: str, new: str, line: str
) -> None:
    assert complaints((old, new)) == [f"kota.toml: {line}"]


def test_a_file_that_is_not_utf_8(files: Files) -> None:
    (files.folder / "kota.toml").write_bytes(b'name = "a"\nabout = "\xff"\n')

    assert said_of("kota.toml") == [
        "kota.toml: line 2: has a character that is not UTF-8; save the file as UTF-8 text"
    ]


def test_a_file_nested_beyond_measure(files: Files) -> None:
    files.write("a = " + "[" * 5000 + "]" * 5000)

    assert said_of("kota.toml") == [
        "kota.toml: has tables within tables too deep; write it flatter"
    ]


def test_an_empty_file_is_told_what_is_missing(files: Files) -> None:
    files.write("")

    lines = said_of("kota.toml")

    assert 'kota.toml: name: is missing; add it, as in name = "kota"' in lines
    assert [line.split(": ")[1] for line in lines] == [
        "name", "about", "place", "demand", "callers", "lines", "call_takers", "agencies",
        "technology",
    ]  # fmt: skip


@pytest.mark.parametrize("huge", ["1" + "0" * 400, '"1' + "0" * 400 + 's"', "nan", "inf", "-inf"])
@pytest.mark.parametrize("old", ["detour = 1.4", "channels = 6", "share = 0.6", "at_most = 3"])
def test_numbers_without_measure_are_refused(complaints: Complaints, huge: str, old: str) -> None:
    key = old.split(" = ")[0]
    lines = complaints((old, f"{key} = {huge}"))

    assert all(f"{key}: " in line for line in lines)


def test_messages_are_translated_by_the_language_in_force(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    import scenarios.schema.base as base

    words = {
        "is not a time of day": "bukan jam",
        'write HH:MM, as in "23:00"': 'tulis HH:MM, misalnya "23:00"',
    }
    monkeypatch.setattr(base, "_", lambda text: words.get(text, text))
    files.small(('start = "07:00"', 'start = "25:00"'))

    assert said_of("kota.toml") == [
        'kota.toml: call_takers.staffing.shifts.pagi.start: "25:00" bukan jam; tulis HH:MM, '
        'misalnya "23:00"'
    ]
