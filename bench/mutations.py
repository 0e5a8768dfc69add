"""What the doors make of damaged files: `python bench/mutations.py [N=10000] [SEED=0]`.

Every file is read in a process of its own making, so that a hang or a crash of the interpreter is counted too. With N
negative, only the file of SEED is read, here, and its error shown whole.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.damaged_files import SECRET, damaged_file
from bench.watched import Watch, done
from footprints_geo import Events, read_events
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_source

WORKERS: Final = 2
LONGEST: Final = 30
"""Seconds that a file may take."""

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


def _begin(folder: Path) -> Callable[[int], tuple[str, str, Outcome]]:
    """What reads the file of a seed in a process of its own."""

    def read(seed: int) -> tuple[str, str, Outcome]:
        kind, damage, ending, content = damaged_file(seed)
        path = folder / f"events{ending}"
        path.write_bytes(content)
        return kind, damage, outcome_of(path)

    return read


def main(files: int, first: int) -> int:
    """Read damaged files and print what became of them; the number of bad outcomes."""
    counts: Counter[tuple[str, str]] = Counter()
    for seed, heard in done(range(first, first + files), Watch(_begin, LONGEST, LONGEST, WORKERS)):
        kind, damage, found = heard if isinstance(heard, tuple) else (*damaged_file(seed)[:2], Outcome(heard))
        counts[kind, found.word] += 1
        if counts.total() % 1000 == 0:
            print(f"{counts.total():,} files", file=sys.stderr, flush=True)
        if found.word not in GOOD:
            print(f"--- seed {seed}, {kind}, {damage}: {found.word}\n{found.shown}", flush=True)
    _print(counts)
    return sum(number for (_, word), number in counts.items() if word not in GOOD)


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
