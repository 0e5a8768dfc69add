"""When a segment was: the one event that dates it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.journeys import REPATRIATION, Bools, Ints, Journeys
from footprints_geo.vocabulary import EVENT_TYPES, HOLDING

NO_EVENT: Final = -1
_HOLDS: Final = np.array([word in HOLDING for word in EVENT_TYPES])


def returning_events(journeys: Journeys, frame: pd.DataFrame, segments: Ints) -> Bools:
    """Which events may be the return itself of some segments of the kind `repatriation`.

    The return is an event of that type, or, in a segment without one, the first event at home after a stop abroad.

    Parameters
    ----------
    journeys : Journeys
        Where the segments are.
    frame : pandas.DataFrame
        The events table.
    segments : numpy.ndarray of int
        Rows of segments of that kind.

    Returns
    -------
    numpy.ndarray of bool
        A value a position in `journeys.order`; events of other segments may be marked too.
    """
    back: Bools = frame["event_type"].cat.codes.to_numpy()[journeys.order] == REPATRIATION
    chosen = journeys.segments.iloc[segments]
    told = np.concatenate(([0], np.cumsum(back)))
    silent = told[chosen["last_event"].to_numpy() + 1] == told[chosen["first_event"].to_numpy()]
    arrivals = journeys.stops["first_event"].to_numpy()[chosen["last_stop"].to_numpy()[silent]]
    back[arrivals[arrivals >= 0]] = True
    return back


def dating_events(journeys: Journeys, frame: pd.DataFrame, segments: Ints, matched: Bools) -> Ints:
    """The event that dates each of some segments.

    A forced return is dated by the return itself: of several the last one, and rather one that the Selection matches.
    Any other segment is dated by the event it starts with: the last one at its first stop, and where that has no date
    the first dated one after it. An event that holds starts no escape: who was sent back in 2010 and came to China in
    2014 did not leave in 2010.

    Parameters
    ----------
    journeys : Journeys
        Where the segments are.
    frame : pandas.DataFrame
        The events table.
    segments : numpy.ndarray of int
        Rows of segments, of any kinds.
    matched : numpy.ndarray of bool
        A value a row of the events table: whether the Selection matches it.

    Returns
    -------
    numpy.ndarray of int
        Rows of the events table; NO_EVENT where no event can date the segment. Empty for no segments.
    """
    chosen = journeys.segments.iloc[segments]
    sent_back = (chosen["kind"] == "repatriation").to_numpy()
    dated = frame["date_earliest"].notna().to_numpy()[journeys.order]
    back = returning_events(journeys, frame, segments[sent_back]) & dated
    position = np.full(len(segments), NO_EVENT)
    position[sent_back] = _last(back & matched[journeys.order], chosen[sent_back])
    unmatched = sent_back & (position == NO_EVENT)
    position[unmatched] = _last(back, chosen[unmatched])
    others = chosen[~sent_back]
    position[~sent_back] = _first(dated, _starts(journeys, frame, others), others)
    rows: Ints = np.append(journeys.order, NO_EVENT)
    found: Ints = rows[position]
    return found


def _starts(journeys: Journeys, frame: pd.DataFrame, segments: pd.DataFrame) -> Ints:
    """The positions from which events may date segments."""
    leaving = journeys.stops["last_event"].to_numpy()[segments["first_stop"].to_numpy()]
    # An implied stop has no events, and the segment's first one is then at its second stop.
    start = np.where(leaving >= 0, leaving, segments["first_event"].to_numpy())
    event_type = frame["event_type"].cat.codes.to_numpy()[journeys.order]
    escape = (segments["kind"] == "escape").to_numpy()
    begin: Ints = start + (escape & _HOLDS[event_type[start]])
    return begin


def _last(marked: Bools, segments: pd.DataFrame) -> Ints:
    """The last marked position in each segment."""
    before = np.maximum.accumulate(np.append(np.where(marked, np.arange(len(marked)), NO_EVENT), NO_EVENT))
    found = before[segments["last_event"].to_numpy()]
    return np.where(found >= segments["first_event"].to_numpy(), found, NO_EVENT)


def _first(marked: Bools, start: Ints, segments: pd.DataFrame) -> Ints:
    """The first marked position from a start on, in each segment."""
    beyond = len(marked)
    after = np.minimum.accumulate(np.append(np.where(marked, np.arange(beyond), beyond), beyond)[::-1])[::-1]
    found = after[start]
    return np.where(found <= segments["last_event"].to_numpy(), found, NO_EVENT)
