"""What is refused before it is read: files too large, archives that are bombs."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from footprints_geo.errors import InputError, refused
from footprints_geo.messages import Message

LARGEST_FILE: Final = 2 << 30
"""Bytes of a file that may be read."""

LARGEST_INFLATED: Final = 2 << 30
"""Bytes that all members of an archive may come to together, and that are ever inflated of one."""

MOST_MEMBERS: Final = 20_000
LARGEST_DIRECTORY: Final = 16 << 20
"""Bytes of an archive's list of members: the list is read before its length is known."""

DEEPEST_FOLDER: Final = 16
HIGHEST_RATIO: Final = 200
"""How many times its packed size a large member may come to: sheets come to 10 or 20 times, bombs to 1000 times."""

SMALL_ENOUGH: Final = 64 << 20
"""Bytes up to which the ratio does not matter."""

LONGEST_NAME: Final = 80
ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,2}")
"""How an address begins; a path made from one has lost a stroke. A drive of Windows has one letter only."""

BLOCK: Final = 1 << 20

NO_FILE: Final = (
    "This is an address, not a file. Only addresses of Uwazi collections are read, and they begin with https; expected "
    "one of these or a file on this computer. Save the file here first, and name it."
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_LOCKED: Final = 0x1
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def shown(file: Path) -> str:
    """A file's name as a message repeats it: without its folder, and not longer than a line.

    Of an address in the place of a file nothing is repeated that stands before its host, such as a password.
    """
    name = file.name.rpartition("@")[2] if ADDRESS.match(os.fspath(file)) else file.name
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]} …"


def check_size(path: Path) -> None:
    """Refuse what is no file, or a file larger than LARGEST_FILE.

    Raises
    ------
    InputError
        There is no such file, it is a folder or a device, or it is too large.
    """
    name = shown(path)
    if ADDRESS.match(os.fspath(path)):
        raise InputError(NO_FILE)
    try:
        size = path.stat().st_size
        plain, folder = path.is_file(), path.is_dir()
    except FileNotFoundError:
        where = Message("this folder")
        if str(path.parent) != ".":
            where = Message("the folder {folder!r}", folder=path.parent.name[:LONGEST_NAME])
        raise refused(
            "There is no file {name!r} in {where}. Check the name and the folder.", name=name, where=where
        ) from None
    except OSError as error:
        raise _closed(name, error) from None
    except ValueError:
        raise refused("{name!r} can be no file's name; expected a name without zero bytes.", name=name) from None
    if folder:
        raise refused("{name!r} is a folder; expected a file. Name a file in it.", name=name)
    if not plain:
        raise refused("{name!r} is a device or a pipe; expected a file. Save its content to a file first.", name=name)
    if size > LARGEST_FILE:
        raise refused(
            "{name}: the file has {size}; expected at most {most}. Take out the rows or columns that are not "
            "needed, or split it.",
            name=name,
            size=_gigabytes(size),
            most=_gigabytes(LARGEST_FILE),
        )


def check_archive(path: Path, name: str) -> None:
    """Refuse an archive (ZIP, XLSX, ODS) that no honest program has written.

    Only its list of members is read. What the list says can be a lie, so :func:`inflated` counts for itself what it
    unpacks. Archives inside the archive are left alone: nothing here opens them.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What messages call it.

    Raises
    ------
    InputError
        As :func:`open_archive`.
    """
    with open_archive(path, name):
        pass


