"""A draft as a TOML file that a planner reads: tidy, commented, each number with its reason."""

from __future__ import annotations

from scenarios.drafts.parts.agencies import agencies_part
from scenarios.drafts.parts.centre import call_takers_part, lines_part
from scenarios.drafts.parts.demand import demand_part
from scenarios.drafts.parts.head import head_part
from scenarios.drafts.parts.place import place_part
from scenarios.drafts.parts.targets import targets_part
from scenarios.drafts.profiles import PROFILES, Profile
from scenarios.drafts.region_draft import RegionDraft


def draft_toml(
    draft: RegionDraft, profile: Profile | str = "national", file: str | None = None
) -> str:
    """Return a draft as a scenario file, its comments and assumptions in the language in force.

    Parameters
    ----------
    draft : RegionDraft
    profile : Profile or str
        What is asked of the region; a name of `PROFILES`.
    file : str, optional
        The file's name, for the commands in its head; that of the region when left out.
    """
    chosen = PROFILES[profile] if isinstance(profile, str) else profile
    parts = (
        head_part(draft, chosen, file),
        place_part(draft),
        demand_part(draft),
        lines_part(draft),
        call_takers_part(draft),
        agencies_part(draft),
        targets_part(draft, chosen),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"
