"""What things are called: agencies, kinds of call, kecamatan, shifts, hours, by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from results.number_forms import hour_of_week
from scenarios.categories import numbered_categories
from scenarios.schema.scenario import Scenario
from scenarios.territory import Territory, territory
from scenarios.text import current_language
from scenarios.text import gettext as _


@dataclass(frozen=True)
class Names:
    """Names of a scenario's things in the language in force; an unknown key stands for itself."""

    scenario: Scenario

    @cached_property
    def land(self) -> Territory:
        """The region's kecamatan."""
        return territory(self.scenario.place)

    def region(self) -> str:
        """Return the region's name."""
        return self.scenario.place.label.in_language(current_language())

    def situation(self, key: str) -> str:
        """Return a situation's name."""
        return self.scenario.situations[key].label.in_language(current_language())

    def agency(self, key: str) -> str:
        """Return an agency's name."""
        found = self.scenario.agencies.get(key)
        return found.label.in_language(current_language()) if found else key

    def category(self, key: str) -> str:
        """Return the name of a kind of incident or call."""
        for category in numbered_categories(self.scenario):
            if category.name == key:
                return category.kind.label.in_language(current_language())
        return key

    def trunk(self, key: str) -> str:
        """Return the name of a trunk group."""
        found = self.scenario.lines.trunks.get(key)
        return found.label.in_language(current_language()) if found else key

    def kecamatan(self, code: str) -> str:
        """Return a kecamatan's name."""
        land = self.land
        return land.names[land.codes.index(code)] if code in land.codes else code

    def target(self, key: str) -> str:
        """Return a target's name."""
        found = self.scenario.targets.get(key)
        return found.label.in_language(current_language()) if found else key

    def cell(self, by: str, label: str) -> str:
        """Return the name of a cell: an hour of the week, an agency, a kecamatan, ..."""
        if by == "hour_of_week" and label.isdigit():
            return hour_of_week(int(label))
        if by == "shift":
            return _("shift {name}").format(name=label)
        if by in ("agency", "kecamatan", "category"):
            return str(getattr(self, by)(label))
        return label
