"""Distributions from CSV files: read when loading, and told exactly when they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.loading import at_end_of_range, dump_toml, from_resolved, load_scenario
from scenarios.problems import ScenarioError
from scenarios.sampling import quantiles
from scenarios.schema.distribution import mean_of
from scenarios.schema.empirical import MOST_VALUES, Quantiles, Samples
from tests.scenarios.loading.conftest import Files

TALK = 'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }'
FACTOR = 'travel_factor = { distribution = "lognormal", mean = 1.0, cv = 0.3 }'
LOG = "nomor,talk (s),kind\n1,90,a\n2,10.5,b\n3,30,a\n"


def talk(table: str, old: str = TALK) -> tuple[str, str]:
    return old, f"{old.partition(' ')[0]} = {{ {table} }}"


def from_log(more: str = "") -> tuple[str, str]:
    return talk(f'distribution = "samples", file = "log.csv", column = "talk"{more}')


def test_samples_are_read_from_a_column_beside_the_scenario(files: Files) -> None:
    files.write(LOG, "log.csv")

    found = files.load(from_log(", zero = 0.25")).scenario.demand.work.talk

    assert isinstance(found, Samples)
    assert found.values == (10.5, 30.0, 90.0)
    assert mean_of(found) == pytest.approx(0.75 * 130.5 / 3)


def test_quantiles_are_read_from_two_columns(files: Files) -> None:
    files.write("part;lama (menit)\n0 %;0\n50 %;1,5\n1;9\n", "q.csv")

    found = files.load(
        talk('distribution = "quantiles", file = "q.csv", share_column = "part", column = "lama"')
    ).scenario.demand.work.talk

    assert isinstance(found, Quantiles)
    assert (found.shares, found.values) == ((0.0, 0.5, 1.0), (0.0, 90.0, 540.0))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("t (s)\n60\n90\n", ""),
        ("t [min]\n1\n1.5\n", ""),
        ("t\n1\n1.5\n", ', unit = "menit"'),
        ("t (jam)\n0.01666666666\n0.025\n", ""),
        ("t\n60s\n1 menit 30 detik\n", ""),
        ("\ufefft (s);x\r\n60,0;\r\n\r\n90,00;2\r\n", ', column = "t"'),
        ("t (s)\tx\n6e1\t1\n90.\t2\n", ', column = "t (s)"'),
        ('"t (s)"\n"60"\n"90"\n', ""),
    ],
)
def test_one_table_is_read_however_it_was_written(files: Files, text: str, more: str) -> None:
    files.write(text, "t.csv")

    found = files.load(talk(f'distribution = "samples", file = "t.csv"{more}'))

    assert found.scenario.demand.work.talk.values == pytest.approx((60, 90), abs=1e-5)


def test_a_file_is_found_within_a_list_whose_source_is_said_beside_it(files: Files) -> None:
    files.write(LOG, "log.csv")
    needs = (
        'needs = { source = "agreed", value = [{ agencies = ["ambulans"], on_scene = '
        '{ distribution = "samples", file = "log.csv", column = "talk" } }] }'
    )

    loaded = files.load(('needs = [{ agencies = ["ambulans", "damkar"] }]', needs))

    (need,) = loaded.scenario.demand.incidents["medis"].needs
    assert need.on_scene.values == (10.5, 30.0, 90.0)


@pytest.mark.parametrize("heading", ["part [%]", "part"])
def test_shares_may_be_in_per_cent(files: Files, heading: str) -> None:
    sign = "" if "%" in heading else " %"
    rows = [f"{percent}{sign},{percent}" for percent in (0, 25, 100)]
    files.write("\n".join([f"{heading},t (s)", *rows]), "q.csv")
    table = 'distribution = "quantiles", file = "q.csv", share_column = "part"'

    assert files.load(talk(table)).scenario.demand.work.talk.shares == (0, 0.25, 1)


def test_plain_factors_have_no_unit(files: Files) -> None:
    files.write("faktor\n1\n0.5\n", "f.csv")

    loaded = files.load(talk('distribution = "samples", file = "f.csv"', FACTOR))

    assert loaded.scenario.agencies["damkar"].field.travel_factor.values == (0.5, 1.0)


def test_the_path_goes_from_the_file_that_names_it(files: Files) -> None:
    (files.folder / "data").mkdir()
    files.write(LOG, "data/log.csv")
    files.small(from_log(), name="data/base.toml")
    files.write('extends = "data/base.toml"\nname = "anak"\n', "anak.toml")

    assert load_scenario(files.folder / "anak.toml").scenario.demand.work.talk.values[0] == 10.5


def test_a_resolved_scenario_needs_no_csv_and_is_the_same(files: Files) -> None:
    csv = files.write(LOG, "log.csv")
    loaded = files.load(from_log(), settings=["demand.work.talk.mean=x1.5"])
    resolved = files.write(dump_toml(loaded), "resolved.toml")
    csv.unlink()

    again = from_resolved(resolved)

    assert "log.csv" not in resolved.read_text()
    assert again.scenario == loaded.scenario
    assert again.hash == loaded.hash
    assert again.entries.keys() == loaded.entries.keys()


def test_the_hash_covers_the_values_and_not_the_file(files: Files) -> None:
    files.write(LOG, "log.csv")
    files.write("talk (s)\n30\n10.5\n90\n", "other.csv")
    one = files.load(from_log())
    same = files.load(talk('distribution = "samples", file = "other.csv"'))
    files.write(LOG.replace("10.5", "10.6"), "log.csv")

    assert one.hash == same.hash != files.load(from_log()).hash


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60))
def test_what_is_read_is_what_was_written(files: Files, ms: list[int]) -> None:
    files.write("t (s)\n" + "".join(f"{m / 1000}\n" for m in ms), "t.csv")

    found = files.load(talk('distribution = "samples", file = "t.csv"')).scenario.demand.work.talk

    np.testing.assert_allclose(found.values, np.sort(ms) / 1000, atol=2**-20)


def test_many_rows_stand_by_their_quantiles_and_that_is_said(files: Files) -> None:
    values = np.random.default_rng(1).lognormal(4, 0.9, 25_000)
    files.write("t (s)\n" + "".join(f"{v:.3f}\n" for v in values), "t.csv")

    loaded = files.load(talk('distribution = "samples", file = "t.csv"'))
    found = loaded.scenario.demand.work.talk

    assert isinstance(found, Quantiles) and len(found.values) == MOST_VALUES
    shares = np.array([0.001, 0.25, 0.5, 0.9, 0.99, 0.9985])
    np.testing.assert_allclose(quantiles(found, shares), np.quantile(values, shares), rtol=0.03)
    expected = np.quantile(values, np.arange(1001) / 1000)
    np.testing.assert_allclose(found.values, expected, rtol=1e-5, atol=1e-3)
    assert mean_of(found) == pytest.approx(values.mean(), rel=0.01)
    assert [str(note) for note in loaded.notes] == [
        "t.csv: t (s): has 25000 rows, more than 1001; it stands in the scenario by its quantiles "
        "at each thousandth, evenly between them"
    ]
    resolved = dump_toml(loaded)
    assert from_resolved(files.write(resolved, "resolved.toml")).hash == loaded.hash
    assert max(map(len, resolved.splitlines())) < 300


def test_1001_rows_stand_as_they_are(files: Files) -> None:
    files.write("t (s)\n" + "".join(f"{v}\n" for v in range(MOST_VALUES)), "t.csv")

    loaded = files.load(talk('distribution = "samples", file = "t.csv"'))

    assert loaded.scenario.demand.work.talk.values == tuple(range(MOST_VALUES))
    assert loaded.notes == ()


@pytest.mark.parametrize(
    ("setting", "mean"),
    [
        ("demand.work.talk.mean=x2", 87.0),
        ("demand.work.talk.mean=100s", 100.0),
        ("demand.work.talk=x2", 87.0),
        ("demand.work.t*.mean=x0.5", 21.75),
        ('demand.work.talk={ distribution = "samples", file = "other.csv" }', 7.0),
    ],
)
def test_settings_scale_it_or_put_another_in_its_place(
    files: Files, setting: str, mean: float
) -> None:
    files.write(LOG, "log.csv")
    files.write("t (s)\n7\n", "other.csv")

    found = files.load(from_log(), settings=[setting]).scenario.demand.work.talk

    assert mean_of(found) == pytest.approx(mean)


def test_whole_factors_are_scaled_like_others(files: Files) -> None:
    written = talk('distribution = "samples", values = [1, 2]', FACTOR)
    name = "agencies.damkar.field.travel_factor"

    for setting in (f"{name}=x1.2", f"{name}.mean=x1.2"):
        found = files.load(written, settings=[setting])

        assert mean_of(found.scenario.agencies["damkar"].field.travel_factor) == pytest.approx(1.8)


def test_values_that_are_scaled_to_a_mean_stay_as_they_were_written(files: Files) -> None:
    files.write(LOG, "log.csv")

    loaded = files.load(from_log(', mean = "20s"'), settings=["demand.work.talk=x2"])

    table = loaded.resolved["demand"]["work"]["talk"]
    assert (table["values"], table["mean"]) == (["10.5 s", "30 s", "90 s"], "40 s")


def test_negative_factors_are_refused(files: Files, complaints: Callable[..., list[str]]) -> None:
    files.write("faktor\n1\n-0.5\n", "f.csv")

    (said,) = complaints(talk('distribution = "samples", file = "f.csv"', FACTOR))

    assert said.startswith('f.csv: line 3, column faktor: "-0.5" is negative')


@pytest.mark.parametrize("mean", ["", ', mean = "43.5s"'])
def test_a_range_is_that_of_the_mean(files: Files, mean: str) -> None:
    files.write(LOG, "log.csv")
    loaded = files.load(from_log(mean + ', assumption = "a week", range = ["30s", "87s"]'))

    low = at_end_of_range(loaded, "demand.work.talk", "low").demand.work.talk
    high = at_end_of_range(loaded, "demand.work.talk", "high").demand.work.talk

    assert mean_of(low) == pytest.approx(30)
    assert mean_of(high) == pytest.approx(87)
    np.testing.assert_allclose(quantiles(high, np.array([0.1, 0.5, 0.9])), [21, 60, 180], rtol=1e-6)


def test_a_range_that_does_not_hold_the_mean_of_the_file_is_told(
    files: Files, complaints: Callable[..., list[str]]
) -> None:
    files.write(LOG, "log.csv")

    assert complaints(from_log(', assumption = "a week", range = ["50s", "87s"]')) == [
        'kota.toml: demand.work.talk.range: ["50s", "87s"] does not hold the number that is '
        "assumed, 43.5; write low, then high, with the number between them"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "t.csv: does not exist; check the path"),
        ("", "t.csv: is empty; write the names of the columns"),
        ("\n \n", "t.csv: is empty; write the names of the columns"),
        ("talk (s)\n", "t.csv: has no rows; write the names of the columns"),
        ("talk (s)\nx\n", 't.csv: line 2, column talk (s): "x" is not a number'),
        ("talk (s)\n3\n-1\n", 't.csv: line 3, column talk (s): "-1" is negative'),
        ("talk\n-1s\n", 't.csv: line 2, column talk: "-1s" is negative'),
        ('talk (s),n\n"1,5",1\n', 't.csv: line 2, column talk (s): "1,5" is not a number'),
        ("talk (s)\nnan\n", 't.csv: line 2, column talk (s): "nan" is not a number'),
        ("talk (s)\n1_000\n", 't.csv: line 2, column talk (s): "1_000" is not a number'),
        ("talk (s)\n9e99\n", 't.csv: line 2, column talk (s): "9e99" is longer than a hundred'),
        ("n,talk (s)\n1,\n", "t.csv: line 2, column talk (s): is empty; fill it in"),
        ("n,talk (s)\n1\n", "t.csv: line 2, column talk (s): is empty; fill it in"),
        ("talk;n\n1.234,5;1\n", 't.csv: line 2, column talk: "1.234,5" has no unit'),
        ("talk (s);n\n1.234,5;1\n", 't.csv: line 2, column talk (s): "1.234,5" is not a number'),
        ("talk\n12\n", 't.csv: line 2, column talk: "12" has no unit; write unit = "s"'),
        ("talk (km)\n12\n", 'kota.toml: demand.work.talk.column: "talk" has the heading '
         '"talk (km)", which names no unit of time'),
        ("durasi (s)\n12\n", 'kota.toml: demand.work.talk.column: "talk" is not a column of t.csv; '
         "known here: durasi"),
        ("tlk (s)\n12\n", 'kota.toml: demand.work.talk.column: "talk" is not a column of t.csv; '
         "did you mean tlk?"),
        ('talk (s)\n"12\n', "t.csv: is not a CSV file"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_at_its_place(
    files: Files, complaints: Callable[..., list[str]], text: str | None, said: str
) -> None:
    if text is not None:
        files.write(text, "t.csv")
    written = 'distribution = "samples", file = "t.csv", column = "talk"'

    # the range, which nobody can hold to the mean, is not complained of besides
    found = complaints(talk(written + ', assumption = "x", range = ["1s", "2s"]'))

    assert len(found) == 1 and found[0].startswith(said), found


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('distribution = "samples", file = 3', 'talk.file: 3 is not a text'),
        ('distribution = "samples", file = "log.csv"',
         "talk.column: is missing, and log.csv has 3 columns; known here: nomor, talk, kind"),
        ('distribution = "samples", file = "log.csv", column = "talk", values = ["1s"]',
         'talk.values: ["1s"] stands beside a file'),
        ('distribution = "samples", file = "log.csv", column = "talk", share_column = "nomor"',
         'talk.share_column: "nomor" belongs to quantiles'),
        ('distribution = "samples", file = "log.csv", column = "talk", unit = "min"',
         'talk.unit: "min" is not the unit in the heading of the column, "talk (s)"'),
        ('distribution = "samples", file = "log.csv", column = "nomor", unit = "km"',
         'talk.unit: "km" is not a unit of time'),
        ('distribution = "samples", file = "log.csv", column = "nomor", unit = "s 2 min"',
         'talk.unit: "s 2 min" is not a unit of time'),
        ('distribution = "quantiles", file = "log.csv", column = "talk"',
         "talk.share_column: is missing; name the column of the shares"),
        ('distribution = "quantiles", file = "log.csv", column = "talk", share_column = "kind"',
         'log.csv: line 2, column kind: "a" is not a number'),
        ('distribution = "quantiles", file = "log.csv", column = "talk", share_column = "nomor"',
         'log.csv: line 3, column nomor: "2" is not a share'),
        ('distribution = "samples", file = "."', ".: is a folder"),
        ('distribution = "samples", file = "log.csv", column = "talk", columm = "x"',
         "talk.columm: is not a known key"),
        ('distribution = "samples"', "talk.values: is missing"),
        ('file = "log.csv"', "talk: does not say which distribution it is"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_table_is_told(
    files: Files, complaints: Callable[..., list[str]], table: str, said: str
) -> None:
    files.write(LOG, "log.csv")

    found = complaints(talk(table))

    assert any(said in line for line in found), found


def test_many_bad_cells_are_counted(files: Files, complaints: Callable[..., list[str]]) -> None:
    files.write("t (s)\n" + "x\n" * 500, "t.csv")

    found = complaints(talk('distribution = "samples", file = "t.csv"'))

    assert len(found) == 4
    assert found[3] == "t.csv: has 497 more cells like these; mend them alike"


def test_of_what_a_file_failed_to_give_nothing_more_is_said(
    complaints: Callable[..., list[str]],
) -> None:
    """Not that a value which nobody wrote has no source."""
    (said,) = complaints(talk('distribution = "samples", file = "nix.csv"'))

    assert said.startswith("nix.csv: does not exist")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device without an end here")
def test_a_file_without_an_end_is_refused(complaints: Callable[..., list[str]]) -> None:
    (said,) = complaints(talk('distribution = "samples", file = "/dev/zero", source = "x"'))
    assert said.startswith("/dev/zero: is larger than 50 MB; give a sample of its rows")

    with pytest.raises(ScenarioError, match="/dev/zero: is too large for a scenario"):
        load_scenario(Path("/dev/zero"))


def test_plain_factors_with_a_unit_are_refused(
    files: Files, complaints: Callable[..., list[str]]
) -> None:
    files.write("faktor\n1\n", "f.csv")

    (said,) = complaints(talk('distribution = "samples", file = "f.csv", unit = "s"', FACTOR))

    assert 'travel_factor.unit: "s" stands beside plain factors' in said


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda t: f"talk (s)\n{t}".encode()))
def test_no_file_breaks_loading(files: Files, content: bytes) -> None:
    (files.folder / "log.csv").write_bytes(content)
    try:
        loaded = files.load(from_log())
    except ScenarioError as error:
        assert all(problem.remedy for problem in error.problems)
    else:
        assert np.isfinite(mean_of(loaded.scenario.demand.work.talk))
