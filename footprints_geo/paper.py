"""Sheets and what is asked of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from footprints_geo.errors import refused
from footprints_geo.language import ENGLISH, Language
from footprints_geo.periods import Period
from footprints_geo.vocabulary import Script

FigureKind = Literal["routes", "compare", "years", "timeline", "events", "hotspots"]

LEAST_POINTS: Final = 6.0
"""No letter is printed smaller: typographic points."""

DPI_RANGE: Final = (72, 600)
SIDE_RANGE_MM: Final = (80.0, 1200.0)
MM_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper or a slide.

    Attributes
    ----------
    width, height : float
        Millimetres.
    text : float
        Size of the body text in points; headings and small print go by it, and nothing is under LEAST_POINTS.
    """

    width: float
    height: float
    text: float

    @property
    def small(self) -> float:
        """Size of the small print, in points."""
        return max(LEAST_POINTS, self.text * 0.8)

    @property
    def margin(self) -> float:
        """Millimetres that stay free on each side."""
        return max(5.0, min(self.width, self.height) * 0.045)


SHEETS: Final = {
    "a4": Sheet(210, 297, 8.5),
    "a4-landscape": Sheet(297, 210, 8.5),
    "half-page": Sheet(170, 120, 7.5),
    "slide-16x9": Sheet(338.67, 190.5, 11),
    "square": Sheet(180, 180, 8),
    "poster-a2": Sheet(420, 594, 16),
}
"""Sizes for the job, by the names the command line knows."""


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """How a view is drawn on paper.

    Attributes
    ----------
    kind : {'routes', 'compare', 'years', 'timeline', 'events', 'hotspots'}
        What is drawn: a map of routes, two such maps of two periods, one for each year, persons over time, a map of
        events, or one of hotspots.
    script : {'en', 'ko', 'both', 'local'}
        The script of the names of places.
    sheet : Sheet
        The size; see :data:`SHEETS`.
    extent : str
        A name out of :data:`footprints_geo.basemap.EXTENTS`, or `fit` for what holds all that is drawn.
    dpi : int
        Dots an inch of a PNG, within DPI_RANGE.
    language : Language
        Of the words.
    against : Period or None
        For `compare`, the first and last year of the period beside that of the Selection.
    resolution : int or None
        For `hotspots`, that of the cells, 3 to 6; None for the one that fits the records.
    """

    kind: FigureKind = "routes"
    script: Script = "en"
    sheet: Sheet = SHEETS["a4"]
    extent: str = "fit"
    dpi: int = 300
    language: Language = ENGLISH
    against: Period | None = None
    resolution: int | None = None


def script_of(language: Language) -> Script:
    """The script of the names of places that goes with a language, where nothing else is said."""
    return "ko" if language.code == "ko" else "en"


def sheet_of(size: str, width_mm: float | None = None, height_mm: float | None = None) -> Sheet:
    """The sheet of a name, or of a width and a height.

    Raises
    ------
    InputError
        There is no size of that name, only one side is given, or a side is out of SIDE_RANGE_MM.
    """
    if width_mm is None and height_mm is None:
        if size not in SHEETS:
            raise refused(
                "Size: found {size!r}; expected one of {names}. Use one of these.",
                size=size[:40],
                names=", ".join(SHEETS),
            )
        return SHEETS[size]
    if width_mm is None or height_mm is None:
        raise refused("Size: only one of width and height is given; expected both, in millimetres. Give the other.")
    low, high = SIDE_RANGE_MM
    if not (low <= width_mm <= high and low <= height_mm <= high):
        raise refused(
            "Size: found {width_mm:g} by {height_mm:g} mm; expected sides of {low:g} to {high:g} mm. Choose others.",
            width_mm=width_mm,
            height_mm=height_mm,
            low=low,
            high=high,
        )
    return Sheet(width_mm, height_mm, max(7.0, 8.5 * (min(width_mm, height_mm) / 210) ** 0.8))
