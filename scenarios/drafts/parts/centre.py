"""The centre: its telephone lines, and who answers."""

from __future__ import annotations

from functools import partial

from scenarios.drafts.notation import assumed, in_both, text, title
from scenarios.drafts.region_draft import BREAKS, SHIFTS, TRUNK_SHARES, RegionDraft
from scenarios.text import N_
from scenarios.text import gettext as _
from scenarios.toml_text import inline


def lines_part(draft: RegionDraft) -> list[str]:
    """Return the lines of `lines`."""
    lines = [
        *title(_("The telephone lines")),
        "[lines.trunks]",
        text(
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
        label = inline(in_both(partial(_, labels[name])))
        share = TRUNK_SHARES[name]
        lines.append(f"{name} = {{ label = {label}, channels = {channels}, share = {share} }}")
    return lines


def call_takers_part(draft: RegionDraft) -> list[str]:
    """Return the lines of `call_takers`."""
    lines = [
        *title(_("Who answers")),
        "[call_takers.staffing]",
        assumed("shrinkage", 0.15, _("leave, training, illness"), [0.05, 0.3]),
        "",
        "[call_takers.staffing.shifts]",
        text(
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
