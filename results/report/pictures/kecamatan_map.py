"""Picture: response time on the map of the region."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from results.number_forms import number
from results.report.pictures.canvas import (
    WIDTH_IN,
    colour_bar,
    drawing,
    new_figure,
    plain_numbers,
    to_svg,
)
from results.report.pictures.palette import EMPTY, INK, LEVELS, MAP, MUTED, PAPER, VERMILION, ink_on
from scenarios.geography import Outline, kecamatan_outline, region_outline
from scenarios.schema.scenario import Scenario
from scenarios.territory import Territory
from scenarios.text import gettext as _

_KM_PER_DEGREE = 111.195
_TALLEST_IN = 6.4
_STEPS_KM = tuple(step * 10**power for power in range(5) for step in (1, 2, 5))
"""Between marks of distance; a post misplaced to a pole is drawn where it was put."""


def map_picture(
    scenario: Scenario, land: Territory, minutes: Mapping[str, float], name: str, alt: str
) -> Markup:
    """Draw each kecamatan in the colour of its response time, with posts and hospitals.

    Where the data have no outline of a kecamatan, a disc of its area stands for it.

    Parameters
    ----------
    minutes : mapping of kecamatan code to minutes
        Kecamatan left out are grey.
    """
    with drawing():
        import matplotlib
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import Normalize

        plane = _Plane(land.lat0)
        known = [v for v in minutes.values() if math.isfinite(v)]
        norm = Normalize(min(known), max(*known, min(known) + 1))
        colours = matplotlib.colormaps[MAP].resampled(LEVELS).reversed()
        shapes = {c: kecamatan_outline(c) for c in land.codes}
        figure = new_figure(_TALLEST_IN)
        axes = figure.subplots()
        if not all(shapes.values()):
            for code in scenario.place.regions:
                outline = region_outline(code)
                if outline is not None:
                    axes.add_patch(plane.patch(outline, facecolor="#f6f8f9", edgecolor=MUTED))
        for row, code in enumerate(land.codes):
            value = minutes.get(code, math.nan)
            fill = colours(norm(value)) if math.isfinite(value) else EMPTY
            style = {"facecolor": fill, "edgecolor": PAPER, "linewidth": 0.8}
            shape, centre = shapes[code], plane.at(land.lon[row], land.lat[row])
            if shape is not None:
                axes.add_patch(plane.patch(shape, **style))
            else:
                radius_km = math.sqrt(land.area_km2[row] / math.pi)
                axes.add_patch(plane.disc(centre, radius_km, **style, alpha=0.9))
            ink = ink_on(*fill[:3]) if math.isfinite(value) else MUTED
            # a little below the centre, where a post may stand
            axes.annotate(
                number(round(value)) if math.isfinite(value) else "–", centre, (0, -5.5),
                textcoords="offset points", ha="center", va="center", fontsize=7.5, color=ink,
                zorder=6,
            )  # fmt: skip
        _marks(axes, scenario, land, plane)
        axes.set_aspect("equal")
        axes.autoscale_view()
        axes.set_xlabel(_("km, west to east"))
        axes.set_ylabel(_("km, south to north"))
        _from_the_corner(axes)
        height, width = (np.diff(limits)[0] for limits in (axes.get_ylim(), axes.get_xlim()))
        figure.set_size_inches(WIDTH_IN, min(_TALLEST_IN, 1.0 + (WIDTH_IN - 1.7) * height / width))
        scale = ScalarMappable(norm, colours)
        bar = colour_bar(figure, scale, axes, pad=0.02, aspect=26, fraction=0.05)
        bar.set_label(_("minutes, half are faster"))
        plain_numbers(bar.ax.yaxis)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
        return to_svg(figure, name, alt)


class _Plane:
    """Degrees to kilometres around a latitude."""

    def __init__(self, lat0: float) -> None:
        self._x = _KM_PER_DEGREE * math.cos(math.radians(lat0))

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return float(lon) * self._x, float(lat) * _KM_PER_DEGREE

    def patch(self, outline: Outline, **style: Any) -> Any:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        rings = [ring for polygon in outline for ring in polygon]
        points = [self.at(*point) for ring in rings for point in ring]
        codes = [
            Path.MOVETO if i == 0 else Path.CLOSEPOLY if i == len(ring) - 1 else Path.LINETO
            for ring in rings
            for i in range(len(ring))
        ]
        return PathPatch(Path(points, codes), **style)

    def disc(self, centre: tuple[float, float], radius_km: float, **style: Any) -> Any:
        from matplotlib.patches import Circle

        return Circle(centre, radius_km, **style)


def _marks(axes: Any, scenario: Scenario, land: Territory, plane: _Plane) -> None:
    """Mark posts and hospitals."""
    posts = [_place(post, land) for a in scenario.agencies.values() for post in a.posts]
    spots = sorted({plane.at(*place) for place in posts if place is not None})
    style: dict[str, Any] = {"linestyle": "none", "markeredgecolor": PAPER, "zorder": 5}
    if spots:
        axes.plot(*zip(*spots, strict=True), marker="^", markersize=4.5, color=INK,
                  markeredgewidth=0.4, label=_("post with units"), **style)  # fmt: skip
    hospitals = [plane.at(h.lon, h.lat) for h in scenario.place.hospitals]
    if hospitals:
        axes.plot(*zip(*hospitals, strict=True), marker="P", markersize=6.5, color=VERMILION,
                  markeredgewidth=0.6, label=_("hospital"), **style)  # fmt: skip


def _place(post: Any, land: Territory) -> tuple[float, float] | None:
    if post.lat is not None and post.lon is not None:
        return post.lon, post.lat
    if post.kecamatan in land.codes:
        row = land.codes.index(post.kecamatan)
        return float(land.lon[row]), float(land.lat[row])
    return None


def _from_the_corner(axes: Any) -> None:
    """Count kilometres from the lower left corner of the map."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    for axis, start in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        span = start[1] - start[0]
        step = next(s for s in _STEPS_KM if span / s <= 8)
        locator = MultipleLocator(step, offset=start[0])
        axis.set_major_locator(locator)
        axis.set_major_formatter(
            FuncFormatter(lambda v, _place, zero=start[0]: number(round(v - zero)))
        )
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
