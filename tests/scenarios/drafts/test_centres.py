"""Which region somebody means."""

import pytest

from scenarios.drafts.centres import centres, file_name, find_centre, full_name
from scenarios.geography import region
from scenarios.problems import ScenarioError
from scenarios.text import in_language


def refusal(text: str) -> str:
    with in_language("en"), pytest.raises(ScenarioError) as caught:
        find_centre(text)
    (problem,) = caught.value.problems
    return str(problem)


def test_every_centre_is_found_by_its_code_its_name_and_its_file_name() -> None:
    for each in centres():
        for written in (each.code, each.code.replace(".", ""), each.name, full_name(each).upper(),
                        file_name(each)):  # fmt: skip
            assert find_centre(written) == each, written
    assert len({file_name(each) for each in centres()}) == len(centres()) == 509


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kota Malang", "35.73"),
        ("  kota   malang ", "35.73"),
        ("Kab. Malang", "35.07"),
        ("kab malang", "35.07"),
        ("Surabaya", "35.78"),
        ("gresik", "35.25"),
        ("Toli Toli", "72.04"),
        ("Kabupaten Timor Tengah Selatan", "53.02"),
        ("DKI Jakarta", "31"),
        ("jakarta", "31"),
    ],
)
def test_a_name_may_be_written_in_several_ways(written: str, code: str) -> None:
    assert find_centre(written).code == code


@pytest.mark.parametrize("name", ["Malang", "bogor", "BEKASI", "Kediri"])
def test_a_name_of_two_regions_is_not_guessed(name: str) -> None:
    said = refusal(name)

    assert f'"Kota {name.title()}" or "Kabupaten {name.title()}"' in said


@pytest.mark.parametrize(
    "name", ["Kota Jakarta Selatan", "Jakarta Utara", "31.71", "Kepulauan Seribu",
             "Kota Administrasi Jakarta Timur", "kota adm. jakarta pusat"]
)  # fmt: skip
def test_jakartas_areas_are_one_centre(name: str) -> None:
    said = refusal(name)

    assert "the six areas of Jakarta are one centre" in said
    assert "siap112 simulate jakarta" in said


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Kota Mlang", "Kota Malang"),
        ("Kabupaten Malng", "Kabupaten Malang"),
        ("Kota Gresik", "Kabupaten Gresik"),
        ("Kabupaten Surabaya", "Kota Surabaya"),
        ("surabya", "Kota Surabaya"),
        ("Pematang Siantar", "Kota Pematangsiantar"),
    ],
)
def test_a_slip_is_met_by_near_names(slip: str, meant: str) -> None:
    said = refusal(slip)

    assert "did you mean" in said and meant in said


@pytest.mark.parametrize("nonsense", ["", "qqqqq", "99.99", "35.78.01", "Kota", "--", "Ω"])
def test_what_is_no_region_is_said(nonsense: str) -> None:
    assert "is no region that is known here" in refusal(nonsense)


def test_the_short_form_of_the_map_is_written_in_full() -> None:
    found = region("53.02")
    assert found is not None and found.name.startswith("Kab ")

    assert full_name(found) == "Kabupaten Timor Tengah Selatan"
