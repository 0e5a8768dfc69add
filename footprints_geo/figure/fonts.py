"""The letters of a figure: two fonts that come with dependencies, never what happens to be on the machine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, fontManager, get_font, ttfFontProperty
from matplotlib.textpath import text_to_path

from footprints_geo.errors import BundledDataError

Weight = Literal["regular", "semibold", "bold", "italic"]

FILES: Final[dict[Weight, str]] = {
    "regular": "SourceSansPro-Regular.ttf",
    "semibold": "SourceSansPro-Semibold.ttf",
    "bold": "SourceSansPro-Bold.ttf",
    "italic": "SourceSansPro-It.ttf",
}
"""Source Sans Pro (SIL Open Font License 1.1): Latin and Cyrillic."""

EAST_ASIAN: Final = ("mplfonts", "fonts/NotoSansCJKsc-Regular.otf")
"""Noto Sans CJK (SIL Open Font License 1.1): Hangul and Hanzi, for the letters the other lacks."""

FAMILY: Final = ("Footprints Sans", "Footprints East Asian", "Footprints Other")
"""What the two are called here: under their own names the machine may have other editions of them. What neither has is
written in the letters that come with Matplotlib."""

CLOSE: Final = 0.02
"""Part of a line's width by which its words, measured one by one, may be wrong together."""

POINTS_PER_MM: Final = 72 / 25.4

# Set once for the whole process, and the same for every figure: set and reset round each, two threads would disturb
# each other. Text stays text in a PDF, ids in an SVG do not change from run to run. Letters are as wide at any number
# of dots: hinted ones, rounded to whole dots, would run out of the lines they were measured for.
mpl.rcParams.update(
    {
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "footprints-geo",
        "path.sketch": None,
        "text.hinting": "none",
    }
)


@cache
def register() -> None:
    """Make the fonts known to Matplotlib, whose own list may be older than they are.

    Raises
    ------
    BundledDataError
        A font is not installed.
    """
    own = {Path(str(files("font_source_sans_pro") / "files" / name)): FAMILY[0] for name in FILES.values()}
    own[Path(str(files(EAST_ASIAN[0]) / EAST_ASIAN[1]))] = FAMILY[1]
    own[Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")] = FAMILY[2]
    for path, family in own.items():
        if not path.exists():
            raise BundledDataError(
                f"The font {path.name} is not installed; expected it with the program. Install again."
            )
        entry = replace(ttfFontProperty(get_font(path)), name=family)
        # The others come in one weight, which stands for all.
        weights = (entry.weight,) if family == FAMILY[0] else (400, 600, 700)
        fontManager.ttflist.extend(replace(entry, weight=weight) for weight in weights)


@cache
def font(points: float, weight: Weight = "regular") -> FontProperties:
    """The letters of a size, in points. Shared, so not to be changed."""
    register()
    weights = {"regular": 400, "italic": 400, "semibold": 600, "bold": 700}
    return FontProperties(
        family=list(FAMILY), size=points, weight=weights[weight], style="italic" if weight == "italic" else "normal"
    )


def is_western(text: str) -> bool:
    """Whether the first of the fonts, which has all weights, has every letter of a text."""
    register()
    known = get_font(str(files("font_source_sans_pro") / "files" / FILES["regular"])).get_charmap()
    return all(ord(letter) in known for letter in text)


def text_width(text: str, points: float, weight: Weight = "regular") -> float:
    """How wide a line of text is, in millimetres."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(points, weight), ismath=False)
    return float(width) / POINTS_PER_MM


def wrapped(text: str, points: float, width: float, weight: Weight = "regular") -> list[str]:
    """A text in lines of at most a width in millimetres; a word that is wider is cut into several lines."""
    lines: list[str] = []
    blank = text_width("n n", points, weight) - text_width("nn", points, weight)
    for paragraph in text.split("\n"):
        line, taken = "", 0.0
        for word in _words(paragraph, points, width, weight):
            own = text_width(word, points, weight)
            longer = taken + blank + own if line else own
            # Words are measured once each; as a whole a line is measured only where that decides.
            if abs(longer - width) < CLOSE * width:
                longer = text_width(f"{line} {word}".strip(), points, weight)
            if line and longer > width:
                lines.append(line)
                line, taken = word, own
            else:
                line, taken = f"{line} {word}".strip(), longer
        lines.append(line)
    return lines


def _words(text: str, points: float, width: float, weight: Weight) -> list[str]:
    words: list[str] = []
    for word in text.split():
        while len(word) > 1 and text_width(word, points, weight) > width:
            cut = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], points, weight) <= width
            )
            words.append(word[:cut])
            word = word[cut:]
        words.append(word)
    return words
