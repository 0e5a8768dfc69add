"""A workspace in a folder: one folder a snapshot, which appears whole or not at all, and a log file."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pandas as pd
from filelock import FileLock, Timeout

from footprints_geo.errors import InputError
from footprints_geo.sources.limits import shown
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.workspace.contents import contents
from footprints_geo.workspace.difference import Difference, difference
from footprints_geo.workspace.durable import append_line, linked, remove, spoken
from footprints_geo.workspace.layout import LOCK, LONGEST_WAIT, MARK, begin, check_layout, inside
from footprints_geo.workspace.log import (
    LogLine,
    Written,
    export_line,
    forget_line,
    from_json,
    import_line,
    log_table,
    to_json,
)
from footprints_geo.workspace.package import (
    read_package,
    read_profile_text,
    read_rows,
    snapshot_of,
    write_package,
)
from footprints_geo.workspace.snapshots import (
    FINGERPRINT_LETTERS,
    SNAPSHOT_ID,
    Import,
    Snapshot,
    check_id,
    in_utc,
    snapshot_of_import,
)
from footprints_geo.writers.whole_files import PRIVATE_FILE, PRIVATE_FOLDER, settle

LOG: Final = "log.jsonl"
SNAPSHOTS: Final = "snapshots"
INCOMING: Final = ".incoming-"
FORGOTTEN: Final = ".forgotten-"
IMPORT_STOPPED: Final = (
    "An earlier import was stopped before its snapshot was kept. What it left unfinished was removed, and nothing else "
    "was changed by it: import that file again."
)
FORGETTING_STOPPED: Final = (
    "An earlier run was stopped while it forgot the snapshot {}. That was finished now: the snapshot is gone for good."
)
LOGGING_STOPPED: Final = (
    "An earlier import was stopped after its snapshot was kept and before its line was in the log. The snapshot {} is "
    "whole, and its line was added."
)


@dataclasses.dataclass(frozen=True)
class FolderWorkspace:
    """A workspace in a folder; made by :func:`open_folder`.

    Attributes
    ----------
    folder : pathlib.Path
        Where it is.
    stopped : tuple of str
        What killed runs had left when it was opened, and what became of it, in whole sentences.
    """

    folder: Path
    stopped: tuple[str, ...] = ()

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
        return read_profile_text(home, package)

    def log(self) -> pd.DataFrame:
        """Every import and export in the order of writing."""
        return log_table(self._lines())

    def note_export(self, snapshot_id: str, written: Written, at: datetime.datetime) -> None:
        """Write down in the log that something was made from a snapshot."""
        line = export_line(check_id(snapshot_id, self._ids()), written, in_utc(at))
        with self._writing():
            append_line(self.folder / LOG, to_json(line))

    def forget(self, snapshot_id: str, at: datetime.datetime) -> None:
        """Take a snapshot away, wholly or not at all, and log that."""
        at = in_utc(at)
        with self._writing():
            self._tidy()
            home = self._home(check_id(snapshot_id, self._ids()))
            gone = self._shelf / f"{FORGOTTEN}{snapshot_id}"
            # From here on it is there no more; what a kill leaves, the next writer takes away and logs.
            home.rename(gone)
            settle(self._shelf)
            self._finish_forgetting(gone, at)

    def diff(self, old: str, new: str) -> Difference:
        """What changed from one snapshot to another."""
        return difference(self.read(old).frame, self.read(new).frame)

    def tidy(self) -> tuple[str, ...]:
        """Take away what a kill left, and write the line of the log that an import or a forgetting never came to.

        Left to the next writer where another one is at work, or where nothing may be written here.

        Returns
        -------
        tuple of str
            What was found and done, in whole sentences.
        """
        if os.access(self.folder, os.W_OK):
            with suppress(Timeout), spoken(self.folder), self._lock(0):
                return tuple(self._tidy())
        return ()

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

    def _tidy(self) -> list[str]:
        said = []
        for stale in self._shelf.glob(f"{INCOMING}*"):
            remove(stale)
            said.append(IMPORT_STOPPED)
        for gone in self._shelf.glob(f"{FORGOTTEN}*"):
            # A name that is no id must not get into the log.
            if SNAPSHOT_ID.fullmatch(name := gone.name.removeprefix(FORGOTTEN)):
                self._finish_forgetting(gone, datetime.datetime.now(datetime.UTC))
                said.append(FORGETTING_STOPPED.format(name))
        logged = {line.snapshot for line in self._lines() if line.action == "import"}
        for name in self._ids():
            if name not in logged:
                # A damaged snapshot cannot be logged; whoever lists or reads it is told.
                with suppress(InputError):
                    snapshot = self._snapshot(name)
                    append_line(self.folder / LOG, to_json(import_line(snapshot, snapshot.at)))
                    said.append(LOGGING_STOPPED.format(name))
        return said

    def _finish_forgetting(self, gone: Path, at: datetime.datetime) -> None:
        """Log a forgetting, unless it is logged, and only then take away the files: the log must not miss it."""
        name = gone.name.removeprefix(FORGOTTEN)
        if not any(line.action == "forget" and line.snapshot == name for line in self._lines()):
            imports = (line for line in self._lines() if line.action == "import" and line.snapshot == name)
            append_line(self.folder / LOG, to_json(forget_line(name, next(imports, None), at)))
        remove(gone)
        settle(self._shelf)

    def _lines(self) -> list[LogLine]:
        path = self.folder / LOG
        with spoken(self.folder):
            # To read a pipe would be to wait for ever.
            if path.is_symlink() or path.is_fifo():
                raise linked(self.folder, LOG)
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
            begin(folder, mark)
        check_layout(folder, mark)
        if shelf.is_symlink():
            raise linked(folder, SNAPSHOTS)
        if not shelf.exists():
            shelf.mkdir(PRIVATE_FOLDER, exist_ok=True)
    return FolderWorkspace(folder, FolderWorkspace(folder).tidy())


def _read_back(incoming: Path, snapshot: Snapshot) -> None:
    try:
        read_rows(incoming, read_package(incoming), snapshot)
    except InputError:
        raise InputError(
            "The records could not be read back as they were written, so nothing was added. Do this again; if it "
            "happens again, the disk or the program is at fault."
        ) from None
