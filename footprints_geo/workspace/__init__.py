"""Where imports are kept: snapshots that never change, a log that only grows, and what changed between two."""

from __future__ import annotations

import os
from pathlib import Path

from footprints_geo.errors import refused
from footprints_geo.sources.limits import ADDRESS, shown
from footprints_geo.workspace.difference import Difference
from footprints_geo.workspace.folder import open_folder
from footprints_geo.workspace.layout import is_workspace
from footprints_geo.workspace.log import Written
from footprints_geo.workspace.protocol import Workspace
from footprints_geo.workspace.snapshots import Counts, Import, Snapshot

__all__ = ["Counts", "Difference", "Import", "Snapshot", "Workspace", "Written", "existing_workspace", "open_workspace"]


def existing_workspace(where: str) -> Workspace:
    """Open a workspace that is there, to look at it: a mistyped name, or a folder of other things, must not become one.

    Raises
    ------
    InputError
        There is none, or it cannot be opened.
    """
    if not ADDRESS.match(where):
        if not is_workspace(Path(where)):
            raise refused(
                "There is no workspace {workspace!r}. Check the name, or keep a file there first.",
                workspace=shown(Path(where)),
            )
        return open_workspace(where)
    from footprints_geo.workspace.postgres import existing_postgres

    return existing_postgres(_whole(where))


def open_workspace(where: str | os.PathLike[str]) -> Workspace:
    """Open a workspace, and make it where there is none.

    Parameters
    ----------
    where : path-like
        A folder; or `postgresql://name:password@host:port/database`, whose schema `footprints_geo` is then used.

    Raises
    ------
    InputError
        The workspace cannot be opened or made; no message has the password in it.
    """
    text = os.fspath(where)
    # A folder named after a password must not come of an address.
    if not ADDRESS.match(text):
        if not text.strip() or "\x00" in text:
            raise refused("The workspace has no name; expected a folder. Name one.")
        return open_folder(Path(text))
    # The database's libraries take time to load, and a folder needs none of them.
    from footprints_geo.workspace.postgres import open_postgres

    return open_postgres(_whole(text))


def _whole(address: str) -> str:
    """An address with both strokes; a path made from one has lost one of them."""
    scheme = ADDRESS.match(address)
    return address if scheme is None else f"{scheme[1].lower()}://{address[scheme.end() :]}"
