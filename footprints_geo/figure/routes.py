"""A figure of routes: title, map with its inset, legend and small print on one sheet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from footprints_geo.basemap import EXTENTS, Extent
from footprints_geo.figure.fonts import Weight, font, wrapped
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_frame import DASH_MM, LINE_MM, PALE, Box, MapFrame, figure_of
from footprints_geo.flows import HEAD_WIDTH, Flow, flow
from footprints_geo.legend import LegendColumn, LegendLine, legend_of
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import BUNDLED_EVENTS, View
from footprints_geo.projections import Projection
from footprints_geo.scales import INK, KIND_COLOURS, WidthScale
from footprints_geo.scene import Scene, lay_out
from footprints_geo.vocabulary import data_as_of, data_path
from footprints_geo.wording import FigureWords, legs_beyond, words_of

BORDER_EXTENT: Final = "china-dprk-border"
MOST_FOR_INSET: Final = 0.35
"""Part of the map's width that the border may fill; if it fills more, it needs no inset."""

LEAST_FOR_INSET: Final = 0.3
"""Part of the ends of flows that must lie at the border for an inset of it."""

THINNEST: Final = 0.046
WIDEST: Final = 0.46
"""Widths of flows in millimetres, for each point of the body text."""

WIDE: Final = 1.15
ASIDE: Final = 0.29
GREY: Final = (0.4, 0.41, 0.43)
ROOM_MM2: Final = 420.0
"""Square millimetres of map a name needs, at a body text of 8.5 points; of more names the least important stay out."""

NARROWEST_DEGREES: Final = 4.0
LEAST_SIDE_MM: Final = 95.0
"""A smaller map has no room for an inset."""


@dataclass(frozen=True)
class _Page:
    """A sheet with axes over all of it, in millimetres from the lower left corner."""

    figure: Figure
    axes: Axes
    sheet: Sheet

    def write(self, left: float, top: float, lines: list[str], size: float, weight: Weight = "regular",
              colour: tuple[float, float, float] = (0.15, 0.17, 0.2)) -> float:  # fmt: skip
        """Write lines downwards from a height; the height below them."""
        for line in lines:
            self.axes.text(
                left, top - size * LINE_MM * 0.78, line, fontproperties=font(size, weight), color=colour,
                va="baseline", ha="left", parse_math=False,
            )  # fmt: skip
            top -= size * LINE_MM
        return top


def draw_routes(view: View, options: FigureOptions) -> tuple[Figure, FigureWords]:
    """Draw a view's routes on a sheet.

    Returns
    -------
    (matplotlib.figure.Figure, FigureWords)
        The picture, and the words on it. With the land alone for a view without legs.
    """
    scene = lay_out(view, options.script)
    extent = extent_of(scene, options.extent)
    page = _page(options.sheet)
    # By its bytes: anybody's file may have the name of the bundled one.
    bundled = hashlib.sha256(data_path(BUNDLED_EVENTS).read_bytes()).hexdigest()
    as_of = data_as_of(BUNDLED_EVENTS) if view.prepared.events.fingerprint == bundled else ""
    projection = Projection(extent)
    words = words_of(view, scene, as_of, _projection_words(projection), legs_beyond(scene, extent))
    top = _heading(page, words)
    sheet = options.sheet
    left, width = sheet.margin, sheet.width - 2 * sheet.margin
    if sheet.width > WIDE * sheet.height:
        # On a wide sheet a map of this part of the world is as high as it can be with the words beside it.
        aside = width * ASIDE
        floor = _aside(page, scene, words, left + width - aside, aside, top)
        box = (left, floor, width - aside - sheet.margin * 0.7, top - floor)
    else:
        floor = _foot(page, scene, words)
        box = (left, floor, width, top - floor)
    _maps(page, box, projection, scene, options)
    return page.figure, words


def _page(sheet: Sheet) -> _Page:
    figure = figure_of(sheet)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, sheet.width), ylim=(0, sheet.height))
    axes.axis("off")
    return _Page(figure, axes, sheet)


def _heading(page: _Page, words: FigureWords) -> float:
    """Title, sentence and rule; the height below them."""
    sheet, width = page.sheet, page.sheet.width - 2 * page.sheet.margin
    size = sheet.text * 1.95
    top = page.write(sheet.margin, sheet.height - sheet.margin, wrapped(words.title, size, width, "bold"), size, "bold")
    size = sheet.text * 1.1
    top = page.write(sheet.margin, top - 0.6, wrapped(words.subtitle, size, width), size, colour=(0.36, 0.38, 0.4))
    rule = Rectangle((sheet.margin, top - 1.6), width, 0.55, facecolor=rgb(KIND_COLOURS["escape"]), edgecolor="none")
    page.axes.add_patch(rule)
    return top - 3.2


def _foot(page: _Page, scene: Scene, words: FigureWords) -> float:
    """Legend and small print at the bottom; the height above them."""
    sheet, width = page.sheet, page.sheet.width - 2 * page.sheet.margin
    high = _small_print(page, words, sheet.margin, width) + 1.5
    columns = legend_of(scene)
    parts = (0.0, 0.25, 0.47, 1.0)
    rooms = [width * (after - before) for before, after in pairwise(parts)]
    heights = [_column_height(c, scene, sheet, room) for c, room in zip(columns, rooms, strict=False)]
    top = high + max(heights, default=0)
    for column, part, room in zip(columns, parts, rooms, strict=False):
        _legend_column(page, column, scene, sheet.margin + width * part, top, room)
    return top + 2.0


