"""The events of all chains in order, with what they say of custody, each as a column of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.custodians import Custody
from footprints_geo.custody_types import ARREST
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints
from footprints_geo.vocabulary import Corridor

Floats = npt.NDArray[np.float64]
_NONE: Final = -1


@dataclass(frozen=True)
class HeldEvents:
    """Events in order and the chains that they are in.

    Attributes
    ----------
    events : Events
        The validated events.
    corridor : Corridor
        Says which countries are home.
    custody : Custody
        Who held, a value an event of the table.
    order : numpy.ndarray of int
        Rows of the events table, by case and order. All that is computed has a value for each of them.
    chain : numpy.ndarray of int
        The chain of each, numbered from 0 in that order; -1 for none.
    persons : numpy.ndarray of int
        The people of each chain.
    others : numpy.ndarray of bool
        The event ends a chain, and may be of others of the case.
    """

    events: Events
    corridor: Corridor
    custody: Custody
    order: Ints
    chain: Ints
    persons: Ints
    others: Bools

    @cached_property
    def event_type(self) -> Ints:
        """Positions in EVENT_TYPES."""
        return self.events.frame["event_type"].cat.codes.to_numpy().astype(np.int64)[self.order]

    @cached_property
    def country(self) -> Ints:
        """Rows of the categories of the countries; -1 unknown."""
        return self.events.frame["country"].cat.codes.to_numpy().astype(np.int64)[self.order]

    @cached_property
    def home(self) -> Bools:
        """Whether each of the categories of the countries is home, and at last False for the unknown."""
        return np.append(self.events.frame["country"].cat.categories.isin(self.corridor.home), False)

    @cached_property
    def place(self) -> Ints:
        """Rows of `Events.places`; -1 unknown."""
        codes = self.events.frame["place_id"].cat
        rows: Ints = np.append(self.events.places.index.get_indexer(codes.categories), _NONE).astype(np.int64)
        return rows[codes.codes.to_numpy()[self.order]]

    @cached_property
    def earliest(self) -> Floats:
        """The first possible day as a number; NaN for none."""
        return _days(self.events.frame["date_earliest"])[self.order]

    @cached_property
    def latest(self) -> Floats:
        """The last possible day as a number; NaN for none."""
        return _days(self.events.frame["date_latest"])[self.order]

    @cached_property
    def stated(self) -> Floats:
        """How many people the record gives, at least; NaN where it gives no number."""
        return self._number("persons_low")

    @cached_property
    def stated_most(self) -> Floats:
        """How many it gives at most; NaN where it gives no number, or is open."""
        return self._number("persons_high")

    @cached_property
    def again(self) -> Bools:
        """Whether an arrest follows custody and is another than what is recorded before it.

        Who is arrested was not held until then: it begins a station of its own. One whose days overlap with those of
        the record before it may be the same.
        """
        again = np.zeros(len(self.order), dtype=bool)
        again[1:] = (self.event_type[1:] == ARREST) & (self.chain[1:] == self.chain[:-1]) & (self.chain[1:] != _NONE)
        again[1:] &= ~(self.earliest[1:] <= self.latest[:-1])
        return again

    def _number(self, name: str) -> Floats:
        frame = self.events.frame
        return frame[name].where(frame["persons_stated"]).to_numpy(dtype=np.float64)[self.order]


def _days(dates: pd.Series) -> Floats:
    """Days as numbers; NaN for none."""
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
