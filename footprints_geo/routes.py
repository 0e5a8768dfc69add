"""Routes and drawn legs: what segments have in common, ranked for any choice of segments (DESIGN section 4, rule 6).

The ways of all segments are worked out once. A choice of segments is then a mask, and ranking it is counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import FootprintsError
from footprints_geo.events import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.vocabulary import KINDS, Level

ROUTE_COLUMNS: Final = (
    "rank", "kind", "route", "label", "cases", "persons_low", "persons_high", "share", "cases_part_of",
    "cases_implied", "cases_gap",
)  # fmt: skip
LEG_COLUMNS: Final = (
    "leg", "kind", "mark", "from_place", "to_place", "cases", "persons_low", "persons_high", "cases_part_of",
    "cases_implied",
)  # fmt: skip
MARKS: Final = ("recorded", "gap", "implied", "area")
"""How a leg is drawn: between two recorded places; over stops known to an area only; to a place put in after a
repatriation; with an end known to a country or province only."""

NO_ROUTE: Final = -1
_HASH_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Ways:
    """The ways of all segments, at one level.

    Attributes
    ----------
    level : {'country', 'place'}
        What the ways are told apart by.
    routes : pandas.DataFrame
        Index 0..n-1: `kind`, `route` (tuple of country codes or place ids), `label`.
    route_of : numpy.ndarray of int
        The row of `routes` of every segment; -1 where the segment has no stop known at this level.
    gap : numpy.ndarray of bool
        A value a segment: a stop known to an area only was left out of the way.
    """

    level: Level
    routes: pd.DataFrame
    route_of: Ints
    gap: Bools


@dataclass(frozen=True)
class DrawnLegs:
    """The legs of all segments as a map draws them: finest known ends, one row a leg and segment.

    Attributes
    ----------
    segment, from_place, to_place : numpy.ndarray of int
        Rows of the segments table and of `Events.places`.
    mark : numpy.ndarray of int
        Position in MARKS.
    implied : numpy.ndarray of bool
        One end was put in after a repatriation; such a leg is marked `implied`, or `area` when that end is a country.
    """

    segment: Ints
    from_place: Ints
    to_place: Ints
    mark: Ints
    implied: Bools


@dataclass(frozen=True)
class _Steps:
    """The stops of all segments, one behind the other; a stop between two segments stands in both."""

    segment: Ints
    stop: Ints

    def take(self, keep: Bools) -> _Steps:
        return _Steps(self.segment[keep], self.stop[keep])


def _steps(journeys: Journeys) -> _Steps:
    first = journeys.segments["first_stop"].to_numpy()
    count = journeys.segments["last_stop"].to_numpy() - first + 1
    segment = np.repeat(np.arange(len(first)), count)
    before = np.repeat(np.cumsum(count) - count, count)
    return _Steps(segment, first[segment] + np.arange(len(segment)) - before if len(segment) else segment)


def build_ways(journeys: Journeys, events: Events, level: Level) -> Ways:
    """Work out the way of every segment.

    Parameters
    ----------
    journeys, events : Journeys, Events
        The journeys and the events they were built from.
    level : {'country', 'place'}
        `country`: the ordered countries, repeats collapsed; a way inside one country has one. `place`: the ordered
        places, stops known to a country or province left out; a way may have one place, and none at all gives no route.

    Returns
    -------
    Ways
        With no routes for no segments.
    """
    steps = _steps(journeys)
    token = journeys.stops["country" if level == "country" else "place"].to_numpy()
    kept = steps
    if level == "place":
        kept = steps.take(~events.places["coarse"].to_numpy()[token[steps.stop]])
    same = np.zeros(len(kept.segment), dtype=bool)
    same[1:] = (kept.segment[1:] == kept.segment[:-1]) & (token[kept.stop[1:]] == token[kept.stop[:-1]])
    kept = kept.take(~same)
    count = np.bincount(kept.segment, minlength=len(journeys.segments))
    kind = journeys.segments["kind"].cat.codes.to_numpy().astype(np.int64)
    route_of, leader = _same_ways(kept.segment, token[kept.stop], count, kind)
    codes = journeys.countries if level == "country" else tuple(events.places.index)
    names = _country_names(events, codes) if level == "country" else events.places["name_en"].to_dict()
    starts = np.cumsum(count) - count
    tokens = token[kept.stop]
    ways = [tuple(codes[t] for t in tokens[starts[s] : starts[s] + count[s]]) for s in leader]
    routes = pd.DataFrame(
        {
            "kind": pd.Categorical(np.array(KINDS)[kind[leader]], categories=list(KINDS)),
            "route": pd.Series(ways, dtype="object"),
            "label": pd.Series([_label([names[t] for t in way], level) for way in ways], dtype="str"),
        }
    )
    gap = np.zeros(len(journeys.segments), dtype=bool)
    if level == "place":
        drawn = draw_legs(journeys, events)
        gap[drawn.segment[drawn.mark == MARKS.index("gap")]] = True
    return Ways(level, routes, route_of, gap)


def _country_names(events: Events, codes: tuple[str, ...]) -> dict[str, str]:
    names = events.places["name_en"]
    return {code: names.get(code, code) for code in codes}


def _label(names: list[str], level: Level) -> str:
    if len(names) > 1:
        return " → ".join(names)
    return f"within {names[0]}" if level == "country" else f"{names[0]} (no other place known)"


def _same_ways(segment: Ints, token: Ints, count: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """Number the different ways, and name one segment that goes each.

    Ways are compared by a 64-bit hash of their tokens and positions; that no two different ways share a hash is
    checked, not hoped.
    """
    starts = np.cumsum(count) - count
    position = np.arange(len(segment)) - starts[segment]
    mixed = _mixed(token.astype(np.uint64) * _HASH_STEP + position.astype(np.uint64))
    total = np.zeros(len(count), dtype=np.uint64)
    np.add.at(total, segment, mixed)
    keys = _mixed(total + (count * len(KINDS) + kind).astype(np.uint64) * _HASH_STEP)
    walked = np.flatnonzero(count)
    _, leader, number = np.unique(keys[walked], return_index=True, return_inverse=True)
    route_of = np.full(len(count), NO_ROUTE, dtype=np.int64)
    route_of[walked] = number
    chief = np.full(len(count), NO_ROUTE, dtype=np.int64)
    chief[walked] = walked[leader][number]
    if (count[walked] != count[chief[walked]]).any() or (token != token[starts[chief[segment]] + position]).any():
        raise FootprintsError("Two different routes got the same number; this is a fault of the program: report it.")
    return route_of, walked[leader]


def _mixed(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def draw_legs(journeys: Journeys, events: Events) -> DrawnLegs:
    """The legs of all segments between their finest known ends.

    Between places a stop known to an area only is left out and the leg over it marked `gap`. Where a segment begins
    or ends in a country without a known place, the leg goes to the country itself, which has no position, and is
    marked `area`. A segment that never leaves one area has no legs.
    """
    steps = _steps(journeys)
    stops = journeys.stops
    place = stops["place"].to_numpy()[steps.stop]
    country = stops["country"].to_numpy()[steps.stop]
    fine = ~events.places["coarse"].to_numpy()[place]
    position = np.arange(len(place))
    segments = len(journeys.segments)
    first_fine = np.full(segments, len(place), dtype=np.int64)
    last_fine = np.full(segments, -1, dtype=np.int64)
    np.minimum.at(first_fine, steps.segment[fine], position[fine])
    np.maximum.at(last_fine, steps.segment[fine], position[fine])
    leading = ~fine & (position < first_fine[steps.segment]) & (last_fine[steps.segment] >= 0)
    trailing = ~fine & (position > last_fine[steps.segment])
    same_as_before = np.zeros(len(place), dtype=bool)
    same_as_before[1:] = (steps.segment[1:] == steps.segment[:-1]) & (country[1:] == country[:-1])
    same_as_next = np.append(same_as_before[1:], False)
    keep = fine | (leading & ~same_as_next) | (trailing & ~same_as_before)
    whole = events.places.index.get_indexer(pd.Index(journeys.countries))
    ends = np.where(fine, place, whole[country])[keep]
    segment, kept_fine, kept_at = steps.segment[keep], fine[keep], position[keep]
    implied = stops["implied"].to_numpy()[steps.stop][keep]
    # A journey that comes back to a place by way of an area ends where it began: no line can be drawn.
    joined = (segment[1:] == segment[:-1]) & (ends[1:] != ends[:-1])
    area = ~(kept_fine[1:] & kept_fine[:-1])
    gap = np.diff(kept_at) > 1
    leans = implied[1:] | implied[:-1]
    mark = np.select(
        [area, leans, gap],
        [MARKS.index("area"), MARKS.index("implied"), MARKS.index("gap")],
        MARKS.index("recorded"),
    )
    return DrawnLegs(segment[1:][joined], ends[:-1][joined], ends[1:][joined], mark[joined], leans[joined])


def rank_routes(ways: Ways, journeys: Journeys, chosen: Bools, part_of: Bools) -> pd.DataFrame:
    """Count and rank the routes of the chosen segments.

    Parameters
    ----------
    ways : Ways
        The ways of all segments.
    journeys : Journeys
        Where the segments are.
    chosen : numpy.ndarray of bool
        A value a segment.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case, so it adds to nothing.

    Returns
    -------
    pandas.DataFrame
        Columns ROUTE_COLUMNS, ranked by persons_low, then cases, then label. A case counts once a route, with its
        largest low and its largest known high. `persons_high` is NaN when it is open; `share` is the part of all
        persons_low of the same kind (NaN when there are none); `cases_implied` and `cases_gap` say how many of the
        cases lean on an implied stop, or leave out a stop known to an area only. Empty when nothing is chosen.
    """
    leans = np.zeros(len(journeys.segments), dtype=bool)
    leans[journeys.legs["segment"].to_numpy()[journeys.legs["implied"].to_numpy()]] = True
    picked = np.flatnonzero(chosen & (ways.route_of != NO_ROUTE))
    marks = {"implied": leans[picked], "gap": ways.gap[picked]}
    counted = count_persons(ways.route_of[picked], picked, journeys, part_of, marks)
    table = ways.routes.take(counted.index.to_numpy()).set_axis(counted.index).join(counted)
    totals = table.groupby("kind", observed=True)["persons_low"].transform("sum")
    table["share"] = (table["persons_low"] / totals.where(totals > 0)).astype("float64")
    table = table.sort_values(
        ["persons_low", "cases", "label", "kind"], ascending=[False, False, True, True], ignore_index=True
    )
    table["rank"] = np.arange(1, len(table) + 1)
    return table[list(ROUTE_COLUMNS)]


def rank_legs(drawn: DrawnLegs, journeys: Journeys, events: Events, chosen: Bools, part_of: Bools) -> pd.DataFrame:
    """Put together the drawn legs of the chosen segments that have the same kind, ends and mark.

    Returns
    -------
    pandas.DataFrame
        Columns LEG_COLUMNS, ranked like routes; `leg` is an id that stays the same whatever is selected, `from_place`
        and `to_place` are ids of `Events.places`. Empty when nothing is chosen.
    """
    rows = np.flatnonzero(chosen[drawn.segment])
    size = np.int64(len(events.places))
    kind = journeys.segments["kind"].cat.codes.to_numpy().astype(np.int64)[drawn.segment[rows]]
    key = ((drawn.from_place[rows] * size + drawn.to_place[rows]) * len(MARKS) + drawn.mark[rows]) * len(KINDS) + kind
    different, number = np.unique(key, return_inverse=True)
    table = count_persons(number, drawn.segment[rows], journeys, part_of, {"implied": drawn.implied[rows]})
    ids = events.places.index
    rest, kinds = np.divmod(different, len(KINDS))
    rest, marks = np.divmod(rest, len(MARKS))
    table["from_place"], table["to_place"] = ids[rest // size], ids[rest % size]
    table["mark"], table["kind"] = np.array(MARKS)[marks], np.array(KINDS)[kinds]
    table["leg"] = table["kind"] + ":" + table["from_place"] + ">" + table["to_place"] + ":" + table["mark"]
    order = ["persons_low", "cases", "leg"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)[list(LEG_COLUMNS)]


def count_persons(
    group: Ints, segment: Ints, journeys: Journeys, part_of: Bools, marks: dict[str, Bools] | None = None
) -> pd.DataFrame:
    """Cases and persons of groups of segments; a case counts once a group.

    Parameters
    ----------
    group, segment : numpy.ndarray of int
        Pairs of a group and a segment in it.
    journeys : Journeys
        Where the segments are.
    part_of : numpy.ndarray of bool
        A value a case: it is counted in `cases_part_of` and adds to no sum.
    marks : dict of str to numpy.ndarray of bool, optional
        A value a pair; the cases that have one are counted in `cases_<name>`.

    Returns
    -------
    pandas.DataFrame
        Indexed by group, sorted: `cases`, `persons_low`, `persons_high` (NaN: open), `cases_part_of` and one column a
        mark. Empty for no pairs.
    """
    marks = marks or {}
    columns = journeys.segments[["case", "persons_low", "persons_high"]].iloc[segment].reset_index(drop=True)
    pairs = columns.assign(group=group, **{f"cases_{name}": mark for name, mark in marks.items()})
    by_case = pairs.groupby(["group", "case"], sort=True).max()
    high = by_case["persons_high"].where(by_case["persons_high"] >= by_case["persons_low"])
    others = part_of[by_case.index.get_level_values("case").to_numpy(dtype=np.int64)]
    by_case = by_case.assign(
        cases=(~others).astype(np.int64),
        cases_part_of=others.astype(np.int64),
        persons_low=by_case["persons_low"].where(~others, 0),
        # A sum of highs is known only when every high is.
        persons_high=high.where(~others, 0.0),
        unknown=(high.isna() & ~others).astype(np.int64),
        **{name: (by_case[name] & ~others).astype(np.int64) for name in by_case.columns if name.startswith("cases_")},
    )
    table = by_case.groupby(level="group").sum()
    table["persons_high"] = table["persons_high"].where((table["unknown"] == 0) & (table["cases"] > 0))
    return table.drop(columns="unknown")
