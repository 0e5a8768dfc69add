"""How long each station of custody lasted: by records that say so, and by their dates.

At least so long is said only where the records leave nothing else: the people were there at the first day and, the same
people at the same place, at the last.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.chain_people import stated_so_far
from footprints_geo.custodians import read_custodians, town_of_facility
from footprints_geo.custody_types import BEGINS, ENDS, FREES, HOLDS
from footprints_geo.dates.durations import parse_duration
from footprints_geo.held_events import HeldEvents
from footprints_geo.journeys import REPATRIATION, Bools, Ints

Floats = npt.NDArray[np.float64]

TIME_BASES: Final = ("duration", "dates", "")
"""What says at least how long somebody was held: the duration of a record, the dates of two, nothing."""

BEFORE, RETURN_SLOT, AFTER = 0, 1, 2
"""What of a return a row speaks of: who held before it, the return, who held after it."""

_NONE: Final = -1


def times_of(held: HeldEvents, steps: pd.DataFrame, slots: pd.DataFrame) -> dict[str, Any]:
    """How long each station lasted: by its records that say so and by the dates of its first record and the next.

    A duration stands alone where every record that holds has one. Of a station with other records it tells a part: it
    is a minimum then, and so it is where the records of the station lie further apart than it says.
    """
    least, most, apart = _dated(held, steps, slots)
    own_least, own_most, longest, whole = _recorded(held.events.frame, held.order, steps, slots)
    recorded = ~np.isnan(own_least)
    stands = recorded & whole & ~(apart > own_most)
    by_record = stands | (recorded & ~(least > own_least))
    # Dates that leave less room than a record says bound nothing.
    bounded = np.where(most >= own_least, most, np.nan)
    least = np.where(by_record, own_least, least)
    most = np.select([stands, recorded], [own_most, bounded], most)
    is_return = (steps["holder"] == len(read_custodians())).to_numpy()
    least[is_return], most[is_return] = np.nan, np.nan
    basis = np.select(
        [by_record & ~is_return, ~np.isnan(least)],
        [TIME_BASES.index("duration"), TIME_BASES.index("dates")],
        TIME_BASES.index(""),
    )
    return {
        "least_days": least,
        "most_days": most,
        "recorded_most": np.where(by_record & ~is_return, longest, np.nan),
        "time_basis": pd.Categorical.from_codes(basis, categories=pd.Index(TIME_BASES)),
    }


def _recorded(
    frame: pd.DataFrame, order: Ints, steps: pd.DataFrame, slots: pd.DataFrame
) -> tuple[Floats, Floats, Floats, Bools]:
    """By durations: the longest at least, all one after another at most, the most of the longest, and of all records.

    The last says whether every record that holds has one. A return that ends the custody needs none, nor does a
    disappearance or a last sighting.
    """
    durations = frame["duration"]
    different = np.full((len(durations.cat.categories) + 1, 2), np.nan)
    row = order[slots["event"].to_numpy()]
    code = durations.cat.codes.to_numpy()[row]
    # Only what records of custody say: a row that was rejected leaves its text among the categories, unreadable or not.
    for number in np.unique(code[code >= 0]):
        text = str(durations.cat.categories[number])
        if text.strip():
            days = parse_duration(text)
            different[number] = days.min_days, days.max_days
    days_of = different[code]
    least, most, longest = np.full(len(steps), np.nan), np.zeros(len(steps)), np.full(len(steps), np.nan)
    step = slots["step"].to_numpy()
    np.fmax.at(least, step, days_of[:, 0])
    np.add.at(most, step, np.nan_to_num(days_of[:, 1]))
    np.fmax.at(longest, step, days_of[:, 1])
    lacks = np.isnan(days_of[:, 0]) & HOLDS[frame["event_type"].cat.codes.to_numpy()[row]]
    lacks &= (slots["slot"] != BEFORE).to_numpy() | ~slots["return_event"].to_numpy()
    whole = np.bincount(step[lacks], minlength=len(steps)) == 0
    return least, np.where(np.isnan(least), np.nan, most), longest, whole


def _dated(held: HeldEvents, steps: pd.DataFrame, slots: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """By dates, from its beginning to the next record of somewhere else or of freedom; and between its own records.

    At least so long only where a transfer, a return or a release ends it: who arrives in another country years later
    may have left this custody at any time before, and who is found in another may have been in one between. Else at
    least from its first record to its last. A record of fewer people, or of others, ends it for nobody else: there is
    no most then. A return that is recorded at another place does not say that they were here until then.
    """
    order, chain, event_type = held.order, held.chain, held.event_type
    earliest, latest = held.earliest, held.latest
    first, last = steps["first_event"].to_numpy(), steps["last_event"].to_numpy()
    # A return recorded abroad where the person was held ends that custody itself.
    closing = slots.groupby("step")[["slot", "return_event"]].last()
    ends_itself = (closing["return_event"] & (closing["slot"] == BEFORE)).to_numpy(dtype=bool)
    end = np.where(ends_itself, last, np.minimum(last + 1, len(order) - 1))
    makes_step = np.zeros(len(order), dtype=bool)
    makes_step[slots["event"].to_numpy()] = True
    elsewhere = HOLDS[event_type[end]] | FREES[event_type[end]] | makes_step[end]
    moved = (chain[end] == chain[last]) & elsewhere & (end > first) & (ends_itself | (end > last))
    apart = np.where(last > first, earliest[last] - latest[first], np.nan)
    fewer = moved & ((held.stated[end] < stated_so_far(steps, held.persons)) | held.others[end])
    until = ends_itself | (event_type[end] != REPATRIATION) | _returned_from(held, steps, end)
    ended = moved & ENDS[event_type[end]] & ~fewer & until & ~np.isnan(earliest[end])
    least = np.where(ended, earliest[end] - latest[first], earliest[last] - latest[first])
    begun = _begun(earliest, latest, event_type, steps)
    most = np.where(moved & ~fewer, latest[end] - begun, np.nan)
    # Dates that contradict the order say nothing; neither does "at least no day".
    against = moved & ((latest[end] < earliest[first]) | (latest[end] < earliest[last]))
    known = np.where(np.isnan(most), least > 0, most >= 0) & ~against
    return np.where(known, np.fmax(least, 0), np.nan), np.where(known, most, np.nan), apart


def _begun(earliest: Floats, latest: Floats, event_type: Ints, steps: pd.DataFrame) -> Floats:
    """The day before which custody at each step did not begin; NaN where nothing says so.

    A detention says that somebody was held then. Only what the chain says of the step before bounds since when; not
    where that is dated after it.
    """
    first, chain = steps["first_event"].to_numpy(), steps["chain"].to_numpy()
    before = np.full(len(steps), np.nan)
    before[1:] = np.where(chain[1:] == chain[:-1], earliest[steps["last_event"].to_numpy()[:-1]], np.nan)
    before = np.where(before > latest[first], np.nan, before)
    begun: Floats = np.where(BEGINS[event_type[first]], earliest[first], before)
    return begun


def _returned_from(held: HeldEvents, steps: pd.DataFrame, event: Ints) -> Bools:
    """Whether a return is recorded at the place or town of a step; of a step known to its country only, out of it."""
    places = held.events.places
    # What is not known, or no town's, is nobody's town.
    town = np.append(town_of_facility(places), _NONE)
    whole = np.append(places.index.to_numpy() == places["country"].to_numpy(), False)
    place, country = (steps[name].to_numpy(dtype=np.int64) for name in ("place", "country"))
    to, to_country = held.place[event], held.country[event]
    here = (place == to) & (place != _NONE)
    here |= (town[place] == town[to]) & (town[place] != _NONE)
    out_of = whole[place] & ~held.home[country] & (held.home[to_country] | (to_country == country))
    returned: Bools = here | out_of
    return returned
