"""What is asked of a figure, as widgets: kind, size, part of the map, script, dots."""

from __future__ import annotations

from typing import Final, get_args

import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.errors import InputError
from footprints_geo.language import language_of, languages
from footprints_geo.panels import read_period
from footprints_geo.paper import DPI_RANGE, MM_PER_INCH, SHEETS, SIDE_RANGE_MM, FigureKind, FigureOptions, sheet_of
from footprints_geo.recipe import FIT
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.look import look_choice, look_number, look_text
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import AUTO, RESOLUTION_NAMES, SCRIPT_NAMES, Look, change_look, current_look
from footprints_geo.ui.words import as_text

FIGURE_NAMES: Final[dict[str, str]] = {
    "routes": "Map of routes",
    "compare": "Two periods beside each other",
    "years": "A map for each year",
    "timeline": "Persons over time",
    "events": "Map of events",
    "hotspots": "Map of hotspots",
}
LANGUAGE_NAMES: Final = {"en": "English", "ko": "한국어"}
SIZE_NAMES: Final = {
    "a4": "A4, upright",
    "a4-landscape": "A4, across",
    "half-page": "Half a page",
    "slide-16x9": "Slide, 16:9",
    "square": "Square",
    "poster-a2": "Poster, A2",
}
OWN_SIZE: Final = "own"
MOST_DOTS: Final = 80_000_000
"""Of a picture that is also shown: browsers give up on much larger ones."""


def plain(word: str) -> str:
    """A name of the program as people read it, for what has no name of its own yet."""
    return word.replace("-", " ").replace("_", " ").capitalize()


def size_words(name: str) -> str:
    """A size by its name and its sides: `A4, upright (210 × 297 mm)`."""
    if name == OWN_SIZE:
        return "Own width and height"
    sheet = SHEETS[name]
    return f"{SIZE_NAMES.get(name, plain(name))} ({sheet.width:.0f} × {sheet.height:.0f} mm)"


def options_of(look: Look) -> tuple[FigureOptions, str]:
    """What a look asks of a figure, and the name of its size or ''.

    Raises
    ------
    InputError
        The sheet cannot be, or has more dots than a browser can show.
    """
    own = look.width_mm is not None or look.height_mm is not None
    sheet = sheet_of(look.size, look.width_mm, look.height_mm)
    against = read_period(look.against) if look.figure == "compare" and look.against else None
    if look.figure == "compare" and against is None:
        raise InputError("Two periods are set beside each other: write the years of the second one.")
    language = language_of(look.lang)
    resolution = int(look.resolution) if look.figure == "hotspots" and look.resolution != AUTO else None
    options = FigureOptions(
        look.figure, look.script, sheet, look.figure_extent, look.dpi, language, against, resolution
    )
    width, height = dots(options)
    if width * height > MOST_DOTS:
        raise InputError(
            f"A picture of {width:,} by {height:,} dots is too large to be shown here; expected at most "
            f"{MOST_DOTS // 1_000_000} million dots. Choose fewer dots an inch, or a smaller size."
        )
    return options, "" if own else look.size


def dots(options: FigureOptions) -> tuple[int, int]:
    """Width and height of a PNG."""
    sheet = options.sheet
    return int(sheet.width / MM_PER_INCH * options.dpi), int(sheet.height / MM_PER_INCH * options.dpi)


def show_options() -> tuple[FigureOptions, str] | None:
    """The widgets, and what they ask for; None, and a sentence, when that cannot be drawn."""
    look_choice(
        "figure", "Kind of figure", {kind: FIGURE_NAMES.get(kind, plain(kind)) for kind in get_args(FigureKind)}
    )
    if current_look().figure == "compare":
        look_text("against", "Compare with the years", "A year, or two such as 2019-2022.")
    if current_look().figure == "hotspots":
        look_choice("resolution", "Size of the cells", RESOLUTION_NAMES)
    _show_size()
    parts = {FIT: "All that is drawn", **{name: extent.name_en for name, extent in EXTENTS.items()}}
    look_choice("figure_extent", "Part of the map", parts)
    look_choice("lang", "Words in", {code: LANGUAGE_NAMES.get(code, code) for code in languages()})
    look_choice("script", "Names on the map in", SCRIPT_NAMES)
    look_number("dpi", "Dots per inch", DPI_RANGE, 50, "300 for print, 150 for slides. SVG and PDF are sharp at any.")
    try:
        asked = options_of(current_look())
    except InputError as error:
        st.error(as_text(str(error)))
        return None
    width, height = dots(asked[0])
    st.caption(f"The PNG has {width:,} × {height:,} dots.")
    return asked


def _show_size() -> None:
    look = current_look()
    own = look.width_mm is not None
    show_in_box("widget_size", OWN_SIZE if own else look.size)
    st.selectbox("Size", [*SHEETS, OWN_SIZE], format_func=size_words, key="widget_size", on_change=_size_changed)
    if own:
        with st.container(horizontal=True):
            look_number("width_mm", "Width in mm", SIDE_RANGE_MM, 5.0)
            look_number("height_mm", "Height in mm", SIDE_RANGE_MM, 5.0)


@pressed
def _size_changed() -> None:
    """A size of one's own begins with the sides of the sheet before it."""
    name = st.session_state["widget_size"]
    if name == OWN_SIZE:
        sheet = SHEETS[current_look().size]
        change_look(width_mm=sheet.width, height_mm=sheet.height)
    else:
        change_look(size=name, width_mm=None, height_mm=None)
