"""What is said and written of a question: the numbers behind its sentences, tables and files.

One view answers it, or a :class:`~footprints_geo.summary.Summary` of many parts of records does; words and files are
made of either in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import pandas as pd

from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.release import Audience
from footprints_geo.disclosure.words import Released
from footprints_geo.events.table import RecordCounts
from footprints_geo.journeys import Ints, last_abroad
from footprints_geo.persons import count_persons
from footprints_geo.pipeline import View
from footprints_geo.routes import NO_ROUTE
from footprints_geo.segment_dates import returning_events
from footprints_geo.selection import Selection
from footprints_geo.synthetic_mark import Synthetic
from footprints_geo.tally import Tally
from footprints_geo.vocabulary import KINDS, Kind, Level

NOWHERE: Final = ""
"""The country that people were sent back from, where none is known."""

Years = tuple[int, int]
"""A first and a last year."""


class Answer(Released, Protocol):
    """What words and files are made of; counts are as :meth:`footprints_geo.persons.Members.count` gives them."""

    @property
    def selection(self) -> Selection:
        """What was asked."""

    @property
    def level(self) -> Level:
        """What routes are told apart by."""

    @property
    def name(self) -> str:
        """What the data set is called."""

    @property
    def fingerprint(self) -> str:
        """Its SHA-256."""

    @property
    def home(self) -> tuple[str, ...]:
        """The countries that people are sent back to."""

    @property
    def places(self) -> pd.DataFrame:
        """The places that events may be at (see :class:`footprints_geo.events.table.Events`)."""

    @property
    def records(self) -> RecordCounts:
        """What was read."""

    @property
    def tally(self) -> Tally:
        """The account."""

    @property
    def segments(self) -> int:
        """How many segments are shown."""

    @property
    def routes(self) -> pd.DataFrame:
        """As :func:`footprints_geo.routes.rank_ways`."""

    @property
    def legs(self) -> pd.DataFrame:
        """As :func:`footprints_geo.legs.rank_legs`."""

    @property
    def totals(self) -> pd.DataFrame:
        """Counts by kind, one row a kind asked for."""

    @property
    def origins(self) -> pd.DataFrame:
        """Counts of those sent back, by the country they were sent from; NOWHERE where none is known."""

    @property
    def without_route(self) -> pd.DataFrame:
        """Counts of those who are on no route of this level: one row, or none."""

    @property
    def all_years(self) -> Years | None:
        """Between which years the events of the data set lie; None where none has a date."""

    @property
    def returned_inside(self) -> bool:
        """Whether every return itself, and not only an event before or after it, may fall in the years asked for."""

    def years_of(self, kind: Kind) -> Years | None:
        """Between which years the events of the shown segments of a kind lie; None where none has a date."""

    def legs_of_routes(self, top: int) -> pd.DataFrame:
        """The legs of the first routes alone."""


@dataclass(frozen=True)
class ViewAnswer:
    """The answer that one view gives; each part is worked out when it is first needed."""

    view: View

    @property
    def selection(self) -> Selection:
        """What was asked."""
        return self.view.selection

    @property
    def level(self) -> Level:
        """What routes are told apart by."""
        return self.view.level

    @property
    def name(self) -> str:
        """What the data set is called."""
        return self.view.prepared.events.name

    @property
    def fingerprint(self) -> str:
        """Its SHA-256."""
        return self.view.prepared.events.fingerprint

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return self.view.prepared.release.audience

    @property
    def protection(self) -> Protection | None:
        """How it was protected."""
        return self.view.prepared.release.protection

    @property
    def synthetic(self) -> Synthetic:
        """How much of it is made up."""
        return self.view.prepared.events.synthetic

    @property
    def home(self) -> tuple[str, ...]:
        """The countries that people are sent back to."""
        return tuple(self.view.prepared.corridor.home)

    @property
    def places(self) -> pd.DataFrame:
        """The places that events may be at."""
        return self.view.prepared.events.places

    @property
    def records(self) -> RecordCounts:
        """What was read."""
        return self.view.prepared.events.counts

    @property
    def tally(self) -> Tally:
        """The account."""
        return self.view.tally

    @property
    def segments(self) -> int:
        """How many segments are shown."""
        return len(self.view.segments)

    @property
    def routes(self) -> pd.DataFrame:
        """The ranked routes."""
        return self.view.routes

    @property
    def legs(self) -> pd.DataFrame:
        """The ranked legs."""
        return self.view.legs

    @property
    def totals(self) -> pd.DataFrame:
        """Counts by kind."""
        return self.view.totals

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Counts of those sent back, by country."""
        prepared = self.view.prepared
        journeys, segments = prepared.journeys, self._of_kind("repatriation")
        origin = last_abroad(journeys, prepared.corridor.home, segments)
        # No group has a number below 0.
        table = count_persons(origin + 1, segments, journeys, prepared.part_of)
        codes = (NOWHERE, *journeys.countries)
        return table.set_axis(pd.Index([codes[at] for at in table.index], name="country", dtype="str"))

    @cached_property
    def without_route(self) -> pd.DataFrame:
        """Counts of those who are on no route."""
        view, prepared = self.view, self.view.prepared
        lost = view.segments[prepared.ways[view.level].route_of[view.segments] == NO_ROUTE]
        return count_persons(np.zeros(len(lost), dtype=np.int64), lost, prepared.journeys, prepared.part_of)

    @cached_property
    def all_years(self) -> Years | None:
        """Between which years the events of the data set lie."""
        frame = self.view.prepared.events.frame
        return _between(frame["date_earliest"], frame["date_latest"])

    @cached_property
    def returned_inside(self) -> bool:
        """Whether every return itself may fall in the years asked for."""
        journeys, frame = self.view.prepared.journeys, self.view.prepared.events.frame
        rows = self._of_kind("repatriation")
        segments = journeys.segments.iloc[rows]
        back = returning_events(journeys, frame, rows)
        hits = np.concatenate(([0], np.cumsum(back & self.selection.matches(frame)[journeys.order])))
        inside = hits[segments["last_event"].to_numpy() + 1] > hits[segments["first_event"].to_numpy()]
        return bool(inside.all())

    def years_of(self, kind: Kind) -> Years | None:
        """Between which years the events of the shown segments of a kind lie."""
        segments = self._of_kind(kind)
        return _between(self.view.column("date_earliest", segments), self.view.column("date_latest", segments))

    def legs_of_routes(self, top: int) -> pd.DataFrame:
        """The legs of the first routes alone."""
        view = self.view
        first = [view.segments_on(route["route"], route["kind"]) for route in view.routes.head(top).to_dict("records")]
        return view.legs_of(np.concatenate([view.segments[:0], *first]))

    def _of_kind(self, kind: Kind) -> Ints:
        segments = self.view.segments
        of_kind: Ints = segments[self.view.prepared.kind_of[segments] == KINDS.index(kind)]
        return of_kind


def answer_of(seen: View | Answer) -> Answer:
    """What a view answers; an answer is one already."""
    return ViewAnswer(seen) if isinstance(seen, View) else seen


def _between(earliest: pd.Series, latest: pd.Series) -> Years | None:
    first, last = earliest.min(), latest.max()
    return None if pd.isna(first) else (first.year, last.year)
