"""Where, and when, something is recorded of more people than the records of a place explain: a spatial scan.

The scan statistic after Kulldorff (1997), "A spatial scan statistic", Communications in Statistics: Theory and Methods
26(6), 1481-1496, with the Poisson model; over time after Kulldorff (2001), "Prospective time periodic geographical
disease surveillance using a scan statistic", Journal of the Royal Statistical Society A 164(1), 61-72, as used looking
back by Kulldorff, Athas, Feuer, Miller and Key (1998), American Journal of Public Health 88(9), 1377-1380.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.places.table import haversine_km
from footprints_geo.scan_runs import draws_of, maxima, observed, strata_of
from footprints_geo.scan_slots import MONTHS, Bools, Floats, Ints, Slots, Thinned, counted
from footprints_geo.scan_zones import SAME_DISTANCE_KM, Zones, distances_km, lay_out

COLUMNS: Final = {
    "rank": "int64", "centre": "int64", "radius_km": "float64", "places": "object", "cases": "int64",
    "persons": "int64", "documented_cases": "int64", "documented_persons": "int64", "observed": "int64",
    "expected": "float64", "relative_risk": "float64", "llr": "float64", "p": "float64", "first_month": "int64",
    "last_month": "int64",
}  # fmt: skip
"""Columns of `Scan.clusters`, and their types."""

MOST_BY_CASE: Final = 50_000
"""With more visits each is drawn by itself, which takes a fraction of the time."""

FEWEST_CASES: Final = 2
"""One record is no concentration, however many people it is about."""

_SAME: Final = 1e-9


@dataclass(frozen=True)
class Scan:
    """What a scan found.

    Attributes
    ----------
    clusters : pandas.DataFrame
        COLUMNS, one row a cluster, strongest first; empty where nothing is stronger than chance.
        `rank` from 1. `centre`: code of the place at the centre. `radius_km`: to its farthest place. `places`: tuple of
        the codes of the places with visits in it, ascending. `cases`, `persons`: marked cases, and for each the largest
        `persons_least` of its visits in the cluster, added up over cases. `documented_cases`,
        `documented_persons`: the same of all visits and all their people. `observed`: marked persons of all visits,
        which is what is compared with `expected`; a case counts here at each of its places, so it may be more than
        `persons`.
        `expected`: what `observed` would be if labels were spread by chance. `relative_risk`: observed / expected
        inside, over the same outside; infinite where nobody is marked outside. `llr`: log likelihood ratio. `p`: share
        of the runs, this one included, whose strongest zone is as strong. `first_month`, `last_month`
        (year * 12 + month - 1): from the first to the last month of its visits, -1 in a scan of places alone.
    circles_tested : int
        Different sets of visits looked at; in a scan over time each is a circle during some months.
    runs : int
        Random runs that `p` was computed from.
    visits : int
        Used: all, or in a scan over time those that lie in some window.
    visits_undated : int
        Left out of a scan over time: without dates, or with dates too wide for the longest window (where `thinned` says
        that months became years, for any one calendar year). 0 otherwise.
    thinned : Thinned or None
        How places and months were made fewer because there were too many; None where they were not.
    whole_cases : bool
        Runs drew cases with all their visits; with more than MOST_BY_CASE visits each is drawn by itself.
    """

    clusters: pd.DataFrame
    circles_tested: int
    runs: int
    visits: int
    visits_undated: int
    thinned: Thinned | None
    whole_cases: bool = True


def scan(
    units: pd.DataFrame,
    positions: Floats,
    *,
    runs: int = 999,
    seed: int = 1997,
    over_time: bool = False,
    by_size: bool = True,
    largest_p: float = 0.05,
) -> Scan:
    """Look for places, and months, where more people are marked than documented visits explain.

    Circles round each place reach to each next place, up to half of the exposure: the persons of all visits, each with
    the rate of its kind of case. Over time each circle is combined with windows of 1, 2, 3, 6 and 12 months that start
    at any month, and holds the visits whose months lie wholly inside: a date known to the year is in no shorter window,
    and nothing is guessed. The strength of a zone is the log likelihood ratio of the Poisson model on persons, for high
    rates only; its p compares it with the strongest zones of random runs (Monte Carlo), so it holds for all zones
    together.

    A run does not draw persons but whole cases: their people move together, and if each were drawn alone, one group of
    300 would be a cluster by chance alone; so would one case that is marked at three places near each other. Each case
    takes over the marks of another with as many visits. As many visits are marked as in the records, and each keeps its
    persons; of whom only some are marked, there are as many again in another visit, in proportion to its size. Runs
    count zones with one marked case too, although none is ever reported, so that p errs to the careful side. The ratio
    weighs persons, so that few large groups decide much; with a 1 for the persons of every visit it is cases that are
    compared.

    Parameters
    ----------
    units : pandas.DataFrame
        One row a visit of a case at a place, at most one each: `place` (row of `positions`), `case` (code), `persons`
        (0 or more), `marked` (bool: what is asked about is recorded there) and, where that is said of some of its
        people only, `persons_marked` (of how many, at most `persons`, which it is if not given) and `persons_least` (of
        how many at least, as it is told of a cluster; `persons_marked` if not given); over time also `first` and `last`
        (month numbers, year * 12 + month - 1, of its earliest and latest date; -1 where undated).
    positions : numpy.ndarray of float
        A row a place: degrees east and north.
    runs : int
        Random runs; p cannot be less than 1 / (runs + 1).
    seed : int
        The same seed gives the same answer, on any number of threads.
    over_time : bool
        Look for months too.
    by_size : bool
        Labels change hands only among cases of like size (1 person, 2 and 3, 4 to 7, each class double the last), and
        what is expected is adjusted for size as Kulldorff (1997) adjusts for a covariate: each class has its own rate.
        Otherwise a marked group of 300 would be a matter of chance in every run, and where large groups are marked more
        rarely than single people, or more often, size would be taken for place.
    largest_p : float
        Clusters with a larger p are not reported; nor those that share a place with a stronger one.

    Returns
    -------
    Scan
        Without clusters where there are no visits, no persons, or no or only marked visits.

    Raises
    ------
    ValueError
        A place without a position, negative persons, or more marked persons than there are.
    """
    used = _usable(units, positions, over_time)
    if used.empty:
        return Scan(_table([]), 0, runs, 0, len(units), None)
    whole_cases = len(used) <= MOST_BY_CASE

    def strata(visits: pd.DataFrame) -> Ints:
        persons = visits["persons"].to_numpy(np.int64)
        return strata_of(persons, _drawn_together(visits, whole_cases), by_size)

    months = (used["first"].to_numpy(np.int64), used["last"].to_numpy(np.int64)) if over_time else None
    slots, zones = lay_out(
        used["place"].to_numpy(np.int64), positions, lambda some: _exposure(used[some], strata(used[some])), months
    )
    # Where months became years, a visit that lies in no single year is in no window.
    inside = slots.of_visit >= 0
    if not inside.all():
        used = used[inside].reset_index(drop=True)
    slot, count = slots.of_visit[inside], len(slots.site)
    persons, marked = used["persons"].to_numpy(np.int64), used["marked"].to_numpy(bool)
    inside_zones, llr = observed(zones, counted(slot, used["persons_marked"].to_numpy(np.int64), count))
    part, case = used["part"].to_numpy(np.float64), _drawn_together(used, whole_cases)
    draws = draws_of(slot, persons, part, case, strata(used), count)
    chance = maxima(zones, draws, runs, seed) if draws.strata else np.full(runs, np.inf)
    as_strong = runs - np.searchsorted(chance, llr * (1 - _SAME) - _SAME)
    records, _ = observed(zones, counted(slot, marked, count))
    found = _Found(used, positions, slots, slot, zones, inside_zones, records, llr, (1 + as_strong) / (1 + runs))
    thinned = slots.thinned if slots.thinned.years or slots.thinned.sites < slots.thinned.places else None
    rows = _clusters(found, largest_p)
    left_out = len(units) - len(used)
    return Scan(_table(rows), len(zones.centre), runs, len(used), left_out, thinned, whole_cases)


@dataclass(frozen=True)
class _Found:
    """Visits, the slot of each, and a value a zone: marked persons, marked visits, likelihood ratio and p."""

    units: pd.DataFrame
    positions: Floats
    slots: Slots
    slot: Ints
    zones: Zones
    observed: Floats
    records: Floats
    llr: Floats
    p: Floats

    def visits(self, zone: int, distance: Floats) -> Bools:
        """Which visits a zone holds."""
        zones, slots = self.zones, self.slots
        held = (distance[zones.centre[zone]] <= zones.radius_km[zone] + SAME_DISTANCE_KM / 2)[slots.site]
        if zones.first[zone] >= 0:
            held &= (slots.first >= zones.first[zone]) & (slots.last <= zones.last[zone])
        return np.asarray(held[self.slot], dtype=bool)


def _usable(units: pd.DataFrame, positions: Floats, over_time: bool) -> pd.DataFrame:
    if len(units) and not np.isfinite(positions[units["place"].to_numpy(np.int64)]).all():
        raise ValueError("every place of a visit needs a position; leave out visits without one")
    if (units["persons"] < 0).any():
        raise ValueError("persons cannot be negative")
    units = _with_part(units)
    if not over_time:
        return units.reset_index(drop=True)
    first, last = units["first"].to_numpy(np.int64), units["last"].to_numpy(np.int64)
    fits = (first >= 0) & (last >= first) & (last - first < MONTHS[-1])
    return pd.DataFrame(units[fits].reset_index(drop=True))


def _drawn_together(visits: pd.DataFrame, whole_cases: bool) -> Ints:
    """Which visits are drawn together: those of a case, or each by itself."""
    return visits["case"].to_numpy(np.int64) if whole_cases else np.arange(len(visits))


def _with_part(units: pd.DataFrame) -> pd.DataFrame:
    """With `persons_marked` and `persons_least`, 0 where nothing is marked, and the `part` of its persons it is."""
    persons = units["persons"].to_numpy(np.int64)
    marked = units["marked"].to_numpy(bool)
    some = np.where(marked, units.get("persons_marked", units["persons"]), 0).astype(np.int64)
    if (some > persons).any() or (some < 0).any():
        raise ValueError("of a visit no more persons can be marked than there are")
    # Nobody is part of a visit of no persons, yet it is a marked one.
    part = np.where(persons > 0, some / np.maximum(persons, 1), marked)
    least = np.where(marked, units.get("persons_least", some), 0).astype(np.int64)
    return units.assign(persons_marked=some, persons_least=least, part=part)


def _exposure(units: pd.DataFrame, stratum: Ints) -> Floats:
    """Persons of each visit times the part of a visit that is marked in its stratum: what is expected of it."""
    persons, part = units["persons"].to_numpy(np.float64), units["part"].to_numpy(np.float64)
    if not len(units):
        return persons
    rate = np.bincount(stratum, part) / np.maximum(np.bincount(stratum), 1)
    return persons * rate[stratum]


def _clusters(found: _Found, largest_p: float) -> list[dict[str, Any]]:
    """Go down from the strongest zone, leaving out those that share a place with a stronger cluster."""
    zones, distance = found.zones, distances_km(found.slots.lonlat)
    candidate = (found.llr > _SAME) & (found.p <= largest_p) & (found.records >= FEWEST_CASES)
    # Of two zones that are equally strong the smaller: it says more.
    ranked = np.lexsort((zones.centre, zones.radius_km, zones.last - zones.first, -np.round(found.llr, 9)))
    ranked = ranked[candidate[ranked]]
    rows: list[dict[str, Any]] = []
    while len(ranked):
        zone, ranked = int(ranked[0]), ranked[1:]
        held = found.visits(zone, distance)
        row = _described(found, zone, held)
        if row["cases"] < FEWEST_CASES:
            continue
        rows.append(row | {"rank": len(rows) + 1})
        sites = np.unique(found.slots.site[found.slot[held]])
        nearest = distance[:, sites].min(axis=1)[zones.centre[ranked]]
        ranked = ranked[nearest > zones.radius_km[ranked] + SAME_DISTANCE_KM / 2]
    return rows


def _described(found: _Found, zone: int, held: Bools) -> dict[str, Any]:
    units = found.units[held]
    marked = units[units["marked"].to_numpy(bool)]
    total = float(found.units["persons_marked"].sum())
    inside = float(found.observed[zone])
    expected = total * float(found.zones.share[zone])
    outside = (total - inside) / (total - expected)
    places = np.unique(units["place"].to_numpy(np.int64))
    away = haversine_km(found.positions[places], found.slots.lonlat[found.zones.centre[zone]])
    centre = int(places[np.argmin(away)])
    over_time = bool(found.zones.first[zone] >= 0)
    return {
        "centre": centre,
        "radius_km": float(haversine_km(found.positions[places], found.positions[centre]).max()),
        "places": tuple(places.tolist()),
        "cases": marked["case"].nunique(),
        "persons": int(marked.groupby("case")["persons_least"].max().sum()),
        "documented_cases": units["case"].nunique(),
        "documented_persons": int(units.groupby("case")["persons"].max().sum()),
        "observed": round(inside),
        "expected": expected,
        "relative_risk": inside / expected / outside if outside > 0 else np.inf,
        "llr": float(found.llr[zone]),
        "p": float(found.p[zone]),
        "first_month": int(units["first"].min()) if over_time else -1,
        "last_month": int(units["last"].max()) if over_time else -1,
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
