"""Files that appear whole or not at all: written in a private folder beside their place, and put there when done.

A program that is killed leaves that folder behind. Nobody else can look into it, it is known by its name, and the next
run that writes beside it takes it away. A writer at work is known by the lock in its folder, which the system lets go
when the writer ends in whatever way.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from footprints_geo.errors import InputError
from footprints_geo.sources.limits import shown

UNFINISHED: Final = ".footprints-geo-unfinished-"
PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700
ANY_NEW_FILE: Final = 0o666
THE_GROUP: Final = 0o070
NOBODY_ELSE: Final = 0o077
TRIES: Final = 20
MEMORY: Final = Path("/dev/shm")  # noqa: S108
"""A folder in memory, where a system has one; what is put there has a name nobody can guess."""

_UNFINISHED_FOLDER: Final = re.compile(re.escape(UNFINISHED) + "[0-9a-f]{16}")
_RIGHTS_LIST: Final = "system.posix_acl_access"
_DESCRIPTOR: Final = re.compile(r"/dev/std(in|out|err)|(/dev|/proc/(self|\d+))/fd/\d+")
_ASKING: Final = threading.Lock()


def write_whole(content: bytes, target: Path) -> None:
    """Write a file that is there wholly or not at all, with the rights of the one whose place it takes.

    What is no file, such as a pipe or standard output under its name, is written to as it is.

    Raises
    ------
    InputError
        The file cannot be written; what was there is there still.
    """
    with _spoken(target):
        if _is_stream(target):
            with target.open("wb") as stream:
                stream.write(content)
            return
    with whole_file(target) as part:
        part.write_bytes(content)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, put in the place of a file when all is written and on the disk.

    Parameters
    ----------
    target : Path
        The file; a link leads to it. It keeps its rights.

    Yields
    ------
    Path
        An empty file of the same name that only its owner can read.

    Raises
    ------
    InputError
        The file cannot be written; what was there is there still.
    """
    place = _place(target)
    with _spoken(target):
        _check_place(place, target)
    # Of what the writer itself raises only an OSError is said of the target: the disk may be full.
    with _spoken(target), private_folder(place.parent) as folder:
        part = folder / place.name
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        yield part
        _put_in_place(part, place, target)


@contextmanager
def private_folder(parent: Path) -> Iterator[Path]:
    """A folder that only its owner can look into, and that is gone with all in it afterwards.

    If the program is killed before that, :func:`cleared` takes it away.
    """
    folder, lock = _locked_folder(parent)
    try:
        yield folder
    finally:
        with suppress(OSError):
            _empty(folder)
        _let_go(folder, lock)


def cleared(parent: Path) -> tuple[str, ...]:
    """Take away what killed runs of the same user left unfinished in a folder; of those at work nothing.

    Returns
    -------
    tuple of str
        The names of the files that were being written.
    """
    names: list[str] = []
    with suppress(OSError, ValueError):
        for folder in sorted(parent.iterdir()):
            with suppress(OSError):
                if _UNFINISHED_FOLDER.fullmatch(folder.name) and _is_own(folder):
                    names += _cleared(folder)
    return tuple(names)


def stopped_words(name: str) -> str:
    """What is said of a file that a killed run was writing."""
    word = repr(shown(Path(name)))
    return (
        f"An earlier run was stopped while it wrote {word}. What it left unfinished was removed; {word} itself was not "
        "changed by it."
    )


def folder_of(target: Path) -> Path:
    """The folder in which a file really lies, whatever links lead to it."""
    return _place(target).parent


def memory_folder() -> Path:
    """Where a copy lies that is needed for a moment: in memory where the system has such a folder."""
    return MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked_folder(parent: Path) -> tuple[Path, FileLock]:
    """A new folder and the lock in it, which is held."""
    for _ in range(TRIES):
        folder = parent / f"{UNFINISHED}{secrets.token_hex(8)}"
        lock = _lock(folder)
        folder.mkdir(PRIVATE_FOLDER)
        held = False
        try:
            # Another run may have taken the folder for one that was left, before the lock was held; locking makes it
            # again, for everybody to look into.
            with suppress(Timeout, OSError):
                lock.acquire()
                held = os.name == "nt" or not folder.stat().st_mode & NOBODY_ELSE
        finally:
            if not held:
                _let_go(folder, lock)
        if held:
            return folder, lock
    raise OSError(errno.EAGAIN, "other programs are clearing up there")


