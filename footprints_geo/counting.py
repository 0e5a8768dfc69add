"""Sums over groups of any choice of parts of cases, where a case adds its largest values once a group.

Most cases have one part in a group, of which nothing is to be compared: these are kept apart, and counting them is one
pass over what is chosen. The few others are compared case by case first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Values = Mapping[str, npt.NDArray[Any]]
HIGH: Final = "persons_high"
LOW: Final = "persons_low"
Sums = dict[str, npt.NDArray[Any]]
"""By name a value a group: `cases`, `cases_part_of` and the sum of each column; HIGH is NaN where one is not known."""


@dataclass(frozen=True)
class Parts:
    """Parts of cases, sorted by group and case.

    Attributes
    ----------
    row : numpy.ndarray of int
        Where in a choice each is looked up.
    group : numpy.ndarray of int
        The group of each, 0 to `groups` - 1.
    pair : numpy.ndarray of int
        The same for parts of one case in one group, and for no others.
    others : numpy.ndarray of bool
        Whose people are counted by another case.
    values : mapping of str to numpy.ndarray
        LOW, HIGH (below the low where it is not known) and any others, bool or numbers: a case adds its largest.
    groups : int
        How many groups there are.
    """

    row: Ints
    group: Ints
    pair: Ints
    others: Bools
    values: Values
    groups: int

    def sums(self, chosen: Bools | None) -> Sums:
        """The sums of the chosen parts, of all for None; all are 0 in a group without one."""
        lone, several = self._parted
        first, second = lone.sums(chosen), several.sums(chosen)
        return {name: column + second[name] for name, column in first.items()}

    @cached_property
    def _parted(self) -> tuple[_Lone, _Several]:
        lone = ~self.others
        again = self.pair[1:] == self.pair[:-1]
        lone[1:] &= ~again
        lone[:-1] &= ~again
        alone, rest = self._take(np.flatnonzero(lone)), self._take(np.flatnonzero(~lone))
        return _Lone(alone), _Several(rest)

    def _take(self, at: Ints) -> Parts:
        values = {name: column[at] for name, column in self.values.items()}
        return Parts(self.row[at], self.group[at], self.pair[at], self.others[at], values, self.groups)


class _Lone:
    """Parts that are the only ones of their case in their group."""

    def __init__(self, parts: Parts) -> None:
        self._row = parts.row
        self._edges = _edges(parts.group, parts.groups)
        self._values = _open(parts.values)

    def sums(self, chosen: Bools | None) -> Sums:
        at: Any = slice(None) if chosen is None else np.flatnonzero(chosen[self._row])
        edges = self._edges if chosen is None else np.searchsorted(at, self._edges)
        sums = {name: _summed(values[at], edges) for name, values in self._values.items()}
        cases = np.diff(edges)
        return {"cases": cases, "cases_part_of": np.zeros_like(cases), **sums}


class _Several:
    """Parts of cases that have others in their group, or that another case counts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def sums(self, chosen: Bools | None) -> Sums:
        parts = self._parts
        at: Any = slice(None) if chosen is None else np.flatnonzero(chosen[parts.row])
        pair = parts.pair[at]
        first = np.ones(len(pair), dtype=bool)
        np.not_equal(pair[1:], pair[:-1], out=first[1:])
        starts = np.flatnonzero(first)
        group, others = parts.group[at][starts], parts.others[at][starts]
        own = np.flatnonzero(~others)
        edges = _edges(group[own], parts.groups)
        largest = {name: self._largest(values[at], starts)[own] for name, values in parts.values.items()}
        sums = {name: _summed(values, edges) for name, values in _open(largest).items()}
        return {"cases": np.diff(edges), "cases_part_of": np.bincount(group[others], minlength=parts.groups), **sums}

    def _largest(self, values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
        """Of each case in each group."""
        return np.maximum.reduceat(values, starts) if len(starts) else values


def _open(values: Values) -> Values:
    """A high that is not known as NaN, which makes every sum unknown that it is in."""
    return {**values, HIGH: np.where(values[HIGH] < values[LOW], np.nan, values[HIGH])}


def _edges(group: Ints, groups: int) -> Ints:
    """Where each group begins, of groups in order, and where the last one ends."""
    return np.searchsorted(group, np.arange(groups + 1))


def _summed(values: npt.NDArray[Any], edges: Ints) -> npt.NDArray[Any]:
    """The sum of what stands between two edges, and 0 where that is nothing."""
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    sums = np.zeros(len(edges) - 1, dtype=kind)
    there = np.flatnonzero(edges[1:] > edges[:-1])
    if len(there):
        # What lies before the next edge that begins something is all of this group.
        sums[there] = np.add.reduceat(values, edges[there], dtype=kind)
    return sums
