"""Where an event was: never closer, and never elsewhere, than its record says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.coded import coded_table
from footprints_geo.events import locations
from footprints_geo.events.locations import KEYS, Located, locate
from footprints_geo.places.areas import PLACE_COLUMNS
from footprints_geo.places.decisions import decision_key
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.geocoding import DOUBTED
from footprints_geo.vocabulary import COARSE, read_countries

PLACES = Gazetteer.from_frame(
    pd.DataFrame(
        [
            {"name_en": "Jilin Province", "name_ko": "지린성", "name_local": "吉林省", "aliases": "Kirin",
             "kind": "province", "admin1": "Jilin", "country": "CN", "lat": 43.2, "lon": 126.5},
            {"name_en": "Tumen", "name_local": "图们市", "aliases": "Tumen City", "kind": "city", "admin1": "Jilin",
             "country": "CN", "lat": 42.96, "lon": 129.84},
            {"name_en": "Tumen bridge", "kind": "crossing", "admin1": "Jilin", "country": "CN", "lat": 42.957,
             "lon": 129.95},
            {"name_en": "Namyang", "kind": "crossing", "admin1": "North Hamgyong", "country": "KP", "lat": 42.95,
             "lon": 129.84},
            {"name_en": "Camp 12", "kind": "prison_camp", "admin1": "North Hamgyong", "country": "KP", "lat": 42.4,
             "lon": 129.7},
            {"name_en": "Hasan", "kind": "city", "country": "RU", "lat": 42.43, "lon": 130.64},
            {"name_en": "Hasan", "kind": "city", "country": "KP", "lat": 41.0, "lon": 128.0},
        ]
    )
)  # fmt: skip


def located(*rows: dict[str, Any]) -> Located:
    full = [{**dict.fromkeys(KEYS, ""), **{name: str(cell) for name, cell in row.items()}} for row in rows]
    return locate(coded_table(pd.DataFrame(full, columns=list(KEYS), dtype="str")), PLACES)


def answer(**row: Any) -> tuple[Any, ...]:
    """Place id, country and precision of one record; None where unknown."""
    found = located(row).located.iloc[0]
    return tuple(
        None if pd.isna(found[column]) or found[column] == "" else found[column]
        for column in ("place_id", "country", "location_precision")
    )


TUMEN = ("cn-tumen", "CN", "city")
JILIN = ("cn-jilin-province", "CN", "province")
CHINA = ("CN", "CN", "country")
NOWHERE = (None, None, None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param({"place": "Tumen", "country": "CN", "location_precision": "city"}, TUMEN, id="by name"),
        pytest.param({"place": "图们市", "country": "CN", "location_precision": "city"}, TUMEN, id="by local name"),
        pytest.param({"place": "Tumen City", "country": "CN", "location_precision": "city"}, TUMEN, id="by alias"),
        pytest.param({"place": "Tumen", "location_precision": "city"}, TUMEN, id="country from the place"),
        pytest.param({"place": "Tumen"}, TUMEN, id="country and precision from the place"),
        pytest.param({"place": "Tumen", "country": "CN"}, TUMEN, id="precision from the gazetteer"),
        pytest.param(
            {"lat": 42.97, "lon": 129.84, "country": "CN", "location_precision": "city"}, TUMEN, id="by position"
        ),
        pytest.param(
            {"place": "Detention centre", "lat": 42.97, "lon": 129.84, "country": "CN", "location_precision": "site"},
            ("cn-tumen", "CN", "site"),
            id="an unlisted name near a listed place",
        ),
        pytest.param(
            {"lat": 42.951, "lon": 129.84, "country": "CN", "location_precision": "city"},
            TUMEN,
            id="not over the river",
        ),
        pytest.param(
            {"lat": 42.96, "lon": 129.84, "country": "CN", "location_precision": "province", "admin1": "Jilin"},
            JILIN,
            id="a position with a coarse precision is an area",
        ),
        pytest.param(
            {"place": "Tumen", "country": "CN", "location_precision": "province"}, JILIN, id="coarser than named"
        ),
        pytest.param({"place": "Tumen", "country": "CN", "location_precision": "country"}, CHINA, id="far coarser"),
        pytest.param(
            {"place": "Jilin Province", "country": "CN", "location_precision": "city"}, JILIN, id="named no closer"
        ),
        pytest.param({"place": "Jilin Province", "country": "CN"}, JILIN, id="a province by name"),
        pytest.param({"admin1": "Jilin", "country": "CN", "location_precision": "province"}, JILIN, id="province"),
        pytest.param(
            {"admin1": "Jilin Province", "country": "CN", "location_precision": "province"}, JILIN, id="with its ending"
        ),
        pytest.param({"admin1": "지린성", "country": "CN", "location_precision": "province"}, JILIN, id="in Korean"),
        pytest.param({"admin1": "吉林省", "country": "CN", "location_precision": "province"}, JILIN, id="in Chinese"),
        pytest.param({"admin1": "Kirin", "country": "CN", "location_precision": "province"}, JILIN, id="by its alias"),
        pytest.param({"admin1": "Jilin", "country": "CN"}, JILIN, id="province without precision"),
        pytest.param(
            {"admin1": "Jilin", "country": "CN", "location_precision": "city"}, JILIN, id="adrift in a province"
        ),
        pytest.param({"country": "CN", "location_precision": "country"}, CHINA, id="country"),
        pytest.param({"country": "CN"}, CHINA, id="country without precision"),
        pytest.param({"country": "CN", "location_precision": "province"}, CHINA, id="province without a name"),
        pytest.param({"country": "CN", "location_precision": "city"}, CHINA, id="adrift in a country"),
        pytest.param({"place": "Nowhere", "country": "CN"}, CHINA, id="unlisted, and nobody says how close"),
        pytest.param({"place": "Hasan", "country": "RU"}, ("ru-hasan", "RU", "city"), id="two countries, one told"),
        pytest.param({"place": "Hasan", "country": "KP"}, ("kp-hasan", "KP", "city"), id="two countries, other told"),
        pytest.param({"place": "Hasan", "location_precision": "city"}, NOWHERE, id="two countries, none told"),
        pytest.param({}, NOWHERE, id="nothing is known"),
        pytest.param({"place": "Nowhere", "location_precision": "city"}, NOWHERE, id="unlisted without a country"),
    ],
)
def test_where_a_record_is(row: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert answer(**row) == expected


def test_a_place_of_another_country_than_the_record_says_is_not_taken() -> None:
    place, country, _ = answer(place="Tumen", country="KP", location_precision="city")
    assert country == "KP"
    assert place != "cn-tumen"


def test_an_unlisted_place_keeps_its_own_position() -> None:
    found = located({"place": "Beishan", "country": "CN", "lat": 43.5, "lon": 128.2, "location_precision": "city"})
    place = found.places.loc[found.located["place_id"].iloc[0]]
    assert not place["listed"]
    assert place[["name_en", "lon", "lat", "country", "precision"]].tolist() == ["Beishan", 128.2, 43.5, "CN", "city"]
    assert "not in the gazetteer" in found.located["inferred_place"].iloc[0]


def test_an_unlisted_place_without_position_is_a_place_without_position() -> None:
    found = located({"place": "Beishan", "country": "CN", "location_precision": "city"})
    place = found.places.loc[found.located["place_id"].iloc[0]]
    assert place[["lon", "lat"]].isna().all()
    assert not place["coarse"]


def test_an_unlisted_place_does_not_take_the_id_of_a_listed_one_or_of_another() -> None:
    rows = [
        {"place": name, "admin1": admin1, "country": country, "location_precision": "city"}
        for name in ("Beishan", "Nanshan", "Beishan 2", "북산")
        for admin1 in ("", "Jilin", "Liaoning")
        for country in ("CN", "KP")
    ]
    found = located(*rows)
    assert found.located["place_id"].nunique() == len(rows)
    assert not found.places["listed"].reindex(found.located["place_id"]).any()


def test_an_unlisted_place_and_a_province_of_the_same_name_are_two() -> None:
    # Taken for one, an event known to the province alone would stand at a point.
    found = located(
        {"place": "Shan", "country": "CN", "lat": 30.0, "lon": 110.0, "location_precision": "city"},
        {"admin1": "Shan", "country": "CN", "location_precision": "province"},
    )
    assert found.located["place_id"].nunique() == 2
    assert found.places.loc[found.located["place_id"].iloc[1], ["lon", "lat"]].isna().all()


def test_two_far_places_of_one_name_do_not_meet_in_the_middle() -> None:
    rows = [
        {"place": "Beishan", "country": "CN", "lat": lat, "lon": lon, "location_precision": "city"}
        for lat, lon in ((30.0, 110.0), (40.0, 120.0))
    ]
    found = located(*rows)
    places = found.places.loc[found.located["place_id"].unique(), ["lat", "lon"]]
    recorded = {(row["lat"], row["lon"]) for row in rows}
    assert {pair for pair in places.itertuples(index=False, name=None) if not np.isnan(pair[0])} <= recorded


@pytest.mark.parametrize(("north_km", "near"), [(0.0, True), (1.95, True), (2.05, False)])
def test_near_is_within_two_kilometres(north_km: float, near: bool) -> None:
    # A degree of latitude is 111.195 km on the sphere of places.EARTH_RADIUS_KM.
    place, _, _ = answer(lat=42.96 + north_km / 111.195, lon=129.84, country="CN", location_precision="city")
    assert (place == "cn-tumen") == near


def test_a_facility_is_not_found_by_the_position_of_its_town() -> None:
    place, _, _ = answer(lat=42.4, lon=129.7, country="KP", location_precision="site")
    assert place != "kp-camp-12"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"place": "Tumen"}, "inferred_country", "from the place"),
        ({"place": "Tumen", "country": "CN"}, "inferred_precision", "from the gazetteer"),
        ({"country": "CN"}, "inferred_precision", "not stated"),
        ({"country": "CN", "location_precision": "city"}, "inferred_precision", "no name and no position"),
        (
            {"lat": 42.96, "lon": 129.84, "country": "CN", "location_precision": "city"},
            "inferred_place",
            "from the position",
        ),
        ({"place": "Beishan", "country": "CN", "location_precision": "city"}, "inferred_place", "not in the gazetteer"),
    ],
)
def test_what_is_not_in_the_words_of_the_record_is_said(row: dict[str, Any], column: str, words: str) -> None:
    assert words in located(row).located[column].iloc[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param({"place": "Tumen prison"}, locations.UNKNOWN_ANYWHERE, id="unknown, no country"),
        pytest.param(
            {"place": "Nowhere", "location_precision": "city"}, locations.UNKNOWN_ANYWHERE, id="with precision"
        ),
        pytest.param({"place": "Hasan"}, locations.SEVERAL_ANYWHERE, id="several, no country"),
        pytest.param({"place": "near Tumen"}, locations.NEAR, id="near, no country"),
        pytest.param({"admin1": "Jilin"}, locations.NO_COUNTRY, id="a province, no country"),
        pytest.param({"place": "near Tumen", "country": "CN"}, locations.NEAR, id="near"),
        pytest.param({"place": "Tumen/Zzyzx", "country": "CN"}, locations.PART, id="half known"),
        pytest.param({"place": "Tumen/Tumen bridge", "country": "CN"}, locations.SEVERAL, id="two places"),
        pytest.param({"place": "Namyang", "country": "CN"}, locations.ABROAD, id="of another country"),
    ],
)
def test_no_name_is_passed_over_in_silence(row: dict[str, Any], words: str) -> None:
    found = located(row).located.iloc[0]
    assert found["inferred_place"] == words
    assert pd.isna(found["place_id"]) or found["place_id"] == "CN"


@given(
    st.sampled_from(["Tumen", "near Tumen", "Tumen?", "Tumen/Hasan", "Beishan", "Jilin Province", "Tumen prison"]),
    st.sampled_from(["", "CN", "KP"]),
    st.sampled_from(["", "city", "province"]),
)
@settings(max_examples=25)
def test_a_named_event_has_its_place_or_a_reason(place: str, country: str, precision: str) -> None:
    found = located({"place": place, "country": country, "location_precision": precision}).located.iloc[0]
    taken = found["place_id"] in ("cn-tumen", "cn-jilin-province")
    # Who says that a place is known to a province means no place in it.
    coarse = precision == "province" and country != ""
    assert taken or coarse or found["inferred_place"] != ""


def test_doubt_is_said_and_the_place_kept() -> None:
    found = located({"place": "Tumen?", "country": "CN"}).located.iloc[0]
    assert (found["place_id"], found["location_precision"]) == ("cn-tumen", "city")
    assert found["inferred_place"] == DOUBTED


def test_near_a_place_that_was_decided_on_is_known_to_the_county() -> None:
    rows = pd.DataFrame([{**dict.fromkeys(KEYS, ""), "place": "near Tumen", "country": "CN"}], dtype="str")
    decided = {decision_key("CN", "near Tumen"): "cn-tumen"}
    found = locate(coded_table(rows), PLACES, decisions=decided).located.iloc[0]
    assert (found["place_id"], found["location_precision"]) == ("cn-tumen", "county")
    assert found["inferred_precision"] == locations.NOT_FINER


@pytest.mark.parametrize(
    ("place", "country", "precision", "point"),
    [
        ("Onsong County", "KP", "county", True),
        ("온성군", "KP", "county", True),
        ("Yanbian", "CN", "province", False),
        ("연변조선족자치주", "CN", "province", False),
        ("Yunnan Province", "CN", "province", False),
        ("North Hamgyong", "KP", "province", False),
        ("함경북도", "KP", "province", False),
        ("Fujian", "CN", "province", False),
        ("福建省", "CN", "province", False),
        ("Chiang Rai Province", "TH", "province", False),
        ("Liaoning, China", "CN", "province", False),
        # The wide list has the towns of counties, not the counties.
        ("Hwangju-gun", "KP", "county", True),
        ("황주군", "KP", "county", True),
        ("Hwangju", "KP", "city", True),
        ("Dandong", "CN", "city", True),
    ],
)
def test_an_area_in_the_column_of_places_is_no_closer_than_the_area(
    place: str, country: str, precision: str, point: bool
) -> None:
    rows = pd.DataFrame([{**dict.fromkeys(KEYS, ""), "place": place, "country": country}], dtype="str")
    found = locate(coded_table(rows), Gazetteer.read())
    assert found.located["location_precision"].iloc[0] == precision
    assert found.places.loc[found.located["place_id"].iloc[0], ["lon", "lat"]].notna().all() == point


def test_a_prefecture_is_said_to_be_known_to_its_province() -> None:
    rows = pd.DataFrame([{**dict.fromkeys(KEYS, ""), "place": "Yanbian", "country": "CN"}], dtype="str")
    found = locate(coded_table(rows), Gazetteer.read()).located.iloc[0]
    assert (found["place_id"], found["inferred_place"]) == ("cn-jilin-province", locations.AREA_OF_PROVINCE)


def test_what_is_in_the_words_of_the_record_needs_no_remark() -> None:
    found = located({"place": "Tumen", "country": "CN", "location_precision": "city"}).located.iloc[0]
    assert found[["inferred_country", "inferred_place", "inferred_precision"]].tolist() == ["", "", ""]


def test_no_events_are_at_no_places_and_the_gazetteer_stays() -> None:
    found = located()
    assert found.located.empty
    assert set(found.places.index) == {place.id for place in PLACES} | set(read_countries().index)
    assert list(found.places.columns) == list(PLACE_COLUMNS)


SPOTS = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from(["Tumen", "Hasan", "Jilin Province", "Beishan", "??", "Shan"]),
        "admin1": st.sampled_from(["Jilin", "Shan", "?"]),
        "country": st.sampled_from(["CN", "KP", "RU", "FR"]),
        "location_precision": st.sampled_from(["site", "crossing", "city", "county", "province", "country"]),
    },
)
POSITIONS = st.sampled_from([{}, {"lat": 42.96, "lon": 129.84}, {"lat": 43.2, "lon": 126.5}, {"lat": 0.0, "lon": 0.0}])
RECORDS = st.lists(st.builds(lambda spot, position: {**spot, **position}, SPOTS, POSITIONS), min_size=1, max_size=6)


@settings(max_examples=15)
@given(RECORDS, st.data())
def test_no_record_gets_closer_than_it_says_in_any_order(records: list[dict[str, Any]], data: st.DataObject) -> None:
    found = located(*records)
    order = data.draw(st.permutations(range(len(records))))
    shuffled = located(*(records[i] for i in order))
    pd.testing.assert_frame_equal(found.places, shuffled.places)
    pd.testing.assert_frame_equal(found.located.iloc[order].reset_index(drop=True), shuffled.located)

    places = found.places
    assert places.index.is_unique
    assert places.loc[places["coarse"], ["lon", "lat"]].isna().all(axis=None)
    assert (places["country"] != "").all()
    for record, place_id, country, precision in zip(
        records,
        found.located["place_id"],
        found.located["country"],
        found.located["location_precision"],
        strict=True,
    ):
        assert pd.isna(place_id) == (country == "")
        assert country == record.get("country", country)
        if pd.isna(place_id):
            continue
        assert places.at[place_id, "country"] == country
        said = record.get("location_precision", "")
        if said in COARSE or precision in COARSE:
            assert places.loc[place_id, ["lon", "lat"]].isna().all(), (record, place_id)


@settings(max_examples=6)
@given(RECORDS)
def test_a_record_is_at_the_same_place_in_any_company(records: list[dict[str, Any]]) -> None:
    together = located(*records).located["place_id"].astype("object").fillna("").tolist()
    alone = [answer(**record)[0] or "" for record in records]
    assert together == alone
