"""GeoPackage, read as the SQLite database it is: a cell comes as it was stored, whatever its column is declared as."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyproj

from footprints_geo.errors import InputError, refused
from footprints_geo.language import marked
from footprints_geo.sources.arrow_cells import DAY
from footprints_geo.sources.cells import faults_at, named, text_column
from footprints_geo.sources.delimited import unique_headers
from footprints_geo.sources.geometries import Geometries, crs_of, from_wkb, place
from footprints_geo.sources.limits import damaged, shown
from footprints_geo.sources.source_table import SourceTable

HEADER_MARK: Final = "The header of this column."
"""What stands as description beside a header that could be no column's name in a GeoPackage."""

LONGEST_VALUE: Final = 100_000_000
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_MIDNIGHT: Final = re.compile(rf"({DAY})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?")
_DAY: Final = re.compile(DAY)


@dataclass(frozen=True)
class _Column:
    """A column of a layer: its name in the database, the header it stands for, its declared type, and if it numbers."""

    name: str
    header: str
    declared: str
    is_key: bool


def read_geopackage(path: Path, fingerprint: str, layer: str | None = None) -> SourceTable:
    """Read a layer of a GeoPackage; see :func:`footprints_geo.sources.geodata.read_geodata`.

    The column that only numbers the features (1, 2, 3 ...) is left out. `dates` has the columns declared as dates
    whose cells are days. Moments stay as they are stored, those at midnight as their day.

    Parameters
    ----------
    path : Path
        An SQLite database.
    fingerprint : str
        SHA-256 of its bytes.
    layer : str, optional
        A table of features or attributes; the first with rows when left out.
    """
    name = shown(path)
    _check_whole(path, name)
    with _opened(path, name) as database:
        layers = _layers(database, name)
        chosen = _chosen(database, layers, layer, name)
        columns, geometry = _columns(database, chosen)
        listed = ", ".join(_quoted(column.name) for column in columns) or "NULL"
        shape = _quoted(geometry) if geometry else "NULL"
        keys = [column.name for column in columns if column.is_key]
        order = f" ORDER BY {_quoted(keys[0])}" if keys else ""
        # Names cannot be parameters: each is quoted.
        rows = database.execute(f"SELECT {shape}, {listed} FROM {_quoted(chosen)}{order}").fetchall()  # noqa: S608
        crs = _system(database, chosen, name)
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    values = list(zip(*rows, strict=True)) if rows else [() for _ in range(len(columns) + 1)]
    frame, faults, dates, notes = _cells(columns, values[1:], index)
    placed = place(frame, _geometries(values[0]), crs, "feature", name)
    if len(layers) > 1 and not layer:
        notes.append(f"The layer {named([chosen])} is read, of {named(layers)}.")
    return SourceTable(
        name=path.name,
        fingerprint=fingerprint,
        frame=placed.frame,
        notes=(*notes, *placed.notes),
        format="gpkg",
        sheet=chosen if len(layers) > 1 else "",
        sheets=tuple(layers),
        unit="feature",
        faults=pd.concat([*faults, placed.faults], ignore_index=True),
        dates=frozenset(dates),
        warnings=placed.warnings,
    )


def _check_whole(path: Path, name: str) -> None:
    """What another program has not yet written into the file stands in a second one beside it."""
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise refused(
                "{name}: another program has the file open and has not written all of it (there is a file "
                "'…{ending}' beside it); expected a closed file. Close it there and try again.",
                name=name,
                ending=ending,
            )


@contextmanager
def _opened(path: Path, name: str) -> Iterator[sqlite3.Connection]:
    try:
        # Nothing is written, and nothing beside the file is looked for.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            # No function that the file's own schema calls may do more than compute.
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            database.text_factory = _letters
            yield database
    except InputError:
        raise
    # Words of the database's own about a damaged file may be in no letters at all.
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError):
        raise damaged(name) from None


def _letters(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _layers(database: sqlite3.Connection, name: str) -> list[str]:
    """Tables of features or attributes; views are none, since a view can compute for ever."""
    schema = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
    tables = {str(table).lower(): str(table) for table, sql in schema if not _is_virtual(sql)}
    if "gpkg_contents" not in tables:
        raise refused("{name}: this is a database, but no GeoPackage. Save the layer as a GeoPackage.", name=name)
    contents = database.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
    ).fetchall()
    layers = [tables[str(table).lower()] for (table,) in contents if str(table).lower() in tables]
    if not layers:
        raise refused(
            "{name}: the GeoPackage has no table of features; expected at least one layer that is no view and "
            "no picture. Save the layer again.",
            name=name,
        )
    return list(dict.fromkeys(layers))


def _is_virtual(sql: Any) -> bool:
    return not isinstance(sql, str) or sql.lstrip().upper().startswith("CREATE VIRTUAL")


def _chosen(database: sqlite3.Connection, layers: Sequence[str], layer: str | None, name: str) -> str:
    if not layer:
        # Names cannot be parameters: each is quoted.
        filled = (t for t in layers if database.execute(f"SELECT 1 FROM {_quoted(t)} LIMIT 1").fetchone())  # noqa: S608
        return next(filled, layers[0])
    if layer not in layers:
        raise refused(
            "{name}: there is no layer of that name; expected one of {names}. Name one of them.",
            name=name,
            names=named(layers),
        )
    return layer


