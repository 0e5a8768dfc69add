"""The map of events on a sheet: a symbol a place and event type, and an inset of the border where most crowd there."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from footprints_geo.event_places import EventPlaces, events_at_places
from footprints_geo.event_words import event_legend, event_words
from footprints_geo.figure.framing import Inset, border_inset, extent_of
from footprints_geo.figure.ground import Window, rgb
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import Box, MapFrame
from footprints_geo.figure.page import Page
from footprints_geo.figure.symbols import symbols
from footprints_geo.labels import shortened
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.scales import INK, Floats, WidthScale
from footprints_geo.symbol_spread import spread
from footprints_geo.symbols import COLOURS, INKS, group_of, outline_of
from footprints_geo.wording import FigureWords, in_each_language

SMALLEST: Final = 0.26
LARGEST: Final = 0.7
"""Diameters of symbols in millimetres, for each point of the body text."""

LEAST_SIDE_MM: Final = 70.0
"""A smaller map has no room for an inset. Symbols need less than flows, and crowd more without one."""

GAP: Final = 0.25
LED_FROM: Final = 0.6
"""A symbol that stands this many of its radii off its place has a line to it."""

ROOM_MM2: Final = 420.0
"""Square millimetres of map a name needs, at a body text of 8.5 points; of more names the least important stay out."""


def draw_events(view: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw the events behind a view's segments.

    Returns
    -------
    (matplotlib.figure.Figure, tuple of FigureWords)
        The picture, and its words in every language there is.
        With the land alone where no event has a place on the map.
    """
    places = events_at_places(view, options.script)
    extent = extent_of(places.symbols, options.extent)
    projection = Projection(extent)
    shown = places.symbols["lon"].between(extent.west, extent.east) & places.symbols["lat"].between(
        extent.south, extent.north
    )
    beyond = int(places.symbols.loc[~shown, "events"].sum())
    said_in = in_each_language(lambda one: event_words(view, places, beyond, projection, one))
    words = next(words for words in said_in if words.language == options.language.code)
    scale = sizes(places, options.sheet)
    page = Page.of(options.sheet, words, event_legend(places, scale, options.language), scale)
    _maps(page, projection, places.symbols[shown].reset_index(drop=True), scale, options)
    return page.figure, said_in


def sizes(places: EventPlaces, sheet: Sheet) -> WidthScale:
    """Diameters in millimetres, whose areas are as the persons."""
    largest = float(places.symbols["persons_low"].max()) if len(places.symbols) else 1.0
    return WidthScale(max(largest, 1.0), SMALLEST * sheet.text, LARGEST * sheet.text)


def _maps(page: Page, projection: Projection, shown: pd.DataFrame, scale: WidthScale, options: FigureOptions) -> None:
    _, _, width, height = page.room
    main = MapFrame.on(page.figure, page.room, Window(projection, width, height), page.sheet)
    north = draw_north(main, width - 7, height - 14)
    bar = draw_scale_bar(main, 4, 4, width * 0.28)
    inset = border_inset(page, main, shown.drop_duplicates("place_id"), [north, bar], LEAST_SIDE_MM)
    taken = [north, bar, *([inset.place] if inset else [])]
    if inset:
        _inset_symbols(inset, shown[inset.holds(shown)].reset_index(drop=True), scale, options)
        shown = shown[~inset.holds(shown)].reset_index(drop=True)
    _draw(main, shown, scale, options, taken)


def _inset_symbols(inset: Inset, shown: pd.DataFrame, scale: WidthScale, options: FigureOptions) -> None:
    wide, corner = inset.frame.window.width, inset.frame.window.width * 0.4
    at = inset.frame.window.mm(shown[["lon", "lat"]].to_numpy(dtype=np.float64))
    low = at[at[:, 1] < inset.frame.window.height * 0.2, 0]
    # In the lower corner where fewer symbols are.
    left = 3.0 if (low < corner).sum() <= (low > wide - corner).sum() else wide * 0.6
    bar = draw_scale_bar(inset.frame, left, 3, wide * 0.3)
    _draw(inset.frame, shown, scale, options, [bar])


def _draw(frame: MapFrame, shown: pd.DataFrame, scale: WidthScale, options: FigureOptions, taken: list[Box]) -> None:
    """Draw symbols apart from each other, lines to their places, and names."""
    at = frame.window.mm(shown[["lon", "lat"]].to_numpy(dtype=np.float64))
    wide = scale.width(shown["persons_low"])
    outlines = [
        outline_of(kind, hollow, float(size))
        for kind, hollow, size in zip(shown["event_type"], shown["hollow"], wide, strict=True)
    ]
    radii = np.array([float(np.hypot(*outline.T).max()) for outline in outlines])
    drawn = spread(at, radii, GAP, (frame.window.width, frame.window.height))
    for n, row in enumerate(shown.to_dict("records")):
        group = group_of(row["event_type"])
        symbol = symbols([outlines[n] + drawn[n]], COLOURS[group], INKS[group], row["hollow"])
        symbol.set_zorder(21 + (len(shown) - n) * 1e-4)
        frame.axes.add_collection(symbol)
        _lead(frame, at[n], drawn[n], float(radii[n]))
    _name(frame, shown, drawn, radii, options, taken)


def _lead(frame: MapFrame, place: Floats, symbol: Floats, radius: float) -> None:
    if float(np.hypot(*(symbol - place))) > radius * LED_FROM:
        ends = np.column_stack((place, symbol))
        frame.axes.plot(*ends, color=rgb(INK), linewidth=0.5, zorder=19)
        frame.axes.plot(*place, marker="o", markersize=1.4, color=rgb(INK), zorder=19)


def _name(
    frame: MapFrame, shown: pd.DataFrame, drawn: Floats, radii: Floats, options: FigureOptions, taken: list[Box]
) -> None:
    """Name the places, those of most persons first; a name stands by the first symbol of its place."""
    most = int(frame.window.width * frame.window.height / (ROOM_MM2 * (options.sheet.text / 8.5) ** 2))
    first = np.flatnonzero(~shown.duplicated("place_id").to_numpy())[: max(most, 4)]
    names = [shortened(str(name)) for name in shown["name"].iloc[first]]
    boxes = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(drawn, radii, strict=True)]
    named = frame.name_points(
        names, ["semibold"] * len(names), drawn[first], radii[first].tolist(), drawn, [*taken, *boxes]
    )
    frame.name_surroundings(options.script, [*taken, *boxes, *named], np.zeros((0, 2)), set(names))
