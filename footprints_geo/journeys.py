"""From events to journeys: order, stops, legs and segments (rules, section 4, rules 1 to 5).

Everything works on whole columns of small integers: a case is never looked at alone, so that ten thousand events and
ten million take the same code. Legs are built from all events; selecting comes afterwards, because a leg between what
is left of a journey after filtering is one nobody recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.vocabulary import EVENT_TYPES, FREEING, HOLDING, KINDS, Corridor, read_corridor

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

REPATRIATION: Final = EVENT_TYPES.index("repatriation")
_HOLDS: Final = np.array([word in HOLDING for word in EVENT_TYPES])
_FREES: Final = np.array([word in FREEING for word in EVENT_TYPES])
_NO_EVENT: Final = -1

STOP_COLUMNS: Final = (
    "case", "place", "country", "held", "repatriation", "first_event", "first_type", "last_event", "implied",
)  # fmt: skip
LEG_COLUMNS: Final = ("case", "from_stop", "to_stop", "custody", "implied", "segment")
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
    order = ordered[~unplaced[ordered]]
    countries = tuple(sorted(events.places["country"].unique()))
    home = np.array([code in corridor.home for code in countries], dtype=bool)
    places = _places(events.places, countries)
    recorded = _stops(frame, order, events.places.index, places["country"])
    stops = _with_implied(recorded, places, home)
    legs = _legs(stops, home)
    segments, legs = _segments(stops, legs, home, frame, order)
    return Journeys(order, pd.DataFrame(stops), pd.DataFrame(legs), segments, countries, unordered, unplaced)


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
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    sequence = frame["sequence"].to_numpy()
    dated = frame["date_earliest"].notna().to_numpy()
    lacking = np.bincount(case[np.isnan(sequence)], minlength=len(frame["case_id"].cat.categories)) > 0
    by_date = lacking[case]
    unordered = by_date & ~dated
    rank = np.where(by_date, 0.0, np.nan_to_num(sequence))
    # Days as numbers; a missing one is the smallest, so that of two events with one sequence the undated comes first.
    earliest = frame["date_earliest"].to_numpy().astype("datetime64[D]").astype(np.int64)
    latest = frame["date_latest"].to_numpy().astype("datetime64[D]").astype(np.int64)
    rows = np.lexsort((np.arange(len(frame)), latest, earliest, rank, case))
    return rows[~unordered[rows]].astype(np.int64), unordered


def _places(places: pd.DataFrame, countries: tuple[str, ...]) -> dict[str, Ints]:
    """For every place its country, its country's own place and the place it is paired with (-1 for none)."""
    index = places.index
    return {
        "country": pd.Index(countries).get_indexer(pd.Index(places["country"])).astype(np.int64),
        "whole": index.get_indexer(pd.Index(places["country"])).astype(np.int64),
        "paired": index.get_indexer(pd.Index(places["paired_crossing"])).astype(np.int64),
        "by_country": index.get_indexer(pd.Index(countries)).astype(np.int64),
    }


def _stops(frame: pd.DataFrame, order: Ints, index: pd.Index, country_of: Ints) -> dict[str, npt.NDArray[Any]]:
    """Rule 2: consecutive events of a case at one place are one stop, held or free by the last event that says so."""
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)[order]
    codes = frame["place_id"].cat.codes.to_numpy()[order]
    place = index.get_indexer(frame["place_id"].cat.categories).astype(np.int64)[codes]
    event_type = frame["event_type"].cat.codes.to_numpy().astype(np.int64)[order]
    count = len(order)
    starts_case = np.ones(count, dtype=bool)
    starts_case[1:] = case[1:] != case[:-1]
    starts_stop = starts_case.copy()
    starts_stop[1:] |= place[1:] != place[:-1]
    first = np.flatnonzero(starts_stop)
    last = np.append(first[1:], count)[: len(first)] - 1
    # The latest event that holds or frees, carried forward within its case; before any, a journey is free.
    says = np.where(_HOLDS[event_type] | _FREES[event_type], np.arange(count), -1)
    latest = np.maximum.accumulate(says) if count else says
    begins = np.maximum.accumulate(np.where(starts_case, np.arange(count), 0)) if count else latest
    held = (latest >= begins) & _HOLDS[event_type[latest]] if count else np.zeros(0, dtype=bool)
    sent_back = np.add.reduceat(event_type == REPATRIATION, first) > 0 if count else np.zeros(0, dtype=bool)
    return {
        "case": case[first],
        "place": place[first],
        "country": country_of[place[first]],
        "held": held[last],
        "repatriation": sent_back,
        "first_event": first,
        "first_type": event_type[first],
        "last_event": last,
        "implied": np.zeros(len(first), dtype=bool),
    }


