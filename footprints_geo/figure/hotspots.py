"""The map of hotspots on a sheet: cells with a count, their class and edge, and the names of those that matter."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene, lay_out_cells
from footprints_geo.figure.cells import cell_shapes
from footprints_geo.figure.framing import LEAST_FOR_INSET, border_inset, extent_of
from footprints_geo.figure.ground import Window
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.hotspot_captions import hotspot_figure_words, hotspot_legend
from footprints_geo.hotspots import find_hotspots
from footprints_geo.labels import shortened
from footprints_geo.paper import FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.robustness import check
from footprints_geo.scales import WidthScale
from footprints_geo.wording import FigureWords, in_each_language

LEAST_SIDE_MM: Final = 80.0
"""A smaller map has no room for an inset."""

ROOM_MM2: Final = 900.0
"""Square millimetres of map a name with its number needs, at a body text of 8.5 points."""

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
    named = scene.cells.assign(radius=_radii(main, scene))
    # What stands out at the border is worth a closer look, however many cells lie elsewhere.
    share = 0.01 if named["hot"].any() else LEAST_FOR_INSET
    inset = border_inset(page, main, named, [north, bar], LEAST_SIDE_MM, share)
    _cells(main, scene)
    taken = [north, bar]
    if inset:
        _cells(inset.frame, scene)
        wide = inset.frame.window.width
        closer = named.assign(radius=_radii(inset.frame, scene))
        _names(inset.frame, closer[inset.holds(named)], options, [draw_scale_bar(inset.frame, 3.0, 3, wide * 0.3)])
        named = named[~inset.holds(named)]
        taken.append(inset.place)
    _names(main, named, options, taken)


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


def _names(frame: MapFrame, named: pd.DataFrame, options: FigureOptions, taken: list[Box]) -> None:
    """Name hotspots and then the cells of most persons, each with its number, where there is room."""
    at = frame.window.mm(named[["lon", "lat"]].to_numpy(dtype=np.float64))
    inside = (at > 0).all(axis=1) & (at < [frame.window.width, frame.window.height]).all(axis=1)
    named, at = named.iloc[np.flatnonzero(inside)], at[inside]
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    most = max(most, 3, int(named["hot"].sum()))
    labels = [shortened(label) for label in named["label"].head(most)]
    radius = named["radius"].head(most).tolist()
    boxes = frame.name_points(labels, ["semibold"] * len(labels), at[:most], radius, at, taken)
    known = {name for names in named["name"].head(most) for name in names.split(", ")}
    frame.name_surroundings(options.script, [*taken, *boxes], np.zeros((0, 2)), known)


def _radii(frame: MapFrame, scene: CellScene) -> list[float]:
    """How far the cells reach from their middles, in millimetres: names stand beside them."""
    return [float(np.ptp(frame.window.mm(outline), axis=0).min()) / 2 for outline in scene.outlines]
