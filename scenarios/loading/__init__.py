"""From TOML files and arguments to a scenario that is right in itself."""

from scenarios.loading.loaded import LoadedScenario, dump_toml
from scenarios.loading.loader import from_resolved, load_scenario

__all__ = ["LoadedScenario", "dump_toml", "from_resolved", "load_scenario"]
