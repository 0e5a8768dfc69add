"""Colours of the pages, light and dark: of words, tables and charts.

Maps, their legends and all pictures are on paper, which is light whatever the page round it: they keep the colours of
:mod:`footprints_geo.scales`, and what is seen is what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from footprints_geo.cell_scene import CLASS_INKS
from footprints_geo.hotspots import CLASSES, NOT_TESTED
from footprints_geo.scales import FADED, INK, KIND_COLOURS, KIND_INKS, LAND, Colour, hex_of
from footprints_geo.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class PageColours:
    """What a page of one theme is painted with; the first three are also those of `.streamlit/config.toml`.

    Attributes
    ----------
    ground, beside : (int, int, int)
        Under the page, and under the sidebar.
    ink, quiet : (int, int, int)
        Of words, and of small words that explain others.
    paper : (int, int, int)
        Under the legend of a map.
    edge : (int, int, int)
        Round a picture, or where one will be.
    axis, rule : (int, int, int)
        Axes of a chart, and the lines of its grid.
    faded : (int, int, int)
        Bars that are not chosen, ways that end nowhere.
    chosen : (int, int, int)
        Under the row of a table that is chosen.
    bars, inks : dict of Kind to (int, int, int)
        Each kind as an area, and as words and the edge of an area.
    held_at_home : (int, int, int)
        Custody at home, as an area beside custody abroad.
    classes : dict of str to (int, int, int)
        Words about cells of each class of hotspots.
    """

    ground: Colour
    beside: Colour
    ink: Colour
    quiet: Colour
    paper: Colour
    edge: Colour
    axis: Colour
    rule: Colour
    faded: Colour
    chosen: Colour
    bars: dict[Kind, Colour]
    inks: dict[Kind, Colour]
    held_at_home: Colour
    classes: dict[str, Colour]

    def cell(self, ink: Colour | None = None, *, chosen: bool = False) -> str:
        """The style of a cell of a table; '' for one that is like all others.

        Ink and ground always go together: a table that was drawn before somebody changed the theme can still be read.
        """
        if ink is None and not chosen:
            return ""
        return f"background-color: {hex_of(self.chosen if chosen else self.ground)}; color: {hex_of(ink or self.ink)}"


LIGHT: Final = PageColours(
    ground=(255, 255, 255),
    beside=(244, 242, 237),
    ink=INK,
    quiet=(89, 95, 102),
    paper=(255, 255, 255),
    edge=(185, 180, 168),
    axis=(136, 136, 136),
    rule=(230, 226, 216),
    faded=FADED,
    chosen=(232, 238, 244),
    bars=KIND_COLOURS,
    inks=KIND_INKS,
    held_at_home=KIND_INKS["custody"],
    # The edges of cells without a finding are too pale for words.
    classes={**CLASS_INKS, CLASSES[3]: (89, 95, 102), NOT_TESTED: (89, 95, 102)},
)
DARK: Final = PageColours(
    ground=(23, 32, 42),
    beside=(33, 44, 56),
    ink=(236, 231, 221),
    quiet=(172, 179, 186),
    paper=LAND,
    edge=(96, 110, 124),
    axis=(138, 148, 158),
    rule=(52, 65, 79),
    faded=(108, 120, 132),
    chosen=(43, 61, 80),
    bars={"escape": (46, 108, 166), "repatriation": (230, 112, 120), "custody": (255, 199, 63)},
    inks={"escape": (134, 189, 234), "repatriation": (244, 162, 166), "custody": (240, 196, 92)},
    held_at_home=(160, 116, 40),
    classes={
        CLASSES[0]: (255, 160, 170),
        CLASSES[1]: (244, 172, 144),
        CLASSES[2]: (236, 200, 150),
        CLASSES[3]: (172, 179, 186),
        NOT_TESTED: (172, 179, 186),
    },
)


def colour_names() -> str:
    """All single colours as variables for style sheets: `--page-quiet` is that of small words, in light and dark."""
    single = [one.name for one in fields(PageColours) if isinstance(getattr(LIGHT, one.name), tuple)]
    pairs = {name: (hex_of(getattr(LIGHT, name)), hex_of(getattr(DARK, name))) for name in single}
    told = " ".join(f"--page-{name.replace('_', '-')}: light-dark({', '.join(pair)});" for name, pair in pairs.items())
    return f":root {{{told} --paper-ink: {hex_of(INK)}}}"
