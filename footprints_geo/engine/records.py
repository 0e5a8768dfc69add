"""Records that are read part by part: where they are, what they are called, and a case's own part.

A case must be whole wherever it is looked at, so records are dealt into parts by their case, in the order of the files.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from footprints_geo.coded import looked_up
from footprints_geo.errors import InputError
from footprints_geo.journeys import Ints
from footprints_geo.mapping.word_values import value_key
from footprints_geo.profiles import ROW_NUMBER, Profile
from footprints_geo.sources.arrow_cells import text_of
from footprints_geo.sources.limits import check_size, damaged, shown
from footprints_geo.sources.opening import PARQUET
from footprints_geo.sources.parquet import DAMAGE, repeated_texts

ROWS_A_PART: Final = 1_000_000
"""Records that are looked at together: half a gigabyte of memory, and few enough parts."""

_BLOCK: Final = 1 << 22


@dataclass(frozen=True)
class RecordsFile:
    """One Parquet file of some records.

    Attributes
    ----------
    address : str
        Its path, or its address in a storage that fsspec knows.
    name : str
        What it is called in messages, and within its folder.
    groups : tuple of int
        How many records each of its row groups holds.
    """

    address: str
    name: str
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Chunk:
    """Row groups of one file that are read at once."""

    file: RecordsFile
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Records:
    """Records in one Parquet file or in a folder of them.

    Attributes
    ----------
    name : str
        What the data set is called.
    files : tuple of RecordsFile
        In the order of their names, which is the order of the records.
    coded : tuple of str
        Columns of text that repeats itself, and is read by its different texts.
    """

    name: str
    files: tuple[RecordsFile, ...]
    coded: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many records there are."""
        return sum(sum(file.groups) for file in self.files)

    def chunks(self, rows: int) -> tuple[Chunk, ...]:
        """All row groups in order, neighbours of one file together as long as they have at most so many records.

        Of files without any record one chunk without groups: their columns are known all the same.
        """
        if not self.rows:
            return (Chunk(self.files[0], ()),)
        chunks: list[Chunk] = []
        for file in self.files:
            held = rows + 1
            for number, size in enumerate(file.groups):
                if held + size > rows:
                    chunks.append(Chunk(file, (number,)))
                    held = size
                else:
                    chunks[-1] = Chunk(file, (*chunks[-1].groups, number))
                    held += size
        return tuple(chunks)


def open_records(source: str) -> Records:
    """Find the files of some records, and look at how they are made.

    Parameters
    ----------
    source : str
        A Parquet file, a folder with some, or the address of either in a storage that fsspec knows
        (`s3://bucket/folder`). In a folder all files with an ending of Parquet are read, those of folders in it too.

    Raises
    ------
    InputError
        Nothing is there, or it is no Parquet.
    """
    found = _in_storage(source) if "://" in source else _in_folder(Path(source))
    name = shown(Path(PurePosixPath(source.rstrip("/")).name))
    if not found:
        raise InputError(
            f"{name}: found no Parquet file; expected one, or a folder of them. This engine reads records in parts, "
            "and of no other kind of file it can. Write them as Parquet, or leave out --engine."
        )
    files = tuple(RecordsFile(address, file, _groups(address, file)) for address, file in found)
    return Records(name, files, _coded(files[0]))


def _in_folder(path: Path) -> list[tuple[str, str]]:
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.suffix.lower() in PARQUET and file.is_file()]
        named = [(str(file), file.relative_to(path).as_posix()) for file in files]
        return sorted(named, key=lambda each: each[1])
    if not path.is_file():
        # There is no bound to the size of what is read in parts.
        check_size(path)
    return [(str(path), path.name)] if path.suffix.lower() in PARQUET else []


def _in_storage(source: str) -> list[tuple[str, str]]:
    storage, path = _storage(source)
    if storage.isdir(path):
        files = [file for file in storage.find(path) if PurePosixPath(file).suffix.lower() in PARQUET]
        return [(storage.unstrip_protocol(file), file[len(path) :].lstrip("/")) for file in sorted(files)]
    if not storage.exists(path):
        raise InputError("There is nothing at this address. Check it, and whether you may read there.")
    return [(source, PurePosixPath(path).name)] if PurePosixPath(path).suffix.lower() in PARQUET else []


def _storage(source: str) -> tuple[Any, str]:
    # Most people have folders, and need no such library.
    try:
        from fsspec.core import url_to_fs

        storage, path = url_to_fs(source)
    except (ImportError, ValueError):
        raise InputError(
            "The address is of a storage that is not known here; expected a folder, or a storage whose library is "
            "installed. Install requirements-cluster.txt, and the library that fsspec names for this storage."
        ) from None
    return storage, str(path)


@contextmanager
def _opened(address: str) -> Iterator[BinaryIO]:
    if "://" not in address:
        with Path(address).open("rb") as file:
            yield file
        return
    storage, path = _storage(address)
    with storage.open(path, "rb") as file:
        yield cast(BinaryIO, file)


