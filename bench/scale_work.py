"""One piece of work in a process of its own: `python -m bench.scale_work NAME FOLDER WARM`, and its cost as JSON.

It is done once on the small data in WARM before it is timed: what a library does once in a process is not its cost.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

WORKS = {
    "bare read": ("bench.rivals.bare", "read"),
    "bare sort": ("bench.rivals.bare", "sort"),
    "footprints": ("bench.rivals.footprints", "steps"),
    "polars": ("bench.rivals.polars_lazy", "rank"),
    "duckdb": ("bench.rivals.duckdb_sql", "rank"),
    "pandas by columns": ("bench.rivals.pandas_columns", "rank"),
    "pandas groupby.apply": ("bench.rivals.pandas_apply", "rank"),
    "movingpandas": ("bench.rivals.moving_pandas", "flows"),
}
"""By the name of a work its module and function: it gives seconds by step, ranked routes, both or nothing."""


def peak() -> int:
    """The most memory this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def done(name: str, folder: Path, warm: Path) -> dict[str, Any]:
    """Seconds of the whole and of each step, bytes above the memory of before, and the ranked routes if any."""
    module, function = WORKS[name]
    work = getattr(importlib.import_module(module), function)
    imported = peak()
    if warm != folder or name not in ("pandas groupby.apply", "movingpandas"):
        work(warm)
    begin = time.perf_counter()
    answer = work(folder)
    whole = time.perf_counter() - begin
    seconds, routes = answer if isinstance(answer, tuple) else (answer, None)
    if isinstance(seconds, list):
        seconds, routes = None, seconds
    seconds = {"whole": whole, **(seconds or {})}
    # Where a work goes on after what it is compared by, it says itself how much memory that took.
    return {"seconds": seconds, "peak": seconds.pop("peak", peak()) - imported, "routes": routes}


if __name__ == "__main__":
    print(json.dumps(done(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
