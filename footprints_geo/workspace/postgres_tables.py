"""The tables of a workspace in PostgreSQL, and how an older set of them becomes the newest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from footprints_geo.errors import InputError
from footprints_geo.sources.source_table import FAULT_COLUMNS
from footprints_geo.vocabulary import EVENT_COLUMNS

SCHEMA: Final = "footprints_geo"
LOCK: Final = int.from_bytes(b"footprnt")
"""The number of the advisory lock under which tables are made and imports are kept."""

METADATA: Final = sa.MetaData(schema=SCHEMA)

VERSION: Final = sa.Table("version", METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))

SNAPSHOTS: Final = sa.Table(
    "snapshots",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("source_name", "source_fingerprint", "profile", "profile_text", "fingerprint", "program_version")
    ),
    *(
        sa.Column(name, sa.BigInteger, nullable=False)
        for name in ("rows_read", "rows_accepted", "rows_rejected", "events", "cases")
    ),
    sa.Column("attributes", ARRAY(sa.Text), nullable=False, comment="Names and order of the attributes of the events."),
    sa.Column("inferred", JSONB, nullable=False),
    sa.Column("warnings", JSONB, nullable=False),
)

EVENTS: Final = sa.Table(
    "events",
    METADATA,
    sa.Column("snapshot", sa.Text, sa.ForeignKey(SNAPSHOTS.c.id), primary_key=True),
    sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in EVENT_COLUMNS),
    sa.Column("attributes", JSONB, nullable=False),
)
"""Where PostGIS is there, with a further column `geometry`."""

REJECTS: Final = sa.Table(
    "rejects",
    METADATA,
    sa.Column("snapshot", sa.Text, sa.ForeignKey(SNAPSHOTS.c.id), primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in FAULT_COLUMNS),
)

LOG: Final = sa.Table(
    "log",
    METADATA,
    sa.Column("line", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("snapshot", sa.Text, nullable=False),
    sa.Column("repeated", sa.Boolean, nullable=False),
    *(
        sa.Column(name, sa.BigInteger)
        for name in ("rows_read", "rows_accepted", "rows_rejected", "events", "rows_written")
    ),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("format", "audience", "fingerprint", "program_version")),
)

REFUSAL: Final = f"""
CREATE FUNCTION {SCHEMA}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Snapshots and log of a workspace never change.' USING ERRCODE = 'restrict_violation';
END $$
"""


# Nothing in it comes from outside.
LOSS: Final = f"""
CREATE FUNCTION {SCHEMA}.refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lost boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM (SELECT DISTINCT %%I AS id FROM gone) AS deleted WHERE NOT EXISTS ('
        'SELECT FROM {SCHEMA}.log WHERE log.action = ''forget'' AND log.snapshot = deleted.id))', TG_ARGV[0]
    ) INTO lost;
    IF lost THEN
        RAISE EXCEPTION 'A snapshot goes only after the log says that it is forgotten.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608
"""Looks once at all rows of a deletion, by the column that names their snapshot."""


def check_tables(connection: sa.Connection) -> None:
    """Look whether the tables are there and can be read; changes nothing.

    Raises
    ------
    InputError
        There are none, or they were made by a newer program.
    """
    found = _version(connection)
    if not found:
        raise InputError("The database holds no workspace. Check its name, or keep a file there first.")
    _check_version(found)


def prepare_tables(connection: sa.Connection) -> None:
    """Make the tables, or bring older ones to the newest version; does nothing where they are the newest.

    Raises
    ------
    InputError
        They were made by a newer program.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    found = _version(connection)
    _check_version(found)
    for number, migrate in enumerate(MIGRATIONS[found:], found + 1):
        migrate(connection)
        connection.execute(sa.insert(VERSION).values(version=number))


def _check_version(found: int) -> None:
    if found > len(MIGRATIONS):
        raise InputError(
            f"The workspace in the database was made by a newer program (version {found}; this one knows up to "
            f"{len(MIGRATIONS)}). Get the newer program to open it."
        )


def has_points(connection: sa.Connection) -> bool:
    """Whether the events have a column of points."""
    column = sa.text(
        "SELECT count(*) FROM information_schema.columns "
        "WHERE table_schema = :schema AND table_name = 'events' AND column_name = 'geometry'"
    )
    return bool(connection.execute(column, {"schema": SCHEMA}).scalar_one())


def _version(connection: sa.Connection) -> int:
    """The version of the tables; 0 where there are none."""
    if not sa.inspect(connection).has_table(VERSION.name, SCHEMA):
        return 0
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(VERSION.c.version), 0))).scalar_one())


def _first_tables(connection: sa.Connection) -> None:
    connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    METADATA.create_all(connection, checkfirst=False)
    _add_points(connection)
    connection.exec_driver_sql(REFUSAL)
    for table in METADATA.sorted_tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {SCHEMA}.{table.name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_change()"
        )


def _letting_go(connection: sa.Connection) -> None:
    """Let a snapshot be deleted once the log says that it is forgotten; the log outlives it, and is never changed."""
    connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.log DROP CONSTRAINT IF EXISTS log_snapshot_fkey")
    connection.exec_driver_sql(f"CREATE INDEX log_snapshot ON {SCHEMA}.log (snapshot)")
    connection.exec_driver_sql(LOSS)
    for column in (EVENTS.c.snapshot, REJECTS.c.snapshot, SNAPSHOTS.c.id):
        name = f"{SCHEMA}.{column.table.name}"
        connection.exec_driver_sql(f"DROP TRIGGER never_changes ON {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER never_changes BEFORE UPDATE OR TRUNCATE ON {name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_change()"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER only_forgotten AFTER DELETE ON {name} REFERENCING OLD TABLE AS gone "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_loss('{column.name}')"
        )


def _add_points(connection: sa.Connection) -> None:
    """A column of points, where the database has PostGIS or lets us switch it on."""
    schema = _postgis(connection)
    if schema is None:
        return
    quoted = connection.dialect.identifier_preparer.quote(schema)
    connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.events ADD COLUMN geometry {quoted}.geometry(Point, 4326)")
    connection.exec_driver_sql(f"CREATE INDEX events_geometry ON {SCHEMA}.events USING gist (geometry)")


def _postgis(connection: sa.Connection) -> str | None:
    """The schema that PostGIS is in; None where it is not to be had."""
    schema = sa.text(
        "SELECT n.nspname FROM pg_catalog.pg_extension AS e "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
    )
    found = connection.execute(schema).scalar_one_or_none()
    available = sa.text("SELECT count(*) FROM pg_catalog.pg_available_extensions WHERE name = 'postgis'")
    if found is not None or not connection.execute(available).scalar_one():
        return found
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION postgis")
    except sa.exc.DBAPIError:
        # Mostly, only an administrator of the database may switch it on.
        return None
    return str(connection.execute(schema).scalar_one())


MIGRATIONS: Final[tuple[Callable[[sa.Connection], None], ...]] = (_first_tables, _letting_go)
"""What brings the tables from each version to the next; the version is how many of these were run."""
