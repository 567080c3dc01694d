"""A reason in words speaks as the report does, in the language in force."""

from results.number_forms import NO_BREAK
from results.verdict.reason import Reason
from scenarios.text import in_language

LATE = Reason(
    "{share} {late_s} {n} {worst_cell}",
    {
        "share": "as it is",
        "late_s": 439.0,
        "n": 1234.5,
        "worst_cell": "hour_of_week:16",
    },
)


def spoken(reason: Reason, language: str) -> str:
    with in_language(language):
        return reason.text().replace(NO_BREAK, " ")


def test_times_and_hours_are_said_in_each_language() -> None:
    assert spoken(LATE, "en") == "as it is 7 min 19 s 1,234.5 Monday 16:00"
    assert spoken(LATE, "id") == "as it is 7 menit 19 detik 1.234,5 Senin pukul 16.00"


def test_a_share_has_no_needless_decimals() -> None:
    shares = Reason("{whole_share} {part_share}", {"whole_share": 0.99, "part_share": 0.995})

    assert spoken(shares, "en") == "99 % 99.5 %"
    assert spoken(shares, "id") == "99 % 99,5 %"


def test_what_is_read_back_says_the_same() -> None:
    outer = Reason("{why}", {"why": LATE})

    assert Reason.from_dict(outer.to_dict()) == outer
    assert spoken(Reason.from_dict(outer.to_dict()), "id") == spoken(LATE, "id")


def test_other_cells_are_said_by_their_label() -> None:
    cells = Reason("{a_cell}, {b_cell}", {"a_cell": "agency:damkar", "b_cell": "week:3"})

    assert spoken(cells, "en") == "damkar, week 3"
