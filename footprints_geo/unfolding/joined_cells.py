"""The events of all groups in one table, by record and then in the order of the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from footprints_geo.coded import constant
from footprints_geo.unfolding.group_cells import GroupCells, Remark, Rows


@dataclass(frozen=True)
class JoinedCells:
    """The events of a file.

    Attributes
    ----------
    parts : tuple of GroupCells
        One a group.
    records, groups : numpy.ndarray of int
        For each event the position of its record in the table, and that of its group.
    order : numpy.ndarray of int or None
        For each event its position among those of all parts, one part after the other; None when that is the order.
    """

    parts: tuple[GroupCells, ...]
    records: Rows
    groups: Rows
    order: Rows | None

    @classmethod
    def of(cls, parts: Sequence[GroupCells]) -> JoinedCells:
        """The events of the groups of a profile."""
        if len(parts) == 1:
            return cls(tuple(parts), parts[0].records, np.zeros(len(parts[0].records), dtype=np.int64), None)
        records = np.concatenate([part.records for part in parts])
        groups = np.repeat(np.arange(len(parts)), [len(part.records) for part in parts])
        order = np.argsort(records, kind="stable")
        return cls(tuple(parts), records[order], groups[order], order)

    @property
    def index(self) -> pd.RangeIndex:
        """That of the events."""
        return pd.RangeIndex(len(self.records))

    @property
    def names(self) -> set[str]:
        """The columns that any group has."""
        return {column for part in self.parts for column in part.cells}

    def column(self, name: str) -> pd.Series:
        """The cells of a column, '' in groups that do not have it."""
        owned = [part.cells.get(name) for part in self.parts]
        if self.order is None:
            return constant("", self.index) if owned[0] is None else owned[0]
        if all(own is None for own in owned):
            return constant("", self.index)
        whole = [
            constant("", pd.RangeIndex(len(part.records))) if own is None else own
            for part, own in zip(self.parts, owned, strict=True)
        ]
        return pd.Series(union_categoricals([own.array for own in whole]).take(self.order))

    def at(self, group: int, events: Rows) -> Rows:
        """The positions of some events of a group."""
        if self.order is None:
            return events
        start = sum(len(part.records) for part in self.parts[:group])
        place = np.empty(len(self.order), dtype=np.int64)
        place[self.order] = np.arange(len(self.order))
        return place[start + events]

    def remarks(self) -> list[Remark]:
        """What is to be said of the events of all groups."""
        return [
            Remark(remark.column, remark.inferred, self.at(group, remark.events))
            for group, part in enumerate(self.parts)
            for remark in part.remarks
        ]
