"""What the scan finds in fields of pure chance and of planted clusters, and its time: `python bench/scan.py [FIELDS]`.

Fields are made up: visits over some places, groups of very different sizes, and a label that is put on one visit in ten
at random, three times as often near one place where a cluster is planted.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from footprints_geo.places.table import haversine_km
from footprints_geo.scan import Scan, scan

FIELDS = 200
PLACES, VISITS, MARKED, TIMES = 40, 600, 0.1, 3.0
NEAREST = 4
RUNS = 199
"""Enough for a share of fields at 5 %; a map uses 999."""
EVENTS, MANY_VISITS, MANY_PLACES, ROUNDS = 1_000_000, 800_000, 2_310, 5

Field = tuple[pd.DataFrame, np.ndarray, set[int]]


def field(
    chance: np.random.Generator, *, visits: int = VISITS, places: int = PLACES, planted: bool, sizes: str = "heavy"
) -> Field:
    """Visits, positions and the places of the planted cluster.

    `sizes`: `single` people; `heavy` for groups up to 500, one half single people; `singles marked` for the same where
    no group of four and more is ever marked, as when groups are sent back and single people disappear; `parts marked`
    where of every second group that is marked only some people are; `cases marked` where all visits of a case, at four
    places near each other, are marked or none.
    """
    positions = np.column_stack([chance.uniform(100, 135, places), chance.uniform(15, 50, places)])
    popular = chance.pareto(1.0, places) + 0.2
    place = chance.choice(places, visits, p=popular / popular.sum())
    persons = np.minimum(np.floor(chance.pareto(1.2, visits) + 1), 500).astype(np.int64)
    if sizes == "single":
        persons[:] = 1
    # The cluster is planted where records are neither few nor most.
    middle = np.argsort(np.bincount(place, minlength=places))[int(places * 0.7)]
    near = set(np.argsort(haversine_km(positions, positions[middle]))[:NEAREST].tolist()) if planted else set()
    rate = np.where(np.isin(place, list(near)), MARKED * TIMES, MARKED)
    if sizes == "singles marked":
        rate = np.where(persons < 4, rate, 0.0)
    if sizes == "cases marked":
        beside = haversine_km(positions[:, None], positions[None]).argsort(axis=1)[:, :6]
        place = np.concatenate([chance.choice(beside[p], 4, replace=False) for p in place[: visits // 4]])
        visits = len(place)
        persons, rate = np.ones(visits, dtype=np.int64), np.full(visits, MARKED)
    first = chance.integers(1995 * 12, 2025 * 12, visits)
    last = first + chance.choice([0, 0, 1, 2, 11], visits)
    units = pd.DataFrame(
        {
            "place": place, "case": np.arange(visits) // 2, "persons": persons, "marked": chance.random(visits) < rate,
            "first": first, "last": last,
        }
    )  # fmt: skip
    if sizes == "cases marked":
        units["case"] = np.arange(visits) // 4
        units["marked"] = np.repeat(chance.random(visits // 4) < 3 * MARKED, 4)
    if sizes == "parts marked":
        some = chance.integers(1, persons + 1)
        units["persons_marked"] = np.where(chance.random(visits) < 0.5, some, persons)
    return units.drop_duplicates(["place", "case"], ignore_index=True), positions, near


def person_by_person(units: pd.DataFrame) -> pd.DataFrame:
    """The same field with each person as a visit of its own, so that persons are drawn alone."""
    alone = units.loc[units.index.repeat(units["persons"])].reset_index(drop=True)
    return alone.assign(case=np.arange(len(alone)), persons=1)


def visit_by_visit(units: pd.DataFrame) -> pd.DataFrame:
    """The same field with each visit as a case of its own."""
    return units.assign(case=np.arange(len(units)))


def share_found(
    fields: int, ask: Callable[[pd.DataFrame, np.ndarray], Scan], *, planted: bool, sizes: str = "heavy"
) -> float:
    """The share of fields with a cluster; where one was planted, with a cluster that shares a place with it."""
    found = 0
    for number in range(fields):
        units, positions, near = field(np.random.default_rng(number), planted=planted, sizes=sizes)
        clusters = ask(units, positions).clusters["places"]
        found += any(not planted or near & set(places) for places in clusters)
    return found / fields


def median_ratio(work: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of the work, and the median of its ratio to a bare one done right after it."""
    work()
    pairs = []
    for _ in range(ROUNDS):
        times = []
        for piece in (work, bare):
            begin = time.perf_counter()
            piece()
            times.append(time.perf_counter() - begin)
        pairs.append(times)
    return statistics.median(w for w, _ in pairs), statistics.median(w / b for w, b in pairs)


def main(fields: int) -> None:
    """Print a line for each question."""
    ways = {"by size": partial(scan, runs=RUNS), "of any size": partial(scan, runs=RUNS, by_size=False)}
    print(f"{fields} fields of pure chance: share with a cluster at 5 %")
    for way, ask in ways.items():
        for sizes in ("heavy", "singles marked", "parts marked"):
            print(f"  cases drawn {way:13} {sizes:15} {share_found(fields, ask, planted=False, sizes=sizes):6.1%}")
    together = share_found(fields, ways["by size"], planted=False, sizes="cases marked")
    print(f"  whole cases drawn         cases marked    {together:6.1%}")
    by_visit = share_found(
        fields, lambda u, p: scan(visit_by_visit(u), p, runs=RUNS), planted=False, sizes="cases marked"
    )
    print(f"  visits drawn alone        cases marked    {by_visit:6.1%}")
    alone = share_found(fields, lambda u, p: scan(person_by_person(u), p, runs=RUNS), planted=False)
    print(f"  persons drawn alone       heavy           {alone:6.1%}")
    months = share_found(fields, partial(scan, runs=RUNS, over_time=True), planted=False)
    print(f"  over time, by size        heavy           {months:6.1%}")
    print(
        f"{fields} fields with a planted cluster of {TIMES:g} times the rate at {NEAREST} places: share that is found"
    )
    for way, ask in ways.items():
        for sizes in ("single", "heavy", "singles marked", "parts marked"):
            print(f"  cases drawn {way:13} {sizes:15} {share_found(fields, ask, planted=True, sizes=sizes):6.1%}")
    print(f"{EVENTS:,} events, {MANY_VISITS:,} visits at {MANY_PLACES:,} places, 999 runs")
    for sizes in ("heavy", "parts marked"):
        chance = np.random.default_rng(1)
        units, positions, _ = field(chance, visits=MANY_VISITS, places=MANY_PLACES, planted=False, sizes=sizes)
        for over_time in (False, True):
            ask_all = partial(scan, units, positions, over_time=over_time)
            seconds, ratio = median_ratio(ask_all, partial(_persons_by_place, units))
            way, thinned = "over time" if over_time else "places", ask_all().thinned
            sites = thinned.sites if thinned else MANY_PLACES
            print(f"  {sizes:13} {way:10} {seconds:5.2f} s, {ratio:6.0f} times a bare group-by, {sites} sites")


def _persons_by_place(units: pd.DataFrame) -> pd.Series:
    return units.groupby("place")["persons"].sum()


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(given[0] if given else FIELDS)
