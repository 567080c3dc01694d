"""Places: codes that exist, weights that can be shared out, coordinates that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from scenarios import geography
from scenarios.checks.views import incident_types
from scenarios.key_path import KeyPath
from scenarios.problems import Finding, near_names, shown, suggestion
from scenarios.schema import Scenario
from scenarios.text import gettext as _


def check_zone(scenario: Scenario) -> Iterator[Finding]:
    """Report a time zone that does not exist."""
    zone = scenario.place.zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = near_names(zone, sorted(available_timezones()))
        usual = _('write "Asia/Jakarta", "Asia/Makassar" or "Asia/Jayapura"')
        remedy = _("did you mean {near}?").format(near=near[0]) if near else usual
        yield Finding(("place", "zone"), shown(zone), _("is not a time zone"), remedy)


def check_regions(scenario: Scenario) -> Iterator[Finding]:
    """Report codes of regions unknown, or served twice."""
    served: set[str] = set()
    for i, code in enumerate(scenario.place.regions):
        path: KeyPath = ("place", "regions", i)
        if geography.region(code) is None:
            yield Finding(path, shown(code), _("is not the code of a region"), _region_remedy(code))
            continue
        areas = set(geography.areas_of(code))
        if areas & served:
            yield Finding(
                path, shown(code), _("is served already by a code before it"), _("leave it out")
            )
        served |= areas


def check_there_is_a_place(scenario: Scenario) -> Iterator[Finding]:
    """Report a region without any kecamatan."""
    if not scenario.place.regions and not scenario.place.kecamatan:
        yield Finding(
            ("place", "regions"),
            None,
            _("is missing, and no kecamatan is given either"),
            _('write the region\'s code, as in regions = ["35.78"]'),
        )


def check_kecamatan_weights(scenario: Scenario) -> Iterator[Finding]:
    """Report weights of kecamatan unknown, and weights that are all 0."""
    known = _kecamatan(scenario)
    if not known:
        return
    weights: list[tuple[KeyPath, dict[str, float]]] = [
        (("place", "kecamatan_weights"), scenario.place.kecamatan_weights)
    ]
    for path, _name, kind in incident_types(scenario):
        weights.append(((*path, "kecamatan_weights"), getattr(kind, "kecamatan_weights", {})))
    for place, own in weights:
        for code in own:
            if code not in known:
                yield _unknown_kecamatan((*place, code), None, code, known)
        if own and not any(own.get(code, 0) > 0 for code in known):
            yield Finding(
                place,
                None,
                _("has weights that are all 0"),
                _("put at least one of them above 0"),
            )
    own_only = not scenario.place.regions and not scenario.place.kecamatan_weights
    proxies = [k.weight for k in scenario.place.kecamatan.values()]
    by_proxy = own_only and scenario.place.weights == "kelurahan" and bool(proxies)
    if by_proxy and all(weight == 0 for weight in proxies):
        yield Finding(
            ("place", "kecamatan"),
            None,
            _("has weights that are all 0"),
            _("put at least one of them above 0"),
        )


def check_posts(scenario: Scenario) -> Iterator[Finding]:
    """Report posts without a place, or at a kecamatan unknown."""
    known = _kecamatan(scenario)
    for name, agency in scenario.agencies.items():
        for i, post in enumerate(agency.posts):
            path: KeyPath = ("agencies", name, "posts", i)
            if (post.lat is None) != (post.lon is None):
                yield Finding(
                    path,
                    None,
                    _("has only one of lat and lon"),
                    _("give both, or name its kecamatan"),
                )
            elif post.lat is None and post.kecamatan is None:
                yield Finding(
                    path,
                    None,
                    _("has no place"),
                    _('give lat and lon, or its kecamatan, as in kecamatan = "35.78.01"'),
                )
            if post.kecamatan is not None and known and post.kecamatan not in known:
                yield _unknown_kecamatan(
                    (*path, "kecamatan"), shown(post.kecamatan), post.kecamatan, known
                )


def check_speeds(scenario: Scenario) -> Iterator[Finding]:
    """Report speeds that are neither one value nor one for each hour of day or week."""
    count = len(scenario.place.roads.speed_kmh)
    if count not in (1, 24, 168):
        yield Finding(
            ("place", "roads", "speed_kmh"),
            None,
            _("has {count} speeds").format(count=count),
            _("give 1, 24 (by hour of day) or 168 (by hour of week from Monday 00h)"),
        )


def check_matrix(scenario: Scenario) -> Iterator[Finding]:
    """Report given travel times that lack ways, or name kecamatan unknown."""
    matrix, known = scenario.place.roads.matrix, sorted(_kecamatan(scenario))
    if matrix is None or not known:
        return
    place: KeyPath = ("place", "roads", "matrix", "minutes")
    named = {*matrix.minutes, *(end for ends in matrix.minutes.values() for end in ends)}
    unknown = sorted(named - set(known))
    if unknown:
        yield Finding(
            place,
            None,
            _("names {count} codes that are no kecamatan of this region, the first {code}").format(
                count=len(unknown), code=unknown[0]
            ),
            _("use the codes of the region's kecamatan, such as {code}").format(code=known[0]),
        )
    ways = [(a, b) for a in known for b in known if a != b]
    missing = [(a, b) for a, b in ways if b not in matrix.minutes.get(a, {})]
    if missing:
        yield Finding(
            place,
            None,
            _("lacks {count} of {all} ways, the first from {start} to {end}").format(
                count=len(missing), all=len(ways), start=missing[0][0], end=missing[0][1]
            ),
            _("give the minutes from each kecamatan to each other one, in both directions"),
        )
    for start, ends in matrix.minutes.items():
        for end, minutes in ends.items():
            if len(minutes) not in (1, 24):
                yield Finding(
                    (*place, start, end),
                    None,
                    _("has {count} values").format(count=len(minutes)),
                    _("give one, or 24 by hour of day"),
                )


def check_hospitals_take(scenario: Scenario) -> Iterator[Finding]:
    """Report hospitals that take incident types unknown."""
    names = [placed.name for placed in incident_types(scenario)]
    for i, hospital in enumerate(scenario.place.hospitals):
        for j, name in enumerate(hospital.takes or ()):
            if name not in names:
                yield Finding(
                    ("place", "hospitals", i, "takes", j),
                    shown(name),
                    _("is not an incident type"),
                    suggestion(name, names, _("name one of [demand.incidents]")),
                    names=(("demand", "incidents"),),
                )


def _kecamatan(scenario: Scenario) -> dict[str, str]:
    """Return the names of the kecamatan by code."""
    shipped = {
        k.code: k.name
        for code in scenario.place.regions
        for k in geography.kecamatan_of_region(code)
    }
    return shipped | {code: own.name for code, own in scenario.place.kecamatan.items()}


def _unknown_kecamatan(
    path: KeyPath, found: str | None, code: str, known: dict[str, str]
) -> Finding:
    by_name = {name.casefold(): number for number, name in known.items()}
    near = near_names(code, list(known.values()))
    if code.casefold() in by_name or near:
        number = by_name[(code if code.casefold() in by_name else near[0]).casefold()]
        remedy = _('write its code, "{code}" ({name})').format(code=number, name=known[number])
    else:
        codes = sorted(known)
        remedy = _("the region's codes run from {first} to {last}").format(
            first=codes[0], last=codes[-1]
        )
    return Finding(
        path,
        found,
        _("is not the code of a kecamatan of this region"),
        remedy,
        reads=(("place", "regions"),),
        names=(("place", "kecamatan"),),
    )


def _region_remedy(code: str) -> str:
    by_name = {r.name: r.code for r in geography.regions()}
    plain = {name.split(" ", 1)[-1]: number for name, number in by_name.items()}
    near = near_names(code, [*by_name, *plain])
    if near:
        number = by_name.get(near[0]) or plain[near[0]]
        found = geography.region(number)
        return _('write its code, "{code}" ({name})').format(
            code=number, name=found.name if found else near[0]
        )
    return _('write a code of the ministry of home affairs, as in "35.78" for Surabaya')


CHECKS = (
    check_zone,
    check_regions,
    check_there_is_a_place,
    check_kecamatan_weights,
    check_posts,
    check_speeds,
    check_matrix,
    check_hospitals_take,
)
