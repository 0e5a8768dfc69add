"""One sheet of a workbook, alike for all formats: what text each cell holds, and what kind of thing it was."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import InputError, refused
from footprints_geo.sources.limits import damaged

TEXT: Final = 0
NUMBER: Final = 1
BOOLEAN: Final = 2
ERROR: Final = 3
"""The result of a formula that could not be worked out, such as #REF!."""
UNSAVED: Final = 4
"""A formula whose result was never saved."""
DAY: Final = 5
"""A date, written 2023-10-09."""
MOMENT: Final = 6
"""A date with a time of day, written as the day alone."""
MONTH: Final = 7
"""A date of which the sheet shows the month only, written 2023-10."""
YEAR: Final = 8
"""A date of which the sheet shows the year only, written 2023."""
YEARLESS: Final = 9
"""A date of which the sheet shows day and month only, written 2023-10-09."""
LOCAL_DAY: Final = 10
"""A date in a format that shows different things in Excels of different languages, written 2023-10-09."""
UNSHOWN: Final = 11
"""A date of which the sheet shows the month or year only, though it has a day: not the first, written 2023-10-09."""
ZEROS: Final = 12
"""A whole number that the sheet shows with zeros in front, such as 00007, written so."""

DATES: Final = (DAY, MOMENT, MONTH, YEAR, YEARLESS, LOCAL_DAY, UNSHOWN)
WITHOUT_VALUE: Final = (ERROR, UNSAVED)

MOST_CELLS: Final = 25_000_000
"""Cells with something in them that a workbook may have."""
MOST_MERGED: Final = 1_000_000
FIGURE: Final = "\x00"
"""What stands for a figure in the pattern of a number format; no text of a sheet holds it."""

LARGEST_TEXT: Final = 1 << 30
"""Letters that the cells of a sheet may have together: one long text can stand in a million cells."""
MOST_COLUMNS: Final = 16_384

_ISO_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:.]*).*)?")

Numbers = npt.NDArray[np.int64]
Redating = Callable[[npt.NDArray[np.uint8], npt.NDArray[np.object_], Numbers], None]


@dataclass(frozen=True)
class Range:
    """A rectangle of cells; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet that hold something, in the order of rows and then columns, each place once.

    Attributes
    ----------
    name : str
        What the sheet is called.
    hidden : bool
        The workbook does not show it.
    rows, columns : numpy.ndarray of int
        Where each cell is, from 1.
    kinds : numpy.ndarray of int
        What each cell is: TEXT, NUMBER ... ZEROS.
    texts : numpy.ndarray of str
        What each cell holds: blanks round it stripped; numbers in figures without exponent; dates after ISO 8601.
        For an ERROR its name, for UNSAVED ''.
    hidden_rows, hidden_columns : frozenset of int
        Which are not shown; only rows that hold something.
    merged : tuple of Range
        Cells merged into one.
    formulas : int
        How many cells hold a formula.
    stale : bool
        The program that wrote the workbook asks for all formulas to be worked out again.
    foreign : bool
        A copy of another file's sheet, kept for the formulas.
    """

    name: str
    hidden: bool
    rows: Numbers
    columns: Numbers
    kinds: npt.NDArray[np.uint8]
    texts: npt.NDArray[np.object_]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    formulas: int = 0
    stale: bool = False
    foreign: bool = False


@dataclass
class SheetDraft:
    """A sheet while it is read."""

    name: str
    hidden: bool = False
    rows: array[int] = field(default_factory=lambda: array("I"))
    columns: array[int] = field(default_factory=lambda: array("I"))
    kinds: array[int] = field(default_factory=lambda: array("B"))
    styles: array[int] = field(default_factory=lambda: array("I"))
    texts: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    formulas: int = 0
    stale: bool = False
    foreign: bool = False

    def add(self, row: int, column: int, kind: int, text: str, style: int = 0) -> None:
        """Put down one cell."""
        self.rows.append(row)
        self.columns.append(column)
        self.kinds.append(kind)
        self.styles.append(style)
        self.texts.append(text)

    def finished(self, file_name: str, dated: Redating | None = None) -> Sheet:
        """The sheet, in order, with numbers as they are written.

        Parameters
        ----------
        file_name : str
            What messages call the file.
        dated : function, optional
            Given kinds, texts and styles, it makes dates of the numbers that are shown as dates, in place.

        Raises
        ------
        InputError
            Two cells claim one place, or the texts are too large together.
        """
        rows, columns = np.array(self.rows, dtype=np.int64), np.array(self.columns, dtype=np.int64)
        kinds = np.array(self.kinds, dtype=np.uint8)
        texts = np.empty(len(self.texts), dtype=object)
        texts[:] = self.texts
        if sum(map(len, self.texts)) > LARGEST_TEXT:
            raise refused(
                "{name}: the cells of a sheet hold more than {most:,} letters; expected a table of records. Save "
                "only the columns that are needed.",
                name=file_name,
                most=LARGEST_TEXT,
            )
        if dated is not None:
            dated(kinds, texts, np.array(self.styles, dtype=np.int64))
        _write_numbers(kinds, texts)
        places = rows * (MOST_COLUMNS + 1) + columns
        if np.any(np.diff(places) <= 0):
            order = np.argsort(places, kind="stable")
            rows, columns, kinds, texts = rows[order], columns[order], kinds[order], texts[order]
            if np.any(np.diff(places[order]) == 0):
                raise damaged(file_name)
        return Sheet(
            self.name, self.hidden, rows, columns, kinds, texts, frozenset(self.hidden_rows),
            frozenset(self.hidden_columns), tuple(self.merged), self.formulas, self.stale, self.foreign,
        )  # fmt: skip


