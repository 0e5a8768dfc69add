"""The map of hotspots on a sheet: cells with a count, their class and edge, and the names of those that matter."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from matplotlib.figure import Figure

from footprints_geo.cell_labels import CellLabel, place_cell_labels
from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene, lay_out_cells
from footprints_geo.figure.cells import cell_shapes
from footprints_geo.figure.fonts import text_width
from footprints_geo.figure.framing import LEAST_FOR_INSET, border_inset, extent_of
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import LINE_MM, Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.hotspot_captions import hotspot_figure_words, hotspot_legend
from footprints_geo.hotspots import find_hotspots
from footprints_geo.journeys import Bools
from footprints_geo.labels import shortened
from footprints_geo.paper import LEAST_POINTS, FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.robustness import check
from footprints_geo.scales import INK, Floats, WidthScale
from footprints_geo.wording import FigureWords, in_each_language

LEAST_SIDE_MM: Final = 80.0
"""A smaller map has no room for an inset."""

ROOM_MM2: Final = 900.0
"""Square millimetres of map a name with its number needs, at a body text of 8.5 points."""

EDGE_MM: Final = 0.8
GAP_MM: Final = 0.6
LINE_ROOM_MM: Final = 0.5
"""Between a name and the edge of the map, the edge of its cell, and the line to another one."""

ON_MAP: Final = 0.94
IN_INSET: Final = 0.86
"""The size of labels, as a part of the body text: in an inset there is less room."""

BAR_PART: Final = 0.3
"""The widest a scale bar in an inset is, as a part of its width."""

ORDER: Final = 2.6
"""Above the land and the borders of provinces, below rivers, borders of countries and all names."""


def draw_hotspots(view: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw where a view's documented cases are concentrated.

    Returns
    -------
    (matplotlib.figure.Figure, tuple of FigureWords)
        The picture, and its words in every language there is.
        With cells that are not tested where the records are too few, and the land alone where no event has a cell.
    """
    hotspots = find_hotspots(view.prepared, view.selection, options.resolution)
    checked = check(hotspots)
    scene = lay_out_cells(hotspots, checked, options.language, options.script)
    extent = extent_of(scene.cells, options.extent)
    projection = Projection(extent)
    inside = scene.cells["lon"].between(extent.west, extent.east) & scene.cells["lat"].between(
        extent.south, extent.north
    )
    said_in = in_each_language(
        lambda one: hotspot_figure_words(
            view, hotspots, checked, lay_out_cells(hotspots, checked, one), int((~inside).sum()), projection, one
        )
    )
    words = next(words for words in said_in if words.language == options.language.code)
    page = Page.of(options.sheet, words, hotspot_legend(scene, options.language), WidthScale(1.0))
    _maps(page, projection, scene, options)
    return page.figure, said_in


def _maps(page: Page, projection: Projection, scene: CellScene, options: FigureOptions) -> None:
    _, _, width, height = page.room
    main = MapFrame.on(page.figure, page.room, Window(projection, width, height), page.sheet)
    north = draw_north(main, width - 7, height - 14)
    bar = draw_scale_bar(main, 4, 4, width * 0.28)
    hot = scene.cells["hot"].to_numpy(dtype=bool)
    # What stands out at the border is worth a closer look, however many cells lie elsewhere.
    share = 0.01 if hot.any() else LEAST_FOR_INSET
    whole = [scene.outlines[row] for row in np.flatnonzero(hot)]
    inset = border_inset(page, main, scene.cells, [north, bar], LEAST_SIDE_MM, share, whole)
    _cells(main, scene)
    taken, shown = [north, bar], np.ones(len(hot), dtype=bool)
    if inset:
        _cells(inset.frame, scene)
        closer = inset.holds(scene.cells).to_numpy(dtype=bool)
        _names(inset.frame, scene, closer, options, [_inset_bar(inset.frame, scene)], IN_INSET)
        shown = ~closer
        # What is named in the inset has no name here, and no other name may lie where it is.
        taken += [inset.place, inset.mark]
    _names(main, scene, shown, options, taken)


def _cells(frame: MapFrame, scene: CellScene) -> None:
    """Draw the cells, hotspots over the others: neighbours share their edges."""
    signs = scene.cells[["class", "hot", "stable"]]
    for style in signs.drop_duplicates().sort_values("hot").to_dict("records"):
        rows = np.flatnonzero((signs == list(style.values())).all(axis=1))
        outlines = [frame.window.mm(scene.outlines[row]) for row in rows]
        word, hot = style["class"], style["hot"]
        shapes = cell_shapes(outlines, CLASS_COLOURS[word], CLASS_INKS[word], hot, style["stable"])
        shapes.set_zorder(ORDER + 0.1 * hot)
        frame.axes.add_collection(shapes)


