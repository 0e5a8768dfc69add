"""What each engine costs, and what larger records would: `python -m bench.engines [--sizes 1000000,...] [--dry]`.

The command line is run as a person runs it, each time in a process of its own; its answers must be the same bytes. What
is found stands in docs/engines.md, with a model of the cost of more records than were measured here.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.scale_report import MEBI, machine, table
from footprints_geo.pipeline import bundled_events
from footprints_geo.synthetic import made_up_events, measure
from footprints_geo.writers.parts_file import write_parts

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "build" / "bench-engines"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("numpy", "pandas", "pyarrow", "dask")
SEED = 5
SIZES = (1_000_000, 10_000_000, 100_000_000)
LARGEST = {"memory": 10_000_000, "local": 10**12, "dask": 10_000_000}
"""What is not measured beyond: it would not fit into the memory of the machine that this was written on."""

FAR = (1_000_000_000, 10_000_000_000)
CORES = (16, 256)
MOST_PIECES = 250


@dataclass(frozen=True)
class Run:
    """One answer: seconds, the most memory of the largest process in bytes, and the bytes of the answer."""

    seconds: float
    peak: int
    answer: bytes


def main(sizes: list[int], dry: bool) -> None:
    """Measure, compare the answers, and write down what was found."""
    runs: dict[tuple[str, int], Run] = {}
    for size in sizes:
        file = made(size)
        for engine, largest in LARGEST.items():
            if size <= largest:
                runs[engine, size] = asked(engine, file)
                run = runs[engine, size]
                print(f"{size:>13,}  {engine:8} {run.seconds:9.1f} s  {run.peak / MEBI:8,.0f} MiB", flush=True)
        compare(runs, size)
    text = "\n\n".join((machine(LIBRARIES), costs(runs, sizes), far(runs, sizes)))
    print(text)
    if not dry:
        page = ROOT / "docs" / "engines.md"
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def made(size: int) -> Path:
    """The file of so many made-up events, made the first time."""
    file = DATA / str(size) / "records.parquet"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        mould = measure(bundled_events().given)
        cases = round(size / (len(mould.events) / len(mould.first)))
        write_parts(made_up_events(mould, cases, SEED), file)
    return file


def asked(engine: str, file: Path) -> Run:
    """One answer of an engine."""
    answer = DATA / "answer.json"
    command = [
        sys.executable,
        "-m",
        "footprints_geo",
        "routes",
        str(file),
        "--audience",
        "internal",
        "--engine",
        engine,
    ]
    command += ["--level", "place", "--format", "json", "-o", str(answer)]
    begin = time.perf_counter()
    # In a process of its own, which reports the largest of those it waited for.
    counted = [sys.executable, "-m", "bench.engines", "--count", json.dumps(command)]
    found = subprocess.run(counted, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begin
    content = answer.read_bytes()
    answer.unlink()
    return Run(seconds, int(found.stdout), content)


def counted(command: list[str]) -> None:
    """Run a command, and print the memory of its largest process."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def compare(runs: dict[tuple[str, int], Run], size: int) -> None:
    """Stop where two engines answer differently."""
    answers = {engine: run.answer for (engine, one), run in runs.items() if one == size}
    if len(set(answers.values())) > 1:
        raise SystemExit(f"{', '.join(answers)} answer differently of {size:,} events.")


def costs(runs: dict[tuple[str, int], Run], sizes: list[int]) -> str:
    """Seconds and memory of each engine at each size."""
    rows = []
    for engine in LARGEST:
        cells = []
        for size in sizes:
            run = runs.get((engine, size))
            cells += [f"{run.seconds:,.1f}", f"{run.peak / MEBI:,.0f}"] if run else ["—", "—"]
        rows.append([engine, *cells])
    heads = ["engine", *(head for size in sizes for head in (f"{size:,} events, s", "MiB"))]
    same = "Answers (JSON, by place) were the same bytes from every engine at every size."
    return (
        f"{table(heads, rows)}\n\n{same} `dask` had {os.cpu_count()} workers on this machine; MiB are of one process."
    )


def seconds_an_event(runs: dict[tuple[str, int], Run], engine: str, sizes: list[int]) -> tuple[float, float]:
    """Seconds before any event, and of each, fitted to what was measured."""
    points = [(size, runs[engine, size].seconds) for size in sizes if (engine, size) in runs]
    if len(points) < 2:
        return 0.0, points[0][1] / points[0][0] if points else float("nan")
    # Weighed by 1/size, so that the smallest counts as much as the largest.
    fit = statistics.linear_regression([1 / size for size, _ in points], [s / size for size, s in points])
    return fit.slope, fit.intercept


def far(runs: dict[tuple[str, int], Run], sizes: list[int]) -> str:
    """The cost of more records than were measured, as the model has it."""
    local, dask = (seconds_an_event(runs, engine, sizes) for engine in ("local", "dask"))
    cores = os.cpu_count() or 1
    rows = []
    for size in FAR:
        part = max(1_000_000, size // MOST_PIECES)
        memory = part * _bytes_an_event(runs, sizes) / 2**30
        spread = [f"{(dask[0] + size * dask[1] * cores / many) / 3600:,.2f}" for many in CORES]
        one = (local[0] + size * local[1]) / 3600
        rows.append([f"{size:,}", f"{one:,.1f}", *spread, f"{size * dask[1] * cores / 3600:,.1f}", f"{memory:,.1f}"])
    heads = ["events", "local, h", *(f"dask on {many} cores, h" for many in CORES), "core hours", "GiB a worker"]
    model = (
        f"Model: `local` takes {local[0]:.1f} s and {local[1] * 1e6:.2f} µs an event; `dask` {dask[0]:.1f} s, and "
        f"{dask[1] * cores * 1e6:.2f} µs an event of one core, divided by the cores."
    )
    return f"{model}\n\n{table(heads, rows)}"


def _bytes_an_event(runs: dict[tuple[str, int], Run], sizes: list[int]) -> float:
    """Of what is in memory at once, by the two smallest sizes that were read at once."""
    known = [(size, runs["memory", size].peak) for size in sizes if ("memory", size) in runs]
    if len(known) < 2:
        return known[0][1] / known[0][0] if known else float("nan")
    return (known[1][1] - known[0][1]) / (known[1][0] - known[0][0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="Events, commas between.")
    parser.add_argument("--dry", action="store_true", help="Print it, and write nothing into docs.")
    parser.add_argument("--count", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.count:
        counted(json.loads(given.count))
    else:
        main([int(size) for size in given.sizes.split(",")], given.dry)
