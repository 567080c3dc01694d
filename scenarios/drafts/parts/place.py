"""Where: kecamatan with their people, roads, hospitals."""

from __future__ import annotations

from scenarios.drafts.centres import full_name
from scenarios.drafts.notation import aligned, assumed, comment, said_number, text, title
from scenarios.drafts.region_draft import RegionDraft
from scenarios.text import gettext as _
from scenarios.toml_text import inline

_CITY_SPEEDS = (
    45, 45, 45, 45, 42, 38, 31, 30, 33, 35, 35, 35, 34, 34, 34, 33, 29, 29, 32, 35, 37, 40, 43, 45,
)  # fmt: skip
"""km/h by hour of day, as assumed for Semarang."""
_COUNTRY_SPEED = 40


def place_part(draft: RegionDraft) -> list[str]:
    """Return the lines of `place`."""
    speed = list(_CITY_SPEEDS) if draft.is_city else [_COUNTRY_SPEED]
    detour, detour_range = (1.4, [1.2, 1.7]) if draft.is_city else (1.5, [1.2, 2.5])
    hospital = _("Hospital in {kecamatan} (assumed)")
    return [
        *title(_("Where")),
        "[place]",
        f"label = {inline(full_name(draft.region))}",
        f"regions = {inline([draft.region.code])}",
        f"zone = {inline(draft.zone)}",
        "",
        *comment(
            _(
                "People by kecamatan are not in the data: {people} people are shared out by the "
                "number of kelurahan and desa. Put the census's numbers here."
            ).format(people=said_number(draft.region.population))
        ),
        "[place.kecamatan_weights]",
        text("assumption", _("population (cahyadsn/wilayah, 2025) by number of kelurahan")),
        'range = ["x0.5", "x2"]',
        *aligned(
            (f"{inline(k.code)} = {people}", k.name)
            for k, people in sorted(draft.people.items(), key=lambda pair: pair[0].code)
        ),
        "",
        "[place.roads]",
        assumed(
            "detour",
            detour,
            _("way by road over straight line; as assumed for Semarang")
            if draft.is_city
            else _("way by road over straight line; mountains and water make it longer"),
            detour_range,
        ),
        assumed(
            "speed_kmh",
            speed,
            _("with siren, by hour of day; as assumed for Semarang")
            if draft.is_city
            else _("with siren, at all hours; roads out of town"),
            ["x0.6", "x1.4"],
        ),
        "",
        *comment(
            _(
                "Hospitals are not in the data: places in the largest kecamatan stand in for them. "
                "Write those that take emergencies, with their coordinates."
            )
        ),
        "[place.hospitals]",
        text("assumption", _("one, and one more for 300,000 people; names and places guessed")),
        'range = ["x1", "x1"]',
        "value = [",
        *(
            f"    {{ name = {inline(hospital.format(kecamatan=k.name))}, "
            f"lat = {k.lat:.4f}, lon = {k.lon:.4f} }},"
            for k in draft.hospitals
        ),
        "]",
    ]
