"""All that a report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from results.manifest import Manifest
from results.measures.cells import ShiftOfHour
from results.records import Records
from results.report.pairing_view import PairingView
from results.staff_needed import StaffNeeded
from results.verdict.explained import TargetExplained
from results.verdict.ranges_tried import RangesTried
from results.verdict.region import RegionVerdict
from scenarios.provenance import Provenance
from scenarios.schema.scenario import Scenario


@dataclass(frozen=True)
class ReportData:
    """All that a report is made of; the same data give the same report.

    Parameters
    ----------
    scenario : Scenario
        With the situations in force.
    manifest : Manifest
        Of the run as a whole.
    verdict : RegionVerdict, optional
        None for a run that was not judged.
    simulated, tested : Records, optional
        What the simulation and the load test saw; None where there was none.
    test_manifest : Manifest, optional
        Of the load test; left out: that of the run.
    pairing : PairingView, optional
        Predicted against measured; None where nothing was paired.
    provenance : mapping of path to Provenance
        Where the scenario's numbers come from (`LoadedScenario.provenance`).
    shift_of_hour : mapping, optional
        Shift on duty in each hour of the week.
    finished_at : datetime, optional
        When the run ended, with zone.
    stages_s : mapping of stage to seconds
        How long each part of the run took, in real time.
    ranges : RangesTried, optional
        What the assumptions do at the ends of their ranges; None where nothing was simulated.
    staff_needed : StaffNeeded, optional
        Bands of staff; None for what is no draft.
    explained : tuple of TargetExplained
        What drives the targets that are missed or narrowly met; empty where that was not asked.
    gaps : tuple of str
        What is missing from the run folder and what that means, in words, translated.
    """

    scenario: Scenario
    manifest: Manifest
    verdict: RegionVerdict | None = None
    simulated: Records | None = None
    tested: Records | None = None
    test_manifest: Manifest | None = None
    pairing: PairingView | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    shift_of_hour: ShiftOfHour | None = None
    finished_at: datetime | None = None
    stages_s: Mapping[str, float] = field(default_factory=dict)
    ranges: RangesTried | None = None
    explained: tuple[TargetExplained, ...] = ()
    staff_needed: StaffNeeded | None = None
    gaps: tuple[str, ...] = ()

    @property
    def of_the_test(self) -> Manifest:
        """The load test's manifest."""
        return self.test_manifest or self.manifest

    @property
    def natural(self) -> Records | None:
        """Records in which calls come as they would in life, for pictures of the week.

        The simulation's; else a load test's that was played as it is, at speed 1.
        """
        if self.simulated is not None and len(self.simulated.staffing):
            return self.simulated
        if self.tested is not None and self.of_the_test.play.plain and len(self.tested.calls):
            return self.tested
        return None
