"""Prepare a data set once, view it per Selection, and account for everything on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.disclosure.release import Release, internal
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys, build_journeys
from footprints_geo.legs import rank_legs
from footprints_geo.persons import whose_are_part
from footprints_geo.prepared import Prepared
from footprints_geo.routes import Ways, rank_ways
from footprints_geo.selection import Selection
from footprints_geo.tally import Tally
from footprints_geo.vocabulary import KINDS, Corridor, Level, data_path, read_corridor

BUNDLED_EVENTS: Final = "documented_events.csv"


@dataclass(frozen=True)
class View:
    """One data set seen through one Selection: what screen, print, files and command line are made from.

    Attributes
    ----------
    prepared : Prepared
        Where it comes from.
    selection : Selection
        What was asked for.
    level : {'country', 'province', 'place'}
        How finely routes are told apart.
    routes, legs : pandas.DataFrame
        See :func:`footprints_geo.routes.rank_ways` and :func:`footprints_geo.legs.rank_legs`.
    totals : pandas.DataFrame
        One row a kind asked for, indexed by kind: `cases`, `persons_low`, `persons_high` (NaN: open), `cases_part_of`.
        A case counts once a kind, however many routes it is on.
    segments : numpy.ndarray of int
        Rows of the shown segments.
    tally : Tally
        The account.
    """

    prepared: Prepared
    selection: Selection
    level: Level
    routes: pd.DataFrame
    legs: pd.DataFrame
    totals: pd.DataFrame
    segments: Ints
    tally: Tally

    def at(self, level: Level) -> View:
        """The same with routes told apart by another level: what is chosen, its legs and its sums stay."""
        if level == self.level:
            return self
        ways, chosen = self.prepared.ways[level], np.zeros(len(self.prepared.kind_of), dtype=bool)
        chosen[self.segments] = True
        tally = self.tally
        # What is chosen is what is shown and what has no route at the level of before.
        held = tally.events_shown + tally.events_without_route, tally.cases_shown + tally.cases_without_route
        return replace(
            self,
            level=level,
            routes=rank_ways(ways, chosen, self.totals),
            tally=_tally(self.prepared, ways, tally.events_matched, chosen, held),
        )

    def segments_on(self, route: tuple[str, ...], kind: str) -> Ints:
        """Rows of the shown segments that go one route; empty when none does."""
        ways = self.prepared.ways[self.level]
        same = np.array([way == route for way in ways.routes["route"]], dtype=bool) & (ways.routes["kind"] == kind)
        return self.segments[np.isin(ways.route_of[self.segments], np.flatnonzero(same))]

    def legs_of(self, segments: Ints) -> pd.DataFrame:
        """The drawn legs of some segments, as in `legs` but counted over these segments alone."""
        prepared = self.prepared
        chosen = np.zeros(len(prepared.journeys.segments), dtype=bool)
        chosen[segments] = True
        return rank_legs(prepared.drawn, chosen)

    def segments_with_leg(self, leg: str) -> Ints:
        """Rows of the shown segments that have one drawn leg; empty for an unknown id."""
        drawn = self.prepared.drawn
        same = np.isin(drawn.leg_of, np.flatnonzero(drawn.legs["leg"] == leg))
        with_leg: Ints = np.intersect1d(self.segments, drawn.segment[same])
        return with_leg

    def records(self, segments: Ints) -> pd.DataFrame:
        """The events behind some segments, in journey order, each once: rows of `Events.frame`."""
        return self.prepared.events.frame.iloc[rows_of(self.prepared.journeys, segments)]

    def column(self, name: str, segments: Ints | None = None) -> pd.Series:
        """One column of :meth:`records`, of all shown segments by default: all columns of large data take time."""
        rows = self.shown_rows if segments is None else rows_of(self.prepared.journeys, segments)
        return self.prepared.events.frame[name].iloc[rows]

    @cached_property
    def shown_rows(self) -> Ints:
        """The numbers of the rows of :meth:`records` of all shown segments."""
        return rows_of(self.prepared.journeys, self.segments)


def prepare(release: Release | None = None, *, corridor: Corridor | None = None) -> Prepared:
    """Build the journeys of released events, once for all views.

    Parameters
    ----------
    release : Release, optional
        What :func:`~footprints_geo.disclosure.release.protect` or `internal` made; by default the bundled documented
        events, for internal use.
    corridor : Corridor, optional
        The bundled one by default.
    """
    release = release or internal(bundled_events())
    events = release.events
    corridor = corridor or read_corridor()
    return Prepared(release, build_journeys(events, corridor), corridor, whose_are_part(events))


def bundled_events() -> Events:
    """The documented events that come with the program."""
    return read_events(data_path(BUNDLED_EVENTS))


def view(prepared: Prepared, selection: Selection | None = None, level: Level = "country") -> View:
    """See a prepared data set through a Selection.

    A segment is in when its kind is asked for and any of its events matches (rules, section 4, rule 7).

    Returns
    -------
    View
        With empty tables, and a tally that says why, when nothing matches.
    """
    selection = selection or Selection()
    journeys, ways = prepared.journeys, prepared.ways[level]
    check(prepared, selection)
    matched = selection.met_by(prepared.codes)
    chosen = choose_segments(prepared, matched[: len(journeys.order)], selection)
    segments = np.flatnonzero(chosen)
    totals = _totals(prepared, chosen, selection)
    return View(
        prepared=prepared,
        selection=selection,
        level=level,
        routes=rank_ways(ways, chosen, totals),
        legs=rank_legs(prepared.drawn, chosen),
        totals=totals,
        segments=segments,
        tally=_tally(prepared, ways, int(np.count_nonzero(matched)), chosen, prepared.spread.count(segments)),
    )


def _totals(prepared: Prepared, chosen: Bools, selection: Selection) -> pd.DataFrame:
    """The cases and persons of each kind that is asked for, also where nothing is chosen."""
    there, counts = prepared.kinds.counts(chosen)
    columns = {name: np.full(len(KINDS), np.nan if values.dtype.kind == "f" else 0) for name, values in counts.items()}
    asked = [KINDS.index(kind) for kind in selection.kind]
    for name, values in counts.items():
        columns[name][there] = values
    index = pd.Index(selection.kind, name="kind")
    return pd.DataFrame({name: values[asked] for name, values in columns.items()}, index=index, copy=False)


def check(prepared: Prepared, selection: Selection) -> None:
    """See that a Selection may be asked of some records.

    Raises
    ------
    InputError
        Cases are told in groups, and the Selection asks for the size of single ones: their number in a group is not
        their own.
    """
    if prepared.release.grouped and selection.min_persons:
        raise InputError(
            "min_persons: found a number, expected none. For the public, cases are told in groups and not by their own "
            "size. Leave the condition out, or look at the records for internal use."
        )


def matches(prepared: Prepared, selection: Selection) -> Bools:
    """Which events meet the conditions of a Selection, a value a row. Raises InputError as :func:`check`."""
    check(prepared, selection)
    matched = np.zeros(len(prepared.codes), dtype=bool)
    matched[prepared.rows] = selection.met_by(prepared.codes)
    return matched


def matching_events(prepared: Prepared, selection: Selection) -> Bools:
    """Which events a Selection matches; of less than all kinds, those in a segment of these kinds alone."""
    matched = matches(prepared, selection)
    if selection.kind != KINDS:
        asked = prepared.journeys.segments["kind"].isin(selection.kind).to_numpy()
        inside = np.zeros(len(matched), dtype=bool)
        inside[rows_of(prepared.journeys, np.flatnonzero(asked))] = True
        matched = matched & inside
    return matched


def rank_routes(prepared: Prepared, selection: Selection | None = None, level: Level = "country") -> pd.DataFrame:
    """The ranked routes of a Selection: `view(prepared, selection, level).routes`.

    Returns
    -------
    pandas.DataFrame
        See :func:`footprints_geo.routes.rank_ways`; empty when nothing matches.
    """
    return view(prepared, selection, level).routes


def choose_segments(prepared: Prepared, matched: Bools, selection: Selection) -> Bools:
    """Segments with a matching event and a kind that is asked for; `matched` has a value an event in journey order."""
    chosen = prepared.spread.holding(matched)
    if set(selection.kind) != set(KINDS):
        chosen &= np.isin(KINDS, selection.kind)[prepared.kind_of]
    return chosen


def rows_of(journeys: Journeys, segments: Ints) -> Ints:
    """Rows of the events of some segments, in journey order, each once."""
    begin = journeys.segments["first_event"].to_numpy()[segments]
    end = journeys.segments["last_event"].to_numpy()[segments] + 1
    edges = np.zeros(len(journeys.order) + 1, dtype=np.int64)
    np.add.at(edges, begin, 1)
    np.add.at(edges, end, -1)
    return journeys.order[np.cumsum(edges)[:-1] > 0]


def _tally(prepared: Prepared, ways: Ways, matched: int, chosen: Bools, held: tuple[int, int]) -> Tally:
    """The account of the chosen segments, a value a segment; `held` is how many events and cases these hold."""
    events, spread = prepared.events, prepared.spread
    shown = chosen if ways.all_known else chosen & ways.known
    (events_with_legs, cases_with_legs), (events_chosen, cases_chosen) = spread.whole, held
    events_shown, cases_shown = held if ways.all_known else spread.count(np.flatnonzero(shown))
    parts = prepared.part_segments
    _, cases_part_of = spread.count(parts[shown[parts]])
    cases = len(prepared.part_of)
    return Tally(
        rows_read=events.rows_read,
        rows_rejected=events.rows_rejected,
        events=len(events.frame),
        events_matched=matched,
        events_shown=events_shown,
        events_without_route=events_chosen - events_shown,
        events_not_selected=events_with_legs - events_chosen,
        **prepared.never_shown,
        cases=cases,
        cases_shown=cases_shown,
        cases_without_legs=cases - cases_with_legs,
        cases_not_selected=cases_with_legs - cases_chosen,
        cases_without_route=cases_chosen - cases_shown,
        cases_part_of=cases_part_of,
    )
