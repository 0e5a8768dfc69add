"""Which zones a scan looks at: circles round places, and cylinders that are a circle during some months.

Two zones that hold the same visits are one and are looked at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from footprints_geo.places.table import haversine_km
from footprints_geo.scan_slots import Bools, Floats, Ints, Slots, counted, slots_of, spans_of

MOST_SITES: Final = 400
MOST_ZONES: Final = 1_000_000
LARGEST_SHARE: Final = 0.5
"""A zone holds at most half of the exposure: more than half is not a concentration but the rule."""

SAME_DISTANCE_KM: Final = 1e-6
_MOST_LOOKED_AT: Final = 6_000_000
_LARGEST_SQUARE_KM: Final = 100.0
"""Rather than put places farther apart together, months become years."""

_FEWER_SITES: Final = (1, 2, 4, 8)
_FEWEST_SITES: Final = (1, 2, 4, 8, 16, 40)


@dataclass(frozen=True)
class Window:
    """The circles of one window of months, or of the whole time.

    Attributes
    ----------
    slots : numpy.ndarray of int
        Which lie in it, sorted by site.
    starts : numpy.ndarray of int
        Where in `slots` each active site begins; a site is active when it has a slot in the window.
    order : numpy.ndarray of int
        A row a centre, which is an active site: the active sites, nearest first.
    tested : numpy.ndarray of int
        Positions in the flattened `order`: the farthest site of each circle that is tested, ascending.
    """

    slots: Ints
    starts: Ints
    order: Ints
    tested: Ints


@dataclass(frozen=True)
class Zones:
    """All zones that are tested, each set of visits once.

    Attributes
    ----------
    windows : tuple of Window
        Their tested circles one after another are the zones, in the order of the arrays below.
    centre : numpy.ndarray of int
        Site at the centre.
    radius_km : numpy.ndarray of float
        Distance to the farthest site.
    first, last : numpy.ndarray of int
        First and last month of the window; -1 in a scan of places alone.
    share : numpy.ndarray of float
        Of the exposure, over 0 and at most LARGEST_SHARE.
    """

    windows: tuple[Window, ...]
    centre: Ints
    radius_km: Floats
    first: Ints
    last: Ints
    share: Floats


def distances_km(lonlat: Floats) -> Floats:
    """Great-circle distances between all sites, rounded so that what differs by rounding error only is the same."""
    return np.round(haversine_km(lonlat[:, None], lonlat[None]) / SAME_DISTANCE_KM) * SAME_DISTANCE_KM


def lay_out(
    place: Ints,
    positions: Floats,
    exposure_of: Callable[[Bools], Floats],
    months: tuple[Ints, Ints] | None,
    most_zones: int = MOST_ZONES,
) -> tuple[Slots, Zones]:
    """Slots and zones of visits, thinned no further than needed.

    Parameters
    ----------
    place : numpy.ndarray of int
        A value a visit; there is at least one visit.
    positions : numpy.ndarray of float
        A row a place, degrees.
    exposure_of : function
        The exposure of some of the visits, given which; it depends on which others there are.
    months : tuple of numpy.ndarray of int, optional
        First and last month of each visit, none longer than the longest window; None scans places alone.
    most_zones : int
        Of a scan over time; with more, it is thinned further: places to an eighth of MOST_SITES, then months to years.

    Returns
    -------
    tuple of Slots and Zones
        No zone where no circle has between 0 and LARGEST_SHARE of the exposure.
    """
    exposure = exposure_of(np.ones(len(place), dtype=bool))
    if months is None:
        slots = slots_of(place, positions, exposure, None, MOST_SITES, years=False)
        return slots, _zones(slots, exposure_of, ((-1, 1),))
    steps = [(part, False) for part in _FEWER_SITES] + [(part, True) for part in _FEWEST_SITES]
    for part, years in steps:
        slots = slots_of(place, positions, exposure, months, MOST_SITES // part, years=years)
        if not years and slots.thinned.square_km > _LARGEST_SQUARE_KM:
            continue
        windows = tuple(spans_of(slots))
        if (part, years) == steps[-1] or _looked_at(slots, windows) <= _MOST_LOOKED_AT:
            zones = _zones(slots, exposure_of, windows)
            if len(zones.centre) <= most_zones:
                break
    return slots, zones


def _looked_at(slots: Slots, windows: tuple[tuple[int, int], ...]) -> int:
    """How many circles there are before those with the same visits are put together; cheap, and never too small."""
    if not windows:
        return 0
    earliest, months = int(slots.first.min()), int(slots.last.max() - slots.first.min()) + 1
    step = 12 if slots.thinned.years else 1
    circles = 0
    for length in {length for _, length in windows}:
        fits = slots.last - slots.first < length
        begin, end = np.maximum(slots.last[fits] - length + 1 - earliest, 0), slots.first[fits] - earliest + 1
        changes = np.bincount(begin, minlength=months + 1) - np.bincount(end, minlength=months + 1)
        held = np.minimum(np.cumsum(changes)[:-1:step], len(slots.lonlat))
        circles += int((held**2).sum())
    return circles


def _zones(slots: Slots, exposure_of: Callable[[Bools], Floats], spans: tuple[tuple[int, int], ...]) -> Zones:
    """The circles of all windows; of those with the same visits the one of fewest months and smallest radius."""
    distance = distances_km(slots.lonlat)
    nearest = np.argsort(distance, axis=1, kind="stable")
    used = slots.of_visit >= 0
    weight = counted(slots.of_visit[used], exposure_of(used), len(slots.site))
    # A set of visits is told by the sum of the random numbers of its slots.
    mark = np.random.default_rng(0).integers(1, 2**63, size=len(slots.site), dtype=np.uint64)
    seen: set[int] = set()
    windows: list[Window] = []
    parts: list[dict[str, npt.NDArray[Any]]] = []
    for start, length in spans if weight.sum() > 0 else ():
        inside = np.flatnonzero((slots.first >= start) & (slots.last < start + length))
        name = int(mark[inside].sum())
        if not len(inside) or name in seen:
            continue
        seen.add(name)
        window, part = _circles(inside, slots, (nearest, distance), weight, mark)
        part["window"] = np.full(len(window.tested), len(windows))
        part["first"] = np.full(len(window.tested), start)
        part["last"] = np.full(len(window.tested), start + length - 1 if start >= 0 else -1)
        windows.append(window)
        parts.append(part)
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Zones((), nothing, np.zeros(0), nothing, nothing, np.zeros(0))
    return _once(windows, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _circles(
    inside: Ints, slots: Slots, near: tuple[Ints, Floats], weight: Floats, mark: npt.NDArray[np.uint64]
) -> tuple[Window, dict[str, npt.NDArray[Any]]]:
    """All circles of one window, round its active sites; sites at the same distance go in together."""
    nearest, distance = near
    active, starts = np.unique(slots.site[inside], return_index=True)
    position = np.full(len(slots.lonlat), -1)
    position[active] = np.arange(len(active))
    ranked = position[nearest[active]]
    order = ranked[ranked >= 0].reshape(len(active), len(active))
    radius = np.take_along_axis(distance[np.ix_(active, active)], order, axis=1)
    share = np.cumsum(np.add.reduceat(weight[inside], starts)[order], axis=1) / weight.sum()
    name = np.cumsum(np.add.reduceat(mark[inside], starts)[order], axis=1, dtype=np.uint64)
    last = np.ones(order.shape, dtype=bool)
    last[:, :-1] = np.diff(radius, axis=1) > SAME_DISTANCE_KM / 2
    # Half the exposure is half, whatever the rounding of the sum.
    tested = np.flatnonzero(last & (share > 0) & (share <= LARGEST_SHARE + 1e-12))
    return Window(inside, starts, order, tested), {
        "name": name.ravel()[tested],
        "radius_km": radius.ravel()[tested],
        "centre": active[tested // len(active)],
        "share": share.ravel()[tested],
    }


def _once(windows: list[Window], found: dict[str, npt.NDArray[Any]]) -> Zones:
    length = found["last"].astype(np.int64) - found["first"].astype(np.int64)
    ranked = np.lexsort((found["centre"], found["radius_km"], length, found["name"]))
    name = found["name"][ranked]
    new = np.ones(len(name), dtype=bool)
    new[1:] = name[1:] != name[:-1]
    chosen = np.zeros(len(name), dtype=bool)
    chosen[ranked[new]] = True
    ends = np.searchsorted(found["window"], np.arange(len(windows) + 1))
    kept = [
        replace(window, tested=window.tested[chosen[begin:end]])
        for window, begin, end in zip(windows, ends[:-1], ends[1:], strict=True)
    ]
    return Zones(
        tuple(_without_idle_centres(window) for window in kept if len(window.tested)),
        found["centre"][chosen].astype(np.int64),
        found["radius_km"][chosen].astype(np.float64),
        found["first"][chosen].astype(np.int64),
        found["last"][chosen].astype(np.int64),
        found["share"][chosen].astype(np.float64),
    )


def _without_idle_centres(window: Window) -> Window:
    """Only the centres, and as many of their sites, as some tested circle needs."""
    width = window.order.shape[1]
    centre, farthest = np.divmod(window.tested, width)
    busy, row = np.unique(centre, return_inverse=True)
    reach = int(farthest.max()) + 1
    return replace(window, order=window.order[busy, :reach], tested=row * reach + farthest)
