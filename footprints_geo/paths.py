"""The paths of segments: which segments go over the same places, so that what follows from a path is worked out once.

A million events go a few thousand ways. Routes at every level and the legs of a map are worked out for one segment a
path, and handed to all others by its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.sequences import same_sequences

Ints = npt.NDArray[np.int64]
_BITS: Final = 63


@dataclass(frozen=True)
class Paths:
    """Which segments have the same kind and the same stops, in places and in which of them are implied.

    Attributes
    ----------
    path : numpy.ndarray of int
        The number of the path of every segment: 0 to n-1.
    segment : numpy.ndarray of int
        One segment of each path. Empty for no segments.
    """

    path: Ints
    segment: Ints


def paths_of(first: Ints, last: Ints, token: npt.NDArray[Any], kind: npt.NDArray[Any], kinds: int) -> Paths:
    """Number the different paths.

    Parameters
    ----------
    first, last : numpy.ndarray of int
        The first and the last stop of each segment.
    token : numpy.ndarray of int
        A value a stop, 0 or more: two stops are the same where it is equal.
    kind : numpy.ndarray of int
        A value a segment, 0 to `kinds` - 1.
    """
    count = last - first + 1
    bits = int(token.max(initial=0) + 1).bit_length()
    most = max(0, (_BITS - int(kinds).bit_length()) // bits)
    short = count <= most
    path = np.empty(len(first), dtype=np.int64)
    at = slice(None) if short.all() else np.flatnonzero(short)
    path[at], leaders = _exactly(first[at], count[at], token, kind[at], bits, kinds)
    segments = np.arange(len(first))[at][leaders]
    if not short.all():
        rest = np.flatnonzero(~short)
        owner = np.repeat(np.arange(len(rest)), count[rest])
        starts = np.cumsum(count[rest]) - count[rest]
        stop = np.arange(len(owner)) + np.repeat(first[rest] - starts, count[rest])
        number, leader = same_sequences(owner, token[stop].astype(np.int64), count[rest], kind[rest].astype(np.int64))
        path[rest] = number + len(segments)
        segments = np.concatenate((segments, rest[leader]))
    return Paths(path, segments)


def _exactly(
    first: Ints, count: Ints, token: npt.NDArray[Any], kind: npt.NDArray[Any], bits: int, kinds: int
) -> tuple[Ints, Ints]:
    """The same of segments whose stops fit into one number, side by side: no hash, and nothing to be checked."""
    key = kind.astype(np.int64)
    going, shift = np.arange(len(first)), int(kinds).bit_length()
    for step in range(int(count.max(initial=0))):
        if step >= 2:
            # Every segment has two stops.
            going = going[count[going] > step]
        each = slice(None) if len(going) == len(first) else going
        key[each] |= (token[first[each] + step].astype(np.int64) + 1) << shift
        shift += bits
    path, different = pd.factorize(key)
    leader = np.empty(len(different), dtype=np.int64)
    # Of several segments the first one stays: the last that is written.
    leader[path[::-1]] = np.arange(len(path))[::-1]
    return path.astype(np.int64), leader
