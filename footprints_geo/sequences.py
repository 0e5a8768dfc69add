"""Which of many sequences are the same: ways of segments, chains of custody, records of cases."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from footprints_geo.errors import FootprintsError
from footprints_geo.journeys import Ints

NO_SEQUENCE: Final = -1
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


def same_sequences(owner: Ints, token: Ints, count: Ints, mark: Ints) -> tuple[Ints, Ints]:
    """Number the different sequences, and name one owner of each.

    Sequences are compared by a 64-bit hash of their tokens and positions; that no two different ones share a hash is
    checked, not hoped.

    Parameters
    ----------
    owner : numpy.ndarray of int
        Whose each token is, 0 to n-1, in order; an owner's tokens follow one another in the order of its sequence.
    token : numpy.ndarray of int
        What stands there.
    count : numpy.ndarray of int
        How many tokens each of the n owners has; 0 for none.
    mark : numpy.ndarray of int
        A small number an owner: sequences with different marks are different.

    Returns
    -------
    (numpy.ndarray of int, numpy.ndarray of int)
        For each owner the number of its sequence, -1 for an owner without tokens; and for each number an owner.
    """
    starts = np.cumsum(count) - count
    position = np.arange(len(owner)) - starts[owner]
    mixed = _mixed(token.astype(np.uint64) * _STEP + position.astype(np.uint64))
    total = np.zeros(len(count), dtype=np.uint64)
    np.add.at(total, owner, mixed)
    marks = int(mark.max(initial=0)) + 1
    keys = _mixed(total + (count * marks + mark).astype(np.uint64) * _STEP)
    filled = np.flatnonzero(count)
    _, leader, number = np.unique(keys[filled], return_index=True, return_inverse=True)
    number_of = np.full(len(count), NO_SEQUENCE, dtype=np.int64)
    number_of[filled] = number
    chief = np.full(len(count), NO_SEQUENCE, dtype=np.int64)
    chief[filled] = filled[leader][number]
    same = (count[filled] == count[chief[filled]]) & (mark[filled] == mark[chief[filled]])
    if not same.all() or (token != token[starts[chief[owner]] + position]).any():
        raise FootprintsError("Two different sequences got the same number; this is a fault of the program: report it.")
    return number_of, filled[leader]


def _mixed(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