def _lock(folder: Path) -> FileLock:
    # No file that is written can have this name: it is new for each folder.
    return FileLock(folder / f"{folder.name}.lock", timeout=0, mode=PRIVATE_FILE)


def _cleared(folder: Path) -> list[str]:
    lock = _lock(folder)
    try:
        lock.acquire()
    except (Timeout, OSError):
        return []
    try:
        # What a library had put beside the file has a longer name that begins like it.
        return _empty(folder)[:1]
    finally:
        _let_go(folder, lock)


def _empty(folder: Path) -> list[str]:
    """Take everything but the lock out of a folder, before the lock is let go; the names of what it was."""
    gone = []
    for part in sorted(folder.iterdir()):
        if part.name != f"{folder.name}.lock":
            part.unlink()
            gone.append(part.name)
    return gone


def _let_go(folder: Path, lock: FileLock) -> None:
    # Before the lock is let go: a writer that makes the folder its own in between must not lose it. Windows takes away
    # no file that is open.
    if os.name != "nt":
        _take_away(folder)
    lock.release()
    if os.name == "nt":
        _take_away(folder)


def _take_away(folder: Path) -> None:
    """Remove the lock and the folder, if nothing else is in it; whatever cannot be removed now, the next run finds."""
    with suppress(OSError):
        (folder / f"{folder.name}.lock").unlink(missing_ok=True)
        folder.rmdir()


def _is_own(folder: Path) -> bool:
    about = folder.lstat()
    return stat.S_ISDIR(about.st_mode) and (sys.platform == "win32" or about.st_uid == os.getuid())


def _is_stream(target: Path) -> bool:
    """Whether a name is that of something to write to that is no file: nothing can be put in its place."""
    # Standard output may be a file, and whoever holds it open would go on writing to the old one.
    return _DESCRIPTOR.fullmatch(os.path.abspath(target)) is not None or (  # noqa: PTH100 - no link is followed
        target.exists() and not target.is_file()
    )


def _place(target: Path) -> Path:
    """Where a file really lies. Raises InputError where its name can be none."""
    try:
        return Path(os.path.realpath(target))
    except ValueError:
        raise InputError(f"{shown(target)!r} can be no file's name; expected a name without zero bytes.") from None


def _put_in_place(part: Path, place: Path, target: Path) -> None:
    """Wait until a file is on the disk, and give it the name and the rights of the target."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    if _is_stream(target):
        with part.open("rb") as made, target.open("wb") as stream:
            shutil.copyfileobj(made, stream)
        return
    _give_rights(part, place)
    part.replace(place)
    settle(place.parent)


def _check_place(place: Path, target: Path) -> None:
    if place.is_dir():
        raise InputError(f"The file {shown(target)!r} cannot be written: it is a folder. Name a file in it.")
    # What is protected against writing must not lose its place to another file either.
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _give_rights(part: Path, place: Path) -> None:
    """Give a file the rights of the one whose place it takes, or of any new one; nobody else may get to read it."""
    if not place.exists():
        part.chmod(ANY_NEW_FILE & ~_umask())
        return
    former = place.stat()
    same_group = _own_as(part, former)
    part.chmod(stat.S_IMODE(former.st_mode) & ~(0 if same_group else THE_GROUP))
    if sys.platform == "linux":
        try:
            rights = os.getxattr(place, _RIGHTS_LIST)
        except OSError:
            return
        try:
            os.setxattr(part, _RIGHTS_LIST, rights)
        except OSError:
            # Without its list, the rights of the group would be those of everybody on it.
            part.chmod(stat.S_IMODE(former.st_mode) & ~NOBODY_ELSE)


def _own_as(part: Path, former: os.stat_result) -> bool:
    """Give a file the owner and the group of another, or the group; whether the group is the same then."""
    if sys.platform != "win32":
        for owner in (former.st_uid, -1):
            with suppress(OSError):
                os.chown(part, owner, former.st_gid)
                return True
        return False
    return True


def _umask() -> int:
    with _ASKING:
        # Only who sets it is told it: for that moment, the strictest.
        mask = os.umask(NOBODY_ELSE)
        os.umask(mask)
    return mask


@contextmanager
def _spoken(target: Path) -> Iterator[None]:
    """Say in a sentence why a file cannot be written; the sentence has no folder in it."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"The file {shown(target)!r} cannot be written: {error.strerror or 'the disk does not take it'}. "
            "Check the folder, what may be written there and how much room is left."
        ) from None
