"""Where, and when, something is recorded of more people than the records of a place explain.

Most people are documented where most people pass, so that a count mostly shows the roads. This asks another question:
of those who are documented somewhere, how many disappeared (or were arrested, or sent back) there?
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import FINEST, place_rows, placed
from footprints_geo.hotspots import LEAST_CASES, LEAST_PERSONS, doubted_dates, looked_at
from footprints_geo.journeys import Bools
from footprints_geo.pipeline import matching_events
from footprints_geo.placement import PlacementTally, placement_tally
from footprints_geo.prepared import Prepared
from footprints_geo.scan import Scan, scan
from footprints_geo.selection import Selection

COARSEST: Final = min(FINEST.values())
"""Circles are drawn over places that are known to a county at least."""

LEAST_PLACES: Final = 5
MOST_LEFT_OUT: Final = 200
MOST_CIRCLES: Final = 1_000_000
"""So many cases are left out in turn at most, over all clusters; fewer where this many circles would be looked at."""

LEAST_LEFT_OUT: Final = 1
"""But so many of each cluster."""

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
        asked about is recorded there), `persons_least` (the largest low of such events), `persons_marked` (the same for
        the comparison, where an event without a number speaks of all of them), `persons_marked_most` (the largest
        high), `first`, `last` (months, -1 where any of its events is undated).
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
        """The events asked about of the visits in one cluster, in file order: rows of `Events.frame`.

        `cluster` is a row of `scan.clusters`. The cases are those that it counts.
        """
        frame = self.prepared.events.frame
        visits = self.visits[_within(self.visits, cluster) & self.visits["marked"]]
        counted = pd.MultiIndex.from_frame(visits[["place", "case"]])
        at = place_rows(frame, self.prepared.events.places), frame["case_id"].cat.codes.to_numpy()
        there = pd.MultiIndex.from_arrays(at).isin(counted)
        found: pd.DataFrame = frame.loc[matching_events(self.prepared, self.selection) & _usable(self.prepared) & there]
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
        persons_low=int(marked.groupby("case")["persons_least"].max().sum()),
        cases=marked["case"].nunique(),
        tally=placement_tally(prepared, matched, _usable(prepared), COARSEST),
    )


def visits_of(prepared: Prepared, asked: Selection, without: Bools | None = None) -> pd.DataFrame:
    """The visits of :class:`Rates`: who is documented where, and whether what is asked about is recorded there.

    `without` leaves out events: a value an event.
    """
    frame = prepared.events.frame
    case = frame["case_id"].cat.codes.to_numpy()
    matched = matching_events(prepared, asked)
    rows = np.flatnonzero(
        (matching_events(prepared, replace(asked, events=())) | matched)
        & _usable(prepared)
        & ~prepared.part_of[case]
        & (True if without is None else ~without)
    )
    events = frame.iloc[rows]
    table = pd.DataFrame(
        {
            "place": place_rows(frame, prepared.events.places)[rows],
            "case": case[rows].astype(np.int64),
            "persons": events["persons_low"].to_numpy(),
            "persons_most": events["persons_high"].fillna(0).to_numpy(),
            "marked": matched[rows],
            # Of those who are documented here the record may say it of some. One that gives no number speaks of all:
            # otherwise a place where somebody typed the number again would look worse than one where nobody did.
            "persons_least": np.where(matched[rows], events["persons_low"], 0),
            "of_all": matched[rows] & ~events["persons_stated"].to_numpy(dtype=bool),
            "persons_marked_most": np.where(matched[rows], events["persons_high"].fillna(0), 0),
            "first": _months(events["date_earliest"]).fillna(-1).to_numpy(dtype=np.int64),
            "last": _months(events["date_latest"]).fillna(-1).to_numpy(dtype=np.int64),
        }
    )
    visits = table.groupby(["place", "case"], as_index=False).agg(
        persons=("persons", "max"), persons_most=("persons_most", "max"), marked=("marked", "any"),
        persons_least=("persons_least", "max"), of_all=("of_all", "any"),
        persons_marked_most=("persons_marked_most", "max"),
        first=("first", "min"), last=("last", "max"),
    )  # fmt: skip
    most = np.maximum(visits["persons"], visits["persons_most"]).astype("int64")
    return visits.drop(columns="of_all").assign(
        persons_most=most,
        persons_marked=visits["persons_least"].mask(visits["of_all"], visits["persons"]),
        persons_marked_most=visits[["persons_least", "persons_marked_most"]]
        .max(axis=1)
        .mask(visits["of_all"], most)
        .astype("int64"),
        # A visit of which one event is undated lies in no window: nobody knows when that was.
        last=visits["last"].mask(visits["first"] < 0, -1),
    )


def check_rates(rates: Rates) -> pd.DataFrame:
    """Look for each cluster again, three times otherwise.

    A cluster stays when one with a p of at most LEVEL holds its centre and, over time, some of its months, and at least
    half of the people it was found for: another finding that reaches over the same place is another one.

    Returns
    -------
    pandas.DataFrame
        One row a cluster, in the order of `rates.scan.clusters`, index 0 to n-1: `stable` (bool) and RATE_CHECKS as
        nullable booleans (see :func:`footprints_geo.robustness.check`). `each_case` is missing where a cluster has more
        cases than can be left out in the time there is, and stays without each of those that were.
    """
    clusters = rates.scan.clusters
    columns = {name: pd.Series(pd.NA, index=clusters.index, dtype="boolean") for name in RATE_CHECKS}
    if len(clusters):
        certain = visits_of(
            rates.prepared, replace(rates.selection, uncertain="exclude"), doubted_dates(rates.prepared)
        )
        columns["certain_dates"] = pd.Series(_holds(rates, certain), dtype="boolean")
        most = {name: rates.visits[f"{name}_most"] for name in ("persons", "persons_marked")}
        highest = rates.visits.assign(**most)
        columns["largest_numbers"] = pd.Series(_holds(rates, highest), dtype="boolean")
        columns["each_case"] = _without_each_case(rates)
    table = pd.DataFrame(columns)
    table.insert(0, "stable", table.fillna(True).all(axis=1).astype(bool))
    return table


def _months(days: pd.Series) -> pd.Series:
    """Month numbers as a scan counts them; NaN where undated."""
    months: pd.Series = (days.dt.year * 12 + days.dt.month - 1).astype("float64")
    return months


def _too_few(visits: pd.DataFrame) -> bool:
    marked = visits[visits["marked"]]
    persons = int(marked.groupby("case")["persons_least"].max().sum())
    few = marked["case"].nunique() < LEAST_CASES or persons < LEAST_PERSONS
    return few or visits["place"].nunique() < LEAST_PLACES


def _usable(prepared: Prepared) -> Bools:
    """Which events are known to a county at least and have a position."""
    return placed(prepared.events.frame, prepared.events.places, COARSEST)


def _positions(prepared: Prepared) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return prepared.events.places[["lon", "lat"]].to_numpy(dtype=np.float64)


def _within(visits: pd.DataFrame, cluster: pd.Series) -> pd.Series:
    """Which visits a cluster holds: at its places and, over time, wholly in its months."""
    inside: pd.Series = visits["place"].isin(cluster["places"])
    if cluster["first_month"] < 0:
        return inside
    in_time: pd.Series = (visits["first"] >= cluster["first_month"]) & (visits["last"] <= cluster["last_month"])
    return inside & in_time


def _holds(rates: Rates, visits: pd.DataFrame) -> list[bool]:
    """Whether some cluster of other visits holds the centre of each, some of its months and half of its people.

    However few these visits are: whether a finding stays is asked of the test, not of the rule for too few records.
    """
    again = scan(visits, _positions(rates.prepared), over_time=rates.over_time, runs=CHECKING_RUNS, largest_p=LEVEL)
    still = [_marked_in(visits, other) for _, other in again.clusters.iterrows()]
    holds = []
    for _, one in rates.scan.clusters.iterrows():
        people = _marked_in(rates.visits, one)
        holds.append(
            any(
                one["centre"] in other["places"]
                and one["first_month"] <= other["last_month"]
                and other["first_month"] <= one["last_month"]
                and people[people.index.isin(found.index)].sum() * 2 >= people.sum()
                for found, (_, other) in zip(still, again.clusters.iterrows(), strict=True)
            )
        )
    return holds


def _marked_in(visits: pd.DataFrame, cluster: pd.Series) -> pd.Series:
    """The marked persons of each visit in a cluster, by place and case."""
    inside = visits[_within(visits, cluster) & visits["marked"]]
    persons: pd.Series = inside.set_index(["place", "case"])["persons_marked"]
    return persons


def _without_each_case(rates: Rates) -> pd.Series:
    """Leave out the cases that are marked in each cluster, those of most persons first, one at a time."""
    clusters = rates.scan.clusters
    at_most = min(MOST_LEFT_OUT, MOST_CIRCLES // max(rates.scan.circles_tested, 1))
    of_cluster = []
    for _, cluster in clusters.iterrows():
        marked = rates.visits[_within(rates.visits, cluster) & rates.visits["marked"]]
        persons = marked.groupby("case")["persons_marked"].max().sort_values(ascending=False, kind="stable")
        of_cluster.append(persons.index.to_numpy())
    # That of most persons is always tried: nothing is called stable of which no case was left out.
    tried = max(at_most // max(len(clusters), 1), LEAST_LEFT_OUT)
    stays = np.ones(len(clusters), dtype=bool)
    for case in np.unique(np.concatenate([cases[:tried] for cases in of_cluster])).tolist():
        stays &= _holds(rates, rates.visits[rates.visits["case"] != case])
    whole = [len(cases) <= tried for cases in of_cluster]
    answers = [bool(stay) if all_tried or not stay else pd.NA for stay, all_tried in zip(stays, whole, strict=True)]
    return pd.Series(answers, index=clusters.index, dtype="boolean")
