"""Picture: response times of the agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from results.number_forms import duration
from results.report.pictures.canvas import drawing, new_figure, plain_numbers, to_svg
from results.report.pictures.lines import wrapped
from results.report.pictures.palette import BLUE, INK, PAPER, SKY, VERMILION
from results.report.summaries.response import Times
from results.report.wording.names import Names
from scenarios.text import gettext as _

_FAR = 4  # times as slow as the middle agency: it would squeeze all others into a corner


def agencies_picture(
    times: Sequence[Times], bounds_s: Mapping[str, float], names: Names, name: str, alt: str
) -> Markup:
    """Draw for each agency where half and nine of ten responses lie, in minutes.

    Parameters
    ----------
    times : sequence of Times
        Each with at least one arrival.
    bounds_s : mapping of agency to s
        Time bounds of targets measured between the same moments.
    """
    with drawing():
        from matplotlib.patches import Rectangle

        figure = new_figure(0.95 + 0.3 * len(times))
        axes = figure.subplots()
        rows = np.arange(len(times))[::-1]
        top = longest_min(times)
        for row, of in zip(rows, times, strict=True):
            p10, p25, p50, p75, p90 = (of.quantile_s(q) / 60 for q in (0.1, 0.25, 0.5, 0.75, 0.9))
            axes.plot([p10, p90], [row, row], color=BLUE, linewidth=1.2, zorder=2)
            axes.add_patch(
                Rectangle(
                    (p25, row - 0.24), p75 - p25, 0.48, facecolor=SKY, edgecolor=BLUE,
                    linewidth=0.8, zorder=3,
                )
            )  # fmt: skip
            axes.plot([p50, p50], [row - 0.24, row + 0.24], color=INK, linewidth=2, zorder=4)
            if p90 > top:
                axes.plot([top], [row], marker=">", color=BLUE, clip_on=False, zorder=6)
            if p50 > top:
                text = _("half within {time}").format(time=duration(60 * p50))
                box = {"facecolor": PAPER, "edgecolor": "none", "pad": 2}
                axes.text(top * 0.97, row, text, ha="right", va="center", zorder=6, bbox=box)
            if of.key in bounds_s:
                bound = bounds_s[of.key] / 60
                axes.plot(
                    [bound, bound], [row - 0.42, row + 0.42], color=VERMILION, linewidth=1.8,
                    linestyle=(0, (2, 1)), zorder=5,
                )  # fmt: skip
        handles = [
            Rectangle((0, 0), 1, 1, facecolor=SKY, edgecolor=BLUE, label=_("middle half")),
            *axes.plot([], [], color=INK, linewidth=2, label=_("half are faster")),
            *axes.plot([], [], color=BLUE, linewidth=1.2, label=_("eight of ten")),
        ]
        if any(t.key in bounds_s for t in times):
            handles += axes.plot(
                [], [], color=VERMILION, linewidth=1.8, linestyle=(0, (2, 1)), label=_("target")
            )
        axes.legend(
            handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=4, borderaxespad=0.2
        )
        axes.set_yticks(rows, labels=[wrapped(names.agency(t.key), 30) for t in times])
        axes.set_ylim(-0.6, len(times) - 0.4)
        axes.set_xlim(0, top)
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(_("minutes from the caller's connection to the first unit on scene"))
        plain_numbers(axes.xaxis)
        return to_svg(figure, name, alt)


def longest_min(times: Sequence[Times]) -> float:
    """Return where the axis ends, minutes: behind all, but not far behind the usual."""
    p90 = np.array([t.quantile_s(0.9) for t in times]) / 60
    usual = float(np.median(p90))
    top = float(p90.max())
    return 1.04 * (top if top <= _FAR * usual else max(p90[p90 <= _FAR * usual]))
