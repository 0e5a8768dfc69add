"""Tables as readers give them, made of rows in a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from footprints_geo.coded import coded_table
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable


def table_of(*rows: Mapping[str, str], headers: Sequence[str] = (), **parts: Any) -> SourceTable:
    """A table of some rows; the first is row 2, below the header."""
    names = list(headers) or list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    index = pd.RangeIndex(2, len(rows) + 2, name="row")
    frame = pd.DataFrame(cells, columns=pd.Index(names, dtype="str"), index=index, dtype="str")
    return SourceTable("made up.csv", "0" * 64, coded_table(frame), **parts)


def faults_of(*lines: tuple[int, str]) -> pd.DataFrame:
    """Faults of a reader, each a row and a header."""
    cells = [(row, header, "#REF!", "The cell holds an error.", "Correct the formula.") for row, header in lines]
    return pd.DataFrame(cells, columns=list(FAULT_COLUMNS)).astype({"row": "int64"})
