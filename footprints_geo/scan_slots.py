"""What the visits of a scan are counted in: sites, and in a scan over time also months.

Where there are too many, near places are put together and months become years, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MONTHS: Final = (1, 2, 3, 6, 12)
"""How long the windows of a scan over time are; each may start at any month."""

_SQUARES_KM: Final = (
    5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0, 2000.0, 5000.0, 20_000.0,
)  # fmt: skip
_DEGREE_KM: Final = 111.195


@dataclass(frozen=True)
class Thinned:
    """How the places and months of a scan were made fewer.

    Attributes
    ----------
    places : int
        Different positions with visits.
    sites : int
        What they were put together to; the same number where they were not.
    square_km : float
        The side of the squares that were put together; 0 where none were.
    years : bool
        Windows are whole calendar years, in place of months.
    """

    places: int
    sites: int
    square_km: float
    years: bool


@dataclass(frozen=True)
class Slots:
    """The smallest parts that visits are counted in: a site, and in a scan over time also first and last month.

    Attributes
    ----------
    lonlat : numpy.ndarray of float
        A row a site, degrees; of places put together, that of the one with the largest exposure.
    site, first, last : numpy.ndarray of int
        A value a slot, sorted by site; months are -1 in a scan of places alone.
    of_visit : numpy.ndarray of int
        The slot of each visit; -1 where no window can hold it.
    thinned : Thinned
        Also where nothing was put together.
    """

    lonlat: Floats
    site: Ints
    first: Ints
    last: Ints
    of_visit: Ints
    thinned: Thinned


def slots_of(
    place: Ints, positions: Floats, exposure: Floats, months: tuple[Ints, Ints] | None, most: int, *, years: bool
) -> Slots:
    """Count visits in slots.

    Parameters
    ----------
    place, exposure : numpy.ndarray
        Values a visit; there is at least one.
    positions : numpy.ndarray of float
        A row a place, degrees.
    months : tuple of numpy.ndarray of int, optional
        First and last month of each visit; None for a scan of places alone.
    most : int
        Sites; near places are put together until there are no more.
    years : bool
        Whole calendar years in place of months; a visit that lies in no single year is in no slot.

    Returns
    -------
    Slots
    """
    lonlat, site, thinned = _sites(place, positions, exposure, most)
    thinned = replace(thinned, years=years)
    if months is None:
        nothing = np.full(len(lonlat), -1)
        return Slots(lonlat, np.arange(len(lonlat)), nothing, nothing, site, thinned)
    first, last = months
    inside = np.ones(len(first), dtype=bool)
    if years:
        inside = first // 12 == last // 12
        first, last = first // 12 * 12, last // 12 * 12 + 11
    length = MONTHS[-1] + 1
    key = (site * (first.max() + 1) + first) * length + np.minimum(last - first, length - 1)
    of_visit = np.full(len(place), -1)
    found, of_visit[inside] = np.unique(key[inside], return_inverse=True)
    begin = found // length % (first.max() + 1)
    return Slots(lonlat, found // length // (first.max() + 1), begin, begin + found % length, of_visit, thinned)


def _sites(place: Ints, positions: Floats, exposure: Floats, most: int) -> tuple[Floats, Ints, Thinned]:
    """Places at one position are one site; where there are too many sites, those in one square are."""
    used = np.flatnonzero(np.bincount(place))
    lonlat, site_of = np.unique(positions[used], axis=0, return_inverse=True)
    lookup = np.zeros(len(positions), dtype=np.int64)
    lookup[used] = site_of
    site = lookup[place]
    count, square = len(lonlat), 0.0
    if count <= most:
        return lonlat, site, Thinned(count, count, 0.0, years=False)
    for square in _SQUARES_KM:
        row = np.floor(lonlat[:, 1] * _DEGREE_KM / square)
        # Squares of one row of latitude are as wide as they are high at its middle.
        width = np.cos(np.radians(np.clip((row + 0.5) * square / _DEGREE_KM, -89, 89)))
        column = np.floor(lonlat[:, 0] * _DEGREE_KM * width / square)
        _, group = np.unique(np.column_stack([row, column]), axis=0, return_inverse=True)
        if group.max() < most:
            break
    weight = counted(site, exposure, count)
    best = np.lexsort((np.arange(count), -weight, group))
    heads = best[np.searchsorted(group[best], np.arange(group.max() + 1))]
    return lonlat[heads], group[site], Thinned(count, len(heads), square, years=False)


def spans_of(slots: Slots) -> Iterator[tuple[int, int]]:
    """First month and length of each window, the short ones first."""
    if not len(slots.site):
        return
    earliest, latest = int(slots.first.min()), int(slots.last.max())
    lengths, step = (MONTHS[-1:], 12) if slots.thinned.years else (MONTHS, 1)
    for length in lengths:
        for start in range(earliest, max(earliest, latest - length + 1) + 1, step):
            yield start, length


def counted(slot: Ints, weight: npt.NDArray[Any], slots: int) -> Floats:
    """Weights added up by slot; whole numbers stay whole."""
    return np.asarray(np.bincount(slot, weight.astype(np.float64), minlength=slots), dtype=np.float64)
