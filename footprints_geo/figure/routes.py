"""The map of routes on a sheet: flows with names and numbers, and an inset where most of them crowd at the border."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from footprints_geo.figure.framing import Inset, border_inset, extent_of
from footprints_geo.figure.ground import Window
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.flows import Flow
from footprints_geo.legend import legend_of
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.scales import WidthScale
from footprints_geo.scene import Scene, lay_out
from footprints_geo.wording import FigureWords, as_of, in_each_language, words_of

THINNEST: Final = 0.046
WIDEST: Final = 0.46
"""Widths of flows in millimetres, for each point of the body text."""

ROOM_MM2: Final = 420.0
"""Square millimetres of map a name needs, at a body text of 8.5 points; of more names the least important stay out."""


def draw_routes(view: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw a view's routes on a sheet.

    Returns
    -------
    (matplotlib.figure.Figure, tuple of FigureWords)
        The picture, and its words in every language there is. With the land alone for a view without legs.
    """
    scene = lay_out(view, options.script)
    extent = extent_of(scene.dots, options.extent)
    projection = Projection(extent)
    said_in = in_each_language(lambda language: words_of(view, scene, as_of(view), projection, language))
    words = next(words for words in said_in if words.language == options.language.code)
    legend = legend_of(scene, options.language)
    page = Page.of(options.sheet, words, legend, widths(scene, options.sheet))
    _maps(page, projection, scene, options)
    return page.figure, said_in


def widths(scene: Scene, sheet: Sheet) -> WidthScale:
    """Widths in millimetres: the same parts of the sheet whatever its size."""
    return WidthScale(scene.scale.largest, THINNEST * sheet.text, WIDEST * sheet.text)


def _maps(page: Page, projection: Projection, scene: Scene, options: FigureOptions) -> None:
    _, _, width, height = page.room
    main = MapFrame.on(page.figure, page.room, Window(projection, width, height), page.sheet)
    scale = widths(scene, page.sheet)
    flows = main.draw_flows(scene.legs, scale)
    main.draw_dots(scene.dots)
    north = draw_north(main, width - 7, height - 14)
    bar = draw_scale_bar(main, 4, 4, width * 0.28)
    inset = border_inset(page, main, scene.dots, [north, bar])
    taken = [north, bar, *([inset.place] if inset else [])]
    dots, legs = scene.dots, scene.legs
    if inset:
        _draw_inset(inset, scene, scale, options)
        dots = dots[~inset.holds(dots)]
    apart = ~_holds_both(inset, legs) if inset else pd.Series(True, index=legs.index)
    taken += main.draw_numbers(legs, flows, apart.tolist(), taken)
    draw_names(main, dots, flows, options, taken)


def _draw_inset(inset: Inset, scene: Scene, scale: WidthScale, options: FigureOptions) -> None:
    """Draw what lies in the inset: with finer lines, as there is less room."""
    frame = inset.frame
    flows = frame.draw_flows(scene.legs, replace(scale, widest=scale.widest * 0.8))
    frame.draw_dots(scene.dots)
    bar = draw_scale_bar(frame, 3, 3, frame.window.width * 0.3)
    numbers = frame.draw_numbers(scene.legs, flows, [True] * len(flows), [bar])
    draw_names(frame, scene.dots[inset.holds(scene.dots)], flows, options, [bar, *numbers])


def _holds_both(inset: Inset, legs: pd.DataFrame) -> pd.Series:
    """Whether both ends of a leg lie in the inset, which then gives its number."""
    ends = [legs[[f"{end}_lon", f"{end}_lat"]].set_axis(["lon", "lat"], axis=1) for end in ("from", "to")]
    return inset.holds(ends[0]) & inset.holds(ends[1])


def draw_names(
    frame: MapFrame, dots: pd.DataFrame, flows: list[Flow], options: FigureOptions, taken: list[Box], fewest: int = 4
) -> None:
    """Name the dots, those of most persons first, as many as there is room for."""
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    frame.draw_names(dots.head(max(most, fewest)), flows, options.script, taken)
