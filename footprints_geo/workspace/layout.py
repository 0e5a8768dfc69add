"""The mark by which a folder is known as a workspace, how it gets one, and what lies in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from footprints_geo.errors import refused
from footprints_geo.sources.limits import shown
from footprints_geo.workspace.durable import write_once
from footprints_geo.workspace.snapshots import PROGRAM_VERSION
from footprints_geo.writers.whole_files import PRIVATE_FILE, PRIVATE_FOLDER, settle

LAYOUT: Final = 1
"""The version of the folder's layout that this program writes, and the newest it reads."""

MARK: Final = "workspace.json"
LOCK: Final = ".lock"
LONGEST_WAIT: Final = 60.0
"""Seconds to wait for another program that writes in the same workspace."""


def is_workspace(folder: Path) -> bool:
    """Whether a folder is a workspace; looking changes nothing."""
    try:
        return (folder / MARK).is_file()
    except (OSError, ValueError):
        return False


def inside(folder: Path, path: Path) -> Path:
    """A path in its full form, when it lies in a folder; links are followed first.

    Parameters
    ----------
    folder : Path
        The folder that must not be left.
    path : Path
        Relative to `folder`, or absolute. Need not exist.

    Returns
    -------
    Path
        Absolute, without links or `..`; the folder itself counts as inside.

    Raises
    ------
    InputError
        The path leads out of the folder, by `..`, by being absolute, or by a link.
    """
    try:
        root = folder.resolve()
        full = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):
        raise refused("This path cannot be followed; expected the name of a file. Check the name.") from None
    if not full.is_relative_to(root):
        raise refused(
            "{name!r} lies outside the folder {folder!r}; expected a file in it. Copy the file there first.",
            name=shown(path),
            folder=root.name,
        )
    return full


def begin(folder: Path, mark: Path) -> None:
    """Make an empty folder a workspace; one already is, and stays. Raises InputError where it holds anything else."""
    strangers = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    # Another program may have made it a workspace, and filled it, since the caller looked.
    if strangers and not mark.exists():
        raise refused(
            "The folder {folder!r} holds other files and is no workspace; expected a workspace, an empty "
            "folder or a new one. Name another folder.",
            folder=shown(folder),
        )
    with FileLock(folder / LOCK, timeout=LONGEST_WAIT, mode=PRIVATE_FILE):
        if mark.exists():
            return
        folder.chmod(PRIVATE_FOLDER)
        beginning = folder / f".{MARK}"
        beginning.unlink(missing_ok=True)
        write_once(beginning, json.dumps({"layout": LAYOUT, "program_version": PROGRAM_VERSION}).encode() + b"\n")
        beginning.rename(mark)
        settle(folder)


def check_layout(folder: Path, mark: Path) -> None:
    """Refuse a workspace that is damaged, or that a newer program made; raises InputError."""
    try:
        # To read a pipe would be to wait for ever.
        layout: Any = json.loads(mark.read_bytes())["layout"] if mark.is_file() else None
        newer = layout > LAYOUT
    except (ValueError, KeyError, TypeError, RecursionError):
        raise refused(
            "The workspace {folder!r} is damaged: its {mark} cannot be understood. Put the file back from a copy.",
            folder=shown(folder),
            mark=MARK,
        ) from None
    if newer:
        raise refused(
            "The workspace {folder!r} was made by a newer program (layout {layout}; this one knows up to "
            "{known}). Get the newer program to open it.",
            folder=shown(folder),
            layout=layout,
            known=LAYOUT,
        )
