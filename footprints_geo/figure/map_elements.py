"""What tells a reader how large a map is and where its north is."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from footprints_geo.figure.fonts import text_width
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_frame import LINE_MM, Box, MapFrame
from footprints_geo.projections import geodesic_km
from footprints_geo.scales import INK

STEPS_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 250, 500, 1000, 2000)


def draw_scale_bar(frame: MapFrame, left: float, bottom: float, widest: float) -> Box:
    """A bar that is true at the middle of the map, along the parallel there; the box it takes."""
    km_per_mm = _km_per_mm(frame.window)
    km = max(step for step in STEPS_KM if step <= max(km_per_mm * widest, 1))
    length = km / km_per_mm
    size = max(6.0, frame.sheet.text * 0.8)
    for part, colour in ((0, rgb(INK)), (1, (1, 1, 1))):
        bar = Rectangle((left + length / 2 * part, bottom), length / 2, 0.9, facecolor=colour, edgecolor=rgb(INK))
        bar.set(linewidth=0.5, zorder=40)
        frame.axes.add_patch(bar)
    words = {0.0: "0", length / 2: f"{km / 2:g}", length: f"{km:g} km"}
    if length < text_width(words[length], size) * 1.7:
        del words[length / 2]
    for at, text in words.items():
        frame.write((left + at, bottom + 0.9 + size * LINE_MM * 0.55), text, size, "regular", rgb(INK), 41)
    return (left - 2, bottom - 1, left + length + 8, bottom + 1.5 + size * LINE_MM)


def draw_north(frame: MapFrame, x: float, y: float) -> Box:
    """An arrow to the north at its own spot, where the meridian may lean; the box it takes."""
    left, bottom, _, _ = frame.window.projection.frame(frame.window.width, frame.window.height)
    here = np.array([[x, y]]) * frame.window.metres_per_mm + np.array([left, bottom])
    lon, lat = frame.window.projection.degrees(here)[0]
    up = frame.window.mm(np.array([lon, lat + 0.05])) - frame.window.mm(np.array([lon, lat]))
    up = up / np.hypot(*up)
    side = np.array([up[1], -up[0]])
    base = np.array([x, y])
    tip = base + up * 6
    for sign, colour in ((-1, rgb(INK)), (1, (1, 1, 1))):
        corners = [tip, base + side * 1.8 * sign - up * 1.2, base]
        frame.axes.add_patch(
            Polygon(corners, closed=True, facecolor=colour, edgecolor=rgb(INK), linewidth=0.6, zorder=40)
        )
    size = max(6.0, frame.sheet.text * 0.8)
    frame.write(tuple(tip + up * size * LINE_MM * 0.6), "N", size, "bold", rgb(INK), 41)
    return (x - 3, y - 3, x + 3, y + 10)


def _km_per_mm(window: Window) -> float:
    middle = np.array([[-0.5, 0.0], [0.5, 0.0]]) + np.array([window.width / 2, window.height / 2])
    left, bottom, _, _ = window.projection.frame(window.width, window.height)
    ends = window.projection.degrees(middle * window.metres_per_mm + np.array([left, bottom]))
    return geodesic_km(ends[0], ends[1])
