"""What the doors make of damaged files: `python bench/mutations.py [N=10000] [SEED=0]`.

Every file is read in a process of its own making, so that a hang or a crash of the interpreter is counted too. With N
negative, only the file of SEED is read, here, and its error shown whole.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.damaged_files import SECRET, damaged_file
from footprints_geo import Events, read_events
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_source

WORKERS: Final = 2
LONGEST: Final = 30.0
"""Seconds that a file may take."""

MOST_MEMORY: Final = 4 << 30
LONGEST_SENTENCE: Final = 3000
OUTCOMES: Final = ("events", "refused", "leak", "lost", "no sentence", "traceback", "hang", "crash")
GOOD: Final = ("events", "refused")


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged file: one of OUTCOMES, and what there is to show of it."""

    word: str
    shown: str = ""


def outcome_of(path: Path) -> Outcome:
    """Read one file through the public door."""
    try:
        events = _answered(path)
    except InputError as error:
        sentence = str(error)
        if SECRET in sentence:
            return Outcome("leak", sentence)
        whole = sentence.rstrip().endswith((".", "?")) and "\n" not in sentence and len(sentence) < LONGEST_SENTENCE
        return Outcome("refused" if whole else "no sentence", sentence)
    except Exception:  # noqa: BLE001 - to find these is what this program is for
        return Outcome("traceback", traceback.format_exc())
    return _judged(events)


def _answered(path: Path) -> Events:
    """The events of a file; where only a person can say how it is meant, the first answer is given."""
    try:
        return read_events(path)
    except InputError as error:
        if "footprints-geo profile" not in str(error):
            raise
        proposal = read_source(path).proposal
        asked = [question for question in proposal.questions if question.required]
        if not asked or not all(question.answers for question in asked):
            raise
        profile = proposal.profile
        for question in asked:
            profile = question.answers[0].applied_to(profile)
        return read_events(path, profile)


def _judged(events: Events) -> Outcome:
    told = [*events.inferred["inferred"], *events.warnings["warning"], *events.questions, *events.file_warnings]
    told += [*events.rejects["reason"], *events.rejects["fix"]]
    if leaking := [sentence for sentence in told if SECRET in sentence]:
        return Outcome("leak", leaking[0])
    named = set(events.frame["row"]) | set(events.rejects["row"])
    counted = events.rows_read == len(events.frame) + events.rows_rejected
    if len(named) != events.records_read or not counted:
        return Outcome("lost", f"{events.records_read} records, {len(named)} named; {events.rows_read} rows")
    return Outcome("events")


def _work(line: Connection) -> None:
    """Read the files of the seeds that come down the line."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        while True:
            kind, done, ending, content = damaged_file(line.recv())
            path = Path(folder) / f"events{ending}"
            path.write_bytes(content)
            found = outcome_of(path)
            line.send((kind, done, found.word, found.shown))


class _Worker:
    """A process that reads, and what it is at."""

    def __init__(self) -> None:
        self.seed = -1
        self.since = 0.0
        context = multiprocessing.get_context("spawn")
        self.line, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(other,), daemon=True)
        self.process.start()
        other.close()

    def give(self, seed: int) -> None:
        self.seed, self.since = seed, time.monotonic()
        self.line.send(seed)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def main(files: int, first: int) -> int:
    """Read damaged files and print what became of them; the number of bad outcomes."""
    seeds = iter(range(first, first + files))
    counts: Counter[tuple[str, str]] = Counter()
    workers = [_Worker() for _ in range(WORKERS)]
    for worker in workers:
        worker.give(next(seeds))
    busy = list(workers)
    while busy:
        ready = set(wait([worker.line for worker in busy], timeout=1.0))
        for worker in list(busy):
            late = time.monotonic() - worker.since > LONGEST
            if worker.line not in ready and not late:
                continue
            kind, done, word, shown = _heard(worker, late=worker.line not in ready)
            counts[kind, word] += 1
            if counts.total() % 1000 == 0:
                print(f"{counts.total():,} files", file=sys.stderr, flush=True)
            if word not in GOOD:
                print(f"--- seed {worker.seed}, {kind}, {done}: {word}\n{shown}", flush=True)
            seed = next(seeds, None)
            busy.remove(worker)
            if word in ("hang", "crash"):
                worker.end()
                worker = _Worker()
            if seed is None:
                worker.end()
            else:
                worker.give(seed)
                busy.append(worker)
    _print(counts)
    return sum(number for (_, word), number in counts.items() if word not in GOOD)


def _heard(worker: _Worker, *, late: bool) -> tuple[str, str, str, str]:
    kind, done, _, _ = damaged_file(worker.seed) if late else ("", "", "", b"")
    if late:
        return kind, done, "hang", f"longer than {LONGEST:.0f} s"
    try:
        heard: tuple[str, str, str, str] = worker.line.recv()
    except EOFError:
        kind, done, _, _ = damaged_file(worker.seed)
        return kind, done, "crash", "the interpreter ended"
    return heard


def _print(counts: Counter[tuple[str, str]]) -> None:
    words = [word for word in OUTCOMES if word in GOOD or any(found == word for _, found in counts)]
    print(f"{'':14}" + "".join(f"{word:>12}" for word in words))
    for kind in [*sorted({kind for kind, _ in counts}), ""]:
        numbers = [sum(n for (k, w), n in counts.items() if w == word and kind in ("", k)) for word in words]
        print(f"{kind or 'all':14}" + "".join(f"{number:12,}" for number in numbers))


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    number, seed = given + [10_000, 0][len(given) :]
    if number < 0:
        what, damage, suffix, damaged_bytes = damaged_file(seed)
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / f"events{suffix}"
            file.write_bytes(damaged_bytes)
            print(what, damage, suffix, outcome_of(file))
    else:
        sys.exit(main(number, seed) > 0)
