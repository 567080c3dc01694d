"""The head of a draft: what it is, and what it stands on."""

from __future__ import annotations

from scenarios.drafts.base_load import BASE
from scenarios.drafts.centres import file_name, full_name
from scenarios.drafts.notation import comment, in_both, said_number
from scenarios.drafts.profiles import Profile
from scenarios.drafts.region_draft import RegionDraft
from scenarios.text import gettext as _
from scenarios.toml_text import inline


def head_part(draft: RegionDraft, profile: Profile, file: str | None = None) -> list[str]:
    """Return the lines up to what the scenario stands for."""
    name = file_name(draft.region)
    file = file or f"{name}.toml"
    lines = [
        *comment(
            _("DRAFT: 112 of {region} ({code}, {province}).").format(
                region=full_name(draft.region),
                code=draft.region.code,
                province=draft.region.province,
            )
        ),
        "#",
        *comment(
            _(
                "Written by siap112 from the map and from what other cities published. Nothing in "
                "it was measured here. Beside each number stands where it comes from; an "
                "assumption has the range in which the truth may lie. Put the region's own numbers "
                "in their place, from above: calls a day and how long they take weigh most."
            )
        ),
        *comment(
            _(
                "As long as draft = true stands here the verdict is never ready, and the report "
                "says how much staff is needed in bands. Take it out when the numbers are the "
                "region's own."
            )
        ),
        "#",
        f"#   siap112 check {file}",
        f"#   siap112 simulate {file}",
        "#",
        *comment(
            _(
                "Names, population and places: cahyadsn/wilayah and wilayah_boundaries, MIT "
                "licence, Copyright (c) 2017-2025 Cahya DSN; siap112 carries the notice."
            )
        ),
        "",
        f"extends = {inline(BASE)}",
        f"name = {inline(name)}",
        "draft = true",
    ]
    if profile.without:
        lines.append(f"without = {inline([f'targets.{key}' for key in profile.without])}")
    return [
        *lines,
        "",
        "[about]",
        *(f"{key} = {inline(text)}" for key, text in in_both(lambda: _about(draft)).items()),
    ]


def _about(draft: RegionDraft) -> str:
    return _(
        "{region}, {province}: a draft for {people} people in {count} kecamatan, about {calls} "
        "calls a day. Its numbers are assumptions from other cities; none was measured here."
    ).format(
        region=full_name(draft.region),
        province=draft.region.province,
        people=said_number(draft.region.population),
        count=len(draft.people),
        calls=said_number(draft.calls_per_day),
    )
