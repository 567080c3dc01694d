"""A draft as a TOML file that a planner reads: tidy, commented, each number with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from textwrap import wrap
from typing import Any

from scenarios.drafts.base_load import BASE
from scenarios.drafts.calls_per_head import (
    CITIES,
    Counted,
    PerMillion,
    calls_per_million,
    emergencies_per_million,
    others_per_million,
)
from scenarios.drafts.centres import file_name, full_name
from scenarios.drafts.profiles import PROFILES, DraftTarget, Profile
from scenarios.drafts.region_draft import (
    BREAKS,
    CALLS_OF_A_NUISANCE,
    SHIFTS,
    TRUNK_SHARES,
    Post,
    RegionDraft,
)
from scenarios.geography import region
from scenarios.text import N_, current_language, in_language
from scenarios.text import gettext as _
from scenarios.toml_text import inline

_WIDTH = 98
_CITY_SPEEDS = (
    45, 45, 45, 45, 42, 38, 31, 30, 33, 35, 35, 35, 34, 34, 34, 33, 29, 29, 32, 35, 37, 40, 43, 45,
)  # fmt: skip
"""km/h by hour of day, as assumed for Semarang."""
_COUNTRY_SPEED = 40
_AGENCY_NAMES = {
    "damkar": "Damkar", "ambulans": "Puskesmas", "polisi": "Polsek", "dishub": "Dishub",
    "satpol-pp": "Satpol PP", "bpbd": "BPBD",
}  # fmt: skip
_POST_RULES = {
    "damkar": N_("two stations and one more for 400,000 people"),
    "ambulans": N_("three places and one more for 400,000 people"),
    "polisi": N_("three patrol posts and one more for 500,000 people"),
    "dishub": N_("one team post and one more for a million people, at most five"),
    "satpol-pp": N_("one team post and one more for a million people, at most five"),
    "bpbd": N_("one team post and one more for a million people, at most five"),
}


def draft_toml(draft: RegionDraft, profile: Profile | str = "national") -> str:
    """Return a draft as a scenario file, its comments and assumptions in the language in force.

    Parameters
    ----------
    draft : RegionDraft
    profile : Profile or str
        What is asked of the region; a name of `PROFILES`.
    """
    chosen = PROFILES[profile] if isinstance(profile, str) else profile
    parts = (
        _head(draft, chosen),
        _place(draft),
        _demand(draft),
        _lines(draft),
        _call_takers(draft),
        _agencies(draft),
        _targets(draft, chosen),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(draft: RegionDraft, profile: Profile) -> list[str]:
    name = file_name(draft.region)
    lines = [
        *_comment(
            _("DRAFT: 112 of {region} ({code}, {province}).").format(
                region=full_name(draft.region),
                code=draft.region.code,
                province=draft.region.province,
            )
        ),
        "#",
        *_comment(
            _(
                "Written by siap112 from the map and from what other cities published. Nothing in "
                "it was measured here. Beside each number stands where it comes from; an "
                "assumption has the range in which the truth may lie. Put the region's own numbers "
                "in their place, from above: calls a day and how long they take weigh most."
            )
        ),
        *_comment(
            _(
                "As long as draft = true stands here the verdict is never ready, and the report "
                "says how much staff is needed in bands. Take it out when the numbers are the "
                "region's own."
            )
        ),
        "#",
        f"#   siap112 check {name}.toml",
        f"#   siap112 simulate {name}.toml",
        "#",
        *_comment(
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
        *(f"{key} = {inline(text)}" for key, text in _both(lambda: _about(draft)).items()),
    ]


def _about(draft: RegionDraft) -> str:
    return _(
        "{region}, {province}: a draft for {people} people in {count} kecamatan, about {calls} "
        "calls a day. Its numbers are assumptions from other cities; none was measured here."
    ).format(
        region=full_name(draft.region),
        province=draft.region.province,
        people=_number(draft.region.population),
        count=len(draft.people),
        calls=_number(draft.calls_per_day),
    )


def _place(draft: RegionDraft) -> list[str]:
    speed = list(_CITY_SPEEDS) if draft.is_city else [_COUNTRY_SPEED]
    detour, detour_range = (1.4, [1.2, 1.7]) if draft.is_city else (1.5, [1.2, 2.5])
    hospital = _("Hospital in {kecamatan} (assumed)")
    return [
        *_title(_("Where")),
        "[place]",
        f"label = {inline(full_name(draft.region))}",
        f"regions = {inline([draft.region.code])}",
        f"zone = {inline(draft.zone)}",
        "",
        *_comment(
            _(
                "People by kecamatan are not in the data: {people} people are shared out by the "
                "number of kelurahan and desa. Put the census's numbers here."
            ).format(people=_number(draft.region.population))
        ),
        "[place.kecamatan_weights]",
        _text("assumption", _("population (cahyadsn/wilayah, 2025) by number of kelurahan")),
        'range = ["x0.5", "x2"]',
        *_aligned(
            (f"{inline(k.code)} = {people}", k.name)
            for k, people in sorted(draft.people.items(), key=lambda pair: pair[0].code)
        ),
        "",
        "[place.roads]",
        _assumed(
            "detour",
            detour,
            _("way by road over straight line; as assumed for Semarang")
            if draft.is_city
            else _("way by road over straight line; mountains and water make it longer"),
            detour_range,
        ),
        _assumed(
            "speed_kmh",
            speed,
            _("with siren, by hour of day; as assumed for Semarang")
            if draft.is_city
            else _("with siren, at all hours; roads out of town"),
            ["x0.6", "x1.4"],
        ),
        "",
        *_comment(
            _(
                "Hospitals are not in the data: places in the largest kecamatan stand in for them. "
                "Write those that take emergencies, with their coordinates."
            )
        ),
        "[place.hospitals]",
        _text("assumption", _("one, and one more for 300,000 people; names and places guessed")),
        'range = ["x1", "x1"]',
        "value = [",
        *(
            f"    {{ name = {inline(hospital.format(kecamatan=k.name))}, "
            f"lat = {k.lat:.4f}, lon = {k.lon:.4f} }},"
            for k in draft.hospitals
        ),
        "]",
    ]


def _demand(draft: RegionDraft) -> list[str]:
    calls, emergencies, others = (
        calls_per_million(),
        emergencies_per_million(),
        others_per_million(),
    )
    return [
        *_title(_("What comes in")),
        *_comment(
            _(
                "Calls a day for a million people: {middle} is the median of {count} cities, which "
                "lie between {low} and {high}. Measure, do not copy: count the calls to the "
                "numbers that are called today."
            ).format(count=len(CITIES), **_spread(calls))
        ),
        *(_counted(city) for city in CITIES),
        "",
        "[demand.incidents]",
        _text(
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
        _text(
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
        _assumed(
            "people_per_day",
            draft.nuisance_per_day,
            _("a twentieth of the calls that are no emergencies come from those who do not stop"),
            _factors(others),
        ),
        _sourced(
            "calls_each",
            CALLS_OF_A_NUISANCE,
            _("Suara Surabaya 2021, of Gresik: one number calls more than ten times"),
        ),
        'gap = { distribution = "exponential", mean = "4 min", assumption = '
        f'{inline(_("within an hour, until it tires"))}, range = ["1 min", "15 min"] }}',
        "",
        *_comment(
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
    calls = _number(city.calls_per_day * 1e6 / found.population)
    return f"#   {found.name:<14} {city.when}  {calls:>5}  {city.source}".rstrip()


def _lines(draft: RegionDraft) -> list[str]:
    lines = [
        *_title(_("The telephone lines")),
        "[lines.trunks]",
        _text(
            "assumption",
            _(
                "at most 1 % busy in the busiest hour (Erlang B), and two lines for each "
                "call-taker on duty; ask the carriers"
            ),
        ),
        'range = ["x0.5", "x2"]',
    ]
    labels = {
        "seluler-1": N_("First mobile carrier"),
        "seluler-2": N_("Other mobile carriers and fixed telephone"),
    }
    for name, channels in draft.channels.items():
        label = inline(_both(partial(_, labels[name])))
        share = TRUNK_SHARES[name]
        lines.append(f"{name} = {{ label = {label}, channels = {channels}, share = {share} }}")
    return lines


def _call_takers(draft: RegionDraft) -> list[str]:
    lines = [
        *_title(_("Who answers")),
        "[call_takers.staffing]",
        _assumed("shrinkage", 0.15, _("leave, training, illness"), [0.05, 0.3]),
        "",
        "[call_takers.staffing.shifts]",
        _text(
            "source",
            _(
                "shifts as in Ambon and Bengkulu (elsewhere): 07-14, 14-21, 21-07; a break of at "
                "least 30 min by UU 13/2003 Ps. 79, taken in turns"
            ),
        ),
    ]
    why = _(
        "what Erlang C asks for 90 % within 10 s in the busiest hour, one group in the break; two "
        "at least, as small centres need whatever Erlang says"
    )
    for name, shift in draft.shifts.items():
        (begin, length), (pause, minutes) = SHIFTS[name], BREAKS[name]
        people = inline({"value": shift.people, "assumption": why, "range": [2, shift.people + 2]})
        lines += [
            "",
            f"[call_takers.staffing.shifts.{name}]",
            f'start = "{begin:02}:00"',
            f'length = "{length} jam"',
            f"people = {people}",
            f'breaks = [{{ start = "{pause:02}:00", length = "{minutes} min", '
            f"at_once = {shift.at_once} }}]",
        ]
    return lines


def _agencies(draft: RegionDraft) -> list[str]:
    lines = [
        *_title(_("Who comes")),
        *_comment(
            _(
                "The six agencies that every region has. All are told by application; write "
                'notify = "phone" under an agency that is told by telephone. Posts stand at the '
                "centre of the largest kecamatan: put them where they are."
            )
        ),
    ]
    for name, posts in draft.posts.items():
        rule = _("{rule}, as in the shipped regions; in the largest kecamatan").format(
            rule=_(_POST_RULES[name])
        )
        lines += [
            "",
            f"[agencies.{name}.posts]",
            _text("assumption", rule),
            'range = ["x0.5", "x2"]',
            "value = [",
            *(_post(name, post, first=i == 0) for i, post in enumerate(posts)),
            "]",
        ]
    return lines


def _post(agency: str, post: Post, *, first: bool) -> str:
    title = "PSC 119" if agency == "ambulans" and first else _AGENCY_NAMES[agency]
    name = f"{title} {post.kecamatan.name}"
    return (
        f"    {{ name = {inline(name)}, kecamatan = {inline(post.kecamatan.code)}, "
        f"units = {post.units} }},"
    )


def _targets(draft: RegionDraft, profile: Profile) -> list[str]:
    cell: Any = "hour_of_week" if draft.judges_hours else "shift"
    others = ", ".join(name for name in PROFILES if name != profile.name)
    lines = [
        *_title(_("What is asked")),
        *_comment(
            _(
                "Targets: {name}, {about}. Others to choose from: {others} (siap112 new "
                "--targets). The base adds callers who give up, busy lines, and what a load test "
                "shows."
            ).format(name=profile.name, about=_(profile.about), others=others)
        ),
    ]
    if cell == "shift":
        lines += _comment(
            _(
                "With {calls} calls a day there are too few to judge each hour of the week: each "
                "shift is judged."
            ).format(calls=_number(draft.calls_per_day))
        )
    wanted = {**profile.answer[cell], **profile.more}
    for key, target in wanted.items():
        lines += ["", f"[targets.{key}]", *_target(target)]
    return lines


def _target(target: DraftTarget) -> list[str]:
    label = inline(_both(lambda: _(target.label)))
    fields = {k: _(v) if k == "source" else v for k, v in target.fields.items()}
    return [f"label = {label}", *(f"{key} = {inline(value)}" for key, value in fields.items())]


def _both(said: Callable[[], str]) -> dict[str, str]:
    """Return a text in both languages."""
    found = {}
    for language in ("id", "en"):
        with in_language(language):
            found[language] = said()
    return found


def _title(text: str) -> list[str]:
    return [f"# {text}", "# " + "-" * len(text), ""]


def _comment(text: str) -> list[str]:
    lines = wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def _text(key: str, text: str) -> str:
    return f"{key} = {inline(text)}"


def _assumed(key: str, value: Any, why: str, span: list[Any]) -> str:
    return f"{key} = {inline({'value': value, 'assumption': why, 'range': span})}"


def _sourced(key: str, value: Any, source: str) -> str:
    return f"{key} = {inline({'value': value, 'source': source})}"


def _aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return assignments with remarks behind them, one below another."""
    pairs = list(rows)
    width = max(len(code) for code, _remark in pairs)
    return [f"{code:<{width}}  # {remark}" for code, remark in pairs]


def _spread(found: PerMillion) -> Mapping[str, str]:
    return {key: _number(getattr(found, key)) for key in ("low", "middle", "high")}


def _factors(found: PerMillion) -> list[str]:
    return [f"x{factor:.2g}" for factor in found.factors()]


def _plain(value: float) -> str:
    return f"{value:g}"


def _number(value: float) -> str:
    """Return a number as people write it: two digits, in the form of the language."""
    text = f"{value:,.1f}" if value < 9.95 else f"{value:,.0f}"
    if current_language() == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text
