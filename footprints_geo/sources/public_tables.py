"""What the readers of public tables share: headers in any spelling, lines of a fault table, columns that are added."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable

LONGEST_VALUE: Final = 60
"""How much of a cell a fault repeats."""


def headers_of(table: SourceTable) -> dict[str, str]:
    """The headers of a table by their plain spelling: lower case, words parted by one blank.

    `Incident_Date`, `INCIDENT DATE` and `Incident.date` are all `incident date`. The first counts where two are alike.
    """
    found: dict[str, str] = {}
    for header in table.frame.columns:
        found.setdefault(re.sub(r"[\W_]+", " ", str(header)).strip().casefold(), str(header))
    return found


def faults_of(cells: pd.Series, column: str | pd.Series, reason: str | pd.Series, fix: str | pd.Series) -> pd.DataFrame:
    """One line of FAULT_COLUMNS for each cell; the index of `cells`, and of whatever is a series, is the row."""
    said = {"column": column, "reason": reason, "fix": fix}
    lines = {name: text if isinstance(text, str) else text.to_numpy() for name, text in said.items()}
    value = cells.astype("str").str.slice(stop=LONGEST_VALUE).to_numpy()
    return pd.DataFrame(
        {"row": cells.index.to_numpy(dtype="int64"), "value": value, **lines}, columns=list(FAULT_COLUMNS)
    )


def counted(found: Iterable[tuple[pd.Series, str]]) -> list[str]:
    """`12 rows ...` for each sentence that begins with `rows` and is true of some."""
    return [f"{int(where.sum())} {said}" for where, said in found if where.any()]


def recast_with(
    table: SourceTable,
    derived: pd.DataFrame,
    faults: Sequence[pd.DataFrame],
    notes: Sequence[str],
    warnings: Sequence[str],
) -> SourceTable:
    """The same rows with columns, faults, notes and warnings added.

    Parameters
    ----------
    derived : pandas.DataFrame
        Text columns for all rows of the table; a column of the table with the same name gives way.
    """
    kept = table.frame.drop(columns=list(derived), errors="ignore")
    lines = pd.concat([table.faults, *(part for part in faults if len(part))], ignore_index=True)
    return dataclasses.replace(
        table,
        frame=pd.concat([kept, derived.astype("str")], axis=1),
        faults=lines.sort_values("row", kind="stable", ignore_index=True),
        notes=(*table.notes, *notes),
        warnings=(*table.warnings, *warnings),
    )
