"""Where, and when, something is recorded of more people than the records of a place explain.

Most people are documented where most people pass, so that a count mostly shows the roads. This asks another question:
of those who are documented somewhere, how many disappeared (or were arrested, or sent back) there?
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import FINEST, OUTSIDE, finest_resolutions, place_rows
from footprints_geo.hotspots import LEAST_CASES, LEAST_PERSONS, looked_at
from footprints_geo.journeys import Bools
from footprints_geo.pipeline import Prepared, matching_events
from footprints_geo.placement import PlacementTally, placement_tally
from footprints_geo.scan import Scan, scan
from footprints_geo.selection import Selection

COARSEST: Final = min(FINEST.values())
"""Circles are drawn over places that are known to a county at least."""

LEAST_PLACES: Final = 5
MOST_LEFT_OUT: Final = 60
MOST_VISITS: Final = 5_000
"""With more visits each scan takes a second or more, and none is left out in turn."""

CHECKING_RUNS: Final = 199
LEVEL: Final = 0.05
RATE_CHECKS: Final = ("each_case", "certain_dates", "largest_numbers")


@dataclass(frozen=True)
class Rates:
    """The answer: circles in which the events asked about are more frequent than elsewhere.

    Attributes
    ----------
    prepared : Prepared
        Where it comes from.
    selection : Selection
        What was asked for, with the types of event that were looked at.
    over_time : bool
        Whether periods were looked for too.
    visits : pandas.DataFrame
        One row a case and place, without cases that another one counts: `place` (row of the data set's places), `case`,
        `persons` (the largest low of the case there), `persons_most` (the largest high it allows), `marked` (an event
        asked about is recorded there), `first`, `last` (months, -1 where any of its events is undated).
    scan : Scan
        What the scan found; without clusters where the records are too few.
    persons_low, cases : int
        Of the marked visits, each case once.
    tally : PlacementTally
        The account of the events asked about.
    """

    prepared: Prepared
    selection: Selection
    over_time: bool
    visits: pd.DataFrame
    scan: Scan
    persons_low: int
    cases: int
    tally: PlacementTally

    @property
    def refused(self) -> bool:
        """Whether the records are too few to tell a high rate from chance."""
        return _too_few(self.visits)

    def events_in(self, cluster: pd.Series) -> pd.DataFrame:
        """The events of the types asked about in one cluster, in file order: rows of `Events.frame`.

        `cluster` is a row of `scan.clusters`; with a period, events that lie wholly inside it.
        """
        frame = self.prepared.events.frame
        there = np.isin(place_rows(frame, self.prepared.events.places), cluster["places"])
        there &= matching_events(self.prepared, self.selection) & _usable(self.prepared)
        if cluster["first_month"] >= 0:
            first, last = (_months(frame[name]) for name in ("date_earliest", "date_latest"))
            there &= (first >= cluster["first_month"]) & (last <= cluster["last_month"])
        found: pd.DataFrame = frame.loc[there]
        return found


def find_rates(prepared: Prepared, selection: Selection | None = None, over_time: bool = False) -> Rates:
    """Scan for places where the events asked about are frequent, given how many people are documented there.

    Parameters
    ----------
    prepared : Prepared
        The data set.
    selection : Selection, optional
        Which events are asked about; where it names no types, disappearances and last sightings. They are compared with
        all events that meet the Selection's other conditions, of whatever type.
    over_time : bool
        Look for periods of 1 to 12 months too; visits with an undated event have no part then.

    Returns
    -------
    Rates
        Without clusters where the records are too few.
    """
    asked = looked_at(selection or Selection())
    visits = visits_of(prepared, asked)
    marked = visits[visits["marked"]]
    found = scan(visits, _positions(prepared), over_time=over_time, runs=1 if _too_few(visits) else 999)
    if _too_few(visits):
        found = replace(found, clusters=found.clusters.head(0), runs=0)
    matched = matching_events(prepared, asked)
    return Rates(
        prepared=prepared,
        selection=asked,
        over_time=over_time,
        visits=visits,
        scan=found,
        persons_low=int(marked.groupby("case")["persons"].max().sum()),
        cases=marked["case"].nunique(),
        tally=placement_tally(prepared, matched, _usable(prepared), COARSEST),
    )


def visits_of(prepared: Prepared, asked: Selection) -> pd.DataFrame:
    """The visits of :class:`Rates`: who is documented where, and whether what is asked about is recorded there."""
    frame = prepared.events.frame
    case = frame["case_id"].cat.codes.to_numpy()
    matched = matching_events(prepared, asked)
    rows = np.flatnonzero(
        (matching_events(prepared, replace(asked, events=())) | matched) & _usable(prepared) & ~prepared.part_of[case]
    )
    events = frame.iloc[rows]
    table = pd.DataFrame(
        {
            "place": place_rows(frame, prepared.events.places)[rows],
            "case": case[rows].astype(np.int64),
            "persons": events["persons_low"].to_numpy(),
            "persons_most": events["persons_high"].fillna(0).to_numpy(),
            "marked": matched[rows],
            "first": _months(events["date_earliest"]).fillna(-1).to_numpy(dtype=np.int64),
            "last": _months(events["date_latest"]).fillna(-1).to_numpy(dtype=np.int64),
        }
    )
    visits = table.groupby(["place", "case"], as_index=False).agg(
        persons=("persons", "max"), persons_most=("persons_most", "max"), marked=("marked", "any"),
        first=("first", "min"), last=("last", "max"),
    )  # fmt: skip
    return visits.assign(
        persons_most=np.maximum(visits["persons"], visits["persons_most"]).astype("int64"),
        # A visit of which one event is undated lies in no window: nobody knows when that was.
        last=visits["last"].mask(visits["first"] < 0, -1),
    )


def check_rates(rates: Rates) -> pd.DataFrame:
    """Look for each cluster again, three times otherwise.

    A cluster stays when one with a p of at most LEVEL holds its centre.

    Returns
    -------
    pandas.DataFrame
        One row a cluster, in the order of `rates.scan.clusters`, index 0 to n-1: `stable` (bool) and RATE_CHECKS as
        nullable booleans (see :func:`footprints_geo.robustness.check`). `each_case` is missing where there are more
        than MOST_VISITS visits.
    """
    clusters = rates.scan.clusters
    columns = {name: pd.Series(pd.NA, index=clusters.index, dtype="boolean") for name in RATE_CHECKS}
    if len(clusters):
        columns["certain_dates"] = pd.Series(_holds(rates, _certain(rates)), dtype="boolean")
        highest = rates.visits.assign(persons=rates.visits["persons_most"])
        columns["largest_numbers"] = pd.Series(_holds(rates, highest), dtype="boolean")
        if len(rates.visits) <= MOST_VISITS:
            columns["each_case"] = pd.Series(_without_each_case(rates), dtype="boolean")
    table = pd.DataFrame(columns)
    table.insert(0, "stable", table.fillna(True).all(axis=1).astype(bool))
    return table


def _months(days: pd.Series) -> pd.Series:
    """Month numbers as a scan counts them; NaN where undated."""
    months: pd.Series = (days.dt.year * 12 + days.dt.month - 1).astype("float64")
    return months


def _too_few(visits: pd.DataFrame) -> bool:
    marked = visits[visits["marked"]]
    persons = int(marked.groupby("case")["persons"].max().sum())
    few = marked["case"].nunique() < LEAST_CASES or persons < LEAST_PERSONS
    return few or visits["place"].nunique() < LEAST_PLACES


def _usable(prepared: Prepared) -> Bools:
    """Which events are known to a county at least and have a position."""
    frame, places = prepared.events.frame, prepared.events.places
    positioned = places["lon"].notna().to_numpy().take(place_rows(frame, places), mode="clip")
    usable: Bools = (finest_resolutions(frame, places) != OUTSIDE) & positioned
    return usable


def _positions(prepared: Prepared) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return prepared.events.places[["lon", "lat"]].to_numpy(dtype=np.float64)


def _holds(rates: Rates, visits: pd.DataFrame) -> list[bool]:
    """Whether some cluster of other visits holds the centre of each."""
    if _too_few(visits):
        return [False] * len(rates.scan.clusters)
    again = scan(visits, _positions(rates.prepared), over_time=rates.over_time, runs=CHECKING_RUNS, largest_p=LEVEL)
    held = {place for places in again.clusters["places"] for place in places}
    return [bool(held.intersection({centre})) for centre in rates.scan.clusters["centre"].tolist()]


def _certain(rates: Rates) -> pd.DataFrame:
    """The visits without events that only may fall in the years, or whose date is marked as uncertain."""
    prepared = rates.prepared
    qualifiers = prepared.events.frame["date_qualifier"]
    doubted = (qualifiers.cat.categories != "").take(qualifiers.cat.codes.to_numpy())
    frame = prepared.events.frame
    without = replace(prepared.events, frame=frame.assign(event_type=frame["event_type"].mask(doubted)))
    return visits_of(replace(prepared, events=without), replace(rates.selection, uncertain="exclude"))


def _without_each_case(rates: Rates) -> list[bool]:
    """Leave out the cases of most persons that are marked in any cluster, one at a time."""
    inside = rates.visits["place"].isin({place for places in rates.scan.clusters["places"] for place in places})
    marked = rates.visits[inside & rates.visits["marked"]]
    largest = marked.groupby("case")["persons"].max().sort_values(ascending=False, kind="stable").index[:MOST_LEFT_OUT]
    stays = np.ones(len(rates.scan.clusters), dtype=bool)
    for case in largest.tolist():
        stays &= _holds(rates, rates.visits[rates.visits["case"] != case])
    return stays.tolist()
