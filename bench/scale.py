"""How cost grows with size, beside others on the same work: `python bench/scale.py [--sizes 20000,1000000] [--dry]`.

Each measure is a process of its own; round after round, each in turn. What is found stands in docs/scale.md and its
plot, with each target of the speed beside it; `--dry` prints it alone. 100 million events are for what streams.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scale_report import report
from bench.scale_work import WORKS

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "build" / "bench-scale"
SMALL = 20_000
SIZES = (SMALL, 1_000_000, 10_000_000)
RUNS = {20_000: 5, 1_000_000: 3}
"""How often; larger sizes once."""

LARGEST = {"movingpandas": SMALL, "bare read": 10**9, "bare sort": 10**9, "duckdb": 10**9}
"""What stops earlier, and what streams or is small enough to go on; all others stop at MOST_IN_MEMORY."""

MOST_IN_MEMORY = 10_000_000
LONGEST = 300.0
"""Seconds: a rival that takes longer, or would by what it took before, is not waited for."""

LONG = 10.0
"""Seconds: a rival that takes longer is run once."""

Measured = dict[str, dict[int, dict[str, Any]]]


def main(sizes: list[int], dry: bool) -> None:
    """Measure all at all sizes and write it down."""
    measured: Measured = {name: {} for name in WORKS}
    for size in dict.fromkeys((SMALL, *sizes)):
        python("bench.scale_data", str(size), timeout=None)
        for _ in range(RUNS.get(size, 1)):
            for name in WORKS:
                once(measured, name, size)
        compare(measured, size)
    report({name: dict(by_size) for name, by_size in measured.items()}, starts(), ROOT, dry=dry)


def once(measured: Measured, name: str, size: int) -> None:
    """One more run of a work, unless it is known to take too long."""
    by_size = measured[name]
    known = [(one, statistics.median(entry["whole"])) for one, entry in by_size.items() if entry.get("whole")]
    # Sizes rise: the last is this one, or the one before.
    awaited = known[-1][1] * size / known[-1][0] if known and name != "footprints" else 0.0
    entry = by_size.setdefault(size, {})
    again = bool(entry.get("whole")) and awaited > LONG
    if size > LARGEST.get(name, MOST_IN_MEMORY) or awaited > LONGEST or again or "too_long" in entry:
        entry.setdefault("too_long", awaited > LONGEST)
        return
    try:
        found = json.loads(python("bench.scale_work", name, str(DATA / str(size)), str(DATA / str(SMALL))))
    except subprocess.TimeoutExpired:
        entry["too_long"] = True
        return
    for step, seconds in found["seconds"].items():
        entry.setdefault(step, []).append(seconds)
    entry.setdefault("peak", []).append(found["peak"])
    entry["routes"] = found["routes"]
    print(f"{size:>11,}  {name:22} {found['seconds']['whole']:9.3f} s  {found['peak'] / 2**20:8,.0f} MiB", flush=True)


def compare(measured: Measured, size: int) -> None:
    """Stop where a rival ranks other routes than ours: then it did other work, and its time says nothing."""
    answers = {name: by_size[size]["routes"] for name, by_size in measured.items() if by_size[size].get("routes")}
    ours = answers.pop("footprints", None)
    for name, routes in answers.items():
        if ours is not None and routes != ours:
            different = [line for line in routes if line not in ours][:3]
            raise SystemExit(f"{name} ranks other routes than ours at {size:,} events, such as {different}.")
        print(f"{size:>11,}  {name:22} ranks the same {len(routes)} routes" if ours else "", flush=True)


def starts() -> dict[str, float]:
    """Seconds of the program's start on the bundled data, and of importing two libraries: medians of 7, in turn."""
    commands = {
        "routes": [sys.executable, "-m", "footprints_geo", "routes"],
        "imports": [sys.executable, "-c", "import pandas, shapely"],
    }
    # With modules compiled, as they are from the second start on wherever somebody has installed the program.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(DATA.parent / "compiled")
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(8):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
            seconds[name].append(time.perf_counter() - begin)
    # The first run finds the files on the disk, and not in memory.
    return {name: statistics.median(found[1:]) for name, found in seconds.items()}


def python(*arguments: str, timeout: float | None = LONGEST * 4) -> str:
    """What a module of ours prints, in a process of its own; its faults are shown."""
    command = [sys.executable, "-m", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=timeout, env=environment
    ).stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="Events, commas between.")
    parser.add_argument("--dry", action="store_true", help="Print it, and write nothing into docs.")
    given = parser.parse_args()
    main([int(size) for size in given.sizes.split(",")], given.dry)
