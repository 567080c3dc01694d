"""The numbers of a draft: what a region of this size and shape may have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.drafts.base_load import Load, calls_per_incident, load_of, mean_pick_up_s
from scenarios.drafts.calls_per_head import emergencies_per_million, others_per_million
from scenarios.erlang import fewest_lines, fewest_servers
from scenarios.geography import Kecamatan, Region, kecamatan_of_region

INCIDENT_SHARES: Mapping[str, float] = {
    "medis": 0.37, "kecelakaan": 0.18, "kebakaran": 0.055, "bencana": 0.02, "kdrt": 0.02,
    "keamanan": 0.09, "lalu-lintas": 0.09, "penyelamatan": 0.09, "bahaya-lingkungan": 0.085,
}  # fmt: skip
"""Split of incidents, as that assumed for Semarang."""
CALL_SHARES: Mapping[str, float] = {
    "prank": 0.39, "terputus": 0.25, "informasi": 0.16, "hening": 0.1, "wilayah-lain": 0.04,
    "uji": 0.01,
}  # fmt: skip
"""Split of calls that are no emergencies; what is left are the nuisance callers' pranks.

Surabaya counts 56 % pranks of all calls, Semarang 39 % pranks and ghost calls, Jakarta 58 %
disconnected and 23 % pranks.
"""
CALLS_OF_A_NUISANCE = 10
"""Suara Surabaya 2021, of Gresik: one number calls more than ten times."""

SHIFTS: Mapping[str, tuple[int, int]] = {"pagi": (7, 7), "siang": (14, 7), "malam": (21, 10)}
"""Begin and length in hours, as in Ambon and Bengkulu."""
BREAKS: Mapping[str, tuple[int, int]] = {"pagi": (11, 30), "siang": (18, 30), "malam": (1, 60)}
"""Begin (hour) and length (minutes) of the breaks, taken in groups of which six fit."""
_GROUPS = 6
ANSWER_S, ANSWER_SHARE = 10.0, 0.90
BUSY_AT_MOST = 0.01
"""Calls that meet a busy line: authorities elsewhere ask for trunks for 1 % in the busy hour."""
TRUNK_SHARES: Mapping[str, float] = {"seluler-1": 0.55, "seluler-2": 0.45}
EACH_HOUR_FROM = 300.0
"""Calls a day from which each hour of the week can be judged, as in Surabaya (342); below it
each shift is."""


@dataclass(frozen=True)
class Post:
    """A post of an agency at the centre of a kecamatan."""

    kecamatan: Kecamatan
    units: int


@dataclass(frozen=True)
class Shift:
    """A shift: people, and how many go into the break at once."""

    people: int
    at_once: int


@dataclass(frozen=True)
class RegionDraft:
    """The numbers of a draft.

    Parameters
    ----------
    region : Region
    people : mapping of kecamatan to people
        Estimated; largest first.
    incidents, calls : mapping of category to number a day
    nuisance_per_day : float
        Nuisance callers that begin a day.
    load : Load
        What all of them bring over a week.
    shifts : mapping of name to Shift
    channels : mapping of trunk group to lines
    posts : mapping of agency to posts
    hospitals : tuple of Kecamatan
    is_city : bool
    zone : str
    """

    region: Region
    people: Mapping[Kecamatan, int]
    incidents: Mapping[str, float]
    calls: Mapping[str, float]
    nuisance_per_day: float
    load: Load
    shifts: Mapping[str, Shift]
    channels: Mapping[str, int]
    posts: Mapping[str, tuple[Post, ...]]
    hospitals: tuple[Kecamatan, ...]
    is_city: bool
    zone: str

    @property
    def calls_per_day(self) -> float:
        """All calls, nuisance callers' too."""
        return float(self.load.calls_per_h.sum() / 7)

    @property
    def judges_hours(self) -> bool:
        """Whether each hour of the week is judged, not each shift."""
        return self.calls_per_day >= EACH_HOUR_FROM


