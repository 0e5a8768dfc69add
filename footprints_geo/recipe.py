"""What is needed to draw the same figure again; it is carried inside the figure's file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, cast, get_args

from footprints_geo.basemap import EXTENTS
from footprints_geo.errors import InputError
from footprints_geo.paper import DPI_RANGE, FigureKind, FigureOptions, sheet_of
from footprints_geo.pipeline import View
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import LEVELS, SCRIPTS, Level, Script

PROGRAM: Final = "footprints-geo"
FIT: Final = "fit"
_FIELDS: Final = (
    "kind",
    "selection",
    "level",
    "script",
    "width_mm",
    "height_mm",
    "size",
    "extent",
    "dpi",
    "data",
    "version",
)


@dataclass(frozen=True)
class Recipe:
    """A figure's recipe: no path, no user's name, no id of a case.

    Attributes
    ----------
    selection : Selection
        What was asked for.
    level : {'country', 'place'}
        How finely routes are told apart.
    options : FigureOptions
        How it was drawn.
    size : str
        The name of the sheet, or '' for a width and a height.
    data : str
        SHA-256 of the file of records.
    version : str
        That of the program.
    """

    selection: Selection
    level: Level
    options: FigureOptions
    size: str
    data: str
    version: str

    @classmethod
    def of(cls, view: View, options: FigureOptions, size: str = "") -> Recipe:
        """The recipe of a figure that this program draws of a view."""
        return cls(view.selection, view.level, options, size, view.prepared.events.fingerprint, version(PROGRAM))

    def to_json(self) -> str:
        """As text of ASCII letters, the same for the same recipe."""
        sheet = self.options.sheet
        parts = {
            "program": PROGRAM,
            "version": self.version,
            "data": self.data,
            "kind": self.options.kind,
            "selection": self.selection.to_json(),
            "level": self.level,
            "script": self.options.script,
            "size": self.size,
            "width_mm": sheet.width,
            "height_mm": sheet.height,
            "extent": self.options.extent,
            "dpi": self.options.dpi,
        }
        return json.dumps(parts, sort_keys=True, ensure_ascii=True)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the recipe as text: two figures with one fingerprint are made alike of the same records."""
        return hashlib.sha256(self.to_json().encode("ascii")).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """The recipe of a text.

        Raises
        ------
        InputError
            The text is no recipe, or one of another program. The message does not repeat it.
        """
        try:
            parts = cast(dict[str, Any], json.loads(text))
            if parts.get("program") != PROGRAM or [name for name in _FIELDS if name not in parts]:
                raise ValueError
            return cls(
                Selection.from_json(parts["selection"]), _one_of(parts["level"], LEVELS), _options(parts),
                str(parts["size"]), str(parts["data"]), str(parts["version"]),
            )  # fmt: skip
        except (ValueError, TypeError, AttributeError, InputError):
            raise InputError(
                "The recipe in this file cannot be read; expected one that this program wrote. Draw the figure anew."
            ) from None


def _options(parts: dict[str, Any]) -> FigureOptions:
    size = str(parts["size"])
    sheet = sheet_of(size) if size else sheet_of("", float(parts["width_mm"]), float(parts["height_mm"]))
    dpi = int(parts["dpi"])
    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise ValueError
    kind: FigureKind = _one_of(parts["kind"], get_args(FigureKind))
    script: Script = _one_of(parts["script"], SCRIPTS)
    return FigureOptions(kind, script, sheet, _one_of(parts["extent"], (FIT, *EXTENTS)), dpi)


def _one_of(word: Any, words: Any) -> Any:
    if word not in words:
        raise ValueError
    return word
