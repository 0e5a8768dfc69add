"""What a workspace is: snapshots of imported records that never change, and a log that only grows.

A snapshot can be forgotten, and only as a whole.
"""

from __future__ import annotations

import datetime
from typing import Protocol

import pandas as pd

from footprints_geo.sources.source_table import SourceTable
from footprints_geo.workspace.difference import Difference
from footprints_geo.workspace.log import Written
from footprints_geo.workspace.snapshots import Import, Snapshot


class Workspace(Protocol):
    """Where imports are kept; a folder or a PostgreSQL database, with the same answers."""

    @property
    def notes(self) -> tuple[str, ...]:
        """How positions are kept, in whole sentences."""

    @property
    def stopped(self) -> tuple[str, ...]:
        """What runs that were stopped on the way had left when this one opened it, and what became of it."""

    def add(self, imported: Import, at: datetime.datetime) -> Snapshot:
        """Keep an import, wholly or not at all.

        Parameters
        ----------
        imported : Import
            What to keep.
        at : datetime.datetime
            The time of the import, with a time zone.

        Returns
        -------
        Snapshot
            The new one; or, where file, profile and rows are those of an earlier import, that one with `repeated`.

        Raises
        ------
        InputError
            A cell cannot be kept, or the workspace cannot be written.
        ValueError
            The time has no time zone.
        """

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, oldest first.

        Raises
        ------
        InputError
            A snapshot is damaged.
        """

    def read(self, snapshot_id: str) -> SourceTable:
        """The accepted events of a snapshot as text, checked against its fingerprint, ready for the doors.

        Raises
        ------
        InputError
            There is no such snapshot, or it is not what was imported.
        """

    def profile_text(self, snapshot_id: str) -> str:
        """The mapping profile of a snapshot as TOML; '' if there was none. Raises InputError as :meth:`read` does."""

    def log(self) -> pd.DataFrame:
        """Every import, export and forgetting in the order of writing; see LOG_TYPES for the columns. Names nobody."""

    def note_export(self, snapshot_id: str, written: Written, at: datetime.datetime) -> None:
        """Write down in the log that something was made from a snapshot.

        Raises
        ------
        InputError
            There is no such snapshot, or the log cannot be written.
        """

    def forget(self, snapshot_id: str, at: datetime.datetime) -> None:
        """Take a snapshot away for good, wholly or not at all: who withdraws consent must find it gone.

        Nothing of it is left but lines in the log: id, times, counts. A damaged snapshot can be forgotten too.

        Raises
        ------
        InputError
            There is no such snapshot, or the workspace cannot be written.
        ValueError
            The time has no time zone.
        """

    def diff(self, old: str, new: str) -> Difference:
        """What changed from one snapshot to another, case by case. Raises InputError as :meth:`read` does."""
