"""Rows brought into an order by several columns at once, with as little sorting as the columns need.

Most files hold the events of a case one after another already, which a few comparisons show. Otherwise the columns are
packed into one number a row: a single sort of those takes a twentieth of the time of one sort a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]

DAY: Final = 86_400
NO_DAY: Final = np.iinfo(np.int64).min
"""A day that is not known: before all others."""
_BITS: Final = 63


def days_of(dates: npt.NDArray[np.datetime64]) -> Days:
    """Plain days, `datetime64[s]` at midnight, as numbers from 1970; NO_DAY where there is none."""
    seconds = dates.astype("datetime64[s]", copy=False).view(np.int64)
    days = seconds // DAY
    # Not a date is the smallest number of all, and has to stay it.
    missing = seconds == NO_DAY
    if missing.any():
        days[missing] = NO_DAY
    return days


def sorted_rows(columns: Sequence[npt.NDArray[Any]]) -> Ints:
    """The rows sorted by some columns, the first one first, and where all are equal as they stand.

    Parameters
    ----------
    columns : sequence of numpy.ndarray
        Whole numbers, or floats without NaN; one at least, of equal length.

    Returns
    -------
    numpy.ndarray of int
        Numbers of rows: as `numpy.lexsort(columns[::-1])`, which is stable. Empty for no rows.
    """
    count = len(columns[0])
    if _in_order(columns):
        return np.arange(count)
    packed = _packed(columns)
    if packed is None:
        return np.lexsort(tuple(columns[::-1])).astype(np.int64)
    key, bits = packed
    row_bits = int(count - 1).bit_length()
    if bits + row_bits > _BITS:
        return np.argsort(key, kind="stable")
    # With the row in it a number says by itself where it came from, and no two are equal: any sort is stable.
    key <<= row_bits
    key |= np.arange(count)
    key.sort()
    key &= (1 << row_bits) - 1
    return key


def _in_order(columns: Sequence[npt.NDArray[Any]]) -> bool:
    """Whether every row stands before the next one, or is equal to it; a column is looked at where it decides."""
    first, *others = columns
    if (first[1:] < first[:-1]).any():
        return False
    equal = np.flatnonzero(first[1:] == first[:-1])
    for column in others:
        if not len(equal):
            return True
        here, after = column[equal], column[equal + 1]
        if (after < here).any():
            return False
        equal = equal[after == here]
    return True


def _packed(columns: Sequence[npt.NDArray[Any]]) -> tuple[Ints, int] | None:
    """One number a row that sorts as the columns do, and how many bits it has; None where they need too many."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    used = 0
    for column in columns:
        numbers = _counted(column)
        if numbers is None:
            return None
        bits = int(numbers.max(initial=0)).bit_length()
        used += bits
        if used > _BITS:
            return None
        key <<= bits
        key |= numbers
    return key, used


def _counted(column: npt.NDArray[Any]) -> Ints | None:
    """A column as whole numbers from 0 that sort alike; None where it has fractions or lies too far apart."""
    if not len(column):
        return column.astype(np.int64)
    if column.dtype.kind == "f":
        # Beyond, not every whole number is a float of its own.
        if not (np.abs(column) < 2.0**53).all() or (np.floor(column) != column).any():
            return None
        column = column.astype(np.int64)
    known = column != NO_DAY
    if known.all():
        low, high = int(column.min()), int(column.max())
        return column.astype(np.int64) - low if high - low < 2**_BITS else None
    if not known.any():
        return np.zeros(len(column), dtype=np.int64)
    low, high = int(column.min(where=known, initial=2**_BITS - 1)), int(column.max())
    if high - low >= 2**_BITS - 1:
        return None
    return np.where(known, column - low + 1, 0).astype(np.int64)
