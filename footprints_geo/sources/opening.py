"""Which reader a file needs: by its ending and its first bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from footprints_geo.errors import InputError, refused
from footprints_geo.sources import acled, iom, uwazi
from footprints_geo.sources.delimited import content_of, read_table
from footprints_geo.sources.geodata import read_geodata
from footprints_geo.sources.limits import ADDRESS, NO_FILE, shown
from footprints_geo.sources.parquet import read_parquet
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_api import looks_like_api, read_api_json
from footprints_geo.sources.workbooks import read_workbook

WORKBOOKS: Final = (".xlsx", ".xlsm", ".ods", ".xls")
PARQUET: Final = (".parquet", ".geoparquet", ".pq")
GEODATA: Final = (".geojson", ".gpkg")
DELIMITED: Final = (".csv", ".tsv", ".txt", ".tab")
READABLE: Final = (*DELIMITED, *WORKBOOKS, *PARQUET, *GEODATA, ".json")
"""Endings of files that can be read."""

DIALECTS: Final = (uwazi, acled, iom)
"""Modules that know a table by its headers: `recognises`, `recast` and `profile`."""


def open_source(source: str | os.PathLike[str], sheet: str | None = None) -> SourceTable:
    """Read a file of any kind, or the entities of a live Uwazi collection.

    Parameters
    ----------
    source : path-like
        A file, known by its ending (READABLE) and by its first bytes; or the address of a Uwazi collection, beginning
        with https, which is then asked over the network.
    sheet : str, optional
        The sheet of a workbook or the layer of a GeoPackage; the first with records when left out.

    Raises
    ------
    InputError
        The file cannot be read at all; one sentence says why and what to do.
    """
    address = os.fspath(source)
    scheme = ADDRESS.match(address)
    # Before anything else: of an address nothing may be taken for the name of a file, and be repeated in a message.
    if scheme is not None or "://" in address or address.lower().startswith(("https:", "http:")):
        if scheme is None or scheme[1].lower() not in ("https", "http"):
            raise InputError(NO_FILE)
        # What asks servers takes long to load, and files are read without it.
        from footprints_geo.sources.uwazi_live import fetch_entities

        return fetch_entities(f"{scheme[1]}://{address[scheme.end() :]}")
    file = Path(source)
    ending = file.suffix.lower()
    if ending in WORKBOOKS:
        return read_workbook(file, sheet)
    if ending == ".gpkg":
        return read_geodata(file, sheet)
    if sheet:
        raise refused("{name}: only workbooks and GeoPackages have sheets; leave out the sheet.", name=shown(file))
    if ending in PARQUET:
        return read_parquet(file)
    if ending == ".geojson":
        return read_geodata(file)
    if ending == ".json":
        return read_api_json(file) if looks_like_api(_document(file)) else read_geodata(file)
    return read_table(file)


def _document(file: Path) -> Any:
    content = content_of(file)
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise refused(
            "{name}: this is no JSON; expected an answer of Uwazi's search or a GeoJSON file. Save it again.",
            name=shown(file),
        ) from None
