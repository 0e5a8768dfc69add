"""Prepare a data set once, view it per Selection, and account for everything on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.disclosure.release import Release, internal
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys, build_journeys
from footprints_geo.legs import MARKS, DrawnLegs, draw_legs, rank_legs
from footprints_geo.persons import count_persons, whose_are_part
from footprints_geo.routes import NO_ROUTE, Ways, build_ways, rank_ways
from footprints_geo.selection import Selection
from footprints_geo.tally import Tally
from footprints_geo.vocabulary import KINDS, LEVELS, Corridor, Level, data_path, read_corridor

BUNDLED_EVENTS: Final = "documented_events.csv"


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
    def ways(self) -> dict[Level, Ways]:
        """The ways of all segments at each level."""
        return {level: build_ways(self.journeys, self.events, level) for level in LEVELS}

    @cached_property
    def largest_leg(self) -> int:
        """The most people on one drawn leg of the whole data set: a width means one number in every Selection."""
        everything = np.ones(len(self.journeys.segments), dtype=bool)
        legs = rank_legs(self.drawn, self.journeys, self.events, everything, self.part_of)
        return int(legs["persons_low"].max()) if len(legs) else 1

    @cached_property
    def drawn(self) -> DrawnLegs:
        """The legs of all segments as a map draws them."""
        return draw_legs(self.journeys, self.events)


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
        return rank_legs(prepared.drawn, prepared.journeys, prepared.events, chosen, prepared.part_of)

    def segments_with_leg(self, leg: str) -> Ints:
        """Rows of the shown segments that have one drawn leg; empty for an unknown id."""
        found = self.legs[self.legs["leg"] == leg]
        if found.empty:
            return self.segments[:0]
        one = found.to_dict("records")[0]
        drawn, index = self.prepared.drawn, self.prepared.events.places.index
        same = drawn.mark == MARKS.index(one["mark"])
        same &= drawn.from_place == index.get_loc(one["from_place"])
        same &= drawn.to_place == index.get_loc(one["to_place"])
        same &= (self.prepared.journeys.segments["kind"] == one["kind"]).to_numpy()[drawn.segment]
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
    matched = matches(prepared, selection)
    chosen = choose_segments(journeys, matched, selection)
    segments = np.flatnonzero(chosen)
    kinds = journeys.segments["kind"].cat.codes.to_numpy().astype(np.int64)[segments]
    totals = count_persons(kinds, segments, journeys, prepared.part_of)
    asked = [KINDS.index(kind) for kind in selection.kind]
    totals = totals.reindex(asked).fillna({"cases": 0, "persons_low": 0, "cases_part_of": 0})
    counts = ["cases", "persons_low", "cases_part_of"]
    totals[counts] = totals[counts].astype("int64")
    return View(
        prepared=prepared,
        selection=selection,
        level=level,
        routes=rank_ways(ways, journeys, chosen, prepared.part_of),
        legs=rank_legs(prepared.drawn, journeys, prepared.events, chosen, prepared.part_of),
        totals=totals.set_axis(pd.Index(selection.kind, name="kind")),
        segments=segments,
        tally=_tally(prepared, ways, matched, chosen),
    )


def matches(prepared: Prepared, selection: Selection) -> Bools:
    """Which events meet the conditions of a Selection.

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
    return selection.matches(prepared.events.frame)


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


def choose_segments(journeys: Journeys, matched: Bools, selection: Selection) -> Bools:
    """Segments with a matching event and a kind that is asked for."""
    before = np.concatenate(([0], np.cumsum(matched[journeys.order])))
    segments = journeys.segments
    hits = before[segments["last_event"].to_numpy() + 1] - before[segments["first_event"].to_numpy()]
    chosen: Bools = (hits > 0) & segments["kind"].isin(selection.kind).to_numpy(dtype=bool)
    return chosen


def rows_of(journeys: Journeys, segments: Ints) -> Ints:
    """Rows of the events of some segments, in journey order, each once."""
    begin = journeys.segments["first_event"].to_numpy()[segments]
    end = journeys.segments["last_event"].to_numpy()[segments] + 1
    edges = np.zeros(len(journeys.order) + 1, dtype=np.int64)
    np.add.at(edges, begin, 1)
    np.add.at(edges, end, -1)
    return journeys.order[np.cumsum(edges)[:-1] > 0]


def _tally(prepared: Prepared, ways: Ways, matched: Bools, chosen: Bools) -> Tally:
    events, journeys = prepared.events, prepared.journeys
    case = events.frame["case_id"].cat.codes.to_numpy()
    cases = len(events.frame["case_id"].cat.categories)
    shown = chosen & (ways.route_of != NO_ROUTE)
    event_shown = np.zeros(len(case), dtype=bool)
    event_shown[rows_of(journeys, np.flatnonzero(shown))] = True
    routeless = np.zeros(len(case), dtype=bool)
    routeless[rows_of(journeys, np.flatnonzero(chosen))] = True
    routeless &= ~event_shown
    has_legs = np.isin(np.arange(cases), journeys.segments["case"].to_numpy())
    case_chosen = np.isin(np.arange(cases), journeys.segments["case"].to_numpy()[chosen])
    case_shown = np.isin(np.arange(cases), journeys.segments["case"].to_numpy()[shown])
    unplaced = journeys.unplaced
    unordered = journeys.unordered & ~unplaced
    legless = ~has_legs[case] & ~unplaced & ~unordered
    parts: dict[str, Any] = {
        "events_shown": event_shown,
        "events_unplaced": unplaced,
        "events_unordered": unordered,
        "events_without_legs": legless,
        "events_without_route": routeless,
        "events_not_selected": ~(event_shown | routeless | unplaced | unordered | legless),
        "events_matched": matched,
        "events_undated": events.frame["date_earliest"].isna().to_numpy(),
        "cases_shown": case_shown,
        "cases_without_legs": ~has_legs,
        "cases_not_selected": has_legs & ~case_chosen,
        "cases_without_route": case_chosen & ~case_shown,
        "cases_part_of": case_shown & prepared.part_of,
    }
    return Tally(
        rows_read=events.rows_read,
        rows_rejected=events.rows_rejected,
        events=len(case),
        cases=cases,
        **{name: int(np.count_nonzero(which)) for name, which in parts.items()},
    )
