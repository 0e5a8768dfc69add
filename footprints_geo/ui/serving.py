"""Starting the server: whom it answers, what it shows, and that it asks no other host for anything."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
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


def serve_app(program: Path, *, port: int, listen: str, names: Sequence[str], copy: Path | None = None) -> None:
    """Run the app until it is ended.

    Parameters
    ----------
    program : Path
        The app.
    port, listen
        Where the server listens: a port, and an address of this computer.
    names : sequence of str
        The names under which browsers reach it beside those of this computer: what asks for it under any other, such
        as a page of the web that made a name of its own point here, gets nothing.
    copy : Path, optional
        The protected copy that is shown and nothing else.
    """
    os.environ.pop(COPY_VARIABLE, None)
    if copy is not None:
        os.environ[COPY_VARIABLE] = str(copy.resolve())
    _ask_nobody_for_the_own_address()
    options = {"server.port": [str(port)], "server.address": [listen], "server.allowedHosts": [*LOOPBACK, *names]}
    if names:
        options["browser.serverAddress"] = [names[0]]
    if copy is not None:
        options["server.maxUploadSize"] = [str(_PUBLIC_UPLOAD)]
    os.chdir(program.parent)
    sys.argv = ["streamlit", "run", str(program)]
    sys.argv += [word for name, values in options.items() for value in values for word in (f"--{name}", value)]
    # In this very process: ending it must not leave a server behind, with somebody's records in its memory.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _ask_nobody_for_the_own_address() -> None:
    """Tell Streamlit an address of this computer.

    Where a page of the web asks this server for something, Streamlit would ask a host on the network how this computer
    is called out there, to see whether the page comes from it.
    """
    net_util._external_ip = _OWN_ADDRESS
    net_util._internal_ip = _OWN_ADDRESS
