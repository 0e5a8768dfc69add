"""What is kept of an import, and how a snapshot gets its name."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

import pandas as pd

from footprints_geo.errors import InputError
from footprints_geo.workspace.contents import fingerprint, shown_text

PROGRAM_VERSION: Final = version("footprints-geo")
SNAPSHOT_ID: Final = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{12}", re.ASCII)
FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
FINGERPRINT_LETTERS: Final = 12
ID_TIME: Final = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Counts:
    """The account of a file.

    Attributes
    ----------
    rows_read, rows_accepted, rows_rejected : int
        Events that its records hold, one for a record that holds none; accepted and rejected add up to read.

    Raises
    ------
    ValueError
        They do not add up.
    """

    rows_read: int
    rows_accepted: int
    rows_rejected: int

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_accepted + self.rows_rejected or min(self.rows_accepted, self.rows_rejected) < 0:
            raise ValueError("Rows accepted and rejected do not add up to the rows read.")


@dataclass(frozen=True, eq=False)
class Import:
    """What the doors made of one file, ready to be kept.

    Attributes
    ----------
    rows : pandas.DataFrame
        Accepted events, one a row, as text in our columns and the attributes; '' is empty.
    rejects : pandas.DataFrame
        `row`, `column`, `value`, `reason`, `fix`: one line a fault.
    inferred, warnings : pandas.DataFrame
        What was taken from elsewhere, and what looks odd: tables of any columns, kept to be looked at.
    counts : Counts
        The account of the file.
    source_name : str
        The file's name without its folder.
    source_fingerprint : str
        SHA-256 of the file's bytes, in hexadecimal.
    profile_text : str
        The mapping profile as TOML; '' if there is none.

    Raises
    ------
    ValueError
        The name has a folder in it, or the fingerprint is none.
    """

    rows: pd.DataFrame
    rejects: pd.DataFrame
    inferred: pd.DataFrame
    warnings: pd.DataFrame
    counts: Counts
    source_name: str
    source_fingerprint: str
    profile_text: str = ""

    def __post_init__(self) -> None:
        if not self.source_name or "/" in self.source_name:
            raise ValueError("Expected the name of a file without its folder.")
        if not FINGERPRINT.fullmatch(self.source_fingerprint):
            raise ValueError("Expected a SHA-256 fingerprint in hexadecimal.")


@dataclass(frozen=True)
class Snapshot:
    """One import as it was kept.

    Attributes
    ----------
    id : str
        Time of the import and the beginning of a hash of file, profile and rows; ids sort by time.
    at : datetime.datetime
        When it was imported, UTC.
    source_name, source_fingerprint : str
        The file it came from, without its folder, and SHA-256 of its bytes.
    profile : str
        The name of the mapping profile; '' if there was none.
    counts : Counts
        The account of the file.
    events, cases : int
        How many events were accepted, and of how many cases.
    fingerprint : str
        SHA-256 of columns and cells of the accepted events; the same in every backend.
    program_version : str
        The program that made it.
    repeated : bool
        True where :meth:`Workspace.add` found this very import already there and added nothing.
    """

    id: str
    at: datetime.datetime
    source_name: str
    source_fingerprint: str
    profile: str
    counts: Counts
    events: int
    cases: int
    fingerprint: str
    program_version: str
    repeated: bool = False


def in_utc(at: datetime.datetime) -> datetime.datetime:
    """A time in UTC. Raises ValueError for one without a time zone."""
    if at.utcoffset() is None:
        raise ValueError("Expected a time with its time zone.")
    return at.astimezone(datetime.UTC)


def snapshot_of_import(imported: Import, kept: pd.DataFrame, at: datetime.datetime) -> Snapshot:
    """What an import is called and counted as once it is kept.

    Parameters
    ----------
    imported : Import
        The import.
    kept : pandas.DataFrame
        Its rows as :func:`footprints_geo.workspace.contents.contents` gives them.
    at : datetime.datetime
        The time, with its time zone.

    Raises
    ------
    InputError
        The mapping profile is no TOML.
    ValueError
        The time has no time zone.
    """
    at = in_utc(at)
    profile = profile_name(imported.profile_text)
    found = fingerprint(kept)
    content = identity(imported.source_fingerprint, text_fingerprint(imported.profile_text), found)
    return Snapshot(
        id=snapshot_id(at, content),
        at=at,
        source_name=shown_text(imported.source_name),
        source_fingerprint=imported.source_fingerprint,
        profile=profile,
        counts=imported.counts,
        events=len(kept),
        cases=int(kept["case_id"].nunique()),
        fingerprint=found,
        program_version=PROGRAM_VERSION,
    )


def profile_name(text: str) -> str:
    """The name a mapping profile gives itself; '' if it has none.

    Raises
    ------
    InputError
        The profile is no TOML.
    """
    if text != shown_text(text):
        raise InputError("The mapping profile holds a zero byte or half a letter. Save it again as UTF-8.")
    try:
        return str(tomllib.loads(text).get("name", ""))
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line [0-9]+", str(error))
        raise InputError(
            f"The mapping profile is no TOML{f' ({where[0]})' if where else ''}. Save the profile again and import "
            "with it."
        ) from None


def text_fingerprint(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def identity(source_fingerprint: str, profile_fingerprint: str, fingerprint: str) -> str:
    """What makes two imports the same: SHA-256 over those of the file, of the profile's text and of the rows."""
    return hashlib.sha256(json.dumps([source_fingerprint, profile_fingerprint, fingerprint]).encode()).hexdigest()


def snapshot_id(at: datetime.datetime, content: str) -> str:
    """The id of a snapshot made at a time in UTC, with an identity."""
    return f"{at.strftime(ID_TIME)}-{content[:FINGERPRINT_LETTERS]}"


def time_of(name: str) -> datetime.datetime:
    """When the snapshot with this id was made. Raises ValueError where the id names no time."""
    return datetime.datetime.strptime(name.partition("-")[0], ID_TIME).replace(tzinfo=datetime.UTC)


def check_id(name: str, known: Iterable[str]) -> str:
    """The id of a snapshot that is there.

    Raises
    ------
    InputError
        It is not; what was asked for is repeated only where it looks like an id.
    """
    if check_name(name) not in known:
        raise InputError(
            f"The workspace has no snapshot {name}; expected one of those it lists. Take the id from the list."
        )
    return name


def check_name(name: str) -> str:
    """What looks like a snapshot's id; raises InputError as :func:`check_id` does."""
    if not SNAPSHOT_ID.fullmatch(name) or not _names_a_time(name):
        raise InputError(
            "This is no snapshot's id; expected one such as 20240131T120000000000Z-0123456789ab. "
            "Take it from the list of snapshots."
        )
    return name


def _names_a_time(name: str) -> bool:
    try:
        time_of(name)
    except ValueError:
        return False
    return True
