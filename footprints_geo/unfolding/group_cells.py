"""The cells of one event of each record: which columns count for it, and which records hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from footprints_geo.coded import constant, empty, looked_up, of_codes, recoded
from footprints_geo.language import marked
from footprints_geo.mapping.word_values import says_nothing, says_yes
from footprints_geo.profiles import ROW_NUMBER, EventGroup, Profile

Rows = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]

APART: Final = (
    {"date", "date_from", "date_to"},
    {"place", "admin1", "lat", "lon", "position", "location_precision"},
    {"persons", "persons_min", "persons_max"},
)
"""Columns that say one thing together: an event with one of its own does not take the others from its row."""

NOT_KNOWN: Final = "says only that nothing is known or applies: no event"
SEVERAL_EVENTS: Final = (
    marked(
        "Found several event types in one cell; expected one, as nothing says which of them the date and place belong "
        "to."
    ),
    marked("Write one row an event."),
)
TICKED_NOT: Final = (
    marked("The record says that this did not happen, and has a date or place for it; expected one of the two."),
    marked("Empty the cells of the event, or say that it happened."),
)


@dataclass(frozen=True)
class Remark:
    """Something to report about some events: what was inferred for one of our columns, and about which."""

    column: str
    inferred: str
    events: Rows


@dataclass(frozen=True)
class Fault:
    """Something in the cells of one of our columns that makes some events unusable; one sentence for all or each."""

    column: str
    events: Rows
    reason: str | Sequence[str]
    fix: str | Sequence[str]


@dataclass(frozen=True)
class GroupCells:
    """One event of each record that holds it.

    Attributes
    ----------
    records : numpy.ndarray of int
        For each event, the position of its record in the table; rising.
    cells : mapping of str to pandas.Series
        For each of MAPPED_COLUMNS that is known, and what is kept beside them, a coded column with a RangeIndex.
    headers : mapping of str to tuple of str
        For each mapped column, the file's headers.
    sources : mapping of str to numpy.ndarray of int
        For each mapped column, which of its headers each event's cell is from; -1 where it is not read after all, as
        another column says the same.
    remarks, faults : tuple
        What is to be said of them; events by their position here.
    without : tuple of (str, numpy.ndarray)
        What is said of records that hold no such event, and their positions in the table.
    """

    records: Rows
    cells: Mapping[str, pd.Series]
    headers: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, npt.NDArray[np.int8]]
    remarks: tuple[Remark, ...] = ()
    faults: tuple[Fault, ...] = ()
    without: tuple[tuple[str, Rows], ...] = field(default=())

    def taken(self, places: Rows) -> GroupCells:
        """The events at some positions, which may repeat."""
        return replace(
            self,
            records=self.records[places],
            cells={column: take(cells, places) for column, cells in self.cells.items()},
            sources={column: source[places] for column, source in self.sources.items()},
            remarks=tuple(replace(r, events=np.flatnonzero(np.isin(places, r.events))) for r in self.remarks),
            faults=tuple(replace(f, events=np.flatnonzero(np.isin(places, f.events))) for f in self.faults),
        )


def columns_of(profile: Profile, group: EventGroup) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The columns and constants that count for a group: its own, and what it leaves of those of its profile."""
    own = {column for column, headers in group.columns.items() if headers} | {*group.constants}
    hidden = own.union(*(apart for apart in APART if apart & own))
    shared = {column: headers for column, headers in profile.columns.items() if column not in hidden and headers}
    columns = {**shared, **{column: headers for column, headers in group.columns.items() if headers}}
    constants = {column: text for column, text in profile.constants.items() if column not in hidden}
    return columns, {**constants, **group.constants}


