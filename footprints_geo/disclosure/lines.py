"""What the lines of one group have in common at one event: they are told together, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.disclosure.grouping import Grouping
from footprints_geo.journeys import Bools, Ints

_DIFFERENT: Final = -2
_DIFFER: Final = -1


@dataclass(frozen=True)
class Alike:
    """Sets of lines that are told alike: those of one group and position.

    Attributes
    ----------
    of_line, of_record : numpy.ndarray of int
        The set of each line and of each record.
    size : numpy.ndarray of int
        Its lines: the cases of the group.
    rank : numpy.ndarray of int
        For each line, the number of its case in the group, from 0.
    """

    of_line: Ints
    of_record: Ints
    size: Ints
    rank: Ints


def alike_lines(grouping: Grouping) -> Alike:
    """Which lines of a grouping are told alike."""
    told = grouping.told
    _, group = np.unique(told.group, return_inverse=True)
    key = group * (told.position.max(initial=0) + 1) + told.position
    _, of_line, size = np.unique(key, return_inverse=True, return_counts=True)
    by_set = np.lexsort((told.case, of_line))
    starts = np.cumsum(size) - size
    rank = np.empty(len(of_line), dtype=np.int64)
    rank[by_set] = np.arange(len(of_line)) - starts[of_line[by_set]]
    return Alike(of_line, of_line[grouping.line], size, rank)


def agreed(codes: npt.NDArray[np.integer], grouping: Grouping, alike: Alike) -> Ints:
    """For each line the code that all records of its set have, and -1 where they differ."""
    own = codes.astype(np.int64)[grouping.records.row]
    lowest = np.full(len(alike.size), np.iinfo(np.int64).max)
    highest = np.full(len(alike.size), _DIFFERENT)
    np.minimum.at(lowest, alike.of_record, own)
    np.maximum.at(highest, alike.of_record, own)
    return np.where(lowest == highest, highest, -1)[alike.of_line]


def any_of(true: Bools, grouping: Grouping, alike: Alike) -> Bools:
    """For each line whether any record of its set is true."""
    found = np.zeros(len(alike.size), dtype=bool)
    np.logical_or.at(found, alike.of_record, true[grouping.records.row])
    return found[alike.of_line]


def texts_of(column: pd.Series, grouping: Grouping, alike: Alike) -> npt.NDArray[np.object_]:
    """For each line the text that all records of its set have, and '' where they differ."""
    codes = agreed(column.cat.codes.to_numpy(), grouping, alike)
    return np.append(column.cat.categories.to_numpy(dtype=object), "")[codes]
