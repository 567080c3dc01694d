"""What comes in: incidents, calls, nuisance callers, from what cities counted."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.drafts.calls_per_head import (
    CITIES,
    Counted,
    PerMillion,
    calls_per_million,
    emergencies_per_million,
    others_per_million,
)
from scenarios.drafts.notation import assumed, comment, said_number, sourced, text, title
from scenarios.drafts.region_draft import CALLS_OF_A_NUISANCE, RegionDraft
from scenarios.geography import region
from scenarios.text import gettext as _
from scenarios.toml_text import inline


def demand_part(draft: RegionDraft) -> list[str]:
    """Return the lines of `demand`."""
    calls, emergencies, others = (
        calls_per_million(),
        emergencies_per_million(),
        others_per_million(),
    )
    return [
        *title(_("What comes in")),
        *comment(
            _(
                "Calls a day for a million people: {middle} is the median of {count} cities, which "
                "lie between {low} and {high}. Measure, do not copy: count the calls to the "
                "numbers that are called today."
            ).format(count=len(CITIES), **_spread(calls))
        ),
        *(_counted(city) for city in CITIES),
        "",
        "[demand.incidents]",
        text(
            "assumption",
            _(
                "{middle} calls about emergencies a day for a million people, the median of "
                "Jakarta, Manado, Surabaya and Semarang ({low} to {high}), 1.3 callers each; "
                "split as assumed for Semarang"
            ).format(**_spread(emergencies)),
        ),
        f"range = {inline(_factors(emergencies))}",
        *(f"{name}.rate.per_day = {_plain(value)}" for name, value in draft.incidents.items()),
        "",
        "[demand.calls]",
        text(
            "assumption",
            _(
                "{middle} calls a day for a million people that are no emergencies, what is left "
                "of the median of six cities ({low} in Manado to {high} in Batu); split between "
                "what Surabaya, Semarang and Jakarta count"
            ).format(**_spread(others)),
        ),
        f"range = {inline(_factors(others))}",
        *(f"{name}.rate.per_day = {_plain(value)}" for name, value in draft.calls.items()),
        "",
        "[demand.nuisance.penelepon-usil]",
        'kind = "prank"',
        assumed(
            "people_per_day",
            draft.nuisance_per_day,
            _("a twentieth of the calls that are no emergencies come from those who do not stop"),
            _factors(others),
        ),
        sourced(
            "calls_each",
            CALLS_OF_A_NUISANCE,
            _("Suara Surabaya 2021, of Gresik: one number calls more than ten times"),
        ),
        'gap = { distribution = "exponential", mean = "4 min", assumption = '
        f'{inline(_("within an hour, until it tires"))}, range = ["1 min", "15 min"] }}',
        "",
        *comment(
            _(
                "How long a call takes: the base assumes 75 s of talk (45 to 90) and 30 s of "
                "wrap-up (15 to 60). Time forty calls and write what came out, as in:"
            )
        ),
        "# [demand.work]",
        '# talk = { distribution = "lognormal", mean = "68s", cv = 0.8, source = "..." }',
    ]


def _counted(city: Counted) -> str:
    """Return a line of the table of what cities counted."""
    found = region(city.code)
    assert found is not None
    calls = said_number(city.calls_per_day * 1e6 / found.population)
    return f"#   {found.name:<14} {city.when}  {calls:>5}  {city.source}".rstrip()


def _spread(found: PerMillion) -> Mapping[str, str]:
    return {key: said_number(getattr(found, key)) for key in ("low", "middle", "high")}


def _factors(found: PerMillion) -> list[str]:
    return [f"x{factor:.2g}" for factor in found.factors()]


def _plain(value: float) -> str:
    return f"{value:g}"
