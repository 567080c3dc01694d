"""Picture: the 168 hours of the week as a heat map of shares."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from results.number_forms import NO_BREAK, number, weekday
from results.report.pictures.canvas import colour_bar, drawing, new_figure, to_svg
from results.report.pictures.palette import EMPTY, LEVELS, MAP, MUTED, PAPER, VERMILION, ink_on
from results.report.pictures.week_axis import day_axis
from results.report.summaries.hours import Floats
from scenarios.text import gettext as _


def heat_map_picture(share: Floats, bound: float | None, name: str, alt: str) -> Markup:
    """Draw shares by day and hour, in whole per cent; below the bound with a frame.

    Parameters
    ----------
    share : array of float, shape (168,)
        NaN where nothing was seen.
    bound : float, optional
        Cells below it are framed.
    """
    with drawing():
        import matplotlib
        from matplotlib.patches import Rectangle

        figure = new_figure(2.9)
        axes = figure.subplots()
        grid = share.reshape(7, 24)
        colours = matplotlib.colormaps[MAP].resampled(LEVELS).with_extremes(bad=EMPTY)
        low = min(float(np.nanmin(share)), 0.9) if np.any(~np.isnan(share)) else 0.9
        edges = np.arange(-0.5, 24), np.arange(-0.5, 7)
        image = axes.pcolormesh(
            *edges, np.ma.masked_invalid(grid), cmap=colours, vmin=low, vmax=1, edgecolor=PAPER,
            linewidth=0.8,
        )  # fmt: skip
        axes.set_facecolor(EMPTY)
        axes.invert_yaxis()
        for (row, column), value in np.ndenumerate(grid):
            text = "–" if math.isnan(value) else str(whole_percent(value, bound))
            rgba = colours(image.norm(value)) if not math.isnan(value) else (1, 1, 1, 1)
            ink = MUTED if math.isnan(value) else ink_on(*rgba[:3])
            axes.text(column, row, text, ha="center", va="center_baseline", fontsize=6.5, color=ink)
            if bound is not None and value < bound - 1e-12:
                corner = (column - 0.46, row - 0.44)
                axes.add_patch(
                    Rectangle(corner, 0.92, 0.88, fill=False, edgecolor=VERMILION, linewidth=1.5)
                )
        axes.set_yticks(np.arange(7), labels=[weekday(d) for d in range(7)])
        day_axis(axes)
        axes.set_xlabel(_("hour of the day"))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        bar = colour_bar(figure, image, axes, pad=0.015, aspect=22)
        bar.ax.yaxis.set_major_formatter(lambda v, _place: f"{number(100 * v)}{NO_BREAK}%")
        bar.set_label(_("answered in time"))
        return to_svg(figure, name, alt)


def whole_percent(share: float, bound: float | None) -> int:
    """Return a share in whole per cent, never rounded up to all or to the bound.

    Parameters
    ----------
    share : float
    bound : float, optional
    """
    whole = round(100 * share)
    for limit in (1.0,) if bound is None else (1.0, bound):
        if share < limit - 1e-12:
            whole = min(whole, math.ceil(100 * limit - 1e-9) - 1)
    return whole
