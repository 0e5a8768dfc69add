"""A workspace in a folder: one folder a snapshot, which appears whole or not at all, and a log file."""

from __future__ import annotations

import dataclasses
import datetime
import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pandas as pd
from filelock import FileLock, Timeout

from footprints_geo.errors import InputError
from footprints_geo.sources.limits import inside, shown
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.workspace.contents import contents
from footprints_geo.workspace.difference import Difference, difference
from footprints_geo.workspace.durable import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    append_line,
    remove,
    settle,
    write_once,
)
from footprints_geo.workspace.log import LogLine, Written, export_line, from_json, import_line, log_table, to_json
from footprints_geo.workspace.package import (
    PROFILE,
    read_package,
    read_rows,
    snapshot_of,
    verified,
    write_package,
)
from footprints_geo.workspace.snapshots import (
    FINGERPRINT_LETTERS,
    PROGRAM_VERSION,
    SNAPSHOT_ID,
    Import,
    Snapshot,
    check_id,
    in_utc,
    snapshot_of_import,
)

LAYOUT: Final = 1
"""The version of the folder's layout that this program writes, and the newest it reads."""

MARK: Final = "workspace.json"
LOG: Final = "log.jsonl"
SNAPSHOTS: Final = "snapshots"
LOCK: Final = ".lock"
INCOMING: Final = ".incoming-"
LONGEST_WAIT: Final = 60.0
"""Seconds to wait for another program that writes in the same workspace."""


