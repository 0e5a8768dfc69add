"""What is asked of a figure, as widgets: kind, size, part of the map, script, dots."""

from __future__ import annotations

from typing import Final, get_args

import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.errors import InputError, refused
from footprints_geo.language import ENGLISH, Language, language_of, languages, marked
from footprints_geo.panels import read_period
from footprints_geo.paper import DPI_RANGE, MM_PER_INCH, SHEETS, SIDE_RANGE_MM, FigureKind, FigureOptions, sheet_of
from footprints_geo.recipe import FIT
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.look import look_choice, look_number, look_text
from footprints_geo.ui.page_language import LANGUAGE_NAMES, current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import AUTO, Look, change_look, current_look, resolution_names, script_names
from footprints_geo.ui.words import as_text

FIGURE_NAMES: Final[dict[str, str]] = {
    "routes": marked("Map of routes"),
    "compare": marked("Two periods beside each other"),
    "years": marked("A map for each year"),
    "timeline": marked("Persons over time"),
    "events": marked("Map of events"),
    "hotspots": marked("Map of hotspots"),
}
SIZE_NAMES: Final = {
    "a4": marked("A4, upright"),
    "a4-landscape": marked("A4, across"),
    "half-page": marked("Half a page"),
    "slide-16x9": marked("Slide, 16:9"),
    "square": marked("Square"),
    "poster-a2": marked("Poster, A2"),
}
OWN_SIZE: Final = "own"
MOST_DOTS: Final = 80_000_000
"""Of a picture that is also shown: browsers give up on much larger ones."""


def plain(word: str) -> str:
    """A name of the program as people read it, for what has no name of its own yet."""
    return word.replace("-", " ").replace("_", " ").capitalize()


def size_words(name: str, language: Language = ENGLISH) -> str:
    """A size by its name and its sides: `A4, upright (210 × 297 mm)`."""
    if name == OWN_SIZE:
        return language("Own width and height")
    sheet, called = SHEETS[name], language(SIZE_NAMES.get(name, plain(name)))
    sides = {"width": f"{sheet.width:.0f}", "height": f"{sheet.height:.0f}"}
    return language("{size} ({width} × {height} mm)", size=called, **sides)


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
        raise refused("Two periods are set beside each other: write the years of the second one.")
    language = language_of(look.lang)
    resolution = int(look.resolution) if look.figure == "hotspots" and look.resolution != AUTO else None
    options = FigureOptions(
        look.figure, look.script, sheet, look.figure_extent, look.dpi, language, against, resolution
    )
    width, height = dots(options)
    if width * height > MOST_DOTS:
        raise refused(
            "A picture of {width:,} by {height:,} dots is too large to be shown here; expected at most {most} "
            "million dots. Choose fewer dots an inch, or a smaller size.",
            width=width,
            height=height,
            most=MOST_DOTS // 1000000,
        )
    return options, "" if own else look.size


def dots(options: FigureOptions) -> tuple[int, int]:
    """Width and height of a PNG."""
    sheet = options.sheet
    return int(sheet.width / MM_PER_INCH * options.dpi), int(sheet.height / MM_PER_INCH * options.dpi)


def show_options() -> tuple[FigureOptions, str] | None:
    """The widgets, and what they ask for; None, and a sentence, when that cannot be drawn."""
    language = current_language()
    kinds = {kind: language(FIGURE_NAMES.get(kind, plain(kind))) for kind in get_args(FigureKind)}
    look_choice("figure", language("Kind of figure"), kinds)
    if current_look().figure == "compare":
        look_text(
            "against",
            language("Compare with the years"),
            language("Years or months, such as 2019-2022 or 2023-08/2023-10."),
        )
    if current_look().figure == "hotspots":
        look_choice("resolution", language("Size of the cells"), resolution_names(language))
    _show_size()
    parts = {FIT: language("All that is drawn"), **{name: extent.name(language) for name, extent in EXTENTS.items()}}
    look_choice("figure_extent", language("Part of the map"), parts)
    look_choice("lang", language("Words in"), {code: LANGUAGE_NAMES.get(code, code) for code in languages()})
    look_choice("script", language("Names on the map in"), script_names(language))
    explanation = language("300 for print, 150 for slides. SVG and PDF are sharp at any.")
    look_number("dpi", language("Dots per inch"), DPI_RANGE, 50, explanation)
    try:
        asked = options_of(current_look())
    except InputError as error:
        st.error(as_text(language.say(error.message)))
        return None
    width, height = dots(asked[0])
    st.caption(language("The PNG has {width} × {height} dots.", width=f"{width:,}", height=f"{height:,}"))
    return asked


def _show_size() -> None:
    language, look = current_language(), current_look()
    own = look.width_mm is not None
    show_in_box("widget_size", OWN_SIZE if own else look.size, language.code)
    st.selectbox(
        language("Size"),
        [*SHEETS, OWN_SIZE],
        format_func=lambda name: size_words(name, language),
        key="widget_size",
        on_change=_size_changed,
    )
    if own:
        with st.container(horizontal=True):
            look_number("width_mm", language("Width in mm"), SIDE_RANGE_MM, 5.0)
            look_number("height_mm", language("Height in mm"), SIDE_RANGE_MM, 5.0)


@pressed
def _size_changed() -> None:
    """A size of one's own begins with the sides of the sheet before it."""
    name = st.session_state["widget_size"]
    if name == OWN_SIZE:
        sheet = SHEETS[current_look().size]
        change_look(width_mm=sheet.width, height_mm=sheet.height)
    else:
        change_look(size=name, width_mm=None, height_mm=None)
