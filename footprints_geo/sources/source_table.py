"""What every reader gives: the cells of a file as text, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

FAULT_COLUMNS: Final = ("row", "column", "value", "reason", "fix")
"""The columns of a table of faults: where, what was found, what was expected, what to do."""


def no_faults() -> pd.DataFrame:
    """A table of faults without any."""
    return pd.DataFrame(columns=list(FAULT_COLUMNS)).astype({"row": "int64"})


def no_ragged() -> pd.DataFrame:
    """A table of ragged records without any."""
    return pd.DataFrame({"row": [], "cells": []}, dtype="int64")


@dataclass(frozen=True)
class SourceTable:
    """What a file holds, before anything is made of it.

    Attributes
    ----------
    name : str
        The file's name without its folder; for a live source its host.
    fingerprint : str
        SHA-256 of the file's bytes, in hexadecimal.
    frame : pandas.DataFrame
        One row a record; all columns text (`str`, or `category` of `str`), empty cells '', blanks round a cell
        stripped. Columns are the file's own headers, stripped, each once: a second column of one name is `name (2)`.
        The index `row`, unique and rising, is the number a person finds the record under: in a spreadsheet or CSV
        the row (the header is row 1), elsewhere the number of the record, from 1.
    ragged : pandas.DataFrame
        Records with more cells than the header, which belong to no column: `row` and `cells` (how many). They are
        not in `frame`.
    notes : tuple of str
        What was found out and not told: the delimiter, the encoding, blank rows. Whole sentences.
    format : str
        What the file is: `csv`, `xlsx`, `ods`, `parquet`, `geojson`, `gpkg` or `uwazi-json`.
    sheet : str
        The sheet or layer that was read; '' where a file has only one.
    sheets : tuple of str
        All sheets or layers that could be read.
    unit : str
        What one record is called in messages: `row`, `record`, `feature` or `entity`.
    faults : pandas.DataFrame
        Cells the reader could make nothing of, with FAULT_COLUMNS: `column` is the header, or '' for the whole
        record. The record stays in `frame`; what uses such a cell is rejected.
    dates : frozenset of str
        Headers of columns that the file itself keeps as dates (a workbook's date cells, Parquet's dates): written
        `2023-10-09`, with no order of day and month to be found out.
    warnings : tuple of str
        What looks odd about the file as a whole, such as a number of records that an export is cut at.
    synthetic : bool
        The data package beside the file says that its records are made up.
    """

    name: str
    fingerprint: str
    frame: pd.DataFrame
    ragged: pd.DataFrame = field(default_factory=no_ragged)
    notes: tuple[str, ...] = ()
    format: str = "csv"
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    unit: str = "row"
    faults: pd.DataFrame = field(default_factory=no_faults)
    dates: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    synthetic: bool = False

    @property
    def rows_read(self) -> int:
        """How many records the file holds; wholly blank rows are none."""
        return len(self.frame) + len(self.ragged)
