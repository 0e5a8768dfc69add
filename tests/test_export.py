"""Files that leave: the same numbers in every form, no position nobody recorded, and nothing a reader could run."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.export import ROUTE_FORMATS, routes_csv, routes_geojson, routes_json, routes_table
from footprints_geo.file_account import rejects_csv, validation_json, validation_table
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import COARSE, EVENT_TYPES, KINDS, LEVELS, Level, read_corridor
from tests.builders import (
    SHARED_EVENTS_ANSWERS,
    all_awkward_cases,
    assert_valid_geojson,
    at,
    event,
    events_of,
    released,
    write_rows,
)

ROUTE_TYPES = {
    "rank": int, "kind": str, "route": list, "label": str, "cases": int, "persons_low": int,
    "persons_high": (int, type(None)), "share": (float, type(None)),
}  # fmt: skip
TALLY = {
    "rows_read", "rows_rejected", "events", "events_matched", "events_undated", "events_unplaced", "cases",
    "cases_without_legs", "cases_part_of",
}  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@")
HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "=1\n=2", 'a,b;"c"', "<img src=x>", "北\u202e"]


@cache
def bundled() -> Prepared:
    return prepare()


@cache
def awkward() -> Prepared:
    with TemporaryDirectory() as folder:
        return released(write_rows(Path(folder), all_awkward_cases()))


def prepared_of(folder: Path, *rows: Any) -> Prepared:
    return released(write_rows(folder, rows))


def answer(seen: View, top: int | None = None) -> dict[str, Any]:
    parsed = json.loads(routes_json(seen, top), parse_constant=pytest.fail)
    assert isinstance(parsed, dict)
    return parsed


@pytest.mark.parametrize(("question", "expected"), SHARED_EVENTS_ANSWERS.items())
def test_the_answers_of_the_documented_events(question: tuple[Any, str | None], expected: list[Any]) -> None:
    kind, years = question
    routes = answer(view(bundled(), Selection.parse(kind=kind, years=years)))["routes"]
    found = [(tuple(r["route"]), r["cases"], r["persons_low"], r["persons_high"]) for r in routes[: len(expected)]]
    assert found == expected


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("data", [bundled, awkward])
def test_json_has_the_promised_keys_and_types(data: Any, level: Level) -> None:
    found = answer(view(data(), Selection(), level))
    assert {"dataset", "selection", "routes", "tally"} <= found.keys()
    assert set(found["dataset"]) == {"name", "fingerprint", "rows"}
    assert found["dataset"]["rows"] == found["tally"]["rows_read"]
    assert Selection.from_json(found["selection"]) == Selection()
    assert found["tally"].keys() >= TALLY
    assert all(type(count) is int for count in found["tally"].values())
    assert found["routes"]
    places = data().events.places
    for rank, route in enumerate(found["routes"], 1):
        assert route["rank"] == rank
        assert all(isinstance(route[key], kind) for key, kind in ROUTE_TYPES.items())
        assert all(not isinstance(route[key], bool) for key in route)
        assert route["kind"] in KINDS
        assert route["persons_high"] is None or route["persons_high"] >= route["persons_low"]
        assert all(len(s) == 2 and s.isupper() for s in route["route"]) or level != "country"
        assert level != "place" or set(route["route"]) <= set(places.index)


@pytest.mark.parametrize("level", LEVELS)
def test_csv_says_the_same_as_json(level: Level) -> None:
    seen = view(bundled(), Selection(), level)
    rows = list(csv.DictReader(io.StringIO(routes_csv(seen), newline=""), strict=True))
    routes = answer(seen)["routes"]
    assert len(rows) == len(routes)
    for row, route in zip(rows, routes, strict=True):
        assert row["route"].split(">") == route["route"]
        assert row["persons_high"] == ("" if route["persons_high"] is None else str(route["persons_high"]))
        for key in ("rank", "kind", "cases", "persons_low"):
            assert row[key] == str(route[key])


def test_the_table_says_the_same_as_json() -> None:
    seen = view(bundled(), Selection(kind=("repatriation",)))
    lines = routes_table(seen).splitlines()
    for route in answer(seen)["routes"]:
        line = next(line for line in lines if line.split()[:2] == [str(route["rank"]), "repatriation"])
        low = f"{route['persons_low']:,}"
        assert route["label"] in line
        assert f" {route['cases']} " in line
        assert (f"at least {low}" in line) == (route["persons_high"] is None)
        assert low in line


@pytest.mark.parametrize("top", [1, 2, 10_000])
def test_top_gives_the_first_routes_and_the_whole_tally(top: int) -> None:
    seen = view(bundled(), Selection())
    whole, part = answer(seen), answer(seen, top)
    assert part["routes"] == whole["routes"][:top]
    assert part["tally"] == whole["tally"]
    assert len(list(csv.reader(io.StringIO(routes_csv(seen, top))))) == 1 + len(part["routes"])
    lines, all_lines = json.loads(routes_geojson(seen, top)), json.loads(routes_geojson(seen))
    assert ids(lines) <= ids(all_lines)
    assert (ids(lines) == ids(all_lines)) == (top >= len(whole["routes"]))


def ids(collection: dict[str, Any]) -> set[str]:
    return {f["id"] for f in collection["features"]} | {leg["leg"] for leg in collection["legs_without_position"]}


@pytest.mark.parametrize("data", [bundled, awkward])
def test_geojson_is_valid_and_a_map_program_reads_it(data: Any, tmp_path: Path) -> None:
    text = routes_geojson(view(data(), Selection()))
    collection = json.loads(text, parse_constant=pytest.fail)
    assert_valid_geojson(collection)
    assert collection["features"]
    path = tmp_path / "routes.geojson"
    path.write_text(text, encoding="utf-8")
    frame = geopandas.read_file(path)
    assert len(frame) == len(collection["features"])
    assert frame.crs == "EPSG:4326"
    assert set(frame.geom_type) == {"LineString"}
    assert frame["persons_low"].tolist() == [f["properties"]["persons_low"] for f in collection["features"]]


@pytest.mark.parametrize("data", [bundled, awkward])
def test_no_area_is_a_point_in_geojson(data: Any) -> None:
    events = data().events
    collection = json.loads(routes_geojson(view(data(), Selection())))
    used = {tuple(position) for f in collection["features"] for position in f["geometry"]["coordinates"]}
    areas = {place.lonlat for place in Gazetteer.read() if place.precision in COARSE}
    areas |= set(read_corridor().anchors.values())
    assert not {(round(lon, 5), round(lat, 5)) for lon, lat in areas} & used
    coarse = set(events.places.index[events.places["coarse"]])
    for feature in collection["features"]:
        ends = [feature["properties"]["from"], feature["properties"]["to"]]
        assert not coarse & set(ends)
        expected = events.places.loc[ends, ["lon", "lat"]].round(5).to_numpy().tolist()
        assert feature["geometry"]["coordinates"] == expected


def test_every_leg_is_in_geojson_once_with_or_without_a_position() -> None:
    seen = view(awkward(), Selection())
    collection = json.loads(routes_geojson(seen))
    placed, unplaced = collection["features"], collection["legs_without_position"]
    legs = [f["properties"]["leg"] for f in placed] + [leg["leg"] for leg in unplaced]
    assert sorted(legs) == sorted(seen.legs["leg"])
    known = set(seen.prepared.events.places["lon"].dropna().index)
    assert all({feature["properties"]["from"], feature["properties"]["to"]} <= known for feature in placed)
    assert not any({leg["from"], leg["to"]} <= known for leg in unplaced)
    assert unplaced


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_spreadsheet_would_run_is_text(tmp_path: Path, name: str) -> None:
    rows = [
        at("A", "departure", name, "CN", lat="42", lon="120", sequence=1),
        at("A", "arrival", "Vientiane", "LA", sequence=2),
        event("B", name, name),
    ]
    prepared = prepared_of(tmp_path, *rows)
    seen = view(prepared, Selection(), "place")
    rejected = prepared.events.rejects.astype("str")
    for text in (routes_csv(seen), rejects_csv(rejected)):
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), strict=True) for cell in row]
        risky = [cell for cell in cells if cell.lstrip(" \t\r\n").startswith(FORMULA_STARTS)]
        # A number with a sign is a number: 70 degrees west stays -70.
        assert [cell for cell in risky if not re.fullmatch(r"[+-][0-9]+", cell)] == []
    assert answer(seen)["routes"][0]["label"].startswith(name.strip())
    assert_valid_geojson(json.loads(routes_geojson(seen)))


def test_no_control_character_of_a_record_reaches_the_terminal(tmp_path: Path) -> None:
    rows = [
        at("A", "departure", "\x1b[2J\x1b]0;x\x07Red", "CN", lat="42", lon="120", sequence=1),
        at("A", "arrival", "Vientiane", "LA", sequence=2),
        event("B", "\x1b[2Jx", "CN"),
    ]
    prepared = prepared_of(tmp_path, *rows)
    text = routes_table(view(prepared, Selection(), "place")) + validation_table(prepared.events)
    assert not [letter for letter in text if ord(letter) < 32 and letter != "\n"]


@pytest.mark.parametrize("form", ROUTE_FORMATS)
def test_no_form_of_the_routes_carries_an_id_a_note_or_a_source(tmp_path: Path, form: str) -> None:
    secrets = {"note": "QQNOTE", "source": "QQSOURCE", "source_title": "QQTITLE", "occupation": "QQATTRIBUTE"}
    rows = [{**row, **secrets, "case_id": "QQCASE" + row["case_id"], "part_of": ""} for row in all_awkward_cases()]
    assert "QQ" not in ROUTE_FORMATS[form](view(prepared_of(tmp_path, *rows), Selection(), "place"), None)


@pytest.mark.parametrize("form", ROUTE_FORMATS)
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_to_show_is_an_empty_valid_answer(tmp_path: Path, form: str, level: Level) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id,event_type\n", encoding="utf-8")
    for data, selection in ((released(path), Selection()), (bundled(), Selection(years=Period.of(1850)))):
        text = ROUTE_FORMATS[form](view(data, selection, level), None)
        if form == "csv":
            assert len(list(csv.reader(io.StringIO(text)))) == 1
        elif form == "table":
            assert "No documented journey" in text
        else:
            parsed = json.loads(text, parse_constant=pytest.fail)
            assert parsed.get("routes", []) == parsed.get("features", []) == []


SELECTIONS = st.builds(
    Selection,
    years=st.none() | st.builds(Period.of, st.integers(1995, 2010), st.integers(2010, 2025)),
    events=st.lists(st.sampled_from(EVENT_TYPES), max_size=3).map(tuple),
    kind=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3).map(tuple),
    min_persons=st.integers(0, 50),
    uncertain=st.sampled_from(["include", "exclude"]),
)


@settings(max_examples=8)
@given(SELECTIONS, st.sampled_from(LEVELS), st.none() | st.integers(1, 5))
def test_any_selection_gives_the_same_routes_in_every_form(selection: Selection, level: Level, top: int | None) -> None:
    seen = view(bundled(), selection, level)
    found = answer(seen, top)
    assert Selection.from_json(found["selection"]) == selection
    assert [tuple(route["route"]) for route in found["routes"]] == [
        tuple(r) for r in seen.routes["route"].head(top or 999)
    ]
    rows = list(csv.DictReader(io.StringIO(routes_csv(seen, top), newline="")))
    assert [row["route"].split(">") for row in rows] == [route["route"] for route in found["routes"]]
    assert_valid_geojson(json.loads(routes_geojson(seen, top)))
    shares = [route["share"] for route in found["routes"] if route["share"] is not None]
    assert all(0 <= share <= 1 for share in shares)
    for highs in seen.routes["persons_high"]:
        assert math.isnan(highs) or highs == int(highs)


def test_the_account_of_a_file_has_the_promised_keys_and_adds_up(tmp_path: Path) -> None:
    events = events_of(
        tmp_path, event("A", "arrest", "CN"), event("B", "arest", "CN", date="31/02/2023"), event("C", "release")
    )
    account = json.loads(validation_json(events), parse_constant=pytest.fail)
    counts = {"records_read", "rows_read", "rows_accepted", "rows_rejected"}
    assert counts | {"rejects", "inferred", "warnings", "questions"} == account.keys()
    assert (account["rows_read"], account["rows_accepted"], account["rows_rejected"]) == (3, 2, 1)
    assert all({"row", "column", "value", "reason", "fix"} == reject.keys() for reject in account["rejects"])
    assert [(r["row"], type(r["row"]), r["column"]) for r in account["rejects"]] == [
        (3, int, "event_type"),
        (3, int, "date"),
    ]
    assert account["inferred"]
    words = validation_table(events)
    assert "3 rows read, 2 accepted, 1 rejected" in words
    assert all(reject["reason"] in words and reject["fix"] in words for reject in account["rejects"])


def test_an_account_with_every_kind_of_reject_is_still_json(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id,event_type,date\nA,arrest,,extra\nB,arest,\n,arrest,2023\n", encoding="utf-8")
    account = json.loads(validation_json(released(path).events), parse_constant=pytest.fail)
    assert [reject["row"] for reject in account["rejects"]] == [2, 3, 4]


def test_a_file_without_rows_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id,event_type\n", encoding="utf-8")
    assert "no rows" in validation_table(released(path).events)
