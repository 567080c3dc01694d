"""From a matplotlib figure to an svg element that can stand in the page.

Nothing of pyplot is used, so no state is kept between pictures; ids hang on the picture's name
and a fixed salt, and no date is written, so the same data give the same text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup, escape

from results.number_forms import number
from results.report.pictures.palette import GRID, INK, MUTED

WIDTH_IN = 7.6
"""All pictures are as wide as the page's column; 8 points of type read well on paper."""

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "siap112",
    "font.family": "sans-serif",
    # the widest of the fonts that a reader may have: what fits here fits anywhere
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.0,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 3.0,
    "ytick.major.size": 3.0,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "hatch.linewidth": 0.5,
    "path.simplify": False,
}
_TAG = re.compile(r"<[^>]*>")
_DECIMALS = re.compile(r"(\d+\.\d{2})\d+")


@contextmanager
def drawing() -> Iterator[None]:
    """Put the report's style in force while a figure is made and drawn."""
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        yield


def new_figure(height_in: float, width_in: float = WIDTH_IN) -> Any:
    """Return an empty figure that lays itself out."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), layout="constrained")


def to_svg(figure: Any, name: str, alt: str) -> Markup:
    """Return a figure as an svg element.

    Parameters
    ----------
    figure : matplotlib Figure
    name : str
        Of the picture; its ids begin with it, so that no two pictures share one.
    alt : str
        What is read out in its place.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"font-family: [^;\"]*;?|font: ([\d.]+px) [^;\"]*", _size_only, text)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r"url\(#", f"url(#{name}-", text)
    text = re.sub(r'xlink:href="#', f'href="#{name}-', text)
    text = _TAG.sub(lambda tag: _DECIMALS.sub(r"\1", tag[0]), text)
    text = re.sub(r">\s+<", "><", text)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert box is not None
    head = (
        f'<svg viewBox="0 0 {box[1]} {box[2]}" role="img" aria-label="{escape(alt)}" '
        'preserveAspectRatio="xMidYMid meet">'
    )
    return Markup(head + text[text.index(">") + 1 :].rstrip())


def colour_bar(figure: Any, scale: Any, axes: Any, **place: Any) -> Any:
    """Put the scale of a colour map beside axes, drawn as shapes."""
    bar = figure.colorbar(scale, ax=axes, **place)
    bar.outline.set_visible(False)
    bar.solids.set_rasterized(False)
    bar.solids.set_edgecolor("face")
    return bar


def plain_numbers(axis: Any, digits: int = 1, suffix: str = "") -> None:
    """Write an axis' numbers in the form of the language in force, at round places."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=digits == 0))
    axis.set_major_formatter(FuncFormatter(lambda v, _place: number(v, digits) + suffix))


def _size_only(match: re.Match[str]) -> str:
    return f"font-size: {match[1]}" if match[1] else ""
