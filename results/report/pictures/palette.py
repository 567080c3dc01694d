"""Colours of page and pictures: Okabe and Ito's set, which the colour-blind can tell apart.

Okabe, M. and Ito, K. (2008), Color Universal Design.
"""

from __future__ import annotations

INK = "#1b2733"
MUTED = "#5a6772"
GRID = "#dfe4e8"
PAPER = "#ffffff"
EMPTY = "#eceff1"
BLUE = "#0072b2"
SKY = "#56b4e9"
ORANGE = "#e69f00"
GREEN = "#009e73"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"
MAP = "cividis"
"""Colour map whose lightness rises evenly, made for the colour-blind (Nunez et al. 2018)."""

LEVELS = 24
"""Steps of the colour map: few enough to be drawn as shapes, for a bitmap blurs on paper."""


def ink_on(red: float, green: float, blue: float) -> str:
    """Return the colour of text that reads well on a colour (components 0 to 1)."""
    lightness = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return INK if lightness > 0.22 else PAPER
