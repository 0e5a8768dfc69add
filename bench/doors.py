"""How long the doors take, beside a bare read of the same file: `python bench/doors.py [ROWS] [ROUNDS]`.

The records are the bundled ones, repeated under new case ids: made up for timing, and good for nothing else.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from footprints_geo import read_events
from footprints_geo.vocabulary import data_path

RUNS_IN_A_PROCESS = 5
TARGETS = {"csv": 4.0, "parquet": 3.0}


def repeated_records(rows: int) -> pd.DataFrame:
    """The bundled records again and again, each time as new cases."""
    own = pd.read_csv(data_path("documented_events.csv"), dtype="str", keep_default_na=False)
    times = -(-rows // len(own))
    again = pd.concat([own] * times, ignore_index=True).iloc[:rows]
    suffix = "-" + pd.Series(np.repeat(np.arange(times), len(own))[:rows]).astype("str")
    again["case_id"] = again["case_id"] + suffix
    again["part_of"] = again["part_of"].where(again["part_of"] == "", again["part_of"] + suffix)
    return again


def best_seconds(kind: str, path: Path) -> float:
    """The best of some runs of one piece of work, in this process, after one that is not counted."""
    works: dict[str, Callable[[], object]] = {
        "doors": lambda: read_events(path),
        "bare.csv": lambda: pd.read_csv(path, engine="pyarrow"),
        "bare.parquet": lambda: pd.read_parquet(path),
    }
    work = works["doors" if kind == "doors" else kind + path.suffix]
    work()
    seconds = []
    for _ in range(RUNS_IN_A_PROCESS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def apart(kind: str, path: Path) -> float:
    """`best_seconds` in a process of its own: neither work finds the memory as the other left it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(best_seconds, kind, path).result()


def main(rows: int, rounds: int) -> None:
    """Print one line a format: bare read and doors, round by round in turn, and the median of the rounds' ratios."""
    with tempfile.TemporaryDirectory() as folder:
        records = repeated_records(rows)
        csv, parquet = Path(folder) / "events.csv", Path(folder) / "events.parquet"
        records.to_csv(csv, index=False)
        records.to_parquet(parquet)
        del records
        print(f"{rows:,} rows, {rounds} rounds, Python {platform.python_version()}, {platform.machine()}")
        print("format    bare read   read, validated, geocoded   ratio (lowest to highest)   target")
        for path in (csv, parquet):
            pairs = [(apart("bare", path), apart("doors", path)) for _ in range(rounds)]
            plain, doors = (statistics.median(times) for times in zip(*pairs, strict=True))
            ratios = sorted(own / bare for bare, own in pairs)
            print(
                f"{path.suffix[1:]:8}  {plain:7.2f} s   {doors:20.2f} s   {statistics.median(ratios):10.2f} "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f})   ≤ {TARGETS[path.suffix[1:]]:.0f}"
            )


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*(given + [1_000_000, 7][len(given) :]))
