"""How often hotspots are found where there are none, and where there is one; and how long a million events take.

    python bench/hotspots.py [FIELDS] [EVENTS]

Fields of pure chance and fields with a planted cluster, 200 of each by default, on one study area of 331 cells. Beside
the share found by the program stands that of the textbook's normal curve on the same fields. Then EVENTS events, a
million by default, prepared once: the time from the prepared data to the answer, beside a bare group-by of the same
events by the same cells, and that of a scan; medians of five rounds in one run.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.cells import StudyArea
from footprints_geo.disclosure.release import internal
from footprints_geo.getis_ord import adjusted, chance, gi_star
from footprints_geo.grids import lay_grid
from footprints_geo.hotspots import find_hotspots
from footprints_geo.pipeline import prepare
from footprints_geo.prepared import Prepared
from footprints_geo.rates import find_rates
from footprints_geo.robustness import check
from footprints_geo.selection import Selection

Field = npt.NDArray[np.int64]
LEVEL = 0.05
BACKGROUND = 5.0
ROUNDS = 5


def area_of(rings: int) -> StudyArea:
    """A hexagon of cells round one in Jilin, with the ring that every study area has."""
    return StudyArea.around(np.array(h3.grid_disk(h3.latlng_to_cell(43.0, 128.0, 4), rings - 1), dtype=np.uint64))


def even(random: np.random.Generator, cells: int) -> Field:
    """Five single persons a cell on average."""
    return random.poisson(BACKGROUND, cells).astype(np.int64)


def sparse(random: np.random.Generator, cells: int) -> Field:
    """Forty single persons over all cells: most are empty, as in records."""
    return np.bincount(random.integers(0, cells, 40), minlength=cells).astype(np.int64)


def uneven(random: np.random.Generator, cells: int) -> Field:
    """Seventy groups over all cells, most of one person and some of hundreds, as in records."""
    groups = np.ceil(random.pareto(0.9, 70)).clip(1, 500)
    return np.rint(np.bincount(random.integers(0, cells, 70), groups, minlength=cells)).astype(np.int64)


def found(values: Field, area: StudyArea, normal: bool) -> npt.NDArray[np.bool_]:
    """The cells that are hotspots at the 95 % level, by draws or by the normal curve."""
    z = gi_star(values, area.neighbours)
    p = np.array([0.5 * math.erfc(one / math.sqrt(2)) for one in z]) if normal else chance(values, area.neighbours)
    return (adjusted(p) <= LEVEL) & (values > 0)


def by_chance(fields: int, area: StudyArea) -> None:
    """Shares of fields without any pattern that yield a hotspot."""
    for make in (even, sparse, uneven):
        made = [make(np.random.default_rng(seed), len(area.cells)) for seed in range(fields)]
        drawn, curve = ([found(one, area, normal).any() for one in made] for normal in (False, True))
        print(
            f"chance, {make.__name__:7}: {np.mean(drawn):6.1%} yield a hotspot; {np.mean(curve):6.1%} by normal curve"
        )


def planted(fields: int, area: StudyArea, rings: int) -> None:
    """The share of fields in which a cluster of twice the background is found."""
    middle = h3.latlng_to_cell(43.0, 128.0, 4)
    inside = area.row_of(np.array(h3.grid_disk(middle, rings), dtype=np.uint64))
    hits = []
    for seed in range(fields):
        random = np.random.default_rng(10_000 + seed)
        values = even(random, len(area.cells))
        values[inside] += random.poisson(BACKGROUND, len(inside))
        hits.append(found(values, area, normal=False)[inside].any())
    print(f"planted, {len(inside)} cells of twice the background: found in {np.mean(hits):.1%}")


def many_events(events: int) -> Prepared:
    """Events of made-up cases at the bundled data's places, in the bundled data's manner."""
    bundled = prepare()
    frame, random = bundled.events.frame, np.random.default_rng(1)
    rows = random.integers(0, len(frame), events)
    large = frame.iloc[rows].reset_index(drop=True)
    cases = pd.Index([f"C{number}" for number in range(events // 2)], dtype="str")
    large["case_id"] = pd.Categorical.from_codes(random.integers(0, len(cases), events), categories=cases)
    large["part_of"] = pd.Categorical.from_codes(
        np.zeros(events, dtype=np.int8), categories=pd.Index([""], dtype="str")
    )
    parts = {name: getattr(bundled.events, name) for name in bundled.events.__dataclass_fields__}
    many = type(bundled.events)(**{**parts, "frame": large, "rows_read": events, "rows_rejected": 0})
    return prepare(internal(many))


def median(work: Callable[[], object]) -> float:
    """The median time of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def timed(events: int) -> None:
    """The time of an answer beside a bare group-by of the same cells."""
    prepared = many_events(events)
    chosen = Selection(events=("arrest", "repatriation", "disappearance", "last_seen", "detention"))
    first = find_hotspots(prepared, chosen)
    grid = lay_grid(prepared, first.grid.resolution)
    table = pd.DataFrame(
        {
            "cell": grid.cell_of_event,
            "case": prepared.events.frame["case_id"].cat.codes.to_numpy(),
            "low": prepared.events.frame["persons_low"].to_numpy(),
        }
    )[first.inside]
    bare = median(lambda: table.groupby(["cell", "case"])["low"].max().groupby("cell").sum())
    whole = median(lambda: find_hotspots(prepared, chosen))
    print(f"{events:,} events, {first.tally.events_placed:,} in {len(first.cells)} of {first.cells_tested} cells:")
    print(f"  bare group-by {bare:.2f} s; answer {whole:.2f} s, {whole / bare:.2f} times as long")
    begun = time.perf_counter()
    table = check(first)
    print(f"  and what each of {len(table)} hotspots depends on: {time.perf_counter() - begun:.1f} s")
    for over_time, words in ((False, "places"), (True, "places and months")):
        scanned = median(partial(find_rates, prepared, chosen, over_time))
        print(f"  a scan of the same events, {words}: {scanned:.1f} s, {scanned / bare:.0f} times the group-by")


if __name__ == "__main__":
    fields, events = (
        (int(word) for word in (*sys.argv[1:3], "200", "1000000")[:2])
        if len(sys.argv) != 2
        else (int(sys.argv[1]), 1_000_000)
    )
    where = area_of(10)
    print(f"{fields} fields of {len(where.cells)} cells")
    by_chance(fields, where)
    planted(fields, where, 1)
    planted(fields, where, 2)
    timed(events)
