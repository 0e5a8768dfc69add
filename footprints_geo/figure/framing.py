"""What land a map on paper shows: its extent, and an inset of the border where most of it crowds there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from footprints_geo.basemap import EXTENTS, Extent
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_frame import Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.projections import Projection
from footprints_geo.scales import INK, Floats

BORDER_EXTENT: Final = "china-dprk-border"
MOST_FOR_INSET: Final = 0.35
"""Part of the map's width that the border may fill; if it fills more, it needs no inset."""

LEAST_FOR_INSET: Final = 0.3
"""Part of the dots that must lie at the border for an inset of it."""

NARROWEST_DEGREES: Final = 4.0
ROOM_DEGREES: Final = 0.5
"""Round what an inset holds whole."""

LEAST_SIDE_MM: Final = 95.0
"""A smaller map of flows has no room for an inset."""


@dataclass(frozen=True)
class Inset:
    """A second map of the border in a corner of the first.

    Attributes
    ----------
    frame : MapFrame
        The second map.
    place : (float, float, float, float)
        The box it takes on the first one, in its millimetres.
    outline : Extent
        What it shows.
    mark : (float, float, float, float)
        The box of its extent on the first map, in its millimetres.
    """

    frame: MapFrame
    place: Box
    outline: Extent
    mark: Box

    def holds(self, dots: pd.DataFrame) -> pd.Series:
        """Whether positions, `lon` and `lat`, lie in the inset."""
        return dots["lon"].between(self.outline.west, self.outline.east) & dots["lat"].between(
            self.outline.south, self.outline.north
        )


def extent_of(dots: pd.DataFrame, name: str) -> Extent:
    """A named extent, or for `fit` the one that holds all dots, `lon` and `lat`; the corridor where there are none."""
    if name != "fit":
        return EXTENTS[name]
    corridor = EXTENTS["corridor"]
    # A flight to another continent would make a speck of the border.
    near = dots["lon"].between(corridor.west, corridor.east) & dots["lat"].between(corridor.south, corridor.north)
    dots = dots[near]
    if dots.empty:
        return corridor
    lon, lat = dots["lon"], dots["lat"]
    wide, high = max(float(np.ptp(lon)), NARROWEST_DEGREES), max(float(np.ptp(lat)), NARROWEST_DEGREES)
    x, y = float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2
    return Extent(x - wide * 0.6, max(y - high * 0.62, -85), x + wide * 0.6, min(y + high * 0.62, 85), "Fitted", "맞춤")


def _widened(extent: Extent, outlines: Sequence[Floats]) -> Extent:
    """An extent, and with it the outlines that reach into it, with a little room beyond them."""
    low, high = np.array([extent.west, extent.south]), np.array([extent.east, extent.north])
    edges = [(outline.min(axis=0), outline.max(axis=0)) for outline in outlines]
    near = [(one, other) for one, other in edges if (one < high).all() and (other > low).all()]
    west, south = np.min([low, *(one - ROOM_DEGREES for one, _ in near)], axis=0).tolist()
    east, north = np.max([high, *(other + ROOM_DEGREES for _, other in near)], axis=0).tolist()
    return replace(extent, west=west, south=south, east=east, north=north)


def border_inset(
    page: Page,
    main: MapFrame,
    dots: pd.DataFrame,
    taken: list[Box],
    least_side: float = LEAST_SIDE_MM,
    least_share: float = LEAST_FOR_INSET,
    whole: Sequence[Floats] = (),
) -> Inset | None:
    """An inset of the border where most dots lie in it and it is small on the map; in the emptiest corner.

    It holds those outlines of `whole`, longitude and latitude, that reach into the border's extent.

    None where it is not needed, fewer than `least_share` of the dots lie in it, or a side of the map is shorter than
    `least_side` millimetres.
    """
    border, box = _widened(EXTENTS[BORDER_EXTENT], whole), page.room
    corners = main.window.mm(np.array([[border.west, border.south], [border.east, border.north]]))
    inside = dots["lon"].between(border.west, border.east) & dots["lat"].between(border.south, border.north)
    share = inside.mean() if len(inside) else 0.0
    if share < least_share or (corners[1, 0] - corners[0, 0]) > MOST_FOR_INSET * box[2] or min(box[2:]) < least_side:
        return None
    width = min(box[2] * 0.46, box[3] * 0.5 / 0.72)
    height = width * 0.72
    ends = main.window.mm(dots[["lon", "lat"]].to_numpy(dtype=np.float64))
    places = [(x, y, x + width, y + height) for x in (box[2] - width - 2, 2.0) for y in (2.0, box[3] - height - 2)]
    free = [p for p in places if not any(p[0] < t[2] and p[2] > t[0] and p[1] < t[3] and p[3] > t[1] for t in taken)]
    if not free:
        return None
    held = [((ends > [p[0], p[1]]) & (ends < [p[2], p[3]])).all(axis=1).sum() for p in free]
    place = free[int(np.argmin(held))]
    frame = MapFrame.on(
        page.figure, (box[0] + place[0], box[1] + place[1], width, height),
        Window(Projection(border), width, height), page.sheet,
    )  # fmt: skip
    low, high = corners
    mark = Rectangle((low[0], low[1]), high[0] - low[0], high[1] - low[1], facecolor="none", edgecolor=rgb(INK))
    mark.set(linewidth=0.7, linestyle=(0, (3, 2)), zorder=35)
    main.axes.add_patch(mark)
    return Inset(frame, place, border, (*low.tolist(), *high.tolist()))
