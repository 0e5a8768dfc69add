"""Where answers are written: never over records, never two in one file, never inside a workspace or for the public."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from footprints_geo.errors import InputError
from footprints_geo.operators_log import log_file
from footprints_geo.sources.limits import shown
from footprints_geo.writers.whole_files import write_whole


def check_targets(
    targets: Sequence[Path | None], sources: Sequence[str | Path | None], workspace: str | None = None
) -> None:
    """Refuse targets that would take the place of something, before anything is written.

    Parameters
    ----------
    targets : sequence of Path or None
        The files to be written; None for those that are not asked for.
    sources : sequence of path-like or None
        The files that are read: records, a profile, mended records.
    workspace : str, optional
        The folder in which a snapshot is kept.

    Raises
    ------
    InputError
        Two targets are one file, a target is a file that is read or the operator's log, or it lies in the workspace.
    """
    asked = [target for target in targets if target is not None]
    for number, target in enumerate(asked):
        if any(_same(target, other) for other in asked[:number]):
            raise InputError(
                f"The file {shown(target)!r} is named for two things to be written, and the second would take the "
                "place of the first. Name two different files."
            )
        if any(source is not None and _same(target, Path(source)) for source in sources):
            raise InputError(
                f"The file {shown(target)!r} holds the records themselves, or is read for them. Name another file to "
                "write to."
            )
        if (log := log_file()) is not None and _same(target, log):
            raise InputError(
                f"The file {shown(target)!r} is the operator's log, which is only ever added to. Name another file."
            )
        if workspace and "://" not in workspace and _resolved(target).startswith(_resolved(Path(workspace)) + os.sep):
            raise InputError(
                f"The file {shown(target)!r} would lie in the workspace, where only snapshots and their log are kept. "
                "Name a file in another folder."
            )


def write_text(text: str, target: Path | None) -> None:
    """Write an answer to a file, or to standard output where there is none, with an end of line at its end.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    whole = text if text.endswith("\n") else text + "\n"
    if target is None:
        sys.stdout.write(whole)
        sys.stdout.flush()
        return
    write_whole(whole.encode("utf-8"), target)


def _same(one: Path, other: Path) -> bool:
    try:
        # Hard links are one file under two names.
        return one.samefile(other)
    except (OSError, ValueError):
        return _resolved(one) == _resolved(other)


def _resolved(path: Path) -> str:
    try:
        return os.path.normcase(os.path.realpath(path))
    except (OSError, ValueError):
        return os.fspath(path)
