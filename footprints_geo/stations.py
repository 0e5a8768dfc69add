"""The stations of custody: who held a person, where and for how long, in which order.

A station is a run of events at one place with one holder. A return is a step of its own between the stations abroad and
those at home: it is a moment and no place where anybody is held.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.custodians import BASES, custody_of, read_custodians
from footprints_geo.dates.durations import parse_duration
from footprints_geo.events.table import Events
from footprints_geo.journeys import REPATRIATION, Bools, Ints
from footprints_geo.vocabulary import EVENT_TYPES, FREEING, HOLDING, Corridor

Floats = npt.NDArray[np.float64]

STEP_COLUMNS: Final = (
    "chain", "holder", "basis", "country", "place", "first_event", "last_event", "least_days", "most_days",
    "time_basis", "persons_stated",
)  # fmt: skip
RETURN: Final = "return"
"""The holder of the step that is a return: nobody's."""

TIME_BASES: Final = ("duration", "dates", "")
"""What says how long somebody was held: the duration of a record, the dates of two, nothing."""

HOLDS: Final = np.array([word in HOLDING for word in EVENT_TYPES])
FREES: Final = np.array([word in FREEING for word in EVENT_TYPES])
ENDS: Final = np.array([word in ("transfer", "repatriation", "release") for word in EVENT_TYPES])
"""Event types that are themselves the end of the custody before them."""

VANISHES: Final = ~HOLDS & ~FREES
_NONE: Final = -1
_BEFORE, _RETURN, _AFTER = 0, 1, 2


def build_steps(events: Events, corridor: Corridor, order: Ints, chain: Ints) -> pd.DataFrame:
    """The steps of all chains, in order.

    Parameters
    ----------
    events : Events
        The validated events.
    corridor : Corridor
        Says which countries are home.
    order : numpy.ndarray of int
        Rows of the events table, by case and order.
    chain : numpy.ndarray of int
        The chain of each position in `order`, numbered from 0 in that order; -1 for none.

    Returns
    -------
    pandas.DataFrame
        STEP_COLUMNS, with a plain index: `chain`; `holder` (category of the words of `custodians.csv` and RETURN);
        `basis` (category of BASES); `country` (row of the categories of the events' countries; -1 unknown; of a return
        that of home) and `place` (row of `Events.places`; -1 unknown); `first_event`, `last_event` (positions in
        `order`, both included); `least_days`, `most_days` (NaN where nothing is known, the most also where it is
        open) and `time_basis` (category of TIME_BASES); `persons_stated` (the largest number that a record of the step
        gives; NaN for none). Empty for no chains.
    """
    slots = _slots(events, corridor, order, chain)
    slots = slots[~_repeated_returns(slots)].reset_index(drop=True)
    same = np.zeros(len(slots), dtype=bool)
    if len(slots):
        parts = slots[["chain", "holder", "place", "country"]].to_numpy()
        same[1:] = (parts[1:] == parts[:-1]).all(axis=1)
    slots["step"] = np.cumsum(~same) - 1
    first = np.flatnonzero(~same)
    steps = slots.iloc[first][["chain", "holder", "basis", "country", "place"]].reset_index(drop=True)
    by_step = slots.groupby("step")
    steps["first_event"], steps["last_event"] = by_step["event"].first(), by_step["event"].last()
    steps["persons_stated"] = by_step["stated"].max()
    times = _times(events.frame, order, chain, steps, slots)
    words = [*read_custodians()["holder"], RETURN]
    steps["holder"] = pd.Categorical.from_codes(steps["holder"].to_numpy(), categories=pd.Index(words))
    steps["basis"] = pd.Categorical.from_codes(steps["basis"].to_numpy(), categories=pd.Index(BASES))
    return steps.assign(**times)[list(STEP_COLUMNS)]


def _slots(events: Events, corridor: Corridor, order: Ints, chain: Ints) -> pd.DataFrame:
    """One row an event and step that it says something of: a return may also name who held before it or after."""
    frame = events.frame
    event = np.flatnonzero(chain >= 0)
    rows = order[event]
    custody = custody_of(events, corridor)
    holder, basis = custody.holder[rows], custody.basis[rows]
    named = basis != BASES.index("")
    event_type = frame["event_type"].cat.codes.to_numpy()[rows]
    country = frame["country"].cat.codes.to_numpy().astype(np.int64)[rows]
    place = _places(events)[rows]
    home = np.append(frame["country"].cat.categories.isin(corridor.home), False)[country]
    returns = event_type == REPATRIATION
    # Who was last seen where the event before says they were held was seen with the same holder.
    stays = np.zeros(len(event), dtype=bool)
    stays[1:] = (chain[event[1:]] == chain[event[:-1]]) & (place[1:] == place[:-1]) & (place[1:] != _NONE)
    stays[1:] &= VANISHES[event_type[1:]] & ~named[1:] & HOLDS[event_type[:-1]] & ~returns[:-1]
    holder[1:], basis[1:] = (np.where(stays[1:], values[:-1], values[1:]) for values in (holder, basis))
    alone = (HOLDS[event_type] & ~returns) | (VANISHES[event_type] & (named | stays))
    there = np.column_stack((alone | (returns & named & ~home), returns, returns & named & home))
    which, slot = np.nonzero(there)
    is_return = slot == _RETURN
    to = frame["country"].cat.categories.get_indexer(pd.Index(corridor.home[:1]))
    home_country = int(to[0]) if len(to) else _NONE
    stated = frame["persons_low"].where(frame["persons_stated"]).to_numpy(dtype=np.float64)[rows]
    return pd.DataFrame(
        {
            "chain": chain[event[which]],
            "event": event[which],
            "holder": np.where(is_return, len(read_custodians()), holder[which]),
            "basis": np.where(is_return, BASES.index(""), basis[which]),
            "country": np.where(is_return & ~home[which], home_country, country[which]),
            "place": place[which],
            "at_home": home[which],
            "slot": slot,
            "return_event": returns[which],
            "stated": stated[which],
        }
    )


