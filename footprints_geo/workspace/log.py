"""The log of a workspace: what was imported, exported and forgotten when, with counts and fingerprints and no names."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, Final, Literal

import pandas as pd

from footprints_geo.sources.cells import is_whole
from footprints_geo.workspace.snapshots import FINGERPRINT, PROGRAM_VERSION, Snapshot

Action = Literal["import", "export", "forget", "unreadable"]

LOG_TYPES: Final = MappingProxyType(
    {
        "at": "datetime64[us, UTC]",
        "action": "str",
        "snapshot": "str",
        "repeated": "bool",
        "rows_read": "Int64",
        "rows_accepted": "Int64",
        "rows_rejected": "Int64",
        "events": "Int64",
        "rows_written": "Int64",
        "format": "str",
        "audience": "str",
        "fingerprint": "str",
        "program_version": "str",
    }
)
"""Columns of the log. Counts of an import (which the line of its
forgetting has too) are missing for an export, and the other way round; an `unreadable` line
(torn by a power cut) has an action and nothing else."""


@dataclass(frozen=True)
class Written:
    """What an export wrote, in words that can name nobody.

    Attributes
    ----------
    format : str
        What was written: `csv`, `geojson`, `png`; small letters, figures and dashes, at most 20.
    audience : {'internal', 'public'}
        Who it is for.
    rows : int
        How many rows, legs or features it holds.
    fingerprint : str
        SHA-256 of the file's bytes, in hexadecimal; '' where there is none.

    Raises
    ------
    ValueError
        The words are none of these.
    """

    format: str
    audience: Literal["internal", "public"]
    rows: int
    fingerprint: str = ""

    def __post_init__(self) -> None:
        right = (
            re.fullmatch(r"[a-z0-9-]{1,20}", self.format, re.ASCII)
            and self.audience in ("internal", "public")
            and self.rows >= 0
            and (not self.fingerprint or FINGERPRINT.fullmatch(self.fingerprint))
        )
        if not right:
            raise ValueError("Expected a plain word for the format, an audience, a count and a fingerprint.")


@dataclass(frozen=True)
class LogLine:
    """One line of the log; the fields are the columns of LOG_TYPES."""

    at: datetime.datetime | None
    action: Action
    snapshot: str = ""
    repeated: bool = False
    rows_read: int | None = None
    rows_accepted: int | None = None
    rows_rejected: int | None = None
    events: int | None = None
    rows_written: int | None = None
    format: str = ""
    audience: str = ""
    fingerprint: str = ""
    program_version: str = ""


COUNTS: Final = ("rows_read", "rows_accepted", "rows_rejected", "events")
UNREADABLE: Final = LogLine(at=None, action="unreadable")


def import_line(snapshot: Snapshot, at: datetime.datetime) -> LogLine:
    """The line of an import at a time in UTC, repeated or not."""
    return LogLine(
        at=at,
        action="import",
        snapshot=snapshot.id,
        repeated=snapshot.repeated,
        rows_read=snapshot.counts.rows_read,
        rows_accepted=snapshot.counts.rows_accepted,
        rows_rejected=snapshot.counts.rows_rejected,
        events=snapshot.events,
        fingerprint=snapshot.fingerprint,
        program_version=PROGRAM_VERSION,
    )


def export_line(snapshot: str, written: Written, at: datetime.datetime) -> LogLine:
    """The line of an export at a time in UTC."""
    return LogLine(
        at=at,
        action="export",
        snapshot=snapshot,
        rows_written=written.rows,
        format=written.format,
        audience=written.audience,
        fingerprint=written.fingerprint,
        program_version=PROGRAM_VERSION,
    )


def forget_line(snapshot: str, imported: LogLine | None, at: datetime.datetime) -> LogLine:
    """The line of a forgetting at a time in UTC, with the counts that the log has of the import, and no fingerprint."""
    counts = {} if imported is None else {name: getattr(imported, name) for name in COUNTS}
    return LogLine(at=at, action="forget", snapshot=snapshot, program_version=PROGRAM_VERSION, **counts)


def to_json(line: LogLine) -> bytes:
    """A log line as one line of JSON, with its end; fields without a value are left out."""
    said = {name: value for name, value in asdict(line).items() if value not in ("", None)}
    if line.at is not None:
        said["at"] = line.at.isoformat(timespec="microseconds")
    return json.dumps(said).encode() + b"\n"


def from_json(text: bytes) -> LogLine:
    """A line of the log; UNREADABLE for one that was torn. Fields of a newer program are passed over."""
    known = {field.name for field in fields(LogLine)}
    try:
        said: dict[str, Any] = json.loads(text)
        at = datetime.datetime.fromisoformat(said.pop("at"))
        told = {name: said[name] for name in said if name in known}
        if not all(_fits(name, value) for name, value in told.items()):
            return UNREADABLE
        return LogLine(at=at.astimezone(datetime.UTC), **told)
    # The first and the last hours of all have no time in UTC.
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return UNREADABLE


def _fits(name: str, value: Any) -> bool:
    """Whether a value is one that a column of the log can hold."""
    match LOG_TYPES[name]:
        case "Int64":
            return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63)
        case "bool":
            return isinstance(value, bool)
        case _:
            return isinstance(value, str) and is_whole(value)


def log_table(lines: Sequence[LogLine]) -> pd.DataFrame:
    """Lines of a log as a table with the columns of LOG_TYPES."""
    table = pd.DataFrame([asdict(line) for line in lines], columns=list(LOG_TYPES))
    return table.assign(at=pd.to_datetime(table["at"], utc=True)).astype(dict(LOG_TYPES))
