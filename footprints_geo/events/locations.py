"""Where each event was: from names, provinces, countries and positions to one place of the gazetteer.

The answer says no more than the record. A record known to a province or a country gets that province or country, which
has no position; a name the gazetteer does not know stays a place of its own only if the record says how closely it is
known. Everything taken from elsewhere than the row's own words is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.coded import combinations
from footprints_geo.events.numbers import to_number
from footprints_geo.parallel import in_parallel
from footprints_geo.places.areas import country_places, places_table, provinces, slug
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.geocoding import NO_DECISIONS, geocode, joined
from footprints_geo.places.nations import certain_countries
from footprints_geo.places.table import haversine_km
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.vocabulary import COARSE, PRECISIONS

WITHIN_KM: Final = 2.0
"""A named spot this near a gazetteer place is that place: an embassy in Hanoi is in Hanoi."""

CONTRADICTS_KM: Final = 50.0
"""A position this far from the place of the same row's name contradicts it."""

CONTRADICTION: Final = "far from the place of that name: the name is used"

UNLISTED: Final = "not in the gazetteer: kept as a place of its own"
UNKNOWN_NAME: Final = "not in the gazetteer: check the spelling, or say in location_precision how closely it is known"

UNKNOWN_ANYWHERE: Final = (
    "known to no list of places, and the row has no country: check the spelling, or say the country"
)
SEVERAL_ANYWHERE: Final = (
    "several places may be meant, and the row has no country: none is taken; say the country, or decide which one is"
)
NO_COUNTRY: Final = "a province, but no country: known to no place; say the country"
UNSURE_POSITION: Final = "a position, but not how closely it is known: known to the area only"
NO_COUNTRY_THERE: Final = "a position near a border or at sea, which says no country for certain: say the country"
FROM_POSITION: Final = "from the position"
FROM_GEONAMES: Final = "found in GeoNames, behind the places of the program's own list"
SEVERAL: Final = "several places of the country may be meant: none is taken; decide which one is"
NEAR: Final = "the record says near a place, and not in it: the place is not taken; decide whether to take it"
PART: Final = "a known place with more words that are not known: the place is not taken; decide whether it is meant"
ABROAD: Final = "known in another country only: check the country"
AREA_OF_PROVINCE: Final = "an area within a province, without a place of its own: known to its province"
NOT_FINER: Final = "from its words: a county, or near the place"

KEYS: Final = ("place", "admin1", "country", "lat", "lon", "location_precision")


@dataclass(frozen=True)
class Located:
    """Where events were.

    Attributes
    ----------
    located : pandas.DataFrame
        The index of the events, all columns categories of text in sorted order; `place_id` (missing when no country is
        known), `country`, `location_precision`, and `inferred_country`, `inferred_place`, `inferred_position`,
        `inferred_precision`: what was taken from elsewhere, '' when nothing was.
    places : pandas.DataFrame
        Indexed by `place_id`, sorted: every gazetteer place, every country of the world, and the provinces and unlisted
        places the events need, with PLACE_COLUMNS. `coarse` places (country, province) have no `lon` and `lat`.
    """

    located: pd.DataFrame
    places: pd.DataFrame


def locate(
    events: pd.DataFrame,
    gazetteer: Gazetteer,
    wide: WideGazetteer | None = None,
    decisions: Mapping[str, str] = NO_DECISIONS,
) -> Located:
    """Find the place of every event.

    Parameters
    ----------
    events : pandas.DataFrame
        Checked rows with the coded text columns `place`, `admin1`, `country`, `location_precision`, and `lat` and
        `lon` (degrees, '' when empty).
    gazetteer : Gazetteer
        The places known by name.
    wide : WideGazetteer, optional
        The towns behind them; the bundled ones by default.
    decisions : mapping of str to str
        What a person decided about names (see :attr:`footprints_geo.profiles.Profile.places`).

    Returns
    -------
    Located
        With an empty `located` for no events.
    """
    spots, number = combinations(events, KEYS)
    spots = spots.assign(lat=to_number(spots["lat"]), lon=to_number(spots["lon"]))
    answer, places = _locate_spots(spots, gazetteer, WideGazetteer.read() if wide is None else wide, decisions)
    # Sorted categories: what is made from them must not depend on the order of rows.
    texts = pd.DataFrame(
        {
            name: column.astype(pd.CategoricalDtype(pd.Index(sorted(column.dropna().unique()), dtype="str")))
            for name, column in answer.items()
        }
    )
    spread = in_parallel({name: partial(column.array.take, number) for name, column in texts.items()})
    return Located(pd.DataFrame(spread, index=events.index, copy=False), places)


