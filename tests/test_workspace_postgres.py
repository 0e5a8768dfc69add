"""A workspace in a real PostgreSQL: what the database itself guards, and that a password is never said."""

from __future__ import annotations

import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from footprints_geo.errors import InputError
from footprints_geo.workspace import (
    Counts,
    Workspace,
    existing_workspace,
    open_workspace,
    postgres,
    postgres_connection,
    postgres_tables,
)
from footprints_geo.workspace.postgres_connection import make_engine
from footprints_geo.workspace.postgres_tables import EVENTS, LOCK, METADATA
from tests.postgres import ESCAPED_PASSWORD, PASSWORD, empty_database, needed_server, new_user
from tests.workspaces import A_DAY, NEW_YEAR, imported, rows

REPOSITORY = Path(__file__).resolve().parent.parent
TABLES = [table.name for table in METADATA.sorted_tables]


class Database:
    """A database for one test, beside the program."""

    def __init__(self, *, points: bool = False) -> None:
        self.server, self.name, self.address = empty_database(points=points)

    def run(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        with self.server.connect(self.name) as connection:
            cursor = connection.execute(statement, given or None)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return open_workspace(database.address)


@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
@pytest.mark.parametrize("table", TABLES)
def test_what_is_kept_can_be_neither_changed_nor_removed(
    database: Database, workspace: Workspace, table: str, change: str
) -> None:
    workspace.add(imported(), NEW_YEAR)
    column = next(column.name for column in METADATA.tables[f"footprints_geo.{table}"].columns if column.name != "line")
    before = database.run(f"SELECT * FROM footprints_geo.{table}")
    assert before
    # Of snapshots with events the database itself says no before the trigger does.
    refusals = (psycopg.errors.RestrictViolation, psycopg.errors.ForeignKeyViolation)
    with pytest.raises(refusals, match=r"never change|only after the log says|violates foreign key"):
        database.run(change.format(f"footprints_geo.{table}", column, column))
    assert database.run(f"SELECT * FROM footprints_geo.{table}") == before


def test_events_with_a_position_are_points_and_areas_are_none() -> None:
    database = Database(points=True)
    workspace = open_workspace(database.address)
    frame = rows(3).assign(
        lat=["42.5", "42,5", "42.5", "", "91", "-1"],
        lon=["129.1", "129,1", "129.1", "", "1", "-0.25"],
        location_precision=["", "site", "province", "", "", "city"],
    )
    workspace.add(imported(frame), NEW_YEAR)
    found = database.run("SELECT ST_AsText(geometry), ST_SRID(geometry) FROM footprints_geo.events ORDER BY record")
    a_place = ("POINT(129.1 42.5)", 4326)
    assert found == [a_place, a_place, (None, None), (None, None), (None, None), ("POINT(-0.25 -1)", 4326)]
    assert workspace.notes == ("PostGIS is there: events with a position are points, all others have none.",)


def test_without_postgis_it_says_so_and_keeps_latitude_and_longitude(database: Database, workspace: Workspace) -> None:
    workspace.add(imported(rows(1).assign(lat="42.5", lon="129.1")), NEW_YEAR)
    assert database.run("SELECT lat, lon FROM footprints_geo.events") == [("42.5", "129.1")] * 2
    assert workspace.notes == ("PostGIS is not there: events have latitude and longitude as text and no points.",)


def test_whoever_asks_in_sql_finds_attributes_rejects_and_inferences(database: Database, workspace: Workspace) -> None:
    workspace.add(imported(rows(1).assign(job=["농부", ""], age="30")), NEW_YEAR)
    assert database.run("SELECT attributes->>'job', attributes->>'age' FROM footprints_geo.events ORDER BY record") == [
        ("농부", "30"),
        (None, "30"),
    ]
    assert database.run('SELECT row, "column", value, reason, fix FROM footprints_geo.rejects') == [
        ("7", "date", "=1+1", "No date.", "Write it.")
    ]
    inferred, warnings = database.run("SELECT inferred, warnings FROM footprints_geo.snapshots")[0]
    assert inferred == [{"column": "country", "rows": "2", "inferred": "from place", "row_numbers": "2, 3"}]
    assert warnings == [{"warning": "odd"}]


def without_guard(database: Database, statement: str) -> None:
    database.run(f"ALTER TABLE footprints_geo.events DISABLE TRIGGER ALL; {statement}")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE footprints_geo.events SET note = 'other' WHERE record = 2",
        "DELETE FROM footprints_geo.events WHERE record = 4",
        'UPDATE footprints_geo.events SET attributes = \'{"job": "other"}\' WHERE record = 1',
        "UPDATE footprints_geo.events SET record = record + 10 WHERE record = 1",
    ],
    ids=["a cell", "a row gone", "an attribute", "the order"],
)
def test_records_changed_by_the_owner_of_the_database_are_not_read(
    database: Database, workspace: Workspace, tampering: str
) -> None:
    frame = rows(3).assign(job="farmer")
    kept, whole = (workspace.add(imported(frame.iloc[:n]), NEW_YEAR + n * A_DAY) for n in (4, 6))
    without_guard(database, tampering.replace(" WHERE ", f" WHERE snapshot = '{kept.id}' AND "))
    with pytest.raises(InputError, match=rf"The snapshot {kept.id} is damaged: .*It is not read"):
        workspace.read(kept.id)
    assert workspace.read(whole.id).rows_read == 6


