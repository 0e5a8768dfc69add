"""From events to journeys: order, stops, legs and segments (rules, section 4, rules 1 to 5).

Everything works on whole columns of small integers: a case is never looked at alone, so that ten thousand events and
ten million take the same code. Legs are built from all events; selecting comes afterwards, because a leg between what
is left of a journey after filtering is one nobody recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.ordering import NO_DAY, days_of, sorted_rows
from footprints_geo.paths import Paths, paths_of
from footprints_geo.vocabulary import EVENT_TYPES, FREEING, HOLDING, KINDS, Corridor, read_corridor

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]
Columns = Mapping[str, npt.NDArray[Any]]

REPATRIATION: Final = EVENT_TYPES.index("repatriation")
_HOLDS: Final = np.array([word in HOLDING for word in EVENT_TYPES])
_FREES: Final = np.array([word in FREEING for word in EVENT_TYPES])
_NO_EVENT: Final = -1
_ESCAPE, _REPATRIATED, _CUSTODY = (KINDS.index(kind) for kind in ("escape", "repatriation", "custody"))
_KIND: Final = pd.CategoricalDtype(list(KINDS))

SEGMENT_COLUMNS: Final = (
    "case", "kind", "first_stop", "last_stop", "first_event", "last_event", "persons_low", "persons_high",
)  # fmt: skip


@dataclass(frozen=True)
class Journeys:
    """Stops, legs and segments of all cases, each a table with a plain index 0..n-1 in journey order.

    Attributes
    ----------
    order : numpy.ndarray of int
        Rows of the events table that have a place in the order and a known country, sorted by case and order.
        `first_event` and `last_event` below are positions in this array.
    stops : pandas.DataFrame
        `case` (code of the events' `case_id` categories), `place` (row of `Events.places`), `country` (position in
        `countries`), `held` and `repatriation` (bool), `first_event`, `last_event` (positions, both included; -1 for
        an implied stop), `first_type` (position in EVENT_TYPES; -1), `implied` (bool: put in after a repatriation).
    legs : pandas.DataFrame
        `case`, `from_stop`, `to_stop` (rows of `stops`), `custody` (bool), `implied` (bool: one end is an implied
        stop), `segment` (row of `segments`).
    segments : pandas.DataFrame
        `case`, `kind` (category of KINDS), `first_stop`, `last_stop` (rows of `stops`), `first_event`, `last_event`
        (positions in `order`), `persons_low` (the largest low among its events), `persons_high` (the largest known
        high among them; NaN when unknown).
    countries : tuple of str
        The codes `stops.country` points to.
    unordered, unplaced : numpy.ndarray of bool
        A value a row of the events table: events without a place in the order, and events without a country.
    """

    order: Ints
    stops: pd.DataFrame
    legs: pd.DataFrame
    segments: pd.DataFrame
    countries: tuple[str, ...]
    unordered: Bools
    unplaced: Bools

    @cached_property
    def paths(self) -> Paths:
        """Which segments go over the same places: what a path says is worked out once, and not a segment."""
        first, last = (self.segments[name].to_numpy() for name in ("first_stop", "last_stop"))
        # Beside the place whether it is implied: lines and routes say so.
        token = self.stops["place"].to_numpy() * 2 + self.stops["implied"].to_numpy()
        return paths_of(first, last, token, self.segments["kind"].cat.codes.to_numpy(), len(KINDS))


def build_journeys(events: Events, corridor: Corridor | None = None) -> Journeys:
    """Build the journeys of all cases.

    Parameters
    ----------
    events : Events
        Validated events; see :class:`footprints_geo.events.validation.Events` for what is missing when.
    corridor : Corridor, optional
        Says which countries are home; the bundled one by default.

    Returns
    -------
    Journeys
        With empty tables when no case has two stops.
    """
    corridor = corridor or read_corridor()
    frame = events.frame
    unplaced = frame["place_id"].isna().to_numpy()
    ordered, unordered = order_events(frame)
    order = ordered[~unplaced[ordered]] if unplaced.any() else ordered
    countries = tuple(sorted(events.places["country"].unique()))
    home = np.array([code in corridor.home for code in countries], dtype=bool)
    places = _places(events.places, countries)
    in_order = _in_order(frame, order, events.places.index)
    stops = _with_implied(_stops(in_order, places["country"]), places, home)
    joined, returns = _legs(stops, home)
    segments, legs = _segments(stops, joined, returns, in_order)
    tables = [pd.DataFrame(dict(columns), copy=False) for columns in (stops, legs)]
    return Journeys(order, tables[0], tables[1], segments, countries, unordered, unplaced)


def last_abroad(journeys: Journeys, home: Collection[str], segments: Ints) -> Ints:
    """The country that each of some segments was in last outside home: where a forced return came from.

    Returns
    -------
    numpy.ndarray of int
        Numbers in `journeys.countries`; -1 for a segment that is at home only.
    """
    country = journeys.stops["country"].to_numpy()
    at_home = np.array([code in home for code in journeys.countries], dtype=bool)
    abroad = np.maximum.accumulate(np.where(~at_home[country], np.arange(len(country)), -1))
    last = abroad[journeys.segments["last_stop"].to_numpy()[segments]]
    inside = last >= journeys.segments["first_stop"].to_numpy()[segments]
    return np.where(inside, country[last], -1)


def order_events(frame: pd.DataFrame) -> tuple[Ints, Bools]:
    """Rule 1: rows in the order of their case, also those without a country, and which rows have no place in it."""
    case = frame["case_id"].cat.codes.to_numpy()
    sequence = frame["sequence"].to_numpy()
    silent = np.isnan(sequence)
    # Days as numbers; a missing one is the smallest, so that of two events with one sequence the undated comes first.
    earliest, latest = (days_of(frame[name].to_numpy()) for name in ("date_earliest", "date_latest"))
    if not silent.any():
        by_date = unordered = np.zeros(len(frame), dtype=bool)
    else:
        lacking = np.zeros(len(frame["case_id"].cat.categories), dtype=bool)
        lacking[case[silent]] = True
        by_date = lacking[case]
        unordered = by_date & (earliest == NO_DAY)
    rank = np.nan_to_num(np.where(by_date, 0.0, sequence))
    rows = sorted_rows((case, rank, earliest, latest))
    return (rows[~unordered[rows]] if unordered.any() else rows), unordered


def _places(places: pd.DataFrame, countries: tuple[str, ...]) -> dict[str, Codes]:
    """For every place its country, its country's own place and the place it is paired with (-1 for none)."""
    index = places.index
    found = {
        "country": pd.Index(countries).get_indexer(pd.Index(places["country"])),
        "paired": index.get_indexer(pd.Index(places["paired_crossing"])),
        "by_country": index.get_indexer(pd.Index(countries)),
    }
    return {name: numbers.astype(np.int32) for name, numbers in found.items()}


