"""Parquet and GeoParquet: every type becomes text without loss, and what cannot is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import uuid
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.sources.parquet import read_parquet
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable

SEOUL = shapely.Point(126.9784, 37.5665)


def written(folder: Path, table: pa.Table | dict[str, Any], **options: Any) -> Path:
    path = folder / "records.parquet"
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **options)
    return path


def cells(table: SourceTable, header: str) -> list[str]:
    return [str(cell) for cell in table.frame[header]]


def read_column(folder: Path, values: pa.Array) -> tuple[list[str], SourceTable]:
    table = read_parquet(written(folder, {"x": values}))
    return cells(table, "x"), table


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_parquet(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < 600
    return message


def test_a_table_of_text_is_read_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, {"case_id": ["A", "B", None], " place  name ": [" 온성 ", "", "007"]})
    table = read_parquet(path)
    assert table.frame.index.tolist() == [1, 2, 3]
    assert table.frame.index.name == "row"
    assert list(table.frame.columns) == ["case_id", "place name"]
    assert cells(table, "case_id") == ["A", "B", ""]
    assert cells(table, "place name") == ["온성", "", "007"]
    assert all(isinstance(kind, pd.CategoricalDtype) for kind in table.frame.dtypes)
    assert (table.format, table.unit, table.sheet, table.sheets) == ("parquet", "record", "", ())
    assert table.name == "records.parquet"
    assert table.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert table.notes == ()
    assert table.rows_read == 3


def test_columns_of_one_name_and_of_none_are_told_apart(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([n]) for n in ("1", "2", "3")], names=["place", "place", " "])
    frame = read_parquet(written(tmp_path, table)).frame
    assert frame.astype("str").to_dict("records") == [{"place": "1", "place (2)": "2", "column 3": "3"}]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([1, None, -(2**63)]), ["1", "", "-9223372036854775808"]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([12.0, 0.1, None, float("nan"), 1e-7]), ["12", "0.1", "", "", "1e-07"]),
        (pa.array([0.1, 42.957], pa.float32()), ["0.1", "42.957"]),
        (pa.array([Decimal("12.50"), Decimal("0.00"), None]), ["12.50", "0.00", ""]),
        (pa.array([Decimal("0.0000000001")]), ["0.0000000001"]),
        (pa.array([Decimal("1.5")], pa.decimal32(4, 2)), ["1.50"]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([None, None]), ["", ""]),
        (pa.array([dt.time(14, 30)]), ["14:30:00"]),
        (pa.array([["a", "b"], [], None, ["c"]]), ["a|b", "", "", "c"]),
        (pa.array([["a", None]]), ["a|"]),
        (pa.array([[1, 2], [3]], pa.list_(pa.int8())), ["1|2", "3"]),
        (pa.array([["a", "b"], None], pa.list_(pa.string(), 2)), ["a|b", ""]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
        (pa.array(["온성".encode(), b"A"]), ["온성", "A"]),
        (pa.array([uuid.UUID(int=7).bytes], pa.uuid()), [str(uuid.UUID(int=7))]),
        (pa.array(["a", None], pa.large_string()), ["a", ""]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_becomes_text_without_loss(tmp_path: Path, values: pa.Array, expected: list[str]) -> None:
    assert read_column(tmp_path, values)[0] == expected


@settings(max_examples=40)
@given(st.lists(st.floats(allow_nan=False), max_size=6))
def test_a_floating_point_number_is_the_same_after_it_was_text(numbers: list[float]) -> None:
    with TemporaryDirectory() as folder:
        texts, _ = read_column(Path(folder), pa.array(numbers, pa.float64()))
    assert [float(text) for text in texts] == numbers
    assert not any(text.endswith(".0") for text in texts)


def test_days_are_dates_of_the_file_s_own(tmp_path: Path) -> None:
    days, table = read_column(tmp_path, pa.array([dt.date(2023, 10, 9), None]))
    assert days == ["2023-10-09", ""]
    assert table.dates == {"x"}


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_at_midnight_is_its_day_and_any_other_keeps_its_time(tmp_path: Path, unit: str) -> None:
    midnight, half_past = dt.datetime(2023, 10, 9), dt.datetime(2023, 10, 9, 14, 30)
    days, table = read_column(tmp_path, pa.array([midnight, None], pa.timestamp(unit)))
    assert days == ["2023-10-09", ""]
    assert table.dates == {"x"}
    moments, table = read_column(tmp_path, pa.array([midnight, half_past], pa.timestamp(unit)))
    assert moments == ["2023-10-09", "2023-10-09T14:30:00"]
    assert table.dates == frozenset()
    assert any("'x' holds times of day" in note for note in table.notes)


def test_fractions_of_a_second_lose_only_their_noughts(tmp_path: Path) -> None:
    moment = dt.datetime(2023, 10, 9, 0, 0, 0, 120000)
    assert read_column(tmp_path, pa.array([moment], pa.timestamp("us")))[0] == ["2023-10-09T00:00:00.12"]


@pytest.mark.parametrize(
    ("zone", "instant", "expected"),
    [
        ("Asia/Seoul", dt.datetime(2023, 10, 8, 15), "2023-10-09"),
        ("Asia/Seoul", dt.datetime(2023, 10, 8, 14), "2023-10-08T23:00:00+09:00"),
        ("UTC", dt.datetime(2023, 10, 9), "2023-10-09"),
        ("UTC", dt.datetime(2023, 10, 8, 15), "2023-10-08T15:00:00+00:00"),
        ("-03:30", dt.datetime(2023, 10, 8, 15), "2023-10-08T11:30:00-03:30"),
        ("Nowhere/Town", dt.datetime(2023, 10, 8, 15), "2023-10-08T15:00:00Z"),
    ],
)
def test_a_moment_with_a_zone_is_what_the_clock_there_showed(
    tmp_path: Path, zone: str, instant: dt.datetime, expected: str
) -> None:
    seconds = int(instant.replace(tzinfo=dt.UTC).timestamp())
    texts, table = read_column(tmp_path, pa.array([seconds], pa.timestamp("s", zone)).cast(pa.timestamp("us", zone)))
    assert texts == [expected]
    assert table.dates == frozenset()
    assert any(zone in note for note in table.notes)


def test_what_has_no_text_is_left_out_by_name(tmp_path: Path) -> None:
    table = read_parquet(
        written(
            tmp_path,
            {
                "case_id": ["A"],
                "person": [{"age": 3}],
                "photo": [b"\xff\xd8\xff"],
                "parts": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string())),
                "deep": [[["a"]]],
            },
        )
    )
    assert list(table.frame.columns) == ["case_id"]
    assert [note for note in table.notes if "left out" in note] == [
        "Columns that no text can be made of are left out: 'person', 'photo', 'parts', 'deep'."
    ]


def test_parts_of_a_list_that_hold_the_mark_are_noted(tmp_path: Path) -> None:
    _, table = read_column(tmp_path, pa.array([["a|b", "c"]]))
    assert any("cannot be told apart" in note for note in table.notes)


def test_a_cell_with_a_zero_byte_is_a_fault_and_not_a_text(tmp_path: Path) -> None:
    texts, table = read_column(tmp_path, pa.array(["a", "b\x00c"]))
    assert texts == ["a", ""]
    assert list(table.faults.columns) == list(FAULT_COLUMNS)
    assert table.faults[["row", "column"]].to_numpy().tolist() == [[2, "x"]]


def test_texts_that_become_equal_are_one_category(tmp_path: Path) -> None:
    texts, table = read_column(tmp_path, pa.array([" a", "a ", "a", None, " "]))
    assert texts == ["a", "a", "a", "", ""]
    assert sorted(table.frame["x"].cat.categories) == ["", "a"]


def test_row_groups_and_an_empty_table_are_read(tmp_path: Path) -> None:
    many = pa.table({"x": [str(n % 7) for n in range(100)], "n": list(range(100))})
    table = read_parquet(written(tmp_path, many, row_group_size=9))
    assert cells(table, "x") == [str(n % 7) for n in range(100)]
    assert cells(table, "n") == [str(n) for n in range(100)]
    none = read_parquet(written(tmp_path, many.slice(0, 0)))
    assert list(none.frame.columns) == ["x", "n"]
    assert none.rows_read == 0


def geo_written(folder: Path, points: list[Any], crs: Any = 4326, **columns: list[Any]) -> Path:
    path = folder / "places.parquet"
    gpd.GeoDataFrame({"case_id": [str(n) for n in range(len(points))], **columns}, geometry=points, crs=crs).to_parquet(
        path
    )
    return path


def described_as(folder: Path, about: Any, column: pa.Array, **more: pa.Array) -> Path:
    text = about if isinstance(about, str) else json.dumps(about)
    return written(folder, pa.table({"geometry": column, **more}).replace_schema_metadata({"geo": text}))


@pytest.mark.parametrize("crs", [4326, 3857, 5179, 4737, 32652], ids=str)
def test_points_are_latitude_and_longitude_whatever_their_system(tmp_path: Path, crs: int) -> None:
    given = gpd.GeoSeries([SEOUL, None], crs=4326).to_crs(crs)
    table = read_parquet(geo_written(tmp_path, list(given), crs))
    assert float(cells(table, "lat")[0]) == pytest.approx(37.5665, abs=1e-5)
    assert float(cells(table, "lon")[0]) == pytest.approx(126.9784, abs=1e-5)
    assert (cells(table, "lat")[1], cells(table, "lon")[1]) == ("", "")
    assert any(f"EPSG:{crs}" in note for note in table.notes) == (crs != 4326)
    assert list(table.frame.columns) == ["case_id", "lat", "lon"]


def test_positions_keep_all_their_figures(tmp_path: Path) -> None:
    table = read_parquet(geo_written(tmp_path, [shapely.Point(126.12345678901234, 42.1)]))
    assert (cells(table, "lon"), cells(table, "lat")) == (["126.12345678901234"], ["42.1"])


def test_without_a_word_on_the_system_it_is_wgs_84_and_null_means_unknown(tmp_path: Path) -> None:
    column = pa.array([SEOUL.wkb])
    about = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    assert cells(read_parquet(described_as(tmp_path, about, column)), "lat") == ["37.5665"]
    unknown = {**about, "columns": {"geometry": {"encoding": "WKB", "crs": None}}}
    table = read_parquet(described_as(tmp_path, unknown, column))
    assert list(table.frame.columns) == []
    assert len(table.warnings) == 1
    assert "not known" in table.warnings[0]


def test_points_that_are_no_binary_are_read_too(tmp_path: Path) -> None:
    about = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "point"}}}
    points = pa.array([{"x": 126.9784, "y": 37.5665}, None], pa.struct([("x", pa.float64()), ("y", pa.float64())]))
    table = read_parquet(described_as(tmp_path, about, points))
    assert (cells(table, "lat"), cells(table, "lon")) == (["37.5665", ""], ["126.9784", ""])


def test_a_column_of_parquet_s_own_geometries_is_read(tmp_path: Path) -> None:
    system = json.dumps({"crs": "OGC:CRS84", "crs_type": "authority_code"})
    marks = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": system}
    schema = pa.schema([pa.field("shape", pa.binary(), metadata=marks)])
    table = read_parquet(written(tmp_path, pa.table([pa.array([SEOUL.wkb])], schema=schema)))
    assert table.frame.astype("str").to_dict("records") == [{"lat": "37.5665", "lon": "126.9784"}]


def test_the_middle_of_a_line_or_an_area_is_no_place(tmp_path: Path) -> None:
    shapes = [shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1), shapely.MultiPoint([(0, 0), (1, 1)])]
    table = read_parquet(geo_written(tmp_path, shapes))
    assert list(table.frame.columns) == ["case_id"]
    assert any("LineString 1, MultiPoint 1, Polygon 1" in note for note in table.notes)


def test_a_collection_of_one_point_is_that_point_and_an_empty_one_none(tmp_path: Path) -> None:
    shapes = [shapely.MultiPoint([SEOUL]), shapely.GeometryCollection([SEOUL]), shapely.Point(), shapely.MultiPoint()]
    table = read_parquet(geo_written(tmp_path, shapes))
    assert cells(table, "lat") == ["37.5665", "37.5665", "", ""]
    assert table.faults.empty


def test_cells_that_say_the_same_as_the_geometry_stand_alone(tmp_path: Path) -> None:
    path = geo_written(tmp_path, [SEOUL, None], lat=["37.56650", "coast"], lon=["126,9784", ""])
    table = read_parquet(path)
    assert list(table.frame.columns) == ["case_id", "lat", "lon"]
    assert cells(table, "lat") == ["37.56650", "coast"]
    assert table.faults.empty


def test_cells_stand_where_the_geometry_differs_and_are_filled_where_they_are_empty(tmp_path: Path) -> None:
    path = geo_written(tmp_path, [SEOUL, SEOUL, SEOUL], Lat=["37.5665", "37.5666", ""], LON=["126.9784"] * 3)
    table = read_parquet(path)
    assert list(table.frame.columns) == ["case_id", "Lat", "LON"]
    assert cells(table, "Lat") == ["37.5665", "37.5666", "37.5665"]
    assert table.faults.empty
    assert table.warnings[0].endswith(": record 2.")
    assert [note for note in table.notes if note.endswith(": record 3.")]


def test_a_broken_geometry_is_a_fault_of_its_position_alone(tmp_path: Path) -> None:
    about = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    table = read_parquet(described_as(tmp_path, about, pa.array([SEOUL.wkb, b"nonsense", SEOUL.wkb[:-1]])))
    assert cells(table, "lat") == ["37.5665", "", ""]
    assert table.faults[["row", "column"]].to_numpy().tolist() == [[2, "lat"], [3, "lat"]]


@pytest.mark.parametrize(
    "about",
    [
        "{", "[]", "3", "[" * 100_000,
        {"columns": 3, "primary_column": "geometry"},
        {"columns": {}, "primary_column": "elsewhere"},
        {"columns": {"geometry": 4}, "primary_column": "geometry"},
        {"columns": {"geometry": {"encoding": ["WKB"]}}, "primary_column": "geometry"},
        {"columns": {"geometry": {"encoding": "WKB", "crs": [1]}}, "primary_column": "geometry"},
    ],
    ids=lambda about: str(about)[:40],
)  # fmt: skip
def test_a_description_that_is_none_gives_no_positions_and_says_so(tmp_path: Path, about: Any) -> None:
    table = read_parquet(described_as(tmp_path, about, pa.array([SEOUL.wkb]), case_id=pa.array(["A"])))
    assert cells(table, "case_id") == ["A"]
    assert any("description of its geometries cannot be read" in note for note in table.notes)
    assert any("'geometry'" in note for note in table.notes)


@pytest.mark.parametrize(
    "crs",
    [
        {}, {"type": "GeographicCRS"}, "EPSG:99999999", "nonsense", "+proj=longlat", "/vsicurl/example.org/a.prj",
        {"type": "GeographicCRS", "name": ["x"], "datum": 3},
    ],
    ids=str,
)  # fmt: skip
def test_a_system_that_is_none_is_refused(tmp_path: Path, crs: Any) -> None:
    about = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "crs": crs}}}
    assert "coordinate system" in refusal(described_as(tmp_path, about, pa.array([SEOUL.wkb])))


def test_geometries_of_another_writing_are_refused(tmp_path: Path) -> None:
    about = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKT"}}}
    assert "expected WKB" in refusal(described_as(tmp_path, about, pa.array(["POINT(1 2)"])))


@pytest.mark.parametrize("content", [b"PK\x03\x04 an archive", b"case_id,place\nA,B\n", b"PAR1", b"PAR1" * 5, b""])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "records.parquet"
    path.write_bytes(content)
    assert "records.parquet" in refusal(path)


@pytest.mark.parametrize("name", ["/vsicurl/http://localhost:1/a.parquet", "s3://bucket/a.parquet", "none.parquet"])
def test_what_is_no_file_here_is_refused(name: str) -> None:
    refusal(Path(name))


def test_more_cells_than_can_be_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footprints_geo.sources.parquet.MOST_CELLS", 5)
    assert "3 records of 2 columns" in refusal(written(tmp_path, {"a": ["x"] * 3, "b": ["y"] * 3}))


def test_letters_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 2], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfe")]
    )
    refusal(written(tmp_path, {"x": broken}))


def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    frame = pd.DataFrame({"case_id": list("ABCD"), "n": [1, 2, None, 4], "when": pd.to_datetime(["2023-10-09"] * 4)})
    path = tmp_path / "whole.parquet"
    gpd.GeoDataFrame(frame, geometry=[SEOUL, None, SEOUL, SEOUL], crs=5179).to_parquet(path)
    whole = path.read_bytes()
    chance = random.Random(1)
    outcomes: set[type] = set()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        path.write_bytes(content[: chance.randrange(len(content))] if chance.random() < 0.2 else content)
        try:
            outcomes.add(type(read_parquet(path)))
        except InputError:
            outcomes.add(InputError)
    assert outcomes == {SourceTable, InputError}


def test_a_text_is_kept_once_however_many_rows_have_it(tmp_path: Path) -> None:
    rows = 200_000
    table = read_parquet(written(tmp_path, {"x": pa.array(["같은 글"] * rows), "n": np.repeat([1, 2], rows // 2)}))
    assert list(table.frame["x"].cat.categories) == ["같은 글"]
    assert sorted(table.frame["n"].cat.categories) == ["1", "2"]
    assert table.rows_read == rows


@pytest.mark.parametrize("records", [0, 2])
def test_a_column_without_a_single_value_is_empty(tmp_path: Path, records: int) -> None:
    path = tmp_path / "events.parquet"
    pq.write_table(pa.table({"case_id": pa.nulls(records), "note": pa.nulls(records)}), path)
    assert read_parquet(path).frame.to_numpy().tolist() == [["", ""]] * records
