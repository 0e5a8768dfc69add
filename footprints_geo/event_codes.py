"""What a Selection looks at in events, as columns of small numbers: comparing a million takes a millisecond or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.ordering import NO_DAY, days_of
from footprints_geo.periods import YEAR, Period
from footprints_geo.vocabulary import EVENT_TYPES, Uncertain

UNDATED: Final = np.iinfo(np.int32).max
"""Both months of an event without a date: in no period, and overlapping none."""
_MANY_DAYS: Final = 400_000


@dataclass(frozen=True)
class EventCodes:
    """Columns of equal length, one value an event.

    Attributes
    ----------
    earliest, latest : numpy.ndarray of int32
        The months in which the date may lie, from the first to the last: months since the beginning of year 0.
    event_type : numpy.ndarray of int
        Position in EVENT_TYPES.
    country : numpy.ndarray of int
        Position in `countries`; -1 where it is not known.
    persons_low : numpy.ndarray of int
        As in the events table.
    countries : pandas.Index
        Codes of countries.
    """

    earliest: npt.NDArray[np.int32]
    latest: npt.NDArray[np.int32]
    event_type: npt.NDArray[np.integer]
    country: npt.NDArray[np.integer]
    persons_low: npt.NDArray[np.int64]
    countries: pd.Index

    def __len__(self) -> int:
        return len(self.earliest)

    def take(self, rows: npt.NDArray[np.int64]) -> EventCodes:
        """Some rows, in their order."""
        return EventCodes(
            self.earliest[rows],
            self.latest[rows],
            self.event_type[rows],
            self.country[rows],
            self.persons_low[rows],
            self.countries,
        )

    def meeting(
        self, years: Period | None, events: Sequence[str], countries: Sequence[str], persons: int, uncertain: Uncertain
    ) -> npt.NDArray[np.bool_]:
        """Which events meet all conditions of a Selection, whose fields these are; empty ones are none."""
        met = np.ones(len(self), dtype=bool)
        if years is not None:
            # Periods are whole months, and so months say all.
            inside = uncertain == "exclude"
            met &= (self.earliest if inside else self.latest) >= years.first
            met &= (self.latest if inside else self.earliest) <= years.last
        if events:
            met &= np.isin(EVENT_TYPES, events)[self.event_type]
        if countries:
            # The last is for events without a country, whose code is -1.
            met &= np.append(self.countries.isin(countries), False)[self.country]
        if persons:
            met &= self.persons_low >= persons
        return met


def codes_of(events: pd.DataFrame) -> EventCodes:
    """The columns of the validated events table (see :mod:`footprints_geo.events.validation`)."""
    country = events["country"].cat
    return EventCodes(
        earliest=_months(events["date_earliest"]),
        latest=_months(events["date_latest"]),
        event_type=events["event_type"].cat.codes.to_numpy(),
        country=country.codes.to_numpy(),
        persons_low=events["persons_low"].to_numpy(),
        countries=country.categories,
    )


def _months(dates: pd.Series) -> npt.NDArray[np.int32]:
    days = days_of(dates.to_numpy())
    known = days != NO_DAY
    everywhere = bool(known.all())
    first = int(days.min(where=known, initial=0))
    last = int(days.max(initial=0))
    if last - first > max(len(days), _MANY_DAYS):
        # Far apart, as no honest dates are: each by itself.
        return np.where(known, _months_of(np.where(known, days, 0)), UNDATED).astype(np.int32)
    # Each different day once: what month a day is in takes NumPy longer than to look it up.
    months = _months_of(np.arange(first, last + 1))
    return months[days - first] if everywhere else np.where(known, months[np.where(known, days - first, 0)], UNDATED)


def _months_of(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    # NumPy counts months from 1970.
    return (days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * YEAR).astype(np.int32)
