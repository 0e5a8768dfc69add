"""Bars on paper: plain where a date is known, hatched where it is not known as closely."""

from __future__ import annotations

from typing import Final

from matplotlib.patches import Patch

from footprints_geo.figure.ground import rgb
from footprints_geo.scales import Colour

HATCH: Final = "////"
HATCH_WIDTH: Final = 0.7
EDGE_WIDTH: Final = 0.6


def paint_bar(bar: Patch, colour: Colour, edge: Colour, hatched: bool) -> None:
    """Fill a bar with its colour, or with lines of its edge's colour on white."""
    bar.set(facecolor="white" if hatched else rgb(colour), edgecolor=rgb(edge), linewidth=EDGE_WIDTH)
    if hatched:
        bar.set_hatch(HATCH)
        bar.set_hatch_linewidth(HATCH_WIDTH)
