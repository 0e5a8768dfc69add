"""Words across a whole picture that cannot be cut away from it: that what it shows is of no real person."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from footprints_geo.figure.fonts import font, text_width
from footprints_geo.paper import LEAST_POINTS, MM_PER_INCH

LABEL: Final = "watermark"
SLANT: Final = 24.0
"""Degrees."""

COLOUR: Final = (0.7, 0.05, 0.05)
STRENGTH: Final = 0.3
"""Read at a glance, and the picture can still be read under it."""

FILLED: Final = 0.72
"""Of the sheet's width, by one line of it."""

HEIGHTS: Final = (0.22, 0.5, 0.78)
"""Where its lines cross the middle of the sheet: whoever cuts out a part of the picture cuts out one of them."""


def put_watermark(figure: Figure, words: str) -> None:
    """Write words across a picture, three times, over all that is on it; nothing for no words."""
    if not words:
        return
    text = words.rstrip(".")
    wide = float(figure.get_size_inches()[0]) * MM_PER_INCH
    size = max(FILLED * wide / text_width(text, 1.0, "bold"), LEAST_POINTS)
    for height in HEIGHTS:
        figure.text(
            0.5, height, text, fontproperties=font(size, "bold"), color=COLOUR, alpha=STRENGTH, rotation=SLANT,
            ha="center", va="center", zorder=1000, parse_math=False, label=LABEL,
        )  # fmt: skip
