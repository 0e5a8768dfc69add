"""How many persons the cells of events say, as people type it: one number, or a lowest and a highest one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.coded import constant, empty, recoded
from footprints_geo.typed_counts import Count, read_count
from footprints_geo.unfolding.group_cells import GroupCells, Remark
from footprints_geo.unfolding.group_readings import filled, remarks_of

ENDS: Final = {"least": "persons_min", "most": "persons_max"}
GIVEN_COUNTS: Final = {column: f"given_{column}" for column in ("persons", *ENDS.values())}
"""Where the count as it is typed is kept, if it was read as something else."""


def with_counts(found: GroupCells) -> GroupCells:
    """Typed counts as numbers; "30-50" fills `persons_min` and `persons_max` where they have no cells of their own.

    What cannot be read, or could be two numbers, stays as it is typed: a later check refuses it.
    """
    for side, column in ENDS.items():
        found = _read(found, column, {text: c for text, c in _counts(found, column).items() if _fits(c, side)})
    counts = _counts(found, "persons")
    if not counts:
        return found
    typed = found.cells["persons"]
    remarks = list(found.remarks)
    cells = dict(found.cells)
    for side, column in ENDS.items():
        made = _recoded(typed, {text: _text(getattr(count, side)) for text, count in counts.items()}, "")
        own = found.cells.get(column, constant("", typed.index))
        both = ~empty(own) & ~empty(made)
        if both.any():
            said = f"what persons says of it is left out where {column} has a cell of its own"
            remarks.append(Remark(column, said, np.flatnonzero(both)))
        if column in found.cells or any(made.cat.categories):
            cells[column] = filled(own, made, empty(own))
    return _read(replace(found, cells=cells, remarks=tuple(remarks)), "persons", counts)


def _counts(found: GroupCells, column: str) -> dict[str, Count]:
    """Each different text of a column that is a typed count."""
    if column not in found.cells:
        return {}
    return {text: count for text in found.cells[column].cat.categories if (count := read_count(text)) is not None}


def _fits(count: Count, side: str) -> bool:
    """Whether a count can stand in a column of lowest, or of highest numbers: "30-50" says both."""
    other = count.most if side == "least" else count.least
    return other is None


def _read(found: GroupCells, column: str, counts: Mapping[str, Count]) -> GroupCells:
    """A column with its typed counts as the one number each says, and what was typed beside it."""
    if not counts:
        return found
    typed = found.cells[column]
    one = {text: _text(count.said if column == "persons" else _only(count)) for text, count in counts.items()}
    said = _recoded(typed, {text: f"'{text}' {count.remark}" for text, count in counts.items()}, "")
    given = _recoded(typed, {text: text for text in counts}, "")
    return replace(
        found,
        cells={**found.cells, column: _recoded(typed, one), GIVEN_COUNTS[column]: given},
        remarks=(*found.remarks, *remarks_of(column, said)),
    )


def _only(count: Count) -> int | None:
    return next((number for number in (count.said, count.least, count.most) if number is not None), None)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _recoded(cells: pd.Series, answers: Mapping[str, str], otherwise: str | None = None) -> pd.Series:
    """A coded column with its answers; a text without one is itself, or `otherwise`."""
    return recoded(
        cells,
        lambda texts: pd.Series(
            [answers.get(text, text if otherwise is None else otherwise) for text in texts], dtype="str"
        ),
    )
