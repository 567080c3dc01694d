"""A draft written and read again, and what must hold of it then."""

from __future__ import annotations

from pathlib import Path

from scenarios.drafts.centres import file_name, full_name
from scenarios.drafts.region_draft import draft_region
from scenarios.drafts.write import draft_toml
from scenarios.geography import Region
from scenarios.loading import LoadedScenario, dump_toml, load_scenario
from scenarios.schema.scenario import Scenario


def loaded(folder: Path, region: Region, profile: str = "national") -> LoadedScenario:
    file = folder / f"{file_name(region)}.toml"
    file.write_text(draft_toml(draft_region(region), profile), encoding="utf-8")
    return load_scenario(file)


def holds(folder: Path, region: Region) -> Scenario:
    """Hold that a draft loads without a remark, is this region's, and survives a round trip."""
    found = loaded(folder, region)

    scenario = found.scenario
    assert found.notes == ()
    assert scenario.draft
    assert scenario.name == file_name(region)
    assert scenario.place.regions == (region.code,)
    assert scenario.place.label.id == full_name(region)
    assert {"damkar", "ambulans", "polisi"} <= set(scenario.agencies)
    again = folder / "again.toml"
    again.write_text(dump_toml(found), encoding="utf-8")
    assert load_scenario(again).scenario == scenario
    return scenario
