"""Delimited text: CSV and TSV as spreadsheets and databases write them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from footprints_geo.coded import coded_table, of_arrow, recoded
from footprints_geo.errors import InputError
from footprints_geo.sources.cells import unguarded
from footprints_geo.sources.encodings import decode
from footprints_geo.sources.limits import check_size, shown
from footprints_geo.sources.source_table import SourceTable

DELIMITERS: Final = (",", ";", "\t", "|")
LARGEST_CELL: Final = 10_000_000
BLOCK: Final = 4 << 20
MOST_COLUMNS: Final = 2_000
_QUOTED: Final = re.compile(r'"[^"]*"')
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_CODED: Final = pa.dictionary(pa.int32(), pa.string())


def read_table(path: str | os.PathLike[str]) -> SourceTable:
    """Read a CSV or TSV file.

    The encoding is found out (see :func:`footprints_geo.sources.encodings.decode`), and so is the delimiter: comma,
    semicolon, tab or bar, whichever the header has most of outside quotation marks. Wholly blank rows are passed over
    and counted in the notes. An apostrophe that keeps a spreadsheet from running a cell as a formula is taken away.

    Raises
    ------
    InputError
        The file is not there, is empty, too large, no text, or its header cannot be used.
    """
    # A process-wide setting, and a cell longer than its default must not decide what is refused.
    csv.field_size_limit(LARGEST_CELL)
    file = Path(path)
    content = content_of(file)
    name = shown(file)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"{name}: this is a workbook or archive, not text. Give it its own ending, such as .xlsx.")
    # Hashing lets other threads run: of a large file it costs no time of its own.
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(hashlib.sha256, content)
        frame, ragged, notes = _records(content, name)
        return SourceTable(file.name, digest.result().hexdigest(), frame, ragged, tuple(notes))


def content_of(file: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    InputError
        The file is not there, cannot be opened, is too large or holds nothing but blanks.
    """
    name = shown(file)
    check_size(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"The file {name!r} cannot be opened: {error.strerror}. Check the name.") from None
    if not content[:4096].strip() and not content.strip():
        raise _empty(name)
    return content


def unique_headers(names: list[str]) -> list[str]:
    """Headers, each once: a second `place` becomes `place (2)`."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    # Somebody may have called a column 'place (2)' beside two called 'place'.
    return unique if len(set(unique)) == len(unique) else unique_headers(unique)


def _empty(name: str) -> InputError:
    return InputError(f"{name}: the file is empty; expected a header row. Export it again.")


def _records(content: bytes, name: str) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Records, records with too many cells, and notes."""
    quick = _records_at_once(content, name)
    if quick is not None:
        frame, delimiter, notes = quick
        ragged: dict[int, int] = {}
    else:
        text, encoding_note = decode(content, name)
        if not text.strip():
            raise _empty(name)
        frame, ragged, delimiter, notes = _records_of_text(text, name)
        notes = [encoding_note, *notes] if encoding_note else notes
    frame.index.name = "row"
    frame = pd.DataFrame(
        {header: recoded(cells, lambda texts: unguarded(texts.str.strip())) for header, cells in frame.items()},
        index=frame.index,
    )
    blank = _blank_rows(frame)
    if delimiter != ",":
        notes.append(f"The cells are parted by {delimiter!r}.")
    if len(blank):
        notes.append(f"{len(blank)} wholly blank rows are passed over.")
        frame = frame.drop(index=blank)
    crowded = pd.DataFrame({"row": list(ragged), "cells": list(ragged.values())}, dtype="int64")
    return frame, crowded, notes


def _blank_rows(frame: pd.DataFrame) -> pd.Index:
    # Only rows that begin with an empty cell can be blank: looking at every cell of a large file takes seconds.
    hollow = frame[frame.iloc[:, 0] == ""]
    return hollow.index[(hollow == "").all(axis=1)]


def _records_of_text(text: str, name: str) -> tuple[pd.DataFrame, dict[int, int], str, list[str]]:
    delimiter = _delimiter(text.partition("\n")[0])
    columns, notes = _header(text, delimiter, name)
    try:
        # Arrow takes all that follows an open quotation mark for one cell, and says nothing.
        if text.count('"') % 2:
            raise pa.ArrowInvalid
        return _by_arrow(text.encode(), delimiter, columns), {}, delimiter, notes
    except pa.ArrowInvalid:
        # It refuses a file in which any record has more or fewer cells than the header, and names no row.
        frame, ragged = _records_one_by_one(text, delimiter, columns, name)
        return frame, ragged, delimiter, notes


def _records_at_once(content: bytes, name: str) -> tuple[pd.DataFrame, str, list[str]] | None:
    """The quick way for a whole file in UTF-8; None when there is anything to find out about it."""
    body = content.removeprefix(_UTF8_MARK)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body or body.count(b'"') % 2:
        return None
    try:
        # A quoted header may go over several lines: the slow way reads those.
        head = body[: body.find(b"\n") + 1 or len(body)].decode("utf-8")
        if head.count('"') % 2:
            return None
        delimiter = _delimiter(head)
        columns, notes = _header(head, delimiter, name)
        return _by_arrow(body, delimiter, columns), delimiter, notes
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None


def _delimiter(header_line: str) -> str:
    return max(DELIMITERS, key=_QUOTED.sub("", header_line).count)


def _header(text: str, delimiter: str, file_name: str) -> tuple[list[str], list[str]]:
    """The column names, and notes. Messages repeat no names: a file without a header has people in its first row."""
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise _open_quotation(file_name, error) from None
    columns = unguarded(pd.Series([" ".join(name.split()) for name in names], dtype="str")).tolist()
    if not any(columns):
        raise InputError(
            f"{file_name}, row 1: the row is empty; expected the header, the names of the columns. Remove it."
        )
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"{file_name}, row 1: {len(columns):,} columns; expected at most {MOST_COLUMNS:,}. Remove some."
        )
    nameless = [n for n, name in enumerate(columns, 1) if not name]
    twice = [n for n, name in enumerate(columns, 1) if name and name in columns[: n - 1]]
    named = unique_headers([name or f"column {n}" for n, name in enumerate(columns, 1)])
    notes = []
    if nameless:
        notes.append(f"Columns without a name: number {_numbers(nameless)}; called by that number.")
    if twice:
        notes.append(f"Columns with a name an earlier one has: number {_numbers(twice)}; called '… (2)'.")
    return named, notes


def _numbers(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")


def _open_quotation(file_name: str, error: csv.Error) -> InputError:
    return InputError(
        f"{file_name}: the quotation marks do not close ({error}); expected every quoted cell to end with one. "
        "Export the file again."
    )


def _by_arrow(content: bytes, delimiter: str, columns: list[str]) -> pd.DataFrame:
    table = pa_csv.read_csv(
        pa.BufferReader(content),
        read_options=pa_csv.ReadOptions(column_names=columns, skip_rows_after_names=1, block_size=BLOCK),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(columns, _CODED)),
    )
    index = pd.RangeIndex(2, table.num_rows + 2)
    return pd.DataFrame({name: of_arrow(table[name], index) for name in columns}, index=index)


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
    frame = pd.DataFrame.from_dict(kept, orient="index", columns=columns, dtype="str")
    return coded_table(frame), ragged
