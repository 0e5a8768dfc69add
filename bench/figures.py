"""What drawing costs beside the size of the data: `python bench/figures.py [KIND] [ROWS ...]`.

For each size the bundled records are repeated under new case ids (see `bench/doors.py`), read and viewed; what is timed
is drawing and writing a PNG of A4 at 300 dots an inch. In it are the words, whose numbers are counted over all records.
Also the bundled returns of 2023 in all three formats, as a report has them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import get_args

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.doors import repeated_records
from footprints_geo import prepare, view
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.figure.drawing import draw
from footprints_geo.figure.files import FORMATS, to_bytes
from footprints_geo.paper import FigureKind, FigureOptions
from footprints_geo.periods import Period
from footprints_geo.pipeline import View
from footprints_geo.selection import Selection

ROUNDS = 5
SIZES = [1_000, 100_000, 1_000_000]


def seconds(work: Callable[[], object]) -> float:
    """The median of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def repeated_view(rows: int) -> View:
    """The bundled records so many times over, as everything that can be shown of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        repeated_records(rows).to_parquet(path)
        return view(prepare(internal(read_events(path))), Selection(), "place")


def main(sizes: list[int], kind: FigureKind) -> None:
    """Print a line for each size and its ratio to the first, and one for each format of the returns of 2023."""
    options = FigureOptions(kind)
    first = 0.0
    print(f"{kind}, A4 at 300 dots an inch, PNG")
    for rows in sizes:
        seen = repeated_view(rows)
        viewed = seconds(partial(view, seen.prepared, seen.selection, "place"))
        drawn = seconds(lambda seen=seen: to_bytes(draw(seen, options), ".png"))  # type: ignore[misc]
        first = first or drawn
        print(f"{rows:>9,} events   view {viewed:5.2f} s   drawn {drawn:5.2f} s   {drawn / first:5.2f} of the first")
    returns = view(prepare(), Selection(years=Period.of(2023), kind=("repatriation",)), "place")
    for ending in FORMATS:
        taken = seconds(lambda ending=ending: to_bytes(draw(returns, options), ending))  # type: ignore[misc]
        size = len(to_bytes(draw(returns, options), ending))
        print(f"returns of 2023, {ending[1:]:3}   {taken:5.2f} s   {size:>9,} bytes")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    kinds = [argument for argument in sys.argv[1:] if argument in get_args(FigureKind)]
    main(given or SIZES, kinds[0] if kinds else "routes")  # type: ignore[arg-type]
