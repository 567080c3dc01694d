"""Pictures: shapes that are the same each time, in the form of the language, apart in their ids."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from markupsafe import Markup

from results.report.pictures import canvas
from results.report.pictures.agencies import agencies_picture, longest_min
from results.report.pictures.demand import demand_picture
from results.report.pictures.heat_map import heat_map_picture, whole_percent
from results.report.pictures.kecamatan_map import map_picture
from results.report.pictures.lines import lines_picture
from results.report.pictures.pairing import pairing_picture
from results.report.pictures.palette import VERMILION
from results.report.pictures.waiting import bins, waiting_picture
from results.report.summaries.hours import week_of_hours
from results.report.summaries.line_use import line_use
from results.report.summaries.response import Times, by_agency
from results.report.summaries.waits import Waits, waits
from results.report.wording.names import Names
from scenarios.territory import territory
from scenarios.text import in_language
from tests.results.report.example import pairing, simulated
from tests.small_scenario import small_scenario

SCENARIO = small_scenario()
NAMES = Names(SCENARIO)
PICTURES: dict[str, Callable[[], Markup]] = {
    "demand": lambda: demand_picture(week_of_hours(simulated()), np.ones(168), "p", "alt"),
    "heat_map": lambda: heat_map_picture(np.linspace(0.5, 1, 168), 0.9, "p", "alt"),
    "waiting": lambda: waiting_picture(waits(simulated()), 10.0, "p", "alt"),
    "lines": lambda: lines_picture(line_use(simulated()), NAMES, "p", "alt"),
    "agencies": lambda: agencies_picture(
        by_agency(simulated()), {"damkar": 900.0}, NAMES, "p", "alt"
    ),
    "map": lambda: map_picture(SCENARIO, territory(SCENARIO.place), {"64.74.01": 7.0}, "p", "alt"),
    "pairing": lambda: pairing_picture(pairing(), "p", "alt"),
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_shapes_alone_and_the_same_each_time(name: str) -> None:
    svg = PICTURES[name]()

    assert svg == PICTURES[name]()
    assert svg.startswith("<svg viewBox=") and svg.endswith("</svg>")
    assert 'aria-label="alt"' in svg
    assert "<image" not in svg and "<style" not in svg and "http" not in svg
    assert all(i.startswith("p-") for i in re.findall(r'\bid="([^"]+)"', svg))


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    PICTURES["heat_map"]()

    assert dict(matplotlib.rcParams) == before


def test_shapes_are_rounded_and_words_are_not() -> None:
    with canvas.drawing():
        figure = canvas.new_figure(1.0)
        figure.text(0.5, 0.5, "1.0005 of 2,000.125 <b>")
        svg = canvas.to_svg(figure, "p", 'a "quoted" 1.2345')

    assert "1.0005 of 2,000.125 &lt;b&gt;" in svg
    assert "1.2345" in svg and "&#34;quoted&#34;" in svg
    assert not re.search(r'd="[^"]*\.\d{3}', svg)


def test_axes_are_numbered_in_the_form_of_the_language() -> None:
    times = [Times("damkar", 2, np.array([60.0 * 2000, 60.0 * 4000]))]
    for language, thousand in (("en", "2,000"), ("id", "2.000")):
        with in_language(language):
            assert thousand in agencies_picture(times, {}, NAMES, "p", "alt")


def test_each_hour_below_the_bound_is_framed() -> None:
    share = np.full(168, 0.95)
    share[[3, 77]] = 0.8
    share[80] = 0.9
    share[100] = np.nan

    frames = heat_map_picture(share, 0.9, "p", "alt").count(VERMILION)
    assert frames == 2
    assert VERMILION not in heat_map_picture(share, None, "p", "alt")


def test_what_is_below_the_bound_does_not_read_as_if_it_reached_it() -> None:
    svg = heat_map_picture(np.full(168, 0.8999), 0.9, "p", "alt")

    assert re.findall(r">(\d+)<", svg).count("89") == 168


@pytest.mark.parametrize(
    ("share", "bound", "whole"),
    [
        (0.9496, 0.9, 95),  # as 95.0 % elsewhere in the report
        (0.9004, 0.9, 90),
        (0.8996, 0.9, 89),
        (0.9049, 0.905, 90),
        (0.9999, 0.9, 99),
        (0.9999, None, 99),
        (1.0, 1.0, 100),
        (0.0, 0.9, 0),
    ],
)
def test_a_field_is_rounded_but_never_up_to_all_or_to_the_bound(
    share: float, bound: float | None, whole: int
) -> None:
    assert whole_percent(share, bound) == whole


def test_a_week_without_calls_in_time_is_drawn() -> None:
    for share in (np.zeros(168), np.ones(168)):
        assert heat_map_picture(share, 0.9, "p", "alt")


@pytest.mark.parametrize("bound_s", [0.7, 10.0, 15.0, 20.0, 7 * 60.0])
def test_the_bound_lies_between_two_bars(bound_s: float) -> None:
    rng = np.random.default_rng(112)
    for mean_s in (0.5, 5.0, 50.0, 5000.0):
        edges = bins(Waits(np.sort(rng.exponential(mean_s, 1000)), np.zeros(0)), bound_s)

        assert np.isclose(edges, bound_s).any()
        assert len(edges) < 80 and np.all(np.diff(edges) > 0)


def test_one_slow_agency_does_not_squeeze_the_others() -> None:
    usual = [Times(str(i), 1, np.array([600.0 + 60 * i])) for i in range(5)]
    slow = Times("slow", 1, np.array([86_400.0]))

    assert longest_min(usual) == pytest.approx(14 * 1.04)
    assert longest_min([*usual, slow]) == pytest.approx(14 * 1.04)
    assert "half within 24 h" in agencies_picture([*usual, slow], {}, NAMES, "p", "alt").replace(
        "\u00a0", " "
    )


def test_a_kecamatan_without_outline_is_a_disc_in_the_regions_outline() -> None:
    jakarta = small_scenario(place__regions=["31.74"], agencies__damkar__posts=POSTS)
    land = territory(jakarta.place)
    svg = map_picture(jakarta, land, {land.codes[0]: 5.0}, "p", "alt")

    discs = re.findall(r"<path[^>]*C[^>]*opacity: 0\.9", svg)
    assert len(discs) == len(land.codes) > 5


POSTS = [{"name": "Pos", "lat": -6.2, "lon": 106.8, "units": 1}]
