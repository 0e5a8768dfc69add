"""Cells on paper: six-sided areas with an edge that says whether a finding is stable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.collections import PolyCollection

from footprints_geo.figure.ground import rgb
from footprints_geo.scales import Colour, Floats

EDGE: Final = 0.6
HOT_EDGE: Final = 1.5
"""Edges in points: a hotspot stands out by its edge as well as by its colour."""

DASHES: Final = (0, (2.4, 1.4))


def cell_shapes(outlines: Sequence[Floats], colour: Colour, ink: Colour, hot: bool, stable: bool) -> PolyCollection:
    """Outlines filled with a colour; the edge of a hotspot is bold, and dashed where it depends on something."""
    return PolyCollection(
        list(outlines), facecolors=[rgb(colour)], edgecolors=[rgb(ink)], linewidths=HOT_EDGE if hot else EDGE,
        linestyles=["solid" if stable else DASHES], joinstyle="round",
    )  # fmt: skip


def hexagon(size: float) -> Floats:
    """A six-sided outline round 0, 0 of a height, for a legend."""
    angles = np.radians(np.arange(0, 360, 60))
    corners: Floats = np.column_stack((np.cos(angles), np.sin(angles))) * size / np.sqrt(3)
    return corners
