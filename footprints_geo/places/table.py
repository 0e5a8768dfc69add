"""One entry of the gazetteer, how far it is from where, and the door through which a table of them comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import InputError
from footprints_geo.places.names import name_key
from footprints_geo.plain_text import plain_line
from footprints_geo.vocabulary import COARSE, PRECISIONS, Script, in_script

COLUMNS: Final = (
    "id", "name_en", "name_ko", "name_local", "aliases", "kind", "precision", "admin1", "country", "lat", "lon",
    "paired_crossing", "source",
)  # fmt: skip
"""Columns of a gazetteer file, in its order."""

REQUIRED: Final = ("name_en", "country", "lat", "lon")
"""Columns a gazetteer file cannot do without."""

KIND_PRECISION: Final[Mapping[str, str]] = {
    "city": "city",
    "port": "city",
    "county": "county",
    "province": "province",
    "country": "country",
    "crossing": "crossing",
    "detention": "city",
    "prison_camp": "county",
}
"""The precision of a place whose row gives none. A facility counts as known to its town or county only: the file
must say `site` before its coordinates are taken for those of the building."""

FACILITIES: Final = frozenset({"detention", "prison_camp"})
"""Kinds of place where people are held: inside a town, and never to be taken for it."""

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG); distances on this sphere are true to about 0.5 %."""

_KOREAN: Final = frozenset({"KP", "KR"})
_SHOWN: Final = 5
_MOST_NAMED: Final = 20
_LONGEST_NAME: Final = 40


class LonLat(NamedTuple):
    """A position in WGS 84: degrees east, then degrees north."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer.

    Attributes
    ----------
    id : str
        Stable, unique, lower-case: `cn-tumen`.
    name_en : str
        Never empty.
    name_ko, name_local : str
        Empty where not known; `name_local` also where the Korean name is the local one.
    aliases : tuple of str
        Other names, in any script.
    kind, precision : str
        What it is (`city`, `crossing`, ...), and how closely its position is known (a word of PRECISIONS).
    admin1 : str
        Province or the like; empty where not known.
    country : str
        ISO 3166-1 alpha-2.
    lon, lat : float
        WGS 84, degrees.
    paired_crossing : str or None
        Id of the place across the border it is paired with.
    source : str
        Where the entry comes from.
    """

    id: str
    name_en: str
    name_ko: str
    name_local: str
    aliases: tuple[str, ...]
    kind: str
    precision: str
    admin1: str
    country: str
    lon: float
    lat: float
    paired_crossing: str | None
    source: str

    @property
    def lonlat(self) -> LonLat:
        """The position, longitude first."""
        return LonLat(self.lon, self.lat)

    @property
    def in_korea(self) -> bool:
        """Whether its own names are Korean: in either state."""
        return self.country in _KOREAN

    @property
    def is_point(self) -> bool:
        """Whether it has a position of its own: an area has none, nor a facility known to its town only."""
        return self.precision not in COARSE and (self.kind not in FACILITIES or self.precision == "site")

    def label(self, script: Script = "en") -> str:
        """The name in a script; the English one where that script's is not known, so never empty."""
        if script == "local":
            return self.name_local or (self.name_ko if self.in_korea else "") or self.name_en
        return in_script(self.name_en, self.name_ko, script)


