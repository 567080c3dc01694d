"""Section: where the scenario's numbers come from: assumptions with their ranges, sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from results.number_forms import capital, number
from results.report.blocks import Block, Column, DataTable, Heading, Paragraph, Section, Text
from results.report.page import Page
from results.report.sections.ranges import how_far, measure_first_table
from results.report.wording.prose import say
from results.report.wording.range_words import effect_words
from results.report.wording.scenario_words import (
    PARTS,
    is_share,
    owner_and_field,
    part_of,
)
from results.report.wording.target_words import asked_by
from results.report.wording.value_words import range_words, value_words
from results.verdict.ranges_tried import AssumptionTried
from scenarios.key_path import KeyPath, parse_path, path_text
from scenarios.provenance import Provenance
from scenarios.range_width import range_width
from scenarios.text import gettext as _

Entries = Mapping[KeyPath, Provenance]


def assumptions_section(page: Page) -> Section:
    """Return assumptions with their ranges, then sources, then what was set for this run."""
    title = _("Assumptions and sources")
    entries = {parse_path(p) if p else (): e for p, e in page.data.provenance.items()}
    if not entries:
        text = _("The run does not say where the scenario's numbers come from.")
        return Section("assumptions", title, [Paragraph(text)])
    kinds = {k: {p: e for p, e in entries.items() if e.kind == k} for k in
             ("setting", "assumption", "source")}  # fmt: skip
    blocks: list[Block] = [
        *measure_first_table(page),
        *how_far(page),
        Paragraph(
            say(
                _(
                    "{sources} entries of the [scenario](scenario) have a source, "
                    "{assumptions} are [assumptions](assumption). An assumption with a wide range "
                    "is the first thing to measure: the widest stand first in each part. Texts "
                    "of a file of your own are quoted as they stand there."
                ),
                sources=number(len(kinds["source"])),
                assumptions=number(len(kinds["assumption"])),
            )
        ),
    ]
    if kinds["setting"]:
        blocks += [Heading(_("Set for this run")), _table(page, kinds["setting"], ranges=False)]
    if kinds["assumption"]:
        blocks += [Heading(_("Assumptions")), _table(page, kinds["assumption"], ranges=True)]
    if kinds["source"]:
        blocks += [Heading(_("Sources")), _table(page, kinds["source"], ranges=False)]
    return Section("assumptions", title, blocks)


def _table(page: Page, entries: Entries, *, ranges: bool) -> DataTable:
    """Return one row for each text, range and field; those who share them stand together."""
    resolved = page.data.scenario.model_dump(mode="json")
    rows: list[tuple[Text, ...]] = []
    groups: list[tuple[int, Text]] = []
    tried = {} if page.data.ranges is None else {a.path: a for a in page.data.ranges.assumptions}
    order = [*PARTS, ""]
    for part in sorted({part_of(p) for p in entries}, key=order.index):
        merged: dict[tuple[str, str, str], list[KeyPath]] = {}
        for path in sorted((p for p in entries if part_of(p) == part), key=str):
            entry = entries[path]
            field = owner_and_field(path, page.names)[1]
            merged.setdefault(
                (field, entry.text, range_words(entry.range, share=is_share(path))), []
            ).append(path)
        heading = _(PARTS[part]) if part in PARTS else _("The whole scenario")
        groups.append((len(rows), heading))
        for (field, text, span), paths in sorted(
            merged.items(), key=lambda item: -range_width(entries[item[1][0]].range)
        ):
            owners = list(dict.fromkeys(owner_and_field(p, page.names)[0] for p in paths))
            what, values = _what(owners, field), _values(page, resolved, paths)
            if ranges and tried:
                rows.append((what, values, span, _effect(page, tried, paths), _(text)))
            elif ranges:
                rows.append((what, values, span, _(text)))
            else:
                rows.append((what, values, _(text)))
    columns = [Column(_("What")), Column(_("value")), Column(_("may lie at")), Column(_("why"))]
    if tried:
        columns.insert(3, Column(_("at its ends")))
    caption = _("Assumptions with their ranges")
    if not ranges:
        columns = [Column(_("What")), Column(_("value")), Column(_("from"))]
        caption = _("Numbers and where they come from")
    return DataTable(caption, columns, rows, dense=True, groups=groups)


def _effect(page: Page, tried: Mapping[str, AssumptionTried], paths: list[KeyPath]) -> str:
    """Return what the ends do to the targets; empty for what is asked, not assumed."""
    verdict, ranges = page.data.verdict, page.data.ranges
    found = [tried[path_text(p)] for p in paths if path_text(p) in tried]
    if not found or verdict is None or ranges is None or ranges.undecided:
        return ""
    return effect_words(found, page.names, {t.name: t for t in verdict.targets})


def _what(owners: list[str], field: str) -> str:
    named = ", ".join(o for o in owners if o)
    if named and field:
        return capital(_("{owners}: {field}").format(owners=named, field=field))
    return capital(named or field or _("all numbers"))


def _values(page: Page, resolved: Any, paths: list[KeyPath]) -> str:
    """Return the values at several places: one if they agree, else the first few."""
    found = list(dict.fromkeys(filter(None, (_value(page, resolved, p) for p in paths))))
    if len(found) > 3:
        return _("{first}, {second}, ...").format(first=found[0], second=found[1])
    return ", ".join(found)


def _value(page: Page, resolved: Any, path: KeyPath) -> str:
    if len(path) == 2 and path[0] == "targets":  # a target as a whole
        return asked_by(page.data.scenario.targets[str(path[1])])
    return value_words(_at(resolved, path), share=is_share(path))


def _at(node: Any, path: KeyPath) -> Any:
    for key in path:
        if isinstance(node, Mapping):
            node = node.get(str(key))
        elif isinstance(node, list) and isinstance(key, int) and key < len(node):
            node = node[key]
        else:
            return None
    return node
