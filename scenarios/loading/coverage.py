"""Hold that every number has a source, or is an assumption with a range."""

from __future__ import annotations

from collections import Counter

from scenarios.key_path import KeyPath
from scenarios.loading import schema_walk
from scenarios.loading.layers import Merged
from scenarios.problems import Finding, shown
from scenarios.provenance import Provenance, nearest, number_leaves
from scenarios.text import gettext as _


def provenance_in_force(merged: Merged) -> tuple[dict[KeyPath, Provenance], list[Finding]]:
    """Return the provenance of what came out of the merge, and what is without any.

    A number's provenance is that of the layer which gave it: a file that changes a number does
    not inherit the source of the number that stood there before.
    """
    leaves = list(number_leaves(merged.data))
    own: dict[KeyPath, tuple[KeyPath, Provenance] | None] = {}
    for leaf in leaves:
        entries = merged.layer_of(leaf).entries
        place = nearest(leaf, entries)
        own[leaf] = None if place is None else (place, entries[place])
    bare = [leaf for leaf in leaves if own[leaf] is None]
    findings = [_without(place, merged) for place in _widest(bare, leaves)]
    in_force = _merged_entries(merged, own)
    used = {entry[0] for entry in own.values() if entry is not None}
    findings += [
        Finding(
            place,
            None,
            _("is an assumption without a range"),
            _('write between which numbers it may lie, as in range = ["x0.7", "x1.5"]'),
        )
        for place, entry in in_force.items()
        if entry.kind == "assumption" and entry.range is None and place in used
    ]
    return in_force, findings


def _merged_entries(
    merged: Merged, own: dict[KeyPath, tuple[KeyPath, Provenance] | None]
) -> dict[KeyPath, Provenance]:
    """Return entries by place such that the nearest above each number is its own."""
    found: dict[KeyPath, Provenance] = {}
    for entry in own.values():
        if entry is not None:
            found.setdefault(entry[0], entry[1])
    above = {leaf[:length] for leaf in own for length in range(len(leaf) + 1)}
    for layer in merged.layers:  # what is said of tables without numbers of their own
        for place, said in layer.entries.items():
            if (
                place not in above
                and schema_walk.at(merged.data, place) is not None
                and merged.layer_of(place) is layer
            ):
                found.setdefault(place, said)
    for leaf, entry in own.items():
        if entry is not None and found[nearest(leaf, found) or ()] is not entry[1]:
            found[leaf] = entry[1]
    return dict(sorted(found.items(), key=lambda pair: [str(key) for key in pair[0]]))


def _widest(bare: list[KeyPath], leaves: list[KeyPath]) -> list[KeyPath]:
    """Return the places such that all numbers below them are bare, and no wider place is so."""
    below = Counter(leaf[:length] for leaf in leaves for length in range(len(leaf) + 1))
    bare_below = Counter(leaf[:length] for leaf in bare for length in range(len(leaf) + 1))
    widest: dict[KeyPath, None] = {}
    for leaf in bare:
        length = len(leaf)
        while length and below[leaf[: length - 1]] == bare_below[leaf[: length - 1]]:
            length -= 1
        # A number alone in its table is named itself: that is where the pen goes.
        widest[leaf if below[leaf[:length]] == 1 else leaf[:length]] = None
    return list(widest)


def _without(place: KeyPath, merged: Merged) -> Finding:
    value = schema_walk.at(merged.data, place)
    is_leaf = not isinstance(value, dict)
    wrong = (
        _("has neither a source nor an assumption")
        if is_leaf
        else _("has numbers with neither a source nor an assumption")
    )
    remedy = (
        _('write { value = ..., source = "..." }, or assumption = "..." and range = [low, high]')
        if is_leaf
        else _('write in it source = "...", or assumption = "..." and range = ["x0.7", "x1.5"]')
    )
    return Finding(place, shown(value), wrong, remedy)
