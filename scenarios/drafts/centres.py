"""Which region somebody means: by code, or by name with and without Kota and Kabupaten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from scenarios.geography import Region, region, regions
from scenarios.problems import Problem, ScenarioError, near_names, shown
from scenarios.text import gettext as _

_SORTS = ("kota", "kabupaten", "dki")
_SPELLINGS = {"kab": "kabupaten", "kep": "kepulauan", "adm": "administrasi"}
_LEFT_OUT = ("administrasi",)
JAKARTA = "31"


def centres() -> tuple[Region, ...]:
    """Return the regions that run a 112 of their own, by code: 509."""
    return tuple(r for r in regions() if r.centre == r.code)


def full_name(found: Region) -> str:
    """Return the name of a region, with Kabupaten in full."""
    return re.sub(r"^Kab ", "Kabupaten ", found.name)


def file_name(found: Region) -> str:
    """Return a region's name as scenarios and files are named, as in "kota-malang"."""
    return re.sub(r"[^a-z0-9]+", "-", full_name(found).lower()).strip("-")


def find_centre(text: str) -> Region:
    """Return the region that somebody means.

    Parameters
    ----------
    text : str
        A code ("35.73", "3573"), or a name: "Kota Malang", "kab. malang", "kota-malang", and
        without Kota or Kabupaten where only one region is named so.

    Raises
    ------
    ScenarioError
        If no region is named so, or two are, or it has no 112 of its own.
    """
    alike = regions_named(text)
    if not alike:
        raise _unknown(text, _by_short_name().get(_short(_words(text)), ()))
    if len(alike) > 1:
        raise _ambiguous(text, alike)
    if alike[0].centre != alike[0].code:
        raise _no_centre(text, alike[0])
    return alike[0]


def regions_named(text: str) -> tuple[Region, ...]:
    """Return the regions that a code or a name, as in `find_centre`, may stand for."""
    found = _by_code(text)
    if found is not None:
        return (found,)
    words = _words(text)
    named = _by_full_name().get(" ".join(words))
    if named is not None:
        return (named,)
    if words and words[0] in _SORTS[:2]:  # no other sort is meant
        return ()
    return _by_short_name().get(_short(words), ())


def _by_code(text: str) -> Region | None:
    digits = re.sub(r"\D", "", text)
    if re.sub(r"[\s.]", "", text) != digits:
        return None
    return region(digits if len(digits) <= 2 else f"{digits[:2]}.{digits[2:]}")


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name, so that spellings of one name come out alike."""
    words = re.sub(r"[^\w]+", " ", text.casefold()).split()
    spelt = (_SPELLINGS.get(word, word) for word in words)
    return tuple(word for word in spelt if word not in _LEFT_OUT)


def _short(words: Sequence[str]) -> str:
    return " ".join(words[1:] if words and words[0] in _SORTS else words)


@cache
def _by_full_name() -> Mapping[str, Region]:
    return MappingProxyType({" ".join(_words(r.name)): r for r in regions()})


@cache
def _by_short_name() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for each in regions():
        short = _short(_words(each.name))
        found[short] = (*found.get(short, ()), each)
    return MappingProxyType(found)


def _unknown(text: str, alike: Sequence[Region]) -> ScenarioError:
    near = [full_name(r) for r in alike] or _near(text)
    remedy = _('write a name as in "Kota Malang", or a code as in 35.73')
    if near:
        remedy = _("did you mean {near}?").format(near=_(" or ").join(near)) + " " + remedy
    return _refusal(text, _("is no region that is known here"), remedy)


def _near(text: str) -> list[str]:
    words = " ".join(_words(text))
    names = {key: full_name(r) for key, r in _by_full_name().items()}
    near = [names[key] for key in near_names(words, list(names), 0.75)]
    for short in near_names(_short(_words(text)), list(_by_short_name()), 0.75):
        near += [full_name(r) for r in _by_short_name()[short]]
    return list(dict.fromkeys(near))[:3]


def _ambiguous(text: str, alike: Sequence[Region]) -> ScenarioError:
    written = _(" or ").join(f'"{full_name(r)}"' for r in sorted(alike, key=full_name)[::-1])
    return _refusal(
        text,
        _("is the name of {count} regions").format(count=len(alike)),
        _("write {names}").format(names=written),
    )


def _no_centre(text: str, found: Region) -> ScenarioError:
    return _refusal(
        text,
        _(
            "has no 112 of its own: the six areas of Jakarta are one centre, whose calls reach "
            "one place"
        ),
        _("use the shipped region jakarta, as in `siap112 simulate jakarta`"),
    )


def _refusal(text: str, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(_("region"), "", shown(text), wrong, remedy)])
