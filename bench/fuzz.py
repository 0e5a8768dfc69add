"""Hostile inputs for every parser: `python bench/fuzz.py [INPUTS=100000] [--only PARSER] [--number N] [--seed SEED]`.

An input is a file, a link, a profile, a recipe, a workspace or a cell that was valid once and then damaged. It may be
read or refused in one sentence. A fault is anything else: an error of another kind, more than LONGEST seconds or
MOST_GROWTH bytes, a file opened outside the input's folder, a connection, a program started, a message with a record's
id or note or with a folder's path. Each input is made again from its parser, number and seed: with --only and --number
one is read, here, and its fault shown whole.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any, Final

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pandas as pd

from bench import hostile_files as hostile
from bench.damaged_files import KINDS, SECRET, damaged, whole_file
from bench.hostile_texts import odd_text
from bench.mutations import LONGEST_SENTENCE, Outcome, outcome_of
from bench.reach import Reach
from bench.watched import HANG, Watch, done
from footprints_geo import read_events
from footprints_geo.dates.durations import parse_duration
from footprints_geo.dates.intervals import parse_date
from footprints_geo.dates.typed import combine_ends, read_typed_dates
from footprints_geo.dates.typed_durations import read_typed_durations
from footprints_geo.disclosure.policy import Policy
from footprints_geo.errors import InputError, PlaceNotFound
from footprints_geo.figure.files import read_recipe
from footprints_geo.language import language_of
from footprints_geo.mapping.profile_files import profile_from_text, profile_text, read_profile
from footprints_geo.panels import read_period
from footprints_geo.paper import sheet_of
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.recipe import Recipe
from footprints_geo.selection import FORMS, Selection
from footprints_geo.sources.opening import open_source
from footprints_geo.typed_counts import is_count, read_count
from footprints_geo.ui.state import Look
from footprints_geo.workspace import existing_workspace
from footprints_geo.workspace.snapshots import check_name, time_of
from tests.commands import run

INPUTS: Final = 100_000
LONGEST: Final = 5
"""Seconds of the processor that an input may take."""

PATIENCE: Final = 30.0
"""Seconds that it may take in all, on a machine that is busy with something else."""

MOST_GROWTH: Final = 512 << 20
"""Bytes by which one input may make the process larger than it has ever been."""

ALL_THE_WAY: Final = 16
"""To come to events takes ten times as long as to open a file, and `bench/mutations.py` does so ten thousand times."""

ROUNDS: Final = 50
WORKERS: Final = 2
FOLDER: Final = "QQ-FOLDER-QQ"
"""Stands in the path of every input, and must stand in no message."""

Read = Callable[[], list[str]]
"""Read an input that was made; what was said to a person about it."""

Made = Callable[[Random, Path], Read]
"""Make an input in a folder."""


@dataclass(frozen=True)
class Parser:
    """A way into the program: how many of INPUTS it gets, and how one is made."""

    share: int
    made: Made


@dataclass(frozen=True)
class Heard:
    """What became of an input: `accepted`, `refused`, or the name of its fault; and how long it took."""

    word: str
    shown: str = ""
    seconds: float = 0.0


def _file(kind: str) -> Made:
    """Records of a kind: opened, and one in ALL_THE_WAY read to events."""

    def made(chance: Random, folder: Path) -> Read:
        if chance.random() < 0.6:
            _, _, ending, content = damaged(kind, chance)
        else:
            ending, content = KINDS[kind].ending, hostile.records(kind, chance)
        path = folder / f"events{ending}"
        path.write_bytes(content)
        return _to_events(path) if chance.random() < 1 / ALL_THE_WAY else _opened(path)

    return made


def _opened(path: Path, sheet: str | None = None) -> Read:
    def read() -> list[str]:
        table = open_source(path, sheet)
        return [*table.notes, *table.warnings]

    return read


def _to_events(path: Path) -> Read:
    """As `bench/mutations.py` judges it; its word for a fault is ours."""

    def read() -> list[str]:
        found = outcome_of(path)
        if found.word == "refused":
            raise InputError(found.shown)
        if found.word != "events":
            raise _Judged(found)
        return []

    return read


class _Judged(Exception):
    """A fault that was found in an answer."""

    def __init__(self, found: Outcome) -> None:
        super().__init__(found.shown)
        self.found = found


def _archive(chance: Random, folder: Path) -> Read:
    ending, content = hostile.archive(chance)
    path = folder / f"events{ending}"
    path.write_bytes(content)
    return _to_events(path) if chance.random() < 1 / ALL_THE_WAY else _opened(path)


def _sheet(chance: Random, folder: Path) -> Read:
    """A name of a sheet or layer as somebody typed it."""
    kind = chance.choice(["xlsx", "ods", "gpkg", "csv"])
    path = folder / f"events{KINDS[kind].ending}"
    path.write_bytes(whole_file(kind))
    return _opened(path, odd_text(chance, ("Events", "events", "Sheet1")))


def _query(chance: Random) -> dict[str, str]:
    names = [*FORMS, *(field.name for field in fields(Look))]
    chosen = chance.sample(names, chance.choice([1, 2, 4, len(names)]))
    query = {name: odd_text(chance, hostile.LINK_WORDS) for name in chosen}
    if chance.random() < 0.2:
        query[odd_text(chance, names)] = odd_text(chance, hostile.LINK_WORDS)
    return query


def _link(chance: Random, _: Path) -> Read:
    query = _query(chance)

    def read() -> list[str]:
        selection, ignored = Selection.from_query(query, beside=[field.name for field in fields(Look)])
        look, wrong = Look.from_query(query)
        for language in ("en", "ko"):
            selection.words(language_of(language))
        if Selection.from_query(selection.to_query()) != (selection, ()):
            raise _Judged(Outcome("no round trip", f"{query!r}"))
        again, left = Look.from_query(look.to_query())
        if left or again.to_query() != look.to_query():
            raise _Judged(Outcome("no round trip", f"{query!r}"))
        for sentence in (*ignored, *wrong):
            _check_sentence(sentence)
        if ignored or wrong:
            raise InputError("A part of the link was ignored.")
        return []

    return read


def _flag(chance: Random, _: Path) -> Read:
    """What the command line reads of a flag, a typed id among it."""
    text = odd_text(chance, (*hostile.LINK_WORDS, "20240131T120000000000Z-0123456789ab"))
    number = chance.choice([float("nan"), float("inf"), -1.0, 0.0, 1e308, 210.0, 100.5])

    def id_of_a_snapshot() -> None:
        with suppress(ValueError):
            number_of_day = chance.choice(["20240131T12000000000", "99999999T999999999999", "00000000T000000000000"])
            time_of(check_name(chance.choice([text, f"{number_of_day[:21]:0<21}Z-0123456789ab"])))

    ways: list[Callable[[], object]] = [
        lambda: Selection.parse(**{chance.choice(list(FORMS)): text}),
        lambda: read_period(text),
        lambda: sheet_of(text, *chance.choice([(None, None), (number, None), (number, number)])),
        lambda: Policy(text, chance.choice([-1, 0, 5, 10**9])),
        lambda: language_of(text),
        id_of_a_snapshot,
    ]
    way = chance.choice(ways)

    def read() -> list[str]:
        way()
        return []

    return read


def _command(chance: Random, folder: Path) -> Read:
    """Whole commands: exit code 2 and a sentence, and nothing else, where something is wrong."""
    records = folder / "events.csv"
    records.write_bytes(whole_file("csv"))
    word = odd_text(chance, (*hostile.LINK_WORDS, "1.1", "20240131T120000000000Z-0123456789ab", "2.3")).replace(
        "\0", ""
    )
    flag = chance.choice(["--years", "--kind", "--events", "--countries", "--min-persons", "--uncertain"])
    place = folder / "work"
    a_day = chance.choice(["20240101T120000000000Z", "99999999T999999999999Z"])
    arguments: list[object] = chance.choice(
        [
            ["routes", records, "--audience", "internal", f"{flag}={word}"],
            ["profile", records, f"--answer={word}"],
            ["validate", records, f"--sheet={word}"],
            ["snapshots", place],
            ["diff", place, f"{a_day}-0123456789ab", word],
            ["forget", f"{a_day}-0123456789ab", "--workspace", place, "--yes"],
        ]
    )
    if place in arguments:
        hostile.workspace(_desk().whole, place, chance)

    def read() -> list[str]:
        answer = run(*arguments)
        if answer.code not in (0, 1, 2):
            raise _Judged(Outcome("exit code", f"{answer.code}: {answer.err}"))
        if answer.code == 2 and answer.err.startswith("Error: "):
            raise InputError(answer.err.removeprefix("Error: ").rstrip("\n"))
        if answer.code == 2:
            raise InputError("A usage error of the command line.")
        return answer.err.splitlines()

    return read


def _profile(chance: Random, folder: Path) -> Read:
    path = folder / "profile.toml"
    path.write_bytes(hostile.profile(chance))
    through = chance.random() < 0.05

    def read() -> list[str]:
        found = read_profile(path)
        if profile_from_text(profile_text(found), "again") != found:
            raise _Judged(Outcome("no round trip", profile_text(found)))
        if through:
            records = folder / "events.csv"
            records.write_bytes(whole_file("csv"))
            return list(read_events(records, found).questions)
        return []

    return read


def _recipe(chance: Random, _: Path) -> Read:
    text = hostile.recipe(chance)

    def read() -> list[str]:
        found = Recipe.from_json(text)
        if Recipe.from_json(found.to_json()) != found:
            raise _Judged(Outcome("no round trip", found.to_json()))
        return [found.to_command("map.png"), found.file_name(".png"), found.fingerprint]

    return read


def _picture(ending: str, content: Callable[[Random], bytes]) -> Made:
    def made(chance: Random, folder: Path) -> Read:
        path = folder / f"picture{ending}"
        path.write_bytes(content(chance))

        def read() -> list[str]:
            return [read_recipe(path).fingerprint]

        return read

    return made


def _workspace(chance: Random, folder: Path) -> Read:
    place = folder / "work"
    hostile.workspace(_desk().whole, place, chance)

    def read() -> list[str]:
        kept = existing_workspace(str(place))
        kept.log()
        ids = [one.id for one in kept.snapshots()]
        for one in ids:
            kept.profile_text(one)
            kept.read(one)
        if ids:
            kept.diff(ids[0], ids[-1])
        return list(kept.notes)

    return read


def _gazetteer(chance: Random, folder: Path) -> Read:
    path = folder / "places.csv"
    path.write_bytes(hostile.gazetteer(chance))
    name = odd_text(chance, ("연길", "Yanji", "Hoeryong", "图们", "cn-tumen"))

    def read() -> list[str]:
        found = Gazetteer.read(path)
        with suppress(PlaceNotFound):
            found.find(name)
        with suppress(PlaceNotFound):
            found.get(name)
        found.match_positions(pd.Series([129.5]), pd.Series([42.9]), None, 50)
        return []

    return read


DATES: Final = (
    "2023-08-27", "2023", "2023-08/2023-10", "1969~", "2023?", "2023년 8월 27일", "2023.10.9", "9/10/2023",
    "27/08/2023", "autumn 2023", "2021년 가을", "early March 2020", "late 1990s", "199X", "44927",
    "2023-08-27T00:00:00Z", "Aug 27, 2023", "between 2019 and 2021", "2019-2021", "before 2020", "27 August 2023",
    "8월", "unknown", "미상", "from", "to", "년", "월", "일", "~", "?", "about", "mid-2023", "1998년 봄~여름",
    "Thu, 01/01/2026 - 12:00", "winter 2019/20", "0000",
)  # fmt: skip
COUNTS: Final = (
    "약 5명", "30-50", "at least 5", "여러 명", "30 to 50 people", "between 3 and 5", "5+", "more than 10",
    "family of 4", "1,000", "1.000", "3/4", "두 명", "ten", "명", "약", "이상", "총", "?", "approx.", "≥",
    "5여 명", "from 3 to", "수십",
)  # fmt: skip
DURATIONS: Final = ("8 months", "1년 6개월", "P8M", "P1Y6M", "10 days", "2 weeks and 3 days", "P10D", "개월", "and")


def _date(chance: Random, _: Path) -> Read:
    # As columns of text keep them: without half letters.
    cells = [_whole(odd_text(chance, DATES)) for _ in range(chance.choice([1, 1, 2, 6]))]
    others = [_whole(odd_text(chance, (*DATES, *DURATIONS))) for _ in cells]
    order = chance.choice([None, None, "day-first", "month-first", "year-first"])

    def read() -> list[str]:
        typed = read_typed_dates(pd.Series(cells, dtype="str"), order, chance.random() < 0.2)
        read_typed_durations(pd.Series(others, dtype="category"))
        combine_ends(typed.dates, typed.dates[::-1].set_axis(typed.dates.index))
        refused = 0
        for parse, texts in ((parse_date, typed.dates), (parse_duration, others)):
            for text in texts:
                try:
                    parse(text)
                except InputError as error:
                    refused += 1
                    _check_sentence(str(error))
        if refused:
            raise InputError("A date or a duration was refused.")
        return []

    return read


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _count(chance: Random, _: Path) -> Read:
    text = odd_text(chance, COUNTS)

    def read() -> list[str]:
        is_count(text)
        if read_count(text) is None:
            raise InputError("This is no count.")
        return []

    return read


PARSERS: Final[dict[str, Parser]] = {
    **{kind: Parser(2000, _file(kind)) for kind in KINDS},
    "archives": Parser(2000, _archive),
    "sheets": Parser(2000, _sheet),
    "workspaces": Parser(2000, _workspace),
    "gazetteers": Parser(2000, _gazetteer),
    "commands": Parser(2000, _command),
    "png": Parser(3000, _picture(".png", hostile.png)),
    "svg": Parser(3000, _picture(".svg", hostile.svg)),
    "pdf": Parser(3000, _picture(".pdf", hostile.pdf)),
    "recipes": Parser(9000, _recipe),
    "profiles": Parser(8000, _profile),
    "links": Parser(14_000, _link),
    "flags": Parser(10_000, _flag),
    "dates": Parser(7000, _date),
    "counts": Parser(7000, _count),
}
"""Every parser, by the name that is printed; the shares come to INPUTS."""


class _Desk:
    """What a process has for its inputs: a folder, a watch on what is reached for, a workspace to be copied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER / "input"
        # What the program itself keeps for a moment is kept here.
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.folder)
        sys.dont_write_bytecode = True
        # Streamlit says that no page is shown.
        logging.disable()
        self.folder.mkdir(parents=True)
        self.whole = hostile.whole_workspace(folder)
        for kind in ("csv", "gpkg", "xlsx"):
            path = self.folder / f"whole{KINDS[kind].ending}"
            path.write_bytes(whole_file(kind))
            outcome_of(path)
        self.reach = Reach()

    def heard(self, name: str, number: int, seed: int) -> Heard:
        """Make an input and read it under watch."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        os.chdir(self.folder)
        try:
            read = PARSERS[name].made(Random(f"{seed} {name} {number}"), self.folder)
        except Exception:  # noqa: BLE001 - a fault of this program, which must not look like one of the other
            return Heard("not made", traceback.format_exc())
        before, since = _peak(), time.process_time()
        with self.reach.watched(self.folder) as strays:
            found = _judged(read)
        took = time.process_time() - since
        if strays:
            return Heard("reach", "; ".join(dict.fromkeys(strays)), took)
        if _peak() - before > MOST_GROWTH:
            return Heard("memory", f"grew by {(_peak() - before) >> 20} MB; {found.shown}", took)
        return Heard(found.word, found.shown, took)


_DESKS: Final[list[_Desk]] = []


def _desk() -> _Desk:
    """That of this process."""
    return _DESKS[0]


def _peak() -> int:
    unit = 1 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _judged(read: Read) -> Outcome:
    try:
        said = read()
        for sentence in said:
            _check_silence(sentence)
    except InputError as error:
        try:
            _check_sentence(str(error))
        except _Judged as judged:
            return judged.found
        return Outcome("refused")
    except _Judged as judged:
        return judged.found
    except Exception:  # noqa: BLE001 - to find these is what this program is for
        return Outcome("traceback", traceback.format_exc()[-3000:])
    return Outcome("accepted")


def _check_sentence(sentence: str) -> None:
    _check_silence(sentence)
    if not sentence.rstrip().endswith((".", "?")) or "\n" in sentence or len(sentence) >= LONGEST_SENTENCE:
        raise _Judged(Outcome("no sentence", f"{len(sentence)} letters: {sentence[:2000]!r}"))


def _check_silence(sentence: str) -> None:
    if SECRET in sentence or FOLDER in sentence:
        raise _Judged(Outcome("leak", repr(sentence[:2000])))


def begin(folder: Path) -> Callable[[tuple[str, int, int]], Heard]:
    """What reads inputs in a process of its own."""
    _DESKS[:] = [_Desk(folder)]
    return lambda job: _desk().heard(*job)


def jobs(inputs: int, seed: int, only: str) -> Iterator[tuple[str, int, int]]:
    """Parser, number and seed of every input; in rounds, so that a run that is cut short has tried every parser."""
    shares = {name: inputs if only else max(1, one.share * inputs // INPUTS) for name, one in PARSERS.items()}
    for part in range(ROUNDS):
        for name, share in shares.items():
            if only in ("", name):
                yield from ((name, number, seed) for number in range(part, share, ROUNDS))


def main(inputs: int, seed: int, only: str) -> int:
    """Read hostile inputs and print what became of them; the number of faults."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    since = time.monotonic()
    # Whoever stops it sees how far it came.
    with suppress(KeyboardInterrupt):
        for (name, number, _), answer in done(jobs(inputs, seed, only), Watch(begin, LONGEST, PATIENCE, WORKERS)):
            heard = (
                answer if isinstance(answer, Heard) else Heard(answer, "", float(LONGEST) if answer == HANG else 0.0)
            )
            counts[name, heard.word] += 1
            slowest[name] = max(slowest.get(name, 0.0), heard.seconds)
            if heard.word not in ("accepted", "refused"):
                again = f"bench/fuzz.py --only {name!r} --number {number} --seed {seed}"
                print(f"--- {heard.word}: {again}\n{heard.shown}", flush=True)
            if counts.total() % 5000 == 0:
                print(f"{counts.total():,} inputs, {time.monotonic() - since:.0f} s", file=sys.stderr, flush=True)
    faults = _print(counts, slowest)
    print(f"{counts.total():,} inputs, {faults:,} faults, {time.monotonic() - since:.0f} s, {WORKERS} processes")
    return faults


