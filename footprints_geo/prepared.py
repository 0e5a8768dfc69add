"""A prepared data set: what all views are counted from, each part of it worked out once, when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from footprints_geo.disclosure.release import Release
from footprints_geo.event_codes import EventCodes, codes_of
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.legs import DrawnLegs, draw_legs
from footprints_geo.persons import Members, segments_in
from footprints_geo.routes import Ways, build_ways
from footprints_geo.spread import Spread, spread_of
from footprints_geo.vocabulary import LEVELS, Corridor, Level


class _WhenAsked(Mapping[Level, Ways]):
    """The ways of each level of LEVELS, built when one is asked for: hardly anybody looks at all."""

    def __init__(self, build: Callable[[Level], Ways]) -> None:
        self._build, self._built = build, dict[Level, Ways]()

    def __getitem__(self, level: Level) -> Ways:
        if level not in LEVELS:
            raise KeyError(level)
        if level not in self._built:
            self._built[level] = self._build(level)
        return self._built[level]

    def __iter__(self) -> Iterator[Level]:
        return iter(LEVELS)

    def __len__(self) -> int:
        return len(LEVELS)


@dataclass(frozen=True)
class Prepared:
    """A released data set with its journeys built: what every view is taken from.

    Attributes
    ----------
    release : Release
        The events that may be shown, and whom they are for.
    journeys : Journeys
        Their journeys.
    corridor : Corridor
        Which countries are home, passed through and aimed at.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case.
    """

    release: Release
    journeys: Journeys
    corridor: Corridor
    part_of: Bools

    @property
    def events(self) -> Events:
        """The events that may be shown."""
        return self.release.events

    @cached_property
    def ways(self) -> Mapping[Level, Ways]:
        """The ways of all segments at each level."""
        # Nothing here may hold the whole: records that are forgotten are gone at once, and not when memory is searched.
        journeys, events, part_of = self.journeys, self.events, self.part_of
        return _WhenAsked(lambda level: build_ways(journeys, events, level, part_of))

    @cached_property
    def largest_leg(self) -> int:
        """The most people on one drawn leg of the whole data set: a width means one number in every Selection."""
        return max(1, int(self.drawn.members.count()["persons_low"].max())) if len(self.drawn.legs) else 1

    @cached_property
    def drawn(self) -> DrawnLegs:
        """The legs of all segments as a map draws them."""
        return draw_legs(self.journeys, self.events, self.part_of)

    @cached_property
    def kind_of(self) -> npt.NDArray[np.integer]:
        """The kind of each segment: its position in KINDS."""
        return self.journeys.segments["kind"].cat.codes.to_numpy()

    @cached_property
    def kinds(self) -> Members:
        """All segments by their kind, to be counted."""
        return segments_in(self.kind_of.astype(np.int64), np.arange(len(self.kind_of)), self.journeys, self.part_of)

    @cached_property
    def rows(self) -> Ints:
        """The rows of the events table: those in journey order, and then those that are in no journey."""
        inside = np.zeros(len(self.events.frame), dtype=bool)
        inside[self.journeys.order] = True
        return np.concatenate((self.journeys.order, np.flatnonzero(~inside)))

    @cached_property
    def codes(self) -> EventCodes:
        """What Selections look at, of :attr:`rows`."""
        codes, rows = codes_of(self.events.frame), self.rows
        return codes if (rows == np.arange(len(rows))).all() else codes.take(rows)

    @cached_property
    def is_part(self) -> Bools:
        """A value a segment: its people are counted by another case."""
        parts: Bools = self.part_of[self.journeys.segments["case"].to_numpy()]
        return parts

    @cached_property
    def part_segments(self) -> Ints:
        """The segments of which this is so, in order."""
        return np.flatnonzero(self.is_part)

    @cached_property
    def never_shown(self) -> dict[str, int]:
        """Events that no Selection shows, by reason, and those that no year matches, as :class:`Tally` names them."""
        frame, journeys = self.events.frame, self.journeys
        case = frame["case_id"].cat.codes.to_numpy()
        has_legs = np.zeros(len(frame["case_id"].cat.categories), dtype=bool)
        has_legs[journeys.segments["case"].to_numpy()] = True
        unordered = journeys.unordered & ~journeys.unplaced
        reasons = {
            "events_unplaced": journeys.unplaced,
            "events_unordered": unordered,
            "events_without_legs": ~has_legs[case] & ~journeys.unplaced & ~unordered,
            "events_undated": frame["date_earliest"].isna().to_numpy(),
        }
        return {name: int(np.count_nonzero(which)) for name, which in reasons.items()}

    @cached_property
    def spread(self) -> Spread:
        """How segments lie in the events and cases."""
        return spread_of(self.journeys)
