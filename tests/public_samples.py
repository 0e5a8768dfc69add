"""Tables as a reader gives them, and what a dialect's profile makes of them, for the tests of public tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import pandas as pd

from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.sources.source_table import SourceTable

SAMPLES = Path(__file__).parent / "samples"

OTHER_TABLES = {
    "our own columns": "case_id,sequence,event_type,date,place,country,lat,lon,location_precision,persons,source,note",
    "timemap": "desc,date,time,location,lat,long,source,filters,category",
    "Atlos": "status,description,sensitive,date,latitude,longitude",
    "Uwazi": "Title,Date added,Template,Unique ID,Geolocation,Date of arrest,Country,Region",
    "a police list": "Incident ID,Incident Date,Incident Type,Region,Number of Dead,Coordinates,Source",
    "a register of the missing": "id,name,date,number missing,region,year,month",
    "a conflict table": "event_id,event_date,event_type,country,latitude,longitude,fatalities",
}
"""Headers of tables that are neither ACLED's nor IOM's."""


def table_of(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> SourceTable:
    """Rows as a spreadsheet's reader gives them: the first is row 2."""
    frame = pd.DataFrame([{c: row.get(c, "") for c in columns} for row in rows], columns=list(columns), dtype="str")
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return SourceTable("made-up.csv", "0" * 64, frame)


def sample(name: str) -> SourceTable:
    """A file of `tests/samples`."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(reader)
    return table_of(rows, reader.fieldnames or [])


def header(columns: str) -> SourceTable:
    return table_of([], columns.split(","))


def applied(table: SourceTable, dialect: ModuleType) -> pd.DataFrame:
    """The rows without a fault, in our columns: the first header that is not empty counts."""
    recast = dialect.recast(table)
    profile = dialect.profile(recast)
    ours = pd.DataFrame("", index=recast.frame.index, columns=list(MAPPED_COLUMNS), dtype="str")
    for column, text in profile.constants.items():
        ours[column] = text
    for column, headers in profile.columns.items():
        cells = pd.Series("", index=recast.frame.index, dtype="str")
        for name in headers:
            cells = cells.where(cells != "", recast.frame[name].astype("str"))
        words = dict(profile.values).get(column, {})
        ours[column] = cells.replace(dict(words))
    return ours[~ours.index.isin(recast.faults["row"])]