def _print(counts: Counter[tuple[str, str]], slowest: dict[str, float]) -> int:
    print(f"{'parser':14}{'inputs':>9}{'accepted':>10}{'refused':>9}{'slowest, ms':>13}{'faults':>8}")
    all_faults = 0
    for name in PARSERS:
        inputs = sum(number for (parser, _), number in counts.items() if parser == name)
        accepted, refused = counts[name, "accepted"], counts[name, "refused"]
        faults = inputs - accepted - refused
        all_faults += faults
        if inputs:
            slow = 1000 * slowest[name]
            print(f"{name:14}{inputs:9,}{accepted:10,}{refused:9,}{slow:13,.0f}{faults:8,}")
    return all_faults


def _one(name: str, number: int, seed: int) -> int:
    """Read one input here."""
    with tempfile.TemporaryDirectory() as folder:
        heard = begin(Path(folder))((name, number, seed))
        print(f"{heard.word}, {1000 * heard.seconds:,.0f} ms\n{heard.shown}")
        os.chdir("/")
    return heard.word not in ("accepted", "refused")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("inputs", type=int, nargs="?", default=INPUTS)
    asked.add_argument("--only", choices=PARSERS, default="")
    asked.add_argument("--number", type=int)
    asked.add_argument("--seed", type=int, default=0)
    told: Any = asked.parse_args()
    if told.number is not None:
        sys.exit(_one(told.only, told.number, told.seed))
    sys.exit(main(told.inputs, told.seed, told.only) > 0)
