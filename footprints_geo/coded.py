"""Columns of text as numbers: each different text once, and for every row which one it is.

A million rows hold a few thousand different dates and a few hundred names. What is worked out from a cell alone is
worked out once for each different text; the rows only carry numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

_TELLING: Final = 8
"""Columns that tell most rows apart; the others are looked at where these are the same."""

_MOST_NUMBERS: Final = 2**20
"""Below so many, whether a combination occurs is looked up in a table, which takes a fifth of the time of a hash."""


def coded(texts: pd.Series) -> pd.Series:
    """A column of text as a category of text; missing cells become ''.

    Parameters
    ----------
    texts : pandas.Series of str or category of str
        Given back as it is when it is a category without missing cells.

    Returns
    -------
    pandas.Series
        With the index of `texts`.
    """
    if not isinstance(texts.dtype, pd.CategoricalDtype):
        texts = texts.fillna("").astype("str").astype("category")
    if texts.cat.codes.to_numpy().min(initial=0) >= 0:
        return texts
    return (texts if "" in texts.cat.categories else texts.cat.add_categories("")).fillna("")


def coded_table(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with every column coded; the same index and columns, with and without rows."""
    return pd.DataFrame({name: coded(column) for name, column in frame.items()}, index=frame.index, copy=False)


def of_codes(codes: npt.NDArray[np.integer], texts: pd.Index, index: pd.Index, name: Hashable = None) -> pd.Series:
    """A coded column from its numbers and its texts.

    Parameters
    ----------
    codes : numpy.ndarray of int
        For every row which text it has: 0 to n-1.
    texts : pandas.Index of str
        Each different from all others, which is not looked at again: it takes longer than all else here.
    index : pandas.Index
        Of the column.
    name : hashable, optional
        Of the column.
    """
    # The public ways to make a type of categories all compare every text with every other one.
    kind = pd.CategoricalDtype._from_fastpath(texts, ordered=False)  # type: ignore[attr-defined]
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kind, validate=False), index=index, name=name)


def recoded(column: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """A coded column with each different text changed.

    Parameters
    ----------
    column : pandas.Series of category of str
        Without missing cells.
    change : function
        From a `str` series of different texts to a `str` series of as many; texts that become equal become one.
    """
    before = pd.Series(column.cat.categories, dtype="str")
    after = change(before)
    if after.equals(before):
        return column
    codes, different = pd.factorize(after)
    return of_codes(codes[column.cat.codes.to_numpy()], pd.Index(different, dtype="str"), column.index, column.name)


def looked_up(column: pd.Series, answer: Callable[[pd.Series], Any]) -> pd.Series:
    """What a function says of each different text, spread over the rows.

    Parameters
    ----------
    column : pandas.Series of category of str
        Without missing cells.
    answer : function
        From a `str` series of different texts to an array-like of as many values of any type.
    """
    values = pd.Series(answer(pd.Series(column.cat.categories, dtype="str")))
    return pd.Series(values.array.take(column.cat.codes.to_numpy()), index=column.index)


def empty(column: pd.Series) -> npt.NDArray[np.bool_]:
    """Where the cells of a coded column are empty: asking pandas for the rows with one text makes it hash them all."""
    blank = (column.cat.categories == "") | column.cat.categories.isna()
    return np.asarray(blank, dtype=bool)[column.cat.codes.to_numpy()]


def combinations(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.integer]]:
    """The different combinations of texts that some columns hold, and for every row which one it is.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the coded `columns`.

    Returns
    -------
    (pandas.DataFrame, numpy.ndarray of int)
        The combinations, as `str`, index 0 to n-1, numbered as they occur; and a number of that index a row.
    """
    if len(columns) == 1:
        return _different(frame[columns[0]])
    codes = np.zeros(len(frame), dtype=np.int64)
    many = 1
    for column in columns:
        own = len(frame[column].cat.categories)
        if own < 2:
            continue
        if many * own > _MOST_NUMBERS:
            codes, many = _renumbered(codes, many)
        codes = codes * own + frame[column].cat.codes.to_numpy()
        many *= own
    codes, many = _renumbered(codes, many)
    firsts = np.zeros(many, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(frame))[::-1]
    order = np.argsort(firsts)
    place = np.empty(many, dtype=np.int64)
    place[order] = np.arange(many)
    return frame[list(columns)].iloc[firsts[order]].astype("str").reset_index(drop=True), place[codes]


def _renumbered(codes: npt.NDArray[np.int64], many: int) -> tuple[npt.NDArray[np.int64], int]:
    """Numbers below `many` as numbers without gaps, and how many of these there are."""
    if many > _MOST_NUMBERS:
        numbers, different = pd.factorize(codes)
        return numbers, len(different)
    occurs = np.zeros(many, dtype=bool)
    occurs[codes] = True
    number = np.cumsum(occurs) - 1
    return number[codes], int(number[-1]) + 1


def _different(column: pd.Series) -> tuple[pd.DataFrame, npt.NDArray[np.integer]]:
    codes = column.cat.codes.to_numpy()
    occurs = np.bincount(codes, minlength=len(column.cat.categories)) > 0
    texts = pd.Series(column.cat.categories[occurs], dtype="str")
    # Mostly all texts of a column occur, and every row has its number already.
    number = codes if occurs.all() else (np.cumsum(occurs) - 1)[codes]
    return pd.DataFrame({column.name: texts}), number


def repeated(frame: pd.DataFrame) -> pd.Series:
    """Whether a row is the same as an earlier one in every cell; all columns coded.

    Rows are compared by a number first (a weighted sum of their codes in the columns of most different texts, with
    fixed odd weights), and those that share one cell by cell: unequal rows of one number cost time and change nothing.
    """
    telling = sorted((column for _, column in frame.items()), key=lambda column: -len(column.cat.categories))
    number = np.zeros(len(frame), dtype=np.uint64)
    weights = np.random.default_rng(0).integers(1, 2**63, size=frame.shape[1], dtype=np.uint64) | np.uint64(1)
    weighted = np.empty_like(number)
    for column, weight in zip(telling[:_TELLING], weights, strict=False):
        np.multiply(column.cat.codes.to_numpy(), weight, out=weighted, dtype=np.uint64, casting="unsafe")
        number += weighted
    numbers = pd.Series(number)
    again = numbers.duplicated()
    same = np.zeros(len(frame), dtype=bool)
    if again.any():
        suspect = numbers.isin(numbers[again]).to_numpy()
        same[suspect] = frame[suspect].duplicated().to_numpy()
    return pd.Series(same, index=frame.index)


def constant(text: str, index: pd.Index) -> pd.Series:
    """A coded column with one text in every row."""
    return of_codes(np.zeros(len(index), dtype=np.int8), pd.Index([text], dtype="str"), index)


def of_arrow(column: pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """A dictionary column of Arrow as a coded column; null becomes ''."""
    one = column.unify_dictionaries().combine_chunks()
    if isinstance(one, pa.ChunkedArray):
        one = one.chunk(0) if one.num_chunks else pa.array([], pa.dictionary(pa.int32(), pa.string()))
    texts = pd.Index(one.dictionary.to_pandas(), dtype="str")
    codes = one.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return coded(of_codes(codes, texts, index))
