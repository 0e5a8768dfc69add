"""The legs as a map draws them: between the finest known ends, put together over cases.

A leg of a journey joins two stops; a drawn leg joins two places, and says what it leaves out or had to infer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.persons import Members, ranked, segments_in
from footprints_geo.vocabulary import KINDS

LEG_COLUMNS: Final = (
    "leg", "kind", "mark", "from_place", "to_place", "cases", "persons_low", "persons_high", "cases_part_of",
    "cases_implied",
)  # fmt: skip
MARKS: Final = ("recorded", "gap", "implied", "area")
"""How a leg is drawn: between two recorded places; over stops known to an area only; to a place put in after a
repatriation; with an end known to a country or province only."""


@dataclass(frozen=True)
class DrawnLegs:
    """The legs of all segments as a map draws them: between finest known ends.

    Attributes
    ----------
    segment : numpy.ndarray of int
        Row of the segments table, of every leg of every segment.
    leg_of : numpy.ndarray of int
        Row of `legs`, of the same.
    legs : pandas.DataFrame
        Each different leg: `leg` (an id that stays the same whatever is selected), `kind`, `mark`, `from_place`,
        `to_place` (ids of `Events.places`) and `place_in_order` (the row it would have, were the legs sorted by id).
    members : Members
        The legs of all segments, to be counted; one end of those in `cases_implied` was put in after a repatriation:
        such a leg is marked `implied`, or `area` when that end is a country.
    """

    segment: Ints
    leg_of: Ints
    legs: pd.DataFrame
    members: Members


@dataclass(frozen=True)
class Steps:
    """The stops of all segments, one behind the other; a stop between two segments stands in both."""

    segment: Ints
    stop: Ints

    def take(self, keep: Bools) -> Steps:
        """Some of them, in order."""
        return Steps(self.segment[keep], self.stop[keep])


def steps_of(journeys: Journeys, segments: Ints | None = None) -> Steps:
    """The stops of some segments, numbered 0 to n-1 as they are given; of all by default. Empty for no segments."""
    ends = (journeys.segments[name].to_numpy() for name in ("first_stop", "last_stop"))
    first, last = ends if segments is None else (end[segments] for end in ends)
    count = last - first + 1
    segment = np.repeat(np.arange(len(first)), count)
    before = np.cumsum(count) - count
    return Steps(segment, np.arange(len(segment)) + np.repeat(first - before, count))


def draw_legs(journeys: Journeys, events: Events, part_of: Bools) -> DrawnLegs:
    """The legs of all segments between their finest known ends.

    Between places a stop known to an area only is left out and the leg over it marked `gap`. Where a segment begins
    or ends in a country without a known place, the leg goes to the country itself, which has no position, and is
    marked `area`. A segment that never leaves one area has no legs.

    Parameters
    ----------
    journeys, events : Journeys, Events
        The journeys and the events they were built from.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case, so it adds to nothing.
    """
    paths = journeys.paths
    of_path = _legs_of_paths(journeys, events, paths.segment)
    # The legs of a path stand together, and every segment has those of its own.
    count = np.bincount(of_path.path, minlength=len(paths.segment))
    own = count[paths.path]
    segment = np.repeat(np.arange(len(own)), own)
    shift = (np.cumsum(count) - count)[paths.path] - (np.cumsum(own) - own)
    at = np.arange(len(segment)) + np.repeat(shift, own)
    leg_of = of_path.leg_of[at]
    members = segments_in(leg_of, segment, journeys, part_of, {"cases_implied": of_path.leans[at]})
    return DrawnLegs(segment, leg_of, of_path.legs, members)


@dataclass(frozen=True)
class _PathLegs:
    """The drawn legs of each path, in order: whose each is, which leg, whether an end is implied; and the legs."""

    path: Ints
    leg_of: Ints
    leans: Bools
    legs: pd.DataFrame


def _legs_of_paths(journeys: Journeys, events: Events, segments: Ints) -> _PathLegs:
    """The drawn legs of one segment a path."""
    steps = steps_of(journeys, segments)
    place, country, implied = (journeys.stops[name].to_numpy()[steps.stop] for name in ("place", "country", "implied"))
    fine = ~events.places["coarse"].to_numpy()[place]
    position = np.arange(len(place))
    first_fine = np.full(len(segments), len(place), dtype=np.int64)
    last_fine = np.full(len(segments), -1, dtype=np.int64)
    np.minimum.at(first_fine, steps.segment[fine], position[fine])
    np.maximum.at(last_fine, steps.segment[fine], position[fine])
    leading = ~fine & (position < first_fine[steps.segment]) & (last_fine[steps.segment] >= 0)
    trailing = ~fine & (position > last_fine[steps.segment])
    same_as_before = np.zeros(len(place), dtype=bool)
    same_as_before[1:] = (steps.segment[1:] == steps.segment[:-1]) & (country[1:] == country[:-1])
    same_as_next = np.append(same_as_before[1:], False)
    keep = fine | (leading & ~same_as_next) | (trailing & ~same_as_before)
    whole = events.places.index.get_indexer(pd.Index(journeys.countries))
    ends = np.where(fine, place, whole[country])[keep].astype(np.int64)
    path, kept_fine, kept_at, implied = steps.segment[keep], fine[keep], position[keep], implied[keep]
    # A journey that comes back to a place by way of an area ends where it began: no line can be drawn.
    joined = (path[1:] == path[:-1]) & (ends[1:] != ends[:-1])
    area = ~(kept_fine[1:] & kept_fine[:-1])
    gap = ~area & (np.diff(kept_at) > 1)
    leans = implied[1:] | implied[:-1]
    mark = np.select(
        [area, leans, gap],
        [MARKS.index("area"), MARKS.index("implied"), MARKS.index("gap")],
        MARKS.index("recorded"),
    )
    path = path[1:][joined]
    kind = journeys.segments["kind"].cat.codes.to_numpy()[segments].astype(np.int64)[path]
    leg_of, legs = _different(ends[:-1][joined], ends[1:][joined], mark[joined], kind, events.places.index)
    return _PathLegs(path, leg_of, leans[joined], legs)


def _different(start: Ints, end: Ints, mark: Ints, kind: Ints, places: pd.Index) -> tuple[Ints, pd.DataFrame]:
    """The different legs, and which of them each is."""
    key = ((start * len(places) + end) * len(MARKS) + mark) * len(KINDS) + kind
    different, leg_of = np.unique(key, return_inverse=True)
    rest, kinds = np.divmod(different, len(KINDS))
    rest, marks = np.divmod(rest, len(MARKS))
    table = pd.DataFrame(
        {
            "kind": np.array(KINDS)[kinds],
            "mark": np.array(MARKS)[marks],
            "from_place": places[rest // len(places)] if len(rest) else places[:0],
            "to_place": places[rest % len(places)] if len(rest) else places[:0],
        }
    ).astype("str")
    table["leg"] = table["kind"] + ":" + table["from_place"] + ">" + table["to_place"] + ":" + table["mark"]
    table["place_in_order"] = np.argsort(np.argsort(table["leg"].to_numpy(dtype=object)))
    return leg_of, table


def rank_legs(drawn: DrawnLegs, chosen: Bools) -> pd.DataFrame:
    """Put together the drawn legs of the chosen segments that have the same kind, ends and mark.

    Parameters
    ----------
    drawn : DrawnLegs
        The legs of all segments.
    chosen : numpy.ndarray of bool
        A value a segment.

    Returns
    -------
    pandas.DataFrame
        Columns LEG_COLUMNS, ranked by persons_low, then cases, then `leg`. Empty when nothing is chosen.
    """
    columns = ranked(drawn.legs, drawn.members.counts(chosen))
    return pd.DataFrame({name: columns[name] for name in LEG_COLUMNS}, copy=False)