@contextmanager
def open_archive(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """An archive whose list of members has been looked at; see :func:`check_archive`.

    Raises
    ------
    InputError
        The file is no archive, is cut off, is locked by a password, has more than MOST_MEMBERS members or one outside
        its own folders, or would come to more than LARGEST_INFLATED bytes or HIGHEST_RATIO times its size.
    """
    check_size(path)
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise _closed(name, error) from None
    with file:
        _check_kind(file.read(len(_OLD_OFFICE)), path, name)
        with damage_told(name):
            archive = zipfile.ZipFile(_ShortReads(file))
        with archive:
            _check_members(archive.infolist(), name)
            yield archive


def inflated(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """The content of a member, in blocks, and never more than LARGEST_INFLATED bytes of it.

    Parameters
    ----------
    archive : zipfile.ZipFile
        From :func:`open_archive`.
    member : str
        The member's name in the archive.
    name : str
        What messages call the archive.

    Raises
    ------
    InputError
        The member is not there, is damaged, or larger than it may be.
    """
    with damage_told(name):
        source = archive.open(member)
    with source:
        count = 0
        while True:
            with damage_told(name):
                block = source.read(BLOCK)
            if not block:
                return
            count += len(block)
            if count > LARGEST_INFLATED:
                raise _too_large(name)
            yield block


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Turn whatever unpacking a damaged archive raises into one sentence.

    Raises
    ------
    InputError
        In place of the archive's own errors; an InputError goes through as it is.
    """
    try:
        yield
    except InputError:
        raise
    # Bytes changed at random reach nearly every line of the unpacking, each with an error of its own.
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, IndexError, OSError, OverflowError,
        RuntimeError, ValueError,
    ):  # fmt: skip
        raise damaged(name) from None


def damaged(name: str) -> InputError:
    """The refusal of a file whose inside does not hold together."""
    return refused(
        "{name}: the file is damaged or was cut off on its way; expected a whole one. Open it in the "
        "program it comes from, save it again, and use that.",
        name=name,
    )


class _ShortReads(io.BufferedReader):
    """A file that does not let an archive's list of members fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = LARGEST_DIRECTORY + 1 if size is None or size < 0 else size
        # One byte more than may be asked for tells a long rest of a file from a short one.
        block = super().read(min(wanted, LARGEST_DIRECTORY + 1))
        if len(block) > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("The list of members is too long.")
        return block


def _check_kind(start: bytes, path: Path, name: str) -> None:
    if not start:
        raise refused("{name}: the file is empty; expected a workbook or archive. Export it again.", name=name)
    if start == _OLD_OFFICE:
        with path.open("rb") as file:
            encrypted = any(_ENCRYPTED_PACKAGE in block for block in iter(lambda: file.read(16 * BLOCK), b""))
        if encrypted:
            raise locked(name)
        raise refused(
            "{name}: this is a workbook in the format before 2007 (.xls); expected .xlsx or .ods. Open it in a "
            "spreadsheet program and save it as .xlsx.",
            name=name,
        )
    if not start.startswith(b"PK"):
        raise refused(
            "{name}: this is no workbook or archive, whatever its ending says. If it is text, let its name end "
            "in .csv; otherwise export it again.",
            name=name,
        )


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise refused(
            "{name}: the archive has {members:,} members; expected at most {most:,}. Take out what is not needed.",
            name=name,
            members=len(members),
            most=MOST_MEMBERS,
        )
    if any(member.flag_bits & _LOCKED for member in members):
        raise locked(name)
    if any(member.compress_type not in _PACKINGS for member in members):
        raise refused(
            "{name}: the archive is packed in a way that is not read here; expected the usual one (deflate). "
            "Pack it again.",
            name=name,
        )
    if not all(_stays_inside(member.orig_filename) for member in members):
        raise refused(
            "{name}: the archive holds a member that wants to be written outside it, or {deepest} folders "
            "deep; expected plain names. Do not use this file; ask where it comes from.",
            name=name,
            deepest=DEEPEST_FOLDER,
        )
    bombs = any(m.file_size > SMALL_ENOUGH and m.file_size > HIGHEST_RATIO * m.compress_size for m in members)
    if bombs or sum(member.file_size for member in members) > LARGEST_INFLATED:
        raise _too_large(name)


def _stays_inside(member: str) -> bool:
    path = PurePosixPath(member.replace("\\", "/"))
    drive = ":" in member.partition("/")[0]
    return not (path.is_absolute() or drive or ".." in path.parts or "\0" in member) and (
        len(path.parts) <= DEEPEST_FOLDER
    )


def _closed(name: str, error: OSError) -> InputError:
    return refused("The file {name!r} cannot be opened: {why}. Check the name.", name=name, why=error.strerror)


def locked(name: str) -> InputError:
    """The refusal of a file that needs a password."""
    return refused(
        "{name}: the file is locked by a password; expected one without. Remove the password in the "
        "program it comes from, save a copy and use that; delete the copy afterwards.",
        name=name,
    )


def _too_large(name: str) -> InputError:
    return refused(
        "{name}: unpacked, the file would be far larger than a table is; expected at most {most}. Save "
        "only the sheet or table that is needed.",
        name=name,
        most=_gigabytes(LARGEST_INFLATED),
    )


def _gigabytes(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"
