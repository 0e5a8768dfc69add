"""Whether a hotspot stays when the same records are looked at a little otherwise.

A hotspot that hangs on one record, on one reading of a date or on where a line of the grid falls is no finding: it is
shown, and what it depends on is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import OUTSIDE, place_rows
from footprints_geo.grids import Grid, count_in_cells, field_of, lay_grid, persons_by_place
from footprints_geo.hotspots import CLASSES, Hotspots, classified, doubted_dates, too_few
from footprints_geo.journeys import Bools, Ints
from footprints_geo.pipeline import matching_events

Checked = pd.DataFrame
"""What :func:`check` gives."""

CHECKS: Final = ("each_case", "certain_dates", "largest_numbers", "shifted_grid", "coarser_grid")
SHIFT: Final = 0.5
BEARINGS: Final = (0.0, 120.0, 240.0)
"""The grid is shifted three times: by half the side of a cell, in three directions."""

MOST_CASES: Final = 200
MOST_CASES_EACH: Final = 10
MOST_HOTSPOTS: Final = 20
"""So many cases are left out in turn, those of most persons around the hotspots, and so many more around each of the
first hotspots; smaller ones can change less."""


def check(hotspots: Hotspots) -> Checked:
    """Look for each hotspot again, five times otherwise.

    A hotspot stays when the cell that holds its place of most persons is a hotspot of any class.

    Parameters
    ----------
    hotspots : Hotspots
        The answer.

    Returns
    -------
    pandas.DataFrame
        Indexed by `cell`, one row a hotspot of `hotspots.hot`, in that order: `stable` (bool: it stays in all checks)
        and one column a check, nullable booleans: `each_case` (whichever one case is left out), `certain_dates`
        (without events that only may fall in the years, and those whose date is marked as uncertain), `largest_numbers`
        (with the highest number of persons that a record allows, where it says one), `shifted_grid` (wherever the lines
        of the grid fall) and `coarser_grid` (in cells seven times as large; missing where there are too few of them).
    """
    hot = hotspots.hot
    places = _largest_places(hotspots, hot["area_row"].to_numpy(dtype=np.int64))
    answers: dict[str, Iterable[bool | None]] = {
        "each_case": _without_each_case(hotspots, hot["area_row"].to_numpy(dtype=np.int64)),
        "certain_dates": _with_certain_dates(hotspots, hot["area_row"].to_numpy(dtype=np.int64)),
        "largest_numbers": _with_largest_numbers(hotspots, hot["area_row"].to_numpy(dtype=np.int64)),
        "shifted_grid": _on_shifted_grids(hotspots, places),
        "coarser_grid": _on_coarser_grid(hotspots, places),
    }
    columns = {name: pd.Series(list(answers[name]), index=hot["cell"], dtype="boolean") for name in CHECKS}
    table = pd.DataFrame(columns, index=hot["cell"])
    table.insert(0, "stable", table.fillna(True).all(axis=1).astype(bool))
    return table


def _hot(hotspots: Hotspots, counts: pd.DataFrame, grid: Grid, column: str = "persons_low") -> Bools:
    """Which cells of a grid are hotspots for some counts."""
    return _hot_cells(field_of(counts, hotspots.prepared.part_of, len(grid.area.cells), column), grid)


def _hot_cells(field: Ints, grid: Grid) -> Bools:
    """Which cells of a field are hotspots, however few its persons and cases are.

    Whether a finding stays is asked of the test: the rule for too few records would call gone what has just enough.
    """
    hot: Bools = classified(field, grid.area)["class"].isin(CLASSES[:-1]).to_numpy()
    return hot


def _without_each_case(hotspots: Hotspots, rows: Ints) -> Bools:
    stays = np.ones(len(rows), dtype=bool)
    field = field_of(hotspots.counts, hotspots.prepared.part_of, len(hotspots.grid.area.cells))
    for _, of_case in _counts_around(hotspots, rows):
        without = field.copy()
        without[of_case["area_row"].to_numpy()] -= of_case["persons_low"].to_numpy()
        stays &= _hot_cells(without, hotspots.grid)[rows]
    return stays


def _counts_around(hotspots: Hotspots, rows: Ints) -> Iterable[tuple[object, pd.DataFrame]]:
    """What each case of most persons in the hotspots and beside them has in any cell."""
    own = hotspots.counts[~hotspots.prepared.part_of[hotspots.counts["case"].to_numpy()]]
    neighbours = hotspots.grid.area.neighbours
    around = own[own["area_row"].isin(np.unique(neighbours[rows]))]
    chosen = set(_largest_cases(around, MOST_CASES))
    # Of each hotspot by itself too: one large hotspot must not take the place of all others.
    for row in rows[:MOST_HOTSPOTS].tolist():
        chosen |= set(_largest_cases(around[around["area_row"].isin(neighbours[row])], MOST_CASES_EACH))
    groups: Iterable[tuple[object, pd.DataFrame]] = own[own["case"].isin(chosen)].groupby("case")
    return groups


def _largest_cases(counts: pd.DataFrame, most: int) -> list[int]:
    largest = counts.groupby("case")["persons_low"].sum().sort_values(ascending=False, kind="stable")
    return [int(case) for case in largest.index[:most]]


def _with_certain_dates(hotspots: Hotspots, rows: Ints) -> Bools:
    prepared = hotspots.prepared
    certain = matching_events(prepared, replace(hotspots.selection, uncertain="exclude")) & ~doubted_dates(prepared)
    return _hot(hotspots, count_in_cells(prepared, certain, hotspots.grid), hotspots.grid)[rows]


def _with_largest_numbers(hotspots: Hotspots, rows: Ints) -> Bools:
    counts = hotspots.counts
    highest = counts["persons_high"].fillna(counts["persons_low"])
    return _hot(hotspots, counts.assign(persons_most=highest), hotspots.grid, "persons_most")[rows]


def _on_shifted_grids(hotspots: Hotspots, places: Ints) -> Bools:
    stays = np.ones(len(places), dtype=bool)
    for bearing in BEARINGS:
        stays &= _on_grid(hotspots, lay_grid(hotspots.prepared, hotspots.grid.resolution, SHIFT, bearing), places)
    return stays


def _on_coarser_grid(hotspots: Hotspots, places: Ints) -> list[bool | None]:
    grid = lay_grid(hotspots.prepared, hotspots.grid.resolution - 1)
    if too_few(len(grid.area.cells), hotspots.persons_low, hotspots.cases):
        return [None] * len(places)
    return list(_on_grid(hotspots, grid, places))


def _on_grid(hotspots: Hotspots, grid: Grid, places: Ints) -> Bools:
    """Whether the cells that some places are in are hotspots on another grid."""
    prepared = hotspots.prepared
    counts = count_in_cells(prepared, matching_events(prepared, hotspots.selection), grid)
    hot = np.append(_hot(hotspots, counts, grid), False)
    at = place_rows(prepared.events.frame, prepared.events.places)
    of_place = np.full(len(prepared.events.places), OUTSIDE, dtype=np.int64)
    of_place[at[grid.cell_of_event != OUTSIDE]] = grid.cell_of_event[grid.cell_of_event != OUTSIDE]
    stays: Bools = hot[of_place[places]]
    return stays


def _largest_places(hotspots: Hotspots, rows: Ints) -> Ints:
    """The place of most persons in each cell: its row among the places."""
    prepared = hotspots.prepared
    ranked = persons_by_place(prepared, matching_events(prepared, hotspots.selection), hotspots.grid)
    largest = ranked.drop_duplicates("area_row").set_index("area_row")["place"]
    found: Ints = largest.reindex(rows).to_numpy(dtype=np.int64)
    return found
