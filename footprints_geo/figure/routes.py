"""The map of routes on a sheet: flows with names and numbers, and an inset where most of them crowd at the border."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from footprints_geo.basemap import EXTENTS, Extent
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.flows import Flow
from footprints_geo.legend import legend_of
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.scales import INK, WidthScale
from footprints_geo.scene import Scene, lay_out
from footprints_geo.wording import FigureWords, as_of, legs_beyond, words_of

BORDER_EXTENT: Final = "china-dprk-border"
MOST_FOR_INSET: Final = 0.35
"""Part of the map's width that the border may fill; if it fills more, it needs no inset."""

LEAST_FOR_INSET: Final = 0.3
"""Part of the ends of flows that must lie at the border for an inset of it."""

THINNEST: Final = 0.046
WIDEST: Final = 0.46
"""Widths of flows in millimetres, for each point of the body text."""

ROOM_MM2: Final = 420.0
"""Square millimetres of map a name needs, at a body text of 8.5 points; of more names the least important stay out."""

NARROWEST_DEGREES: Final = 4.0
LEAST_SIDE_MM: Final = 95.0
"""A smaller map has no room for an inset."""


def draw_routes(view: View, options: FigureOptions) -> tuple[Figure, FigureWords]:
    """Draw a view's routes on a sheet.

    Returns
    -------
    (matplotlib.figure.Figure, FigureWords)
        The picture, and the words on it. With the land alone for a view without legs.
    """
    scene = lay_out(view, options.script)
    extent = extent_of(scene, options.extent)
    projection = Projection(extent)
    words = words_of(view, scene, as_of(view), _projection_words(projection), legs_beyond(scene, extent))
    page = Page.of(options.sheet, words, legend_of(scene), widths(scene, options.sheet))
    _maps(page, projection, scene, options)
    return page.figure, words


def widths(scene: Scene, sheet: Sheet) -> WidthScale:
    """Widths in millimetres: the same parts of the sheet whatever its size."""
    return WidthScale(scene.scale.largest, THINNEST * sheet.text, WIDEST * sheet.text)


def extent_of(scene: Scene, name: str) -> Extent:
    """A named extent, or for `fit` the one that holds all ends of flows; the corridor where there are none."""
    if name != "fit":
        return EXTENTS[name]
    corridor = EXTENTS["corridor"]
    # A flight to another continent would make a speck of the border.
    near = scene.dots["lon"].between(corridor.west, corridor.east) & scene.dots["lat"].between(
        corridor.south, corridor.north
    )
    dots = scene.dots[near]
    if dots.empty:
        return corridor
    lon, lat = dots["lon"], dots["lat"]
    wide, high = max(float(np.ptp(lon)), NARROWEST_DEGREES), max(float(np.ptp(lat)), NARROWEST_DEGREES)
    x, y = float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2
    return Extent(x - wide * 0.6, max(y - high * 0.62, -85), x + wide * 0.6, min(y + high * 0.62, 85), "Fitted", "맞춤")


def _maps(page: Page, projection: Projection, scene: Scene, options: FigureOptions) -> None:
    _, _, width, height = page.room
    main = MapFrame.on(page.figure, page.room, Window(projection, width, height), page.sheet)
    scale = widths(scene, page.sheet)
    flows = main.draw_flows(scene.legs, scale)
    main.draw_dots(scene.dots)
    north = draw_north(main, width - 7, height - 14)
    bar = draw_scale_bar(main, 4, 4, width * 0.28)
    inset = _inset(page, main, scene, [north, bar])
    taken = [north, bar, *([inset.place] if inset else [])]
    dots, legs = scene.dots, scene.legs
    if inset:
        inset.draw(scene, scale, options)
        dots = dots[~inset.holds(dots)]
    apart = ~inset.holds_both(legs) if inset else pd.Series(True, index=legs.index)
    taken += main.draw_numbers(legs, flows, apart.tolist(), taken)
    _name(main, dots, flows, options, taken)


@dataclass(frozen=True)
class _Inset:
    """A second map of the border in a corner of the first."""

    frame: MapFrame
    place: Box
    outline: Extent

    def holds(self, dots: pd.DataFrame) -> pd.Series:
        """Whether positions lie in the inset."""
        return dots["lon"].between(self.outline.west, self.outline.east) & dots["lat"].between(
            self.outline.south, self.outline.north
        )

    def holds_both(self, legs: pd.DataFrame) -> pd.Series:
        """Whether both ends of a leg lie in the inset, which then gives its number."""
        ends = [legs[[f"{end}_lon", f"{end}_lat"]].set_axis(["lon", "lat"], axis=1) for end in ("from", "to")]
        return self.holds(ends[0]) & self.holds(ends[1])

    def draw(self, scene: Scene, scale: WidthScale, options: FigureOptions) -> None:
        """Draw what lies in the inset: with finer lines, as there is less room."""
        finer = replace(scale, widest=scale.widest * 0.8)
        flows = self.frame.draw_flows(scene.legs, finer)
        self.frame.draw_dots(scene.dots)
        bar = draw_scale_bar(self.frame, 3, 3, self.frame.window.width * 0.3)
        numbers = self.frame.draw_numbers(scene.legs, flows, [True] * len(flows), [bar])
        _name(self.frame, scene.dots[self.holds(scene.dots)], flows, options, [bar, *numbers])


def _name(frame: MapFrame, dots: pd.DataFrame, flows: list[Flow], options: FigureOptions, taken: list[Box]) -> None:
    """Name the dots, those of most persons first, as many as there is room for."""
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    frame.draw_names(dots.head(max(most, 4)), flows, options.script, taken)


def _inset(page: Page, main: MapFrame, scene: Scene, taken: list[Box]) -> _Inset | None:
    """An inset of the border where most ends lie in it and it is small on the map; in the emptiest corner."""
    border, box = EXTENTS[BORDER_EXTENT], page.room
    corners = main.window.mm(np.array([[border.west, border.south], [border.east, border.north]]))
    inside = scene.dots["lon"].between(border.west, border.east) & scene.dots["lat"].between(border.south, border.north)
    share = inside.mean() if len(inside) else 0.0
    if (
        share < LEAST_FOR_INSET
        or (corners[1, 0] - corners[0, 0]) > MOST_FOR_INSET * box[2]
        or min(box[2:]) < LEAST_SIDE_MM
    ):
        return None
    width = min(box[2] * 0.46, box[3] * 0.5 / 0.72)
    height = width * 0.72
    ends = main.window.mm(scene.dots[["lon", "lat"]].to_numpy(dtype=np.float64))
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
    return _Inset(frame, place, border)


def _projection_words(projection: Projection) -> str:
    south, north = projection.parallels
    return f"Projection: Albers equal-area conic ({south:.0f}° N, {north:.0f}° N; {projection.meridian:.0f}° E)."
