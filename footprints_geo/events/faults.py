"""Faults of event rows as a table: where, what was found, what was expected, what to do."""

from __future__ import annotations

from typing import Final

import pandas as pd

REJECT_COLUMNS: Final = ("row", "column", "value", "reason", "fix")


def rejected(
    frame: pd.DataFrame, bad: pd.Series, column: str, reason: str | pd.Series, fix: str | pd.Series
) -> pd.DataFrame:
    """Some rows of a table as faults of one of its columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; its index holds row numbers.
    bad : pandas.Series of bool
        Which of its rows have the fault.
    column : str
        The column it is a fault of.
    reason, fix : str or pandas.Series
        What was found and expected, and what to do: one sentence for all, or each row's own.
    """
    rows = frame.index[bad]
    lines = {"row": rows.to_numpy(dtype="int64"), "column": column, "value": ""}
    return pd.DataFrame(lines).assign(reason=_messages(reason, bad), fix=_messages(fix, bad))[list(REJECT_COLUMNS)]


def _messages(said: str | pd.Series, bad: pd.Series) -> pd.Series:
    """What is said of some rows, as objects: a column of texts would forget what each message was made of."""
    some = [said] * int(bad.sum()) if isinstance(said, str) else said[bad].tolist()
    return pd.Series(some, dtype="object")
