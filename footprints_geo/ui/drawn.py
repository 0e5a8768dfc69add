"""A picture that was asked for, and the files that are made of it."""

from __future__ import annotations

import io
import threading
import weakref
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final, get_args

from PIL import Image

from footprints_geo.errors import refused
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import to_bytes
from footprints_geo.figure.pack import pack as report_pack
from footprints_geo.language import marked
from footprints_geo.paper import FigureKind
from footprints_geo.pipeline import View
from footprints_geo.pipeline import view as view_of
from footprints_geo.prepared import Prepared
from footprints_geo.recipe import Recipe
from footprints_geo.ui.own_records import shows_own
from footprints_geo.web_map import WEB_MAPS, draw_web_page

_DRAWING: Final = threading.BoundedSemaphore(2)
"""Large pictures take much memory: those of many people are drawn one after another, two at a time."""


@dataclass(frozen=True)
class Drawn:
    """A picture that was asked for; it is in one session and nowhere else.

    Attributes
    ----------
    drawing : Drawing
        The picture, to be written as a file.
    png : bytes
        The file that is shown.
    records : weakref to Prepared
        What it was drawn from, which it does not keep alive.
    own : bool
        Whether these are the person's own.
    """

    drawing: Drawing
    png: bytes
    records: weakref.ref[Prepared]
    own: bool
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @classmethod
    def of(cls, view: View, wanted: Recipe) -> Drawn:
        """Draw. Raises InputError where the sheet has no room."""
        with _DRAWING:
            drawing = draw(view, wanted.options, wanted.size)
            return cls(drawing, to_bytes(drawing, ".png"), weakref.ref(view.prepared), shows_own())

    @property
    def width(self) -> int:
        """Dots from left to right."""
        with Image.open(io.BytesIO(self.png)) as picture:
            return picture.width

    def file(self, ending: str) -> bytes:
        """The picture as a file; downloads come in threads of their own, and a picture is written by one at a time."""
        if ending == ".png":
            return self.png
        with self._writing:
            return to_bytes(self.drawing, ending)

    def pack(self) -> bytes:
        """The report pack of the picture.

        Raises
        ------
        InputError
            The records it was drawn from are there no longer.
        """
        recipe = self.drawing.recipe
        with _DRAWING:
            return report_pack(view_of(self._records(), recipe.selection, recipe.level), recipe.options, recipe.size)

    def web_page(self) -> bytes:
        """The same view as a map for a browser.

        Raises
        ------
        InputError
            The records it was drawn from are there no longer.
        """
        recipe = self.drawing.recipe
        with _DRAWING:
            return draw_web_page(view_of(self._records(), recipe.selection, recipe.level), recipe.options).encode()

    def _records(self) -> Prepared:
        records = self.records()
        if records is None:
            raise refused("The records of this picture are there no longer. Draw it again.")
        return records

    def is_of(self, view: View, wanted: Recipe | None) -> bool:
        """Whether drawing what is wanted now would give the same: records that were mended have the same file."""
        return self.drawing.recipe == wanted and self.records() is view.prepared


@dataclass(frozen=True)
class Download:
    """A file that is made of a picture when somebody presses for it.

    Attributes
    ----------
    label, explanation : str
        What stands on the button, and what it is good for; to be translated.
    ending, mime : str
        The kind of file.
    make : callable
        Gives the bytes; runs outside the page, so it may not draw on it.
    kinds : collection of str
        Of which figures it can be made; of all by default.
    """

    label: str
    explanation: str
    ending: str
    mime: str
    make: Callable[[Drawn], bytes]
    kinds: Collection[FigureKind] = get_args(FigureKind)


PACK: Final = marked(
    "Everything a report needs, as a ZIP: the picture in three formats, tables, a page for Word, alternative texts, "
    "and a note on method. It takes some seconds."
)
WEB_MAP: Final = marked(
    "One file that opens in any browser without a network: a map to be moved and pointed at, its words and its table."
)
DOWNLOADS: Final = (
    Download(
        marked("Download PNG"), marked("For documents, slides and web pages."), ".png", "image/png",
        lambda drawn: drawn.file(".png"),
    ),
    Download(
        marked("Download SVG"), marked("To be edited; sharp at any size."), ".svg", "image/svg+xml",
        lambda drawn: drawn.file(".svg"),
    ),
    Download(
        marked("Download PDF"), marked("For print; sharp at any size."), ".pdf", "application/pdf",
        lambda drawn: drawn.file(".pdf"),
    ),
    Download(
        marked("Download web map"), WEB_MAP, ".html", "text/html", lambda drawn: drawn.web_page(), tuple(WEB_MAPS)
    ),
    Download(marked("Download report pack"), PACK, ".zip", "application/zip", lambda drawn: drawn.pack()),
)  # fmt: skip
