"""What is written is read back cell by cell, in every format, or refused with a sentence."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.sources.cells import guarded, unguarded
from footprints_geo.sources.delimited import read_table
from footprints_geo.sources.geodata import read_geodata
from footprints_geo.sources.parquet import read_parquet
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.workbooks import read_workbook
from footprints_geo.vocabulary import EVENT_COLUMNS
from footprints_geo.writers.formats import FORMATS, write_events

READERS: dict[str, Callable[[Path], SourceTable]] = {
    ".csv": read_table,
    ".tsv": read_table,
    ".xlsx": read_workbook,
    ".parquet": read_parquet,
    ".geojson": read_geodata,
    ".gpkg": read_geodata,
}
GEOGRAPHIC = (".parquet", ".geojson", ".gpkg")

FORMULAS = ["=1+1", "'=1+1", "''=1", "+1-1", "-x", "@SUM(A1)", "＝1", "-", "\t=1", "'\r=1"]
AWKWARD = [
    *FORMULAS, "42.9570", "-70.25", "007", "2023-10", "1e5", "온성 군", "圖們", "🙂", "a\nb", "a\r\nb", "a\rb",
    'say "x"', "a,b;c\td|e",
    "null", "NULL", "NaN", "N/A", "true", "#REF!", "_x0041_", "_x000D_", "_x0041_x0042_", "_x005F_",
    "<b>&amp;</b>", "]]>", "'", "''x",
    "\\", "\\n", "{}", "[1]", "\u2028x", "x\u200b", "e\u0301", "http://localhost:1/a", "mailto:x", "a\x85b",
    "\ufeffx", "%s", "@@",
]  # fmt: skip


def events(*rows: dict[str, str], attributes: tuple[str, ...] = ()) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*EVENT_COLUMNS, *attributes], dtype="str").fillna("")


def written(folder: Path, rows: pd.DataFrame, ending: str) -> Path:
    path = folder / f"events{ending}"
    write_events(rows, path)
    return path


def texts(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in frame.astype("object").to_numpy().tolist()]


def refusal(rows: pd.DataFrame, path: Path) -> str:
    before = sorted(path.parent.iterdir()) if path.parent.exists() else []
    with pytest.raises(InputError) as caught:
        write_events(rows, path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert (sorted(path.parent.iterdir()) if path.parent.exists() else []) == before
    return message


def stripped_text(exclude: str) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00" + exclude)
    plain = st.text(letters, max_size=12).map(str.strip)
    return st.one_of(plain, st.sampled_from(AWKWARD).map(str.strip))


UNWRITABLE = {".xlsx": "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))}


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=40)
@given(st.data())
def test_what_is_written_is_read_back(ending: str, data: st.DataObject) -> None:
    cells = stripped_text(UNWRITABLE.get(ending, ""))
    # A row in which nothing stands is no record to CSV and XLSX.
    ids = st.text("ABC0", min_size=1, max_size=4)
    rows = data.draw(st.lists(st.tuples(ids, cells, cells, cells, cells), min_size=1, max_size=6))
    columns = ["case_id", "note", "lat", "lon", "메모"]
    frame = pd.DataFrame(rows, columns=columns, dtype="str")
    with TemporaryDirectory() as folder:
        table = READERS[ending](written(Path(folder), frame, ending))
    assert list(table.frame.columns) == columns
    assert texts(table.frame) == [list(row) for row in rows]
    assert table.faults.empty


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("kind", ["str", "category"])
def test_every_awkward_cell_is_read_back(tmp_path: Path, ending: str, kind: Any) -> None:
    awkward = [cell.strip() for cell in AWKWARD]
    frame = events(*({"case_id": str(n), "note": cell} for n, cell in enumerate(awkward)), attributes=("sex", "나이"))
    table = READERS[ending](written(tmp_path, frame.astype(kind), ending))
    assert list(table.frame.columns) == list(frame.columns)
    assert texts(table.frame) == texts(frame)


@pytest.mark.parametrize("ending", FORMATS)
def test_headers_that_a_format_has_a_use_for_are_read_back(tmp_path: Path, ending: str) -> None:
    headers = [
        "case_id", "geometry", "Geometry", "geometry_2", "fid", "FID", "fid_2", "id", "ID", "ogc_fid", "geom", "rowid",
        "type", "Note", "note", "NOTE", "Note_2", "note_2", 'a "b"', "select", "columns", "Straße", "STRASSE",
        "properties", "a;b;c;d,e", "1",
    ]  # fmt: skip
    frame = pd.DataFrame([[f"{row}.{n}" for n in range(len(headers))] for row in "xy"], columns=headers, dtype="str")
    table = READERS[ending](written(tmp_path, frame, ending))
    assert list(table.frame.columns) == headers
    assert texts(table.frame) == texts(frame)


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_marks_in_a_header_are_not_taken_for_those_between_headers(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame([["1", "2"]], columns=["case_id", "a;b;c|d|e"], dtype="str")
    assert list(read_table(written(tmp_path, frame, ending)).frame.columns) == ["case_id", "a;b;c|d|e"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_table_without_rows_keeps_its_headers(tmp_path: Path, ending: str) -> None:
    table = READERS[ending](written(tmp_path, events(), ending))
    assert list(table.frame.columns) == list(EVENT_COLUMNS)
    assert table.rows_read == 0


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_rows_are_the_same_bytes(tmp_path: Path, ending: str) -> None:
    rows = ({"case_id": "A", "lat": "42.9570", "lon": "129.5"}, {"case_id": "B", "note": "x"})
    frame = events(*rows, attributes=("fid",))
    first = written(tmp_path, frame, ending).read_bytes()
    assert written(tmp_path, frame.set_index("note", drop=False), ending).read_bytes() == first
    kind = pd.CategoricalDtype(sorted({"unused", *frame.to_numpy().ravel()}, reverse=True))
    assert written(tmp_path, frame.astype(kind), ending).read_bytes() == first


@pytest.mark.parametrize("ending", FORMATS)
def test_missing_cells_are_empty(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"case_id": ["A", "B"], "a": ["x", None], "b": pd.Categorical([None, "y"])})
    assert texts(READERS[ending](written(tmp_path, frame, ending)).frame) == [["A", "x", ""], ["B", "", "y"]]


@pytest.mark.parametrize("ending", FORMATS)
def test_rows_come_in_their_order_whatever_their_number(tmp_path: Path, ending: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("footprints_geo.writers.formats.BLOCK", 7)
    monkeypatch.setattr("footprints_geo.writers.workbook_file.BLOCK", 7)
    frame = pd.DataFrame({"case_id": [str(n * 37 % 50) for n in range(50)], "n": [str(n) for n in range(50)]})
    assert texts(READERS[ending](written(tmp_path, frame, ending)).frame) == texts(frame)


POINTS = [
    ("42.9570", "129.5", "", (129.5, 42.957)),
    ("42,9570", "129,5", "city", (129.5, 42.957)),
    ("-90", "180", "site", (180.0, -90.0)),
    ("42.9570", "", "", None),
    ("", "", "", None),
    ("north", "129.5", "", None),
    ("91", "10", "", None),
    ("10", "180.1", "", None),
    ("nan", "inf", "", None),
    ("42.9570", "129.5", "province", None),
    ("42.9570", "129.5", "Country", None),
]


def geometries(path: Path) -> gpd.GeoDataFrame:
    read = gpd.read_parquet if path.suffix == ".parquet" else gpd.read_file
    return read(path)


@pytest.mark.parametrize("ending", GEOGRAPHIC)
def test_a_row_has_a_point_where_its_cells_say_one_and_it_is_no_area(tmp_path: Path, ending: str) -> None:
    places = enumerate(POINTS)
    rows = [{"case_id": str(n), "lat": a, "lon": b, "location_precision": p} for n, (a, b, p, _) in places]
    frame = events(*rows)
    path = written(tmp_path, frame, ending)
    found = geometries(path)
    positions = [None if shape is None else (shape.x, shape.y) for shape in found.geometry]
    assert positions == [point for *_, point in POINTS]
    assert found.crs.equals("OGC:CRS84", ignore_axis_order=True)
    assert set(found.geometry.dropna().geom_type) == {"Point"}
    table = READERS[ending](path)
    assert texts(table.frame) == texts(frame)
    assert (table.faults.empty, table.warnings) == (True, ())


@pytest.mark.parametrize("ending", GEOGRAPHIC)
def test_a_table_without_positions_has_no_points(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path, pd.DataFrame({"case_id": ["A", "B"], "lat": ["1", "2"]}), ending)
    assert geometries(path).geometry.isna().all()
    assert list(READERS[ending](path).frame.columns) == ["case_id", "lat"]


def test_geojson_is_a_feature_a_line_with_longitude_first(tmp_path: Path) -> None:
    path = written(tmp_path, pd.DataFrame({"lat": ["42.9570", ""], "lon": ["129.5", ""]}), ".geojson")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [129.5, 42.957]},
                "properties": {"lat": "42.9570", "lon": "129.5"},
            },
            {"type": "Feature", "geometry": None, "properties": {"lat": None, "lon": None}},
        ],
    }
    assert len(path.read_text(encoding="utf-8").splitlines()) == 4


def test_parquet_describes_its_points_and_keeps_text_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, pd.DataFrame({"geometry": ["a"], "lat": ["1"], "lon": ["2"]}), ".parquet")
    file = pq.ParquetFile(path)
    about = json.loads(file.metadata.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["primary_column"] == "geometry_2"
    assert about["columns"] == {"geometry_2": {"encoding": "WKB", "geometry_types": ["Point"]}}
    assert [str(kind) for kind in file.schema_arrow.types] == ["string", "string", "string", "binary"]
    assert pd.read_parquet(path)["lat"].tolist() == ["1"]


def test_a_geopackage_is_whole_and_says_what_is_in_it(tmp_path: Path) -> None:
    frame = events({"case_id": "A", "lat": "1", "lon": "2"}, {"case_id": "B", "lat": "3", "lon": "-4"})
    with closing(sqlite3.connect(written(tmp_path, frame, ".gpkg"))) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        contents = database.execute("SELECT table_name, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents")
        assert contents.fetchall() == [("events", -4.0, 1.0, 2.0, 3.0, 4326)]
        assert database.execute("SELECT note FROM events").fetchall() == [(None,), (None,)]


def test_a_workbook_holds_text_alone(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"case_id": AWKWARD, "=1+1": ["=1+1"] * len(AWKWARD)})
    path = written(tmp_path, frame, ".xlsx")
    sheet = openpyxl.load_workbook(path).active
    written_cells = [cell for row in sheet.rows for cell in row if cell.value is not None]
    assert len(written_cells) == 2 * (len(AWKWARD) + 1)
    assert {(cell.data_type, cell.number_format, cell.hyperlink) for cell in written_cells} == {("s", "@", None)}
    with zipfile.ZipFile(path) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        # Without the mark, spreadsheets take blanks at a cell's ends away.
        texts_part = archive.read("xl/sharedStrings.xml")
        assert texts_part.count(b'<t xml:space="preserve">') == texts_part.count(b"<t") == len(AWKWARD) + 3


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_no_cell_or_header_of_delimited_text_runs_as_a_formula(tmp_path: Path, ending: str, delimiter: str) -> None:
    frame = pd.DataFrame({"case_id": ["-70.25", "+1e5", "x"], "=1": ["=1+1", "'=1", "@x"]})
    path = written(tmp_path, frame, ending)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter, strict=True))
    assert rows == [["case_id", "'=1"], ["-70.25", "'=1+1"], ["+1e5", "''=1"], ["x", "'@x"]]


any_text = st.text(max_size=8) | st.text("'=+-@\t\r\n1.e＝ ", max_size=8)


@settings(max_examples=300)
@given(st.lists(any_text.filter(lambda text: text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text))))
@example(["'-70.25", "-70.25", "-1\n", "1\n=1", "''=", "'", ""])
def test_what_is_guarded_is_the_same_unguarded(cells: list[str]) -> None:
    given_cells = pd.Series(cells, dtype="str", index=range(5, 5 + len(cells)))
    safe = guarded(given_cells)
    assert unguarded(safe).tolist() == cells
    assert safe.index.equals(given_cells.index)


@settings(max_examples=200)
@given(any_text.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_nothing_guarded_begins_as_a_formula_but_a_number(text: str) -> None:
    [safe] = guarded(pd.Series([text], dtype="str"))
    if safe[:1] in ("=", "+", "-", "@", "\t", "\r"):
        assert np.isfinite(float(safe))
        assert safe == text


@pytest.mark.parametrize("number", ["-70.25", "+1", "-1e5", "-.5", "-0", "+0.0E-3", "3."])
def test_plain_numbers_are_left_alone(number: str) -> None:
    assert guarded(pd.Series([number], dtype="str")).tolist() == [number]


@pytest.mark.parametrize("text", ["-1-1", "+82-10-1", "-", "--1", "-1 ", "-1\n", "-1e", "+-1", "-٣"])
def test_what_only_begins_as_a_number_is_guarded(text: str) -> None:
    assert guarded(pd.Series([text], dtype="str")).tolist() == ["'" + text]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("cell", ["a\x00b", "\ud800", "x\udfff"], ids=ascii)
def test_what_is_no_text_is_refused_by_its_place(tmp_path: Path, ending: str, cell: str) -> None:
    frame = pd.DataFrame({"case_id": ["A", "B"], "note": pd.Series(["x", cell], dtype=object)})
    message = refusal(frame, tmp_path / f"events{ending}")
    assert "column 2, record 2" in message
    assert cell not in message
    coded = pd.Categorical.from_codes([0, 1], pd.Index(["x", cell], dtype=object))
    assert "column 2, record 2" in refusal(frame.assign(note=coded), tmp_path / f"events{ending}")


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1f", "\ufffe", "\uffff"], ids=ascii)
def test_a_sign_that_a_workbook_cannot_hold_is_refused_there_and_written_elsewhere(tmp_path: Path, sign: str) -> None:
    frame = pd.DataFrame({"case_id": ["A", "B"], "note": ["x", f"a{sign}b"]})
    assert "column 2, record 2: the cell holds a control character" in refusal(frame, tmp_path / "events.xlsx")
    assert "the header of column 1" in refusal(pd.DataFrame({f"a{sign}b": ["x"]}), tmp_path / "events.xlsx")
    for ending in set(FORMATS) - {".xlsx"}:
        assert texts(READERS[ending](written(tmp_path, frame, ending)).frame) == texts(frame)


def test_a_cell_longer_than_a_workbook_s_is_refused_there(tmp_path: Path) -> None:
    longest = "x" * 32_765 + "🙂"
    table = read_workbook(written(tmp_path, pd.DataFrame({"case_id": ["A"], "note": [longest]}), ".xlsx"))
    assert texts(table.frame) == [["A", longest]]
    frame = pd.DataFrame({"case_id": ["A", "B"], "note": ["x", "x" + longest]})
    (tmp_path / "events.xlsx").unlink()
    assert "column 2, record 2: the cell is longer than the 32,767 letters" in refusal(frame, tmp_path / "events.xlsx")


def test_more_rows_than_a_sheet_s_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"case_id": pd.Categorical(["A"]).repeat(1_048_576)})
    assert "1,048,576 records; a sheet can hold 1,048,575" in refusal(frame, tmp_path / "events.xlsx")


@pytest.mark.parametrize(
    "headers",
    [[], ["a", "a"], ["a", ""], [" a"], ["a  b"], ["a\n"], [3], ["a\x00"], ["\ud800"], [f"c{n}" for n in range(2001)]],
    ids=lambda headers: ascii(headers)[:20],
)
def test_headers_that_cannot_be_read_back_are_refused(tmp_path: Path, headers: list[Any]) -> None:
    frame = pd.DataFrame([["x"] * len(headers)], columns=pd.Index(headers, dtype=object))
    for ending in FORMATS:
        refusal(frame, tmp_path / f"events{ending}")


@pytest.mark.parametrize("name", ["events", "events.xls", "events.csv.gz", "events.shp", ".csv", "a\x00.csv"])
def test_what_is_no_format_or_no_name_is_refused(tmp_path: Path, name: str) -> None:
    refusal(events(), tmp_path / name)


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    write_events(events(), tmp_path / "EVENTS.CSV")
    assert (tmp_path / "EVENTS.CSV").exists()


def test_a_folder_that_is_not_there_or_in_the_way_is_refused(tmp_path: Path) -> None:
    assert "cannot be written" in refusal(events(), tmp_path / "nowhere" / "events.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refusal(events(), tmp_path / "folder.csv")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_stays_as_it_was_when_writing_breaks_off(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, events({"case_id": "A"}), ending)
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refusal(events({"case_id": "B"}), path)
    assert path.read_bytes() == before
    monkeypatch.undo()
    write_events(events({"case_id": "B"}), path)
    assert path.read_bytes() != before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_broken_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("footprints_geo.writers.formats._entries", broken)
    with pytest.raises(ZeroDivisionError):
        write_events(events({"case_id": "A"}), tmp_path / "events.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_rights_and_a_link_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, events({"case_id": "A"}), ".csv")
    path.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    write_events(events({"case_id": "B"}), link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert texts(read_table(path).frame)[0][0] == "B"


def test_a_name_as_long_as_names_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".csv")
    write_events(events({"case_id": "A"}), path)
    assert read_table(path).rows_read == 1


def test_the_documented_events_go_round_every_format() -> None:
    """The real data set, with its Korean names, decimals and many empty cells."""
    source = Path(__file__).resolve().parent.parent / "data" / "documented_events.csv"
    rows = read_table(source).frame
    with TemporaryDirectory() as folder:
        for ending in FORMATS:
            table = READERS[ending](written(Path(folder), rows, ending))
            assert list(table.frame.columns) == list(rows.columns), ending
            assert texts(table.frame) == texts(rows), ending
            assert table.faults.empty, ending