def _in_order(frame: pd.DataFrame, order: Ints, index: pd.Index) -> dict[str, npt.NDArray[Any]]:
    """Of the events in order the case, the place (row of `index`), the type and how many persons, as numbers."""
    row_of = index.get_indexer(frame["place_id"].cat.categories).astype(np.int32)
    case, place, event_type = (frame[name].cat.codes.to_numpy() for name in ("case_id", "place_id", "event_type"))
    columns = {
        "case": case.astype(np.int32, copy=False),
        "place": place,
        "type": event_type,
        "low": frame["persons_low"].to_numpy(),
        "high": frame["persons_high"].to_numpy(),
    }
    if len(order) < len(frame) or (order != np.arange(len(order))).any():
        columns = {name: column[order] for name, column in columns.items()}
    return columns | {"place": row_of[columns["place"]]}


def _among(codes: Codes, wanted: Bools) -> Bools:
    """Which codes are among a few wanted ones: a comparison with each takes less time than looking all codes up."""
    found = np.zeros(len(codes), dtype=bool)
    for code in np.flatnonzero(wanted):
        found |= codes == code
    return found


def _stops(events: Columns, country_of: Codes) -> dict[str, npt.NDArray[Any]]:
    """Rule 2: consecutive events of a case at one place are one stop, held or free by the last event that says so."""
    case, place, event_type = events["case"], events["place"], events["type"]
    count = len(case)
    starts_case = np.ones(count, dtype=bool)
    np.not_equal(case[1:], case[:-1], out=starts_case[1:])
    starts_stop = starts_case.copy()
    starts_stop[1:] |= place[1:] != place[:-1]
    first = np.flatnonzero(starts_stop)
    last = np.append(first[1:], count)[: len(first)] - 1
    # The latest event that holds or frees, carried forward within its case; before any, a journey is free.
    holds = _among(event_type, _HOLDS)
    says = holds | _among(event_type, _FREES) | starts_case
    latest = np.maximum.accumulate(np.where(says, np.arange(count), 0)) if count else first
    sent_back = np.zeros(len(first), dtype=bool)
    sent_back[np.searchsorted(first, np.flatnonzero(event_type == REPATRIATION), side="right") - 1] = True
    stop_place = place[first]
    return {
        "case": case[first],
        "place": stop_place,
        "country": country_of[stop_place],
        "held": holds[latest[last]],
        "repatriation": sent_back,
        "first_event": first,
        "first_type": event_type[first],
        "last_event": last,
        "implied": np.zeros(len(first), dtype=bool),
    }


