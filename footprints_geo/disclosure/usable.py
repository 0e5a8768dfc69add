"""The part of each journey that may be looked at: up to its first restricted record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.custodians import ANOTHER, BASES, NOT_RECORDED, custody_of, read_custodians
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, build_journeys, order_events
from footprints_geo.vocabulary import VISIBILITIES, read_corridor

NO_MONTH: Final = -(10**6)
NOWHERE: Final = -1
NOBODY: Final = -1
NO_SEGMENT: Final = -1
UNKNOWN: Final = -np.inf
"""As a high count: none is known."""


@dataclass(frozen=True)
class Usable:
    """Records in journey order, each column an array.

    Attributes
    ----------
    row : numpy.ndarray of int
        The row of `Events.frame`.
    case : numpy.ndarray of int
        The code of its case.
    event_type : numpy.ndarray of int
        Positions in EVENT_TYPES.
    holder : numpy.ndarray of int
        Who is recorded to have held the people: rows of :func:`footprints_geo.custodians.read_custodians`; -1 where
        nobody is, or in words that are not known.
    place : numpy.ndarray of int
        Rows of `Events.places`; -1 where no country is known.
    segment : numpy.ndarray of int
        The segment (:class:`~footprints_geo.journeys.Journeys`) of the leg that arrives at the stop of the record; -1
        where none does.
    first, last : numpy.ndarray of int
        Months since January 1970, both included; NO_MONTH when undated.
    low : numpy.ndarray of int
        Persons, at least.
    high : numpy.ndarray of float
        Persons, at most; -inf when unknown.
    """

    row: Ints
    case: Ints
    event_type: Ints
    holder: Ints
    place: Ints
    segment: Ints
    first: Ints
    last: Ints
    low: Ints
    high: npt.NDArray[np.float64]

    def take(self, which: Bools | Ints) -> Usable:
        """Some of the rows."""
        return Usable(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Events that the public does not see whatever else is known: each counted once, in this order.

    Attributes
    ----------
    restricted : int
        Of these the records say so.
    after_restricted : int
        Follow a restricted one in their case: without it they would join to a leg that nobody recorded. Or they are of
        a case whose order, or whose being counted by another case, is known from a restricted record alone.
    unordered : int
        Have neither date nor sequence: in no order, and so at no place in a group.
    """

    restricted: int
    after_restricted: int
    unordered: int


def usable_records(events: Events) -> tuple[Usable, LeftOut]:
    """What may be looked at, days made months, and what may not."""
    frame = events.frame
    ordered, unordered = order_events(frame)
    restricted = (frame["visibility"].cat.codes == VISIBILITIES.index("restricted")).to_numpy()
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    cut = np.ones(len(frame), dtype=bool)
    cut[ordered] = cut_from(restricted[ordered], case[ordered])
    cut |= _resting_on_restricted(frame, restricted, ordered, unordered)[case]
    rows = ordered[~cut[ordered]]
    place = events.places.index.get_indexer(frame["place_id"].cat.categories).astype(np.int64)
    usable = Usable(
        row=rows,
        case=case[rows],
        event_type=frame["event_type"].cat.codes.to_numpy().astype(np.int64)[rows],
        holder=_recorded_holders(events)[rows],
        place=np.append(place, NOWHERE)[frame["place_id"].cat.codes.to_numpy()[rows]],
        segment=_arriving(events)[rows],
        first=_months(frame["date_earliest"])[rows],
        last=_months(frame["date_latest"])[rows],
        low=frame["persons_low"].to_numpy()[rows],
        high=frame["persons_high"].fillna(UNKNOWN).to_numpy()[rows],
    )
    alone = unordered & ~restricted
    left_out = LeftOut(
        restricted=int(restricted.sum()),
        after_restricted=int((cut & ~restricted & ~alone).sum()),
        unordered=int(alone.sum()),
    )
    return usable, left_out


def _resting_on_restricted(frame: pd.DataFrame, restricted: Bools, ordered: Ints, unordered: Bools) -> Bools:
    """Cases of which something else is known with their restricted records than without.

    Where those have no place in the order, nothing says where the journey must end; without them the others may stand
    in another order; and they alone may say that another case counts these people.
    """
    cases = len(frame["case_id"].cat.categories)
    case = frame["case_id"].cat.codes.to_numpy()
    open_rows = np.flatnonzero(~restricted)
    own_order, _ = order_events(frame[~restricted])
    places = np.full((2, len(frame)), -1, dtype=np.int64)
    places[0, ordered[~restricted[ordered]]] = np.arange(np.count_nonzero(~restricted[ordered]))
    places[1, open_rows[own_order]] = np.arange(len(own_order))
    differs = np.zeros(len(frame), dtype=bool)
    # Of each case, how its records follow one another: not where it begins, which depends on the cases before it.
    for one in places:
        first = np.full(cases, np.iinfo(np.int64).max)
        np.minimum.at(first, case[one >= 0], one[one >= 0])
        one[one >= 0] -= first[case[one >= 0]]
    differs[open_rows] = (places[0] != places[1])[open_rows]
    part = (frame["part_of"] != "").to_numpy()
    named, named_openly = np.zeros((2, cases), dtype=bool)
    named[case[part]], named_openly[case[part & ~restricted]] = True, True
    resting = named & ~named_openly
    resting[case[differs | (restricted & unordered)]] = True
    return resting


def _arriving(events: Events) -> Ints:
    """For each record the segment of the leg that arrives at its stop."""
    journeys = build_journeys(events)
    stops, legs = journeys.stops, journeys.legs
    of_stop = np.full(len(stops), NO_SEGMENT, dtype=np.int64)
    of_stop[legs["to_stop"].to_numpy()] = legs["segment"].to_numpy()
    recorded = ~stops["implied"].to_numpy(dtype=bool)
    begins = stops["first_event"].to_numpy()[recorded]
    lasts = np.diff(np.append(begins, len(journeys.order)))
    segment = np.full(len(events.frame), NO_SEGMENT, dtype=np.int64)
    segment[journeys.order] = np.repeat(of_stop[recorded], lasts)
    return segment


def _recorded_holders(events: Events) -> Ints:
    custody, table = custody_of(events, read_corridor()), read_custodians()
    known = ~table["holder"].isin([ANOTHER, NOT_RECORDED]).to_numpy()
    said = (custody.basis == BASES.index("custodian")) & known[custody.holder]
    return np.where(said, custody.holder, NOBODY)


def cut_from(marked: Bools, case: Ints) -> Bools:
    """Rows, sorted by case, from the first marked one of their case on."""
    so_far = np.cumsum(marked)
    begins = np.ones(len(case), dtype=bool)
    begins[1:] = case[1:] != case[:-1]
    before: Ints = (so_far - marked)[np.maximum.accumulate(np.where(begins, np.arange(len(case)), 0))]
    cut: Bools = so_far > before
    return cut


def _months(days: pd.Series) -> Ints:
    months = days.to_numpy().astype("datetime64[M]")
    return np.where(np.isnat(months), NO_MONTH, months.astype(np.int64))
