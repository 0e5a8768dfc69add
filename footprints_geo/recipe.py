"""What is needed to draw the same figure again; it is carried inside the figure's file."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, get_args

from footprints_geo.basemap import EXTENTS
from footprints_geo.cells import RESOLUTIONS
from footprints_geo.disclosure.policy import PUBLISHED, SENSITIVE, Policy
from footprints_geo.errors import InputError
from footprints_geo.language import SOURCE, language_of
from footprints_geo.paper import DPI_RANGE, SIDE_RANGE_MM, FigureKind, FigureOptions, script_of, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View
from footprints_geo.selection import DEFAULT, Selection
from footprints_geo.vocabulary import AUDIENCES, LEVELS, SCRIPTS, Level, Script

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
    "language",
    "against",
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
    level : {'country', 'province', 'place'}
        How finely routes are told apart.
    options : FigureOptions
        How it was drawn.
    size : str
        The name of the sheet, or '' for a width and a height.
    data : str
        SHA-256 of the file of records.
    version : str
        That of the program.
    policy : Policy or None
        How the records were protected for the public; None for internal use.
    """

    selection: Selection
    level: Level
    options: FigureOptions
    size: str
    data: str
    version: str
    policy: Policy | None = None

    @classmethod
    def of(cls, view: View, options: FigureOptions, size: str = "") -> Recipe:
        """The recipe of a figure that this program draws of a view."""
        policy, data = view.prepared.release.policy, view.prepared.events.fingerprint
        return cls(view.selection, view.level, options, size, data, version(PROGRAM), policy)

    def to_json(self) -> str:
        """As text of ASCII letters, the same for the same recipe."""
        sheet = self.options.sheet
        parts: dict[str, Any] = {
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
            "language": self.options.language.code,
            "against": self.options.against and self.options.against.to_json(),
            "audience": "internal" if self.policy is None else "public",
        }
        if self.policy is not None:
            parts |= {"sensitivity": self.policy.sensitivity, "threshold": self.policy.threshold}
        if self.options.resolution is not None:
            parts["resolution"] = self.options.resolution
        return json.dumps(parts, sort_keys=True, ensure_ascii=True)

    def to_command(self, output: str, records: Sequence[str] = ()) -> str:
        """The command line that draws the figure again; what is as it is by default is left out.

        Parameters
        ----------
        output : str
            The file it writes.
        records : sequence of str
            The records and how they are read, as the command line has them; empty for the bundled ones.
        """
        return shlex.join(
            [PROGRAM, "figure", self.options.kind, *records, *self.to_flags(bundled=not records), "-o", output]
        )

    def to_flags(self, *, bundled: bool) -> list[str]:
        """Selection, options and audience as flags of the command line; what is as by default is left out."""
        chosen, plain = self.options, FigureOptions()
        flags = self.selection.to_flags()
        if not self.size:
            flags += ["--width-mm", f"{chosen.sheet.width:g}", "--height-mm", f"{chosen.sheet.height:g}"]
        elif chosen.sheet != plain.sheet:
            flags += ["--size", self.size]
        if chosen.resolution is not None:
            flags += ["--resolution", str(chosen.resolution)]
        if chosen.against:
            flags += ["--against", chosen.against.text]
        said = {"extent": chosen.extent, "lang": chosen.language.code, "script": chosen.script, "dpi": chosen.dpi}
        usual = {"extent": plain.extent, "lang": SOURCE, "script": script_of(chosen.language), "dpi": plain.dpi}
        for name, value in said.items():
            if value != usual[name]:
                flags += [f"--{name}", str(value)]
        return [*flags, *_audience_flags(self.policy, PUBLISHED if bundled else SENSITIVE)]

    def file_name(self, ending: str) -> str:
        """A name that says what the figure is of, in words that are nobody's secret: `footprints-routes-2023.png`."""
        chosen = self.selection
        what = [kind for kind in chosen.kind if chosen.kind != DEFAULT.kind]
        where = [code.lower() for code in chosen.countries]
        when = [chosen.years.text.replace("/", "-to-")] if chosen.years else []
        if self.options.against:
            when += ["and", self.options.against.text.replace("/", "-to-")]
        tongue = [self.options.language.code] if self.options.language.code != SOURCE else []
        return "-".join(["footprints", self.options.kind, *what, *where, *when, *tongue]) + ending

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
            parts = _mapping(json.loads(text))
            if parts.get("program") != PROGRAM or [name for name in _FIELDS if name not in parts]:
                raise ValueError
            return cls(
                Selection.from_json(_mapping(parts["selection"])), _one_of(parts["level"], LEVELS), _options(parts),
                _text(parts["size"]), _text(parts["data"]), _text(parts["version"]), _policy(parts),
            )  # fmt: skip
        except (ValueError, RecursionError):
            raise InputError(
                "The recipe in this file cannot be read; expected one that this program wrote. Draw the figure anew."
            ) from None


def _audience_flags(policy: Policy | None, usual: str) -> list[str]:
    if policy is None:
        return ["--audience", "internal"]
    flags = ["--sensitivity", policy.sensitivity] if policy.sensitivity != usual else []
    return flags + (["--threshold", str(policy.threshold)] if policy.threshold != Policy().threshold else [])


def _policy(parts: dict[str, Any]) -> Policy | None:
    # Figures of before there was any protection say nothing of whom they are for.
    audience = _one_of(parts.get("audience", "internal"), AUDIENCES)
    return None if audience == "internal" else Policy(_text(parts.get("sensitivity")), _whole(parts.get("threshold")))


def _options(parts: dict[str, Any]) -> FigureOptions:
    size = _text(parts["size"])
    sheet = sheet_of(size) if size else sheet_of("", _side(parts["width_mm"]), _side(parts["height_mm"]))
    dpi = _whole(parts["dpi"])
    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise ValueError
    kind: FigureKind = _one_of(parts["kind"], get_args(FigureKind))
    script: Script = _one_of(parts["script"], SCRIPTS)
    extent = _one_of(parts["extent"], (FIT, *EXTENTS))
    against = None if parts["against"] is None else Period.from_json(parts["against"])
    # Only where it was asked for: figures of other kinds carry none.
    resolution = None if parts.get("resolution") is None else _one_of(_whole(parts["resolution"]), RESOLUTIONS)
    return FigureOptions(kind, script, sheet, extent, dpi, language_of(_text(parts["language"])), against, resolution)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError
    return value


def _side(value: Any) -> float:
    # Before it is made a number with a point: a whole one may be too large for that.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= SIDE_RANGE_MM[1]:
        raise ValueError
    return float(value)


def _one_of(word: Any, words: Any) -> Any:
    if word not in words:
        raise ValueError
    return word
