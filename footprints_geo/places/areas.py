"""Provinces and countries, which are areas and no points, and the one table of all places events may be at."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.vocabulary import COARSE, read_countries

PLACE_COLUMNS: Final = (
    "name_en", "name_ko", "name_local", "kind", "precision", "admin1", "country", "lon", "lat", "paired_crossing",
    "listed", "coarse",
)  # fmt: skip


def slug(names: pd.Series) -> pd.Series:
    """Names in small letters and figures, with one dash for all that stands between; '' where neither is in them."""
    return names.str.normalize("NFKC").str.casefold().str.replace(r"[\W_]+", "-", regex=True).str.strip("-")


def provinces(country: pd.Series, admin1: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """The id and names of the province of each row: the gazetteer's where it has one, else one of its own."""
    listed = known[known["kind"] == "province"]
    spelled = listed.assign(aliases=listed["aliases"].str.split("|")).explode("aliases")
    columns = ["admin1", "name_en", "name_ko", "name_local", "aliases"]
    names = pd.concat([spelled[column] for column in columns])
    areas = np.tile(spelled["country"].to_numpy(), len(columns))
    by_name = pd.Series(names.index, index=pd.Index(areas + "|" + slug(names).to_numpy(), dtype="str"))
    by_name = by_name[~by_name.index.duplicated()]
    key = country + "|" + slug(admin1)
    own = pd.Series(country.str.lower() + "+" + slug(admin1), index=country.index, dtype="object")
    place_id = key.map(by_name).astype("object").fillna(own)
    names = known.reindex(place_id).set_axis(country.index)
    return pd.DataFrame(
        {
            "place_id": place_id,
            "name_en": names["name_en"].fillna(admin1),
            "name_ko": names["name_ko"].fillna(""),
            "name_local": names["name_local"].fillna(""),
            "admin1": admin1,
        }
    )


def provinces_of(places: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The province that each place lies in, or is.

    Parameters
    ----------
    places : pandas.DataFrame
        PLACE_COLUMNS, indexed by `place_id`.
    known : pandas.DataFrame
        Listed places, with the columns of a gazetteer, indexed by id: how provinces may be spelled.

    Returns
    -------
    pandas.DataFrame
        Indexed as `places`: `province`, an id, '' where none is known, as for a country; `name_en`, `name_ko` ('' for
        none). A province that is not listed has the names of the listed town it is called after: Beijing is both.
    """
    found = provinces(places["country"], places["admin1"], known)
    towns = known[known["kind"] != "province"]
    by_name = towns.set_index(towns["country"] + "|" + slug(towns["name_en"]))["name_ko"]
    by_name = by_name[~by_name.index.duplicated()]
    called = (places["country"] + "|" + slug(found["name_en"])).map(by_name).fillna("")
    stated = (slug(places["admin1"]) != "") & (places["kind"] != "country")
    return pd.DataFrame(
        {
            "province": found["place_id"].where(stated, "").astype("str"),
            "name_en": found["name_en"].where(stated, "").astype("str"),
            "name_ko": found["name_ko"].where(found["name_ko"] != "", called).where(stated, "").astype("str"),
        }
    )


def country_places(country: pd.Series) -> pd.DataFrame:
    """Every country of the world and those of a column of codes, as places; '' in the column is none."""
    countries = read_countries()
    codes = pd.Index(sorted({*countries.index, *country} - {""}), dtype="str")
    names = countries.reindex(codes)
    return pd.DataFrame(
        {
            "place_id": codes,
            "name_en": names["name_en"].fillna(codes.to_series()).to_numpy(),
            "name_ko": names["name_ko"].fillna(codes.to_series()).to_numpy(),
            "kind": "country",
            "precision": "country",
            "country": codes,
        }
    )


def places_table(known: pd.DataFrame, extra: list[pd.DataFrame]) -> pd.DataFrame:
    """PLACE_COLUMNS of listed places and others, indexed by `place_id`, sorted; an area has no `lon` and `lat`.

    Parameters
    ----------
    known : pandas.DataFrame
        Listed places, with the columns of a gazetteer, indexed by id.
    extra : list of pandas.DataFrame
        Others, with a column `place_id`; a listed place of the same id comes first.
    """
    listed = known.rename_axis("place_id").assign(listed=True)
    unlisted = pd.concat([table.assign(listed=False) for table in extra if len(table)] or [listed[:0].reset_index()])
    unlisted = unlisted.drop_duplicates("place_id").set_index("place_id")
    table = pd.concat([listed, unlisted[~unlisted.index.isin(listed.index)]]).reindex(columns=PLACE_COLUMNS[:-1])
    table["coarse"] = table["precision"].isin(COARSE)
    table[["lon", "lat"]] = table[["lon", "lat"]].astype("float64").where(~table["coarse"])
    texts = ["name_en", "name_ko", "name_local", "kind", "precision", "admin1", "country", "paired_crossing"]
    table[texts] = table[texts].fillna("").astype("str")
    table["listed"] = table["listed"].astype(bool)
    return table.sort_index()[list(PLACE_COLUMNS)]
