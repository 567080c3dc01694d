"""What was loaded can be written into one file, and is the very same when read again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.loading import LoadedScenario, dump_toml, from_resolved, load_scenario
from scenarios.schema import Scenario
from scenarios.shipped import shipped_names
from tests.scenarios.loading.conftest import Files
from tests.small_scenario import small_scenario


def read_again(loaded: LoadedScenario, folder: Path) -> LoadedScenario:
    path = folder / "resolved.toml"
    path.write_text(dump_toml(loaded), encoding="utf-8")
    return from_resolved(path)


@pytest.mark.parametrize("name", shipped_names("region"))
def test_a_region_with_everything_over_it_comes_back_the_same(name: str, tmp_path: Path) -> None:
    loaded = load_scenario(
        name,
        situations=["trunk-putus@Sen 10:00", "separuh-staf", "gempa@2026-03-04T10:00"],
        settings=["demand.incidents.*.rate=x0.5", "run.start_date=2026-03-02"],
    )

    again = read_again(loaded, tmp_path)

    assert again.scenario == loaded.scenario
    assert again.hash == loaded.hash
    assert again.entries == loaded.entries


def test_a_mean_set_outside_of_its_range_comes_back_the_same(tmp_path: Path) -> None:
    loaded = load_scenario("surabaya", settings=["demand.work.talk.mean=x2"])

    again = read_again(loaded, tmp_path)

    assert again.scenario == loaded.scenario
    assert again.entries.keys() == loaded.entries.keys()


def test_another_process_has_the_same_hash(files: Files) -> None:
    loaded = files.load(settings=["demand.work.talk=x1.1"])
    path = files.write(dump_toml(loaded), "resolved.toml")
    code = (
        "import sys; from scenarios.loading import from_resolved; "
        "print(from_resolved(sys.argv[1]).hash)"
    )
    root = Path(__file__).parents[3]

    said = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout.strip() == loaded.hash


def test_the_hash_is_that_of_the_meaning_not_of_the_writing(files: Files) -> None:
    plain = files.load()

    other = files.load(
        ('talk = { distribution = "lognormal", mean = "60s"', 'talk = { mean = "1 menit", '
         'distribution = "lognormal"'),
        ("at_least = \"90 %\"", "at_least = 0.9"),
        ('[callers]\n', '# a remark\n[callers]\nsource = "counted"\n'),
    )  # fmt: skip
    changed = files.load(("at_most = 3", "at_most = 4"))

    assert plain.hash == other.hash
    assert plain.hash != changed.hash


def test_a_model_dumps_what_a_file_would_say() -> None:
    scenario = small_scenario(run={"start_date": "2026-03-02", "length": "90 s", "warm_up": "0 s"})

    assert Scenario.model_validate(scenario.model_dump(mode="json")) == scenario