def directions(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Unit vectors from the centre of the Earth: the smaller the distance, the larger their scalar product.

    `lonlat` has one row a position: degrees east, degrees north.
    """
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def haversine_km(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Great-circle distance by the haversine formula (Sinnott 1984); NaN where a coordinate is missing.

    The last axis of both is longitude, latitude, in degrees; the sphere has EARTH_RADIUS_KM.
    """
    lon_one, lat_one = np.radians(one[..., 0]), np.radians(one[..., 1])
    lon_other, lat_other = np.radians(other[..., 0]), np.radians(other[..., 1])
    half = np.sin((lat_other - lat_one) / 2) ** 2
    half = half + np.cos(lat_one) * np.cos(lat_other) * np.sin((lon_other - lon_one) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)


def read_place_table(source: Path) -> pd.DataFrame:
    """Read a CSV file as text, nothing interpreted: the country code NA is Namibia, not a missing value.

    Raises
    ------
    InputError
        The file is not there or is no CSV in UTF-8.
    """
    try:
        return pd.read_csv(source, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise InputError(
            f"{source.name}: cannot be read as a table ({type(problem).__name__}); expected CSV in UTF-8 with the "
            f"columns {', '.join(REQUIRED)}. Save it as CSV UTF-8 and try again."
        ) from problem


def frame_of(places: Iterable[Place]) -> pd.DataFrame:
    """Places as a table: one row a place, in their order, with the columns COLUMNS."""
    table = pd.DataFrame([{c: getattr(place, c) for c in COLUMNS} for place in places], columns=list(COLUMNS))
    table = table.assign(aliases=table["aliases"].map("|".join))
    return table.astype(dict.fromkeys(set(COLUMNS) - {"lat", "lon"}, "str"))


def _named(table: pd.DataFrame) -> str:
    """The first columns of a table, each in one short line: what was found may be no table of places at all."""
    names = [plain_line(str(column))[:_LONGEST_NAME] for column in table.columns[:_MOST_NAMED]]
    more = len(table.columns) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")


def places_of(table: pd.DataFrame, name: str) -> tuple[Place, ...]:
    """The places of a table, one a row, with what the table leaves out filled in.

    Parameters
    ----------
    table : pandas.DataFrame
        With at least the columns REQUIRED; see `Gazetteer.from_frame` for the others.
    name : str
        What error messages call the table.

    Returns
    -------
    tuple of Place
        In row order; `paired_crossing` is as written, id or not, and None where empty.

    Raises
    ------
    InputError
        With every problem of the first bad column, up to five rows.
    """
    if missing := [column for column in REQUIRED if column not in table.columns]:
        raise InputError(
            f"{name}: no column {', '.join(missing)}; found {_named(table)}; expected at least "
            f"{', '.join(REQUIRED)}. Add the column, or rename the one that is meant."
        )
    filled = table.reindex(columns=list(COLUMNS)).reset_index(drop=True).astype("str").fillna("")
    filled = filled.apply(lambda column: column.str.strip())
    filled["country"] = filled["country"].str.upper()
    filled["kind"] = filled["kind"].where(filled["kind"] != "", "city")
    filled["precision"] = filled["precision"].where(filled["precision"] != "", filled["kind"].map(KIND_PRECISION))
    filled["id"] = filled["id"].where(filled["id"] != "", _derived_ids(filled))
    degrees = {axis: pd.to_numeric(filled[axis], errors="coerce") for axis in ("lat", "lon")}
    _reject(name, "name_en", filled["name_en"].map(name_key) == "", "a name with a letter in it")
    _reject(name, "country", ~filled["country"].str.fullmatch("[A-Z]{2}"), "an ISO 3166-1 alpha-2 code such as CN")
    _reject(name, "lat", ~degrees["lat"].between(-90, 90), "degrees north from -90 to 90, such as 42.966")
    _reject(name, "lon", ~degrees["lon"].between(-180, 180), "degrees east from -180 to 180, such as 129.843")
    _reject(name, "precision", ~filled["precision"].isin(PRECISIONS), f"{', '.join(PRECISIONS)}, or a known kind")
    _reject(name, "id", filled["id"].duplicated(), "an id no other row has")
    filled = filled.assign(**degrees)
    return tuple(
        Place(
            **{
                **row,
                "aliases": tuple(filter(None, map(str.strip, row["aliases"].split("|")))),
                "paired_crossing": row["paired_crossing"] or None,
            }
        )
        for row in filled.to_dict("records")
    )


def _derived_ids(table: pd.DataFrame) -> pd.Series:
    """Country and English name, with a running number where that is not unique."""
    slug = (
        table["name_en"]
        .str.split(r"[\s\-]+", regex=True)
        .map(lambda words: "-".join(filter(None, map(name_key, words))))
    )
    ids = table["country"].str.lower() + "-" + slug
    number = ids.groupby(ids).cumcount()
    return ids.where(number == 0, ids + "-" + (number + 1).astype("str"))


def _reject(name: str, column: str, bad: pd.Series, expected: str) -> None:
    if not bad.any():
        return
    # The first line of the file is its head, so the first row of the table is line 2.
    lines = [str(row + 2) for row in bad.index[bad]]
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    raise InputError(
        f"{name}, column {column}, line {', '.join(lines[:_SHOWN])}{more}: not usable; expected {expected}. "
        "Mend the line."
    )