def _columns(database: sqlite3.Connection, layer: str) -> tuple[list[_Column], str]:
    """The columns of a layer, and the one that holds geometries ('' for none)."""
    about = database.execute(f"PRAGMA table_xinfo({_quoted(layer)})").fetchall()
    geometry = _column_of(database, "gpkg_geometry_columns", "column_name", layer)
    headers = _headers(database, layer)
    keys = [str(column[1]) for column in about if column[5]]
    columns = [
        _Column(
            name=str(column[1]),
            header=headers.get(str(column[1]), str(column[1])),
            declared=str(column[2]).upper(),
            is_key=keys == [str(column[1])] and str(column[2]).upper() == "INTEGER",
        )
        for column in about
        # Columns of virtual tables alone are hidden.
        if column[6] != 1
    ]
    shape = next((column.name for column in columns if column.name.lower() == geometry.lower()), "")
    return [column for column in columns if column.name != shape], shape


def _column_of(database: sqlite3.Connection, table: str, column: str, layer: str) -> str:
    if not _has(database, table):
        return ""
    # Table and column are named in this module; the layer is the file's.
    wanted = f"SELECT {column} FROM {table} WHERE lower(table_name) = lower(?)"  # noqa: S608
    found = database.execute(wanted, (layer,)).fetchone()
    return "" if found is None else str(found[0])


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()
    return found is not None and not _is_virtual(found[0])


def _headers(database: sqlite3.Connection, layer: str) -> dict[str, str]:
    """Headers that could be no names of columns, as this program's own files keep them."""
    if not _has(database, "gpkg_data_columns"):
        return {}
    query = "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = ? AND description = ?"
    return {str(column): str(title) for column, title in database.execute(query, (layer, HEADER_MARK))}


def _system(database: sqlite3.Connection, layer: str, name: str) -> pyproj.CRS | None:
    number = _column_of(database, "gpkg_geometry_columns", "srs_id", layer)
    if not number or not _has(database, "gpkg_spatial_ref_sys"):
        return None
    found = database.execute(
        "SELECT organization, organization_coordsys_id, definition, srs_name FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        (number,),
    ).fetchone()
    if found is None or number in ("0", "-1") or str(found[3]).lower().startswith("undefined"):
        return None
    authority = str(found[0]).upper()
    return crs_of(f"{authority}:{found[1]}" if authority in ("EPSG", "ESRI") else str(found[2]), name)


def _cells(
    columns: Sequence[_Column], values: Sequence[Sequence[Any]], index: pd.Index
) -> tuple[pd.DataFrame, list[pd.DataFrame], list[str], list[str]]:
    """The cells of a layer, faults, headers of dates, and notes."""
    kept, left_out = [], []
    for column, each in zip(columns, values, strict=True):
        kinds = {*map(type, each)} - {type(None)}
        if column.is_key and each == tuple(index):
            continue
        if kinds == {bytes}:
            left_out.append(column.header)
            continue
        kept.append((column, each, bytes in kinds))
    headers = unique_headers([" ".join(c.header.split()) or f"column {n}" for n, (c, _, _) in enumerate(kept, 1)])
    frame, faults, dates = {}, [], []
    notes = [f"Columns that no text can be made of are left out: {named(left_out)}."] if left_out else []
    for header, (column, each, some_binary) in zip(headers, kept, strict=True):
        frame[header], broken = text_column(each, index, header, _WRITTEN.get(column.declared, _text))
        faults += broken
        if some_binary:
            binary = [row for row, value in zip(index, each, strict=True) if isinstance(value, bytes)]
            faults.append(
                faults_at(binary, header, marked("The cell holds binary data; expected text."), marked("Write text."))
            )
        days = all(text == "" or _DAY.fullmatch(text) for text in frame[header].cat.categories)
        if column.declared == "DATE" and days:
            dates.append(header)
        if column.declared == "DATETIME" and not days:
            notes.append(f"{named([header])} holds times of day; they stand behind the day, as they are stored.")
    return pd.DataFrame(frame, index=index), faults, dates, notes


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return ""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _truth(value: Any) -> str:
    return {0: "false", 1: "true"}.get(value) or _text(value)


def _moment(value: Any) -> str:
    midnight = _MIDNIGHT.fullmatch(str(value))
    return midnight[1] if midnight else _text(value)


_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {"BOOLEAN": _truth, "DATETIME": _moment}
"""How values are written that a column is declared for; SQLite lets any other value stand beside them."""


def _geometries(blobs: Sequence[Any]) -> Geometries:
    return from_wkb([_wkb(blob) for blob in blobs])


def _wkb(blob: Any) -> bytes | None:
    """The geometry of a GeoPackage without its own header; what is none stays what cannot be read."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return b""
    envelope = (blob[3] >> 1) & 0b111
    return blob[8 + _ENVELOPES[envelope] :] if envelope < len(_ENVELOPES) else b""
