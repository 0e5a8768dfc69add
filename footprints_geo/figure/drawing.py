"""From a view to a picture: the one way in for page, command line and report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from footprints_geo.figure.events import draw_events
from footprints_geo.figure.hotspots import draw_hotspots
from footprints_geo.figure.panels import draw_comparison, draw_years
from footprints_geo.figure.routes import draw_routes
from footprints_geo.figure.timeline import draw_timeline
from footprints_geo.paper import FigureKind, FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.recipe import Recipe
from footprints_geo.wording import FigureWords

DRAWERS: Final[dict[FigureKind, Callable[[View, FigureOptions], tuple[Figure, tuple[FigureWords, ...]]]]] = {
    "routes": draw_routes,
    "compare": draw_comparison,
    "years": draw_years,
    "timeline": draw_timeline,
    "events": draw_events,
    "hotspots": draw_hotspots,
}
"""What draws each kind of figure."""


@dataclass(frozen=True)
class Drawing:
    """A picture with what it says and what it was made from.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    words : FigureWords
        The words on it.
    said_in : tuple of FigureWords
        The same in every language there is: alt texts go with a file in all of them.
    recipe : Recipe
        What is needed to draw it again.
    dpi : int
        Dots an inch of a PNG.
    """

    figure: Figure
    words: FigureWords
    said_in: tuple[FigureWords, ...]
    recipe: Recipe
    dpi: int


def draw(view: View, options: FigureOptions | None = None, size: str = "") -> Drawing:
    """Draw a view.

    Parameters
    ----------
    view : View
        What is shown; the same that the screen shows.
    options : FigureOptions, optional
        How; a map of routes on A4 by default.
    size : str
        The name of the sheet, where it has one.

    Returns
    -------
    Drawing
        For an empty view a map of the land alone or a sheet without bars, with words that say so.
    """
    options = options or FigureOptions()
    figure, said_in = DRAWERS[options.kind](view, options)
    words = next(words for words in said_in if words.language == options.language.code)
    return Drawing(figure, words, said_in, Recipe.of(view, options, size), options.dpi)
