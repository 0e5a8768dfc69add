"""Records that are read piece by piece: where they are, what they are called, and their row groups."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, cast

import pyarrow as pa
import pyarrow.parquet as pq

from footprints_geo.errors import InputError
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
