"""The folder of one snapshot: its files, and the `datapackage.json` that says what they are and vouches for them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from footprints_geo.errors import InputError
from footprints_geo.sources.cells import guarded, is_whole
from footprints_geo.sources.parquet import check_extent
from footprints_geo.workspace.contents import contents, fingerprint, shown_cells
from footprints_geo.workspace.durable import seal, write_once
from footprints_geo.workspace.layout import inside
from footprints_geo.workspace.snapshots import Counts, Import, Snapshot, identity, snapshot_id, time_of
from footprints_geo.writers.formats import write_events

PACKAGE: Final = "datapackage.json"
EVENTS: Final = "events.parquet"
PROFILE: Final = "profile.toml"
MEDIA_TYPES: Final = {
    EVENTS: "application/vnd.apache.parquet",
    PROFILE: "application/toml",
}
"""Other files are CSV."""

TITLES: Final = {
    EVENTS: "Accepted events",
    PROFILE: "Mapping profile",
    "rejects.csv": "Records that could not be used, and why",
    "inferred.csv": "What the records do not say themselves",
    "warnings.csv": "What looks odd",
}
LARGEST: Final = 16 << 20
"""Bytes of a description, which has a line for each column."""

NOTHING: Final = hashlib.sha256(b"").hexdigest()


def write_package(folder: Path, snapshot: Snapshot, kept: pd.DataFrame, imported: Import) -> None:
    """Write all files of a snapshot into its new and empty folder, read-only and on the disk.

    Parameters
    ----------
    folder : pathlib.Path
        Where to.
    snapshot : Snapshot
        What to say about it.
    kept : pandas.DataFrame
        The rows as :func:`footprints_geo.workspace.contents.contents` gives them.
    imported : Import
        The rest.
    """
    write_events(kept, folder / EVENTS)
    seal(folder / EVENTS)
    tables = {"rejects": imported.rejects, "inferred": imported.inferred, "warnings": imported.warnings}
    resources = [_resource(folder / EVENTS, list(kept.columns), len(kept))]
    for name, table in tables.items():
        cells = shown_cells(table)
        write_once(folder / f"{name}.csv", _guarded_csv(cells))
        resources.append(_resource(folder / f"{name}.csv", list(cells.columns), len(cells)))
    if imported.profile_text:
        write_once(folder / PROFILE, imported.profile_text.encode())
        resources.append(_resource(folder / PROFILE))
    text = json.dumps(_description(snapshot, resources), ensure_ascii=False, indent=2, allow_nan=False)
    write_once(folder / PACKAGE, text.encode() + b"\n")


def _guarded_csv(cells: pd.DataFrame) -> bytes:
    """Safe to open in a spreadsheet."""
    return str(cells.apply(guarded).to_csv(index=False, lineterminator="\r\n")).encode()


def _resource(path: Path, columns: list[str] | None = None, rows: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": path.stem,
        "path": path.name,
        "title": TITLES[path.name],
        "format": path.suffix.removeprefix("."),
        "mediatype": MEDIA_TYPES.get(path.name, "text/csv"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_hash(path)}",
    }
    if columns is None:
        return said
    fields = [{"name": name, "type": "string"} for name in columns]
    if path.suffix == ".csv":
        said |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True}}
    return said | {"rows": rows, "schema": {"fields": fields, "missingValues": [""]}}


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _description(snapshot: Snapshot, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": snapshot.id.lower(),
        "id": snapshot.id,
        "title": f"Events imported from {snapshot.source_name}",
        "created": snapshot.at.isoformat(),
        "sources": [{"title": snapshot.source_name, "hash": f"sha256:{snapshot.source_fingerprint}"}],
        "snapshot": {
            "rows_read": snapshot.counts.rows_read,
            "rows_accepted": snapshot.counts.rows_accepted,
            "rows_rejected": snapshot.counts.rows_rejected,
            "events": snapshot.events,
            "cases": snapshot.cases,
            "fingerprint": snapshot.fingerprint,
            "mapping_profile": snapshot.profile,
            "program_version": snapshot.program_version,
        },
        "resources": resources,
    }


def read_package(folder: Path) -> dict[str, Any]:
    """The description of a snapshot's folder.

    Raises
    ------
    InputError
        It is not there or cannot be understood.
    """
    try:
        path = _plain_file(folder, PACKAGE)
        if path.stat().st_size > LARGEST:
            raise damaged(folder.name, f"{PACKAGE} is too large for what the program writes")
        content = json.loads(path.read_bytes())
    # An InputError is a ValueError too, and has said it already.
    except InputError:
        raise
    except (OSError, ValueError, RecursionError):
        raise damaged(folder.name, f"{PACKAGE} is missing or no JSON") from None
    if not isinstance(content, dict) or not _lists_files(content.get("resources")):
        raise damaged(folder.name, f"{PACKAGE} is not what the program wrote")
    return content


def _lists_files(resources: Any) -> bool:
    return isinstance(resources, list) and all(
        isinstance(one, dict) and isinstance(one.get("path"), str) and isinstance(one.get("hash"), str)
        for one in resources
    )


def snapshot_of(folder: Path, package: dict[str, Any]) -> Snapshot:
    """The snapshot that a description speaks of, checked against the name of its folder.

    Raises
    ------
    InputError
        The description lacks a part, or the folder's name belongs to another content.
    """
    try:
        said, source = package["snapshot"], package["sources"][0]
        snapshot = Snapshot(
            id=folder.name,
            at=time_of(folder.name),
            source_name=_text(source["title"]),
            source_fingerprint=_text(source["hash"]).removeprefix("sha256:"),
            profile=_text(said["mapping_profile"]),
            counts=Counts(*(_count(said[name]) for name in ("rows_read", "rows_accepted", "rows_rejected"))),
            events=_count(said["events"]),
            cases=_count(said["cases"]),
            fingerprint=_text(said["fingerprint"]),
            program_version=_text(said["program_version"]),
        )
        profile = next((_hash_of(r) for r in package["resources"] if r["path"] == PROFILE), NOTHING)
        content = identity(snapshot.source_fingerprint, profile, snapshot.fingerprint)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise damaged(folder.name, f"{PACKAGE} is not what the program wrote") from None
    if snapshot_id(snapshot.at, content) != folder.name:
        raise damaged(folder.name, f"{PACKAGE} speaks of another content than the snapshot's id")
    return snapshot


def read_rows(folder: Path, package: dict[str, Any], snapshot: Snapshot) -> pd.DataFrame:
    """The events of a snapshot as they were kept.

    Read here and not by a door: the bytes are known to be our own, and what a door would tidy must come back as it is.

    Raises
    ------
    InputError
        The file has changed, or its records are not those that were imported.
    """
    path = verified(folder, package, EVENTS)
    if path is None:
        raise damaged(folder.name, f"{PACKAGE} does not name {EVENTS}")
    try:
        fields = next(r["schema"]["fields"] for r in package["resources"] if r["path"] == EVENTS)
        columns = [_text(field["name"]) for field in fields]
        file = pq.ParquetFile(path)
        # A few bytes can promise any number of equal cells.
        check_extent(file.metadata.num_rows, len(columns), EVENTS)
        table = file.read().select(columns)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, StopIteration):
        raise damaged(folder.name, f"{EVENTS} cannot be read as {PACKAGE} says") from None
    texts = all(pa.types.is_string(kind) or pa.types.is_large_string(kind) for kind in table.schema.types)
    if not texts or len(set(columns)) < len(columns):
        raise damaged(folder.name, f"{EVENTS} cannot be read as {PACKAGE} says")
    frame = contents(table.to_pandas().astype("str"))
    if fingerprint(frame) != snapshot.fingerprint:
        raise damaged(folder.name, f"the records in {EVENTS} are not those that were imported")
    return frame


def read_profile_text(folder: Path, package: dict[str, Any]) -> str:
    """The mapping profile of a snapshot as TOML; '' if there was none.

    Raises
    ------
    InputError
        The file has changed, or is no text.
    """
    path = verified(folder, package, PROFILE)
    try:
        return path.read_bytes().decode() if path else ""
    except UnicodeDecodeError:
        raise damaged(folder.name, f"{PROFILE} is no text in UTF-8") from None


def verified(folder: Path, package: dict[str, Any], name: str) -> Path | None:
    """A file of a snapshot whose bytes are those that were written; None where it never had one of this name.

    Raises
    ------
    InputError
        The file is gone, is a link, or has changed.
    """
    wanted = next((_hash_of(r) for r in package["resources"] if r["path"] == name), None)
    if wanted is None:
        return None
    try:
        path = _plain_file(folder, name)
        found = file_hash(path)
    except OSError:
        raise damaged(folder.name, f"{name} is missing or cannot be opened") from None
    if found != wanted:
        raise damaged(folder.name, f"{name} is not the file that was written at the import")
    return path


def damaged(snapshot: str, what: str) -> InputError:
    """The sentence for a snapshot that is not what was imported."""
    return InputError(
        f"The snapshot {snapshot} is damaged: {what}. It is not read. Put its folder back from a copy, or move it out "
        "of the workspace and import its file again."
    )


def _plain_file(folder: Path, name: str) -> Path:
    path = folder / name
    if path.is_symlink() or not path.is_file():
        raise FileNotFoundError(name)
    return inside(folder, path)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not is_whole(value):
        raise ValueError("Expected a text.")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("Expected a whole number.")
    return value


def _hash_of(resource: dict[str, Any]) -> str:
    return str(resource["hash"]).removeprefix("sha256:")
