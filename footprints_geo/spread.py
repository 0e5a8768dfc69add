"""How segments lie in the events and cases: which hold an event, and how many of both any choice of segments has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from footprints_geo.journeys import Bools, Ints, Journeys


@dataclass(frozen=True)
class Spread:
    """What of the segments table is needed to choose segments by their events, and to count what they hold.

    Attributes
    ----------
    case : numpy.ndarray of int
        Of every segment; those of one case follow one another.
    first, after : numpy.ndarray of int
        Its events in journey order: the first of them, and the first that is none of them.
    shared : numpy.ndarray of int
        How many of its events are also those of the segment before it, at the stop where one ends and the other begins.
    """

    case: Ints
    first: Ints
    after: Ints
    shared: Ints

    def holding(self, marked: Bools) -> Bools:
        """Which segments hold a marked event; `marked` has a value an event in journey order."""
        before = np.zeros(len(marked) + 1, dtype=np.int32)
        np.cumsum(marked, out=before[1:])
        held: Bools = before[self.after] > before[self.first]
        return held

    def count(self, segments: Ints) -> tuple[int, int]:
        """The events and the cases of some segments, each once; `segments` are rows, in order."""
        follows = segments[1:][segments[1:] == segments[:-1] + 1]
        events = self._size[segments].sum() - self.shared[follows].sum()
        case = self.case[segments]
        return int(events), int(np.count_nonzero(case[1:] != case[:-1])) + bool(len(case))

    @cached_property
    def _size(self) -> Ints:
        return self.after - self.first

    @cached_property
    def whole(self) -> tuple[int, int]:
        """The events and the cases of all segments."""
        return self.count(np.arange(len(self.case)))


def spread_of(journeys: Journeys) -> Spread:
    """How the segments of journeys lie in them; empty for no segments.

    Two segments of a case share a stop at most, and only when one follows the other.
    """
    case, first, last = (journeys.segments[name].to_numpy() for name in ("case", "first_event", "last_event"))
    after = last + 1
    shared = np.zeros(len(case), dtype=np.int64)
    shared[1:] = np.where(case[1:] == case[:-1], np.maximum(after[:-1] - first[1:], 0), 0)
    return Spread(case, first, after, shared)
