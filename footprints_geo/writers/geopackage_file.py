"""A GeoPackage of one layer, written table by table, so that the same rows give the same bytes."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import pandas as pd
import pyproj

from footprints_geo.sources.geopackage import HEADER_MARK

LAYER: Final = "events"
WGS84_NUMBER: Final = 4326
CHANGED: Final = "2000-01-01T00:00:00.000Z"
"""When the layer is said to have changed last: the format asks for a moment, and the clock would change the bytes."""

_APPLICATION: Final = int.from_bytes(b"GPKG", "big")
_VERSION: Final = 10300
_UNDEFINED: Final = "undefined"
_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""
_DATA_COLUMNS: Final = """
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
    definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
    description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name));
"""
_SCHEMA_EXTENSION: Final = "GeoPackage 1.3, Annex F.9: Schema"


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that none of others has, compared without case: `geometry`, else `geometry_2` and so on."""
    others = {name.casefold() for name in taken}
    numbered = (f"{wanted}_{n}" for n in range(2, len(others) + 3))
    return wanted if wanted.casefold() not in others else next(n for n in numbered if n.casefold() not in others)


def write_geopackage(table: pd.DataFrame, points: Sequence[bytes | None], path: Path) -> None:
    """Write a layer `events` of points in EPSG:4326.

    A database takes `Note` and `note` for one column: of such headers the later ones are columns of another name, and
    the table `gpkg_data_columns` has the header as `title`. The fid and the geometry are columns that no header names.

    Parameters
    ----------
    table : pandas.DataFrame
        Coded columns; empty cells become NULL.
    points : sequence of bytes or None
        A point as little-endian well-known binary for each row, None for no point.
    path : Path
        An empty file.
    """
    columns = _column_names(list(table.columns))
    fid = free_name("fid", columns)
    shape = free_name("geom", columns)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The first two before anything is written: else a journal stands beside the file for a moment.
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            f"application_id = {_APPLICATION}",
            f"user_version = {_VERSION}",
        ):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        # One statement at a time: executescript would end the transaction.
        for statement in _TABLES.split(";\n")[:-1]:
            database.execute(statement)
        _write_contents(database, shape, points)
        _write_headers(database, columns, list(table.columns))
        listed = "".join(f", {_quoted(name)} TEXT" for name in columns)
        database.execute(
            f"CREATE TABLE {LAYER} ({_quoted(fid)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {_quoted(shape)} POINT"
            f"{listed})"
        )
        cells = [column.astype(object).where(column != "", None).tolist() for _, column in table.items()]
        marks = ", ".join("?" * (len(columns) + 1))
        names = ", ".join(map(_quoted, [shape, *columns]))
        # Names cannot be parameters: each is quoted.
        database.executemany(
            f"INSERT INTO {LAYER} ({names}) VALUES ({marks})",  # noqa: S608
            zip(map(_blob, points), *cells, strict=True),
        )
        database.execute("COMMIT")


def _column_names(headers: Sequence[str]) -> list[str]:
    names: list[str] = []
    for header in headers:
        names.append(free_name(header, names))
    return names


def _write_contents(database: sqlite3.Connection, shape: str, points: Sequence[bytes | None]) -> None:
    wkt = pyproj.CRS.from_epsg(WGS84_NUMBER).to_wkt("WKT1_GDAL")
    systems = [
        ("Undefined cartesian SRS", -1, "NONE", -1, _UNDEFINED, "undefined cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, _UNDEFINED, "undefined geographic coordinate reference system"),
        ("WGS 84 geodetic", WGS84_NUMBER, "EPSG", WGS84_NUMBER, wkt, "longitude/latitude in decimal degrees"),
    ]
    database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
    places = [struct.unpack_from("<dd", point, 5) for point in points if point is not None]
    lons, lats = zip(*places, strict=True) if places else ((), ())
    box = (min(lons), min(lats), max(lons), max(lats)) if places else (None, None, None, None)
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
        (LAYER, LAYER, CHANGED, *box, WGS84_NUMBER),
    )
    database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'POINT', ?, 0, 0)", (LAYER, shape, WGS84_NUMBER))


def _write_headers(database: sqlite3.Connection, columns: Sequence[str], headers: Sequence[str]) -> None:
    renamed = [(name, header) for name, header in zip(columns, headers, strict=True) if name != header]
    if not renamed:
        return
    for statement in _DATA_COLUMNS.split(";\n")[:-1]:
        database.execute(statement)
    database.execute(
        "INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', ?, 'read-write')",
        (_SCHEMA_EXTENSION,),
    )
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (?, ?, ?, ?)",
        [(LAYER, name, header, HEADER_MARK) for name, header in renamed],
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _blob(point: bytes | None) -> bytes | None:
    """A point with the header of a GeoPackage: little-endian, without an envelope."""
    return None if point is None else struct.pack("<2sBBi", b"GP", 0, 1, WGS84_NUMBER) + point
