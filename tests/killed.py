"""Commands that are killed while they write a file; run as a program, which the tests ask for one after the other.

The commands are the real ones, each in a process of its own; what they would read, count and draw is given to them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from footprints_geo import cli, cli_answers, cli_figures, cli_routes
from footprints_geo.targets import write_text
from footprints_geo.writers.whole_files import whole_file, write_whole
from tests.workspaces import ending, forked, kill_at_step, rows

WRITES = ("write", "writerow", "writerows", "write_table", "execute", "executemany")
"""Built-in functions by which a file gets longer."""

FORMER = b"what was there before"
PICTURE = bytes(range(256)) * 4_000


def made_before() -> None:
    """Give the commands what they would read, count and draw: a kill before they write cannot leave anything."""
    events = SimpleNamespace(given=rows(3)[["case_id", "date"]], rows_rejected=0)
    vars(cli)["_read"] = lambda *_: (None, events)
    for room in (cli_routes, cli_answers, cli_figures):
        vars(room)["prepared_from"] = lambda *_: SimpleNamespace(release=SimpleNamespace(policy=None))
        vars(room)["view"] = lambda *_: None
    vars(cli_routes)["ROUTE_FORMATS"] = {"csv": lambda *_: "route,persons\n" * 10_000}
    vars(cli_figures)["draw"] = lambda *_: SimpleNamespace(recipe=SimpleNamespace(policy=None))
    for name in ("to_bytes", "report_pack"):
        vars(cli_figures)[name] = lambda *_: PICTURE
    vars(cli_figures)["audience_words"] = lambda _: "For the public."


def command(said: Path, arguments: list[str]) -> None:
    """A command as it is given; what it says goes to a file."""
    with said.open("w", encoding="utf-8") as words, contextlib.redirect_stderr(words):
        try:
            cli.main(arguments)
        except SystemExit as end:
            if end.code:
                raise AssertionError(arguments) from None


def to_standard_output(file: Path) -> None:
    """An answer for `/dev/stdout`, which is a file here, and one more line by whoever holds that file open."""

    def answer() -> None:
        with file.open("wb") as out:
            os.dup2(out.fileno(), sys.stdout.fileno())
            write_text("answer", Path("/dev/stdout"))
            out.seek(0, os.SEEK_END)
            out.write(b"more\n")

    if ending(forked(answer)):
        raise SystemExit("the writer failed")


def kill_command_at_every_step(results: Path, target: str, arguments: list[str]) -> None:
    """For every step that a command takes in the folder of its target: a folder in which it was killed there.

    The last one is that of the command that was let through.
    """
    for step in itertools.count():
        folder = results.resolve() / f"{step:05}"
        folder.mkdir()
        (folder / target).write_bytes(FORMER)
        given = [word.replace("TARGET", str(folder / target)) for word in arguments]

        def begin(step: int = step, folder: Path = folder, given: list[str] = given) -> None:
            kill_at_step(step, folder, WRITES)
            command(Path(os.devnull), given)

        code = ending(forked(begin))
        if code != -signal.SIGKILL:
            assert code == 0, "the command that nobody killed failed"
            return


def begin_and_wait(target: Path, ready: Path) -> None:
    """Write half of a file and wait, for ever: the test kills this process."""
    with whole_file(target) as part:
        part.write_bytes(FORMER[:5])
        ready.write_text(str(os.getpid()), encoding="utf-8")
        while True:
            time.sleep(60)


def leave_waiting(target: Path, ready: Path) -> None:
    """Start a writer that waits; it ends with the test's kill."""
    forked(lambda: begin_and_wait(target, ready))
    while not ready.exists() or not ready.read_text(encoding="utf-8"):
        time.sleep(0.01)


def end_waiting(ready: Path) -> None:
    """Kill the writer that waits."""
    writer = int(ready.read_text(encoding="utf-8"))
    os.kill(writer, signal.SIGKILL)
    ending(writer)


def write_at_once(target: Path) -> None:
    """Three processes that each write one file twenty times, each its own letter."""

    def write_twenty(letter: bytes) -> None:
        for _ in range(20):
            write_whole(letter * 200_000, target)

    writers = [forked(lambda letter=letter: write_twenty(letter)) for letter in (b"a", b"b", b"c")]
    codes = [ending(writer) for writer in writers]
    if any(codes):
        raise SystemExit("a writer failed")


def in_its_own(said: Path, arguments: list[str]) -> None:
    """A command that nobody kills."""
    if ending(forked(lambda: command(said, arguments))):
        raise SystemExit("the command failed")


WORKS: dict[str, Callable[[list[Any]], None]] = {
    "kill": lambda given: kill_command_at_every_step(Path(given[0]), given[1], given[2:]),
    "leave waiting": lambda given: leave_waiting(Path(given[0]), Path(given[1])),
    "end waiting": lambda given: end_waiting(Path(given[0])),
    "command": lambda given: in_its_own(Path(given[0]), given[1:]),
    "to standard output": lambda given: to_standard_output(Path(given[0])),
    "write at once": lambda given: write_at_once(Path(given[0])),
}

if __name__ == "__main__":
    made_before()
    for line in sys.stdin:
        work, *rest = json.loads(line)
        WORKS[work](rest)
        print(flush=True)
