"""Which of many sequences are the same: ways of segments, chains of custody, records of cases."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import FootprintsError

Ints = npt.NDArray[np.int64]
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
    position = np.arange(len(owner)) - np.repeat(starts, count)
    mixed = _mixed(token.astype(np.uint64) * _STEP + position.astype(np.uint64))
    filled = np.flatnonzero(count)
    total = np.add.reduceat(mixed, starts[filled]) if len(filled) else mixed
    marks = int(mark.max(initial=0)) + 1
    keys = _mixed(total + (count * marks + mark)[filled].astype(np.uint64) * _STEP)
    number, leader = _numbered(keys)
    number_of = np.full(len(count), NO_SEQUENCE, dtype=np.int64)
    number_of[filled] = number
    leader = filled[leader]
    chief = leader[number]
    same = (count[filled] == count[chief]) & (mark[filled] == mark[chief])
    ahead = np.repeat(starts[chief], count[filled])
    if not same.all() or (token != token[ahead + position]).any():
        raise FootprintsError("Two different sequences got the same number; this is a fault of the program: report it.")
    return number_of, leader


def _numbered(keys: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """For each key its place among the different ones, sorted, and for each of these where it first stands."""
    number, different = pd.factorize(keys)
    first = np.empty(len(different), dtype=np.int64)
    # Of several keys the first one stays: the last that is written.
    first[number[::-1]] = np.arange(len(number))[::-1]
    order = np.argsort(different)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[number], first[order]


def _mixed(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