def _locate_spots(
    spots: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer, decisions: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    spots, from_position = _with_countries(spots, gazetteer)
    named_places = geocode(spots, gazetteer, wide, decisions)
    towns = wide.frame_of(set(named_places["place_id"].dropna()))
    known = pd.concat([gazetteer.frame, towns], ignore_index=True).set_index("id")
    found = _listed(spots, gazetteer, known, named_places)
    listed = known.reindex(found["place_id"]).set_axis(spots.index)
    country = spots["country"].where(spots["country"] != "", found["country"])
    precision, precision_note = _precision(spots, listed["precision"].fillna(""), named_places["finest"])
    # A name without a letter or figure, such as ??, is none.
    named = (slug(spots["place"]) != "") | spots["lat"].notna()
    fine = ~precision.isin(COARSE) & (precision != "")
    unlisted = fine & found["place_id"].isna() & named
    # A finer claim without a name or a position to stand on says no more than its province.
    adrift = fine & found["place_id"].isna() & ~named
    admin1 = spots["admin1"].where(spots["admin1"] != "", listed["admin1"].fillna(""))
    precision = precision.mask(adrift, np.where(admin1 != "", "province", "country"))
    # Who says how closely a place is known means a place; who does not may have typed its name wrong.
    silent = (spots["location_precision"] == "") & found["place_id"].isna() & (country != "")
    lost = (silent | (country == "")) & found["place_id"].isna() & (slug(spots["place"]) != "")
    nowhere = (country == "") & ~lost & (slug(spots["admin1"]) != "")
    unsure = silent & ~lost & spots["lat"].notna()
    areas = provinces(country, admin1, known)
    precision = precision.mask((precision == "province") & (admin1 == ""), "country")
    # A prefecture, or whatever else is as large as a province and is none.
    inside = (listed["precision"] == "province") & (listed["kind"] != "province") & (precision == "province")
    place_id = (
        found["place_id"]
        .mask(unlisted, _unlisted_ids(spots, country))
        .mask(precision == "province", areas["place_id"])
        .mask(precision == "country", country)
        .where(country != "")
    )
    answer = pd.DataFrame(
        {
            "place_id": place_id,
            "country": country,
            "location_precision": precision.where(country != "", ""),
            "inferred_country": np.select(
                [from_position, (spots["country"] == "") & (country != ""), (country == "") & spots["lat"].notna()],
                [FROM_POSITION, "from the place", NO_COUNTRY_THERE],
                "",
            ),
            "inferred_place": joined(found["note"], pd.Series(np.where(inside, AREA_OF_PROVINCE, ""), spots.index))
            .mask(unlisted & (country != "") & ~found["decided"], UNLISTED)
            .mask(lost, found["elsewhere"])
            .mask(unsure, UNSURE_POSITION)
            .mask(nowhere, NO_COUNTRY),
            "inferred_position": np.where(_contradicts(spots, listed), CONTRADICTION, ""),
            "inferred_precision": precision_note.where(~adrift, "no name and no position: known to the area only"),
        }
    )
    extra = [
        _unlisted_places(spots, answer, unlisted, admin1),
        # Of two ways to write one province the same stands in the table, whatever the order of rows.
        areas.assign(kind="province", precision="province", country=country)[
            (precision == "province") & (country != "")
        ].sort_values(["place_id", "name_en"]),
        country_places(country),
    ]
    return answer, places_table(known, extra)


def _contradicts(spots: pd.DataFrame, listed: pd.DataFrame) -> pd.Series:
    """Where a row's own position lies far from the place its name means."""
    own, known = (table[["lon", "lat"]].to_numpy(dtype=np.float64) for table in (spots, listed))
    return pd.Series(haversine_km(own, known) > CONTRADICTS_KM, index=spots.index) & ~listed["precision"].isin(COARSE)


def _with_countries(spots: pd.DataFrame, gazetteer: Gazetteer) -> tuple[pd.DataFrame, pd.Series]:
    """Spots with the country their position lies in, where no name says it; and which spots these are.

    A position near a border or at sea says nothing for certain, and is left without a country.
    """
    silent = (spots["country"] == "") & spots["lat"].notna()
    if silent.any():
        silent &= gazetteer.match(spots["place"].where(silent, "")).isna()
    if not silent.any():
        return spots, silent
    lat, lon = spots.loc[silent, "lat"], spots.loc[silent, "lon"]
    certain = certain_countries(lat, lon, pd.Series("", index=lat.index, dtype="str"))["country"]
    found = certain.reindex(spots.index).fillna("")
    return spots.assign(country=spots["country"].where(found == "", found)), found != ""


def _listed(spots: pd.DataFrame, gazetteer: Gazetteer, known: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """The listed place of each spot by name, else by position; the country it gives; and how it was found."""
    place_id = named["place_id"].astype("object").where(named["place_id"] != "")
    # Of small villages GeoNames lists some: one far from the row's own position is another of that name.
    own, there_at = spots[["lon", "lat"]], known[["lon", "lat"]].reindex(place_id)
    apart = haversine_km(own.to_numpy(dtype=np.float64), there_at.to_numpy(dtype=np.float64)) > CONTRADICTS_KM
    place_id = place_id.mask((named["how"] == "geonames") & apart)
    there = known["country"].reindex(place_id).set_axis(spots.index).fillna("")
    place_id = place_id.where((spots["country"] == "") | (there == spots["country"]))
    fine = spots["location_precision"].isin([p for p in PRECISIONS if p not in COARSE])
    searched = place_id.isna() & (fine | (spots["location_precision"] == "")) & spots["lat"].notna()
    searched &= spots["country"] != ""
    lon, lat = spots["lon"].where(searched), spots["lat"].where(searched)
    near = gazetteer.match_positions(lon, lat, spots["country"], WITHIN_KM).astype("object")
    near = near.where(~near.map(known["precision"]).isin(COARSE))
    near_place = searched & near.notna()
    by_name = place_id.notna() & (named["how"] == "geonames")
    note = pd.Series(np.select([near_place, by_name], [FROM_POSITION, FROM_GEONAMES], ""), index=spots.index)
    note = joined(note, named["remark"].where(place_id.notna() & ~near_place, ""))
    place_id = place_id.where(~searched, near)
    return pd.DataFrame(
        {
            "place_id": place_id,
            "country": known["country"].reindex(place_id).set_axis(spots.index).fillna(""),
            "note": note,
            "elsewhere": _why_not(spots, gazetteer, named["how"], place_id.isna()),
            "decided": named["how"] == "decided",
        }
    )


def _why_not(spots: pd.DataFrame, gazetteer: Gazetteer, how: pd.Series, unknown: pd.Series) -> pd.Series:
    """What is said of a name that gave no place."""
    anywhere = spots["country"] == ""
    abroad = gazetteer.match(spots["place"].where(unknown & ~anywhere, "")).notna()
    why = {
        "": how == "decided",
        NEAR: how == "near",
        PART: how == "part",
        SEVERAL_ANYWHERE: (how == "several") & anywhere,
        SEVERAL: how == "several",
        UNKNOWN_ANYWHERE: anywhere,
        ABROAD: abroad,
    }
    return pd.Series(np.select(list(why.values()), list(why), UNKNOWN_NAME), index=spots.index)


def _precision(spots: pd.DataFrame, listed: pd.Series, finest: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The coarser of what the record and the gazetteer say, and where it comes from when the record says nothing.

    `finest` is the finest precision that the words for a listed place allow, or ''.
    """
    said = spots["location_precision"]
    rank = {precision: position for position, precision in enumerate(PRECISIONS)}
    vague = (said == "") & (listed != "") & (finest.map(rank).fillna(-1) > listed.map(rank))
    listed = listed.mask(vague, finest)
    coarser = listed.map(rank).fillna(-1) > said.map(rank).fillna(-1)
    area = pd.Series(np.where(spots["admin1"] != "", "province", "country"), index=spots.index)
    silent = said == ""
    precision = said.mask(coarser & (listed.isin(COARSE) | silent), listed).mask(silent & (listed == ""), area)
    note = pd.Series("", index=spots.index).mask(silent & (listed != ""), "from the gazetteer")
    note = note.mask(vague, NOT_FINER)
    return precision, note.mask(silent & (listed == ""), "not stated: known to the province or country only")


def _unlisted_ids(spots: pd.DataFrame, country: pd.Series) -> pd.Series:
    """By country, province, name and position to a hundredth of a degree: one name at two spots is two places."""
    at = [f"@{lat:.2f},{lon:.2f}" if lat == lat else "" for lat, lon in zip(spots["lat"], spots["lon"], strict=True)]
    position = pd.Series(at, index=spots.index, dtype="str")
    area = slug(spots["admin1"])
    return country.str.lower() + "~" + (area + "~").where(area != "", "") + slug(spots["place"]) + position


def _unlisted_places(spots: pd.DataFrame, answer: pd.DataFrame, unlisted: pd.Series, admin1: pd.Series) -> pd.DataFrame:
    """One row an unlisted place; its position is one that was recorded, the same whatever the order of rows."""
    table = spots.assign(
        place_id=answer["place_id"],
        country=answer["country"],
        precision=answer["location_precision"],
        name_en=spots["place"].where(spots["place"] != "", "place without a name"),
        admin1=admin1,
        kind="unlisted",
    )[unlisted & answer["place_id"].notna()]
    columns = ["place_id", "name_en", "kind", "precision", "admin1", "country", "lon", "lat"]
    return table.sort_values(columns)[columns].drop_duplicates("place_id")
