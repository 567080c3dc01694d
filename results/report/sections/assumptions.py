"""Section: where the scenario's numbers come from: assumptions with their ranges, sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from results.number_forms import capital, number
from results.report.blocks import Block, Column, DataTable, Heading, Paragraph, Section, Text
from results.report.page import Page
from results.report.wording.prose import say
from results.report.wording.scenario_words import (
    PARTS,
    is_share,
    owner_and_field,
    part_of,
)
from results.report.wording.target_words import asked_by
from results.report.wording.value_words import range_width, range_words, value_words
from scenarios.key_path import KeyPath, parse_path
from scenarios.provenance import Provenance
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
        )
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
            row = (_what(owners, field), _values(page, resolved, paths), span, _(text))
            rows.append(row if ranges else (row[0], row[1], _(text)))
    columns = [Column(_("What")), Column(_("value")), Column(_("may lie at")), Column(_("why"))]
    caption = _("Assumptions with their ranges")
    if not ranges:
        columns = [Column(_("What")), Column(_("value")), Column(_("from"))]
        caption = _("Numbers and where they come from")
    return DataTable(caption, columns, rows, dense=True, groups=groups)


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
