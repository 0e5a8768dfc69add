"""A column as its different texts, and what can be made of it: other columns, faults, notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.coded import coded
from footprints_geo.sources.source_table import FAULT_COLUMNS, no_faults

LONGEST_VALUE: Final = 60
ROWS_SHOWN: Final = 5
PLURALS: Final = {"entity": "entities"}


@dataclass(frozen=True)
class PlainColumn:
    """What one column of a file becomes.

    Attributes
    ----------
    columns : dict of str to pandas.Series
        The columns in its place, coded.
    faults : pandas.DataFrame
        As in SourceTable, for those columns.
    notes, warnings : tuple of str
        As in SourceTable.
    dates : frozenset of str
        Those of the columns whose dates have no order of day and month to be found out.
    """

    columns: dict[str, pd.Series]
    faults: pd.DataFrame = field(default_factory=no_faults)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Column:
    """A column as its different texts, and for every row which one it is."""

    header: str
    unit: str
    taken: Collection[str]
    texts: tuple[str, ...]
    codes: npt.NDArray[np.int64]
    index: pd.Index

    @classmethod
    def of(cls, header: str, texts: pd.Series, unit: str, taken: Collection[str]) -> Column:
        """The column called `header`; `taken` are the names that columns made from it may not have."""
        codes, different = pd.factorize(texts.astype("str"))
        return cls(header, unit, taken, tuple(map(str, different)), codes, texts.index)

    def mostly(self, flags: Iterable[bool]) -> bool:
        """Whether more than half of the cells that are not empty are flagged; `flags` are those of `texts`."""
        filled = self.many(text != "" for text in self.texts)
        return 2 * self.many(flags) > filled > 0

    def many(self, flags: Iterable[bool]) -> int:
        """How many cells are flagged."""
        return int(np.fromiter(flags, dtype=bool, count=len(self.texts))[self.codes].sum())

    def rows(self, flags: Iterable[bool]) -> list[int]:
        """The rows of the flagged cells."""
        chosen = np.fromiter(flags, dtype=bool, count=len(self.texts))[self.codes]
        return [int(row) for row in self.index[chosen]]

    def spread(self, texts: Sequence[str]) -> pd.Series:
        """A column that holds `texts[n]` where this one holds its nth text."""
        return coded(pd.Series(pd.Series(list(texts), dtype="str").take(self.codes).to_numpy(), index=self.index))

    def numbers(self, values: Sequence[int]) -> pd.Series:
        """A column of numbers that holds `values[n]` where this one holds its nth text."""
        return pd.Series(np.array(values, dtype=np.int64)[self.codes], index=self.index)

    def named(self, ending: str) -> str:
        """The name of a column made from this one."""
        return free_name(f"{self.header} {ending}", self.taken)

    def faulty(self, column: str, reasons: Sequence[str], fixes: Sequence[str]) -> pd.DataFrame:
        """The faults of the cells whose text has a reason."""
        bad = np.array([bool(reason) for reason in reasons], dtype=bool)[self.codes]
        which = self.codes[bad]
        return pd.DataFrame(
            {
                "row": self.index[bad].to_numpy(dtype="int64"),
                "column": column,
                "value": [self.texts[n][:LONGEST_VALUE] for n in which],
                "reason": [reasons[n] for n in which],
                "fix": [fixes[n] for n in which],
            },
            columns=list(FAULT_COLUMNS),
        )

    def beside(self, made: dict[str, pd.Series], kept: Sequence[str]) -> dict[str, pd.Series]:
        """The columns made, after one of the file's own name for cells that fit none of them, if there are any."""
        return {self.header: self.spread(kept), **made} if any(kept) else made


def free_name(name: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number that makes it a new one."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def amount(number: int, unit: str) -> str:
    """A number and what is counted: `1 row`, `3 entities`."""
    return f"{number:,} {unit if number == 1 else PLURALS.get(unit, unit + 's')}"


def counted(rows: Sequence[int], unit: str) -> str:
    """How many rows, and which: `2 rows (3, 5)`."""
    shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (" …" if len(rows) > ROWS_SHOWN else "")
    return f"{amount(len(rows), unit)} ({shown})"
