"""Travel times from a CSV file: read once, whole or refused, and part of the scenario then."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loading import load_scenario
from scenarios.loading.loaded import dump_toml
from scenarios.plan_layout import lay_out_plan
from scenarios.problems import ScenarioError
from scenarios.text import in_language
from scenarios.travel_times import NOT_GIVEN_S

CODES = ("64.74.01", "64.74.02", "64.74.03")
WAYS = [(a, b) for a in CODES for b in CODES if a != b]


def scenario_file(folder: Path, csv: str) -> Path:
    (folder / "waktu.csv").write_text(csv, encoding="utf-8")
    path = folder / "daerah.toml"
    path.write_text(
        'extends = "bontang"\nname = "uji"\n'
        '[place.roads.matrix]\nfile = "waktu.csv"\nsource = "Dishub, 2025"\n',
        encoding="utf-8",
    )
    return path


def plain_csv(skip: int = 0) -> str:
    rows = [f"{a},{b},{10 + i}" for i, (a, b) in enumerate(WAYS)]
    return "\n".join(["from,to,minutes", *rows[skip:], "64.74.01,64.74.01,4.5"])


def by_hour_csv() -> str:
    rows = [f"{a};{b};{h};{i + h},5" for i, (a, b) in enumerate(WAYS) for h in range(24)]
    return "\n".join(["dari;ke;jam;menit", *rows])


def test_the_file_is_read_once_and_the_scenario_stands_without_it(tmp_path):
    loaded = load_scenario(scenario_file(tmp_path, plain_csv()))
    (tmp_path / "waktu.csv").unlink()
    written = tmp_path / "scenario.toml"
    written.write_text(dump_toml(loaded), encoding="utf-8")
    again = load_scenario(written)

    assert again.scenario == loaded.scenario
    assert again.hash == loaded.hash != load_scenario("bontang").hash
    given = lay_out_plan(again.scenario, 1).travel_times
    assert given is not None
    assert given.kecamatan == 3
    assert given.times_s[:3] == (4.5 * 60, 10 * 60, 11 * 60)
    assert given.times_s[4] == NOT_GIVEN_S
    assert given.table.values == (0.0,)


def test_a_column_of_the_hour_gives_a_table_an_hour(tmp_path):
    scenario = load_scenario(scenario_file(tmp_path, by_hour_csv())).scenario
    plan = lay_out_plan(scenario, 1)
    given = plan.travel_times

    assert given is not None
    assert len(given.times_s) == 24 * 9
    assert given.times_s[9 * 7 + 1] == 7.5 * 60
    assert [given.table.at(h * 3600.0) for h in (0, 7, 30)] == [
        plan.clock.hour_of_week(h * 3600.0) % 24 for h in (0, 7, 30)
    ]


def test_posts_and_hospitals_are_in_the_kecamatan_with_the_nearest_centroid(tmp_path):
    plan = lay_out_plan(load_scenario(scenario_file(tmp_path, plain_csv())).scenario, 1)
    given = plan.travel_times

    assert given is not None
    assert [len(rows) for rows in given.homes] == [len(a.units) for a in plan.agencies]
    assert {row for rows in given.homes for row in rows} == {0, 1, 2}
    assert len(given.hospitals) == len(plan.hospitals)


def test_slow_roads_lengthen_given_times(tmp_path):
    path = scenario_file(tmp_path, plain_csv())
    slow = load_scenario(path, situations=["jalan-lambat"])
    factor = slow.scenario.situations["jalan-lambat"].speed_factor

    given = lay_out_plan(slow.scenario, 1).travel_times
    assert given is not None
    assert max(given.slowness.values) == 1 / factor > 1


@pytest.mark.parametrize(
    ("csv", "says"),
    [
        (plain_csv(skip=2), "lacks 2 of 6 ways, the first from 64.74.01 to 64.74.02"),
        (plain_csv() + "\n11.01.01,64.74.01,3", "names 1 codes that are no kecamatan"),
        (plain_csv() + "\n64.74.01,64.74.02,3", "says 1 times what a row before it said"),
        (plain_csv().replace("minutes", "waktu"), "has no column minutes"),
        (plain_csv().replace("4.5", "-1"), "is below 0"),
        (plain_csv().replace("4.5", "cepat"), "is not a number"),
        (by_hour_csv().rsplit("\n", 1)[0], "lacks hours of 1 ways"),
        (by_hour_csv().replace(";23;", ";24;"), "is not an hour"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, csv, says):
    path = scenario_file(tmp_path, csv)

    with in_language("en"), pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert says in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    path = scenario_file(tmp_path, plain_csv())
    (tmp_path / "waktu.csv").unlink()

    with in_language("en"), pytest.raises(ScenarioError, match=r"waktu\.csv"):
        load_scenario(path)


def test_a_setting_may_name_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    by_file = load_scenario(scenario_file(tmp_path, plain_csv()))
    setting = 'place.roads.matrix={ file = "waktu.csv", source = "survey" }'
    set_so = load_scenario("bontang", settings=[setting])

    assert set_so.scenario.place.roads.matrix == by_file.scenario.place.roads.matrix is not None
    with in_language("en"), pytest.raises(ScenarioError, match=r"nix\.csv: does not exist"):
        load_scenario("bontang", settings=['place.roads.matrix={ file = "nix.csv" }'])


@pytest.mark.parametrize(
    ("times", "speed"),
    [(1.0, None), (60.0, "0.6"), (1 / 60, "2150.1")],
    ids=["minutes", "seconds", "hours"],
)
def test_seconds_and_hours_in_the_place_of_minutes_are_noted(tmp_path, times, speed):
    rows = [f"{a},{b},{(10 + i) * times!r}" for i, (a, b) in enumerate(WAYS)]
    file = scenario_file(tmp_path, "\n".join(["from,to,minutes", *rows]))

    with in_language("en"):
        noted = [str(n) for n in load_scenario(file).notes if "matrix" in n.path]

    assert noted == (
        []
        if speed is None
        else [
            f"{file}: place.roads.matrix.minutes: means about {speed} km/h in a straight line; "
            "check the unit: minutes"
        ]
    )
