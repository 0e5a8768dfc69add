"""What kills at random moments leave: `python bench/kills.py [N=300] [SEED=0]`.

Each of N processes imports into a workspace, forgets a snapshot of one, or writes a file over another, and is killed
with SIGKILL at some moment of the time that such work takes. Then everything is opened again: what is there is the
former state or the new one, whole, and what was left unfinished is said and gone. Needs a system with fork.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from footprints_geo.workspace import Snapshot, open_workspace
from footprints_geo.writers.formats import FORMATS, write_events
from footprints_geo.writers.whole_files import UNFINISHED, cleared, write_whole
from tests.workspaces import A_DAY, NEW_YEAR, ending, forked, imported, rows

CASES: Final = 1_500
TIMED: Final = 3
"""Runs that nobody kills, to know how long a work takes."""

SNAPSHOTS_EACH: Final = 8
"""In a workspace, before the next one is begun."""

PICTURE: Final = os.urandom(8 << 20)
OUTCOMES: Final = ("as before, nothing left", "as before, said", "done, nothing left", "done, said", "BROKEN")


class Broken(Exception):
    """What a kill must not leave."""


class Work(Protocol):
    """Something that is killed, and how to look at what it left."""

    def begin(self) -> Callable[[], object]:
        """Make ready, and give the work itself."""

    def look(self) -> tuple[bool, bool]:
        """Whether the work was done, and whether something was said of it; raises Broken."""


@dataclass
class Kept:
    """A workspace and the snapshots that must be in it."""

    folder: Path
    forgets: bool
    number: int = 0
    place: Path = Path()
    known: tuple[Snapshot, ...] = ()

    def begin(self) -> Callable[[], object]:
        """Import one more, or forget the last."""
        if not self.place.name or len(self.known) >= SNAPSHOTS_EACH:
            self.place = self.folder / f"workspace-{self.number}"
            self.known = ()
        self.number += 1
        workspace = open_workspace(self.place)
        more = imported(rows(CASES).assign(note=f"{self.number}"))
        # Snapshots are listed by their time.
        at = NEW_YEAR + self.number * A_DAY
        if not self.forgets:
            return lambda: open_workspace(self.place).add(more, at)
        if not self.known:
            workspace.add(more, at)
            self.known = workspace.snapshots()
        last = self.known[-1].id
        return lambda: workspace.forget(last, at)

    def look(self) -> tuple[bool, bool]:
        """Everything that was there is there, the new one wholly or not at all, and each has its line in the log."""
        workspace = open_workspace(self.place)
        found = workspace.snapshots()
        fewer, more = self.known[:-1], self.known
        if self.forgets and found not in (fewer, more):
            raise Broken("other snapshots than before")
        if not self.forgets and (found[: len(more)] != more or len(found) > len(more) + 1):
            raise Broken("other snapshots than before")
        for snapshot in found[-2:]:
            if workspace.read(snapshot.id).rows_read != 2 * CASES:
                raise Broken("a snapshot with other records")
        if sorted(path.name for path in (self.place / "snapshots").iterdir()) != [one.id for one in found]:
            raise Broken("something is left")
        log = workspace.log()
        in_log = set(log.loc[log["action"] == "import", "snapshot"]) - set(
            log.loc[log["action"] == "forget", "snapshot"]
        )
        if in_log != {one.id for one in found}:
            raise Broken("the log says something else")
        done = found != self.known
        self.known = found
        return done, bool(workspace.stopped)


@dataclass
class Written:
    """A file that is written over and over, and the two contents that may stand in it."""

    target: Path
    write: Callable[[int, Path], object]
    contents: tuple[bytes, ...] = ()
    before: bytes = b""

    def begin(self) -> Callable[[], object]:
        """Write the other of the two contents."""
        if not self.contents:
            self.target.parent.mkdir()
            for which in (0, 1):
                self.write(which, self.target)
                self.contents += (self.target.read_bytes(),)
        self.before = self.target.read_bytes()
        other = 1 - self.contents.index(self.before)
        return lambda: self.write(other, self.target)

    def look(self) -> tuple[bool, bool]:
        """One of the contents stands in it, nothing is left that others may read, and nothing stays."""
        content = self.target.read_bytes()
        if content not in self.contents:
            raise Broken("half a file")
        left = [path for path in self.target.parent.iterdir() if path != self.target]
        if any(not path.name.startswith(UNFINISHED) or path.stat().st_mode & 0o077 for path in left):
            raise Broken("something is left that others may read")
        unfinished = any((path / self.target.name).exists() for path in left)
        said = cleared(self.target.parent)
        if said != (self.target.name,) * unfinished:
            raise Broken("what is said is not what was left")
        if [path.name for path in self.target.parent.iterdir()] != [self.target.name]:
            raise Broken("something stays")
        return content != self.before, bool(said)


def works(folder: Path) -> dict[str, Work]:
    """Everything that is killed."""
    events = [rows(CASES).assign(note=note) for note in ("one", "another")]
    found: dict[str, Work] = {
        "import": Kept(folder / "import", forgets=False),
        "forget": Kept(folder / "forget", forgets=True),
        "picture or pack": Written(folder / "picture" / "map.png", lambda n, path: write_whole(PICTURE[n:], path)),
    }
    for ending_word in FORMATS:
        target = folder / ending_word / f"events{ending_word}"
        found[f"convert to {ending_word}"] = Written(target, lambda n, path: write_events(events[n], path))
    return found


def timed(work: Work) -> float:
    """Seconds that a work takes which nobody kills."""
    found = []
    for _ in range(TIMED):
        ready = work.begin()
        start = time.monotonic()
        if ending(forked(ready)):
            raise SystemExit("a work that nobody killed failed")
        found.append(time.monotonic() - start)
        work.look()
    return statistics.median(found)


def killed(work: Work, seconds: float) -> str:
    """Which of OUTCOMES a kill after some time led to."""
    child = forked(work.begin())
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    ending(child)
    try:
        done, said = work.look()
    except Broken as error:
        print(f"BROKEN: {error}", flush=True)
        return "BROKEN"
    return f"{'done' if done else 'as before'}, {'said' if said else 'nothing left'}"


def main(count: int, seed: int) -> int:
    """Kill so many, and print what became of them; 1 where something was broken."""
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        everything = works(Path(folder))
        lasting = {name: timed(work) for name, work in everything.items()}
        found = {name: Counter[str]() for name in everything}
        for number in range(count):
            name = list(everything)[number % len(everything)]
            found[name][killed(everything[name], moments.uniform(0, 1.2 * lasting[name]))] += 1
    print(f"{'':20}" + "".join(f"{outcome:>26}" for outcome in OUTCOMES))
    for name, outcomes in [*found.items(), ("all", sum(found.values(), Counter[str]()))]:
        print(f"{name:20}" + "".join(f"{outcomes[outcome]:>26}" for outcome in OUTCOMES))
    return int(any(outcomes["BROKEN"] for outcomes in found.values()))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*(numbers + [300, 0][len(numbers) :])))
