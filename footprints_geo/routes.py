"""Routes: what segments have in common, ranked for any choice of segments (rules, section 4, rule 6).

The ways of all segments are worked out once. A choice of segments is then a mask, and ranking it is counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.legs import steps_of
from footprints_geo.persons import Members, ranked, segments_in
from footprints_geo.places.areas import provinces_of
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.sequences import NO_SEQUENCE, same_sequences
from footprints_geo.vocabulary import KINDS, Level

ROUTE_COLUMNS: Final = (
    "rank", "kind", "route", "label", "cases", "persons_low", "persons_high", "share", "cases_part_of",
    "cases_implied", "cases_gap",
)  # fmt: skip
NO_ROUTE: Final = NO_SEQUENCE
STOPS: Final = ">"
"""What stands between the stops of a route where it is written as one text."""

ONE_STOP: Final[dict[Level, str]] = {
    "country": marked("within {place}"),
    "province": marked("{place} (no other province known)"),
    "place": marked("{place} (no other place known)"),
}
"""What a route of one stop is called: with other stops of it known less closely, or none."""


@dataclass(frozen=True)
class Ways:
    """The ways of all segments, at one level.

    Attributes
    ----------
    level : {'country', 'province', 'place'}
        What the ways are told apart by.
    routes : pandas.DataFrame
        Index 0..n-1: `kind`, `route` (tuple of country codes, or of ids of provinces or places), `label`, and
        `place_in_order` (the row it would have, were they sorted by label and then by kind).
    route_of : numpy.ndarray of int
        The row of `routes` of every segment; -1 where the segment has no stop known at this level.
    gap : numpy.ndarray of bool
        A value a segment: a stop not known at this level was left out between two others of the way.
    members : Members
        The segments of each way, to be counted: how many of the cases lean on an implied stop (`cases_implied`), and in
        how many a stop was left out (`cases_gap`).
    place_in_order : numpy.ndarray of int
        A value a row of `routes`: the row it would have, were they sorted by label and then by kind.
    """

    level: Level
    routes: pd.DataFrame
    route_of: Ints
    gap: Bools
    members: Members

    @cached_property
    def all_known(self) -> bool:
        """Whether every segment has a route, as with countries."""
        return bool(self.known.all())

    @cached_property
    def known(self) -> Bools:
        """A value a segment: it has a route."""
        known: Bools = self.route_of != NO_ROUTE
        return known


def build_ways(journeys: Journeys, events: Events, level: Level, part_of: Bools) -> Ways:
    """Work out the way of every segment.

    Parameters
    ----------
    journeys, events : Journeys, Events
        The journeys and the events they were built from.
    level : {'country', 'province', 'place'}
        `country`: the ordered countries, repeats collapsed; a way inside one country has one. `province`: the ordered
        provinces, repeats collapsed, stops known to a country left out. `place`: the ordered places, stops known to a
        country or province left out. A way may have one stop, and none at all gives no route.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case, so it adds to nothing.

    Returns
    -------
    Ways
        With no routes for no segments.
    """
    paths = journeys.paths
    steps = steps_of(journeys, paths.segment)
    words, word_of = _words(journeys, events.places, level)
    word = word_of[journeys.stops["place"].to_numpy()[steps.stop]]
    at = np.flatnonzero(word >= 0)
    path, token = steps.segment[at], word[at]
    same_path, same_word = path[1:] == path[:-1], token[1:] == token[:-1]
    gap, leans = np.zeros((2, len(paths.segment)), dtype=bool)
    gap[path[1:][same_path & ~same_word & (np.diff(at) > 1)]] = True
    leans[steps.segment[journeys.stops["implied"].to_numpy()[steps.stop]]] = True
    kept = np.ones(len(at), dtype=bool)
    kept[1:] = ~(same_path & same_word)
    path, token = path[kept], token[kept]
    count = np.bincount(path, minlength=len(gap))
    kind = journeys.segments["kind"].cat.codes.to_numpy()[paths.segment].astype(np.int64)
    number, leader = same_sequences(path, token, count, kind)
    starts = np.cumsum(count) - count
    ways = [tuple(words[word] for word in token[starts[p] : starts[p] + count[p]].tolist()) for p in leader]
    routes = pd.DataFrame(
        {
            "kind": pd.Categorical(np.array(KINDS)[kind[leader]], categories=list(KINDS)),
            "route": pd.Series(ways, dtype="object"),
        }
    )
    routes["label"] = pd.Series(route_names(routes, events.places, level), dtype="str")
    routes["place_in_order"] = place_in_order(routes)
    # What is so of a path is so of all its segments.
    route_of, gaps = number[paths.path], gap[paths.path]
    marks = {"cases_implied": leans[paths.path], "cases_gap": gaps}
    members = segments_in(route_of, np.arange(len(route_of)), journeys, part_of, marks)
    return Ways(level, routes, route_of, gaps, members)


def place_in_order(routes: pd.DataFrame) -> Ints:
    """For routes (`kind`, `route`, `label`) the row each would have, were they sorted by label, kind and stops."""
    # Two ways may be called the same; which of them comes first must not depend on the order of rows.
    stops = routes["route"].str.join(STOPS).astype("str")
    order = pd.DataFrame({"label": routes["label"], "kind": routes["kind"], "stops": stops})
    return np.argsort(order.sort_values(["label", "kind", "stops"]).index.to_numpy())


def _words(journeys: Journeys, places: pd.DataFrame, level: Level) -> tuple[tuple[str, ...], Ints]:
    """What ways are made of, and for every place which of these it is; -1 where it is not known at this level."""
    if level == "place":
        return tuple(places.index), np.where(places["coarse"], -1, np.arange(len(places)))
    area = places["country"] if level == "country" else _provinces(places)["province"]
    words = journeys.countries if level == "country" else tuple(sorted(set(area) - {""}))
    return words, pd.Index(words, dtype="str").get_indexer(pd.Index(area)).astype(np.int64)


def _provinces(places: pd.DataFrame) -> pd.DataFrame:
    return provinces_of(places, Gazetteer.read().frame.set_index("id"))


def route_names(routes: pd.DataFrame, places: pd.DataFrame, level: Level, language: Language = ENGLISH) -> list[str]:
    """What ranked routes are called in a language; in English as in their column `label`."""
    named = _provinces(places).set_index("province") if level == "province" else places
    called = named["name_en"]
    if language.code == "ko":
        called = named["name_ko"].where(named["name_ko"] != "", called)
    names = dict(zip(called.index, called, strict=True))
    return [_label(way, names, level, language) for way in routes["route"]]


def _label(way: tuple[str, ...], names: dict[str, str], level: Level, language: Language) -> str:
    # A country of no event with a place is known by its code alone.
    called = [names.get(word, word) for word in way]
    if len(called) > 1:
        return " → ".join(called)
    return language(ONE_STOP[level], place=called[0])


def rank_ways(ways: Ways, chosen: Bools, totals: pd.DataFrame) -> pd.DataFrame:
    """Count and rank the routes of the chosen segments.

    Parameters
    ----------
    ways : Ways
        The ways of all segments.
    chosen : numpy.ndarray of bool
        A value a segment.
    totals : pandas.DataFrame
        Indexed by kind: `persons_low` of everybody chosen, also of those whose way is not known at this level.

    Returns
    -------
    pandas.DataFrame
        Columns ROUTE_COLUMNS, ranked by persons_low, then cases, then label. A case counts once a route, with its
        largest low and its largest known high. `persons_high` is NaN when it is open. `share` is the part of the
        persons_low of all chosen cases of the same kind, with a route or not (NaN when there are none).
        `cases_implied` and `cases_gap` say how many of the cases lean on an implied stop, or leave out a stop known to
        an area only between two places. Empty when nothing is chosen.
    """
    return with_shares(ranked(ways.routes, ways.members.counts(chosen)), totals)


def with_shares(columns: dict[str, Any], totals: pd.DataFrame) -> pd.DataFrame:
    """The columns of ranked routes with `rank` and `share`, as ROUTE_COLUMNS; `totals` as for :func:`rank_ways`."""
    whole = totals["persons_low"].reindex(list(KINDS)).to_numpy(dtype=np.float64)[columns["kind"].codes]
    columns = {**columns, "share": columns["persons_low"] / np.where(whole > 0, whole, np.nan)}
    columns["rank"] = np.arange(1, len(whole) + 1)
    return pd.DataFrame({name: columns[name] for name in ROUTE_COLUMNS}, copy=False)
