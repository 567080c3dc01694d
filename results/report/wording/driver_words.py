"""What drives a target, in words."""

from __future__ import annotations

from results.number_forms import quantity
from results.report.wording.target_words import outcome_word
from results.verdict.explained import DriverEffect, TargetExplained
from scenarios.loading.drivers import DRIVERS
from scenarios.text import gettext as _

SHOWN = 6


def driver_words(name: str) -> str:
    """Return what was done, as "talk 20 % shorter"."""
    return _({driver.name: driver.label for driver in DRIVERS}.get(name, name))


def shown(explained: TargetExplained) -> tuple[DriverEffect, ...]:
    """Return the drivers worth showing: those that help so much that it can be read, a few."""
    before = quantity(explained.estimate, explained.unit)
    seen = [e for e in explained.helping if quantity(e.estimate, explained.unit) != before]
    return tuple(seen[:SHOWN])


def effect_words(effect: DriverEffect, explained: TargetExplained) -> tuple[str, str]:
    """Return what the target comes to, as "93.4 % instead of 88.1 %", and its outcome then."""
    found = _("{found} instead of {before}").format(
        found=quantity(effect.estimate, explained.unit),
        before=quantity(explained.estimate, explained.unit),
    )
    return found, outcome_word(effect.outcome)
