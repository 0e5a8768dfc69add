"""Cells with several values: one event for each date, and a place only where it is said which is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from footprints_geo.cell_values import SEVERAL_MARK, sides_of, values_of
from footprints_geo.coded import combinations, constant, looked_up
from footprints_geo.language import marked
from footprints_geo.mapping.cell_positions import split_positions
from footprints_geo.unfolding.group_cells import Fault, GroupCells, Mask, Remark, Rows

TIMES: Final = ("date", "date_from", "date_to")
SPOTS: Final = ("place", "position")
GIVEN_PLACE: Final = "given_place"
ONE_EACH: Final = "several dates in one cell: one event for each"
IN_PAIRS: Final = "as many places as dates in one cell: the first with the first, and so on"
WHICH_PLACE: Final = "several places in one cell, and which one is meant is not said: left empty"
UNEVEN: Final = (
    marked("There are not as many starts as ends in the cell; expected one end for each start."),
    marked("Write as many dates in both, in the same order, or one row a period."),
)


def split(found: GroupCells) -> GroupCells:
    """One event for each of several dates in a cell.

    As many places as dates go in pairs; of several places for one date none is taken, as none is said to be meant,
    and what the cell says is kept in `given_place`.
    """
    columns = [column for column in (*TIMES, *SPOTS) if column in found.cells]
    several = np.zeros(len(found.records), dtype=bool)
    for column in columns:
        has_several = _several_positions if column == "position" else _with_bars
        several |= looked_up(found.cells[column], has_several).to_numpy(bool)
    return _spread(found, columns, several) if several.any() else found


def _with_bars(texts: pd.Series) -> pd.Series:
    return texts.str.contains(SEVERAL_MARK, regex=False)


def _several_positions(texts: pd.Series) -> list[bool]:
    """A position has a bar inside, so that bars alone say nothing."""
    return [SEVERAL_MARK in text and len(split_positions(text)) > 1 for text in texts]


def _spread(found: GroupCells, columns: list[str], several: Mask) -> GroupCells:
    part = pd.DataFrame({column: found.cells[column][several] for column in columns})
    different, number = combinations(part, columns)
    spreads = [_Spread.of(dict(zip(columns, texts, strict=True))) for texts in different.itertuples(index=False)]
    counts = np.array([len(spread.rows) for spread in spreads])
    repeats = counts[number]
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    first = np.repeat((np.cumsum(counts) - counts)[number], repeats)
    places = np.concatenate([np.flatnonzero(~several), np.repeat(np.flatnonzero(several), repeats)])
    order = np.argsort(places, kind="stable")
    # For each event which of the new rows its cells are from, and by which combination; -1 for its own cells.
    own = np.full((~several).sum(), -1)
    origin = np.concatenate([own, first + within])[order]
    kind = np.concatenate([own, np.repeat(number, repeats)])[order]
    whole = found.taken(places[order])
    rows = pd.DataFrame([row for spread in spreads for row in spread.rows]).fillna("").astype("str")
    before = {column: whole.cells.get(column, constant("", pd.RangeIndex(len(kind)))) for column in rows.columns}
    remarks = [
        Remark(column, phrase, np.flatnonzero(_among(kind, [(column, phrase) in spread.said for spread in spreads])))
        for column, phrase in dict.fromkeys(said for spread in spreads for said in spread.said)
    ]
    uneven = np.flatnonzero(_among(kind, [spread.uneven for spread in spreads]))
    return replace(
        whole,
        cells={**whole.cells, **{c: _replaced(cells, rows[c], origin) for c, cells in before.items()}},
        remarks=(*whole.remarks, *remarks),
        faults=(*whole.faults, *([Fault("date_to", uneven, *UNEVEN)] if len(uneven) else [])),
    )


def _among(kind: Rows, true: Sequence[bool]) -> Mask:
    return np.append(np.asarray(true, dtype=bool), False)[kind]


def _replaced(cells: pd.Series, texts: pd.Series, origin: Rows) -> pd.Series:
    both = union_categoricals([cells.array, texts.astype("category").array])
    return pd.Series(both.take(np.where(origin < 0, np.arange(len(cells)), len(cells) + origin)))


@dataclass(frozen=True)
class _Spread:
    """The events of one combination of cells, some of which hold several values."""

    rows: list[dict[str, str]]
    said: tuple[tuple[str, str], ...] = ()
    uneven: bool = False

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> _Spread:
        times = {column: values_of(texts[column]) for column in TIMES if column in texts} | _ends_side_by_side(texts)
        spots = {c: split_positions(texts[c]) if c == "position" else values_of(texts[c]) for c in SPOTS if c in texts}
        counts = {len(times[column]) for column in times if times[column]}
        dates = len(times.get("date", ())) or max(counts, default=1)
        if len(counts) > 1 and not times.get("date"):
            return cls([dict(texts)], uneven=True)
        places = {len(parts) for parts in spots.values() if len(parts) > 1}
        in_pairs = dates > 1 and places == {dates}
        dropped = bool(places) and not in_pairs
        columns = {c: _each(parts, dates, SEVERAL_MARK.join(parts)) for c, parts in times.items()}
        columns |= {c: _each([] if dropped else parts, dates, "") for c, parts in spots.items()}
        if dropped:
            columns[GIVEN_PLACE] = [" ".join(texts[c] for c in spots if texts[c])] * dates
        said = [("date", ONE_EACH)] if dates > 1 else []
        said += [("place", IN_PAIRS if in_pairs else WHICH_PLACE)] if places else []
        return cls([{c: parts[n] for c, parts in columns.items()} for n in range(dates)], tuple(said))


def _each(parts: Sequence[str], count: int, otherwise: str) -> list[str]:
    """One part for each event: its own, the only one for all, or the text given when there are others than as many."""
    if len(parts) == count:
        return list(parts)
    return [parts[0] if len(parts) == 1 else otherwise] * count


def _ends_side_by_side(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Starts and ends of as many periods, one of which may be open; {} where the cells say nothing of both."""
    sides = {column: sides_of(texts[column]) for column in TIMES[1:] if texts.get(column)}
    if len(sides) < 2 or len({len(parts) for parts in sides.values()}) > 1:
        return {}
    known = [pair for pair in zip(*sides.values(), strict=True) if any(pair)]
    return {column: [pair[side] for pair in known] for side, column in enumerate(sides)}
