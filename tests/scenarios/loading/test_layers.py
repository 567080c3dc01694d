"""Files extend files, situations lie over them, settings over all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from scenarios.loading import dump_toml, load_scenario
from scenarios.problems import ScenarioError
from scenarios.schema.distribution import mean_of
from tests.scenarios.loading.conftest import Files
from tests.small_scenario import small_scenario

Complaints = Callable[..., list[str]]
SITUATION = """
label = "Hujan"
about = "Hujan lebat"
start_day = "Rabu"
start_time = "10:00"
length = { value = "6 jam", source = "BMKG" }
speed_factor = { value = 0.8, assumption = "wet roads", range = [0.5, 1] }
"""


def test_a_file_says_only_what_is_its_own(files: Files) -> None:
    files.small(name="dasar.toml")
    child = files.write(
        'extends = "dasar.toml"\nname = "anak"\n'
        "[demand.incidents.medis.rate]\n"
        'per_day = { value = 9, source = "counted" }\n'
    )

    scenario = load_scenario(child).scenario

    assert scenario.name == "anak"
    assert scenario.demand.incidents["medis"].rate.per_day == 9
    expected = small_scenario(name="anak").demand.incidents["medis"].rate.hour_of_day
    assert scenario.demand.incidents["medis"].rate.hour_of_day == expected


def test_lists_are_replaced_and_tables_merged(files: Files) -> None:
    files.small(name="dasar.toml")
    child = files.write(
        'extends = "dasar.toml"\nsource = "counted"\n'
        '[demand.incidents.medis]\nneeds = [{ agencies = ["damkar"] }]\n'
        '[agencies.baru]\nlabel = "Baru"\nnotify = "phone"\n'
        'desk = { staffing = { people = 1 }, acknowledge = "9s" }\n'
        'field = { turnout_day = "9s", travel_factor = 1, on_scene = "9s" }\n'
        'posts = [{ name = "P", kecamatan = "64.74.02", units = 1 }]\n'
    )

    scenario = load_scenario(child).scenario

    assert [n.agencies for n in scenario.demand.incidents["medis"].needs] == [("damkar",)]
    assert list(scenario.agencies) == ["damkar", "ambulans", "baru"]


@pytest.mark.parametrize(
    "said",
    [
        "[call_takers.staffing]\npeople = 4\n",
        "[call_takers.staffing]\nby_hour = [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, "
        "4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]\n",
        "[demand.incidents.medis.rate]\nper_hour = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
        "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n",
        '[demand.work]\ntalk = { distribution = "gamma", shape = 2, scale = "9s" }\n',
        '[targets.damkar]\nmean_at_most = "9 min"\n',
        "[run]\nstart_date = 2026-03-02\n",
    ],
)
def test_another_way_of_saying_one_thing_takes_the_place_of_the_first(
    files: Files, said: str
) -> None:
    files.small(name="dasar.toml")

    load_scenario(files.write(f'extends = "dasar.toml"\nsource = "counted"\n{said}'))


def test_extending_in_a_circle_is_found(files: Files) -> None:
    files.write('extends = "b.toml"', "a.toml")
    files.write('extends = "a.toml"', "b.toml")

    with pytest.raises(ScenarioError, match=r"extends: leads in a circle back to a\.toml"):
        load_scenario("a.toml")


def test_a_mistake_is_told_of_the_file_that_made_it(files: Files) -> None:
    files.small(("per_day = 4", "per_day = -4"), name="dasar.toml")
    files.write("extends = 'dasar.toml'\n[callers.redial]\nat_most = 99\n", "anak.toml")

    with pytest.raises(ScenarioError) as caught:
        load_scenario("anak.toml")

    assert {(p.file, p.path) for p in caught.value.problems} == {
        ("dasar.toml", "demand.incidents.kebakaran.rate.per_day"),
        ("anak.toml", "callers.redial.at_most"),
        ("anak.toml", "callers.redial.at_most"),
    }


@pytest.mark.parametrize(
    ("said", "file", "path"),
    [
        (
            "place.hospitals = [{ name = 'RS', lat = 0.13 }]",
            "anak.toml",
            "place.hospitals[0].lon",
        ),
        (
            "agencies.damkar.posts = [{ kecamatan = '64.74.02', units = 1 }]",
            "anak.toml",
            "agencies.damkar.posts[0].name",
        ),
        ("agencies.damkar.label = 'Pemadam'", "dasar.toml", "agencies.ambulans.posts[0].name"),
    ],
)
def test_a_missing_key_is_told_of_the_file_that_gave_its_list_or_table(
    files: Files, said: str, file: str, path: str
) -> None:
    nameless = [] if file == "anak.toml" else [('name = "PSC 119"\n', "")]
    files.small(*nameless, name="dasar.toml")
    files.write(f"extends = 'dasar.toml'\nsource = 'counted'\n{said}\n", "anak.toml")

    with pytest.raises(ScenarioError) as caught:
        load_scenario("anak.toml")

    assert {(p.file, p.path) for p in caught.value.problems} == {(file, path)}


@pytest.mark.parametrize("path", ["lines.trunks", "targets", "agencies.damkar", "demand.work.talk"])
def test_an_empty_table_is_no_way_to_take_something_away(files: Files, path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(files.small(), settings=[f"{path}={{}}"])

    assert str(caught.value) == (
        f"--set {path}={{}}: {path}: is empty, so that it would change nothing; name a key "
        'below it; a scenario\'s file takes a part away, as in without = ["targets.name"]'
    )


def test_situations_are_in_force_in_the_order_given(files: Files) -> None:
    files.write(SITUATION, "hujan.toml")
    region = files.small()

    scenario = load_scenario(region, situations=["./hujan.toml", "jalan-lambat"]).scenario

    assert list(scenario.situations) == ["hujan", "jalan-lambat"]
    assert scenario.situations["hujan"].start_day == 2


def test_a_start_each_week_and_a_start_once(files: Files) -> None:
    files.write(SITUATION, "hujan.toml")
    region = files.small()

    weekly = load_scenario(region, situations=["hujan.toml@Sen 14:30"]).scenario
    once = load_scenario(
        region,
        situations=["hujan.toml@2026-03-04T09:00"],
        settings=["run.start_date=2026-03-02"],
    ).scenario

    assert weekly.situations["hujan"].start_day == 0
    assert weekly.situations["hujan"].start_time == 14.5 * 3600
    assert once.situations["hujan"].start_day is None
    assert once.situations["hujan"].start_at == datetime(2026, 3, 4, 9)


def test_an_instant_needs_a_run_with_a_date(files: Files) -> None:
    files.write(SITUATION, "hujan.toml")

    with pytest.raises(ScenarioError) as caught:
        load_scenario(files.small(), situations=["hujan.toml@2026-03-04T09:00"])

    assert str(caught.value) == (
        "--with hujan.toml@2026-03-04T09:00: situations.hujan.start_at: 2026-03-04 09:00:00 is a "
        "date, and the run has none; give the run a date, as in run.start_date = 2026-03-04, or "
        "begin on a weekday"
    )


def test_a_mistake_in_a_situations_file_is_told_by_its_own_paths(files: Files) -> None:
    files.write(SITUATION + "[channels]\ntelkm = 0.5\n", "hujan.toml")

    with pytest.raises(ScenarioError) as caught:
        load_scenario(files.small(), situations=["hujan.toml"])

    assert str(caught.value).splitlines() == [
        "hujan.toml: channels.telkm: is not known in this scenario; did you mean telkom?",
        "hujan.toml: channels.telkm: 0.5 has neither a source nor an assumption; write { value = "
        '..., source = "..." }, or assumption = "..." and range = [low, high]',
    ]


@pytest.mark.parametrize(
    ("setting", "changes"),
    [
        ("demand.work.wrap_up_duplicate=90s", {"demand__work__wrap_up_duplicate": "90s"}),
        ('demand.work.wrap_up_duplicate="2 menit"', {"demand__work__wrap_up_duplicate": "2 min"}),
        ("demand.work.ticket=x2", {"demand__work__ticket": "80s"}),
        ("lines.trunks.telkom.channels=x1.5", {"lines__trunks__telkom__channels": 9}),
        ("place.roads.speed_kmh=[20]", {"place__roads__speed_kmh": [20]}),
        ("place.roads.speed_kmh=x0.5", {"place__roads__speed_kmh": [15]}),
        ("place.roads.speed_kmh[0]=12.5", {"place__roads__speed_kmh": [12.5]}),
        ("call_takers.staffing.people=5", {"call_takers__staffing": {"people": 5}}),
        ("targets.dijawab.at_least=80 %", {"targets__dijawab__at_least": 0.8}),
        ("run.warm_up=x2", {"run__warm_up": "24 jam"}),
        ("callers.redial.at_most=0", {"callers__redial__at_most": 0}),
        (
            'place.kecamatan_weights."64.74.01"=1',
            {"place__kecamatan_weights": {"64.74.01": 1}},
        ),
    ],
)
def test_a_setting_is_as_if_the_file_had_said_so(
    files: Files, setting: str, changes: dict[str, object]
) -> None:
    assert files.load(settings=[setting]).scenario == small_scenario(**changes)


def test_patterns_reach_all_that_fit(files: Files) -> None:
    before = files.load().scenario
    after = files.load(
        settings=["demand.incidents.*.rate.per_day=x0.5", "agencies.*.posts[*].units=7"]
    ).scenario

    for name, kind in before.demand.incidents.items():
        assert kind.rate.per_day is not None
        assert after.demand.incidents[name].rate.per_day == kind.rate.per_day / 2
    assert {p.units for a in after.agencies.values() for p in a.posts} == {7}


@pytest.mark.parametrize("form", ["demand.work.talk", "demand.work.talk.mean"])
def test_a_distribution_is_multiplied_in_its_size(files: Files, form: str) -> None:
    before = files.load().scenario.demand.work.talk
    after = files.load(settings=[f"{form}=x2"]).scenario.demand.work.talk

    assert before is not None and after is not None
    assert mean_of(after) == 2 * mean_of(before)
    assert after.model_copy(update={"mean": 60.0}) == before


def test_a_setting_may_bring_its_source(files: Files) -> None:
    loaded = files.load(
        settings=['lines.trunks.telkom.channels={ value = 3, source = "a letter" }']
    )

    assert loaded.scenario.lines.trunks["telkom"].channels == 3
    assert loaded.provenance["lines.trunks.telkom.channels"].text == "a letter"


def test_later_settings_prevail(files: Files) -> None:
    loaded = files.load(settings=["callers.redial.at_most=1", "callers.redial.at_most=2"])

    assert loaded.scenario.callers.redial is not None
    assert loaded.scenario.callers.redial.at_most == 2


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        (
            "demand.wrk.talk=x2",
            "--set demand.wrk.talk=x2: demand.wrk: is not a known key; did you mean work?",
        ),
        (
            "demand.incidents.kebakarn.rate.per_day=5",
            "--set demand.incidents.kebakarn.rate.per_day=5: demand.incidents.kebakarn: is not a "
            "known key; did you mean kebakaran?",
        ),
        (
            "agencies.damkar.posts[3].units=5",
            "--set agencies.damkar.posts[3].units=5: agencies.damkar.posts[3]: is not there; the "
            "list has 1 entries; count from [0]",
        ),
        (
            "agencies=x2",
            "--set agencies=x2: agencies: is nothing that a factor can multiply; name a number, a "
            "duration or a distribution below it",
        ),
        (
            "callers.redial.at_most=-1",
            "--set callers.redial.at_most=-1: callers.redial.at_most: -1 is negative; write 0 or "
            "more",
        ),
        (
            "kata",
            "--set kata: is not path=value; write it as in --set demand.work.talk.mean=x2 or "
            "--set run.length='1 minggu'",
        ),
    ],
)
def test_a_setting_that_fits_nothing_is_told(
    complaints: Complaints, setting: str, line: str
) -> None:
    assert complaints(settings=[setting]) == [line]


def test_a_file_can_do_without_a_part_of_what_it_extends(files: Files) -> None:
    files.small(name="dasar.toml")
    child = files.write('extends = "dasar.toml"\nwithout = ["demand.nuisance.iseng"]\n')

    loaded = load_scenario(child)

    whole = load_scenario(files.folder / "dasar.toml").scenario.demand.nuisance
    assert set(whole) - set(loaded.scenario.demand.nuisance) == {"iseng"}
    again = files.write(dump_toml(loaded), "again.toml")
    assert load_scenario(again).scenario == loaded.scenario


def test_what_was_taken_out_can_be_written_anew(files: Files) -> None:
    files.small(name="dasar.toml")
    child = files.write(
        'extends = "dasar.toml"\nwithout = ["demand.incidents.medis.rate"]\n'
        "[demand.incidents.medis.rate]\n"
        'per_day = { value = 9, source = "counted" }\n'
    )

    rate = load_scenario(child).scenario.demand.incidents["medis"].rate

    assert rate.per_day == 9 and rate.hour_of_day is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('["demand.calls.prnk"]', "is not in what this file extends; did you mean prank?"),
        ('["demand.calls.prank.oops.x"]', "is not in what this file extends; leave it out"),
        ('"demand.calls.prank"', "is not a place in a scenario"),
        ("[3]", "is not a place in a scenario"),
        ('["a..b"]', "is not a place in a scenario"),
    ],
)
def test_what_is_not_there_cannot_be_done_without(files: Files, written: str, says: str) -> None:
    files.small(name="dasar.toml")
    child = files.write(f'extends = "dasar.toml"\nwithout = {written}\n')

    with pytest.raises(ScenarioError) as caught:
        load_scenario(child)

    assert [p.path for p in caught.value.problems] == ["without"]
    assert says in str(caught.value)