def _with_implied(
    stops: Mapping[str, npt.NDArray[Any]], places: Mapping[str, Ints], home: Bools
) -> dict[str, npt.NDArray[Any]]:
    """Rule 3: after a repatriation abroad that is not followed by a stop at home, one is put in."""
    count = len(stops["case"])
    at_home = home[stops["country"]]
    next_home = np.zeros(count, dtype=bool)
    next_home[:-1] = at_home[1:] & (stops["case"][1:] == stops["case"][:-1])
    after = np.flatnonzero(stops["repatriation"] & ~at_home & ~next_home)
    paired = places["paired"][stops["place"][after]]
    crosses_home = (paired >= 0) & home[places["country"][paired]]
    homes = np.flatnonzero(home)
    whole_home = places["by_country"][homes[0]] if len(homes) else -1
    place = np.where(crosses_home, paired, whole_home)
    after, place = after[place >= 0], place[place >= 0]
    added = {
        "case": stops["case"][after],
        "place": place,
        "country": places["country"][place],
        "held": np.ones(len(after), dtype=bool),
        "repatriation": np.zeros(len(after), dtype=bool),
        "first_event": np.full(len(after), _NO_EVENT),
        "first_type": np.full(len(after), _NO_EVENT),
        "last_event": np.full(len(after), _NO_EVENT),
        "implied": np.ones(len(after), dtype=bool),
    }
    return {name: np.insert(stops[name], after + 1, added[name]) for name in STOP_COLUMNS}


def _legs(stops: Mapping[str, npt.NDArray[Any]], home: Bools) -> dict[str, npt.NDArray[Any]]:
    """Rule 4: consecutive stops of a case are joined; a leg is under custody or not."""
    start = np.flatnonzero(stops["case"][1:] == stops["case"][:-1])
    end = start + 1
    home_start, home_end = home[stops["country"][start]], home[stops["country"][end]]
    arriving = stops["first_type"][end]
    # An implied stop has no event; the rule about the first stop decides about the leg to it.
    frees = (arriving >= 0) & _FREES[arriving]
    custody = (
        (~home_start & stops["repatriation"][start]) | (arriving == REPATRIATION) | (stops["held"][start] & ~frees)
    )
    return {
        "case": stops["case"][start],
        "from_stop": start,
        "to_stop": end,
        "custody": custody & ~(home_start & ~home_end),
        "implied": stops["implied"][start] | stops["implied"][end],
    }


def _segments(
    stops: Mapping[str, npt.NDArray[Any]],
    legs: Mapping[str, npt.NDArray[Any]],
    home: Bools,
    frame: pd.DataFrame,
    order: Ints,
) -> tuple[pd.DataFrame, dict[str, npt.NDArray[Any]]]:
    """Rule 5: maximal runs of legs that are all under custody or all not, and their kind."""
    case, custody = legs["case"], legs["custody"]
    count = len(case)
    enters = ~home[stops["country"][legs["from_stop"]]] & home[stops["country"][legs["to_stop"]]]
    returned = home[stops["country"][legs["to_stop"]]] & stops["repatriation"][legs["to_stop"]]
    ends_return = custody & (enters | returned)
    starts = np.ones(count, dtype=bool)
    starts[1:] = (case[1:] != case[:-1]) | (custody[1:] != custody[:-1]) | ends_return[:-1]
    first = np.flatnonzero(starts)
    last = np.append(first[1:], count)[: len(first)] - 1
    kind = np.where(~custody[first], "escape", np.where(ends_return[last], "repatriation", "custody"))
    from_stop, to_stop = legs["from_stop"][first], legs["to_stop"][last]
    # Only an implied stop lacks events, and the recorded stop beside it has some.
    begin_stop = np.where(stops["implied"][from_stop], from_stop + 1, from_stop)
    end_stop = np.where(stops["implied"][to_stop], to_stop - 1, to_stop)
    begin, end = stops["first_event"][begin_stop], stops["last_event"][end_stop]
    low, high = _largest(frame, order, begin, end)
    segments = pd.DataFrame(
        {
            "case": case[first],
            "kind": pd.Categorical(kind, categories=list(KINDS)),
            "first_stop": from_stop,
            "last_stop": to_stop,
            "first_event": begin,
            "last_event": end,
            "persons_low": low,
            "persons_high": high,
        },
        columns=list(SEGMENT_COLUMNS),
    )
    return segments, {**legs, "segment": np.cumsum(starts) - 1}


def _largest(frame: pd.DataFrame, order: Ints, begin: Ints, end: Ints) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The largest low and the largest known high among the events of each segment.

    Segments share their end stops, so the ranges overlap: even and odd entries of one reduceat take the ranges and
    what lies between them.
    """
    if not len(begin):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
    low = np.append(frame["persons_low"].to_numpy()[order], 0)
    high = np.append(frame["persons_high"].fillna(-np.inf).to_numpy()[order], -np.inf)
    edges = np.column_stack((begin, end + 1)).ravel()
    largest_low = np.maximum.reduceat(low, edges)[::2]
    largest_high = np.maximum.reduceat(high, edges)[::2]
    return largest_low, np.where(np.isfinite(largest_high), largest_high, np.nan)
