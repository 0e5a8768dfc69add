"""Files of events: the same columns and cells in every format, and back again without loss."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from footprints_geo.coded import coded, looked_up, of_codes, recoded
from footprints_geo.errors import InputError
from footprints_geo.sources.cells import guarded, is_whole
from footprints_geo.sources.geometries import degrees
from footprints_geo.sources.limits import shown
from footprints_geo.vocabulary import COARSE
from footprints_geo.writers.geopackage_file import free_name, write_geopackage
from footprints_geo.writers.whole_files import whole_file
from footprints_geo.writers.workbook_file import write_workbook

BLOCK: Final = 50_000
"""Rows that are put into words at once."""

MOST_COLUMNS: Final = 2_000
"""What the readers take, and a GeoPackage can have."""


def write_events(rows: pd.DataFrame, path: Path) -> None:
    """Write events, or any table of text, as the format that the file's ending names.

    What stands in the cells is written as it is, and read back the same. Beside the cells, GeoParquet, GeoJSON and
    GeoPackage have a point (WGS 84) for every row whose `lat` and `lon` are degrees, unless its `location_precision`
    is a country or a province: their middle is no place. In CSV and TSV, a cell or header that a spreadsheet would run
    as a formula has an apostrophe in front (:func:`footprints_geo.sources.cells.guarded`); in XLSX all cells are text.
    The same rows give the same bytes: the date inside a GeoPackage or workbook is a fixed one. The file appears whole
    or not at all.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns of text (`str` or `category` of `str`); missing cells are ''. The index is not written. Readers strip
        blanks round a cell, and those of CSV and XLSX pass over wholly blank rows.
    path : Path
        Ends in one of FORMATS; an existing file is replaced.

    Raises
    ------
    InputError
        The ending is none of FORMATS, the folder cannot be written to, or the format cannot hold a cell, a header or
        as many rows.
    """
    target = Path(path)
    name = shown(target)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise InputError(f"{name}: this is no format to write; expected a name that ends in {', '.join(FORMATS)}.")
    table = _checked(rows, name)
    with whole_file(target) as part:
        write(table, part, name)


def _checked(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table in coded columns, when all of it is text."""
    headers = list(rows.columns)
    if not 0 < len(headers) <= MOST_COLUMNS:
        raise InputError(f"{name}: {len(headers):,} columns; expected 1 to {MOST_COLUMNS:,}. Leave out some.")
    for number, header in enumerate(headers, 1):
        if not isinstance(header, str) or not _is_text(header) or header != " ".join(header.split()) or not header:
            raise InputError(
                f"{name}: the header of column {number} cannot be written; expected text without blanks at its ends "
                "or in a row. Rename the column."
            )
    if len(set(headers)) < len(headers):
        raise InputError(f"{name}: two columns have the same header; expected each once. Rename one of them.")
    table = {header: _checked_column(rows[header], number, name) for number, header in enumerate(headers, 1)}
    return pd.DataFrame(table)


def _is_text(text: str) -> bool:
    return is_whole(text) and "\x00" not in text


def _checked_column(column: pd.Series, number: int, name: str) -> pd.Series:
    """A column coded in the order in which its texts come up: what is written depends on the rows alone."""
    try:
        cells = coded(column)
        codes, used = pd.factorize(cells.cat.codes.to_numpy())
        texts = pd.Series(cells.cat.categories[used], dtype="str")
        broken = texts.str.contains("\x00", regex=False).to_numpy(dtype=bool)[codes]
    except UnicodeEncodeError:
        broken = np.array([isinstance(cell, str) and not is_whole(cell) for cell in column.tolist()])
    if broken.any():
        raise InputError(
            f"{name}: column {number}, record {int(broken.argmax()) + 1}: the cell holds a zero byte or half a letter; "
            "expected text. Write the text again, or empty the cell."
        )
    return of_codes(codes, pd.Index(texts, dtype="str"), pd.RangeIndex(len(codes)))


