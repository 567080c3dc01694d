"""Numbers, times and dates as people write them in each language."""

import math

import pytest

from results import number_forms as forms
from scenarios.text import in_language


@pytest.mark.parametrize(
    ("share", "english", "indonesian"),
    [
        (0.912, "91.2 %", "91,2 %"),
        (0.0, "0 %", "0 %"),
        (1.0, "100 %", "100 %"),
        (0.00036, "0.04 %", "0,04 %"),
        (0.99996, "99.996 %", "99,996 %"),
        (0.9990, "99.9 %", "99,9 %"),
        (0.999998, "over 99.999 %", None),
        (0.000002, "under 0.001 %", None),
        (math.nan, "–", "–"),
    ],
)
def test_what_is_near_none_or_all_never_reads_as_it(
    share: float, english: str, indonesian: str | None
) -> None:
    for language, expected in (("en", english), ("id", indonesian)):
        with in_language(language):
            assert expected is None or forms.percent(share).replace(forms.NO_BREAK, " ") == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (0.045, "45 ms"),
        (0.0002, "under 1 ms"),
        (9.44, "9.4 s"),
        (9.97, "10 s"),
        (45.2, "45 s"),
        (59.6, "1 min"),
        (90, "90 s"),
        (119.7, "2 min"),
        (439, "7 min 19 s"),
        (600, "10 min"),
        (7500, "2 h 5 min"),
        (-0.5, "−500 ms"),
        (math.inf, "–"),
    ],
)
def test_times_are_said_as_people_say_them(seconds: float, expected: str) -> None:
    with in_language("en"):
        assert forms.duration(seconds).replace(forms.NO_BREAK, " ") == expected


def test_large_numbers_are_grouped_in_the_form_of_the_language() -> None:
    with in_language("id"):
        assert forms.number(1234.5, 1) == "1.234,5"
    with in_language("en"):
        assert forms.number(1234.5, 1) == "1,234.5"


def test_numbers_beyond_counting_are_written_with_their_power_of_ten() -> None:
    with in_language("id"):
        assert forms.number(1.7e300).replace(forms.NO_BREAK, " ") == "1,70 × 10^300"
        assert forms.fixed(-2.5e20, 3).replace(forms.NO_BREAK, " ") == "-2,50 × 10^20"
        assert forms.number(9.99e14) == "999.000.000.000.000"


def test_an_hour_of_the_week_counts_from_monday() -> None:
    with in_language("en"):
        assert forms.hour_of_week(16) == "Monday 16:00"
        assert forms.hour_of_week(167) == "Sunday 23:00"
    with in_language("id"):
        assert "Selasa" in forms.hour_of_week(24) and "00.00" in forms.hour_of_week(24)


def test_less_than_one_per_cent_is_not_nothing() -> None:
    with in_language("en"):
        assert "0 %" not in forms.percent_coarse(0.004).replace(forms.NO_BREAK, " ")
        assert forms.percent_coarse(0.0).replace(forms.NO_BREAK, " ") == "0 %"
        assert forms.percent_coarse(0.316).replace(forms.NO_BREAK, " ") == "32 %"
