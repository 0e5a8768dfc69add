"""Routes, legs and cells by year and event type: a table that grows with what is different, and not with the records.

Whoever has it can rank and compare years and types without the records. Each row says what a Selection of this one year
and this one event type would: a case counts once a row, so rows of different years or types must not be added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.cells import NO_CELL, RESOLUTIONS, cell_name, cell_of_events, cells_of, placed
from footprints_geo.event_codes import UNDATED
from footprints_geo.journeys import Ints
from footprints_geo.periods import YEAR
from footprints_geo.persons import COUNTS, Members, added_counts, members_of
from footprints_geo.prepared import Prepared
from footprints_geo.routes import STOPS
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, LEVELS

KEYS: Final = ("thing", "level", "kind", "key", "year", "event_type")
"""What a row is of: `thing` is `total`, `route`, `leg` or `cell`; `level` that of the routes, or the resolution of H3;
`key` the stops of a route with `>` between, the id of a leg, or the name of a cell. `year` 0 and `event_type` '' are
all of them, the undated too."""

COLUMNS: Final = (*KEYS, *COUNTS)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
"""An event of other years is counted in those of all years."""

_TYPES: Final = len(EVENT_TYPES) + 1
_TIMES: Final = (LAST_YEAR - FIRST_YEAR + 2) * _TYPES


@dataclass(frozen=True)
class _Times:
    """For things 0..n-1 the pairs of year and type each is counted under, one thing behind another."""

    start: Ints
    count: Ints
    code: Ints

    def spread(self, things: Ints) -> tuple[Ints, Ints]:
        """For some things, which of them and under what: a line a pair."""
        line, within = _each(self.count[things])
        return line, self.code[self.start[things][line] + within]


def _each(count: Ints) -> tuple[Ints, Ints]:
    """For things that are several each: a line for every one of them, which thing it is of, and its place there."""
    thing = np.repeat(np.arange(len(count)), count)
    return thing, np.arange(len(thing)) - np.repeat(np.cumsum(count) - count, count)


def break_down(prepared: Prepared) -> pd.DataFrame:
    """Count everything by year and event type.

    Parameters
    ----------
    prepared : Prepared
        The records.

    Returns
    -------
    pandas.DataFrame
        COLUMNS, sorted by KEYS; counts as :meth:`footprints_geo.persons.Members.count` gives them. Empty for no events.
    """
    of_events = _times_of_events(prepared)
    of_segments = _times_of_segments(prepared, of_events)
    tables = [_segments(prepared, "total", "", prepared.kinds, pd.DataFrame({"kind": KINDS, "key": ""}), of_segments)]
    for level in LEVELS:
        ways = prepared.ways[level]
        named = pd.DataFrame({"kind": ways.routes["kind"].astype("str"), "key": ways.routes["route"].str.join(STOPS)})
        tables.append(_segments(prepared, "route", level, ways.members, named, of_segments))
    legs = prepared.drawn.legs.rename(columns={"leg": "key"})[["kind", "key"]]
    tables.append(_segments(prepared, "leg", "", prepared.drawn.members, legs, of_segments))
    tables += [_cells(prepared, resolution, of_events) for resolution in RESOLUTIONS]
    whole = pd.concat([table for table in tables if len(table)] or [_table("", "", _NOTHING, _NO_NAMES)])
    return whole.sort_values(list(KEYS), ignore_index=True)


def add_up(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The breakdown of records from those of parts of them, of which no two hold events of one case; at least one."""
    return added_counts(parts, list(KEYS))


def _times_of_events(prepared: Prepared) -> _Times:
    """Of events in the order of :attr:`Prepared.rows`: every year its date may lie in, and all; its type, and all."""
    codes = prepared.codes
    event_type = codes.event_type.astype(np.int64) + 1
    dated = codes.earliest != UNDATED
    first = np.where(dated, np.maximum(codes.earliest.astype(np.int64) // YEAR, FIRST_YEAR), FIRST_YEAR)
    last = np.where(dated, np.minimum(codes.latest.astype(np.int64) // YEAR, LAST_YEAR), FIRST_YEAR - 1)
    years = 1 + np.maximum(last - first + 1, 0)
    event, within = _each(years)
    year = np.where(within == 0, 0, first[event] - FIRST_YEAR + within)
    both = np.column_stack((year * _TYPES, year * _TYPES + event_type[event])).ravel()
    count = 2 * years
    return _Times(np.cumsum(count) - count, count, both)


def _times_of_segments(prepared: Prepared, of_events: _Times) -> _Times:
    spread = prepared.spread
    count = spread.after - spread.first
    segment, within = _each(count)
    line, code = of_events.spread(spread.first[segment] + within)
    pair = np.unique(segment[line] * _TIMES + code)
    many = np.bincount(pair // _TIMES, minlength=len(count))
    return _Times(np.cumsum(many) - many, many, pair % _TIMES)


def _segments(
    prepared: Prepared, thing: str, level: str, members: Members, named: pd.DataFrame, times: _Times
) -> pd.DataFrame:
    line, code = times.spread(members.row)
    case = prepared.journeys.segments["case"].to_numpy()[members.row]
    high = np.where(np.isfinite(members.persons_high), members.persons_high, np.nan)
    counted = _counted(members.group[line], code, case[line], members.persons_low[line], high[line], prepared)
    return _table(thing, level, counted, named)


def _cells(prepared: Prepared, resolution: int, times: _Times) -> pd.DataFrame:
    frame, places = prepared.events.frame, prepared.events.places
    allowed = placed(frame, places, resolution)
    cells = cell_of_events(frame, places, cells_of(places, resolution), allowed)[prepared.rows]
    events = np.flatnonzero(cells != NO_CELL)
    different, group = np.unique(cells[events], return_inverse=True)
    line, code = times.spread(events)
    rows = prepared.rows[events[line]]
    case = frame["case_id"].cat.codes.to_numpy()[rows].astype(np.int64)
    low, high = frame["persons_low"].to_numpy()[rows], frame["persons_high"].to_numpy()[rows]
    named = pd.DataFrame({"kind": "", "key": [cell_name(int(cell)) for cell in different]})
    return _table("cell", str(resolution), _counted(group[line], code, case, low, high, prepared), named)


def _counted(
    group: Ints, code: Ints, case: Ints, low: npt.NDArray[Any], high: npt.NDArray[Any], prepared: Prepared
) -> pd.DataFrame:
    """Counts of each group under each pair of year and type: `group`, `code` and those of `Members.count`."""
    different, at = np.unique(group * _TIMES + code, return_inverse=True)
    counted = members_of(at, case, low, high, prepared.part_of).count()
    key = different[counted.index.to_numpy()]
    return counted[list(COUNTS)].reset_index(drop=True).assign(group=key // _TIMES, code=key % _TIMES)


def _table(thing: str, level: str, counted: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    year, event_type = np.divmod(counted["code"].to_numpy(), _TYPES)
    group = counted["group"].to_numpy()
    return pd.DataFrame(
        {
            "thing": thing,
            "level": level,
            "kind": named["kind"].to_numpy(dtype=object)[group],
            "key": named["key"].to_numpy(dtype=object)[group],
            "year": np.where(year == 0, 0, year + FIRST_YEAR - 1),
            "event_type": np.array(["", *EVENT_TYPES], dtype=object)[event_type],
            **{name: counted[name].to_numpy() for name in COUNTS},
        }
    ).astype({"thing": "str", "level": "str", "kind": "str", "key": "str", "event_type": "str"})


_NOTHING: Final = pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in (*COUNTS, "group", "code")})
_NO_NAMES: Final = pd.DataFrame({"kind": [], "key": []})