def too_many_cells(name: str) -> InputError:
    """The refusal of a workbook with more than MOST_CELLS cells."""
    return refused(
        "{name}: the workbook has more than {most_cells:,} cells; expected at most as many. Save only the "
        "sheet and the columns that are needed.",
        name=name,
        most_cells=MOST_CELLS,
    )


def column_letters(column: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def whole_number(text: str | None, name: str) -> int:
    """A number in an attribute; 0 where there is none, or nothing in it.

    Raises
    ------
    InputError
        The attribute is no number of at most nine figures: the file is damaged.
    """
    if not text:
        return 0
    if len(text) > 9 or not (text.isascii() and text.isdigit()):
        raise damaged(name)
    return int(text)


def number_text(text: str) -> str:
    """A number as a person writes it: `3` for `3.0`, without exponent, at most the 15 digits a spreadsheet shows.

    A whole number written in figures stays as it is, however long. Anything that is no finite number gives ''.
    """
    if re.fullmatch(r"-?[0-9]+", text):
        return text
    try:
        value = float(text)
    except ValueError:
        return ""
    if not math.isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value))
    return np.format_float_positional(float(f"{value:.15g}"), trim="-")


def with_zeros(text: str, pattern: str) -> tuple[int, str]:
    """Kind and text of a number shown by a pattern of figures; a NUMBER as it was where it is no whole one.

    Parameters
    ----------
    text : str
        The number.
    pattern : str
        What is shown, with FIGURE for each figure that is always there, such as `C-` and four of them.
    """
    number = number_text(text)
    if not number.isdigit():
        return NUMBER, text
    count = pattern.count(FIGURE)
    figures = number.zfill(count)
    # What is longer than the pattern stands where its first figure is.
    first = len(figures) - count + 1
    between = pattern.split(FIGURE)
    slots = [figures[:first], *figures[first:], ""]
    shown = "".join(part + slot for part, slot in zip(between, slots, strict=True)).strip()
    return (NUMBER, text) if shown == number else (ZEROS, shown)


def iso_day(text: str) -> tuple[int, str]:
    """Kind and text of a date in ISO 8601; the day stays that of the text, whatever time zone is named."""
    found = _ISO_DAY.fullmatch(text)
    if found is None:
        return ERROR, text
    timed = re.search("[1-9]", found[2] or "") is not None
    return (MOMENT if timed else DAY), found[1]


def shortened(day: str, shown: int) -> tuple[int, str]:
    """Kind and text of a date without a time of day, no closer than it is known.

    A spreadsheet makes the first day of `2023-10`, and shows the month. Another day was written by somebody, even where
    the sheet does not show it.

    Parameters
    ----------
    day : str
        Such as 2023-10-01.
    shown : int
        What the sheet shows: MONTH, YEAR, or any kind of whole date.
    """
    if shown == MONTH:
        return (MONTH, day[:7]) if day.endswith("-01") else (UNSHOWN, day)
    if shown == YEAR:
        return (YEAR, day[:4]) if day.endswith("-01-01") else (UNSHOWN, day)
    return shown, day


def _write_numbers(kinds: npt.NDArray[np.uint8], texts: npt.NDArray[np.object_]) -> None:
    numbers = np.flatnonzero(kinds == NUMBER)
    codes, different = pd.factorize(texts[numbers])
    written = [number_text(text) for text in different]
    texts[numbers] = np.array([w or t for w, t in zip(written, different, strict=True)], dtype=object)[codes]
    kinds[numbers] = np.array([NUMBER if w else ERROR for w in written], dtype=np.uint8)[codes]
