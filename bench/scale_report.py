"""What was measured, as tables between the marks of docs/scale.md and as a plot beside it."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("numpy", "pandas", "pyarrow", "polars", "duckdb", "movingpandas")
STEPS = ("read", "validate", "journeys", "ways and legs", "tally", "prepare", "view", "map")
RULES = ("journeys", "ways and legs", "tally")
"""Steps of ours that do the work which rivals do, and some more: both levels, the legs of the map and the account."""

MEBI = 2**20
MILLION, LARGE = 1_000_000, 10_000_000

Measured = dict[str, dict[int, dict[str, Any]]]


def report(measured: Measured, starts: dict[str, float], root: Path, *, dry: bool) -> None:
    """Print what was measured; and unless it is dry, write it into docs/scale.md and draw docs/scale.png."""
    text = "\n\n".join((machine(), costs(measured), own_steps(measured), targets(measured, starts)))
    print(text)
    if dry:
        return
    page = root / "docs" / "scale.md"
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    draw(measured, root / "docs" / "scale.png")


def machine(names: Sequence[str] = LIBRARIES) -> str:
    """What it ran on, with the versions of some libraries."""
    cpu = _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()
    memory = _first("/proc/meminfo", "MemTotal").removesuffix(" kB")
    gibi = f"{int(memory) / MEBI:.0f} GiB of memory, " if memory else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"{cpu}, {os.cpu_count()} cores, {gibi}{platform.system()} {platform.machine()}. "
        f"Python {platform.python_version()}, {libraries}."
    )


def _first(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def seconds_of(measured: Measured, name: str, size: int, *steps: str) -> float:
    """The median seconds of a work, or of some of its steps together; NaN where it was not measured."""
    entry = measured.get(name, {}).get(size, {})
    runs = [entry.get(step, []) for step in (steps or ("whole",))]
    return sum(statistics.median(run) for run in runs) if all(runs) else math.nan


def ratio_of(measured: Measured, size: int, over: tuple[str, ...], under: tuple[str, ...]) -> float:
    """The median over the rounds of the ratio of two works, each a name and its steps, run one soon after the other."""
    sides = []
    for name, *steps in (over, under):
        entry = measured.get(name, {}).get(size, {})
        sides.append([sum(run) for run in zip(*(entry.get(s, []) for s in (steps or ("whole",))), strict=False)])
    pairs = [one / other for one, other in zip(*sides, strict=False)]
    return statistics.median(pairs) if pairs else math.nan


def costs(measured: Measured) -> str:
    """Each work at each size: seconds, and memory."""
    sizes = _sizes(measured)
    rows = []
    for name, by_size in measured.items():
        cells = []
        for size in sizes:
            entry = by_size.get(size, {})
            late = "over 5 min" if entry.get("too_long") else "—"
            whole = seconds_of(measured, name, size)
            if name == "footprints":
                whole = seconds_of(measured, name, size, "prepare")
            memory = entry.get("peak")
            cells += [_seconds(whole, late), f"{statistics.median(memory) / MEBI:,.0f}" if memory else "—"]
        rows.append([name if name != "footprints" else "**footprints, from the file**", *cells])
        if name == "footprints":
            rules = [c for size in sizes for c in (_seconds(seconds_of(measured, name, size, *RULES)), "")]
            rows.append(["**footprints, the rules alone**", *rules])
    heads = ["work", *(head for size in sizes for head in (f"{size:,} events, s", "MiB"))]
    same = [name for name, by_size in measured.items() if any(one.get("routes") for one in by_size.values())]
    told = f"Ranked routes (kind, countries, cases, persons) were equal in every run of: {', '.join(same)}."
    return f"{table(heads, rows)}\n\n{told}"


def own_steps(measured: Measured) -> str:
    """Ours step by step: medians in seconds; and how large the map is."""
    sizes = [size for size in _sizes(measured) if "whole" in measured["footprints"].get(size, {})]
    rows = [[step, *(_seconds(seconds_of(measured, "footprints", size, step)) for size in sizes)] for step in STEPS]
    kilo = [f"{seconds_of(measured, 'footprints', size, 'map bytes') / 1000:,.0f} kB" for size in sizes]
    return table(["step of ours, s", *(f"{size:,} events" for size in sizes)], [*rows, ["map, JSON", *kilo]])


def targets(measured: Measured, starts: dict[str, float]) -> str:
    """Each target with what was measured, and whether it is met."""
    ours = ("footprints", "prepare")
    best = [ratio_of(measured, MILLION, (name,), ours) for name in ("polars", "duckdb")]
    rules = [ratio_of(measured, MILLION, (name,), ("footprints", *RULES)) for name in ("polars", "duckdb")]
    peak = {size: _peak(measured, size) for size in (MILLION, LARGE)}
    lines: list[tuple[str, float, float, str]] = [
        ("prepare 1 M: times the bare read", ratio_of(measured, MILLION, ours, ("bare read",)), 8, "most"),
        (
            "prepare 1 M: faster than the best of Polars and DuckDB, which begin with typed columns",
            min(best),
            5,
            "least",
        ),
        ("the rules alone, 1 M: faster than the best of the two", min(rules), 5, "least"),
        ("prepare 10 M, s", seconds_of(measured, *ours[:1], LARGE, "prepare"), 6, "most"),
        ("prepare 10 M, GiB", peak[LARGE] / 2**30, 3, "most"),
        ("bytes an event at the peak, 1 M", peak[MILLION] / MILLION, 200, "most"),
        ("bytes an event at the peak, 10 M", peak[LARGE] / LARGE, 200, "most"),
        ("view of a new Selection, both levels, 1 M, ms", _milli(measured, MILLION, "view"), 20, "most"),
        ("view of a new Selection, both levels, 10 M, ms", _milli(measured, LARGE, "view"), 150, "most"),
        ("from a filter to the map's JSON, 1 M, ms", _milli(measured, MILLION, "view", "map"), 150, "most"),
        ("map's JSON, largest, kB", _largest_map(measured), 300, "most"),
        ("growth of prepare from 1 M on: exponent", exponent(measured), 1.1, "most"),
        ("start of `routes`: times importing pandas and shapely", starts["routes"] / starts["imports"], 1.5, "most"),
    ]
    rows = []
    for name, found, wanted, side in lines:
        met = found <= wanted if side == "most" else found >= wanted
        said = "not measured" if math.isnan(found) else "met" if met else "**missed**"
        rows.append([name, f"{'≤' if side == 'most' else '≥'} {wanted:g}", _plain(found), said])
    start = f"Start: {starts['routes']:.2f} s, imports {starts['imports']:.2f} s."
    return f"{table(['target', 'wanted', 'measured', ''], rows)}\n\n{start}"


def exponent(measured: Measured) -> float:
    """By which power of the size prepare grows, fitted from 1 M on; NaN for fewer than two sizes."""
    known = [(size, seconds_of(measured, "footprints", size, "prepare")) for size in _sizes(measured)]
    points = [(math.log(size), math.log(s)) for size, s in known if size >= MILLION and not math.isnan(s)]
    if len(points) < 2:
        return math.nan
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _peak(measured: Measured, size: int) -> float:
    runs = measured["footprints"].get(size, {}).get("peak")
    return statistics.median(runs) if runs else math.nan


def _milli(measured: Measured, size: int, *steps: str) -> float:
    return seconds_of(measured, "footprints", size, *steps) * 1000


def _largest_map(measured: Measured) -> float:
    sizes = [max(one.get("map bytes", [math.nan])) for one in measured["footprints"].values()]
    return max((size for size in sizes if not math.isnan(size)), default=math.nan) / 1000


def _sizes(measured: Measured) -> list[int]:
    return sorted({size for by_size in measured.values() for size in by_size})


def _seconds(found: float, otherwise: str = "—") -> str:
    return otherwise if math.isnan(found) else _plain(found)


def _plain(found: float) -> str:
    if math.isnan(found):
        return "—"
    return f"{found:,.0f}" if found >= 100 else f"{found:.3g}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines of a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def draw(measured: Measured, file: Path) -> None:
    """Seconds against events, both on scales of powers of ten."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5.4), layout="constrained")
    sizes = _sizes(measured)
    drawn = [(name, (), "o-") for name in measured if name != "footprints"]
    drawn += [("footprints", ("prepare",), "s-"), ("footprints", ("view",), "s--")]
    for name, steps, style in drawn:
        known = [(size, seconds_of(measured, name, size, *steps)) for size in sizes]
        points = [(size, seconds) for size, seconds in known if not math.isnan(seconds)]
        if points:
            ours = name == "footprints"
            axes.loglog(
                *zip(*points, strict=True), style, label=" ".join((name, *steps)), linewidth=2.6 if ours else 1.2
            )
    axes.set(xlabel="events", ylabel="seconds", title="Cost against size (made-up records)")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(file, dpi=110, metadata={"Software": None})
