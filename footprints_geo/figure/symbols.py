"""Symbols on paper, filled or hollow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.collections import PolyCollection
from matplotlib.patheffects import withStroke

from footprints_geo.figure.ground import rgb
from footprints_geo.scales import Colour, Floats

EDGE: Final = 0.5
HOLLOW_EDGE: Final = 1.3
"""Edges of symbols in points: a hollow one has nothing but its edge."""

RIM: Final = 1.6


def symbols(outlines: Sequence[Floats], colour: Colour, ink: Colour, hollow: bool) -> PolyCollection:
    """Outlines filled with a colour, or hollow, with an edge of its ink, on a light rim."""
    drawn = PolyCollection(
        list(outlines), facecolors=["white" if hollow else rgb(colour)], edgecolors=[rgb(ink)],
        linewidths=HOLLOW_EDGE if hollow else EDGE,
    )  # fmt: skip
    drawn.set_path_effects([withStroke(linewidth=RIM + (HOLLOW_EDGE if hollow else EDGE), foreground="white")])
    return drawn
