"""From TOML files and arguments to a scenario that is right in itself."""

from scenarios.loading.loaded import LoadedScenario, dump_toml
from scenarios.loading.loader import from_resolved, load_scenario
from scenarios.loading.ranges import at_end_of_range

__all__ = ["LoadedScenario", "at_end_of_range", "dump_toml", "from_resolved", "load_scenario"]
