"""Parquet and GeoParquet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from footprints_geo.errors import InputError, refused
from footprints_geo.parallel import in_parallel
from footprints_geo.sources.arrow_cells import TextColumn, text_of
from footprints_geo.sources.cells import named
from footprints_geo.sources.delimited import MOST_COLUMNS, content_of, unique_headers
from footprints_geo.sources.geometries import WGS84, Geometries, Placed, crs_of, from_wkb, place
from footprints_geo.sources.limits import damaged, shown
from footprints_geo.sources.source_table import SourceTable, no_faults

MOST_CELLS: Final = 500_000_000
"""Cells of a file that may be read: a few bytes of Parquet can promise any number of equal ones."""

BYTES_OF_A_NUMBER: Final = 8
"""A column of text that takes more bytes a record hardly repeats itself."""

_MAGIC: Final = b"PAR1"
_NO_DESCRIPTION: Final = "The file's description of its geometries cannot be read, so it gives no positions."
_OTHER_ENCODINGS: Final = {
    "linestring": "LineString",
    "polygon": "Polygon",
    "multipoint": "MultiPoint",
    "multilinestring": "MultiLineString",
    "multipolygon": "MultiPolygon",
}

DAMAGE: Final = (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError, KeyError)
"""What reading a damaged file may raise."""


@dataclass(frozen=True)
class _Geometry:
    """The geometry column of a file: its name, how it is written, and what its numbers mean (None: not known)."""

    column: str
    encoding: str
    crs: str | Mapping[str, Any] | None


def read_parquet(path: Path) -> SourceTable:
    """Read a Parquet or GeoParquet file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    SourceTable
        `format` is `parquet`, `unit` is `record`, counted from 1. Cells as
        :func:`footprints_geo.sources.arrow_cells.text_of` writes them; columns that no text can be made of are left
        out and named in the notes. Columns of days, and of moments without a zone that are all at midnight, are in
        `dates`. Points of the primary geometry column are `lat` and `lon`
        (:func:`footprints_geo.sources.geometries.place`); without a coordinate system they are in OGC:CRS84, as
        GeoParquet has it.

    Raises
    ------
    InputError
        The file is not there, is no Parquet, is damaged, or larger than can be read.
    """
    content = content_of(path)
    table = _table(content, shown(path))
    # One column of many different texts holds up all others, and leaves time for the file's own mark.
    read: dict[str, Any] = in_parallel(
        {
            "source": partial(source_of, table, path.name),
            "fingerprint": lambda: hashlib.sha256(content).hexdigest(),
        }
    )
    source: SourceTable = read["source"]
    return replace(source, fingerprint=read["fingerprint"])


def source_of(table: pa.Table, file_name: str) -> SourceTable:
    """The same of a table, or of a part of one, that was read already; without a fingerprint.

    Raises
    ------
    InputError
        It cannot be read. The file is called by its name.
    """
    name = shown(Path(file_name))
    index = pd.RangeIndex(1, table.num_rows + 1, name="row")
    geometry, beside, notes = _geometry(table.schema)
    columns, left_out = _columns(table, beside, index, name)
    left_out += [header for header in beside if header != geometry.column]
    if left_out:
        notes.append(f"Columns that no text can be made of are left out: {named(left_out)}.")
    notes += [note for column in columns.values() for note in column.notes]
    frame = pd.DataFrame({header: column.cells for header, column in columns.items()}, index=index, copy=False)
    placed = Placed(frame, no_faults(), (), ())
    if geometry.column:
        crs = None if geometry.crs is None else crs_of(geometry.crs, name)
        placed = place(frame, _geometries(table, geometry, name), crs, "record", name)
    faults = [each for column in columns.values() for each in column.faults]
    return SourceTable(
        name=file_name,
        fingerprint="",
        frame=placed.frame,
        notes=(*notes, *placed.notes),
        format="parquet",
        unit="record",
        faults=pd.concat([*faults, placed.faults], ignore_index=True),
        dates=frozenset(header for header, column in columns.items() if column.is_dates),
        warnings=placed.warnings,
    )


def _table(content: bytes, name: str) -> pa.Table:
    if not content.startswith(_MAGIC):
        raise refused(
            "{name}: this is no Parquet file, whatever its ending says. If it is text, let its name end in "
            ".csv; otherwise export it again.",
            name=name,
        )
    try:
        plain = pq.ParquetFile(pa.BufferReader(content))
        schema = plain.schema_arrow
        check_extent(plain.metadata.num_rows, len(schema), name)
        repeated = repeated_texts(plain)
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=repeated, page_checksum_verification=True)
        table = file.read()
    except InputError:
        raise
    # What damage is found as depends on the part of the file it is in; memory is asked for as the file says.
    except DAMAGE:
        raise damaged(name) from None
    return table


def repeated_texts(file: pq.ParquetFile) -> list[str]:
    """Columns of text that are read by their different texts; of others it would hold up all that come after them."""
    groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
    sizes: dict[str, int] = {}
    for group in groups:
        for n in range(group.num_columns):
            chunk = group.column(n)
            sizes[chunk.path_in_schema] = sizes.get(chunk.path_in_schema, 0) + chunk.total_uncompressed_size
    texts = [c.name for c in file.schema_arrow if pa.types.is_string(c.type) or pa.types.is_large_string(c.type)]
    return [name for name in texts if sizes.get(name, 0) < BYTES_OF_A_NUMBER * file.metadata.num_rows]


def check_extent(rows: int, columns: int, name: str) -> None:
    """Refuse more columns than MOST_COLUMNS or more cells than MOST_CELLS; raises InputError."""
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise refused(
            "{name}: {rows:,} records of {columns:,} columns; expected at most {most:,} columns and "
            "{most_cells:,} cells. Take out what is not needed, or split the file.",
            name=name,
            rows=rows,
            columns=columns,
            most=MOST_COLUMNS,
            most_cells=MOST_CELLS,
        )


def _columns(
    table: pa.Table, beside: Sequence[str], index: pd.Index, name: str
) -> tuple[dict[str, TextColumn], list[str]]:
    """The columns as text, without those of geometries, and the headers of those that have none."""
    kept = [n for n, header in enumerate(table.column_names) if header not in beside]
    headers = unique_headers([" ".join(table.column_names[n].split()) or f"column {n + 1}" for n in kept])
    columns = in_parallel(
        {
            h: partial(_text, table.column(n), h, index, f"{name}, column {n + 1}")
            for h, n in zip(headers, kept, strict=True)
        }
    )
    told = {header: column for header, column in columns.items() if column is not None}
    return told, [header for header in headers if header not in told]


def _text(column: pa.ChunkedArray, header: str, index: pd.Index, name: str) -> TextColumn | None:
    _check_bytes(column, name)
    if pa.types.is_null(column.type):
        # So writers call a column without a single value.
        column = column.cast(pa.string())
    try:
        return text_of(column, header, index)
    except (pa.ArrowException, UnicodeDecodeError, OverflowError):
        raise refused(
            # Not by its name, which may be the cell of a record where the header was lost.
            "{name}: it cannot be read; expected text, numbers or dates. Leave it out, or write it as text.",
            name=name,
        ) from None


def _check_bytes(column: pa.ChunkedArray, name: str) -> None:
    """Files may hold other bytes where they promise UTF-8."""
    try:
        column.validate(full=True)
    except DAMAGE:
        raise damaged(name) from None


def _geometry(schema: pa.Schema) -> tuple[_Geometry, list[str], list[str]]:
    """The geometry column, all columns that hold geometries, and notes."""
    none = _Geometry("", "", None)
    try:
        described = json.loads((schema.metadata or {}).get(b"geo", b"null"))
    except (ValueError, RecursionError):
        return none, [], [_NO_DESCRIPTION]
    if described is None:
        return _of_extension(schema)
    columns = described.get("columns") if isinstance(described, dict) else None
    primary = described.get("primary_column") if isinstance(described, dict) else None
    if not isinstance(columns, dict) or not isinstance(primary, str) or schema.names.count(primary) != 1:
        return none, [], [_NO_DESCRIPTION]
    about = columns.get(primary)
    crs = about.get("crs", WGS84) if isinstance(about, dict) else 0
    encoding = about.get("encoding") if isinstance(about, dict) else None
    if not isinstance(encoding, str) or not isinstance(crs, str | dict | None):
        return none, [], [_NO_DESCRIPTION]
    beside = [header for header in columns if header in schema.names]
    return _Geometry(primary, encoding.lower(), crs), beside, []


def _of_extension(schema: pa.Schema) -> tuple[_Geometry, list[str], list[str]]:
    """Files of Parquet's own type for geometries have no description after GeoParquet."""
    marked = [f for f in schema if (f.metadata or {}).get(b"ARROW:extension:name") == b"geoarrow.wkb"]
    if not marked:
        return _Geometry("", "", None), [], []
    try:
        about = json.loads((marked[0].metadata or {}).get(b"ARROW:extension:metadata") or b"{}")
    except (ValueError, RecursionError):
        return _Geometry("", "", None), [], [_NO_DESCRIPTION]
    crs = about.get("crs") if isinstance(about, dict) else None
    return _Geometry(marked[0].name, "wkb", crs if isinstance(crs, str | dict) else None), [f.name for f in marked], []


def _geometries(table: pa.Table, geometry: _Geometry, name: str) -> Geometries:
    _check_bytes(table.column(geometry.column), name)
    column = table.column(geometry.column).combine_chunks()
    kind = column.type
    if geometry.encoding == "wkb" and (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        return from_wkb(column.to_pylist())
    if geometry.encoding == "point" and pa.types.is_struct(kind) and {"x", "y"} <= {f.name for f in kind}:
        x, y = (pc.struct_field(column, axis).cast(pa.float64()).to_numpy(zero_copy_only=False) for axis in "xy")
        return Geometries(x, y, np.where(np.isnan(x) & np.isnan(y), "", "Point").astype(object))
    if geometry.encoding in _OTHER_ENCODINGS:
        nothing = np.full(len(column), np.nan)
        given = column.is_valid().to_numpy(zero_copy_only=False)
        return Geometries(nothing, nothing, np.where(given, _OTHER_ENCODINGS[geometry.encoding], "").astype(object))
    raise refused(
        "{name}: the geometries are written in a way that is not read here; expected WKB or points. Save "
        "the file as GeoParquet with the encoding WKB.",
        name=name,
    )
