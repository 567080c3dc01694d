"""Section: how the report was made, so that somebody else can make it again."""

from __future__ import annotations

import shlex
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from results.manifest import Manifest, Play
from results.number_forms import duration, instant, number
from results.report.blocks import Block, Bullets, Facts, Paragraph, Section, Text
from results.report.page import Page
from results.report.wording.prose import say
from scenarios.text import N_, ngettext
from scenarios.text import gettext as _

_STATES = {
    "running": N_("not ended yet"),
    "finished": N_("finished"),
    "interrupted": N_("interrupted"),
    "failed": N_("broke off"),
}
_STAGES = {
    "compiling": N_("preparing the simulation"),
    "deployment": N_("preparing the deployment"),
    "calls": N_("playing the calls"),
    "simulation": N_("simulation"),
    "ranges": N_("assumptions at their ends"),
    "drivers": N_("what drives the targets"),
    "staff": N_("call-takers needed"),
    "units": N_("waiting for units"),
    "verdict": N_("verdict"),
    "report": N_("report"),
}


def making_section(page: Page) -> Section:
    """Return seed, versions, command, times and scenario hash."""
    data, manifest = page.data, page.data.manifest
    rows: list[tuple[Text, Text]] = [
        (_("Region"), page.names.region()),
        (_("Scenario"), manifest.scenario),
        (say(_("Scenario [hash](fingerprint)")), manifest.scenario_hash),
        (say(_("[Seed](seed)")), str(manifest.seed)),
        (_("Engine"), manifest.engine),
    ]
    if manifest.weeks:
        weeks = ngettext("{n} week", "{n} weeks", manifest.weeks)
        rows.append((_("Simulated"), weeks.format(n=number(manifest.weeks))))
    began = moment(manifest.start, manifest.zone)
    if began is not None:
        rows.append((_("The run's clock begins"), instant(began)))
    if data.finished_at is not None:
        rows.append((_("Finished"), instant(data.finished_at)))
    rows.append((_("State"), _(_STATES[manifest.state])))
    if data.tested is not None:
        rows.append((_("Load test played"), play_words(data.of_the_test.play)))
    if manifest.command:
        rows.append((_("Command"), shlex.join(manifest.command)))
    if data.stages_s:
        stages = data.stages_s.items()
        text = "; ".join(f"{_(_STAGES.get(name, name))} {duration(s)}" for name, s in stages)
        rows.append((_("Time it took"), text))
    rows.append((_("Versions"), _versions(manifest)))
    blocks: list[Block] = [
        Paragraph(
            say(
                _(
                    "The same command with the same [seed](seed) gives the same simulation again, "
                    "to the last digit. A load test differs a little each time."
                )
            )
        ),
        Facts(rows),
    ]
    if data.gaps:
        blocks += [Paragraph(_("What is missing from the run folder:")), Bullets(data.gaps)]
    return Section("making", _("How this report was made"), blocks)


def play_words(play: Play) -> str:
    """Return how the trace was played, in words."""
    if play.plain:
        return _("as it is, in real time")
    parts = []
    if play.packed and play.gap_s is not None:
        parts.append(
            _("pauses between calls cut to at most {time}").format(time=duration(play.gap_s))
        )
    elif play.packed:
        parts.append(_("pauses between calls cut short"))
    if play.speed != 1:
        parts.append(_("{speed} times as fast as in life").format(speed=number(play.speed, 2)))
    return ", ".join(parts)


def moment(text: str, zone: str) -> datetime | None:
    """Return an instant in the region's zone; None if the text is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return found.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return found


def _versions(manifest: Manifest) -> str:
    if not manifest.versions:
        return _("not told")
    # a version may be "not installed"
    return ", ".join(f"{name} {_(version)}" for name, version in sorted(manifest.versions.items()))
