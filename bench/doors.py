"""How long the doors take, beside a bare read of the same file: `python bench/doors.py [ROWS] [RUNS]`.

The records are the bundled ones, repeated under new case ids: made up for timing, and good for nothing else.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from footprints_geo import Gazetteer, read_events
from footprints_geo.vocabulary import data_path

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


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median of some runs, after one that is not counted."""
    work()
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def main(rows: int, runs: int) -> None:
    """Print one line a format: bare read, doors, and their ratio in this run."""
    gazetteer = Gazetteer.read()
    with tempfile.TemporaryDirectory() as folder:
        records = repeated_records(rows)
        csv, parquet = Path(folder) / "events.csv", Path(folder) / "events.parquet"
        records.to_csv(csv, index=False)
        records.to_parquet(parquet)
        del records
        bare: dict[str, Callable[[], object]] = {
            "csv": lambda: pd.read_csv(csv, engine="pyarrow"),
            "parquet": lambda: pd.read_parquet(parquet),
        }
        print(f"{rows:,} rows, median of {runs} runs, Python {platform.python_version()}, {platform.machine()}")
        print("format    bare read   read, validated, geocoded   ratio   target")
        for name, path in (("csv", csv), ("parquet", parquet)):
            plain = median_seconds(bare[name], runs)
            doors = median_seconds(lambda path=path: read_events(path, gazetteer=gazetteer), runs)  # type: ignore[misc]
            print(f"{name:8}  {plain:7.2f} s   {doors:20.2f} s   {doors / plain:10.2f}   ≤ {TARGETS[name]:.0f}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*(given + [1_000_000, 5][len(given) :]))