def _points(table: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitude and latitude of each row, NaN for both where the row is at no point."""
    nowhere = np.full(len(table), np.nan)
    if not {"lat", "lon"} <= set(table.columns):
        return nowhere, nowhere
    lon, lat = degrees(table["lon"]), degrees(table["lat"])
    known = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    if "location_precision" in table.columns:
        known &= ~looked_up(table["location_precision"], _is_coarse).to_numpy(dtype=bool)
    return np.where(known, lon, np.nan), np.where(known, lat, np.nan)


def _is_coarse(texts: pd.Series) -> pd.Series:
    return texts.str.strip().str.lower().isin(COARSE)


def _wkb(table: pd.DataFrame) -> list[bytes | None]:
    """Each row's point as well-known binary."""
    lon, lat = _points(table)
    known = ~np.isnan(lon)
    shapes = np.full(len(table), None, dtype=object)
    shapes[known] = shapely.points(lon[known], lat[known])
    blobs: list[bytes | None] = shapely.to_wkb(shapes, byte_order=1).tolist()
    return blobs


def _blocks(columns: list[tuple[npt.NDArray[Any], npt.NDArray[Any]]], rows: int) -> Iterator[list[npt.NDArray[Any]]]:
    """Rows in blocks, from each column's different entries and which one every row has."""
    for start in range(0, rows, BLOCK):
        yield [entries[codes[start : start + BLOCK]] for entries, codes in columns]


def _entries(column: pd.Series, change: Callable[[str], str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    entries = np.array([change(text) for text in column.cat.categories], dtype=object)
    return entries, column.cat.codes.to_numpy()


def _write_delimited(table: pd.DataFrame, part: Path, delimiter: str) -> None:
    safe = table.apply(lambda column: recoded(column, guarded))
    headers = guarded(pd.Series(table.columns, dtype="str")).tolist()
    columns = [_entries(column, str) for _, column in safe.items()]
    # With a mark at its start, spreadsheets take the file for UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        # In quotes, a header's own commas cannot be taken for the ones that part it from the next.
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(headers)
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if headers[1:] else csv.QUOTE_ALL)
        for block in _blocks(columns, len(table)):
            writer.writerows(zip(*block, strict=True))


def _write_csv(table: pd.DataFrame, part: Path, _: str) -> None:
    _write_delimited(table, part, ",")


def _write_tsv(table: pd.DataFrame, part: Path, _: str) -> None:
    _write_delimited(table, part, "\t")


def _write_workbook(table: pd.DataFrame, part: Path, name: str) -> None:
    write_workbook(table, part, name)


def _write_geojson(table: pd.DataFrame, part: Path, _: str) -> None:
    """After RFC 7946: one feature a row and a line, positions as longitude and latitude."""
    columns = [_entries(column, partial(_property, _json(header))) for header, column in table.items()]
    lon, lat = _points(table)
    points = np.array(
        [
            f'{{"type": "Point", "coordinates": [{x!r}, {y!r}]}}' if x == x else "null"
            for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
        ],
        dtype=object,
    )
    columns = [(points, np.arange(len(table))), *columns]
    # Without a feature there is no other place where the headers could stand.
    empty = f'"columns": {_json(list(table.columns))}, ' if table.empty else ""
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(f'{{"type": "FeatureCollection", {empty}"features": [')
        start = "\n"
        for block in _blocks(columns, len(table)):
            features = (
                f'{{"type": "Feature", "geometry": {point}, "properties": {{{", ".join(cells)}}}}}'
                for point, *cells in zip(*block, strict=True)
            )
            file.write(start + ",\n".join(features))
            start = ",\n"
        file.write("\n]}\n")


def _property(key: str, text: str) -> str:
    return f"{key}: {_json(text) if text else 'null'}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_parquet(table: pd.DataFrame, part: Path, _: str) -> None:
    """GeoParquet 1.1; positions are in OGC:CRS84, which is what it means not to name a system."""
    shape = free_name("geometry", table.columns)
    arrays = [_arrow(column) for _, column in table.items()]
    blobs = pa.array(_wkb(table), pa.binary())
    kinds = ["Point"] if blobs.null_count < len(blobs) else []
    about = {
        "version": "1.1.0",
        "primary_column": shape,
        "columns": {shape: {"encoding": "WKB", "geometry_types": kinds}},
    }
    written = pa.table([*arrays, blobs], names=[*table.columns, shape])
    # Without the hint that columns were coded here, every reader takes them for plain text.
    with pq.ParquetWriter(part, written.schema, store_schema=False) as writer:
        writer.add_key_value_metadata({"geo": _json(about)})
        writer.write_table(written)


def _arrow(column: pd.Series) -> pa.Array:
    texts = column.cat.categories
    codes = column.cat.codes.to_numpy().astype("int32")
    empty = codes == texts.get_loc("") if "" in texts else np.zeros(len(codes), dtype=bool)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=empty), pa.array(texts.tolist(), pa.string()))


def _write_geopackage(table: pd.DataFrame, part: Path, _: str) -> None:
    write_geopackage(table, _wkb(table), part)


_WRITERS: Final[dict[str, Callable[[pd.DataFrame, Path, str], None]]] = {
    ".csv": _write_csv,
    ".tsv": _write_tsv,
    ".xlsx": _write_workbook,
    ".parquet": _write_parquet,
    ".geojson": _write_geojson,
    ".gpkg": _write_geopackage,
}

FORMATS: Final = tuple(_WRITERS)
"""Endings of files that can be written."""
