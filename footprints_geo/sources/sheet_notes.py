"""What there is to say about a sheet that its table alone does not show: formulas, hidden rows, dates without days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.sources import sheets
from footprints_geo.sources.sheets import Sheet, column_letters

MOST_NAMED: Final = 10
"""Columns, ranges or sheets that one sentence names."""

LAST_ROWS: Final = (1_048_576, 65_536)
"""Rows at which Excel cuts a table off: since 2007, and before."""

SIXTEEN_DIGITS: Final = 10**15

OF_KINDS: Final = {
    sheets.ZEROS: "with a number that the sheet shows with zeros in front or with letters: read as it is shown.",
    sheets.MOMENT: "with a time of day: the day is kept as it stands, the time left out.",
    sheets.MONTH: "with a date shown without its day, the first: read as the month.",
    sheets.YEAR: "with a date shown without day and month, the first of January: read as the year.",
    sheets.UNSHOWN: "with a date of which the sheet shows the month or year only: read with the day it has.",
    sheets.YEARLESS: "with a date shown without its year: a spreadsheet adds the year of typing, so check it.",
    sheets.LOCAL_DAY: "with a date that some languages show without its day: check that the day is known.",
}
"""What is said of cells of a kind."""

Cells = npt.NDArray[np.intp]


def sheet_notes(sheet: Sheet, top: int, rows: sheets.Numbers, cells: Mapping[int, Cells]) -> tuple[str, ...]:
    """Sentences about a sheet; none of them repeats what a cell holds.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    top : int
        The row of the header.
    rows : numpy.ndarray of int
        The rows of the records.
    cells : mapping of int to numpy.ndarray of int
        For each column of the table which cells of the sheet are values in it.
    """
    return (
        *_rows_left_out(sheet, top, rows),
        *_hidden(sheet, top, list(cells)),
        *_made_by_the_spreadsheet(sheet, top),
        *_dates(sheet, cells),
        *_long_numbers(sheet, cells),
    )


def sheet_warnings(sheet: Sheet, rows: sheets.Numbers) -> tuple[str, ...]:
    """What looks odd about a sheet as a whole; parameters as in :func:`sheet_notes`."""
    warnings = []
    if len(rows) and int(rows[-1]) in LAST_ROWS:
        warnings.append(
            f"The sheet is filled up to row {rows[-1]:,}, at which Excel cuts tables off: records may be missing. "
            "Compare their number with the place they come from."
        )
    if sheet.stale and sheet.formulas:
        warnings.append(
            "The program that wrote this workbook has not worked out its formulas: saved results may be stand-ins. "
            "Open the file in a spreadsheet program, save it, and use that."
        )
    return tuple(warnings)


def listed(things: Iterable[str]) -> str:
    """Things one after the other, the first MOST_NAMED of them."""
    every = list(things)
    return ", ".join(every[:MOST_NAMED]) + (" …" if len(every) > MOST_NAMED else "")


def named_columns(columns: Sequence[int]) -> str:
    """Columns by their letters: `columns B, D`."""
    return f"column{'' if len(columns) == 1 else 's'} {listed(map(column_letters, columns))}"


def counted(count: int, noun: str) -> str:
    """A number of things: `1 row`, `1,200 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _rows_left_out(sheet: Sheet, top: int, rows: sheets.Numbers) -> list[str]:
    above = len(np.unique(sheet.rows[sheet.rows < top]))
    blank = int(rows[-1]) - top - len(rows) if len(rows) else 0
    notes = []
    if above:
        notes.append(f"Row {top} is taken for the header; passed over above it: {counted(above, 'row')}.")
    if blank:
        notes.append(f"Wholly blank, and passed over: {counted(blank, 'row')}.")
    return notes


def _hidden(sheet: Sheet, top: int, columns: Sequence[int]) -> list[str]:
    rows = sum(row > top for row in sheet.hidden_rows)
    hidden = sorted(sheet.hidden_columns.intersection(columns))
    notes = []
    if rows:
        notes.append(f"Hidden in the sheet, and read: {counted(rows, 'row')}. Check that they may be used.")
    if hidden:
        notes.append(f"Hidden in the sheet, and read: {named_columns(hidden)}. Check that they may be used.")
    return notes


def _made_by_the_spreadsheet(sheet: Sheet, top: int) -> list[str]:
    merged = [str(one) for one in sheet.merged if one.bottom > top]
    notes = []
    if sheet.formulas:
        notes.append(f"{counted(sheet.formulas, 'cell')} with a formula: the result saved in the file is read.")
    if merged:
        notes.append(f"Merged cells ({listed(merged)}): only the first of them has the value, the others are empty.")
    return notes


def _dates(sheet: Sheet, cells: Mapping[int, Cells]) -> list[str]:
    notes = []
    for kind, sentence in OF_KINDS.items():
        found = {column: own[sheet.kinds[own] == kind] for column, own in cells.items()}
        notes += _of_cells(found, sentence)
    dated = {column: np.isin(sheet.kinds[own], sheets.DATES) for column, own in cells.items()}
    mixed = [column for column, is_date in dated.items() if is_date.any() and not is_date.all()]
    if mixed:
        notes.append(f"Some cells are dates and some are not in {named_columns(mixed)}: dates read as 2023-10-09.")
    return notes


def _long_numbers(sheet: Sheet, cells: Mapping[int, Cells]) -> list[str]:
    found = {}
    for column, own in cells.items():
        numbers = own[sheet.kinds[own] == sheets.NUMBER]
        size = np.abs(pd.to_numeric(pd.Series(sheet.texts[numbers]), errors="coerce").to_numpy(dtype="float64"))
        found[column] = numbers[size >= SIXTEEN_DIGITS]
    return _of_cells(
        found,
        "with a number of more than 15 digits, of which a spreadsheet keeps 15: an id may have lost its last digits. "
        "Compare it with the original, and keep ids as text.",
    )


def _of_cells(found: Mapping[int, Cells], sentence: str) -> list[str]:
    count = sum(map(len, found.values()))
    columns = [column for column, own in found.items() if len(own)]
    return [f"{counted(count, 'cell')} ({named_columns(columns)}) {sentence}"] if count else []
