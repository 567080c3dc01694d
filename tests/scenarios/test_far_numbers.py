"""Numbers at the far ends of what a file may say: they are worked with, or refused in words."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from scenarios.loading import load_scenario
from scenarios.problems import ScenarioError
from scenarios.sampling import geometric
from scenarios.schema.demand import Rate
from scenarios.text import in_language
from scenarios.trace.rates import weekly_rates
from tests.small_scenario import small_scenario, small_scenario_toml


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e307])
def test_weights_say_the_same_whatever_their_size(size: float) -> None:
    by_hour, by_day = (1.0, 3.0) * 12, (1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 0.0)

    def rates(unit: float) -> np.ndarray:
        hours, days = (tuple(unit * weight for weight in of) for of in (by_hour, by_day))
        both = weekly_rates(Rate(per_day=48.0, hour_of_day=hours, day_of_week=days))
        week = weekly_rates(Rate(per_day=48.0, hour_of_week=hours * 7))
        return np.concatenate([both, week])

    np.testing.assert_allclose(rates(size), rates(1.0), rtol=1e-12)


@pytest.mark.parametrize("mean", [1e15, 1e100, 1e300])
def test_a_mean_beyond_imagination_is_still_a_number(mean: float) -> None:
    drawn = geometric(mean, np.array([0.0, 0.5, 1 - 1e-16]))

    assert drawn[0] == 1 and (drawn >= 1).all() and drawn[1] > 1e14


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("talk_factor = 1e9", "talk_factor: 1000000000.0 is too large; write 100000 or less"),
        ("ticket_factor = 1e-9", "ticket_factor: 1e-09 is too small; write 0.0001 or more"),
        ("speed_factor = 1e-300", "speed_factor: 1e-300 is too small"),
        ("channels = { '*' = 1e300 }", 'channels."*": 1e+300 is too large'),
        ("surges = { '*' = { factor = 1e7 } }", "factor: 10000000.0 is too large"),
    ],
)
def test_a_factor_beyond_a_hundred_thousand_is_refused(
    tmp_path: Path, line: str, says: str
) -> None:
    file = tmp_path / "aneh.toml"
    extra = f'\n[situations.aneh]\nlabel = "Aneh"\nabout = "Aneh"\n{line}\n'
    file.write_text(small_scenario_toml() + extra, "utf-8")

    with in_language("en"), pytest.raises(ScenarioError) as found:
        load_scenario(str(file))

    with in_language("en"):
        assert says in str(found.value)


def test_a_scenario_with_factors_goes_to_worker_processes_and_back() -> None:
    drawn = {"distribution": "lognormal", "mean": 1.0, "cv": 0.3}
    scenario = small_scenario(
        agencies__damkar__field__travel_factor=drawn,
        situations={"x": {"label": "x", "about": "x", "talk_factor": 2, "surges": {}}},
    )

    assert pickle.loads(pickle.dumps(scenario)) == scenario
