"""Rejected records as a file that a person mends and loads again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.coded import coded
from footprints_geo.errors import refused
from footprints_geo.sources.source_table import SourceTable, no_ragged

MARKS: Final = ("rejected_row", "rejected_column", "rejected_value", "rejected_reason", "rejected_fix")
"""The columns that a file of rejected records has beside its own: where, which cell, what was expected, what to do."""


def rejected_records(table: SourceTable, rejects: pd.DataFrame) -> pd.DataFrame:
    """The records with a fault, as the file has them, and what is wrong with each.

    Parameters
    ----------
    table : SourceTable
        The file as it was read, before any dialect was recast.
    rejects : pandas.DataFrame
        `Events.rejects` of it.

    Returns
    -------
    pandas.DataFrame
        MARKS, then the file's own columns, all text; one row a record, in file order. Several faults of one record
        are parted by ` / `. Records with more cells than the header have no row here: their cells belong to no
        column. Empty when nothing was rejected.
    """
    faults = rejects.astype({"column": "str", "value": "str", "reason": "str", "fix": "str"})
    # Two of our columns may be read from one cell, and one cell be read for several events: what is wrong is said once.
    faults = faults.drop_duplicates(["row", "column", "value", "reason", "fix"])
    told = faults.groupby("row", sort=True)[["column", "value", "reason", "fix"]].agg(" / ".join)
    told = told[told.index.isin(table.frame.index)]
    marks = told.reset_index().set_axis(list(MARKS), axis=1).astype({"rejected_row": "str"})
    own = table.frame.drop(columns=list(MARKS), errors="ignore").loc[told.index].astype("str").reset_index(drop=True)
    return pd.concat([marks, own], axis=1)


def mended(table: SourceTable, patch: SourceTable) -> SourceTable:
    """A file with its rejected records put right.

    Parameters
    ----------
    table : SourceTable
        The file as it was read.
    patch : SourceTable
        A file made from `rejected_records` and mended: each record takes the place of the one in `rejected_row`.

    Returns
    -------
    SourceTable
        As many records as `table`, in its order; a note says how many were mended. The fingerprint stands for both
        files.

    Raises
    ------
    InputError
        The patch has no column `rejected_row`, other columns than the file, or numbers that the file does not have.
    """
    columns = [name for name in patch.frame.columns if name not in MARKS]
    if MARKS[0] not in patch.frame.columns or set(columns) != set(table.frame.columns):
        raise refused(
            "{patch}: expected the rejected records of {table}, with the column {column} and the file's own "
            "columns unchanged. Write the rejects again and mend that file.",
            patch=patch.name,
            table=table.name,
            column=MARKS[0],
        )
    said = pd.to_numeric(patch.frame[MARKS[0]].astype("str"), errors="coerce")
    known = said.isin(table.frame.index)
    if not known.all() or said.duplicated().any():
        rows = ", ".join(map(str, patch.frame.index[(~known | said.duplicated()).to_numpy()][:5]))
        raise refused(
            "{patch}, column {column}, row {rows}: expected the number of a row of {table}, each once. Leave "
            "this column as it was written.",
            patch=patch.name,
            column=MARKS[0],
            rows=rows,
            table=table.name,
        )
    numbers = said.to_numpy(dtype=np.int64)
    new = patch.frame[columns].astype("str").set_axis(numbers)
    frame = pd.DataFrame(
        {name: _with(table.frame[name], new[name]) for name in table.frame.columns}, index=table.frame.index
    )
    faults = table.faults[~table.faults["row"].isin(numbers)]
    return replace(
        table,
        frame=frame,
        ragged=table.ragged if len(table.ragged) else no_ragged(),
        faults=faults,
        fingerprint=hashlib.sha256(f"{table.fingerprint} {patch.fingerprint}".encode()).hexdigest(),
        notes=(*table.notes, f"{len(new)} records are taken from {patch.name}, where somebody mended them."),
    )


def _with(column: pd.Series, new: pd.Series) -> pd.Series:
    old = coded(column)
    if not len(new):
        return old
    texts = old.cat.add_categories([text for text in new.unique() if text not in set(old.cat.categories)])
    texts.loc[new.index] = new
    return texts
