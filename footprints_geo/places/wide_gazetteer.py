"""The wide gazetteer: towns and villages of the corridor's countries after GeoNames, behind the curated one.

A name alone means little here: one country has many places of one name. So a name is looked for inside the country it
is given with, letter by letter, and where it means several places none is taken, however large one of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from footprints_geo.coded import coded_table, combinations, recoded
from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.places.table import COLUMNS
from footprints_geo.places.wide_matching import WideRow, answer, areas_of, hits_of
from footprints_geo.places.wide_names import (
    AREAS,
    LOOKUPS,
    Try,
    area_tries,
    lookup_keys,
    place_tries,
)
from footprints_geo.vocabulary import data_path

FILE: Final = "geonames.parquet"

_SCHEMA: Final[dict[str, Any]] = {
    "geonames_id": pa.int32(),
    "name": pa.string(),
    "names": pa.list_(pa.string()),
    "name_ko": pa.string(),
    "name_local": pa.string(),
    "kind": pa.string(),
    "country": pa.string(),
    "admin1": pa.string(),
    "lat": pa.float64(),
    "lon": pa.float64(),
    "population": pa.int32(),
    "same_as": pa.string(),
}


class Asked(NamedTuple):
    """A name that is looked up, with what the record says of where it lies: the columns of a spelling.

    Attributes
    ----------
    place, admin1, country : str
        As in :meth:`WideGazetteer.match`; '' where nothing is said, and the country in capitals.
    """

    place: str
    admin1: str
    country: str


def wide_table(places: pd.DataFrame) -> pa.Table:
    """Make the table of a wide gazetteer.

    Parameters
    ----------
    places : pandas.DataFrame
        One row a place: `geonames_id` (0 where there is none), `name`, `names` (a list of all other spellings),
        `name_ko`, `name_local` ('' where not known), `kind` (`city`, `province`, or `area` for what is only looked up
        as the province of a record), `country` (ISO 3166-1 alpha-2), `admin1` ('' where not known; of an area the
        province it lies in), `lat`, `lon` (WGS 84, degrees), `population` (0 where not known), and `same_as`: the id
        of the same place in the curated gazetteer, or ''.

    Returns
    -------
    pyarrow.Table
        The same with the lists of keys of LOOKUPS, in the same order of rows.
    """
    words = zip(places["name"], places["names"], places["country"], places["kind"], strict=True)
    found = [lookup_keys([name, *names], country, kind) for name, names, country, kind in words]
    columns = {name: pa.array(places[name], type=kind) for name, kind in _SCHEMA.items()}
    lists = {name: pa.array([keys[name] for keys in found], type=pa.list_(pa.string())) for name in LOOKUPS}
    return pa.table(columns | lists)


@dataclass(frozen=True, slots=True, eq=False)
class WideGazetteer:
    """Places after GeoNames, found by name within a country. Nothing in it changes after it is made.

    Attributes
    ----------
    table : pyarrow.Table
        As `wide_table` makes it.
    rows : pandas.DataFrame
        What every row is, index 0 to n-1: `place_id` ('' for what is only looked up as a province), `kind`,
        `country`, `admin1`, `population` and `same_as`, as in `wide_table`.
    """

    table: pa.Table
    rows: pd.DataFrame = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns = ["geonames_id", "kind", "country", "admin1", "population", "same_as"]
        rows = self.table.select(columns).to_pandas()
        ids = "gn-" + rows["country"].str.lower() + "-" + rows["geonames_id"].astype("str")
        put = partial(object.__setattr__, self)
        put("rows", rows.assign(place_id=ids.where(rows["geonames_id"] > 0, "")).drop(columns="geonames_id"))

    @classmethod
    def read(cls, path: Path | None = None) -> WideGazetteer:
        """Read a wide gazetteer; the bundled one, which is read once, when no file is named.

        Raises
        ------
        BundledDataError
            The bundled file is missing or cannot be read.
        InputError
            A file that was named is missing or cannot be read.
        """
        return _bundled(data_path(FILE)) if path is None else cls(_read(path))

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, place_id: object) -> bool:
        """Whether a place of this id is in it."""
        return bool(place_id) and bool((self.rows["place_id"] == place_id).any())

    def match(self, names: pd.Series, countries: pd.Series, admin1: pd.Series | None = None) -> pd.DataFrame:
        """The place each name means, and all places that answer to it.

        A name is looked for as it is written, then without a remark in brackets, then without an ending
        ("Hunchun-si", 훈춘시), and last, in Korea, by sound. The first of these tries that gives places ends the
        search. A name that is a province's and a town's means the town where the town lies in that province (Chiang
        Mai), and else the province.

        Parameters
        ----------
        names : pandas.Series of str
            Missing and empty names match nothing.
        countries : pandas.Series of str
            ISO 3166-1 alpha-2, row by row. Without one nothing is matched: a bare name means nothing here.
        admin1 : pandas.Series of str, optional
            Province or the like, in any spelling known. Where given, only a place that lies in it is matched; where
            it is not known what it means, nothing is. The country's own name says nothing and is passed over.

        Returns
        -------
        pandas.DataFrame
            With the index of `names`: `place_id`, missing where the name means no place or several, and `candidates`,
            a tuple of ids: every place of the country (without a country: of all) that answers to the name; the one
            that is meant, and those in the province given, first, then the larger first.
        """
        columns = [names, pd.Series("", index=names.index, dtype="str") if admin1 is None else admin1]
        columns.append(countries.astype("str").str.strip().str.upper())
        asked = [Asked(*one) for one in zip(*(column.astype("str").fillna("") for column in columns), strict=True)]
        meant = self.meant(asked)
        return pd.DataFrame(
            {
                "place_id": pd.Series([meant[one][0] for one in asked], index=names.index, dtype="str"),
                "candidates": pd.Series([meant[one][1] for one in asked], index=names.index, dtype="object"),
            }
        )

    def provinces(self, texts: pd.Series, countries: pd.Series) -> pd.Series:
        """The province each text means, by the name that `admin1` has in this gazetteer.

        Parameters
        ----------
        texts : pandas.Series of str
            As records have them: "吉林省", "Jilin Province", also a prefecture known to lie in one province.
        countries : pandas.Series of str
            ISO 3166-1 alpha-2.

        Returns
        -------
        pandas.Series of str
            With the index of `texts`; '' where the text is empty or means no province of the country, or several.
        """
        codes = countries.astype("str").fillna("").str.strip().str.upper()
        pairs = list(zip(texts.astype("str").fillna(""), codes, strict=True))
        meant = self.provinces_of(pairs)
        return pd.Series([meant[pair] for pair in pairs], index=texts.index, dtype="str")

    def keys_of(self, country: str) -> pd.DataFrame:
        """All name keys of a country's places, but not those by sound, with `place_id` and `population` of each."""
        there = (self.rows["country"] == country) & (self.rows["place_id"] != "")
        rows = self.rows.loc[there, ["place_id", "population"]]
        table = self.table.select(LOOKUPS[:3]).take(pa.array(rows.index.to_numpy()))
        parts = [table[name].combine_chunks() for name in LOOKUPS[:3]]
        owners = np.concatenate([pc.list_parent_indices(part).to_numpy(zero_copy_only=False) for part in parts])
        keys = pd.concat([part.flatten().to_pandas().astype("str") for part in parts], ignore_index=True)
        return rows.iloc[owners].reset_index(drop=True).assign(key=keys)

    def frame_of(self, ids: Iterable[str]) -> pd.DataFrame:
        """The places of these ids, as a table of the gazetteer.

        Returns
        -------
        pandas.DataFrame
            With the columns COLUMNS, sorted by id, each place once; ids of other gazetteers are passed over. Kind and
            precision are `city`, of a province `province`; `lat` and `lon` are degrees, of a province a spot for its
            name; `source` is "GeoNames" and its number.
        """
        rows = self.rows[self.rows["place_id"].isin({*ids} - {""})].sort_values("place_id")
        texts = self.table.select(["geonames_id", "name", "names", "name_ko", "name_local", "lat", "lon"])
        found = texts.take(pa.array(rows.index.to_numpy())).to_pandas().set_axis(rows.index)
        table = rows.join(found).assign(
            id=rows["place_id"],
            name_en=found["name"],
            aliases=found["names"].map("|".join).astype("str"),
            precision=rows["kind"],
            paired_crossing="",
            source="GeoNames " + found["geonames_id"].astype("str"),
        )
        return table[list(COLUMNS)].reset_index(drop=True)

    def meant(self, asked: Iterable[Asked]) -> dict[Asked, tuple[str | None, tuple[str, ...]]]:
        """The place that is meant and all candidates, of each distinct name: as :meth:`match`, without a table."""
        asks = [(one, place_tries(one.place, one.country)) for one in dict.fromkeys(asked)]
        rows = self._rows_of(one for _, tries in asks for one in tries)
        # A town may be meant only inside a country: of names without one no province is asked.
        areas = [(area, one.country) for one, tries in asks if one.country for area in areas_of(one.admin1, tries)]
        provinces = self.provinces_of(areas)
        return {
            one: answer(hits_of(tries, one.country, rows), one.country, one.admin1, provinces) for one, tries in asks
        }

    def provinces_of(self, areas: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The province each pair of text and country means, or '': as :meth:`provinces`, without a table."""
        rows = _areas_by_key(self)
        found: dict[tuple[str, str], str] = {}
        for text, country in dict.fromkeys(areas):
            tries = area_tries(text, country) if text and country else []
            answers = ([row for row in rows.get(one[:2], ()) if row.country == country] for one in tries)
            names = {row.admin1 for row in next(filter(None, answers), [])}
            found[text, country] = names.pop() if len(names) == 1 else ""
        return found

    def _rows_of(self, tries: Iterable[Try]) -> dict[tuple[str, str], list[WideRow]]:
        """The rows that answer to each lookup and key, in file order; also of those that none answers to."""
        found: dict[tuple[str, str], list[WideRow]] = {one[:2]: [] for one in tries}
        hits: list[tuple[str, str, int]] = []
        for lookup in LOOKUPS:
            keys = [key for other, key in found if other == lookup]
            if keys:
                lists = self.table[lookup].combine_chunks()
                there = pc.is_in(lists.flatten(), value_set=pa.array(keys, pa.string()))
                answers = lists.flatten().filter(there).to_pylist()
                numbers = pc.list_parent_indices(lists).filter(there).to_numpy(zero_copy_only=False)
                hits += [(lookup, key, row) for key, row in zip(answers, numbers.tolist(), strict=True)]
        different = sorted({row for *_, row in hits})
        told = dict(zip(different, self._told(np.array(different, dtype=np.int64)), strict=True))
        for lookup, key, row in hits:
            found[lookup, key].append(told[row])
        return found

    def _told(self, numbers: npt.NDArray[np.int64]) -> list[WideRow]:
        told = self.rows[list(WideRow._fields[:-1])].take(numbers).itertuples(index=False, name=None)
        names = self.table["keys"].take(pa.array(numbers)).to_pylist()
        return [WideRow._make((*row, keys)) for row, keys in zip(told, names, strict=True)]


@lru_cache(maxsize=4)
def _areas_by_key(wide: WideGazetteer) -> dict[tuple[str, str], list[WideRow]]:
    """The rows of AREAS that answer to each lookup and key: few enough to be kept ready."""
    numbers = np.flatnonzero(wide.rows["kind"].isin(AREAS))
    areas, keys = wide._told(numbers), wide.table.select(LOOKUPS).take(pa.array(numbers)).to_pydict()
    found: dict[tuple[str, str], list[WideRow]] = {}
    for lookup in LOOKUPS:
        for row, own in zip(areas, keys[lookup], strict=True):
            for key in own:
                found.setdefault((lookup, key), []).append(row)
    return found


def distinct_texts(table: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.integer]]:
    """The distinct rows of text columns, one of which is `country`, and for every row the number of its distinct one.

    Missing texts are '', countries in capitals without blanks; the distinct rows are numbered from 0 as they occur.
    """
    texts = coded_table(table[list(columns)])
    capitals = recoded(texts["country"], lambda codes: codes.str.strip().str.upper())
    return combinations(texts.assign(country=capitals), columns)


@cache
def _bundled(source: Path) -> WideGazetteer:
    try:
        return WideGazetteer(_read(source))
    except InputError as problem:
        raise BundledDataError(str(problem)) from problem


def _read(source: Path) -> pa.Table:
    expected = [*_SCHEMA, *LOOKUPS]
    try:
        # Not read_table, which first loads what is needed for many files.
        with pq.ParquetFile(source) as file:
            return file.read(columns=expected).select(expected).combine_chunks()
    except (OSError, KeyError, pa.ArrowException) as problem:
        raise InputError(
            f"{source.name}: cannot be read as a wide gazetteer ({type(problem).__name__}); expected a Parquet file "
            f"with the columns {', '.join(expected)}. Make it with data/build/geonames.py."
        ) from problem