def _groups(address: str, name: str) -> tuple[int, ...]:
    try:
        with _opened(address) as file:
            about = pq.ParquetFile(file).metadata
            return tuple(about.row_group(number).num_rows for number in range(about.num_row_groups))
    except DAMAGE:
        raise damaged(name) from None


def _coded(file: RecordsFile) -> tuple[str, ...]:
    """The same columns in all files, so that their tables can be put one below another."""
    with _opened(file.address) as content:
        return tuple(repeated_texts(pq.ParquetFile(content)))


def fingerprint_of(file: RecordsFile) -> str:
    """SHA-256 of the bytes of a file."""
    digest = hashlib.sha256()
    with _opened(file.address) as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def joint_fingerprint(records: Records, marks: Sequence[str]) -> str:
    """The mark of records from those of their files: that of the one file, or SHA-256 of names and marks in order."""
    if len(marks) == 1:
        return marks[0]
    lines = [f"{file.name}\0{mark}\n" for file, mark in zip(records.files, marks, strict=True)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_chunk(chunk: Chunk, coded: Sequence[str]) -> pa.Table:
    """The records of some row groups; `coded` as of :class:`Records`. Raises InputError where the file is damaged."""
    try:
        with _opened(chunk.file.address) as content:
            file = pq.ParquetFile(content, read_dictionary=list(coded), page_checksum_verification=True)
            return file.read_row_groups(list(chunk.groups))
    except DAMAGE:
        raise damaged(chunk.file.name) from None


def case_columns(profile: Profile, name: str) -> tuple[str, ...]:
    """The headers a case is known by, the first that is filled counts.

    Raises
    ------
    InputError
        Cases are known by something else than cells of their own row, so that nobody can say which rows belong together
        without having seen all of them.
    """
    own = any("case_id" in group.columns or "case_id" in group.constants for group in profile.groups)
    headers = profile.columns.get("case_id", ())
    if own or not headers or ROW_NUMBER in profile.constants.values():
        raise InputError(
            f"{name}: the case of a record is not in a column of its own; expected one that all events of a case have "
            "in common. Add such a column, or leave out --engine."
        )
    return headers


def deal(table: pa.Table, headers: Sequence[str], parts: int) -> list[pa.Table]:
    """A table in parts by the case of each row; rows keep their order.

    Parameters
    ----------
    table : pyarrow.Table
        Some of the records.
    headers : sequence of str
        As :func:`case_columns` gives them; of those that the table lacks nothing is known.
    parts : int
        How many parts there are. A case is in the same part whatever table it stands in.
    """
    part = _part_of(table, headers, parts)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=parts))
    sorted_table = _without_large_codes(table.take(pa.array(order)), parts)
    return [sorted_table.slice(start, end - start) for start, end in zip((0, *ends[:-1]), ends, strict=True)]


def _part_of(table: pa.Table, headers: Sequence[str], parts: int) -> Ints:
    """The part of each row, by a hash that is the same on every machine."""
    index = pd.RangeIndex(table.num_rows)
    hashed = np.zeros(table.num_rows, dtype=np.uint64)
    left = np.ones(table.num_rows, dtype=bool)
    names = {value_key(name): number for number, name in reversed(list(enumerate(table.column_names)))}
    for header in headers:
        number = names.get(value_key(header))
        column = None if number is None else text_of(table.column(number), header, index)
        if column is None:
            continue
        # As the door reads the cells: what it takes for one case must not be taken for two here.
        of_cell = looked_up(column.cells, lambda texts: pd.util.hash_array(texts.to_numpy(object), categorize=False))
        filled = looked_up(column.cells, lambda texts: texts != "").to_numpy(dtype=bool)
        hashed = np.where(left & filled, of_cell.to_numpy(dtype=np.uint64), hashed)
        left &= ~filled
    return (hashed % np.uint64(parts)).astype(np.int64)


def _without_large_codes(table: pa.Table, parts: int) -> pa.Table:
    """With texts in place of codes, where a piece would take along more different texts than it has rows."""
    for number, field in enumerate(table.schema):
        column = table.column(number)
        if pa.types.is_dictionary(field.type):
            texts = max((len(chunk.dictionary) for chunk in column.chunks), default=0)
            if texts * parts > table.num_rows:
                table = table.set_column(number, field.name, column.cast(field.type.value_type))
    return table


def packed(table: pa.Table) -> bytes:
    """A table to be sent or kept for a while."""
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(table)
    return buffer.getvalue()


def unpacked(parts: Sequence[bytes]) -> pa.Table:
    """Tables that were packed, at least one, one below another; a column that some lack is empty there."""
    tables = []
    for part in parts:
        with pa.ipc.open_stream(part) as stream:
            tables.append(stream.read_all())
    coded = [{field.name for field in table.schema if pa.types.is_dictionary(field.type)} for table in tables]
    # What is in codes in some of them and in texts in others is in texts in all.
    texts = set().union(*coded) - set.intersection(*coded)
    return pa.concat_tables([_in_texts(table, texts) for table in tables], promote_options="default")


def _in_texts(table: pa.Table, columns: set[str]) -> pa.Table:
    kinds = [
        field.with_type(field.type.value_type)
        if field.name in columns and pa.types.is_dictionary(field.type)
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(kinds))