@dataclasses.dataclass(frozen=True)
class FolderWorkspace:
    """A workspace in a folder; made by :func:`open_folder`.

    Attributes
    ----------
    folder : pathlib.Path
        Where it is.
    """

    folder: Path

    @property
    def notes(self) -> tuple[str, ...]:
        """How positions are kept."""
        return ("Events are kept as GeoParquet: those with a position are points, all others have none.",)

    def add(self, imported: Import, at: datetime.datetime) -> Snapshot:
        """Keep an import; see :class:`footprints_geo.workspace.snapshots.Workspace`."""
        kept = contents(imported.rows)
        snapshot = snapshot_of_import(imported, kept, at)
        with self._writing():
            self._tidy()
            same = self._same(snapshot)
            if same is None:
                self._keep(snapshot, kept, imported)
            else:
                snapshot = dataclasses.replace(same, repeated=True)
            append_line(self.folder / LOG, to_json(import_line(snapshot, in_utc(at))))
        return snapshot

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, oldest first."""
        return tuple(self._snapshot(name) for name in self._ids())

    def read(self, snapshot_id: str) -> SourceTable:
        """The accepted events of a snapshot as text."""
        home = self._home(check_id(snapshot_id, self._ids()))
        package = read_package(home)
        snapshot = snapshot_of(home, package)
        return SourceTable(
            name=snapshot.source_name,
            fingerprint=snapshot.fingerprint,
            frame=read_rows(home, package, snapshot),
            format="parquet",
            unit="record",
        )

    def profile_text(self, snapshot_id: str) -> str:
        """The mapping profile of a snapshot as TOML; '' if there was none."""
        home = self._home(check_id(snapshot_id, self._ids()))
        package = read_package(home)
        snapshot_of(home, package)
        path = verified(home, package, PROFILE)
        return path.read_bytes().decode() if path else ""

    def log(self) -> pd.DataFrame:
        """Every import and export in the order of writing."""
        return log_table(self._lines())

    def note_export(self, snapshot_id: str, written: Written, at: datetime.datetime) -> None:
        """Write down in the log that something was made from a snapshot."""
        line = export_line(check_id(snapshot_id, self._ids()), written, in_utc(at))
        with self._writing():
            append_line(self.folder / LOG, to_json(line))

    def diff(self, old: str, new: str) -> Difference:
        """What changed from one snapshot to another."""
        return difference(self.read(old).frame, self.read(new).frame)

    def tidy(self) -> None:
        """Take away what a killed import left, and log a snapshot whose log line it never came to.

        Left to the next writer where another one is at work, or where nothing may be written here.
        """
        if not os.access(self.folder, os.W_OK):
            return
        with suppress(Timeout), spoken(self.folder), self._lock(0):
            self._tidy()

    @property
    def _shelf(self) -> Path:
        return self.folder / SNAPSHOTS

    def _ids(self) -> list[str]:
        """Ids of all snapshots, oldest first. A link in the place of a snapshot is no snapshot."""
        with spoken(self.folder):
            entries = [entry for entry in self._shelf.iterdir() if SNAPSHOT_ID.fullmatch(entry.name)]
            return sorted(entry.name for entry in entries if entry.is_dir() and not entry.is_symlink())

    def _home(self, name: str) -> Path:
        return inside(self._shelf, Path(name))

    def _snapshot(self, name: str) -> Snapshot:
        home = self._home(name)
        return snapshot_of(home, read_package(home))

    def _same(self, wanted: Snapshot) -> Snapshot | None:
        """The snapshot with the same file, profile and rows: the end of its id says so, and its hashes confirm it."""
        content = wanted.id[-FINGERPRINT_LETTERS:]
        alike = [self._snapshot(name) for name in self._ids() if name.endswith(content)]
        hashes = (wanted.source_fingerprint, wanted.fingerprint)
        return next((one for one in alike if (one.source_fingerprint, one.fingerprint) == hashes), None)

    def _keep(self, snapshot: Snapshot, kept: pd.DataFrame, imported: Import) -> None:
        incoming = self._shelf / f"{INCOMING}{snapshot.id}"
        incoming.mkdir(PRIVATE_FOLDER)
        try:
            write_package(incoming, snapshot, kept, imported)
            # Read back before it counts: what cannot be read again must not look as if it were kept.
            _read_back(incoming, snapshot)
            settle(incoming)
            # From here on it is there, wholly.
            incoming.rename(self._shelf / snapshot.id)
        finally:
            if incoming.exists():
                remove(incoming)
        settle(self._shelf)

    def _tidy(self) -> None:
        for stale in self._shelf.glob(f"{INCOMING}*"):
            remove(stale)
        logged = {line.snapshot for line in self._lines() if line.action == "import"}
        for name in self._ids():
            if name not in logged:
                # A damaged snapshot cannot be logged; whoever lists or reads it is told.
                with suppress(InputError):
                    snapshot = self._snapshot(name)
                    append_line(self.folder / LOG, to_json(import_line(snapshot, snapshot.at)))

    def _lines(self) -> list[LogLine]:
        path = self.folder / LOG
        with spoken(self.folder):
            if path.is_symlink():
                raise _linked(self.folder, LOG)
            text = path.read_bytes() if path.exists() else b""
        return [from_json(line) for line in text.split(b"\n") if line]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with spoken(self.folder), self._lock(LONGEST_WAIT):
                yield
        except Timeout:
            raise InputError(
                f"Another program is writing in the workspace {shown(self.folder)!r}; expected it to be done within "
                f"{LONGEST_WAIT:.0f} seconds. Wait until it is, and do this again."
            ) from None

    def _lock(self, patience: float) -> FileLock:
        return FileLock(self.folder / LOCK, timeout=patience, mode=PRIVATE_FILE)


def open_folder(folder: Path) -> FolderWorkspace:
    """The workspace in a folder; a new one where the folder is not there or empty.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is or shall be; made so that nobody else on the computer can look into it.

    Raises
    ------
    InputError
        The folder holds something else, comes from a newer program, or cannot be made.
    """
    with spoken(folder):
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder = folder.resolve()
        mark, shelf = folder / MARK, folder / SNAPSHOTS
        if not mark.exists():
            _begin(folder, mark)
        _check_layout(folder, mark)
        if shelf.is_symlink():
            raise _linked(folder, SNAPSHOTS)
        if not shelf.exists():
            shelf.mkdir(PRIVATE_FOLDER, exist_ok=True)
    workspace = FolderWorkspace(folder)
    workspace.tidy()
    return workspace


def _begin(folder: Path, mark: Path) -> None:
    strangers = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    if strangers:
        raise InputError(
            f"The folder {shown(folder)!r} holds other files and is no workspace; expected a workspace, an empty "
            "folder or a new one. Name another folder."
        )
    with FileLock(folder / LOCK, timeout=LONGEST_WAIT, mode=PRIVATE_FILE):
        if mark.exists():
            return
        folder.chmod(PRIVATE_FOLDER)
        beginning = folder / f".{MARK}"
        beginning.unlink(missing_ok=True)
        write_once(beginning, json.dumps({"layout": LAYOUT, "program_version": PROGRAM_VERSION}).encode() + b"\n")
        beginning.rename(mark)
        settle(folder)


def _check_layout(folder: Path, mark: Path) -> None:
    try:
        layout = json.loads(mark.read_bytes())["layout"]
        newer = layout > LAYOUT
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"The workspace {shown(folder)!r} is damaged: its {MARK} cannot be understood. "
            "Put the file back from a copy."
        ) from None
    if newer:
        raise InputError(
            f"The workspace {shown(folder)!r} was made by a newer program (layout {layout}; this one knows up to "
            f"{LAYOUT}). Get the newer program to open it."
        )


def _read_back(incoming: Path, snapshot: Snapshot) -> None:
    try:
        read_rows(incoming, read_package(incoming), snapshot)
    except InputError:
        raise InputError(
            "The records could not be read back as they were written, so nothing was added. Do this again; if it "
            "happens again, the disk or the program is at fault."
        ) from None


def _linked(folder: Path, name: str) -> InputError:
    return InputError(
        f"In the workspace {shown(folder)!r}, {name} is a link to another place; expected the thing itself. "
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