def _places(events: Events) -> Ints:
    """The row of `Events.places` of each event; -1 where it is not known."""
    codes = events.frame["place_id"].cat
    rows: Ints = np.append(events.places.index.get_indexer(codes.categories), _NONE).astype(np.int64)
    return rows[codes.codes.to_numpy()]


def _repeated_returns(slots: pd.DataFrame) -> Bools:
    """Returns of a chain that was sent back already and has been at home since: of a group in several lots."""
    repeated = np.zeros(len(slots), dtype=bool)
    if not len(slots):
        return repeated
    chain, is_return = slots["chain"].to_numpy(), (slots["slot"] == _RETURN).to_numpy()
    at_home = slots["at_home"].to_numpy()
    before: Ints = np.cumsum(is_return) - is_return
    starts = np.flatnonzero(np.append(True, chain[1:] != chain[:-1]))
    earlier = before - np.repeat(before[starts], np.diff(np.append(starts, len(chain)))) > 0
    follows = is_return[:-1] | (at_home[:-1] & at_home[1:])
    repeated[1:] = is_return[1:] & earlier[1:] & (chain[1:] == chain[:-1]) & follows
    return repeated


def _times(frame: pd.DataFrame, order: Ints, chain: Ints, steps: pd.DataFrame, slots: pd.DataFrame) -> dict[str, Any]:
    """How long each station lasted: by a record that says so, else by the dates of its first record and the next."""
    least, most = _dated(frame, order, chain, steps, slots)
    own_least, own_most = _recorded(frame["duration"], order, steps, slots)
    recorded = ~np.isnan(own_least)
    least, most = np.where(recorded, own_least, least), np.where(recorded, own_most, most)
    is_return = (steps["holder"] == len(read_custodians())).to_numpy()
    least[is_return], most[is_return] = np.nan, np.nan
    basis = np.select(
        [recorded & ~is_return, ~np.isnan(least)],
        [TIME_BASES.index("duration"), TIME_BASES.index("dates")],
        TIME_BASES.index(""),
    )
    return {
        "least_days": least,
        "most_days": most,
        "time_basis": pd.Categorical.from_codes(basis, categories=pd.Index(TIME_BASES)),
    }


def _recorded(durations: pd.Series, order: Ints, steps: pd.DataFrame, slots: pd.DataFrame) -> tuple[Floats, Floats]:
    """By the durations of its records: of several the longest at least, and all one after another at most."""
    different = np.full((len(durations.cat.categories) + 1, 2), np.nan)
    for number, text in enumerate(durations.cat.categories):
        if str(text).strip():
            days = parse_duration(str(text))
            different[number] = days.min_days, days.max_days
    days_of = different[durations.cat.codes.to_numpy()[order[slots["event"].to_numpy()]]]
    least, most = np.full(len(steps), np.nan), np.zeros(len(steps))
    step = slots["step"].to_numpy()
    np.fmax.at(least, step, days_of[:, 0])
    np.add.at(most, step, np.nan_to_num(days_of[:, 1]))
    return least, np.where(np.isnan(least), np.nan, most)


def _dated(
    frame: pd.DataFrame, order: Ints, chain: Ints, steps: pd.DataFrame, slots: pd.DataFrame
) -> tuple[Floats, Floats]:
    """By dates, from its first record to the next of somewhere else or of freedom; else to its own last one.

    At least so long only where a transfer, a return or a release ends it: who arrives in another country years later
    may have left this custody at any time before, and who is found in another may have been in one between.
    """
    earliest, latest = (_days(frame[name])[order] for name in ("date_earliest", "date_latest"))
    event_type = frame["event_type"].cat.codes.to_numpy()[order]
    first, last = steps["first_event"].to_numpy(), steps["last_event"].to_numpy()
    # A return recorded abroad where the person was held ends that custody itself.
    closing = slots.groupby("step")[["slot", "return_event"]].last()
    ends_itself = (closing["return_event"] & (closing["slot"] == _BEFORE)).to_numpy(dtype=bool)
    end = np.where(ends_itself, last, np.minimum(last + 1, len(order) - 1))
    makes_step = np.zeros(len(order), dtype=bool)
    makes_step[slots["event"].to_numpy()] = True
    elsewhere = HOLDS[event_type[end]] | FREES[event_type[end]] | makes_step[end]
    moved = (chain[end] == chain[last]) & elsewhere & (end > first) & (ends_itself | (end > last))
    least = np.where(moved & ENDS[event_type[end]], earliest[end], earliest[last]) - latest[first]
    least = np.where(moved & np.isnan(least), 0, least)
    most = np.where(moved, latest[end] - earliest[first], np.nan)
    # Dates that contradict the order say nothing; neither does "at least no day".
    known = np.where(moved, most >= 0, (last > first) & (least > 0))
    return np.where(known, np.maximum(least, 0), np.nan), np.where(known, most, np.nan)


def _days(dates: pd.Series) -> Floats:
    """Days as numbers; NaN for none."""
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
