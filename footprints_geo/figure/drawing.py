"""From a view to a picture: the one way in for page, command line and report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from footprints_geo.figure.events import draw_events
from footprints_geo.figure.routes import draw_routes
from footprints_geo.figure.timeline import draw_timeline
from footprints_geo.paper import FigureKind, FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.recipe import Recipe
from footprints_geo.wording import FigureWords

DRAWERS: Final[dict[FigureKind, Callable[[View, FigureOptions], tuple[Figure, FigureWords]]]] = {
    "routes": draw_routes,
    "timeline": draw_timeline,
    "events": draw_events,
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
    recipe : Recipe
        What is needed to draw it again.
    dpi : int
        Dots an inch of a PNG.
    """

    figure: Figure
    words: FigureWords
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
    figure, words = DRAWERS[options.kind](view, options)
    return Drawing(figure, words, Recipe.of(view, options, size), options.dpi)
