"""The gazetteer: which places there are, which name means which of them, and which is nearest to a position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process

from footprints_geo.errors import BundledDataError, InputError, PlaceNotFound
from footprints_geo.places.name_index import LIKENESS, NameIndex
from footprints_geo.places.table import (
    COLUMNS,
    REQUIRED,
    LonLat,
    Place,
    directions,
    frame_of,
    haversine_km,
    places_of,
    read_place_table,
)
from footprints_geo.vocabulary import data_path

__all__ = ["COLUMNS", "REQUIRED", "Gazetteer", "LonLat", "Place"]

_POSITIONS_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """All places, and the ways to find one. Nothing in it changes after it is made.

    A name is looked for among the main names (English, Korean, local), then the aliases, then the names without
    ending ("-si", " County", 市) or remark in brackets, and last, where a Korean reading is known, by its sound in
    any romanisation. Each try has to give one place; several are a miss that says so. Nothing is matched because it
    looks alike: likeness only makes suggestions.

    Attributes
    ----------
    places : tuple of Place
        In file order.
    names : NameIndex
        Their names, by key.
    """

    places: tuple[Place, ...]
    _rows: dict[str, int] = field(init=False, repr=False)
    names: NameIndex = field(init=False, repr=False)
    _in_country: dict[str, frozenset[int]] = field(init=False, repr=False)
    _frame: pd.DataFrame = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        put("_rows", {place.id: row for row, place in enumerate(self.places)})
        put("names", NameIndex(self.places))
        in_country: dict[str, set[int]] = {"": set(range(len(self.places)))}
        for row, place in enumerate(self.places):
            in_country.setdefault(place.country, set()).add(row)
        put("_in_country", {code: frozenset(rows) for code, rows in in_country.items()})
        put("_frame", frame_of(self.places))

    @classmethod
    def read(cls, path: Path | None = None) -> Gazetteer:
        """Read a gazetteer file.

        Parameters
        ----------
        path : Path, optional
            A CSV file in UTF-8 with at least the columns REQUIRED; the bundled `places.csv`, read once, when left out.

        Raises
        ------
        InputError
            The file cannot be used; the message names file, row and column.
        BundledDataError
            The same, for the bundled file.
        """
        return cls.from_frame(read_place_table(path), path.name) if path else _bundled(data_path("places.csv"))

    @classmethod
    def from_frame(cls, table: pd.DataFrame, name: str = "gazetteer") -> Gazetteer:
        """Make a gazetteer of a table.

        Parameters
        ----------
        table : pandas.DataFrame
            One row a place, with at least the columns REQUIRED. Aliases are separated by `|`; a missing id is made of
            country and English name, a missing kind is `city`, a missing precision follows from the kind
            (KIND_PRECISION), and a `paired_crossing` that is no id is looked up as a name in the other countries, and
            left out when it means none or several. The rows of two tables may be put in one.
        name : str
            What error messages call the table.

        Raises
        ------
        InputError
            A column is missing, or a row lacks a name, a two-letter country, a position or a known kind, or repeats
            an id.
        """
        unpaired = cls(places_of(table, name))
        return cls(tuple(replace(place, paired_crossing=unpaired._paired_id(place)) for place in unpaired))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a place, in file order, index 0 to n-1, with the columns COLUMNS; `lat` and `lon` in degrees."""
        return self._frame.copy(deep=False)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def __contains__(self, place: object) -> bool:
        """Whether a place id, or a Place, is in the gazetteer."""
        return place in self.places if isinstance(place, Place) else place in self._rows

    def get(self, place_id: str) -> Place:
        """The place with an id.

        Raises
        ------
        PlaceNotFound
            No place has it; the suggestions are the nearest ids.
        """
        if place_id in self._rows:
            return self.places[self._rows[place_id]]
        near = [place for place, _, _ in process.extract(place_id, list(self._rows), limit=3, score_cutoff=LIKENESS)]
        raise PlaceNotFound(
            f"Gazetteer: no place has this id; expected one of its {len(self)} ids, as 'cn-tumen'."
            f"{_listed(' Nearest: ', near)} Look the id up by name.",
            near,
        )

    def find(self, name: str, country: str | None = None) -> Place:
        """The one place a name means.

        Parameters
        ----------
        name : str
            In any script and spelling the gazetteer knows; see the class for the order of tries.
        country : str, optional
            ISO 3166-1 alpha-2; only its places are looked at.

        Raises
        ------
        PlaceNotFound
            None answers to the name, or several that nothing tells apart. The suggestions are English names: all
            those it could mean, or the nearest ones. The message does not repeat the name: it may be somebody's
            free text.
        """
        rows = self.names.meant(name, self._within(country))
        if len(rows) == 1:
            return self.places[rows[0]]
        where = " of the country given" if country else ""
        if rows:
            candidates = [self.places[row] for row in rows]
            raise PlaceNotFound(
                f"Gazetteer: this name means {len(rows)} places{where}{_listed(': ', map(_described, candidates))} "
                "Expected a name of one place only: write it in full, or give the country.",
                [place.name_en for place in candidates],
            )
        near = self._near(name, country, 3)
        raise PlaceNotFound(
            f"Gazetteer: no place{where} answers to this name.{_listed(' Nearest: ', map(_described, near))} "
            "Expected a name or alias of a place: correct the spelling or the country, or add the place.",
            [place.name_en for place in near],
        )

    def suggest(self, name: str, country: str | None = None, limit: int = 3) -> list[str]:
        """English names of the places a name may be meant for, best first; empty when nothing is near.

        Places that do answer to the name come first, those of other countries too. Then come the most alike names,
        of the country where it is given and has any. Likeness is rapidfuzz's token ratio, 0 to 100, cut at
        LIKENESS; Hangul is compared letter by letter.
        """
        return [place.name_en for place in self._near(name, country, limit)]

    def match(self, names: pd.Series, countries: pd.Series | None = None) -> pd.Series:
        """The ids of the places that names mean, each as `find` has it.

        Parameters
        ----------
        names : pandas.Series of str
            Missing and empty names match nothing.
        countries : pandas.Series of str, optional
            ISO 3166-1 alpha-2, row by row; where missing or empty, all countries are looked at.

        Returns
        -------
        pandas.Series of str
            `place_id`, with the index of `names`; missing where a name means no place or several.
        """
        where = pd.Series(None, index=names.index, dtype="str") if countries is None else countries
        codes, firsts = _distinct(names, where)
        found: list[str | None] = []
        for name, country in zip(names.iloc[firsts], where.iloc[firsts], strict=True):
            rows = self.names.meant(name, self._within(country)) if isinstance(name, str) else ()
            found.append(self.places[rows[0]].id if len(rows) == 1 else None)
        return _spread(found, codes, names.index)

    def paired(self, place_id: str) -> Place | None:
        """The place across the border that a place is paired with; None when the gazetteer knows of none."""
        other = self.get(place_id).paired_crossing
        return None if other is None else self.get(other)

    def nearest(self, lon: float, lat: float, country: str | None, within_km: float) -> Place | None:
        """The place nearest to a position, or None when none is within reach; see `match_positions`."""
        ids = self.match_positions(pd.Series([lon]), pd.Series([lat]), pd.Series([country], dtype="str"), within_km)
        return None if pd.isna(ids.iloc[0]) else self.get(ids.iloc[0])

    def match_positions(self, lon: pd.Series, lat: pd.Series, country: pd.Series | None, within_km: float) -> pd.Series:
        """The ids of the places nearest to positions.

        Provinces and countries are no points and are never an answer; nor is a facility whose own position is not
        known (precision other than `site`), as its coordinates are those of its town.

        Parameters
        ----------
        lon, lat : pandas.Series of float
            WGS 84, degrees; rows without both match nothing.
        country : pandas.Series of str, optional
            ISO 3166-1 alpha-2; where missing or empty, all countries are looked at.
        within_km : float
            How far the place may be, in kilometres, by the haversine formula on a sphere of EARTH_RADIUS_KM. Of
            places equally near the first of the file is taken.

        Returns
        -------
        pandas.Series of str
            `place_id`, with the index of `lon`; missing where no place is within reach.

        Raises
        ------
        InputError
            A latitude is beyond 90 degrees: most often longitude and latitude changed places.
        """
        if (beyond := int((lat.abs() > 90).sum())) > 0:
            raise InputError(
                f"Positions, column lat: {beyond} values beyond 90 degrees; expected degrees north from -90 to 90. "
                "Check whether longitude and latitude changed places."
            )
        where = pd.Series(None, index=lon.index, dtype="str") if country is None else country
        codes, firsts = _distinct(lon, lat, where)
        points = pd.DataFrame({"lon": lon.iloc[firsts].to_numpy(float), "lat": lat.iloc[firsts].to_numpy(float)})
        found = np.full(len(points), -1)
        for code, group in points.groupby(where.iloc[firsts].astype("object").fillna("").to_numpy()):
            found[group.index] = self._nearest_rows(group, str(code), within_km)
        return _spread([self.places[row].id if row >= 0 else None for row in found], codes, lon.index)

    def _nearest_rows(self, points: pd.DataFrame, country: str, within_km: float) -> npt.NDArray[np.int64]:
        rows = np.array([row for row in sorted(self._within(country)) if self.places[row].is_point], dtype=np.int64)
        found = np.full(len(points), -1, dtype=np.int64)
        if not len(rows):
            return found
        places = np.array([self.places[row].lonlat for row in rows])
        towards = directions(places).T
        for start in range(0, len(points), _POSITIONS_AT_ONCE):
            part = points.iloc[start : start + _POSITIONS_AT_ONCE].to_numpy()
            nearest = (directions(part) @ towards).argmax(axis=1)
            reached = haversine_km(part, places[nearest]) <= within_km
            found[start : start + len(part)] = np.where(reached, rows[nearest], -1)
        return found

    def _within(self, country: object) -> frozenset[int]:
        code = country.strip().upper() if isinstance(country, str) else ""
        return self._in_country.get(code, frozenset())

    def _near(self, name: str, country: str | None, limit: int) -> list[Place]:
        """The places a name may be meant for, one for each English name."""
        there, anywhere = self._within(country), self._within(None)
        meant = self.names.meant(name, there) or self.names.meant(name, anywhere)
        alike = self.names.alike(name, there) or self.names.alike(name, anywhere)
        ordered = [self.places[row] for row in (*meant, *alike)]
        return list({place.name_en: place for place in reversed(ordered)}.values())[::-1][:limit]

    def _paired_id(self, place: Place) -> str | None:
        stated = place.paired_crossing
        if stated is None or stated in self._rows:
            return stated
        rows = self.names.meant(stated, self._within(None) - self._within(place.country))
        return self.places[rows[0]].id if len(rows) == 1 else None


def _described(place: Place) -> str:
    return f"{place.name_en} ({place.country})"


def _listed(lead: str, names: Iterable[str]) -> str:
    return f"{lead}{text}." if (text := ", ".join(names)) else ""


def _distinct(*columns: pd.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For every row the number of its combination of values, and for every combination its first row."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, uniques = pd.factorize(column)
        codes, _ = pd.factorize(codes * (len(uniques) + 1) + values)
    _, firsts = np.unique(codes, return_index=True)
    return codes, firsts


def _spread(ids: list[str | None], codes: npt.NDArray[np.int64], index: pd.Index) -> pd.Series:
    values: Any = pd.array(ids, dtype="str")
    return pd.Series(values.take(codes), index=index, name="place_id")


@cache
def _bundled(source: Path) -> Gazetteer:
    try:
        return Gazetteer.read(source)
    except InputError as problem:
        raise BundledDataError(str(problem)) from problem
