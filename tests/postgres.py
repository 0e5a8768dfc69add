"""A real PostgreSQL server for the tests, in a folder of its own, which ends with the tests whatever ends them."""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

PATIENCE = 60.0
PASSWORD = "not&a/secret@all"
ESCAPED_PASSWORD = "not%26a%2Fsecret%40all"
SERVER_USERS = ("postgres", "nobody")
"""Who the server runs as when the tests run as root, which PostgreSQL refuses."""

WATCH = """
server_folder="$1"; shift
"$@" >"$server_folder/server.log" 2>&1 &
server=$!
cat >/dev/null
kill -INT "$server"
wait "$server"
rm -rf "$server_folder"
"""
"""Runs the server until standard input ends, which it does when the tests end in any way, SIGKILL included."""


@dataclass(frozen=True)
class Server:
    """A running server, reached by a socket in its folder."""

    folder: Path
    watch: subprocess.Popen[bytes]
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def address(self, database: str, user: str = "owner", password: str = ESCAPED_PASSWORD) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """Past the program, as the owner of everything."""
        return psycopg.connect(host=str(self.folder), user="owner", password=PASSWORD, dbname=database, autocommit=True)

    def has_postgis(self) -> bool:
        with self.connect("postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
        return found is not None

    def new_database(self, *, encoding: str = "UTF8", owner: str = "owner") -> str:
        """A database that no other test knows; gives its name."""
        name = f"tests_{next(self.numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} OWNER {}").format(
                    sql.Identifier(name), sql.Literal(encoding), sql.Identifier(owner)
                )
            )
        return name

    def stop(self) -> None:
        if self.watch.stdin is not None:
            self.watch.stdin.close()
        self.watch.wait(PATIENCE)


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; the newest where Debian keeps several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _other_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next((known[name] for name in SERVER_USERS if name in known), None)


@cache
def running_server() -> Server | None:
    """The one server of this run of the tests; None where PostgreSQL is not installed."""
    found = programs()
    if found is None:
        return None
    # Short: a socket's path has at most about a hundred letters.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = _other_user()
    run_as = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if user is not None:
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    make = [
        *(found / "initdb", "--pgdata", folder / "data", "--username", "owner", "--pwfile", secret),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"),
    ]
    subprocess.run(make, check=True, cwd=folder, capture_output=True, **run_as)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "shared_buffers": "32MB",
        "max_connections": "30",
    }
    serve = [found / "postgres", "-D", folder / "data"]
    serve += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    watch = subprocess.Popen(
        ["sh", "-c", WATCH, "sh", folder, *serve], cwd=folder, stdin=subprocess.PIPE, start_new_session=True, **run_as
    )
    server = Server(folder, watch)
    atexit.register(server.stop)
    _wait_until_it_answers(server)
    return server


def _wait_until_it_answers(server: Server) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                log = (server.folder / "server.log").read_text(encoding="utf-8", errors="replace")
                raise AssertionError(f"the PostgreSQL server does not answer: {log[-2000:]}") from None
            time.sleep(0.05)
        else:
            return


def needed_server() -> Server:
    """The server, or the reason why the test is skipped."""
    server = running_server()
    if server is None:
        pytest.skip("PostgreSQL is not installed here: 'sh .ci/postgres' installs it or says how")
    return server


@cache
def _database(points: bool) -> tuple[Server, str, str]:
    """The server, a database with or without PostGIS, and who may work in it."""
    server = needed_server()
    if not points:
        # Without the rights of an administrator PostGIS cannot be switched on.
        user = new_user(server)
        return server, server.new_database(owner=user), user
    if not server.has_postgis():
        pytest.skip("PostGIS is not installed here: 'sh .ci/postgres' installs it or says how")
    database = server.new_database()
    with server.connect(database) as connection:
        connection.execute("CREATE EXTENSION postgis")
    return server, database, "owner"


def empty_database(*, points: bool) -> tuple[Server, str, str]:
    """The server, the name of a database in which nothing is kept, and the address of that.

    The same database again and again: making one with PostGIS takes a second.
    """
    server, database, user = _database(points)
    with server.connect(database) as connection:
        connection.execute("DROP SCHEMA IF EXISTS footprints_geo CASCADE")
    return server, database, server.address(database, user)


def new_user(server: Server) -> str:
    """A user without any rights but those that a test gives it; the password is that of the owner."""
    name = f"user_{secrets.token_hex(4)}"
    with server.connect("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(PASSWORD))
        )
    return name
