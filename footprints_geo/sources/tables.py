"""Delimited text: CSV and TSV as spreadsheets write them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from footprints_geo.errors import InputError
from footprints_geo.vocabulary import EVENT_COLUMNS

DELIMITERS: Final = (",", ";", "\t", "|")
BYTE_ORDER_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
LARGEST_CELL: Final = 10_000_000
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class SourceTable:
    """What a file holds, before anything is made of it.

    Attributes
    ----------
    name : str
        The file's name, without its folder.
    fingerprint : str
        SHA-256 of the file's bytes, in hexadecimal.
    frame : pandas.DataFrame
        One row a record, all columns text, empty cells ''. The index `row` is the row number a spreadsheet shows
        (the header is row 1).
    ragged : pandas.DataFrame
        Records with more cells than the header, which belong to no column: `row` and `cells` (how many).
    notes : tuple of str
        What was found out and not told: the delimiter, the encoding, blank rows.
    """

    name: str
    fingerprint: str
    frame: pd.DataFrame
    ragged: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        """How many records the file holds; wholly blank rows are none."""
        return len(self.frame) + len(self.ragged)


def read_table(path: str | os.PathLike[str]) -> SourceTable:
    """Read a CSV or TSV file.

    UTF-8 (with or without byte order mark) and UTF-16 with one; delimiters comma, semicolon, tab and bar are
    found out from the header. Wholly blank rows are passed over and counted in the notes.

    Raises
    ------
    InputError
        The file is not there, is empty, is no text in these encodings, or its header cannot be used.
    """
    # A process-wide setting, and a cell longer than its default must not decide what is refused.
    csv.field_size_limit(LARGEST_CELL)
    file = Path(path)
    content = _content(file)
    text, encoding = _decode(content, shown(file))
    header_line = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(DELIMITERS, key=header_line.count)
    frame, ragged, blank = _records(text, delimiter, shown(file))
    notes = []
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.append(f"The file is read as {encoding.upper()}.")
    if delimiter != ",":
        notes.append(f"The cells are parted by {delimiter!r}.")
    if blank:
        notes.append(f"{blank} wholly blank rows are passed over.")
    return SourceTable(file.name, hashlib.sha256(content).hexdigest(), frame, ragged, tuple(notes))


def shown(file: Path) -> str:
    """A file's name as a message repeats it: without its folder, and not longer than a line."""
    name = file.name
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]} …"


def _content(file: Path) -> bytes:
    name = shown(file)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise InputError(f"There is no file {name!r} in {_folder(file)}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise InputError(f"{name!r} is a folder; expected a CSV file. Name a file in it.") from None
    except OSError as error:
        raise InputError(f"The file {name!r} cannot be opened: {error.strerror}. Check the name.") from None
    except ValueError:
        raise InputError(f"{name!r} can be no file's name; expected a name without zero bytes.") from None
    if not content[:4096].strip() and not content.strip():
        raise _empty(name)
    return content


def _folder(file: Path) -> str:
    return "this folder" if str(file.parent) == "." else f"the folder {file.parent.name[:LONGEST_NAME]!r}"


def _decode(content: bytes, name: str) -> tuple[str, str]:
    encoding = next((e for mark, e in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"{name}: this is a workbook or archive, not text. Save it as 'CSV UTF-8' and use that.")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}, line {row}: the letters are not {encoding.upper()} (byte {error.start}); expected UTF-8. "
            "Open the file in the program it comes from and save it as 'CSV UTF-8'."
        ) from None
    if "\x00" in text:
        raise InputError(f"{name}: the file holds zero bytes, so it is no text. Save it as 'CSV UTF-8'.")
    if not text.strip():
        raise _empty(name)
    return text, encoding


def _empty(name: str) -> InputError:
    return InputError(f"{name}: the file is empty; expected a header row. Export it again.")


def _header(text: str, delimiter: str, file_name: str) -> list[str]:
    """The column names. Messages repeat only words of our own: a file without a header has people in its first row."""
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise _open_quotation(file_name, error) from None
    columns = [name.strip().lower() for name in names]
    if not any(columns):
        raise InputError(
            f"{file_name}, row 1: the row is empty; expected the header, the names of the columns. Remove it."
        )
    places = {name: [n for n, other in enumerate(columns, 1) if other == name] for name in dict.fromkeys(columns)}
    problems = [
        f"columns {' and '.join(map(str, numbers))} have the same name{f' ({name})' if name in EVENT_COLUMNS else ''}: "
        "rename or remove all but one"
        for name, numbers in places.items()
        if name and len(numbers) > 1
    ]
    if "" in columns:
        problems.append(f"column {columns.index('') + 1} has no name: give it one or remove it")
    if problems:
        raise InputError(f"{file_name}, row 1: {'; '.join(problems)}.")
    return columns


def _open_quotation(file_name: str, error: csv.Error) -> InputError:
    return InputError(
        f"{file_name}: the quotation marks do not close ({error}); expected every quoted cell to end with one. "
        "Export the file again."
    )


def _records(text: str, delimiter: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Records, records with too many cells, and the number of blank rows."""
    columns = _header(text, delimiter, name)
    ragged: dict[int, int] = {}
    try:
        # Arrow takes all that follows an open quotation mark for one cell, and says nothing.
        if text.count('"') % 2:
            raise pa.ArrowInvalid
        frame = _records_at_once(text, delimiter, columns)
    except pa.ArrowInvalid:
        # It refuses a file in which any record has more or fewer cells than the header, and names no row.
        frame, ragged = _records_one_by_one(text, delimiter, columns, name)
    frame.index.name = "row"
    frame = frame.apply(lambda column: column.str.strip())
    # Only rows that begin with an empty cell can be blank: looking at every cell of a large file takes seconds.
    hollow = frame[frame.iloc[:, 0] == ""]
    blank = hollow.index[(hollow == "").all(axis=1)]
    crowded = pd.DataFrame({"row": list(ragged), "cells": list(ragged.values())}, dtype="int64")
    return frame.drop(index=blank), crowded, len(blank)


def _records_at_once(text: str, delimiter: str, columns: list[str]) -> pd.DataFrame:
    table = pa_csv.read_csv(
        pa.BufferReader(text.encode()),
        read_options=pa_csv.ReadOptions(column_names=columns, skip_rows_after_names=1),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string())),
    )
    frame = pd.DataFrame(table.to_pandas()).astype("str")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame


def _records_one_by_one(
    text: str, delimiter: str, columns: list[str], name: str
) -> tuple[pd.DataFrame, dict[int, int]]:
    """The slow way: short records are filled up with empty cells, and those with more cells than the header named."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))[1:]
    except csv.Error as error:
        raise _open_quotation(name, error) from None
    width = len(columns)
    ragged = {row: len(cells) for row, cells in enumerate(records, 2) if any(cells[width:])}
    kept = {row: (cells + [""] * width)[:width] for row, cells in enumerate(records, 2) if row not in ragged}
    return pd.DataFrame.from_dict(kept, orient="index", columns=columns, dtype="str"), ragged
