"""A workspace in a PostgreSQL database, with points where PostGIS is there."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from footprints_geo.coded import coded
from footprints_geo.errors import InputError
from footprints_geo.sources.geometries import degrees
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable
from footprints_geo.vocabulary import COARSE, EVENT_COLUMNS
from footprints_geo.workspace.contents import contents, fingerprint, shown_cells
from footprints_geo.workspace.copying import from_copy, from_objects, to_copy, to_objects
from footprints_geo.workspace.difference import Difference, difference
from footprints_geo.workspace.log import LogLine, Written, export_line, forget_line, import_line, log_table
from footprints_geo.workspace.postgres_connection import make_engine, transaction
from footprints_geo.workspace.postgres_tables import (
    EVENTS,
    LOCK,
    LOG,
    REJECTS,
    SNAPSHOTS,
    check_tables,
    has_points,
    prepare_tables,
)
from footprints_geo.workspace.snapshots import (
    FINGERPRINT_LETTERS,
    Counts,
    Import,
    Snapshot,
    check_id,
    check_name,
    in_utc,
    snapshot_of_import,
)

COUNTS: Final = tuple(field.name for field in dataclasses.fields(Counts))
FIELDS: Final = tuple(f.name for f in dataclasses.fields(Snapshot) if f.name not in ("counts", "repeated"))
"""Columns of the table of snapshots that are fields of a Snapshot by the same name."""


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class PostgresWorkspace:
    """A workspace in a PostgreSQL database; made by :func:`open_postgres`.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        How the database is reached; holds no connection between two calls.
    points : bool
        Whether events have a point, or latitude and longitude alone.
    """

    engine: sa.Engine
    points: bool

    def __repr__(self) -> str:
        # The engine's own says host and name, and what stands for them in a mistyped address.
        return f"PostgresWorkspace(points={self.points})"

    @property
    def notes(self) -> tuple[str, ...]:
        """How positions are kept."""
        if self.points:
            return ("PostGIS is there: events with a position are points, all others have none.",)
        return ("PostGIS is not there: events have latitude and longitude as text and no points.",)

    @property
    def stopped(self) -> tuple[str, ...]:
        """Nothing: the server takes back by itself what was not finished."""
        return ()

    def add(self, imported: Import, at: datetime.datetime) -> Snapshot:
        """Keep an import; see :class:`footprints_geo.workspace.protocol.Workspace`."""
        kept = contents(imported.rows)
        snapshot = snapshot_of_import(imported, kept, at)
        with transaction(self.engine) as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            same = _same(connection, snapshot, imported.profile_text)
            if same is None:
                self._keep(connection, snapshot, kept, imported)
            else:
                snapshot = dataclasses.replace(same, repeated=True)
            _append(connection, import_line(snapshot, in_utc(at)))
        return snapshot

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, oldest first."""
        with transaction(self.engine) as connection:
            return _snapshots(connection, sa.true())

    def read(self, snapshot_id: str) -> SourceTable:
        """The accepted events of a snapshot as text."""
        with transaction(self.engine) as connection:
            snapshot = _snapshot(connection, snapshot_id)
            attributes = connection.execute(
                sa.select(SNAPSHOTS.c.attributes).where(SNAPSHOTS.c.id == snapshot_id)
            ).scalar_one()
            rows = _read_rows(connection, snapshot_id)
        frame = contents(rows[list(EVENT_COLUMNS)].join(from_objects(rows["attributes"], attributes)))
        if fingerprint(frame) != snapshot.fingerprint:
            raise InputError(
                f"The snapshot {snapshot.id} is damaged: its records in the database are not those that were imported. "
                "It is not read. Put the database back from a copy, or import the file again elsewhere."
            )
        return SourceTable(
            name=snapshot.source_name, fingerprint=snapshot.fingerprint, frame=frame, format="parquet", unit="record"
        )

    def profile_text(self, snapshot_id: str) -> str:
        """The mapping profile of a snapshot as TOML; '' if there was none."""
        with transaction(self.engine) as connection:
            _snapshot(connection, snapshot_id)
            text = sa.select(SNAPSHOTS.c.profile_text).where(SNAPSHOTS.c.id == snapshot_id)
            return str(connection.execute(text).scalar_one())

    def log(self) -> pd.DataFrame:
        """Every import and export in the order of writing."""
        columns = [LOG.c[field.name] for field in dataclasses.fields(LogLine)]
        with transaction(self.engine) as connection:
            lines = connection.execute(sa.select(*columns).order_by(LOG.c.line)).mappings().all()
        return log_table([LogLine(**dict(line)) for line in lines])

    def note_export(self, snapshot_id: str, written: Written, at: datetime.datetime) -> None:
        """Write down in the log that something was made from a snapshot."""
        with transaction(self.engine) as connection:
            _snapshot(connection, snapshot_id)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            _append(connection, export_line(snapshot_id, written, in_utc(at)))

    def forget(self, snapshot_id: str, at: datetime.datetime) -> None:
        """Take a snapshot away, wholly or not at all, and log that."""
        at = in_utc(at)
        with transaction(self.engine) as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            prepare_tables(connection)
            snapshot = _snapshot(connection, snapshot_id)
            # First the log: the tables let go only what it says is forgotten.
            _append(connection, forget_line(snapshot.id, import_line(snapshot, at), at))
            for column in (EVENTS.c.snapshot, REJECTS.c.snapshot, SNAPSHOTS.c.id):
                connection.execute(sa.delete(column.table).where(column == snapshot.id))

    def diff(self, old: str, new: str) -> Difference:
        """What changed from one snapshot to another."""
        return difference(self.read(old).frame, self.read(new).frame)

    def _keep(self, connection: sa.Connection, snapshot: Snapshot, kept: pd.DataFrame, imported: Import) -> None:
        said = {name: getattr(snapshot, name) for name in FIELDS} | dataclasses.asdict(snapshot.counts)
        attributes = [name for name in kept.columns if name not in EVENT_COLUMNS]
        connection.execute(
            sa.insert(SNAPSHOTS).values(
                **said,
                profile_text=imported.profile_text,
                attributes=attributes,
                inferred=shown_cells(imported.inferred).to_dict("records"),
                warnings=shown_cells(imported.warnings).to_dict("records"),
            )
        )
        events = {"snapshot": _constant(snapshot.id, kept), "record": kept.index.to_series().astype("str")}
        events |= {name: kept[name] for name in EVENT_COLUMNS} | {"attributes": to_objects(kept[attributes])}
        if self.points:
            events["geometry"] = _points(kept)
        _copy_in(connection, EVENTS, events)
        rejects = shown_cells(imported.rejects).reindex(columns=list(FAULT_COLUMNS), fill_value="")
        lines = (rejects.index.to_series() + 1).astype("str")
        faults = {"snapshot": _constant(snapshot.id, rejects), "line": lines}
        _copy_in(connection, REJECTS, faults | {name: rejects[name] for name in FAULT_COLUMNS})


