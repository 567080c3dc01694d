"""What all sections read: the data, the names, and what several of them need once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from results.report.report_data import ReportData
from results.report.summaries.hours import WeekOfHours, week_of_hours
from results.report.wording.names import Names
from scenarios.schema.targets import Target


@dataclass(frozen=True)
class Page:
    """The report being written, in the language in force."""

    data: ReportData

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.data.scenario)

    @cached_property
    def week(self) -> WeekOfHours | None:
        """The week of call-takers and calls; None without records that show it."""
        return week_of_hours(self.data.natural) if self.data.natural is not None else None

    @cached_property
    def answer_target(self) -> Target | None:
        """The first target on the service level; None where the scenario has none."""
        targets = self.data.scenario.targets.values()
        return next((t for t in targets if t.measure == "service_level"), None)

    @property
    def answer_bound_s(self) -> float:
        """Time within which a call counts as answered in time, s; 10 s without a target.

        10 s is what police 110 and NFPA 1225 (2022) ask.
        """
        bound = self.answer_target.share_bound() if self.answer_target else None
        return bound[0] if bound is not None and bound[0] is not None else 10.0

    @property
    def no_picture(self) -> str:
        """Why there is no picture of the week, in words."""
        from scenarios.text import gettext as _

        if self.data.tested is not None and len(self.data.tested.calls):
            return _(
                "This run has no simulation. Its load test was played packed or sped up, so it "
                "does not show how calls come through a week."
            )
        return _("This run has no records, so there is nothing to show here.")
