"""GeoJSON and GeoPackage: what stands in the file stands in the table, and a position is never made up."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import socket
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer

from footprints_geo.errors import InputError
from footprints_geo.sources.geodata import read_geodata
from footprints_geo.sources.source_table import SourceTable

SEOUL = (126.9784, 37.5665)
POINT = {"type": "Point", "coordinates": list(SEOUL)}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("a reader asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def read_text(folder: Path, text: str | bytes, name: str = "places.geojson") -> SourceTable:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_geodata(path)


def read(folder: Path, *features: Any, **members: Any) -> SourceTable:
    return read_text(folder, json.dumps(collection(*features, **members), ensure_ascii=False))


def cells(table: SourceTable, header: str) -> list[str]:
    return [str(cell) for cell in table.frame[header]]


def records(table: SourceTable) -> list[dict[str, str]]:
    return [{str(key): str(cell) for key, cell in row.items()} for row in table.frame.to_dict("records")]


def faults(table: SourceTable) -> list[tuple[int, str]]:
    return list(zip(table.faults["row"].tolist(), table.faults["column"].tolist(), strict=True))


def refusal(path: Path, layer: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_geodata(path, layer)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < 600
    return message


def refused(folder: Path, text: str | bytes, name: str = "places.geojson") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return refusal(path)


# GeoJSON


def test_features_are_records_with_their_properties_and_their_point(tmp_path: Path) -> None:
    table = read(tmp_path, feature(POINT, case_id="A", place=" 온성 "), feature(None, case_id="B"))
    assert table.frame.index.tolist() == [1, 2]
    assert table.frame.index.name == "row"
    assert records(table) == [
        {"case_id": "A", "place": "온성", "lat": "37.5665", "lon": "126.9784"},
        {"case_id": "B", "place": "", "lat": "", "lon": ""},
    ]
    assert (table.format, table.unit, table.sheet, table.sheets) == ("geojson", "feature", "", ())
    assert table.dates == frozenset()
    assert table.fingerprint == hashlib.sha256((tmp_path / "places.geojson").read_bytes()).hexdigest()
    assert (table.notes, table.warnings, len(table.faults)) == ((), (), 0)


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2023-10",
        "2023-10-09",
        "2023/10/09",
        "2023-10-09T00:00:00Z",
        "10:30",
        "007",
        "1e3",
        "true",
        "null",
        "NaN",
    ],
)
def test_a_text_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    assert cells(read(tmp_path, feature(x=text), feature(x=text)), "x") == [text, text]


@pytest.mark.parametrize(
    "figures", ["12345678901234567890", "1.10", "1e3", "-0.0", "0.1", "7", "1E+400", "9" * 5000], ids=lambda f: f[:20]
)
def test_a_number_keeps_the_figures_it_is_written_in(tmp_path: Path, figures: str) -> None:
    text = json.dumps(collection(feature(x="?"))).replace('"?"', figures)
    assert cells(read_text(tmp_path, text), "x") == [figures]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, "true"), (False, "false"), (None, ""), ([], "[]"), ({}, "{}"), (["a", 1.5], '["a", 1.5]'),
        ({"이름": {"a": None, "b": [True]}}, '{"이름": {"a": null, "b": [true]}}'),
        ('say "x"\n', 'say "x"'),
    ],
)  # fmt: skip
def test_any_other_value_is_its_json(tmp_path: Path, value: Any, cell: str) -> None:
    assert cells(read(tmp_path, feature(x=value), feature(x="y")), "x") == [cell, "y"]


def test_what_a_feature_lacks_is_empty_and_columns_come_in_the_order_they_come_up(tmp_path: Path) -> None:
    table = read(tmp_path, feature(b=1), feature(a=2, c=3), {"type": "Feature", "geometry": None, "properties": None})
    assert [list(row.values()) for row in records(table)] == [["1", "", ""], ["", "2", "3"], ["", "", ""]]
    assert list(table.frame.columns) == ["b", "a", "c"]
    assert table.faults.empty


def test_headers_are_told_apart(tmp_path: Path) -> None:
    table = read(tmp_path, {"type": "Feature", "geometry": None, "properties": {"a": 1, " a ": 2, "": 3, "b\n c": 4}})
    assert list(table.frame.columns) == ["a", "a (2)", "column 3", "b c"]


def test_the_id_of_a_feature_is_a_column_where_its_properties_have_none(tmp_path: Path) -> None:
    def with_id(key: Any, **properties: Any) -> dict[str, Any]:
        return {**feature(None, **properties), "id": key}

    assert records(read(tmp_path, with_id(7, a="x"), feature(a="y"))) == [{"id": "7", "a": "x"}, {"id": "", "a": "y"}]
    assert records(read(tmp_path, with_id(7, id="7"))) == [{"id": "7"}]
    assert records(read(tmp_path, with_id(7, Id="B"))) == [{"feature id": "7", "Id": "B"}]


def test_one_feature_alone_is_a_table_of_one(tmp_path: Path) -> None:
    assert records(read_text(tmp_path, json.dumps(feature(None, a=1)))) == [{"a": "1"}]


def test_a_property_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(x="?"))).replace('{"x": "?"}', '{"a": 1, "b": 2, "a": 3}')
    table = read_text(tmp_path, text)
    assert records(table) == [{"a": "3", "b": "2"}]
    assert faults(table) == [(1, "a")]
    nested = read_text(tmp_path, text.replace('"b": 2', '"b": {"c":1,"c":2}'))
    assert cells(nested, "b") == ['{"c": 1, "c": 2}']


def test_not_a_number_is_an_empty_cell_and_noted(tmp_path: Path) -> None:
    table = read_text(tmp_path, json.dumps(collection(feature(x=float("nan"), y=float("-inf")), feature(x=1))))
    assert records(table) == [{"x": "", "y": ""}, {"x": "1", "y": ""}]
    assert any("NaN" in note and "2" in note for note in table.notes)


def test_half_a_letter_and_a_zero_byte_are_faults(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(x="\ud800", y="a\x00b"), feature(x="c", y="d")))
    table = read_text(tmp_path, text)
    assert records(table) == [{"x": "", "y": ""}, {"x": "c", "y": "d"}]
    assert faults(table) == [(1, "x"), (1, "y")]
    assert "\ud800" not in "".join(read_text(tmp_path, text.replace('"x"', '"x\\ud800"')).frame.columns)


def test_parts_of_features_that_no_column_is_for_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, {**feature(None, a=1), "style": {"fill": "red"}, "bbox": [1, 2, 3, 4]})
    assert [note for note in table.notes if "left out" in note] == [
        "Parts of features that no column is for are left out: 'style'."
    ]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (3, [(1, "")]),
        (None, [(1, "")]),
        ({"type": "feature", "properties": {"a": 1}}, [(1, "")]),
        ({"type": "Feature", "geometry": None, "properties": ["a"]}, [(1, "")]),
        ({"type": "Feature"}, []),
    ],
)
def test_what_is_no_feature_is_a_fault_and_the_others_are_read(
    tmp_path: Path, entry: Any, expected: list[tuple[int, str]]
) -> None:
    table = read(tmp_path, entry, feature(None, a="x"))
    assert cells(table, "a") == ["", "x"]
    assert faults(table) == expected


@pytest.mark.parametrize(
    ("geometry", "position"),
    [
        (POINT, ("37.5665", "126.9784")),
        ({"type": "Point", "coordinates": [1, 2, 300]}, ("2", "1")),
        ({"type": "MultiPoint", "coordinates": [[1.5, 2.25]]}, ("2.25", "1.5")),
        ({"type": "GeometryCollection", "geometries": [POINT]}, ("37.5665", "126.9784")),
        ({"type": "Point", "coordinates": []}, ("", "")),
        ({"type": "MultiPoint", "coordinates": []}, ("", "")),
        ({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}, ("", "")),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, ("", "")),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, ("", "")),
        ({"type": "GeometryCollection", "geometries": [POINT, POINT]}, ("", "")),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_point_is_a_position_and_nothing_else_is(tmp_path: Path, geometry: Any, position: tuple[str, str]) -> None:
    table = read(tmp_path, feature(POINT, a="x"), feature(geometry, a="y"))
    assert (cells(table, "lat")[1], cells(table, "lon")[1]) == position
    assert table.faults.empty


def test_what_is_no_point_is_counted_by_its_type(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    table = read(tmp_path, feature(line, a=1), feature(area, a=2), feature(line, a=3))
    assert list(table.frame.columns) == ["a"]
    assert [note for note in table.notes if "LineString 2, Polygon 1" in note]


@pytest.mark.parametrize(
    "geometry",
    [
        3, "POINT(1 2)", [], {"type": "Point"}, {"type": "Point", "coordinates": [1]}, {"type": ["Point"]},
        {"type": "Point", "coordinates": ["1", "2"]}, {"type": "Point", "coordinates": [None, 2]},
        {"type": "Point", "coordinates": {"x": 1}}, {"type": "Circle", "coordinates": [1, 2]},
        {"type": "Point", "coordinates": [float("nan"), 1]}, {"type": "MultiPoint", "coordinates": [3]},
        {"coordinates": [1, 2]}, {"type": "GeometryCollection", "geometries": [None, 3][1:]},
    ],
    ids=str,
)  # fmt: skip
def test_a_geometry_that_is_none_is_a_fault_of_its_position(tmp_path: Path, geometry: Any) -> None:
    table = read(tmp_path, feature(geometry, a="x"), feature(POINT, a="y"))
    assert cells(table, "lat") == ["", "37.5665"]
    assert faults(table) == [(1, "lat")]


def test_a_geometry_that_names_a_part_twice_is_a_fault(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(POINT))).replace('"type": "Point"', '"type": "Point", "type": "Point"')
    assert faults(read_text(tmp_path, text)) == [(1, "lat")]


def test_a_position_too_large_for_a_number_is_a_fault(tmp_path: Path) -> None:
    text = json.dumps(collection(feature({"type": "Point", "coordinates": [1, 2]}))).replace("[1, 2]", "[1e999, 2]")
    assert faults(read_text(tmp_path, text)) == [(1, "lat")]


@pytest.mark.parametrize(
    "name",
    ["EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:3857", "EPSG:5179",
     "urn:ogc:def:crs:EPSG::5179", "urn:ogc:def:crs:EPSG:9.9:32652", "epsg:4737"],
)  # fmt: skip
def test_the_old_member_crs_is_respected_with_x_before_y(tmp_path: Path, name: str) -> None:
    code = "CRS84" if name.endswith("CRS84") else name.rpartition(":")[2]
    system = "OGC:CRS84" if code == "CRS84" else f"EPSG:{code}"
    x, y = Transformer.from_crs("OGC:CRS84", system, always_xy=True).transform(*SEOUL)
    table = read(
        tmp_path,
        feature({"type": "Point", "coordinates": [x, y]}),
        crs={"type": "name", "properties": {"name": name}},
    )
    assert float(cells(table, "lat")[0]) == pytest.approx(SEOUL[1], abs=1e-5)
    assert float(cells(table, "lon")[0]) == pytest.approx(SEOUL[0], abs=1e-5)
    converted = [note for note in table.notes if "converted from" in note]
    assert bool(converted) == (code not in ("4326", "CRS84"))


def test_a_system_that_is_said_to_be_unknown_gives_no_positions(tmp_path: Path) -> None:
    table = read(tmp_path, feature(POINT, a=1), crs=None)
    assert list(table.frame.columns) == ["a"]
    assert len(table.warnings) == 1


@pytest.mark.parametrize(
    "crs",
    [3, "EPSG:4326", {}, {"type": "name", "properties": {"name": 4326}}, {"properties": {"name": "EPSG:0"}},
     {"type": "link", "properties": {"href": "/vsicurl/localhost", "type": "proj4"}},
     {"properties": {"name": "+proj=utm"}}, {"properties": {"name": "urn:ogc:def:crs:EPSG::5701"}}],
    ids=str,
)  # fmt: skip
def test_a_system_that_is_not_known_is_refused(tmp_path: Path, crs: Any) -> None:
    assert "coordinate system" in refused(tmp_path, json.dumps(collection(feature(POINT), crs=crs)))


def test_properties_that_say_the_same_as_the_point_stand_as_they_are(tmp_path: Path) -> None:
    table = read(tmp_path, feature(POINT, lat="37.56650", lon="126,9784000"), feature(None, lat="", lon=""))
    assert records(table) == [{"lat": "37.56650", "lon": "126,9784000"}, {"lat": "", "lon": ""}]
    assert table.faults.empty


@pytest.mark.parametrize(("lat", "differs"), [("37.5665", False), ("37.5665009", False), ("37.566502", True)])
def test_a_property_may_differ_from_the_point_by_a_tenth_of_a_metre(tmp_path: Path, lat: str, differs: bool) -> None:
    table = read(tmp_path, feature(POINT, Latitude=lat, Longitude="126.9784"))
    assert faults(table) == []
    assert list(table.frame.columns) == ["Latitude", "Longitude"]
    assert cells(table, "Latitude") == [lat]
    assert bool(table.warnings) == differs
    if differs:
        assert "'Latitude', 'Longitude'" in table.warnings[0]
        assert table.warnings[0].endswith(": feature 1.")


def test_a_point_that_was_drawn_fills_the_empty_properties_beside_it_and_that_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, feature(POINT, lat="", lon=""), feature(None, lat="1", lon="2"), feature(POINT, lat=None))
    assert cells(table, "lat") == ["37.5665", "1", "37.5665"]
    assert cells(table, "lon") == ["126.9784", "2", "126.9784"]
    assert list(table.frame.columns) == ["lat", "lon"]
    assert [note for note in table.notes if "features 1, 3." in note]
    assert (table.faults.empty, table.warnings) == (True, ())


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        (("37.5665", ""), ("37.5665", "126.9784")),
        (("", "126.9784"), ("37.5665", "126.9784")),
        (("10", ""), ("10", "")),
        (("coast", ""), ("coast", "")),
        (("n/a", "n/a"), ("n/a", "n/a")),
    ],
)
def test_half_a_position_is_made_whole_only_where_it_agrees_with_the_point(
    tmp_path: Path, given: tuple[str, str], read_as: tuple[str, str]
) -> None:
    table = read(tmp_path, feature(POINT, lat=given[0], lon=given[1]))
    assert (cells(table, "lat")[0], cells(table, "lon")[0]) == read_as
    assert bool(table.warnings) == (given == read_as)


def test_many_records_are_named_by_the_first_of_them(tmp_path: Path) -> None:
    table = read(tmp_path, *[feature(POINT, lat="1", lon="2") for _ in range(21)])
    assert table.warnings[0].endswith("18, 19, 20 … (21 in all).")


def test_a_geometry_that_cannot_be_read_takes_nothing_from_the_properties(tmp_path: Path) -> None:
    broken = {"type": "Point", "coordinates": ["x", "y"]}
    table = read(tmp_path, feature(broken, lat="1", lon="2"), feature(broken, lat="", lon=""))
    assert faults(table) == [(2, "lat")]
    assert cells(table, "lat") == ["1", ""]
    assert table.warnings[0].endswith(": feature 1.")


def test_both_numbers_of_the_far_meridian_are_one_position(tmp_path: Path) -> None:
    edge = {"type": "Point", "coordinates": [-180, 10]}
    table = read(tmp_path, feature(edge, lat="10", lon="180"))
    assert (faults(table), table.warnings) == ([], ())


def test_half_a_pair_is_no_pair(tmp_path: Path) -> None:
    table = read(tmp_path, feature(POINT, lat="north"))
    assert records(table) == [{"lat": "north", "geometry lat": "37.5665", "geometry lon": "126.9784"}]


def test_byte_order_marks_and_utf_16_are_read(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(a="온성")), ensure_ascii=False)
    assert cells(read_text(tmp_path, text.encode("utf-8-sig")), "a") == ["온성"]
    assert cells(read_text(tmp_path, text.encode("utf-16")), "a") == ["온성"]


def test_no_features_are_no_records(tmp_path: Path) -> None:
    table = read(tmp_path)
    assert (table.rows_read, list(table.frame.columns)) == (0, [])


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "3", "null", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Topology"}',
        '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [], "features": [1]}', "[" * 200_000, '{"a":' * 200_000,
        '{"type": "FeatureCollection", "features": [' + '{"a":[' * 50_000, b"\xff\xfe\x00", b"{\xea\xb0}",
        b"\x1f\x8b\x08", b"PK\x03\x04", '<?xml version="1.0"?><OGRVRTDataSource/>', "case_id,lat\nA,1\n",
    ],
    ids=lambda text: str(text)[:40],
)  # fmt: skip
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str | bytes) -> None:
    assert "places.geojson" in refused(tmp_path, text)


def test_lists_in_lists_are_read_or_refused(tmp_path: Path) -> None:
    for depth in (100, 500, 900):
        text = json.dumps(collection(feature(x=0))).replace("0", "[" * depth + "]" * depth)
        try:
            found = cells(read_text(tmp_path, text), "x")
        except InputError:
            found = []
        assert found in ([], ["[" * depth + "]" * depth])
    assert "too deep" in refused(tmp_path, json.dumps(collection(feature(x=0))).replace("0", "[" * 9999 + "]" * 9999))


def test_more_properties_than_columns_can_be_are_refused(tmp_path: Path) -> None:
    assert "2,001 properties" in refused(tmp_path, json.dumps(collection(feature(**{f"p{n}": n for n in range(2001)}))))


def test_archives_in_disguise_are_refused(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(a=1))).encode()
    assert "archive" in refused(tmp_path, gzip.compress(text))
    packed = tmp_path / "packed.geojson"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.geojson", text)
    assert "archive" in refusal(packed)


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://localhost:1/a.geojson", "/vsizip/a.zip/a.geojson", "/vsistdin/", "http://localhost:1/a.geojson",
     "none.geojson", "a\x00b.geojson", "PG:dbname=x", "GPKG:none.gpkg:layer", "sqlite:///none.gpkg"],
)  # fmt: skip
def test_what_is_no_file_here_is_refused(name: str) -> None:
    refusal(Path(name))


def test_a_folder_and_a_layer_of_geojson_are_refused(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)
    read(tmp_path, feature(a=1))
    assert "layer" in refusal(tmp_path / "places.geojson", "events")


# GeoPackage


def geopackage(folder: Path, crs: Any = 4326, layer: str = "events", **columns: Sequence[Any]) -> Path:
    path = folder / "places.gpkg"
    point = SEOUL if crs is None else Transformer.from_crs(4326, crs, always_xy=True).transform(*SEOUL)
    columns = columns or {"case_id": ["A", "B"], "place": [" 온성 ", None]}
    gpd.GeoDataFrame(columns, geometry=[shapely.Point(point), None], crs=crs).to_file(path, layer=layer)
    return path


def changed(path: Path, *statements: str) -> Path:
    """A GeoPackage after somebody else's program has written to it."""
    with closing(sqlite3.connect(path)) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