def open_postgres(address: str) -> PostgresWorkspace:
    """The workspace in a database; its schema `footprints_geo` is made where it is not there.

    Parameters
    ----------
    address : str
        `postgresql://name:password@host:port/database`.

    Raises
    ------
    InputError
        The database cannot be reached or used, or its workspace comes from a newer program.
    """
    engine = make_engine(address)
    with transaction(engine) as connection:
        encoding = str(connection.execute(sa.text("SHOW server_encoding")).scalar_one())
        if encoding != "UTF8":
            raise InputError(
                f"The database keeps its letters as {encoding}; expected UTF8. Make a database with the encoding UTF8 "
                "and name that."
            )
        prepare_tables(connection)
        return PostgresWorkspace(engine, has_points(connection))


def existing_postgres(address: str) -> PostgresWorkspace:
    """The workspace that is in a database already; looking makes none. Raises InputError as :func:`open_postgres`."""
    engine = make_engine(address)
    with transaction(engine) as connection:
        check_tables(connection)
        return PostgresWorkspace(engine, has_points(connection))


def _snapshots(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[Snapshot, ...]:
    rows = connection.execute(sa.select(SNAPSHOTS).where(where).order_by(SNAPSHOTS.c.id.collate("C"))).mappings()
    return tuple(
        Snapshot(
            **{name: row[name] for name in FIELDS if name != "at"},
            at=row["at"].astimezone(datetime.UTC),
            counts=Counts(**{name: row[name] for name in COUNTS}),
        )
        for row in rows
    )


def _snapshot(connection: sa.Connection, name: str) -> Snapshot:
    found = _snapshots(connection, SNAPSHOTS.c.id == check_name(name))
    check_id(name, [snapshot.id for snapshot in found])
    return found[0]


def _same(connection: sa.Connection, wanted: Snapshot, profile_text: str) -> Snapshot | None:
    found = _snapshots(
        connection,
        SNAPSHOTS.c.id.endswith(wanted.id[-FINGERPRINT_LETTERS:])
        & (SNAPSHOTS.c.source_fingerprint == wanted.source_fingerprint)
        & (SNAPSHOTS.c.fingerprint == wanted.fingerprint)
        & (SNAPSHOTS.c.profile_text == profile_text),
    )
    return found[0] if found else None


def _append(connection: sa.Connection, line: LogLine) -> None:
    connection.execute(sa.insert(LOG).values(**dataclasses.asdict(line)))


def _constant(text: str, like: pd.DataFrame) -> pd.Series:
    return pd.Series(text, index=like.index, dtype="str")


def _points(kept: pd.DataFrame) -> pd.Series:
    """Positions as PostGIS reads them; missing where there is none, or where it stands for a whole area."""
    lon, lat = (degrees(coded(kept[name])) for name in ("lon", "lat"))
    coarse = kept["location_precision"].str.strip().str.lower().isin(COARSE)
    placed = (np.abs(lat) <= 90) & (np.abs(lon) <= 180) & ~coarse
    pairs = pc.binary_join_element_wise(*(pc.cast(pa.array(numbers), pa.string()) for numbers in (lon, lat)), " ")
    texts = pc.binary_join_element_wise("SRID=4326;POINT(", pairs, ")", "")
    return pd.Series(texts, dtype="str").set_axis(kept.index).where(placed)


def _copy_in(connection: sa.Connection, table: sa.Table, columns: dict[str, pd.Series]) -> None:
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
    target = connection.dialect.identifier_preparer.format_table(table)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
        for block in to_copy(list(columns.values())):
            copy.write(block)


def _read_rows(connection: sa.Connection, snapshot: str) -> pd.DataFrame:
    """The events of a snapshot in their order: EVENT_COLUMNS, and `attributes` as the text of JSON objects."""
    wanted = [*EVENT_COLUMNS, "attributes"]
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, wanted))
    target = connection.dialect.identifier_preparer.format_table(EVENTS)
    # Names are our own, and quoted by the driver; the snapshot is a parameter.
    rows = f"SELECT {names} FROM {target} WHERE snapshot = %s ORDER BY record"  # noqa: S608
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT", [snapshot]) as copy:
        return from_copy(b"".join(copy), wanted)
