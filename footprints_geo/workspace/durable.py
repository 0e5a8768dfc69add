"""Files that are wholly there or not at all: written once, and on the disk before they count."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import Timeout

from footprints_geo.errors import InputError
from footprints_geo.sources.limits import shown
from footprints_geo.writers.whole_files import PRIVATE_FILE

READ_ONLY: Final = 0o400
NEVER_THROUGH_LINKS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def write_once(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, read-only from then on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NEVER_THROUGH_LINKS, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    seal(path)


def seal(path: Path) -> None:
    """Make a file read-only and wait until it is on the disk."""
    descriptor = os.open(path, os.O_RDWR | NEVER_THROUGH_LINKS)
    try:
        path.chmod(READ_ONLY)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_line(path: Path, line: bytes) -> None:
    """Add a line to the end of a file and wait until it is on the disk; a torn line before it is ended first."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | NEVER_THROUGH_LINKS, PRIVATE_FILE)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        torn = file.seek(0, os.SEEK_END) > 0 and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
        left = memoryview(b"\n" + line if torn else line)
        while left:
            left = left[file.write(left) :]
        os.fsync(descriptor)


def remove(folder: Path) -> None:
    """Remove a folder that never came to count, or the link in its place."""
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


def linked(folder: Path, name: str) -> InputError:
    """The refusal of a workspace of which a part lies elsewhere."""
    return InputError(
        f"In the workspace {shown(folder)!r}, {name} is a link or a pipe to another place; expected the thing itself. "
        "Put it back, or name another workspace."
    )


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Say in a sentence why a folder cannot be read or written; the sentence has no path in it."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or "no reason given"
        raise InputError(
            f"The workspace {shown(folder)!r} cannot be used: {why}. Nothing was added. Check the folder and its disk."
        ) from None
