"""A grid laid over a data set: how fine it may be, and the people of each case in each of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import (
    OUTSIDE,
    RESOLUTIONS,
    StudyArea,
    cell_of_events,
    cells_of,
    finest_resolutions,
    place_rows,
    placed,
    touching,
)
from footprints_geo.journeys import Bools, Ints
from footprints_geo.prepared import Prepared

MOSTLY: Final = 0.8
"""Which part of the events that have a cell at all must have one at a finer resolution for it to be chosen."""

TOUCHING: Final = 0.5
"""Which part of the cells with a record must lie beside another one: else each is compared with empty land alone."""


@dataclass(frozen=True)
class Grid:
    """A grid laid over a data set.

    Attributes
    ----------
    resolution : int
        Of H3.
    area : StudyArea
        Every cell with any event of the data set that is known closely enough, and one ring around each.
    allowed : numpy.ndarray of bool
        A value an event: known closely enough for a cell, and with a position.
    cell_of_event : numpy.ndarray of int
        A value an event: the row of its cell in `area`; -1 where it has none.
    """

    resolution: int
    area: StudyArea
    allowed: Bools
    cell_of_event: Ints


def lay_grid(prepared: Prepared, resolution: int, shift: float = 0.0, bearing: float = 0.0) -> Grid:
    """Lay a grid over a data set; see :func:`footprints_geo.cells.cells_of` for `shift` and `bearing`."""
    frame, places = prepared.events.frame, prepared.events.places
    allowed = placed(frame, places, resolution)
    cells = cell_of_events(frame, places, cells_of(places, resolution, shift, bearing), allowed)
    area = StudyArea.around(cells)
    return Grid(resolution, area, allowed, area.row_of(cells))


def choose_resolution(prepared: Prepared, types: tuple[str, ...]) -> int:
    """The finest resolution that fits how closely events are known and how they are spread; never how it turns out.

    At least MOSTLY of the events of these types that have a cell at all must have one, and TOUCHING of all cells with a
    record must lie beside another. The Selection's years and countries do not matter, so that maps of two years have
    one grid. The coarsest where none fits.
    """
    frame, places = prepared.events.frame, prepared.events.places
    finest = np.where(placed(frame, places, RESOLUTIONS[0]), finest_resolutions(frame, places), OUTSIDE)
    known = finest[frame["event_type"].isin(types).to_numpy() & (finest != OUTSIDE)]
    for resolution in reversed(RESOLUTIONS):
        enough = len(known) and np.mean(known >= resolution) >= MOSTLY
        if enough and touching(cells_of(_with_events(frame, places, finest >= resolution), resolution)) >= TOUCHING:
            return resolution
    return RESOLUTIONS[0]


def _with_events(frame: pd.DataFrame, places: pd.DataFrame, which: Bools) -> pd.DataFrame:
    """The places that some events are at."""
    there = np.zeros(len(places), dtype=bool)
    there[place_rows(frame, places)[which]] = True
    return places[there]


def count_in_cells(prepared: Prepared, matched: Bools, grid: Grid) -> pd.DataFrame:
    """The people of each case in each cell: never added over the events of one case.

    Returns
    -------
    pandas.DataFrame
        One row a cell and case, sorted: `area_row`, `case`, `persons_low` (the largest low of the matched events of the
        case in the cell), `persons_high` (the largest known high; NaN when unknown).
    """
    frame = prepared.events.frame
    many = len(frame["case_id"].cat.categories)
    rows = np.flatnonzero(matched & (grid.cell_of_event != OUTSIDE))
    case = frame["case_id"].cat.codes.to_numpy()[rows].astype(np.int64)
    key = grid.cell_of_event[rows] * many + case
    order = np.argsort(key, kind="stable")
    key, rows = key[order], rows[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    low, high = frame["persons_low"].to_numpy()[rows], frame["persons_high"].fillna(-np.inf).to_numpy()[rows]
    largest_low = np.maximum.reduceat(low, first) if len(first) else low
    largest_high = np.maximum.reduceat(high, first) if len(first) else high
    return pd.DataFrame(
        {
            "area_row": key[first] // max(many, 1),
            "case": key[first] % max(many, 1),
            "persons_low": largest_low,
            "persons_high": np.where(largest_high >= largest_low, largest_high, np.nan),
        }
    )


def field_of(counts: pd.DataFrame, part_of: Bools, cells: int, column: str = "persons_low") -> Ints:
    """People a cell, over cases: a value for each cell of the study area, 0 where nobody is documented."""
    own = ~part_of[counts["case"].to_numpy()]
    added = np.bincount(counts["area_row"].to_numpy()[own], counts[column].to_numpy()[own], minlength=cells)
    field: Ints = np.rint(added).astype(np.int64)
    return field


def people_of(counts: pd.DataFrame, part_of: Bools) -> tuple[int, int]:
    """Persons (at least) and cases of all cells together, each case once; without cases that another one counts."""
    case = counts["case"].to_numpy()
    largest = np.zeros(len(part_of), dtype=np.int64)
    counted = np.zeros(len(part_of), dtype=bool)
    np.maximum.at(largest, case, counts["persons_low"].to_numpy())
    counted[case] = True
    return int(largest[~part_of].sum()), int(np.count_nonzero(counted & ~part_of))


def persons_by_place(prepared: Prepared, matched: Bools, grid: Grid) -> pd.DataFrame:
    """The people at each place of each cell, each case once a place; those of most persons first.

    Returns
    -------
    pandas.DataFrame
        `area_row`, `place` (row of the data set's places) and `persons` (lows; 0 where another case counts them).
    """
    frame = prepared.events.frame
    rows = np.flatnonzero(matched & (grid.cell_of_event != OUTSIDE))
    case = frame["case_id"].cat.codes.to_numpy()[rows]
    events = pd.DataFrame(
        {
            "area_row": grid.cell_of_event[rows],
            "place": place_rows(frame, prepared.events.places)[rows],
            "case": case,
            "persons": np.where(prepared.part_of[case], 0, frame["persons_low"].to_numpy()[rows]),
        }
    )
    by_case = events.groupby(["area_row", "place", "case"])["persons"].max()
    by_place = by_case.groupby(["area_row", "place"]).sum().reset_index()
    return by_place.sort_values(["persons", "place"], ascending=[False, True], ignore_index=True)
