"""Made-up imports for the tests of the workspace; run as a program, imports that are killed on the way."""

from __future__ import annotations

import datetime
import functools
import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd

from footprints_geo.vocabulary import EVENT_COLUMNS
from footprints_geo.workspace import Counts, Import, open_workspace

NEW_YEAR = datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)
PROFILE = 'name = "시험 profile"\n\n[columns]\ncase_id = ["ID"]\n'
NASTY = [
    "한강 다리 아래, 두만강", "e\u0301 and é", "'; DROP TABLE events; --", 'say "no"', "back\\slash \\N \\. \\x41",
    "tab\tnew\nline\r\nreturn\r", "\\.", "\\N", "NULL", "NaN", "nan", "None", "true", "0012", "1e5", " blanks ",
    "\u00a0", "%s %(x)s :x {0} $1", "🜁 𠀋 \U0010ffff", "\x01\x1f\x7f\u0085\u2028", "=HYPERLINK(1)", "\ufeffmark", "﷐￿",
    "n" * 100_000, "",
]  # fmt: skip
"""Cells that one format or another changes."""


DISK_STEPS = ("open", "os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "os.listdir", "os.scandir")
"""What Python tells its audit hooks before it is done."""


def rows(cases: int = 2, **columns: list[str]) -> pd.DataFrame:
    """Accepted rows as the doors give them: two events a case."""
    number = [n for n in range(cases) for _ in range(2)]
    frame = pd.DataFrame("", index=range(len(number)), columns=list(EVENT_COLUMNS), dtype="str")
    frame["case_id"] = pd.Series([f"case-{n}" for n in number], dtype="str")
    frame["event_type"] = pd.Series(["arrest", "repatriation"] * cases, dtype="str")
    frame["date"] = pd.Series([f"2023-{n % 12 + 1:02}" for n in number], dtype="str")
    frame["country"] = pd.Series(["CN", "KP"] * cases, dtype="str")
    return frame.assign(**columns)


def nasty_rows() -> pd.DataFrame:
    """Every nasty cell in a column of ours and in attributes with nasty names."""
    frame = rows(len(NASTY)).iloc[: len(NASTY)].assign(note=NASTY)
    names = {'Z "직업"': NASTY[::-1], "a.b\\c": NASTY, "geometry": NASTY, "Note": NASTY, "%s": "", "=1": "x"}
    return frame.assign(**names)


def imported(frame: pd.DataFrame | None = None, **changes: Any) -> Import:
    """An import of some rows, with one reject and something inferred."""
    frame = rows() if frame is None else frame
    rejected = {"row": [7], "column": ["date"], "value": ["=1+1"], "reason": ["No date."], "fix": ["Write it."]}
    inferred = {"column": ["country"], "rows": [2], "inferred": ["from place"], "row_numbers": [[2, 3]]}
    parts: dict[str, Any] = {
        "rows": frame,
        "rejects": pd.DataFrame(rejected),
        "inferred": pd.DataFrame(inferred),
        "warnings": pd.DataFrame({"warning": ["odd"]}),
        "counts": Counts(len(frame) + 1, len(frame), 1),
        "source_name": "cases of 2023.xlsx",
        "source_fingerprint": "ab" * 32,
        "profile_text": PROFILE,
    }
    return Import(**(parts | changes))


def kill_at_step(number: int, folder: Path, calls: Collection[str] = ()) -> None:
    """End this process with SIGKILL just before its so-many-th step that asks something of the disk in a folder.

    Once there was one, calls of built-in functions of these names are steps too, such as `write`.
    """
    left = itertools.count(number, -1)
    fsync = os.fsync
    begun = False

    def step() -> None:
        if next(left) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_step(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal begun
        if event in DISK_STEPS and str(arguments[0]).startswith(str(folder)):
            begun = True
            step()

    def on_call(_: FrameType, event: str, called: Any) -> None:
        if begun and event == "c_call" and getattr(called, "__name__", "") in calls:
            step()

    def watched_fsync(descriptor: int) -> None:
        on_step("open", (folder,))
        fsync(descriptor)

    sys.addaudithook(on_step)
    os.fsync = watched_fsync
    if calls:
        sys.setprofile(on_call)


def forked(work: Callable[[], object]) -> int:
    """Start a process that does some work and ends; gives its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    return child


def ending(child: int) -> int:
    """How a process ended, when it has: its exit code, or the signal with a minus."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_import_at_every_step(before: Path, results: Path) -> None:
    """As below, of an import."""
    kill_at_every_step(before, results, lambda place: open_workspace(place).add(imported(rows(3)), NEW_YEAR + A_DAY))


def kill_forgetting_at_every_step(before: Path, results: Path) -> None:
    """As below, of forgetting the only snapshot."""

    def forget(place: Path) -> None:
        workspace = open_workspace(place)
        workspace.forget(workspace.snapshots()[0].id, NEW_YEAR + A_DAY)

    kill_at_every_step(before, results, forget)


def kill_at_every_step(before: Path, results: Path, work: Callable[[Path], object]) -> None:
    """For every step a work takes: a copy of a workspace in which the work was killed there.

    A last file says how the work ended that was let through.
    """
    for step in itertools.count():
        copy = results.resolve() / f"{step:05}"
        if before.exists():
            shutil.copytree(before, copy)

        def begin(step: int = step, copy: Path = copy) -> None:
            kill_at_step(step, copy)
            work(copy)

        code = ending(forked(begin))
        if code != -signal.SIGKILL:
            (results / f"ended-{code}").touch()
            return


@functools.cache
def time_of_an_import() -> float:
    """Seconds that a process of its own takes for one import, on this machine and as busy as it is."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        ending(forked(lambda: open_workspace(folder).add(imported(), NEW_YEAR)))
        return time.monotonic() - start


def kill_after(imports: float, place: Path, word: str) -> None:
    """Add one import after the other to a workspace until a kill, after the time that so many imports take."""

    def add_for_ever() -> None:
        workspace = open_workspace(place)
        for number in itertools.count():
            workspace.add(imported(rows(2).assign(note=f"{word} {number}")), NEW_YEAR)

    moment = imports * time_of_an_import()
    writer = forked(add_for_ever)
    time.sleep(moment)
    os.kill(writer, signal.SIGKILL)
    ending(writer)


def write_at_once(place: Path) -> None:
    """Three processes, which each open a workspace five times and add an import, once the very same."""

    def add_five(word: str) -> None:
        for number in range(5):
            open_workspace(place).add(imported(rows(2).assign(note=word * number)), NEW_YEAR)

    writers = [forked(lambda word=word: add_five(word)) for word in "abc"]
    if any(ending(writer) for writer in writers):
        raise SystemExit("a writer failed")


WORKS: dict[str, Callable[[list[str]], None]] = {
    "kill at every step": lambda given: kill_import_at_every_step(Path(given[0]), Path(given[1])),
    "kill forgetting at every step": lambda given: kill_forgetting_at_every_step(Path(given[0]), Path(given[1])),
    "kill after": lambda given: kill_after(float(given[0]), Path(given[1]), given[2]),
    "write at once": lambda given: write_at_once(Path(given[0])),
}
"""Works for a process of its own: to fork the one that runs the tests is not safe."""

if __name__ == "__main__":
    for line in sys.stdin:
        work, *given = json.loads(line)
        WORKS[work](given)
        print(flush=True)
