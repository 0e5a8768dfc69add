"""A protected copy as a file: so that what the public sees can be made in one place and shown or checked in another.

A ZIP of two Parquet tables and a description. It holds what may be said to anybody and nothing else: no restricted
record, no exact account of what is withheld, no name of the file or person it comes from unless the records are
published ones.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.errors import SchemaError

from footprints_geo.archives import archive
from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.columns import SOURCE_TEXTS
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, reopened
from footprints_geo.disclosure.telling import as_events, fingerprint_of, given_of
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.events.table import CODED, SCHEMA, Events
from footprints_geo.sources.limits import inflated, open_archive, shown

DESCRIPTION: Final = "protected-copy.json"
EVENTS: Final = "events.parquet"
PLACES: Final = "places.parquet"
ENDING: Final = ".protected"
FORMAT: Final = 1
LARGEST_DESCRIPTION: Final = 1 << 16
_DAYS: Final = ("date_earliest", "date_latest")


def copy_bytes(release: Release) -> bytes:
    """A protected release as a file: the same bytes for the same release and versions of the program and its libraries.

    Raises
    ------
    FootprintsError
        The release is for internal use: there is no file form of it.
    """
    protection = release.protection
    if protection is None:
        raise FootprintsError("Only a protected copy is kept as a file; this is a fault of the program.")
    events = release.events
    tables = {EVENTS: _plain(events.frame), PLACES: events.places.reset_index()}
    contents = {name: _parquet(table) for name, table in tables.items()}
    description = {
        "format": FORMAT,
        "name": events.name,
        "fingerprint": events.fingerprint,
        "sensitivity": protection.policy.sensitivity,
        "threshold": protection.policy.threshold,
        "withheld": protection.withheld,
        "shortened": protection.shortened,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    return archive({DESCRIPTION: json.dumps(description, indent=2).encode() + b"\n", **contents})


def is_copy(path: Path) -> bool:
    """Whether a file says that it is a protected copy; False for one that cannot be opened."""
    try:
        with zipfile.ZipFile(path) as file:
            return DESCRIPTION in file.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def read_copy(path: Path) -> Release:
    """A protected copy that was kept as a file.

    Raises
    ------
    InputError
        The file is no protected copy, was changed or damaged, or was made by a newer version.
    """
    name = shown(path)
    with open_archive(path, name) as file:
        if DESCRIPTION not in file.namelist():
            raise InputError(f"{name}: this is no protected copy. 'footprints-geo protect' makes one of records.")
        parts = {one: b"".join(inflated(file, one, name)) for one in (DESCRIPTION, EVENTS, PLACES)}
    try:
        said = _description(parts[DESCRIPTION])
        protection = Protection(
            Policy(said["sensitivity"], int(said["threshold"])), int(said["withheld"]), bool(said["shortened"])
        )
        if any(hashlib.sha256(parts[one]).hexdigest() != said["sha256"][one] for one in (EVENTS, PLACES)):
            raise _changed(name)
        frame = _typed(pq.read_table(io.BytesIO(parts[EVENTS])).to_pandas())
        places = pq.read_table(io.BytesIO(parts[PLACES])).to_pandas().set_index("place_id")
        events = as_events(frame, places, str(said["name"]), str(said["fingerprint"]))
    except (ValueError, TypeError, KeyError, pa.ArrowException, SchemaError, FootprintsError):
        raise _changed(name) from None
    if not _as_protected(events, protection):
        raise _changed(name)
    return reopened(events, protection)


def _description(content: bytes) -> dict[str, Any]:
    said = cast(dict[str, Any], json.loads(content[:LARGEST_DESCRIPTION]))
    if said["format"] != FORMAT:
        raise ValueError
    return said


def _changed(name: str) -> InputError:
    return InputError(
        f"{name}: this is not the protected copy that the program wrote, or one of another version of it. It is not "
        "read, because nobody knows what it gives away. Make it again with 'footprints-geo protect'."
    )


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts as texts: what a category leaves unused is no part of what is told."""
    texts = {name: frame[name].astype("str") for name, dtype in frame.dtypes.items() if dtype == "category"}
    return frame.assign(**cast(dict[str, Any], texts))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of SCHEMA with their types, from plain texts, days and numbers."""
    made: dict[str, Any] = {}
    for name, column in SCHEMA.columns.items():
        if name in CODED:
            made[name] = frame[name].astype("str").astype("category")
        elif isinstance(column.dtype.type, pd.CategoricalDtype):
            words = column.dtype.type.categories
            if not frame[name].dropna().isin(words).all():
                raise ValueError
            made[name] = pd.Categorical(frame[name].astype("str"), categories=words)
        else:
            made[name] = frame[name].astype("datetime64[s]" if name in _DAYS else str(column.dtype))
    if set(frame.columns) != set(made):
        raise ValueError
    return pd.DataFrame(made)


def _parquet(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), file, compression="zstd")
    return file.getvalue()


def _as_protected(events: Events, protection: Protection) -> bool:
    """Whether the table has the marks of a protected one: somebody may have put a table of their own in its place."""
    frame, places = events.frame, events.places
    empty = ["note", *(SOURCE_TEXTS if protection.policy.groups else ())]
    place = places.reindex(frame["place_id"].astype("str").fillna(""))
    begins, ends = (frame[name].dropna() for name in _DAYS)
    return bool(
        not events.attributes
        and (frame["visibility"] == "public").all()
        and (frame[empty].astype("str") == "").all(axis=None)
        and (begins.dt.day == 1).all()
        and ends.dt.is_month_end.all()
        and all(
            np.array_equal(frame[name].to_numpy(), place[name].to_numpy(), equal_nan=True) for name in ("lat", "lon")
        )
        and (not protection.policy.groups or events.fingerprint == fingerprint_of(given_of(frame)))
    )
