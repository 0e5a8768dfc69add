"""The part of each journey that may be looked at: up to its first restricted record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, order_events
from footprints_geo.vocabulary import VISIBILITIES

NO_MONTH: Final = -(10**6)
NOWHERE: Final = -1
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
    place : numpy.ndarray of int
        Rows of `Events.places`; -1 where no country is known.
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
    place: Ints
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
        Follow a restricted one in their case: without it they would join to a leg that nobody recorded.
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
    cut = cut_from(restricted[ordered], case[ordered])
    rows = ordered[~cut]
    place = events.places.index.get_indexer(frame["place_id"].cat.categories).astype(np.int64)
    usable = Usable(
        row=rows,
        case=case[rows],
        event_type=frame["event_type"].cat.codes.to_numpy().astype(np.int64)[rows],
        place=np.append(place, NOWHERE)[frame["place_id"].cat.codes.to_numpy()[rows]],
        first=_months(frame["date_earliest"])[rows],
        last=_months(frame["date_latest"])[rows],
        low=frame["persons_low"].to_numpy()[rows],
        high=frame["persons_high"].fillna(UNKNOWN).to_numpy()[rows],
    )
    left_out = LeftOut(
        restricted=int(restricted.sum()),
        after_restricted=int((cut & ~restricted[ordered]).sum()),
        unordered=int((unordered & ~restricted).sum()),
    )
    return usable, left_out


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
