"""From a view to a picture: the one way in for page, command line and report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from footprints_geo.disclosure.words import synthetic_words
from footprints_geo.figure.events import draw_events
from footprints_geo.figure.hotspots import draw_hotspots
from footprints_geo.figure.panels import draw_comparison, draw_years
from footprints_geo.figure.routes import draw_routes
from footprints_geo.figure.timeline import draw_timeline
from footprints_geo.figure.watermark import put_watermark
from footprints_geo.paper import FigureKind, FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.recipe import Recipe
from footprints_geo.wording import FigureWords, told_as_synthetic

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
        For an empty view a map of the land alone or a sheet without bars, with words that say so. Of made-up records
        with a watermark over all of the sheet.
    """
    options = options or FigureOptions()
    release = view.prepared.release
    figure, drawn_words = DRAWERS[options.kind](view, options)
    # Here, where every picture passes: a new kind of figure cannot forget to say that its records are made up.
    said_in = tuple(told_as_synthetic(words, release) for words in drawn_words)
    put_watermark(figure, synthetic_words(release, options.language))
    words = next(words for words in said_in if words.language == options.language.code)
    return Drawing(figure, words, said_in, Recipe.of(view, options, size), options.dpi)
