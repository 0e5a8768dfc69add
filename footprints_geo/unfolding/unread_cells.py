"""Cells of mapped columns that no event is read from: they are carried along, as those of columns nothing maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.coded import empty, looked_up
from footprints_geo.mapping.word_values import says_nothing, says_yes
from footprints_geo.unfolding.group_cells import GroupCells, Mask, Remark, Rows, take
from footprints_geo.unfolding.joined_cells import JoinedCells

NOT_READ: Final = "{} has cells that no event is read from: carried along under its own name"
SECOND_TO_OTHERS: Final = frozenset({"date_from", "date_to", "position"})
"""Columns that are read only where `date`, or `lat` and `lon`, are empty."""


def unread_cells(frame: pd.DataFrame, joined: JoinedCells) -> dict[str, Remark]:
    """Where a mapped column says something that is in no event of its record.

    A second column for one of ours is read only where the first is empty, the ends of a period only without a date,
    and what holds for a whole row not in an event that has its own.

    Parameters
    ----------
    frame : pandas.DataFrame
        The coded columns of the file.
    joined : JoinedCells
        The events, read.

    Returns
    -------
    dict of str to Remark
        By header, for headers with such a cell in a record that holds an event.
    """
    if len(joined.parts) == 1 and _reads_all(joined.parts[0]):
        return {}
    holds = np.zeros(len(frame), dtype=bool)
    holds[joined.records] = True
    found = {}
    for header in dict.fromkeys(h for part in joined.parts for headers in part.headers.values() for h in headers):
        open_cells = holds & ~empty(frame[header])
        ticked = True
        for column, records in _read_from(joined, header):
            open_cells[records] = False
            ticked = ticked and column == "event_type"
        rows = _telling(frame[header], np.flatnonzero(open_cells), ticked=ticked)
        if len(rows):
            said = np.zeros(len(frame), dtype=bool)
            said[rows] = True
            found[header] = Remark(_column_of(joined, header), NOT_READ.format(header), _events(joined, said))
    return found


def _reads_all(part: GroupCells) -> bool:
    """Whether each of our columns is read from one column of the file, whatever the others say."""
    return not part.headers.keys() & SECOND_TO_OTHERS and all(len(headers) == 1 for headers in part.headers.values())


def _read_from(joined: JoinedCells, header: str) -> Iterator[tuple[str, Rows]]:
    """The columns of ours that a header is mapped to, and the records in which it is read for them."""
    for part in joined.parts:
        for column, headers in part.headers.items():
            if header in headers:
                yield column, part.records[part.sources[column] == headers.index(header)]


def _telling(cells: pd.Series, rows: Rows, *, ticked: bool) -> Rows:
    """The rows whose cells say more than that nothing is known, or that what is to be ticked did not happen."""
    if not len(rows):
        return rows
    own = take(cells, rows)
    own = own.cat.remove_unused_categories()

    def tells(texts: pd.Series) -> list[bool]:
        return [not says_nothing(text) and not (ticked and says_yes(text) is False) for text in texts]

    telling: Rows = rows[looked_up(own, tells).to_numpy(bool)]
    return telling


def _column_of(joined: JoinedCells, header: str) -> str:
    return next(column for part in joined.parts for column, headers in part.headers.items() if header in headers)


def _events(joined: JoinedCells, records: Mask) -> Rows:
    return np.flatnonzero(records[joined.records])
