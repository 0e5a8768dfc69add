"""Starting the server: whom it answers, what it shows, and that it asks no other host for anything."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from streamlit import net_util

COPY_VARIABLE: Final = "FOOTPRINTS_GEO_COPY"
"""The environment's word for the protected copy that a server shows and nothing else; unset where records are held."""

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
"""Names of this computer that no other can reach."""

_OWN_ADDRESS: Final = "127.0.0.1"
_PUBLIC_UPLOAD: Final = 1
"""Megabytes, the least there is: a public server has no page that takes a file."""


def public_copy() -> Path | None:
    """The protected copy that this server shows to everybody; None where it is that of whoever holds the records."""
    named = os.environ.get(COPY_VARIABLE)
    return Path(named) if named else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and whom it knows.

    Attributes
    ----------
    port : int
        Where browsers find it.
    listen : str
        The address of this computer at which it listens.
    names : tuple of str
        The names under which browsers reach it beside those of this computer: what asks for it under any other, such
        as a page of the web that made a name of its own point here, gets nothing.
    secrets : tuple of Path
        The files that say who may sign in, where somebody named them.
    """

    port: int
    listen: str = LOOPBACK[0]
    names: tuple[str, ...] = ()
    secrets: tuple[Path, ...] = ()


def serve_app(program: Path, place: Place, copy: Path | None = None) -> None:
    """Run the app until it is ended; with a protected copy, that is shown and nothing else."""
    os.environ.pop(COPY_VARIABLE, None)
    options: dict[str, Sequence[object]] = {
        "server.port": [place.port],
        "server.address": [place.listen],
        "server.allowedHosts": [*LOOPBACK, *place.names],
        "browser.serverAddress": place.names[:1],
        "secrets.files": place.secrets,
    }
    if copy is not None:
        os.environ[COPY_VARIABLE] = str(copy.resolve())
        options["server.maxUploadSize"] = [_PUBLIC_UPLOAD]
    _ask_nobody_for_the_own_address()
    os.chdir(program.parent)
    sys.argv = ["streamlit", "run", str(program)]
    sys.argv += [word for name, values in options.items() for value in values for word in (f"--{name}", str(value))]
    # In this very process: ending it must not leave a server behind, with somebody's records in its memory.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _ask_nobody_for_the_own_address() -> None:
    """Tell Streamlit an address of this computer.

    Where a page of the web asks this server for something, Streamlit would ask a host on the network how this computer
    is called out there, to see whether the page comes from it.
    """
    net_util._external_ip = _OWN_ADDRESS
    net_util._internal_ip = _OWN_ADDRESS
