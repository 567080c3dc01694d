"""How many call-takers a draft needs, found by simulation, with progress."""

from __future__ import annotations

from results.staff_needed import BandEnd, StaffNeeded
from scenarios.loading import LoadedScenario
from scenarios.loading.demand_ends import demand_at_end
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen


def staff_bands(loaded: LoadedScenario, asked: Asked, screen: Screen) -> StaffNeeded | None:
    """Return the fewest call-takers at the low end, in the middle and at the high end of demand.

    None for a scenario that is no draft, without a target on the answer, or where the user
    stopped the search.
    """
    if not loaded.scenario.draft:
        return None
    from sim.staff_needed import find_staff

    scenarios: dict[BandEnd, Scenario] = {
        "low": demand_at_end(loaded, "low"),
        "middle": loaded.scenario,
        "high": demand_at_end(loaded, "high"),
    }
    with screen.progress() as progress:
        bar = progress.add_task(_("Staff needed"), total=1.0, detail="")
        try:
            return find_staff(
                scenarios,
                asked.seed,
                engine=asked.engine,
                progress=lambda share: progress.update(bar, completed=share),
            )
        except KeyboardInterrupt:
            return None