def test_only_what_the_log_says_is_forgotten_can_be_deleted(database: Database, workspace: Workspace) -> None:
    first, second = (workspace.add(imported(rows(n)), NEW_YEAR) for n in (1, 2))
    workspace.forget(first.id, NEW_YEAR)
    assert database.run("SELECT DISTINCT snapshot FROM footprints_geo.events") == [(second.id,)]
    assert database.run("SELECT DISTINCT snapshot FROM footprints_geo.rejects") == [(second.id,)]
    for table in ("events", "rejects"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="only after the log says"):
            database.run(f"DELETE FROM footprints_geo.{table} WHERE snapshot = %s", second.id)
    with pytest.raises(psycopg.errors.RestrictViolation, match="never change"):
        database.run("DELETE FROM footprints_geo.log")
    assert workspace.read(second.id).rows_read == 4


def test_a_snapshot_without_events_is_not_deleted_either(database: Database, workspace: Workspace) -> None:
    kept = workspace.add(imported(rows(0), rejects=imported().rejects.iloc[:0], counts=Counts(0, 0, 0)), NEW_YEAR)
    with pytest.raises(psycopg.errors.RestrictViolation, match="only after the log says"):
        database.run("DELETE FROM footprints_geo.snapshots")
    workspace.forget(kept.id, NEW_YEAR)
    assert workspace.snapshots() == ()


