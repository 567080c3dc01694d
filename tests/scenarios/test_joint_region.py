"""A region of several codes: its kecamatan are those of all, and demand lies in all of them."""

from __future__ import annotations

import numpy as np
import pytest

from results.report.render import render
from scenarios.geography import kecamatan_of_region
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.scenario import Scenario
from scenarios.territory import territory
from scenarios.trace.draw import draw_trace
from tests.results.report.example import example
from tests.small_scenario import small_scenario

CODES = ("64.74", "64.72")
"""Bontang and Samarinda, a hundred kilometres apart."""


@pytest.fixture(scope="module")
def both() -> Scenario:
    return small_scenario(place__regions=list(CODES), run__length="4 minggu")


def test_its_kecamatan_are_those_of_all(both: Scenario) -> None:
    expected = {k.code for code in CODES for k in kecamatan_of_region(code)}

    assert set(lay_out_plan(both, 1).kecamatan) == expected
    assert len(expected) == 3 + 10


def test_incidents_lie_in_all_by_their_weights(both: Scenario) -> None:
    plan, incidents = lay_out_plan(both, 1), draw_trace(both, 1).incidents
    weights = territory(both.place).weights_of({})
    shares = np.bincount(incidents.kecamatan, minlength=len(weights)) / len(incidents)
    in_bontang = np.array([code.startswith("64.74") for code in plan.kecamatan])

    assert 0.05 < weights[in_bontang].sum() < 0.5
    assert shares[in_bontang].sum() == pytest.approx(weights[in_bontang].sum(), abs=0.05)
    assert np.all(shares[weights > 0.02] > 0)


def test_its_report_has_every_picture() -> None:
    page = render(example(small_scenario(place__regions=list(CODES))), "en")

    assert page.count("<svg") == render(example(), "en").count("<svg")
