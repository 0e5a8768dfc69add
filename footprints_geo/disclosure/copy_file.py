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
from typing import Any, Final, cast, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from footprints_geo.archives import archive
from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.columns import SOURCE_TEXTS
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, reopened
from footprints_geo.disclosure.telling import NAME, as_events, fingerprint_of
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.events.table import CODED, SCHEMA, Events
from footprints_geo.places.areas import PLACE_COLUMNS
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.sequences import same_sequences
from footprints_geo.sources.limits import inflated, open_archive, shown
from footprints_geo.synthetic_mark import Synthetic

DESCRIPTION: Final = "protected-copy.json"
EVENTS: Final = "events.parquet"
PLACES: Final = "places.parquet"
ENDING: Final = ".protected"
FORMAT: Final = 1
LARGEST_DESCRIPTION: Final = 1 << 16
_DESCRIBED: Final = {
    "format": int, "name": str, "fingerprint": str, "sensitivity": str, "threshold": int, "withheld": int,
    "shortened": bool, "sha256": dict,
}  # fmt: skip
_OWN_NUMBERS: Final = ("row", "case_id", "persons_low", "persons_high", "persons_stated")
"""Columns in which the cases of a group may differ."""
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
    if events.synthetic != "none":
        description["synthetic"] = events.synthetic
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
        if sorted(file.namelist()) != sorted((DESCRIPTION, EVENTS, PLACES)):
            raise _changed(name)
        parts = {one: b"".join(inflated(file, one, name)) for one in (DESCRIPTION, EVENTS, PLACES)}
    try:
        said = json.loads(parts[DESCRIPTION][:LARGEST_DESCRIPTION])
        synthetic = _synthetic(said)
        protection = _protection(said)
        if said["sha256"] != {one: hashlib.sha256(parts[one]).hexdigest() for one in (EVENTS, PLACES)}:
            raise _changed(name)
        frame = _typed(pq.read_table(io.BytesIO(parts[EVENTS])).to_pandas())
        places = pq.read_table(io.BytesIO(parts[PLACES])).to_pandas().set_index("place_id")
        events = as_events(frame, places, said["name"], said["fingerprint"], synthetic)
        if not (_as_protected(events) and _known_places(events) and _in_groups(events, protection.policy)):
            raise _changed(name)
    except (ValueError, TypeError, KeyError, IndexError, pa.ArrowException, FootprintsError):
        raise _changed(name) from None
    return reopened(events, protection)


def _synthetic(said: dict[str, Any]) -> Synthetic:
    """Take out of a description how many of the records are made up; most copies say nothing of it: none are."""
    number: Synthetic = said.pop("synthetic", "none")
    if number not in get_args(Synthetic):
        raise ValueError
    return number


def _protection(said: dict[str, Any]) -> Protection:
    """What a description says of the protection, and nothing that the program does not write."""
    types = {name: type(said[name]) for name in said}
    if types != _DESCRIBED or said["format"] != FORMAT:
        raise ValueError
    return Protection(Policy(said["sensitivity"], said["threshold"]), said["withheld"], said["shortened"])


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
        elif isinstance(column.dtype, pd.CategoricalDtype):
            words = column.dtype.categories
            if not frame[name].dropna().isin(words).all():
                raise ValueError
            made[name] = pd.Categorical(frame[name].astype("str"), categories=words)
        else:
            made[name] = frame[name].astype(cast(Any, column.dtype))
    if set(frame.columns) != set(made):
        raise ValueError
    return pd.DataFrame(made)


def _parquet(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), file, compression="zstd")
    return file.getvalue()


def _as_protected(events: Events) -> bool:
    """Whether the table has the marks of a protected one: somebody may have put a table of their own in its place."""
    frame = events.frame
    begins, ends = (frame[name].dropna() for name in _DAYS)
    return bool(
        (frame["visibility"] == "public").all()
        and (frame["note"].astype("str") == "").all()
        and (begins.dt.day == 1).all()
        and ends.dt.is_month_end.all()
    )


def _known_places(events: Events) -> bool:
    """Whether only places of the gazetteer, countries and those that are told are named, and positions are theirs."""
    frame, places = events.frame, events.places
    told = frame["place_id"].astype("str").fillna("")
    named = places.index.isin(Gazetteer.read().frame["id"]) | (places["kind"] == "country") | places.index.isin(told)
    at = places.reindex(told)
    return bool(
        tuple(places.columns) == PLACE_COLUMNS
        and places.index.is_unique
        and named.all()
        and all(np.array_equal(frame[name].to_numpy(), at[name].to_numpy(), equal_nan=True) for name in ("lat", "lon"))
    )


def _in_groups(events: Events, policy: Policy) -> bool:
    """Whether cases that are told alike have people enough at every event, and nothing is told beside them."""
    if not policy.groups:
        return True
    frame = events.frame
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    if events.name != NAME or events.fingerprint != fingerprint_of(events.given) or (np.diff(case) < 0).any():
        return False
    if (frame[list(SOURCE_TEXTS)].astype("str") != "").any(axis=None):
        return False
    alike = [name for name in frame.columns if name not in _OWN_NUMBERS]
    token = frame.groupby(alike, observed=True, dropna=False, sort=False).ngroup().to_numpy().astype(np.int64)
    count = np.bincount(case).astype(np.int64)
    group, _ = same_sequences(case, token, count, np.zeros(len(count), dtype=np.int64))
    position = np.arange(len(case)) - (np.cumsum(count) - count)[case]
    _, event = np.unique(group[case] * (count.max(initial=0) + 1) + position, return_inverse=True)
    return bool((np.bincount(event, weights=frame["persons_low"]) >= policy.threshold).all())