def test_a_layer_is_read_with_its_points(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    table = read_geodata(path)
    assert records(table) == [
        {"case_id": "A", "place": "온성", "lat": "37.5665", "lon": "126.9784"},
        {"case_id": "B", "place": "", "lat": "", "lon": ""},
    ]
    assert table.frame.index.tolist() == [1, 2]
    assert (table.format, table.unit, table.sheet, table.sheets) == ("gpkg", "feature", "", ("events",))
    assert table.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (table.notes, table.warnings, len(table.faults)) == ((), (), 0)


def test_a_feature_added_in_a_gis_has_the_position_it_was_drawn_at(tmp_path: Path) -> None:
    path = geopackage(tmp_path, case_id=["A", "B"], lat=["37.5665", ""], lon=["126.9784", ""])
    drawn = "(SELECT geom FROM events WHERE case_id = 'A')"
    added = f"INSERT INTO events (case_id, lat, lon, geom) VALUES ('C', NULL, NULL, {drawn})"
    table = read_geodata(changed(path, added))
    assert cells(table, "lat") == ["37.5665", "", "37.5665"]
    assert cells(table, "lon") == ["126.9784", "", "126.9784"]
    assert [note for note in table.notes if "feature 3." in note]


@pytest.mark.parametrize("crs", [3857, 5179, 32652, 4737])
def test_the_system_of_a_layer_is_respected(tmp_path: Path, crs: int) -> None:
    table = read_geodata(geopackage(tmp_path, crs))
    assert float(cells(table, "lat")[0]) == pytest.approx(SEOUL[1], abs=1e-5)
    assert float(cells(table, "lon")[0]) == pytest.approx(SEOUL[0], abs=1e-5)
    assert any(f"EPSG:{crs}" in note for note in table.notes)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_layer_without_a_system_gives_no_positions(tmp_path: Path) -> None:
    table = read_geodata(geopackage(tmp_path, None))
    assert list(table.frame.columns) == ["case_id", "place"]
    assert len(table.warnings) == 1


@pytest.mark.parametrize("number", [0, -1, 12345])
def test_a_layer_of_an_undefined_system_gives_no_positions(tmp_path: Path, number: int) -> None:
    path = changed(
        geopackage(tmp_path),
        f"UPDATE gpkg_geometry_columns SET srs_id = {number}",
        "UPDATE gpkg_spatial_ref_sys SET srs_name = 'of the plan' WHERE srs_id < 1",
    )
    table = read_geodata(path)
    assert list(table.frame.columns) == ["case_id", "place"]
    assert len(table.warnings) == 1


def test_a_cell_is_what_was_stored_and_not_what_its_column_is_declared_as(tmp_path: Path) -> None:
    path = geopackage(tmp_path, a=[1, 2**60 + 1], b=[0.5, 3.0], c=[True, False], d=["2023", "007"])
    assert [list(row.values())[:4] for row in records(read_geodata(path))] == [
        ["1", "0.5", "true", "2023"],
        [str(2**60 + 1), "3", "false", "007"],
    ]
    changed(path, "UPDATE events SET a = 'about 30', b = '1-2', c = 7, d = 5 WHERE fid = 1")
    assert list(records(read_geodata(path))[0].values())[:4] == ["about 30", "1-2", "7", "5"]


def test_dates_are_days_and_moments_are_never_shifted(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    changed(
        path,
        "ALTER TABLE events ADD COLUMN day DATE",
        "ALTER TABLE events ADD COLUMN odd DATE",
        "ALTER TABLE events ADD COLUMN moment DATETIME",
        "ALTER TABLE events ADD COLUMN midnight DATETIME",
        "UPDATE events SET day = '2023-10-09', odd = 'autumn', moment = '2023-10-08T23:30:00.000Z', "
        "midnight = '2023-10-09T00:00:00.000Z' WHERE fid = 1",
        "UPDATE events SET midnight = '2023-10-10 00:00:00+09:00' WHERE fid = 2",
    )
    table = read_geodata(path)
    assert cells(table, "day") == ["2023-10-09", ""]
    assert cells(table, "odd") == ["autumn", ""]
    assert cells(table, "moment") == ["2023-10-08T23:30:00.000Z", ""]
    assert cells(table, "midnight") == ["2023-10-09", "2023-10-10"]
    assert table.dates == {"day"}
    assert [note for note in table.notes if "'moment'" in note]


def test_layers_are_chosen_as_sheets_are(tmp_path: Path) -> None:
    path = geopackage(tmp_path, layer="empty")
    geopackage(tmp_path, layer="events", a=["x", "y"])
    gpd.GeoDataFrame({"b": ["z"]}, geometry=[shapely.Point(1, 2)], crs=4326).to_file(path, layer="more")
    changed(path, "DELETE FROM empty")
    table = read_geodata(path)
    assert (table.sheet, table.sheets) == ("events", ("empty", "events", "more"))
    assert any("'events'" in note and "'more'" in note for note in table.notes)
    assert cells(read_geodata(path, "more"), "b") == ["z"]
    assert read_geodata(path, "empty").rows_read == 0
    assert "'more'" in refusal(path, "nowhere")


def test_a_table_without_positions_is_a_layer_too(tmp_path: Path) -> None:
    path = changed(
        geopackage(tmp_path),
        'CREATE TABLE "more ""x""" (name TEXT)',
        'INSERT INTO "more ""x""" VALUES (1)',
        """INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('more "x"', 'attributes', 'm')""",
    )
    table = read_geodata(path, 'more "x"')
    assert records(table) == [{"name": "1"}]


def test_numbers_of_features_are_kept_where_they_say_more_than_the_order(tmp_path: Path) -> None:
    path = changed(geopackage(tmp_path), "UPDATE events SET fid = 70 WHERE fid = 1")
    table = read_geodata(path)
    assert [(row["fid"], row["case_id"]) for row in records(table)] == [("2", "B"), ("70", "A")]


def test_binary_columns_are_left_out_by_name_and_binary_cells_are_faults(tmp_path: Path) -> None:
    path = changed(
        geopackage(tmp_path),
        "ALTER TABLE events ADD COLUMN photo BLOB",
        "UPDATE events SET photo = x'ffd8'",
        "UPDATE events SET place = x'00ff' WHERE fid = 2",
    )
    table = read_geodata(path)
    assert "photo" not in table.frame.columns
    assert any("'photo'" in note for note in table.notes)
    assert (cells(table, "place"), faults(table)) == (["온성", ""], [(2, "place")])


def test_letters_that_are_not_utf_8_are_a_fault_of_their_cell(tmp_path: Path) -> None:
    table = read_geodata(changed(geopackage(tmp_path), "UPDATE events SET place = CAST(x'ff41' AS TEXT) WHERE fid = 1"))
    assert (cells(table, "place"), faults(table)) == (["", ""], [(1, "place")])


@pytest.mark.parametrize(
    "blob", ["x''", "x'00'", "x'47500001'", "x'4750000100000000'", "'POINT(1 2)'", "x'47500FFF00000000'"]
)
def test_a_geometry_that_is_none_is_a_fault(tmp_path: Path, blob: str) -> None:
    table = read_geodata(changed(geopackage(tmp_path), f"UPDATE events SET geom = {blob} WHERE fid = 2"))
    assert cells(table, "lat") == ["37.5665", ""]
    assert faults(table) == [(2, "lat")]


@pytest.mark.parametrize("geometry_type", ["Polygon", "LineString"])
def test_layers_of_lines_and_areas_have_no_positions(tmp_path: Path, geometry_type: str) -> None:
    shape = shapely.box(0, 0, 1, 1) if geometry_type == "Polygon" else shapely.LineString([(0, 0), (1, 1)])
    path = tmp_path / "shapes.gpkg"
    gpd.GeoDataFrame({"a": ["x"]}, geometry=[shape], crs=4326).to_file(path)
    table = read_geodata(path)
    assert records(table) == [{"a": "x"}]
    assert any(f"{geometry_type} 1" in note for note in table.notes)


def test_a_view_is_never_run(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, x AS a FROM n"
    path = changed(
        geopackage(tmp_path),
        f"CREATE VIEW endless AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'e')",
    )
    assert read_geodata(path).sheets == ("events",)
    refusal(path, "endless")
    changed(path, "DROP TABLE gpkg_contents", f"CREATE VIEW gpkg_contents AS {endless}")
    assert "no GeoPackage" in refusal(path)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_file_that_another_program_is_writing_is_refused(tmp_path: Path, ending: str) -> None:
    path = geopackage(tmp_path)
    beside = path.with_name(path.name + ending)
    beside.write_bytes(b"rows that are not yet in the file")
    assert "Close it there" in refusal(path)
    beside.write_bytes(b"")
    assert read_geodata(path).rows_read == 2


def test_reading_changes_nothing(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    before = path.read_bytes()
    assert read_geodata(path).rows_read == 2
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["places.gpkg"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no database", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 5000, b"PK\x03\x04",
        b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://localhost:1/a</SrcDataSource>",
    ],
    ids=lambda content: str(content)[:30],
)  # fmt: skip
def test_what_is_no_geopackage_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "places.gpkg" in refused(tmp_path, content, "places.gpkg")


def test_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (b)")
        database.commit()
    assert "no GeoPackage" in refusal(path)
    changed(path, "CREATE TABLE gpkg_contents (table_name, data_type)")
    assert "no table of features" in refusal(path)


# Both


def mutated(content: bytes, chance: random.Random) -> bytes:
    changed_content = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed_content))
        kind = chance.random()
        if kind < 0.6:
            changed_content[place] = chance.randrange(256)
        elif kind < 0.8:
            del changed_content[place : place + chance.randrange(1, 40)]
        else:
            changed_content[place:place] = content[place // 2 : place // 2 + chance.randrange(1, 40)]
    return bytes(
        changed_content[: chance.randrange(1, len(changed_content))] if chance.random() < 0.1 else changed_content
    )


def in_the_middle(content: bytes, chance: random.Random) -> bytes:
    """Only bytes that are used: most of a GeoPackage is empty room."""
    used = [n for n, byte in enumerate(content) if byte]
    changed_content = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        changed_content[chance.choice(used)] = chance.randrange(256)
    return bytes(changed_content)


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    if kind == "gpkg":
        whole = geopackage(tmp_path, 5179).read_bytes()
    else:
        crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
        features = [feature(POINT, case_id="A", n=1.5, x=[1, {"a": None}]), feature(None, case_id="B"), feature(POINT)]
        whole = json.dumps(collection(*features, crs=crs)).encode()
    path = tmp_path / f"damaged.{kind}"
    outcomes: set[type] = set()
    for _ in range(500):
        path.write_bytes((in_the_middle if kind == "gpkg" else mutated)(whole, chance))
        try:
            outcomes.add(type(read_geodata(path)))
        except InputError:
            outcomes.add(InputError)
    assert outcomes == {SourceTable, InputError}
