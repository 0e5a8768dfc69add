"""Files that are written part by part, because the whole would take too much memory."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from footprints_geo.errors import InputError
from footprints_geo.sources.limits import shown
from footprints_geo.writers.whole_files import whole_file

PART_FORMATS: Final = (".parquet", ".csv")
"""Endings of files that can be written so."""


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None: ...

    def close(self) -> None: ...


def write_parts(parts: Iterable[pa.Table], path: Path) -> int:
    """Write tables of one kind one after another; the file appears whole or not at all.

    Parameters
    ----------
    parts : iterable of pyarrow.Table
        At least one, all with the same columns, which nobody typed: cells are not made safe for spreadsheets.
    path : Path
        Ends in one of PART_FORMATS; an existing file is replaced.

    Returns
    -------
    int
        How many rows there are.

    Raises
    ------
    InputError
        The ending is none of these, or the file cannot be written.
    """
    check_ending(path)
    with whole_file(path) as part:
        return _write(parts, part, path.suffix.lower())


def check_ending(path: Path) -> None:
    """Refuse a file that cannot be written in parts. Raises InputError."""
    if path.suffix.lower() not in PART_FORMATS:
        raise InputError(
            f"{shown(path)}: this is no format to write in parts; expected a name that ends in "
            f"{' or '.join(PART_FORMATS)}."
        )


def parts_text(parts: Iterable[pa.Table]) -> str:
    """The same tables as the text of a CSV file."""
    content = io.BytesIO()
    _write(parts, content, ".csv")
    return content.getvalue().decode()


def _write(parts: Iterable[pa.Table], target: Path | io.BytesIO, ending: str) -> int:
    writer: _Writer | None = None
    rows = 0
    try:
        for part in parts:
            table = _plain(part) if ending == ".csv" else part
            writer = writer or _writer(target, table.schema, ending)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def _writer(target: Any, schema: pa.Schema, ending: str) -> _Writer:
    writer: _Writer
    if ending == ".csv":
        writer = pyarrow.csv.CSVWriter(
            target, schema, write_options=pyarrow.csv.WriteOptions(quoting_style="needed", batch_size=1 << 16)
        )
    else:
        # Without the hint that columns were coded here, every reader takes them for plain text.
        writer = pq.ParquetWriter(target, schema, store_schema=False)
    return writer


def _plain(table: pa.Table) -> pa.Table:
    """Without columns of codes, which CSV does not have."""
    kinds = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema(zip(table.schema.names, kinds, strict=True)))
