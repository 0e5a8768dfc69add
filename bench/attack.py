"""The adversary of the tests at length: `python bench/attack.py [questions] [data sets]`.

Each data set is planted twice, with the same groups and other secrets. For every question the answers of both must be
the same, hold no mark, day or own position, and no number of people below the threshold; and linear algebra on all
answers of a data set must find nobody. Every fiftieth question asks for all forms of routes, the map's own data, chains
and hotspots, and each data set once for where events are frequent, pictures and the report pack, looked into byte by
byte.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from footprints_geo.disclosure.release import protect
from footprints_geo.pipeline import prepare
from footprints_geo.selection import Selection
from tests.adversary import (
    THRESHOLD,
    forbidden,
    found_in,
    planted,
    public_counts,
    public_files,
    public_rates,
    public_texts,
    random_question,
    recovered,
    small_groups,
    unrecorded_legs,
)

EVERY = 50


def attack(seed: int, questions: int) -> Iterator[str]:
    """What is found in the answers to some questions of one data set."""
    original, changed = planted(seed, 2 * seed), planted(seed, 2 * seed + 1)
    made, other = protect(original), protect(changed)
    yield from small_groups(made.events, THRESHOLD)
    yield from unrecorded_legs(original, made)
    chance = Random(seed)
    asked = [random_question(chance) for _ in range(questions)]
    yield from recovered(original, made, asked)
    here, there = prepare(made), prepare(other)
    for number, question in enumerate(asked):
        answers = public_counts if number % EVERY else public_texts
        yield from found_in(answers(here, question), answers(there, question))
    for source in (public_rates(here, Selection()), public_files(here, Selection())):
        for name, content in source:
            yield from forbidden(name, content)


def main(questions: int, sets: int) -> None:
    """Print how much was asked and what was found."""
    begin, found = time.perf_counter(), []
    for seed in range(sets):
        found += list(attack(seed, questions // sets))
        print(f"{(seed + 1) * (questions // sets):,} questions of {seed + 1} data sets: {len(found)} leaks", flush=True)
    for leak in found[:20]:
        print(f"  {leak}")
    print(f"{time.perf_counter() - begin:,.0f} s")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    main(*(numbers + [10_000, 50][len(numbers) :]))
