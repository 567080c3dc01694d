"""Picture: how long callers wait."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from results.number_forms import NO_BREAK, duration
from results.report.pictures.canvas import drawing, new_figure, plain_numbers, to_svg
from results.report.pictures.palette import GREEN, INK, ORANGE, VERMILION
from results.report.summaries.waits import Floats, Waits
from scenarios.text import gettext as _

_WIDTHS_S = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
_BARS = 40
_LONGEST = 6  # bounds; beyond, bars would be too wide to show what happens near the bound


def waiting_picture(waits: Waits, bound_s: float, name: str, alt: str) -> Markup:
    """Draw how many calls waited how long: answered in time, answered late, given up."""
    with drawing():
        figure = new_figure(2.9)
        axes = figure.subplots()
        edges = bins(waits, bound_s)
        late = waits.answered_s > bound_s
        groups = [
            (waits.answered_s[~late], GREEN, _("answered within {time}"), ""),
            (waits.answered_s[late], ORANGE, _("answered later"), "////"),
            (waits.gave_up_s, VERMILION, _("gave up"), "...."),
        ]
        bottom = np.zeros(len(edges) - 1)
        for times_s, colour, label, hatch in groups:
            counts, _edges = np.histogram(np.minimum(times_s, edges[-1]), edges)
            height = 100 * counts / max(waits.calls, 1)
            axes.bar(
                edges[:-1],
                height,
                width=np.diff(edges),
                bottom=bottom,
                align="edge",
                color=colour,
                edgecolor="white",
                linewidth=0.5,
                hatch=hatch,
                label=label.format(time=duration(bound_s)),
            )
            bottom += height
        axes.axvline(bound_s, color=INK, linewidth=1.0, linestyle=(0, (4, 2)))
        axes.set_xlim(0, edges[-1])
        axes.set_ylim(0, bottom.max(initial=1.0) * 1.12)
        axes.text(
            edges[-1],
            bottom[-1],
            _("{time} and more").format(time=duration(edges[-2])),
            ha="right",
            va="bottom",
        )
        axes.set_xlabel(_("wait from connection to answer, in seconds"))
        axes.set_ylabel(_("share of calls"))
        axes.grid(axis="y")
        plain_numbers(axes.yaxis, suffix=f"{NO_BREAK}%")
        plain_numbers(axes.xaxis)
        axes.legend(loc="upper right")
        return to_svg(figure, name, alt)


def bins(waits: Waits, bound_s: float) -> Floats:
    """Return the edges of the bars, s: even widths, the bound upon an edge where it can be."""
    every_s = np.concatenate([waits.answered_s, waits.gave_up_s])
    usual_s = float(np.quantile(every_s, 0.99)) if len(every_s) else 0.0
    top_s = min(max(usual_s, 2 * bound_s), _LONGEST * bound_s)
    width_s = next((w for w in _WIDTHS_S if top_s / w <= _BARS), _WIDTHS_S[-1])
    if bound_s % width_s:  # a bar across the bound would be of two colours
        width_s = bound_s / max(1, round(bound_s / width_s))
    places = np.arange(0, min(math.ceil(top_s / width_s), _BARS) + 2, dtype=np.float64)
    return places * width_s