def _inset_bar(frame: MapFrame, scene: CellScene) -> Box:
    """A scale bar on the left, or on the right where fewer cells lie under it; the box it takes."""
    wide = frame.window.width
    cells = np.array([shapely.Polygon(frame.window.mm(one)) for one in scene.outlines], dtype=object)
    corners = [shapely.box(left, 0, left + wide * BAR_PART + 10, 8) for left in (0, wide * (1 - BAR_PART) - 10)]
    under = [int(shapely.intersects(cells, corner).sum()) for corner in corners]
    return draw_scale_bar(frame, 3.0 if under[0] <= under[1] else wide * (1 - BAR_PART) - 7, 3.0, wide * BAR_PART)


def _names(
    frame: MapFrame, scene: CellScene, wanted: Bools, options: FigureOptions, taken: list[Box], part: float = ON_MAP
) -> None:
    """Name hotspots and then the cells of most persons, each with its number, where there is room."""
    at = frame.window.mm(scene.cells[["lon", "lat"]].to_numpy(dtype=np.float64))
    shapes = [shapely.Polygon(frame.window.mm(outline)) for outline in scene.outlines]
    cells = [shape.bounds for shape in shapes]
    script = options.script
    # Before the cells' own names, which have more places to stand: a map without its countries is hard to read.
    countries = frame.name_surroundings(script, [*taken, *cells], np.zeros((0, 2)), set(), ("country",))
    inside = (at > 0).all(axis=1) & (at < [frame.window.width, frame.window.height]).all(axis=1) & wanted
    rows = np.flatnonzero(inside)
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    rows = rows[: max(most, 3, int(scene.cells["hot"].iloc[rows].sum()))]
    named = scene.cells.iloc[rows]
    # Cells without a label come last: no label lies on them either.
    order = np.concatenate((rows, np.setdiff1d(np.arange(len(at)), rows)))
    taken = [*taken, *countries]
    size = max(LEAST_POINTS, options.sheet.text * part)
    taken += _label(frame, list(map(shortened, named["label"])), at[order], [shapes[row] for row in order], taken, size)
    known = {name for names in named["name"] for name in names.split(", ")}
    frame.name_surroundings(script, taken, np.zeros((0, 2)), known, ("sea", "river", "city"))


def _label(
    frame: MapFrame, labels: list[str], at: Floats, shapes: list[shapely.Polygon], taken: list[Box], size: float
) -> list[Box]:
    """Write the labels of the first areas, each in its own one, beside it, or at the end of a line; the boxes taken."""
    wide, tall = frame.window.width, frame.window.height
    room = (EDGE_MM, EDGE_MM, wide - EDGE_MM, tall - EDGE_MM)

    def measure(text: str) -> tuple[float, float]:
        lines = text.split("\n")
        return max(text_width(line, size, "semibold") for line in lines) + 0.8, len(lines) * size * LINE_MM

    # Labels are laid out downwards, as on the screen; paper counts upwards.
    below = at * [1, -1] + [0, tall]
    turned = [shapely.transform(shape, lambda points: points * [1, -1] + [0, tall]) for shape in shapes]
    places = place_cell_labels(
        labels, [True] * len(labels), below, turned, room, GAP_MM, measure, [_turned(box, tall) for box in taken]
    )
    boxes: list[Box] = []
    for one, middle in zip(places, below, strict=False):
        if one is not None:
            boxes += [_turned(box, tall) for box in one.boxes(middle, LINE_ROOM_MM)]
            _write(frame, one, middle, size)
    return boxes


def _turned(box: Box, tall: float) -> Box:
    left, top, right, bottom = box
    return (left, tall - bottom, right, tall - top)


def _write(frame: MapFrame, one: CellLabel, middle: Floats, size: float) -> None:
    """Write a label that was laid out downwards, with its line."""
    tall, lines = frame.window.height, one.text.split("\n")
    if one.led:
        (x, y), (right, down) = middle, one.off
        frame.axes.plot([x, x + right], [tall - y, tall - y - down], color=rgb(INK), linewidth=0.5, zorder=20)
    left, top, right, bottom = one.box
    for number, line in enumerate(lines):
        height = tall - top - (number + 0.5) * (bottom - top) / len(lines)
        frame.write(((left + right) / 2, height), line, size, "semibold", rgb(INK), 30)