def cells_of_group(
    frame: pd.DataFrame,
    unit: str,
    profile: Profile,
    group: EventGroup,
    faulty: Mapping[str, Mask],
    *,
    every: bool = False,
) -> GroupCells:
    """The events of one group, before dates and positions are read.

    Parameters
    ----------
    frame : pandas.DataFrame
        The coded columns of the file; the index holds the numbers of the records.
    unit : str
        What a record is called.
    profile, group
        What is mapped; all headers are there.
    faulty : mapping of str to numpy.ndarray of bool
        For headers with cells the reader could make nothing of, the records: such a cell is not empty.
    every : bool
        Whether every record holds the event, whatever its cells say.
    """
    headers, constants = columns_of(profile, group)
    picked = {column: first_filled(frame, own) for column, own in headers.items()}
    found = GroupCells(
        np.arange(len(frame)),
        {column: cells for column, (cells, _) in picked.items()},
        headers,
        {column: source for column, (_, source) in picked.items()},
    )
    own = {column: headers[column] for column in group.columns if headers.get(column)}
    if own and not every:
        found = _of_those_that_hold_it(found, frame, own, "event_type" in group.constants, faulty)
    found = replace(found, cells={**found.cells, **_constants(found, constants, frame.index, unit)})
    return replace(found, remarks=(*found.remarks, *_later_columns(found)))


def first_filled(frame: pd.DataFrame, headers: Sequence[str]) -> tuple[pd.Series, npt.NDArray[np.int8]]:
    """Of some columns, in each row the first cell that is not empty; and which column it is from."""
    columns = [frame[header].reset_index(drop=True) for header in headers]
    source = np.zeros(len(frame), dtype=np.int8)
    if len(columns) == 1:
        return columns[0], source
    open_rows = empty(columns[0])
    for number, column in enumerate(columns[1:], 1):
        here = open_rows & ~empty(column)
        source[here] = number
        open_rows &= ~here
    both = union_categoricals([column.array for column in columns])
    codes = both.codes.reshape(len(columns), len(frame))[source, np.arange(len(frame))]
    return of_codes(codes, both.categories, columns[0].index), source


def take(column: pd.Series, places: Rows) -> pd.Series:
    """Cells of a coded column by position, with a RangeIndex."""
    return pd.Series(column.array.take(places))


def _of_those_that_hold_it(
    found: GroupCells, frame: pd.DataFrame, own: Mapping[str, Sequence[str]], ticked: bool, faulty: Mapping[str, Mask]
) -> GroupCells:
    """The records with a cell of the event's own that says something."""
    said, hollow, denied = (np.zeros(len(frame), dtype=bool) for _ in range(3))
    for column in own:
        cells = found.cells[column]
        nothing = looked_up(cells, lambda texts: texts.map(says_nothing)).to_numpy(bool)
        if column == "event_type" and ticked:
            no = looked_up(cells, lambda texts: [says_yes(text) is False for text in texts]).to_numpy(bool)
            denied |= no
            nothing = nothing | no
        hollow |= nothing & ~empty(cells)
        said |= ~nothing
    for header in {header for headers in own.values() for header in headers} & faulty.keys():
        said |= faulty[header]
    held = found.taken(np.flatnonzero(said)) if not said.all() else found
    kept = np.flatnonzero((denied & said)[held.records])
    faults = (Fault("event_type", kept, *TICKED_NOT),) if len(kept) else ()
    none = np.flatnonzero(hollow & ~said & ~denied)
    return replace(held, faults=faults, without=((NOT_KNOWN, none),) if len(none) else ())


def _constants(found: GroupCells, constants: Mapping[str, str], numbers: pd.Index, unit: str) -> dict[str, pd.Series]:
    """Columns with what holds for each event without a cell."""
    made = {}
    for column, text in constants.items():
        index = pd.RangeIndex(len(found.records))
        if column == "case_id" and text == ROW_NUMBER:
            named = pd.Series(numbers[found.records].astype("str"), index=index, dtype="str")
            value = (f"{unit} " + named).astype("category")
        else:
            value = constant(text, index)
        cells = found.cells.get(column)
        if cells is None:
            made[column] = value
            continue
        if column == "event_type":
            cells = recoded(
                cells, lambda texts: texts.mask(texts.map(lambda t: says_nothing(t) or says_yes(t) is not None), "")
            )
        both = union_categoricals([cells.array, value.array])
        places = np.arange(len(cells)) + len(cells) * empty(cells)
        made[column] = pd.Series(both.take(places))
    return made


def _later_columns(found: GroupCells) -> list[Remark]:
    """That a column was read because an earlier one is empty."""
    return [
        Remark(column, f"{found.headers[column][0]} is empty: {header} is read", np.flatnonzero(source == number))
        for column, source in found.sources.items()
        for number, header in enumerate(found.headers[column])
        if number and (source == number).any()
    ]