def test_a_forgetting_that_fails_on_its_way_never_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rejects are still there when the snapshot itself shall go, so the database refuses the last step."""
    kept = workspace.add(imported(), NEW_YEAR)
    monkeypatch.setattr(postgres, "REJECTS", EVENTS)
    with pytest.raises(InputError, match="SQLSTATE 23503"):
        workspace.forget(kept.id, NEW_YEAR)
    assert workspace.read(kept.id).rows_read == 4
    assert workspace.log()["action"].tolist() == ["import"]


def test_tables_of_the_first_version_are_read_and_brought_on_to_forget(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as former:
        former.setattr(postgres_tables, "MIGRATIONS", postgres_tables.MIGRATIONS[:1])
        kept = open_workspace(database.address).add(imported(), NEW_YEAR)
    database.run(
        "ALTER TABLE footprints_geo.log ADD CONSTRAINT log_snapshot_fkey "
        "FOREIGN KEY (snapshot) REFERENCES footprints_geo.snapshots"
    )
    workspace = existing_workspace(database.address)
    assert workspace.snapshots() == (kept,)
    assert database.run("SELECT max(version) FROM footprints_geo.version") == [(1,)]
    workspace.forget(kept.id, NEW_YEAR)
    assert workspace.snapshots() == ()


def test_tables_of_a_newer_program_are_refused_and_left_alone(database: Database, workspace: Workspace) -> None:
    snapshot = workspace.add(imported(), NEW_YEAR)
    database.run("INSERT INTO footprints_geo.version VALUES (3)")
    for opening in (open_workspace, existing_workspace):
        with pytest.raises(InputError, match=r"made by a newer program \(version 3; this one knows up to 2\)"):
            opening(database.address)
    assert workspace.snapshots() == (snapshot,)


NO_ADDRESS = "This is no address of a PostgreSQL database"
WRONG_ADDRESSES = {
    "wrong password": ("postgresql://owner:hunter2@/postgres?host={folder}", "does not let this name in"),
    "no such database": ("postgresql://owner:{password}@/nowhere?host={folder}", "does not let this name in"),
    "no server": ("postgresql://owner:{password}@127.0.0.1:1/x", "cannot be reached"),
    "no port": ("postgresql://owner:{password}@host:port/x", NO_ADDRESS),
    "at sign in password": ("postgresql://owner:a@hunter2@127.0.0.1:1/x", "cannot be reached"),
    "another database": ("mysql://owner:{password}@host/x", NO_ADDRESS),
    "file": ("file:///{password}", NO_ADDRESS),
    "unknown option": ("postgresql://owner:{password}@/postgres?host={folder}&passwort=hunter2", "cannot be reached"),
}


@pytest.mark.parametrize(("address", "sentence"), WRONG_ADDRESSES.values(), ids=WRONG_ADDRESSES)
def test_a_database_that_cannot_be_opened_is_told_without_its_password(address: str, sentence: str) -> None:
    folder = needed_server().folder
    with pytest.raises(InputError, match=sentence) as caught:
        open_workspace(address.format(folder=folder, password=ESCAPED_PASSWORD))
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert [secret for secret in (PASSWORD, ESCAPED_PASSWORD, "hunter2") if secret in said] == []


def test_a_path_made_from_an_address_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot be reached"):
        open_workspace(Path("postgresql://owner:hunter2@127.0.0.1:1/x"))
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_shows_nothing_of_its_address(workspace: Workspace) -> None:
    assert repr(workspace) == "PostgresWorkspace(points=False)"


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://a@db.example.org/x", "require"),
        ("postgresql://a@db.example.org/x?sslmode=verify-full", None),
        ("postgresql://a@/x?host=db.example.org", "require"),
        ("postgresql://a@localhost,db.example.org/x", "require"),
        ("postgresql://a@localhost/x", None),
        ("postgresql://a@127.0.0.1/x", None),
        ("postgresql://a@[::1]/x", None),
        ("postgresql://a@/x?host=/run/postgresql", None),
        ("postgresql:///x", None),
    ],
)
def test_records_go_to_another_computer_only_under_tls_unless_the_address_says_how(
    address: str, mode: str | None
) -> None:
    engine = make_engine(address)
    given: dict[str, Any] = {}

    @sa.event.listens_for(engine, "do_connect")
    def stop(_: object, __: object, ___: object, parameters: dict[str, Any]) -> None:
        given.update(parameters)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        engine.connect()
    assert given.get("sslmode") == (mode or ("verify-full" if "verify" in address else None))
    assert given["connect_timeout"] == 10


@pytest.mark.parametrize(("table", "column"), [("events", "note"), ("snapshots", "source_name")])
def test_the_cells_of_a_statement_that_fails_are_not_repeated(
    database: Database, workspace: Workspace, table: str, column: str
) -> None:
    secret = "".join(["kept ", "to ", "itself"])
    database.run(f"ALTER TABLE footprints_geo.{table} ADD CHECK ({column} <> '{secret}')")
    refused = r"The database refused the work \(SQLSTATE 23514\)\. Nothing was added"
    with pytest.raises(InputError, match=refused) as caught:
        workspace.add(imported(rows().assign(note=secret), source_name=secret), NEW_YEAR)
    assert secret not in "".join(traceback.format_exception(caught.value))
    assert workspace.snapshots() == ()
    assert database.run("SELECT 1 FROM footprints_geo.events") == []


def test_letters_other_than_utf8_are_refused() -> None:
    server = needed_server()
    name = server.new_database(encoding="LATIN1")
    with pytest.raises(InputError, match="keeps its letters as LATIN1; expected UTF8"):
        open_workspace(server.address(name))


def test_a_user_who_may_make_nothing_is_told_so_and_one_who_may_read_reads(database: Database) -> None:
    user = new_user(database.server)
    address = database.server.address(database.name, user)
    with pytest.raises(InputError, match=r"this name may not do that in the database\. Ask its administrator"):
        open_workspace(address)
    snapshot = open_workspace(database.address).add(imported(), NEW_YEAR)
    database.run(
        f"GRANT USAGE ON SCHEMA footprints_geo TO {user}; GRANT SELECT ON ALL TABLES IN SCHEMA footprints_geo TO {user}"
    )
    reader = open_workspace(address)
    assert reader.read(snapshot.id).rows_read == 4
    with pytest.raises(InputError, match="this name may not do that"):
        reader.add(imported(rows(3)), NEW_YEAR)


def test_a_database_that_may_only_be_read_is_read(database: Database, workspace: Workspace) -> None:
    snapshot = workspace.add(imported(), NEW_YEAR)
    reader = open_workspace(f"{database.address}&options=-c%20default_transaction_read_only%3Don")
    assert reader.read(snapshot.id).rows_read == 4
    with pytest.raises(InputError, match="the database may be read only"):
        reader.add(imported(rows(3)), NEW_YEAR)


def test_a_wait_for_another_writer_ends(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres_connection.LIMITS, "lock_timeout", "50ms")
    with database.server.connect(database.name) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(InputError, match="another program is writing in it"):
            workspace.add(imported(), NEW_YEAR)
    assert not workspace.add(imported(), NEW_YEAR).repeated


def test_a_statement_that_takes_too_long_is_stopped_by_the_server(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres_connection.LIMITS, "statement_timeout", "50ms")
    with database.server.connect(database.name) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(InputError, match="the server stopped the work because it took too long"):
            workspace.add(imported(), NEW_YEAR)


WRITER = (
    "import sys; from tests.workspaces import *\n"
    "workspace = open_workspace(sys.argv[1])\n"
    "workspace.add(imported(rows(20_000)), NEW_YEAR)"
)


@pytest.mark.parametrize("end", ["kill", "terminate the connection"])
def test_an_import_that_is_killed_on_its_way_never_was(database: Database, workspace: Workspace, end: str) -> None:
    """It is caught while it waits to write its line in the log, with all its rows sent."""
    first = workspace.add(imported(), NEW_YEAR)
    with database.server.connect(database.name) as other:
        other.autocommit = False
        other.execute("LOCK TABLE footprints_geo.log IN EXCLUSIVE MODE")
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, database.address], cwd=REPOSITORY, stderr=subprocess.PIPE
        )
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE 'INSERT INTO%log%'"
        found = until(lambda: database.run(waiting))
        if end == "kill":
            writer.kill()
        else:
            database.run("SELECT pg_terminate_backend(%s)", found[0][0])
        _, said = writer.communicate(timeout=60)
    if end != "kill":
        assert b"InputError" in said
        assert PASSWORD.encode() not in said
    until(
        lambda: (
            not database.run("SELECT 1 FROM pg_stat_activity WHERE query ILIKE 'INSERT INTO%log%' AND state <> 'idle'")
        )
    )
    assert workspace.snapshots() == (first,)
    assert database.run("SELECT count(*) FROM footprints_geo.events") == [(4,)]
    assert len(workspace.log()) == 1


def until(found: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (answer := found()):
        assert time.monotonic() < end, "waited a minute in vain"
        time.sleep(0.05)
    return answer


def test_names_in_statements_are_quoted_and_values_are_no_part_of_them(
    database: Database, workspace: Workspace
) -> None:
    name, cell = 'x"; DROP SCHEMA footprints_geo CASCADE; --', "'); DROP TABLE footprints_geo.log; --"
    snapshot = workspace.add(imported(rows(1).assign(**{name: cell})), NEW_YEAR)
    assert workspace.read(snapshot.id).frame[name].tolist() == [cell, cell]
    assert len(workspace.log()) == 1


def test_many_rows_go_in_blocks_and_stay_in_order(workspace: Workspace) -> None:
    frame = rows(15_000)
    frame["note"] = [f"{n}\n\\" for n in range(len(frame))]
    frame["job"] = [f'"{n}"' if n % 3 else "" for n in range(len(frame))]
    snapshot = workspace.add(imported(frame), NEW_YEAR)
    found = workspace.read(snapshot.id).frame
    assert found["note"].tolist() == frame["note"].tolist()
    assert found["job"].tolist() == frame["job"].tolist()


def test_no_connection_is_left_open(database: Database, workspace: Workspace) -> None:
    workspace.read(workspace.add(imported(), NEW_YEAR).id)
    mine = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'footprints-geo' AND datname = %s"
    until(lambda: database.run(mine, database.name) == [(0,)])