def _aside(page: _Page, scene: Scene, words: FigureWords, left: float, width: float, top: float) -> float:
    """Legend in a column beside the map, small print below it or, where that has no room, below both; its height."""
    sheet = page.sheet
    for column in legend_of(scene):
        top = _legend_column(page, column, scene, left, top, width) - 2.0
    if sheet.margin + _small_print_height(sheet, words, width) < top:
        _small_print(page, words, left, width)
        return sheet.margin
    return _small_print(page, words, sheet.margin, sheet.width - 2 * sheet.margin) + 1.5


def _small_print_lines(sheet: Sheet, words: FigureWords, width: float) -> list[str]:
    return [line for note in (f"{words.numbers}.", " ".join(words.notes)) for line in wrapped(note, sheet.small, width)]


def _small_print_height(sheet: Sheet, words: FigureWords, width: float) -> float:
    return len(_small_print_lines(sheet, words, width)) * sheet.small * LINE_MM


def _small_print(page: _Page, words: FigureWords, left: float, width: float) -> float:
    """Write the small print at the bottom; the height above it."""
    high = page.sheet.margin + _small_print_height(page.sheet, words, width)
    page.write(left, high, _small_print_lines(page.sheet, words, width), page.sheet.small, colour=GREY)
    return high


def _rows(column: LegendColumn, scene: Scene, sheet: Sheet, room: float) -> list[tuple[LegendLine, list[str], float]]:
    """Each line of a legend with its words in the room there is, and its height."""
    size, scale = sheet.text * 0.92, widths(scene, sheet)
    rows = []
    for line in column.lines:
        lines = wrapped(line.words, size, room - sheet.text * 1.5 - 3)
        wide = float(scale.width(line.persons)) * HEAD_WIDTH + 0.8 if line.persons else 0.0
        rows.append((line, lines, max(size * LINE_MM * (len(lines) + 0.36), wide)))
    return rows


def _column_height(column: LegendColumn, scene: Scene, sheet: Sheet, room: float) -> float:
    heading = sheet.text * 0.92 * LINE_MM * 1.36
    return heading + sum(height for _, _, height in _rows(column, scene, sheet, room))


def _legend_column(page: _Page, column: LegendColumn, scene: Scene, left: float, top: float, room: float) -> float:
    """A heading and its samples; the height below them."""
    sheet, size = page.sheet, page.sheet.text * 0.92
    sample, scale = sheet.text * 1.5, widths(scene, page.sheet)
    top = page.write(left, top, [column.heading], size, "semibold") - size * LINE_MM * 0.36
    for line, lines, height in _rows(column, scene, sheet, room):
        width = float(scale.width(line.persons)) if line.persons else scale.thinnest * 3
        middle, faint = top - height / 2, line.mark == "area"
        _sample(page, left, middle, sample, width, rgb(line.colour), DASH_MM[line.mark], PALE if faint else 1.0)
        if faint:
            ring = Circle((left + sample, middle), sheet.text * 0.15, facecolor="white", edgecolor=rgb(INK))
            ring.set(linewidth=0.8, linestyle=(0, (2, 1.4)))
            page.axes.add_patch(ring)
        page.write(left + sample + 2.5, middle + len(lines) * size * LINE_MM / 2, lines, size)
        top -= height
    return top


def _sample(page: _Page, left: float, middle: float, length: float, width: float, colour: tuple[float, float, float],
            dash: tuple[float, float] | None, alpha: float = 1.0) -> None:  # fmt: skip
    spine = np.column_stack((np.linspace(left, left + length, 32), np.full(32, middle)))
    one = flow(spine, width, 0, dash, least_head=2.2)
    if one is not None:
        page.axes.add_collection(PolyCollection(list(one.pieces), facecolors=[colour], edgecolors="none", alpha=alpha))


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


def _maps(page: _Page, box: Box, projection: Projection, scene: Scene, options: FigureOptions) -> None:
    _, _, width, height = box
    main = MapFrame.on(page.figure, box, Window(projection, width, height), page.sheet)
    scale = widths(scene, page.sheet)
    flows = main.draw_flows(scene.legs, scale)
    main.draw_dots(scene.dots)
    north = main.draw_north(width - 7, height - 14)
    bar = main.draw_scale_bar(4, 4, width * 0.28)
    inset = _inset(page, box, main, scene, [north, bar])
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
        bar = self.frame.draw_scale_bar(3, 3, self.frame.window.width * 0.3)
        numbers = self.frame.draw_numbers(scene.legs, flows, [True] * len(flows), [bar])
        _name(self.frame, scene.dots[self.holds(scene.dots)], flows, options, [bar, *numbers])


def _name(frame: MapFrame, dots: pd.DataFrame, flows: list[Flow], options: FigureOptions, taken: list[Box]) -> None:
    """Name the dots, those of most persons first, as many as there is room for."""
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    frame.draw_names(dots.head(max(most, 4)), flows, options.script, taken)


def _inset(page: _Page, box: Box, main: MapFrame, scene: Scene, taken: list[Box]) -> _Inset | None:
    """An inset of the border where most ends lie in it and it is small on the map; in the emptiest corner."""
    border = EXTENTS[BORDER_EXTENT]
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
