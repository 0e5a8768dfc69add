"""From the cells of a sheet to a table: where its header is, what its columns are called, what has no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import refused
from footprints_geo.language import marked
from footprints_geo.messages import Message
from footprints_geo.sources import sheets
from footprints_geo.sources.delimited import unique_headers
from footprints_geo.sources.sheet_notes import listed, named_columns, sheet_notes, sheet_warnings
from footprints_geo.sources.sheets import Sheet, column_letters
from footprints_geo.sources.source_table import FAULT_COLUMNS

LARGEST_TABLE: Final = 100_000_000
"""Rows times columns of a table: stray cells can make a small file wider and longer than any table."""

LONGEST_VALUE: Final = 60

REASONS: Final = {
    sheets.ERROR: marked("The cell holds an error of the spreadsheet; expected a value."),
    sheets.UNSAVED: marked("The cell holds a formula whose result was never saved; expected a value."),
}
FIXES: Final = {
    sheets.ERROR: marked("Mend the formula, write the value itself, or leave the cell empty."),
    sheets.UNSAVED: marked("Open the file in a spreadsheet program, save it, and use that."),
}
"""What is wrong with a cell without a value, and what to do about it, by its kind."""


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet; all parts are those of SourceTable."""

    frame: pd.DataFrame
    faults: pd.DataFrame
    dates: frozenset[str]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def header_row(sheet: Sheet, where: str) -> int:
    """The number of the row that names the columns: the first in which most columns have a text, all different.

    Parameters
    ----------
    sheet : Sheet
        With at least one cell.
    where : str
        What messages call the sheet.

    Raises
    ------
    InputError
        There is none, or cells that look like records come before it, or it has merged cells.
    """
    width = len(np.unique(sheet.columns))
    rows, counts = np.unique(sheet.rows, return_counts=True)
    full = rows[counts * 2 > width]
    row = int(full[0]) if len(full) else 0
    texts = sheet.texts[(sheet.rows == row) & (sheet.kinds == sheets.TEXT)]
    if len(set(texts)) * 2 <= width:
        found = Message("no row is full enough")
        if row:
            found = Message("row {row} has something in most columns, and is no row of names", row=row)
        raise refused(
            "{where}: no header was found: {found}; expected, above the records, one row in which most columns "
            "have a name of their own. Write it there.",
            where=where,
            found=found,
        )
    _refuse_merged(sheet, row, where)
    return row


def sheet_table(sheet: Sheet, where: str) -> SheetTable:
    """The records of a sheet.

    Parameters
    ----------
    sheet : Sheet
        With at least one cell.
    where : str
        What messages call the sheet.

    Raises
    ------
    InputError
        As :func:`header_row`, or the table has more than LARGEST_TABLE cells, empty ones counted.
    """
    top = header_row(sheet, where)
    below = sheet.rows > top
    rows = np.unique(sheet.rows[below])
    columns = np.unique(sheet.columns[sheet.rows >= top])
    if len(rows) * len(columns) > LARGEST_TABLE:
        raise refused(
            "{where}: the sheet has {rows:,} rows and {columns:,} columns; expected a table of at most "
            "{most:,} cells. Delete the columns that are not part of the table.",
            where=where,
            rows=len(rows),
            columns=len(columns),
            most=LARGEST_TABLE,
        )
    names, naming = _names(sheet, top, columns)
    valued = np.flatnonzero(below & ~np.isin(sheet.kinds, sheets.WITHOUT_VALUE))
    cells = _by_column(sheet, valued, columns)
    index = pd.Index(rows, dtype="int64", name="row")
    return SheetTable(
        frame=pd.DataFrame({names[c]: _column(sheet, own, index) for c, own in cells.items()}, index=index),
        faults=_faults(sheet, np.flatnonzero(below & np.isin(sheet.kinds, sheets.WITHOUT_VALUE)), names),
        dates=frozenset(
            names[c] for c, own in cells.items() if len(own) and np.isin(sheet.kinds[own], sheets.DATES).all()
        ),
        notes=(*naming, *sheet_notes(sheet, top, rows, cells)),
        warnings=sheet_warnings(sheet, rows),
    )


def _refuse_merged(sheet: Sheet, row: int, where: str) -> None:
    ranges = [merged for merged in sheet.merged if merged.top <= row <= merged.bottom]
    # One merged range above the header is a title; several are names of groups, without which 'date' says too little.
    above = [merged for merged in sheet.merged if merged.bottom == row - 1]
    if len(above) > 1:
        ranges += above
    if ranges:
        raise refused(
            "{where}: the header has merged cells ({cells}); expected one row, with a name for each column. "
            "Take the merging apart and give each column its own name, such as 'date of arrest'.",
            where=where,
            cells=listed(map(str, ranges)),
        )


def _names(sheet: Sheet, top: int, columns: sheets.Numbers) -> tuple[dict[int, str], list[str]]:
    """The name of each column, each once, and notes about those that the header does not give."""
    header = sheet.rows == top
    given = dict(zip(sheet.columns[header].tolist(), sheet.texts[header], strict=True))
    written = {column: " ".join(given.get(column, "").split()) for column in columns.tolist()}
    nameless = [column for column, name in written.items() if not name]
    named = [name or f"column {column_letters(column)}" for column, name in written.items()]
    unique = unique_headers(named)
    changed = [column for column, name, own in zip(written, named, unique, strict=True) if name != own]
    notes = []
    if nameless:
        notes.append(f"The header has no name for {named_columns(nameless)}: called by the letter.")
    if changed:
        notes.append(f"Another column has the name of {named_columns(changed)} already: called '… (2)'.")
    return dict(zip(written, unique, strict=True)), notes


def _by_column(sheet: Sheet, cells: npt.NDArray[np.intp], columns: sheets.Numbers) -> dict[int, npt.NDArray[np.intp]]:
    """For each column which of the cells are in it."""
    cells = cells[np.argsort(sheet.columns[cells], kind="stable")]
    starts = np.searchsorted(sheet.columns[cells], columns, side="left")
    ends = np.searchsorted(sheet.columns[cells], columns, side="right")
    return {c: cells[start:end] for c, start, end in zip(columns.tolist(), starts, ends, strict=True)}


def _column(sheet: Sheet, cells: npt.NDArray[np.intp], index: pd.Index) -> pd.Series:
    """A column as a category of text, so that a long text in many rows is kept once."""
    codes, different = pd.factorize(sheet.texts[cells])
    every = np.zeros(len(index), dtype=np.int64)
    every[index.searchsorted(sheet.rows[cells])] = codes + 1
    texts = pd.Index(["", *different], dtype="str")
    return pd.Series(pd.Categorical.from_codes(every, texts), index=index)


def _faults(sheet: Sheet, cells: npt.NDArray[np.intp], names: dict[int, str]) -> pd.DataFrame:
    kinds = sheet.kinds[cells].tolist()
    texts = {
        "column": [names[column] for column in sheet.columns[cells].tolist()],
        "value": [text[:LONGEST_VALUE] for text in sheet.texts[cells]],
        "reason": [REASONS[kind] for kind in kinds],
        "fix": [FIXES[kind] for kind in kinds],
    }
    columns = {name: pd.Series(column, dtype="str") for name, column in texts.items()}
    return pd.DataFrame({"row": sheet.rows[cells], **columns}, columns=list(FAULT_COLUMNS))
