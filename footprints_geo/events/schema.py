"""The declared shape of a table, and the check that a table has it.

A library for this was tried and takes a third of the program's start, and at a million rows half a second and the
memory of a copy. What is asked of our tables are types, gaps and bounds of whole columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from footprints_geo.errors import FootprintsError

Dtype = np.dtype[Any] | pd.CategoricalDtype


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes
    ----------
    dtype : numpy.dtype, pandas.CategoricalDtype or None
        Its type, of a closed list with the words in their order; None for a category of any texts.
    nullable : bool
        Whether cells may be missing.
    least, most : float or None
        Bounds of what is not missing, both included.
    """

    dtype: Dtype | None = None
    nullable: bool = False
    least: float | None = None
    most: float | None = None

    def fault(self, column: pd.Series) -> str:
        """What is wrong with a column; '' for nothing."""
        found = column.dtype
        if isinstance(found, pd.CategoricalDtype):
            closed = isinstance(self.dtype, pd.CategoricalDtype)
            if self.dtype is not None and not (closed and _same_words(self.dtype, found)):
                return f"is a category of other words than {self.dtype}"
            return "has gaps" if not self.nullable and column.cat.codes.to_numpy().min(initial=0) < 0 else ""
        if self.dtype is None or found != self.dtype:
            return f"is {found}, expected {'a category of texts' if self.dtype is None else self.dtype}"
        if not self.nullable and column.isna().any():
            return "has gaps"
        if self.least is not None and column.min() < self.least:
            return f"is below {self.least}"
        return f"is above {self.most}" if self.most is not None and column.max() > self.most else ""


def _same_words(expected: Any, found: pd.CategoricalDtype) -> bool:
    return list(expected.categories) == list(found.categories) and expected.ordered == found.ordered


@dataclass(frozen=True)
class Schema:
    """The columns a table has at least, and what else is so in every row.

    Attributes
    ----------
    columns : mapping of str to Column
        By name; other columns may stand beside them.
    checks : mapping of str to function
        By what they say, from a table to whether it is so.
    """

    columns: Mapping[str, Column]
    checks: Mapping[str, Callable[[pd.DataFrame], bool]]

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table itself, when it has the shape; an empty one may.

        Raises
        ------
        FootprintsError
            It has not: no file can bring that about, as files are checked before they are made tables.
        """
        faults = [f"{name} is missing" for name in self.columns if name not in frame.columns]
        if not faults:
            found = ((name, column.fault(frame[name])) for name, column in self.columns.items())
            faults = [f"{name} {fault}" for name, fault in found if fault]
        if not faults:
            faults = [f"not so: {says}" for says, check in self.checks.items() if not check(frame)]
        if faults:
            raise FootprintsError(f"The events table: {'; '.join(faults)}. This is a fault of the program: report it.")
        return frame
