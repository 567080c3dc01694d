"""Picture: lines in use."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from results.number_forms import NO_BREAK
from results.report.pictures.canvas import drawing, new_figure, plain_numbers, to_svg
from results.report.pictures.palette import BLUE, EMPTY, INK, SKY, VERMILION
from results.report.summaries.line_use import LineUse, time_shares
from results.report.wording.names import Names
from scenarios.text import gettext as _


def lines_picture(use: LineUse, names: Names, name: str, alt: str) -> Markup:
    """Draw how many lines each group has and uses, and how often how many are in use at once."""
    with drawing():
        figure = new_figure(1.9 + 0.3 * max(len(use.trunks), 2))
        groups, shares = figure.subplots(1, 2, width_ratios=[1.15, 1])
        rows = np.arange(len(use.trunks))[::-1]
        groups.barh(
            rows, [t.channels for t in use.trunks], height=0.44, color=EMPTY, edgecolor=INK,
            linewidth=0.8, label=_("lines there are"),
        )  # fmt: skip
        groups.barh(
            rows, [t.mean for t in use.trunks], height=0.44, color=BLUE, label=_("in use, mean")
        )
        groups.plot(
            [t.most for t in use.trunks], rows, linestyle="none", marker="D", markersize=6,
            color=VERMILION, label=_("in use, most"),
        )  # fmt: skip
        groups.set_yticks(rows, labels=[wrapped(names.trunk(t.trunk)) for t in use.trunks])
        groups.set_ylim(-0.6, len(use.trunks) - 0.4)
        groups.set_xlim(left=0)
        groups.set_xlabel(_("lines"))
        groups.grid(axis="x")
        groups.tick_params(axis="y", length=0)
        plain_numbers(groups.xaxis)
        groups.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, columnspacing=1.0)
        share = 100 * time_shares(use.at_once)
        shares.bar(
            np.arange(len(share)), share, width=0.8, color=SKY, edgecolor=BLUE, linewidth=0.6
        )
        shares.set_xlabel(_("lines in use at once, all groups"))
        shares.set_ylabel(_("share of the time"))
        shares.grid(axis="y")
        plain_numbers(shares.xaxis, 0)
        plain_numbers(shares.yaxis, suffix=f"{NO_BREAK}%")
        return to_svg(figure, name, alt)


def wrapped(text: str, width: int = 22) -> str:
    """Return a label in lines that leave room for the picture."""
    import textwrap

    return "\n".join(textwrap.wrap(text, width)) or text
