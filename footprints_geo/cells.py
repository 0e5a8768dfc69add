"""Cells of the H3 grid: which place lies in which, and which records are known closely enough to lie in one at all.

A record that says no more than "Jilin" has no cell: the centre of a province is not where anybody was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.journeys import Bools, Ints

Cells = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

FINEST: Final = {"site": 6, "crossing": 6, "city": 5, "county": 4}
"""The finest resolution of H3 whose cells are no smaller than what a word of precision stands for.

A cell of resolution 4 has 1,770 square kilometres on average, as a large county has; one of 5 has 253, as a city has;
one of 6 has 36. Provinces and countries have none: some are larger than any cell that is used here.
"""

RESOLUTIONS: Final = (3, 4, 5, 6)
"""Resolutions that a map of hotspots may have: cells some 120 to 6 km across."""

NO_CELL: Final = 0
OUTSIDE: Final = -1
_SIDES: Final = 7
_KM_A_DEGREE: Final = 111.2


def finest_resolutions(frame: pd.DataFrame, places: pd.DataFrame) -> Ints:
    """The finest resolution each event may be put in a cell of: as close as its record and its place are known.

    Parameters
    ----------
    frame, places : pandas.DataFrame
        The events and the places of :class:`footprints_geo.events.table.Events`.

    Returns
    -------
    numpy.ndarray of int
        A value an event: 4 to 6; -1 where the precision of either is a province, a country or not said.
    """
    of_place = _finest(places["precision"]).take(place_rows(frame, places), mode="clip")
    # The last one is for records whose precision is not said.
    of_record = np.append(_finest(pd.Series(frame["location_precision"].cat.categories)), OUTSIDE)
    finest = np.minimum(of_place, of_record[frame["location_precision"].cat.codes.to_numpy()])
    known: Ints = np.where(place_rows(frame, places) < 0, OUTSIDE, finest)
    return known


def _finest(precision: pd.Series) -> Ints:
    return np.array([FINEST.get(word, OUTSIDE) for word in precision], dtype=np.int64)


def place_rows(frame: pd.DataFrame, places: pd.DataFrame) -> Ints:
    """The row of `places` of each event; -1 where no country is known."""
    rows = np.append(places.index.get_indexer(frame["place_id"].cat.categories), OUTSIDE)
    return rows.astype(np.int64)[frame["place_id"].cat.codes.to_numpy()]


def cells_of(places: pd.DataFrame, resolution: int, shift: float = 0.0, bearing: float = 0.0) -> Cells:
    """The cell of each place; each place is looked up once, however many events are there.

    Parameters
    ----------
    places : pandas.DataFrame
        With `lon` and `lat` in degrees, missing for areas.
    resolution : int
        Of H3, 0 to 15.
    shift : float
        By how much of the side of a cell all places are moved first, as if the grid had been laid otherwise.
    bearing : float
        In which direction, degrees clockwise from north.

    Returns
    -------
    numpy.ndarray of uint64
        NO_CELL for a place without a position.
    """
    lon, lat = places["lon"].to_numpy(dtype=np.float64), places["lat"].to_numpy(dtype=np.float64)
    side = shift * h3.average_hexagon_edge_length(resolution, unit="km") / _KM_A_DEGREE
    # Near the poles a degree of longitude shrinks to nothing; no cell is moved round the world.
    lat_moved = np.clip(lat + side * np.cos(np.radians(bearing)), -90, 90)
    lon_moved = lon + side * np.sin(np.radians(bearing)) / np.maximum(np.cos(np.radians(lat)), 0.05)
    cells = np.zeros(len(places), dtype=np.uint64)
    known = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat)))
    found = [h3.latlng_to_cell(y, x, resolution) for y, x in zip(lat_moved[known], lon_moved[known], strict=True)]
    cells[known] = np.array(found, dtype=np.uint64)
    return cells


@dataclass(frozen=True)
class StudyArea:
    """The cells that are compared with each other: those with a record, and one ring around each.

    Attributes
    ----------
    cells : numpy.ndarray of uint64
        Sorted.
    neighbours : numpy.ndarray of int, shape (n, 7)
        For each cell the rows of itself and of the cells beside it; n, one past the last row, where there is none.
    """

    cells: Cells
    neighbours: Ints

    @classmethod
    def around(cls, recorded: Cells) -> StudyArea:
        """The area around cells with a record; NO_CELL is passed over. Empty for none."""
        inside = np.unique(recorded[recorded != NO_CELL])
        disks = [h3.grid_disk(int(cell), 1) for cell in inside]
        cells = np.unique(np.array([cell for disk in disks for cell in disk], dtype=np.uint64))
        beside = np.full((len(cells), _SIDES), NO_CELL, dtype=np.uint64)
        for row, cell in enumerate(cells):
            disk = h3.grid_disk(int(cell), 1)
            # A cell with five sides has a neighbour less.
            beside[row, : len(disk)] = disk
        return cls(cells, _rows(cells, beside))

    def row_of(self, cells: Cells) -> Ints:
        """The rows of some cells; -1 for those outside."""
        rows = _rows(self.cells, cells)
        inside: Ints = np.where(rows == len(self.cells), OUTSIDE, rows)
        return inside


def _rows(cells: Cells, wanted: Cells) -> Ints:
    """Rows of wanted cells among sorted ones; the number of these where a cell is not among them."""
    if not len(cells):
        return np.zeros(wanted.shape, dtype=np.int64)
    found = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
    rows: Ints = np.where(cells[found] == wanted, found, len(cells)).astype(np.int64)
    return rows


def touching(recorded: Cells) -> float:
    """Which part of cells with a record have another one beside them, 0 to 1; 0 for no cell."""
    inside = np.unique(recorded[recorded != NO_CELL])
    known = {int(cell) for cell in inside}
    with_another = [len(known.intersection(h3.grid_disk(cell, 1))) > 1 for cell in known]
    return sum(with_another) / len(with_another) if with_another else 0.0


def outline(cell: int) -> list[tuple[float, float]]:
    """The corners of a cell: longitude and latitude in degrees, counter-clockwise, the first one again at the end.

    Over the 180th meridian longitudes go on past 180 or -180: a cell is drawn in one piece, never round the globe.
    """
    around, _ = middle(cell)
    corners = [(lon + 360.0 * round((around - lon) / 360), lat) for lat, lon in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def middle(cell: int) -> tuple[float, float]:
    """Longitude and latitude of the middle of a cell, in degrees: to lay a name by, never a place."""
    lat, lon = h3.cell_to_latlng(cell)
    return lon, lat


def cell_name(cell: int) -> str:
    """The name of a cell as H3 writes it: `8430e1bffffffff`."""
    return str(h3.int_to_str(cell))


def placed(frame: pd.DataFrame, places: pd.DataFrame, resolution: int) -> Bools:
    """Which events are known closely enough for a cell of a resolution, and have a position."""
    rows = place_rows(frame, places)
    positioned = places["lon"].notna().to_numpy() & places["lat"].notna().to_numpy()
    allowed: Bools = (finest_resolutions(frame, places) >= resolution) & positioned.take(rows, mode="clip")
    return allowed


def cell_of_events(frame: pd.DataFrame, places: pd.DataFrame, of_places: Cells, allowed: Bools) -> Cells:
    """The cell of each event, from the cells of the places; NO_CELL where it is not allowed to have one."""
    cells: Cells = np.where(allowed, of_places.take(place_rows(frame, places), mode="clip"), np.uint64(NO_CELL))
    return cells
