"""How a PostgreSQL database is reached, and what is said when it cannot be; no message has the address in it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from footprints_geo.errors import InputError

SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
LONGEST_CONNECTING: Final = 10
LIMITS: Final = {
    "statement_timeout": "300s",
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "300s",
}
"""What the server stops by itself, in every transaction: a statement, a wait for another writer, a silence."""

SENTENCES: Final = {
    "42501": "this name may not do that in the database. Ask its administrator for the right to create a schema, or "
    "for rights in the schema footprints_geo",
    "25006": "the database may be read only. Name the one that can be written",
    "53": "the server has no room or no connection left. Free some and do this again",
    "55P03": "another program is writing in it, for more than a minute. Wait until it is done and do this again",
    "57P": "the server ended the connection. Do this again when it runs",
    "57014": "the server stopped the work because it took too long. Do this again when the server is less busy",
    "23001": "something tried to change what is kept; snapshots and log never change",
}
"""What to say for the SQLSTATE that begins so."""

UNREACHED: Final = (
    "The database cannot be reached, or does not let this name in. Check host, port, name, password and database in "
    "the address, and that the server runs."
)


def make_engine(address: str) -> sa.Engine:
    """An engine for the address of a database.

    Parameters
    ----------
    address : str
        `postgresql://name:password@host:port/database`. A server on another computer is only talked to under TLS,
        unless the address says `sslmode` itself.

    Raises
    ------
    InputError
        It is no such address.
    """
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        raise _no_address() from None
    if url.drivername not in SCHEMES:
        raise _no_address()
    defaults: dict[str, Any] = {"connect_timeout": LONGEST_CONNECTING, "application_name": "footprints-geo"}
    if not _on_this_computer(url):
        defaults["sslmode"] = "require"
    options = {name: value for name, value in defaults.items() if name not in url.query}
    # Statements prepared on the server do not survive a connection pool in between.
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={**options, "prepare_threshold": None},
        hide_parameters=True,
        poolclass=sa.NullPool,
    )


@contextmanager
def transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction, with the server's own limits on it.

    Raises
    ------
    InputError
        In place of whatever the database says: its messages repeat cells.
    """
    try:
        with engine.begin() as connection:
            limits = [sa.func.set_config(name, value, True) for name, value in LIMITS.items()]
            connection.execute(sa.select(*limits))
            yield connection
    except sa.exc.DBAPIError as error:
        raise _spoken(error.orig) from None
    except psycopg.Error as error:
        raise _spoken(error) from None


def _spoken(error: BaseException | None) -> InputError:
    state = getattr(error, "sqlstate", None) or ""
    sentence = next((text for start, text in SENTENCES.items() if state.startswith(start)), None)
    if sentence is not None:
        return InputError(f"The workspace in the database cannot be used: {sentence}.")
    if not state:
        return InputError(UNREACHED)
    return InputError(
        f"The database refused the work (SQLSTATE {state}). Nothing was added. Check that it is a "
        "workspace of this program and do this again."
    )


def _no_address() -> InputError:
    return InputError(
        "This is no address of a PostgreSQL database; expected postgresql://name:password@host:port/database. Signs "
        "such as @ and / in a password are written %40 and %2F."
    )


def _on_this_computer(url: sa.URL) -> bool:
    named = url.query.get("host", url.host or "")
    hosts = [part for text in ([named] if isinstance(named, str) else named) for part in text.split(",")]
    return all(not host or host.startswith(("/", "@")) or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
