"""Picture: waits predicted and measured, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from results.number_forms import NO_BREAK
from results.report.pairing_view import PairingView
from results.report.pictures.canvas import drawing, new_figure, plain_numbers, to_svg
from results.report.pictures.palette import BLUE, INK, ORANGE, PURPLE
from scenarios.text import N_
from scenarios.text import gettext as _

PLAY_LABELS: dict[str, str] = {
    "assumed": N_("predicted, with assumed delays"),
    "measured": N_("predicted, with the spread of measured delays"),
    "own": N_("predicted, with each call's own measured delay"),
}
_LINES = {"assumed": (ORANGE, (0, (1, 1))), "measured": (PURPLE, (0, (4, 1.5))), "own": (BLUE, "-")}


def play_words(name: str) -> str:
    """Return which play it is, in words."""
    return _(PLAY_LABELS.get(name, name))


def pairing_picture(view: PairingView, name: str, alt: str) -> Markup:
    """Draw the share of answered calls that waited at most so long, for each play."""
    with drawing():
        figure = new_figure(3.2)
        axes = figure.subplots()
        curves: list[tuple[Any, ...]] = [
            (view.measured_wait_s, INK, "-", 3.0, _("measured in the load test"))
        ]
        for play in view.plays:
            colour, line = _LINES.get(play.name, (PURPLE, "-"))
            curves.append((play.predicted_wait_s, colour, line, 1.5, play_words(play.name)))
        top_s = 0.0
        for wait_s, colour, line, width, label in curves:
            wait_s = np.sort(wait_s[~np.isnan(wait_s)])
            if not len(wait_s):
                continue
            share = 100 * np.arange(1, len(wait_s) + 1) / len(wait_s)
            axes.step(
                np.concatenate([[0.0], wait_s]), np.concatenate([[0.0], share]), where="post",
                color=colour, linestyle=line, linewidth=width, label=label,
                alpha=0.35 if width > 2 else 1,
            )  # fmt: skip
            top_s = max(top_s, float(np.quantile(wait_s, 0.99)))
        axes.set_xlim(0, max(top_s * 1.05, 1.0))
        axes.set_ylim(0, 103)
        axes.set_xlabel(_("wait from connection to answer, at most so many seconds"))
        axes.set_ylabel(_("share of answered calls"))
        axes.grid()
        plain_numbers(axes.xaxis)
        plain_numbers(axes.yaxis, 0, f"{NO_BREAK}%")
        axes.legend(loc="lower right")
        return to_svg(figure, name, alt)
