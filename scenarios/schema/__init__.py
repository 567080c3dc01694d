"""The scenario's schema: one parameter, one place, with unit, meaning, default and bounds."""

from scenarios.schema.scenario import Scenario

__all__ = ["Scenario"]
