"""Delimited text: CSV and TSV as spreadsheets and databases write them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from footprints_geo.coded import coded_table, empty, of_arrow, recoded
from footprints_geo.errors import InputError, refused
from footprints_geo.parallel import in_parallel
from footprints_geo.sources.cells import unguarded
from footprints_geo.sources.encodings import decode
from footprints_geo.sources.limits import check_size, shown
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.watched_file import LONGEST_LINE, WatchedFile

DELIMITERS: Final = (",", ";", "\t", "|")
LARGEST_CELL: Final = 10_000_000
BLOCK: Final = 4 << 20
MOST_COLUMNS: Final = 2_000
_QUOTED: Final = re.compile(r'"[^"]*"')
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
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
    check_size(file)
    read = _records_in_passing(file) or _records_of_file(file)
    frame = _clean(read.frame)
    blank = _blank_rows(frame)
    notes = list(read.notes)
    if read.delimiter != ",":
        notes.append(f"The cells are parted by {read.delimiter!r}.")
    if len(blank):
        notes.append(f"{len(blank)} wholly blank rows are passed over.")
        frame = frame.drop(index=blank)
    crowded = pd.DataFrame({"row": list(read.ragged), "cells": list(read.ragged.values())}, dtype="int64")
    return SourceTable(file.name, read.fingerprint, frame, crowded, tuple(notes))


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
        raise refused(
            "The file {name!r} cannot be opened: {why}. Check the name.", name=name, why=error.strerror
        ) from None
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
    return refused("{name}: the file is empty; expected a header row. Export it again.", name=name)


@dataclass(frozen=True)
class _Records:
    """The records of a file: cells, cells of those with too many, how it is written, and SHA-256 of its bytes."""

    frame: pd.DataFrame
    ragged: dict[int, int]
    delimiter: str
    notes: Sequence[str]
    fingerprint: str


def _clean(frame: pd.DataFrame) -> pd.DataFrame:
    cells = {header: recoded(column, lambda texts: unguarded(texts.str.strip())) for header, column in frame.items()}
    return pd.DataFrame(cells, index=frame.index, copy=False).rename_axis(index="row")


def _blank_rows(frame: pd.DataFrame) -> pd.Index:
    # Only rows that begin with an empty cell can be blank: looking at every cell of a large file takes seconds.
    hollow = frame[empty(frame.iloc[:, 0])]
    return hollow.index[(hollow == "").all(axis=1)]


def _records_in_passing(file: Path) -> _Records | None:
    """The quick way for a file in UTF-8 with one record a line; None when anything has to be found out."""
    try:
        with file.open("rb") as source:
            head = source.readline(LONGEST_LINE)
            # A quoted header may go over several lines: the slow way reads those.
            strange = head.startswith(_NO_TEXT) or b"\r" in head[:-2] or b"\x00" in head or head.count(b'"') % 2
            if strange or not head.strip() or not head.endswith(b"\n"):
                return None
            first = head.removeprefix(_UTF8_MARK).decode("utf-8")
            delimiter = _delimiter(first)
            columns, notes = _header(first, delimiter, shown(file))
            rest = WatchedFile(source, head)
            frame = _by_arrow(pa.PythonFile(rest, "r"), delimiter, columns, line_breaks=False)
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid):
        return None
    # Arrow takes all that follows an open quotation mark for one cell, and says nothing.
    one_a_line = len(frame) == rest.lines and not rest.last_line.count(b'"') % 2
    return _Records(frame, {}, delimiter, notes, rest.fingerprint()) if one_a_line and rest.is_plain else None


def _records_of_file(file: Path) -> _Records:
    """The slow way, which finds out the encoding, and fills up or names records that are too short or too long."""
    name = shown(file)
    content = content_of(file)
    if content.startswith(_NO_TEXT):
        raise refused(
            "{name}: this is a workbook or archive, not text. Give it its own ending, such as .xlsx.", name=name
        )
    text, encoding_note = decode(content, name)
    if not text.strip():
        raise _empty(name)
    delimiter = _delimiter(text.partition("\n")[0])
    columns, notes = _header(text, delimiter, name)
    notes = [encoding_note, *notes] if encoding_note else notes
    fingerprint = hashlib.sha256(content).hexdigest()
    try:
        if text.count('"') % 2:
            raise pa.ArrowInvalid
        frame = _by_arrow(pa.BufferReader(text.encode()), delimiter, columns, header_rows=1, line_breaks=True)
        return _Records(frame, {}, delimiter, notes, fingerprint)
    except pa.ArrowInvalid:
        # It refuses a file in which any record has more or fewer cells than the header, and names no row.
        frame, ragged = _records_one_by_one(text, delimiter, columns, name)
        return _Records(frame, ragged, delimiter, notes, fingerprint)


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
        raise refused(
            "{name}, row 1: the row is empty; expected the header, the names of the columns. Remove it.", name=file_name
        )
    if len(columns) > MOST_COLUMNS:
        raise refused(
            "{name}, row 1: {columns:,} columns; expected at most {most:,}. Remove some.",
            name=file_name,
            columns=len(columns),
            most=MOST_COLUMNS,
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
    return refused(
        "{name}: the quotation marks do not close ({why}); expected every quoted cell to end with one. "
        "Export the file again.",
        name=file_name,
        why=error,
    )


def _by_arrow(
    source: pa.NativeFile, delimiter: str, columns: list[str], *, header_rows: int = 0, line_breaks: bool
) -> pd.DataFrame:
    """The records of a source; where cells may hold line breaks, it is read by one thread and takes longer."""
    table = pa_csv.read_csv(
        source,
        read_options=pa_csv.ReadOptions(column_names=columns, skip_rows_after_names=header_rows, block_size=BLOCK),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=line_breaks, ignore_empty_lines=False
        ),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(columns, _CODED)),
    )
    index = pd.RangeIndex(2, table.num_rows + 2)
    cells = in_parallel({name: partial(of_arrow, table[name], index) for name in columns})
    return pd.DataFrame(cells, index=index, copy=False)


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
