"""What is to be said of the records and events of a file: faults by the file's own headers, and what was inferred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.language import marked
from footprints_geo.mapping.word_values import LONGEST_SHOWN
from footprints_geo.messages import Message
from footprints_geo.sources.source_table import FAULT_COLUMNS
from footprints_geo.terms import listed_word
from footprints_geo.unfolding.group_cells import Fault, Mask, Remark, Rows
from footprints_geo.unfolding.joined_cells import JoinedCells

EVENT_FAULT_COLUMNS: Final = (*FAULT_COLUMNS, "event")
INFERRED_COLUMNS: Final = ("column", "rows", "inferred", "row_numbers")
MOST_ROW_NUMBERS: Final = 20

NO_EVENT: Final = (
    marked("The record holds no event: all its cells for {events} are empty or say that nothing is known."),
    marked("Fill in a date or a place of one of them, or map the columns that hold them."),
)
CARRIED_ALONG: Final = marked("cells that cannot be read, in columns that are carried along: left as they are")


def fault_table(
    frame: pd.DataFrame, joined: JoinedCells, given: pd.DataFrame, later: Sequence[Fault], kinds: Sequence[str]
) -> tuple[pd.DataFrame, Rows]:
    """All faults of events and records.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns of the file; the index holds the numbers of the records.
    joined : JoinedCells
        The events, with the faults found in the cells of each group.
    given : pandas.DataFrame
        The reader's faults.
    later : sequence of Fault
        Faults found in the events of all groups together.
    kinds : sequence of str
        What the groups are called, for records that hold none of them.

    Returns
    -------
    (pandas.DataFrame, numpy.ndarray of int)
        EVENT_FAULT_COLUMNS, in the order of the records; and the numbers of records with a fault in a cell that no
        event uses.
    """
    found = [
        _of_events(frame, joined, fault, group) for group, part in enumerate(joined.parts) for fault in part.faults
    ]
    found += [_of_events(frame, joined, fault, None) for fault in later]
    read, unused = _of_reader(frame, joined, given)
    found += [read, _without_event(frame, joined, kinds)]
    table = pd.concat([part for part in found if len(part)] or [read], ignore_index=True)
    return table.sort_values(["row", "event"], kind="stable", ignore_index=True), unused


def among(remarks: Iterable[Remark], events: Mask) -> list[Remark]:
    """Remarks as they are about some events alone."""
    return [replace(remark, events=remark.events[events[remark.events]]) for remark in remarks]


def inferred_table(remarks: Iterable[Remark], numbers: Rows) -> pd.DataFrame:
    """Remarks counted by column and phrase.

    Parameters
    ----------
    remarks : iterable of Remark
        Those of one column and phrase are put together.
    numbers : numpy.ndarray of int
        What remarks point at: for each event, or each record, the number of the record.

    Returns
    -------
    pandas.DataFrame
        INFERRED_COLUMNS, sorted by column and phrase; `rows` counts records, each once.
    """
    events: dict[tuple[str, str], list[Rows]] = {}
    for remark in remarks:
        if len(remark.events):
            events.setdefault((remark.column, remark.inferred), []).append(remark.events)
    lines: list[dict[str, Any]] = []
    for (column, phrase), places in sorted(events.items(), key=lambda entry: entry[0]):
        rows = np.unique(numbers[np.concatenate(places)])
        first = rows[:MOST_ROW_NUMBERS].tolist()
        lines.append({"column": column, "rows": len(rows), "inferred": phrase, "row_numbers": first})
    return pd.DataFrame(lines, columns=list(INFERRED_COLUMNS))


def _of_events(frame: pd.DataFrame, joined: JoinedCells, fault: Fault, group: int | None) -> pd.DataFrame:
    """One line an event: the cell by the header it was read from."""
    events = fault.events if group is None else joined.at(group, fault.events)
    records = joined.records[events]
    headers = pd.Series(fault.column, index=range(len(events)), dtype="str")
    values = pd.Series("", index=headers.index, dtype="str")
    for number, part in enumerate(joined.parts):
        for place, header in enumerate(part.headers.get(fault.column, ())):
            inside = joined.groups[events] == number
            own = _sources(joined, number, fault.column)[events] == place
            headers[inside & own] = header
            cells = frame[header].iloc[records[inside & own]].astype("str").str.slice(stop=LONGEST_SHOWN)
            values[inside & own] = cells.to_numpy()
    return pd.DataFrame(
        {
            "row": frame.index.to_numpy(dtype="int64")[records],
            "column": headers.to_numpy(),
            "value": values.to_numpy(),
            "reason": fault.reason,
            "fix": fault.fix,
            "event": events,
        },
        columns=list(EVENT_FAULT_COLUMNS),
    )


def _sources(joined: JoinedCells, group: int, column: str) -> Rows:
    """For each event, from which of the headers of a column its cell is; -1 for events of other groups."""
    source = np.full(len(joined.records), -1, dtype=np.int64)
    source[joined.groups == group] = joined.parts[group].sources[column]
    return source


def _of_reader(frame: pd.DataFrame, joined: JoinedCells, given: pd.DataFrame) -> tuple[pd.DataFrame, Rows]:
    """The reader's faults, once for each event that uses the cell; and the records of those no event uses.

    A fault of a whole record, whose column is '', is one of each of its events.
    """
    if given.empty:
        return given.reindex(columns=list(EVENT_FAULT_COLUMNS)).astype({"event": "int64"}), np.zeros(0, dtype=np.int64)
    faults = given[list(FAULT_COLUMNS)].astype({"row": "int64", "column": "str"})
    faults = faults.assign(number=np.arange(len(faults)))
    events = pd.DataFrame({"row": frame.index.to_numpy(dtype="int64")[joined.records], "group": joined.groups})
    events = events.assign(event=np.arange(len(events)))
    events = events[events["row"].isin(faults["row"])]
    uses = _uses(joined)
    of_events = faults.merge(uses, on="column").merge(events, on=["row", "group"])
    alone = faults[faults["column"].isin(uses["column"]) & ~faults["row"].isin(events["row"])].assign(event=-1)
    found = pd.concat([of_events[alone.columns], alone]).sort_values("number", kind="stable", ignore_index=True)
    unused = faults.loc[~faults["number"].isin(found["number"]), "row"].to_numpy()
    return found[list(EVENT_FAULT_COLUMNS)], unused


def _uses(joined: JoinedCells) -> pd.DataFrame:
    """Which headers the events of which group are read from; '' for whole records."""
    parts = list(enumerate(joined.parts))
    uses = [("", group) for group, _ in parts]
    uses += [(header, group) for group, part in parts for headers in part.headers.values() for header in headers]
    return pd.DataFrame(list(dict.fromkeys(uses)), columns=["column", "group"]).astype({"column": "str"})


def _without_event(frame: pd.DataFrame, joined: JoinedCells, kinds: Sequence[str]) -> pd.DataFrame:
    holds = np.zeros(len(frame), dtype=bool)
    holds[joined.records] = True
    text, fix = NO_EVENT
    rows = frame.index.to_numpy(dtype="int64")[~holds]
    reason = Message(text, events=reduce(_or, [listed_word(kind) for kind in dict.fromkeys(kinds)]))
    return pd.DataFrame(
        {
            "row": rows,
            "column": "",
            "value": "",
            # A column of texts would forget what the message was made of.
            "reason": pd.Series([reason] * len(rows), dtype="object"),
            "fix": fix,
            "event": -1,
        },
        columns=list(EVENT_FAULT_COLUMNS),
    )


def _or(first: Message, last: Message) -> Message:
    return Message("{first} or {last}", first=first, last=last)
