"""How many incidents or calls identities can tell apart."""

from __future__ import annotations

from scenarios.categories import NumberedCategory, NumberedNuisance
from scenarios.key_path import path_text
from scenarios.problems import Problem, ScenarioError
from scenarios.schema.demand import IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _
from scenarios.trace.tables import IDS_PER_WEEK

MOST_PER_WEEK = IDS_PER_WEEK // 2
"""Expected number of one category and layer in a week: what chance adds stays below
`IDS_PER_WEEK`."""


class TooManyCallsError(ScenarioError):
    """A category brings more in one week than identities can tell apart."""


def check_number(
    expected: float, scenario: Scenario, found: NumberedCategory | NumberedNuisance, layer: int
) -> None:
    """Refuse to draw more of a category in a week than can be told apart.

    Parameters
    ----------
    expected : float
        Expected number of a category (or nuisance calls) in the week.
    layer : int
        The layer that brings them.

    Raises
    ------
    TooManyCallsError
        Naming the rate, or the situation whose surge it is.
    """
    if expected < MOST_PER_WEEK:
        return
    if isinstance(found, NumberedNuisance):
        kind = "nuisance"
    else:
        kind = "incidents" if isinstance(found.kind, IncidentType) else "calls"
    situations = tuple(scenario.situations)
    path: tuple[str | int, ...]
    if layer != found.layer:
        path = ("situations", situations[layer - 1], "surges")
    elif layer:
        path = ("situations", situations[layer - 1], kind, found.name)
    else:
        path = ("demand", kind, found.name)
    raise TooManyCallsError(
        [
            Problem(
                scenario.name,
                path_text(path),
                None,
                _("brings {count:.3g} of {name} in one week").format(
                    count=expected, name=found.name
                ),
                _("keep it below {most} a week").format(most=MOST_PER_WEEK),
            )
        ]
    )
