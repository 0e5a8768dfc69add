"""The closed lists of words, and the files that say which corridor and which countries are meant."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from footprints_geo.errors import BundledDataError

Kind = Literal["escape", "repatriation", "custody"]
Level = Literal["country", "province", "place"]
Script = Literal["en", "ko", "both", "local"]
Uncertain = Literal["include", "exclude"]

EVENT_TYPES: Final = (
    "departure",
    "border_crossing",
    "transit",
    "arrest",
    "detention",
    "transfer",
    "repatriation",
    "release",
    "arrival",
    "last_seen",
    "disappearance",
)
"""What can be recorded about a case; the list is closed (rules, section 2)."""

EVENT_COLUMNS: Final = (
    "case_id", "sequence", "event_type", "date", "duration", "place", "admin1", "country", "lat", "lon",
    "location_precision", "persons", "persons_min", "persons_max", "visibility", "custodian", "subject", "part_of",
    "source", "source_title", "source_url", "source_date", "note",
)  # fmt: skip
"""The columns of rules, section 3; any other column is carried along as an attribute."""

HOLDING: Final = frozenset({"arrest", "detention", "transfer", "repatriation"})
"""Event types after which a person is held."""

FREEING: Final = frozenset({"release", "departure", "border_crossing", "transit", "arrival"})
"""Event types after which a person is free; `disappearance` and `last_seen` change nothing."""

KINDS: Final[tuple[Kind, ...]] = ("escape", "repatriation", "custody")
"""What a segment of a journey can be."""

LEVELS: Final[tuple[Level, ...]] = ("country", "province", "place")
"""How finely routes are told apart."""

SCRIPTS: Final[tuple[Script, ...]] = ("en", "ko", "both", "local")
"""What names on a map are written in: English, Korean, one after the other, or the language of the place."""

PRECISIONS: Final = ("site", "crossing", "city", "county", "province", "country")
"""How closely a location is known, finest first."""

COARSE: Final = frozenset({"province", "country"})
"""Precisions that are an area and never a point."""

VISIBILITIES: Final = ("public", "restricted")
SUBJECTS: Final = ("escapee", "helper")
AUDIENCES: Final = ("internal", "public")


def repository_path(*parts: str) -> Path:
    """A file that comes with the program, by its place in the repository."""
    return Path(__file__).resolve().parent.parent.joinpath(*parts)


def data_path(name: str) -> Path:
    """A file of the data folder; the environment variable FOOTPRINTS_DATA names another folder."""
    folder = os.environ.get("FOOTPRINTS_DATA")
    path = Path(folder) / name if folder else repository_path("data", name)
    if not path.exists():
        raise BundledDataError(
            f"The data folder has no file {name}; expected it in the folder 'data' of the program. "
            "Get the program again, or set FOOTPRINTS_DATA to the right folder."
        )
    return path


def data_as_of(name: str) -> str:
    """The day a file of the data folder stands for, as its `datapackage.json` says; '' when it does not."""
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    return next((str(part.get("as_of", "")) for part in package["resources"] if part["path"] == name), "")


@dataclass(frozen=True, slots=True)
class Corridor:
    """Which countries are home, passed through, and aimed at.

    Attributes
    ----------
    name : str
        What the corridor is called in captions.
    home : tuple of str
        ISO 3166-1 alpha-2 codes of the country or countries people leave.
    transit, destination : tuple of str
        The same, for the countries passed through and aimed at; the order is that of the sidebar.
    anchors : dict of str to (float, float)
        Longitude and latitude, in degrees, of the spot where a country's name stands on the map. Schematic: an
        arrow that ends there ends at a name, not at a place.
    """

    name: str
    home: tuple[str, ...]
    transit: tuple[str, ...]
    destination: tuple[str, ...]
    anchors: dict[str, tuple[float, float]]

    @property
    def countries(self) -> tuple[str, ...]:
        """All countries of the corridor: home, transit, destination."""
        return self.home + self.transit + self.destination


@cache
def read_corridor(path: Path | None = None) -> Corridor:
    """The corridor of a TOML file; the bundled `corridor.toml` when none is named.

    Raises
    ------
    BundledDataError
        The file lacks a part.
    """
    source = path or data_path("corridor.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    try:
        return Corridor(
            name=table["name"],
            home=tuple(table["home"]),
            transit=tuple(table["transit"]),
            destination=tuple(table["destination"]),
            anchors={code: (float(lon), float(lat)) for code, (lon, lat) in table["anchors"].items()},
        )
    except KeyError as missing:
        raise BundledDataError(
            f"{source.name} has no entry {missing}; expected name, home, transit, destination and anchors. Add it."
        ) from missing


@cache
def read_countries() -> pd.DataFrame:
    """The countries of the world, from the bundled `countries.csv`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ISO 3166-1 alpha-2 `code`, with `name_en`, `name_ko` and the bounding box `west`, `south`,
        `east`, `north` in degrees (missing for countries without a box; `east` above 180 where the box crosses
        the 180th meridian).
    """
    return pd.read_csv(data_path("countries.csv"), keep_default_na=False, na_values={c: [""] for c in BOX}).set_index(
        "code"
    )


BOX: Final = ("west", "south", "east", "north")


def country_name(code: str, script: Script = "en") -> str:
    """The name of a country in English, Korean or both; the code itself when the country is not in the list."""
    countries = read_countries()
    if code not in countries.index:
        return code
    english, korean = str(countries.at[code, "name_en"]), str(countries.at[code, "name_ko"])
    return in_script(english, korean, script)


def in_script(english: str, korean: str, script: Script) -> str:
    """An English and a Korean name in a script; the English one where there is no other."""
    if script == "both":
        return " ".join(dict.fromkeys(filter(None, (english, korean))))
    return (korean or english) if script == "ko" else english
