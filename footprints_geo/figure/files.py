"""A picture as bytes, with its words and its recipe inside; and the recipe out of a file again."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Final

from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from footprints_geo.errors import InputError
from footprints_geo.figure.drawing import Drawing
from footprints_geo.figure.page import HEADING, SMALL_PRINT
from footprints_geo.figure.recipe_text import RECIPE, recipe_text
from footprints_geo.language import language_of
from footprints_geo.paper import MM_PER_INCH
from footprints_geo.recipe import PROGRAM, Recipe
from footprints_geo.sources.limits import check_size, shown
from footprints_geo.wording import FigureWords

SIDECAR: Final = ".txt"
FORMATS: Final = (".png", ".svg", ".pdf")
LARGEST: Final = 200_000_000
"""Bytes of a picture that is opened for its recipe."""

HAIR_INCH: Final = 0.008
"""Room for half the line round a map, which lies on the margin."""

_SVG_START: Final = re.compile(rb"(<svg\b[^>]*>)")


def to_bytes(drawing: Drawing, ending: str) -> bytes:
    """A picture as a file.

    Parameters
    ----------
    drawing : Drawing
        What is written; drawn once for each call.
    ending : str
        One of FORMATS.

    Returns
    -------
    bytes
        The same for the same drawing; no time, path or name of a person is in them.

    Raises
    ------
    InputError
        There is no format of this ending.
    """
    writers = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    if ending.lower() not in writers:
        raise InputError(f"A figure cannot be written as {ending[:12]!r}; expected one of {', '.join(FORMATS)}.")
    return writers[ending.lower()](drawing)


def alt_texts(drawing: Drawing) -> str:
    """What the picture shows, in its own language first and then in every other, a line each."""
    return "\n".join(words.description for words in _own_first(drawing))


def _own_first(drawing: Drawing) -> list[FigureWords]:
    return sorted(drawing.said_in, key=lambda words: words.language != drawing.words.language)


def sidecar_of(drawing: Drawing) -> str:
    """The text that goes beside a picture: title, alt text and small print in every language, its own first.

    Its lines end in a line feed; it says nothing that is not on the picture or in its file.
    """
    return "\n\n".join(map(_told, _own_first(drawing))) + "\n"


def _told(words: FigureWords) -> str:
    language = language_of(words.language)
    short, long = language("Short alt text"), language("Long alt text")
    alt = (f"{short}: {words.alt}", f"{long}: {words.description}")
    return "\n".join([words.title, words.subtitle, "", *alt, "", words.numbers, *words.notes])


def read_recipe(path: Path) -> Recipe:
    """The recipe inside a figure's file.

    Raises
    ------
    InputError
        The file is not there, is no figure, or has no recipe: a program between may have taken it out.
    """
    check_size(path)
    name = shown(path)
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{name}: the file is too large for a figure of this program. Choose the figure itself.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file {name!r} cannot be opened: {error.strerror}. Check the name.") from None
    text = recipe_text(content)
    if text is None:
        raise InputError(
            f"{name}: there is no recipe in this file; expected a PNG, SVG or PDF that this program drew. "
            "Programs that change pictures, and messengers, take it out: look for the file as it was drawn."
        )
    return Recipe.from_json(text)


def without_words(drawing: Drawing, recipe: str) -> bytes:
    """A picture with its legend and without heading, small print and margins: for a page that says the same as text.

    Parameters
    ----------
    drawing : Drawing
        What is written; its words are hidden for good.
    recipe : str
        The recipe that the file carries: that of the whole figure it stands for.

    Returns
    -------
    bytes
        A PNG as wide as the sheet between its margins.
    """
    kept = _room_without_words(drawing)
    for part in _words_on(drawing):
        part.set_visible(False)
    file = io.BytesIO()
    about = _about_png(drawing, recipe)
    drawing.figure.savefig(file, format="png", dpi=drawing.dpi, metadata=about, bbox_inches=kept)
    return file.getvalue()


def _room_without_words(drawing: Drawing) -> Bbox:
    """The part of a sheet between heading, small print and margins, in inches."""
    figure, margin = drawing.figure, drawing.recipe.options.sheet.margin / MM_PER_INCH
    width, height = figure.get_size_inches()
    inches = figure.dpi_scale_trans.inverted()
    boxes = [(part.get_label(), part.get_window_extent().transformed(inches)) for part in _words_on(drawing)]
    top = min((box.y0 for label, box in boxes if label == HEADING), default=height - margin)
    # Small print beside the picture leaves a gap there, and takes nothing from below.
    low = [box.y1 for label, box in boxes if label == SMALL_PRINT and box.x0 < margin + HAIR_INCH]
    return Bbox([[margin - HAIR_INCH, max(low, default=margin)], [width - margin + HAIR_INCH, top]])


def _words_on(drawing: Drawing) -> list[Text | Rectangle]:
    parts = [part for part in drawing.figure.findobj() if isinstance(part, Text | Rectangle)]
    return [part for part in parts if part.get_label() in (HEADING, SMALL_PRINT)]


def _png(drawing: Drawing) -> bytes:
    about = _about_png(drawing, drawing.recipe.to_json())
    file = io.BytesIO()
    drawing.figure.savefig(file, format="png", dpi=drawing.dpi, metadata=about)
    return file.getvalue()


def _about_png(drawing: Drawing, recipe: str) -> dict[str, str]:
    words = drawing.words
    return {"Title": words.title, "Description": alt_texts(drawing), "Software": PROGRAM, RECIPE: recipe}


def _svg(drawing: Drawing) -> bytes:
    about = {"Date": None, "Creator": PROGRAM, "Title": drawing.words.title, "Source": drawing.recipe.to_json()}
    file = io.BytesIO()
    drawing.figure.savefig(file, format="svg", metadata=about)
    own_first = _own_first(drawing)
    # A program that knows of one title takes the first; those after it are for readers of another language.
    titles = [f'<title lang="{words.language}">{html.escape(words.title)}</title>' for words in own_first]
    texts = [f'<desc lang="{words.language}">{html.escape(words.description)}</desc>' for words in own_first]
    told = "".join([*titles, *texts]).encode()
    return _SVG_START.sub(lambda start: start[0] + told, file.getvalue(), count=1)


def _pdf(drawing: Drawing) -> bytes:
    about = {
        "CreationDate": None,
        "Creator": PROGRAM,
        "Title": drawing.words.title,
        "Subject": alt_texts(drawing),
        "Keywords": drawing.recipe.to_json(),
    }
    file = io.BytesIO()
    drawing.figure.savefig(file, format="pdf", metadata=about)
    return file.getvalue()