def _with_implied(stops: Columns, places: Mapping[str, Codes], home: Bools) -> Columns:
    """Rule 3: after a repatriation abroad that is not followed by a stop at home, one is put in."""
    count = len(stops["case"])
    at_home = _among(stops["country"], home)
    next_home = np.zeros(count, dtype=bool)
    next_home[:-1] = at_home[1:] & (stops["case"][1:] == stops["case"][:-1])
    after = np.flatnonzero(stops["repatriation"] & ~at_home & ~next_home)
    paired = places["paired"][stops["place"][after]]
    crosses_home = (paired >= 0) & home[places["country"][paired]]
    homes = np.flatnonzero(home)
    whole_home = places["by_country"][homes[0]] if len(homes) else np.int32(-1)
    place = np.where(crosses_home, paired, whole_home)
    after, place = after[place >= 0], place[place >= 0]
    if not len(after):
        return stops
    added = {
        "place": place,
        "country": places["country"][place],
        "held": True,
        "repatriation": False,
        "first_event": _NO_EVENT,
        "first_type": _NO_EVENT,
        "last_event": _NO_EVENT,
        "implied": True,
    }
    # Each stop once, and that before an implied one twice: the second is made the implied one.
    source = np.insert(np.arange(count), after + 1, after)
    put_in = after + 1 + np.arange(len(after))
    made = {name: column[source] for name, column in stops.items()}
    for name, value in added.items():
        made[name][put_in] = value
    return made


def _legs(stops: Columns, home: Bools) -> tuple[dict[str, npt.NDArray[Any]], Bools]:
    """Rule 4: consecutive stops of a case are joined; a leg is under custody or not. And which legs end a return."""
    start = np.flatnonzero(stops["case"][1:] == stops["case"][:-1])
    # Asked of all neighbours, also where a case ends: shifted columns take less time than picking from them.
    at_home, arriving, sent_back = _among(stops["country"], home), stops["first_type"][1:], stops["repatriation"]
    home_start, home_end = at_home[:-1], at_home[1:]
    # An implied stop has no event; the rule about the first stop decides about the leg to it.
    custody = (
        (~home_start & sent_back[:-1]) | (arriving == REPATRIATION) | (stops["held"][:-1] & ~_among(arriving, _FREES))
    )
    custody &= ~(home_start & ~home_end)
    # It enters home from abroad, or arrives at a return that is recorded at home.
    returns = custody & home_end & (~home_start | sent_back[1:])
    legs = {
        "case": stops["case"][start],
        "from_stop": start,
        "to_stop": start + 1,
        "custody": custody[start],
        "implied": (stops["implied"][:-1] | stops["implied"][1:])[start],
    }
    return legs, returns[start]


def _segments(stops: Columns, legs: Columns, returns: Bools, events: Columns) -> tuple[pd.DataFrame, Columns]:
    """Rule 5: maximal runs of legs that are all under custody or all not, and their kind."""
    case, custody = legs["case"], legs["custody"]
    count = len(case)
    starts = np.ones(count, dtype=bool)
    starts[1:] = (case[1:] != case[:-1]) | (custody[1:] != custody[:-1]) | returns[:-1]
    first = np.flatnonzero(starts)
    last = np.append(first[1:], count)[: len(first)] - 1
    held = custody[first]
    kind = np.where(held, np.where(returns[last], _REPATRIATED, _CUSTODY), _ESCAPE).astype(np.int8)
    from_stop, to_stop = legs["from_stop"][first], legs["to_stop"][last]
    # Only an implied stop lacks events, and the recorded stop beside it has some.
    begin, end = stops["first_event"][from_stop], stops["last_event"][to_stop]
    begin = np.where(begin == _NO_EVENT, stops["first_event"][from_stop + 1], begin)
    end = np.where(end == _NO_EVENT, stops["last_event"][to_stop - 1], end)
    low, high = _largest(events["low"], events["high"], begin, end)
    segments = pd.DataFrame(
        {
            "case": case[first],
            "kind": pd.Categorical.from_codes(kind, dtype=_KIND),
            "first_stop": from_stop,
            "last_stop": to_stop,
            "first_event": begin,
            "last_event": end,
            "persons_low": low,
            "persons_high": high,
        },
        columns=list(SEGMENT_COLUMNS),
        copy=False,
    )
    return segments, {**legs, "segment": np.cumsum(starts) - 1}


def _largest(low: Ints, high: Floats, begin: Ints, end: Ints) -> tuple[Ints, Floats]:
    """The largest low and the largest known high among the events of each segment."""
    # Most segments have two events, or one beside an implied stop, and these need no more than a comparison.
    largest = np.maximum(low[begin], low[end]), np.fmax(high[begin], high[end])
    long = np.flatnonzero(end - begin > 1)
    if len(long):
        # Segments share their end stops, so ranges overlap: even and odd entries take the ranges and what lies between.
        edges = np.column_stack((begin[long], end[long] + 1)).ravel()
        # Several may end with the last event of all, and a range must begin somewhere.
        low, high = np.append(low, 0), np.append(high, np.nan)
        largest[0][long] = np.maximum.reduceat(low, edges)[::2]
        largest[1][long] = np.fmax.reduceat(high, edges)[::2]
    return largest[0], np.where(np.isfinite(largest[1]), largest[1], np.nan)
