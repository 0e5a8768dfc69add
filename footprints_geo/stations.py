"""The stations of custody: who held a person, where and for how long, in which order.

A station is a run of events at one place with one holder. A return is a step of its own between the stations abroad and
those at home: it is a moment and no place where anybody is held.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.custodians import BASES, read_custodians
from footprints_geo.custody_types import HOLDS, VANISHES
from footprints_geo.held_events import HeldEvents
from footprints_geo.journeys import REPATRIATION, Bools, Ints
from footprints_geo.station_times import RETURN_SLOT, times_of

STEP_COLUMNS: Final = (
    "chain", "holder", "basis", "country", "place", "first_event", "last_event", "least_days", "most_days",
    "recorded_most", "time_basis", "persons_stated", "persons_most",
)  # fmt: skip
RETURN: Final = "return"
"""The holder of the step that is a return: nobody's."""

_NONE: Final = -1


def build_steps(held: HeldEvents) -> pd.DataFrame:
    """The steps of all chains, in order.

    Parameters
    ----------
    held : HeldEvents
        The events in order and the chains that they are in.

    Returns
    -------
    pandas.DataFrame
        STEP_COLUMNS, with a plain index: `chain`; `holder` (category of the words of `custodians.csv` and RETURN);
        `basis` (category of BASES); `country` (row of the categories of the events' countries; -1 unknown; of a return
        that of home) and `place` (row of `Events.places`; -1 unknown); `first_event`, `last_event` (positions in
        `order`, both included); `least_days`, `most_days` (NaN where nothing is known, the most also where it is
        open), `recorded_most` (where the least is the duration of a record: the most days that it may stand for; else
        NaN) and `time_basis` (category of TIME_BASES); `persons_stated` (the largest number that a record of the step
        gives; NaN for none), `persons_most` (the largest that one gives at most; NaN for none and for open).
        Empty for no chains.
    """
    slots = _slots(held)
    slots = slots[~_repeated_returns(slots)].reset_index(drop=True)
    same = np.zeros(len(slots), dtype=bool)
    if len(slots):
        parts = slots[["chain", "holder", "place", "country"]].to_numpy()
        same[1:] = (parts[1:] == parts[:-1]).all(axis=1) & ~held.again[slots["event"].to_numpy()[1:]]
    slots["step"] = np.cumsum(~same) - 1
    first = np.flatnonzero(~same)
    steps = slots.iloc[first][["chain", "holder", "basis", "country", "place"]].reset_index(drop=True)
    by_step = slots.groupby("step")
    steps["first_event"], steps["last_event"] = by_step["event"].first(), by_step["event"].last()
    steps["persons_stated"], steps["persons_most"] = by_step["stated"].max(), by_step["most"].max()
    times = times_of(held, steps, slots)
    words = [*read_custodians()["holder"], RETURN]
    steps["holder"] = pd.Categorical.from_codes(steps["holder"].to_numpy(), categories=pd.Index(words))
    steps["basis"] = pd.Categorical.from_codes(steps["basis"].to_numpy(), categories=pd.Index(BASES))
    return steps.assign(**times)[list(STEP_COLUMNS)]


def _slots(held: HeldEvents) -> pd.DataFrame:
    """One row an event and step that it says something of: a return may also name who held before it or after."""
    chain = held.chain
    event = np.flatnonzero(chain >= 0)
    rows = held.order[event]
    holder, basis = held.custody.holder[rows], held.custody.basis[rows]
    named = basis != BASES.index("")
    event_type, country, place = held.event_type[event], held.country[event], held.place[event]
    home = held.home[country]
    returns = event_type == REPATRIATION
    # Who was last seen where the event before says they were held was seen with the same holder.
    stays = np.zeros(len(event), dtype=bool)
    stays[1:] = (chain[event[1:]] == chain[event[:-1]]) & (place[1:] == place[:-1]) & (place[1:] != _NONE)
    stays[1:] &= VANISHES[event_type[1:]] & ~named[1:] & HOLDS[event_type[:-1]] & ~returns[:-1]
    holder[1:], basis[1:] = (np.where(stays[1:], values[:-1], values[1:]) for values in (holder, basis))
    alone = (HOLDS[event_type] & ~returns) | (VANISHES[event_type] & (named | stays))
    there = np.column_stack((alone | (returns & named & ~home), returns, returns & named & home))
    which, slot = np.nonzero(there)
    is_return = slot == RETURN_SLOT
    to = held.events.frame["country"].cat.categories.get_indexer(pd.Index(held.corridor.home[:1]))
    home_country = int(to[0]) if len(to) else _NONE
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
            "stated": held.stated[event[which]],
            "most": held.stated_most[event[which]],
        }
    )


def _repeated_returns(slots: pd.DataFrame) -> Bools:
    """Returns of a chain that was sent back already and has been at home since: of a group in several lots."""
    repeated = np.zeros(len(slots), dtype=bool)
    if not len(slots):
        return repeated
    chain, is_return = slots["chain"].to_numpy(), (slots["slot"] == RETURN_SLOT).to_numpy()
    at_home = slots["at_home"].to_numpy()
    before: Ints = np.cumsum(is_return) - is_return
    starts = np.flatnonzero(np.append(True, chain[1:] != chain[:-1]))
    earlier = before - np.repeat(before[starts], np.diff(np.append(starts, len(chain)))) > 0
    follows = is_return[:-1] | (at_home[:-1] & at_home[1:])
    repeated[1:] = is_return[1:] & earlier[1:] & (chain[1:] == chain[:-1]) & follows
    return repeated
