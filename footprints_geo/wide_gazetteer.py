"""The wide gazetteer: towns and villages of the corridor's countries after GeoNames, behind the curated one.

A name alone means little here: one country has many places of one name. So a name is looked for inside the country it
is given with, letter by letter, and where it means several places none is taken, however large one of them is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from footprints_geo.coded import coded_table, combinations, recoded
from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.names import name_key
from footprints_geo.place_table import COLUMNS
from footprints_geo.vocabulary import data_path
from footprints_geo.wide_names import AREAS, LOOKUPS, Try, area_tries, lookup_keys, one_province, own_names, place_tries

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
_HIT: Final = ["ask", "order", "tried", "remark", "row"]


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
        return _bundled() if path is None else cls(_read(path))

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
        stated = pd.Series("", index=names.index) if admin1 is None else admin1
        table = pd.DataFrame({"name": names, "country": countries, "admin1": stated})
        asked, codes = distinct_texts(table, ["name", "country", "admin1"])
        return self._meant(asked).take(codes).set_axis(names.index)

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
        asked, codes = distinct_texts(pd.DataFrame({"name": texts, "country": countries}), ["name", "country"])
        if not asked["name"].any():
            return pd.Series("", index=texts.index, dtype="str")
        hits = self._hits(asked, area_tries)
        hits = _first_try(hits[hits["kind"].isin(AREAS) & (asked["country"].to_numpy()[hits["ask"]] != "")])
        meant = hits.groupby("ask")["admin1"].agg(["first", "nunique"]).reindex(asked.index)
        province = meant["first"].astype("str").where(meant["nunique"] == 1, "")
        return province.take(codes).set_axis(texts.index)

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

    def _meant(self, asked: pd.DataFrame) -> pd.DataFrame:
        """`place_id` and `candidates` of each distinct `name`, `country` and `admin1`."""
        hits = self._hits(asked, place_tries)
        hits = hits[(hits["place_id"] != "") & ((hits["tried"] == "") | (hits["kind"] == hits["tried"]))]
        stated = asked.iloc[hits["ask"].to_numpy()].set_axis(hits.index)
        agrees = (stated["country"] != "") & self._lies_in(hits, stated["admin1"]) & self._remark_agrees(hits)
        kept = _towns_of_their_province(_first_try(hits[agrees]))
        single = kept.groupby("ask")["place_id"].agg(["first", "nunique"]).reindex(asked.index)
        named = pd.concat([kept.assign(rank=0), _first_try(hits).assign(rank=1)]).sort_values(
            ["ask", "rank", "population", "place_id"], ascending=[True, True, False, True]
        )
        candidates = named.drop_duplicates(["ask", "place_id"]).groupby("ask")["place_id"].agg(tuple)
        return pd.DataFrame(
            {
                "place_id": single["first"].where(single["nunique"] == 1).astype("str"),
                "candidates": [candidates.get(ask, ()) for ask in asked.index],
            }
        )

    def _lies_in(self, hits: pd.DataFrame, admin1: pd.Series) -> pd.Series:
        """Whether a hit lies in the province its record gives; true where none is given."""
        own = {country: own_names(country) for country in hits["country"].unique()}
        pairs = zip(admin1, hits["country"], strict=True)
        says_nothing = np.array([name_key(text) in own[country] for text, country in pairs], dtype=bool)
        stated = self.provinces(admin1.mask(says_nothing, ""), hits["country"])
        return one_province(stated, hits["admin1"], hits["country"]) | says_nothing

    def _remark_agrees(self, hits: pd.DataFrame) -> pd.Series:
        """Whether what stood in brackets is the place's own province or another of its names."""
        asides = hits[hits["remark"] != ""]
        names = self.table["keys"].take(pa.array(asides["row"].to_numpy())).to_pylist()
        own = [name_key(remark) in keys for remark, keys in zip(asides["remark"], names, strict=True)]
        agrees = self._lies_in(asides, asides["remark"]) | np.array(own, dtype=bool)
        return agrees.reindex(hits.index, fill_value=True)

    def _hits(self, asked: pd.DataFrame, tries_of: Callable[[str, str], list[Try]]) -> pd.DataFrame:
        """Every row that answers to a try of an asked name: the columns _HIT, and those of `rows`."""
        words = zip(asked["name"], asked["country"], strict=True)
        tries = pd.DataFrame(
            [(ask, order, *one) for ask, pair in enumerate(words) for order, one in enumerate(tries_of(*pair))],
            columns=["ask", "order", "lookup", "key", "tried", "remark"],
        )
        found = [self._looked_up(str(lookup), some) for lookup, some in tries.groupby("lookup")]
        table = pd.concat(found, ignore_index=True) if found else tries.assign(row=0)[:0]
        hits: pd.DataFrame = table[_HIT].join(self.rows, on="row")
        country = asked["country"].to_numpy()[hits["ask"].astype("int64")]
        there: pd.Series = (hits["country"] == country) | (country == "")
        return hits[there].reset_index(drop=True)

    def _looked_up(self, lookup: str, tries: pd.DataFrame) -> pd.DataFrame:
        lists = self.table[lookup].combine_chunks()
        keys = lists.flatten()
        asked = pc.is_in(keys, value_set=pa.array(tries["key"].unique(), type=pa.string()))
        rows: npt.NDArray[np.int64] = pc.list_parent_indices(lists).filter(asked).to_numpy(zero_copy_only=False)
        found = pd.DataFrame({"key": keys.filter(asked).to_pandas(), "row": rows})
        hits: pd.DataFrame = tries.merge(found, on="key")
        return hits


def distinct_texts(table: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The distinct rows of text columns, one of which is `country`, and for every row the number of its distinct one.

    Missing texts are '', countries in capitals without blanks; the distinct rows are numbered from 0 as they occur.
    """
    texts = coded_table(table[list(columns)])
    capitals = recoded(texts["country"], lambda codes: codes.str.strip().str.upper())
    return combinations(texts.assign(country=capitals), columns)


def _first_try(hits: pd.DataFrame) -> pd.DataFrame:
    return hits[hits["order"] == hits.groupby("ask")["order"].transform("min")]


def _towns_of_their_province(hits: pd.DataFrame) -> pd.DataFrame:
    """Where a name is a province's and a place's: the places that lie in that province, or else the province alone."""
    province = hits["kind"] == "province"
    area = pd.MultiIndex.from_frame(hits[["ask", "admin1"]])
    namesake = ~province & area.isin(area[province])
    asks = hits["ask"]
    return hits[namesake | ~asks.isin(asks[namesake]) & (province | ~asks.isin(asks[province]))]


@cache
def _bundled() -> WideGazetteer:
    source = data_path(FILE)
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