def draft_region(region: Region) -> RegionDraft:
    """Return the numbers of a draft for a region that has a 112 of its own."""
    millions = region.population / 1e6
    per_incident = calls_per_incident(INCIDENT_SHARES)
    incidents_per_day = emergencies_per_million().middle * millions / per_incident
    others_per_day = others_per_million().middle * millions
    total = sum(INCIDENT_SHARES.values())
    incidents = {n: _rounded(incidents_per_day * s / total) for n, s in INCIDENT_SHARES.items()}
    calls = {n: _rounded(others_per_day * s) for n, s in CALL_SHARES.items()}
    nuisance = _rounded(others_per_day * (1 - sum(CALL_SHARES.values())) / CALLS_OF_A_NUISANCE)
    pranks = calls["prank"] + nuisance * CALLS_OF_A_NUISANCE
    load = load_of(incidents, {**calls, "prank": pranks})
    people = estimated_people(region)
    largest = tuple(people)
    shifts = {name: _shift(load, name) for name in SHIFTS}
    return RegionDraft(
        region=region,
        people=people,
        incidents=incidents,
        calls=calls,
        nuisance_per_day=nuisance,
        load=load,
        shifts=shifts,
        channels=_channels(load, max(s.people for s in shifts.values())),
        posts=_posts(largest, region.population),
        hospitals=largest[: min(len(largest), 10, 1 + round(region.population / 300_000))],
        is_city=region.name.startswith(("Kota", "DKI")),
        zone=zone_of(region.code),
    )


def estimated_people(region: Region) -> dict[Kecamatan, int]:
    """Share a region's people out over its kecamatan by their number of kelurahan and desa.

    Population by kecamatan is not in the data, so each has three digits and no more. Largest
    first; of equal ones the smaller in area, which is more of a town.
    """
    rows = kecamatan_of_region(region.code)
    each = region.population / sum(k.kelurahan for k in rows)
    ordered = sorted(rows, key=lambda k: (-k.kelurahan, k.area_km2, k.code))
    return {k: int(float(f"{each * k.kelurahan:.3g}")) for k in ordered}


def zone_of(code: str) -> str:
    """Return the time zone of a region by its province (Keppres 41/1987 and its changes)."""
    province = int(code[:2])
    if province < 50 or province in (61, 62):
        return "Asia/Jakarta"
    return "Asia/Jayapura" if province >= 80 else "Asia/Makassar"


def _rounded(value: float) -> float:
    """Return a number with two digits, as somebody would write it who knows it roughly."""
    return float(f"{value:.2g}")


def _shift(load: Load, name: str) -> Shift:
    """Return the people that Erlang C asks for in a shift's busiest hour, and two at least.

    Small centres need two whatever Erlang says, and where more than one is needed a group must
    be able to go into the break.
    """
    begin, length = SHIFTS[name]
    of_day = np.isin(np.arange(168) % 24, [(begin + h) % 24 for h in range(length)])
    hour = int(np.argmax(np.where(of_day, load.offered, -1)))
    wait_s = ANSWER_S - mean_pick_up_s()
    needed = fewest_servers(
        float(load.offered[hour]), float(load.work_s[hour]), wait_s, ANSWER_SHARE
    )
    if needed == 1:
        return Shift(2, 1)
    at_once = math.ceil(needed / (_GROUPS - 1))
    return Shift(needed + at_once, at_once)


def _channels(load: Load, people: int) -> dict[str, int]:
    """Return lines for 1 % blocking in the busy hour, and two for each call-taker on duty."""
    busiest = float(load.calls_per_h.max() * load.talk_s / 3600)
    return {
        name: max(2, fewest_lines(busiest * share, BUSY_AT_MOST), math.ceil(2 * people * share))
        for name, share in TRUNK_SHARES.items()
    }


def _posts(largest: Sequence[Kecamatan], population: int) -> dict[str, tuple[Post, ...]]:
    """Return posts in the largest kecamatan, about as many per head as in the shipped regions.

    Fire posts come to 2 + one for 400,000 people, which gives the shipped regions' 10, 7, 3, 3
    and 28 within two; ambulances to 3 + one for 400,000, patrols to 3 + one for 500,000.
    """

    def at(count: float, first: int, other: int) -> tuple[Post, ...]:
        chosen = largest[: max(1, min(len(largest), round(count)))]
        return tuple(Post(k, first if i == 0 else other) for i, k in enumerate(chosen))

    teams = min(5.0, 1 + population / 1e6)
    return {
        "damkar": at(2 + population / 400_000, 4 if population >= 250_000 else 3, 2),
        "ambulans": at(3 + population / 400_000, 2, 1),
        "polisi": at(3 + population / 500_000, 2, 1),
        "dishub": at(teams, 2, 1),
        "satpol-pp": at(teams, 2, 2),
        "bpbd": at(teams, 2, 1),
    }
