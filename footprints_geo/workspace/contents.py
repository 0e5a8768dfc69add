"""What a snapshot keeps: accepted rows as exact text, and a fingerprint that any backend gives again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from footprints_geo.errors import InputError
from footprints_geo.sources.cells import is_whole
from footprints_geo.vocabulary import EVENT_COLUMNS

ZERO_SHOWN: Final = "␀"
"""What stands for a zero byte in a table that is shown and not counted."""


def contents(rows: pd.DataFrame) -> pd.DataFrame:
    """Accepted rows in the one form that is kept.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text columns (`str`, `object` or `category` of text); missing cells mean the same as ''.

    Returns
    -------
    pandas.DataFrame
        All of EVENT_COLUMNS in their order (those that `rows` lacks are empty), then the attributes in the order
        given; all `str`, without missing cells. The index `row` counts the records from 1.

    Raises
    ------
    InputError
        A cell or a column's name holds a zero byte or half a letter (a lone surrogate): no file keeps these.
    ValueError
        Columns are no text, or two have one name: what was handed over does not come from the doors.
    """
    names = [str(name) for name in rows.columns]
    if len(set(names)) < len(names) or any(not isinstance(name, str) for name in rows.columns):
        raise ValueError("Expected columns with different names, all of them text.")
    attributes = [name for name in names if name not in EVENT_COLUMNS]
    for number, name in enumerate(attributes, 1):
        _check_name(name, number)
    empty = pd.Series("", index=rows.index, dtype="str")
    columns = [*EVENT_COLUMNS, *attributes]
    texts = {name: _text(rows[name], name) if name in rows.columns else empty for name in columns}
    frame = pd.DataFrame(texts, columns=columns, index=rows.index)
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"), axis="index")


def _check_name(name: str, number: int) -> None:
    if not name or "\x00" in name or not is_whole(name) or name != " ".join(name.split()):
        raise InputError(
            f"Attribute {number} has a name that cannot be kept: none at all, or one with a zero byte, half a letter, "
            "or blanks at its ends or in a row; expected plain text. Rename the column in the file and import it again."
        )


def _text(column: pd.Series, name: str) -> pd.Series:
    if not isinstance(column.dtype, pd.CategoricalDtype) and column.dtype != "object" and column.dtype != "str":
        raise ValueError(f"Expected text in the column {name}; found {column.dtype}.")
    try:
        text = column.astype("object").fillna("").astype("str") if column.dtype == "object" else column.astype("str")
    except UnicodeEncodeError:
        cells = column.astype("object").fillna("").astype("object")
        broken = np.flatnonzero([cell != _whole_letters(cell) for cell in cells])
        raise _unkept("half a letter (a lone surrogate)", name, int(broken[0]) + 1) from None
    text = text.fillna("")
    zeros = text.str.contains("\x00", regex=False)
    if zeros.any():
        raise _unkept("a zero byte", name, int(zeros.to_numpy().argmax()) + 1)
    return text


def _unkept(what: str, column: str, record: int) -> InputError:
    return InputError(
        f"Accepted record {record}, column {column}: the cell holds {what}, which cannot be kept; expected text. "
        "Remove it in the file and import it again."
    )


def _whole_letters(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def shown_text(text: str) -> str:
    """Text that any file can keep: zero bytes and half letters replaced by signs that can be seen."""
    return _whole_letters(text).replace("\x00", ZERO_SHOWN)


def shown_cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table of rejects, inferences or warnings with every cell as text that can be kept.

    Lists become their parts with commas between, missing cells ''. These tables are shown to people and never
    counted again, so what cannot be kept is replaced by a sign and refuses nothing.
    """
    columns: dict[Hashable, pd.Series] = {
        shown_text(str(name)): pd.Series([_cell(value) for value in column], index=table.index, dtype="str")
        for name, column in table.items()
    }
    return pd.DataFrame(columns, index=table.index).reset_index(drop=True)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple | np.ndarray):
        return ", ".join(map(_cell, value))
    return "" if pd.isna(value) else shown_text(str(value))


def fingerprint(frame: pd.DataFrame) -> str:
    """SHA-256, in hexadecimal, of a table of text: the names of its columns, their order, and every cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`contents` gives it; the index does not count.
    """
    digest = hashlib.sha256(json.dumps([len(frame), *frame.columns]).encode())
    for name in frame.columns:
        cells = pa.array(frame[name], pa.large_string())
        cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
        if not len(cells):
            continue
        _, ends, letters = cells.buffers()
        offsets = np.frombuffer(ends, dtype=np.int64)[cells.offset : cells.offset + len(cells) + 1]
        # Lengths too: the letters alone do not say where one cell ends and the next begins.
        digest.update(np.diff(offsets).astype("<i8").tobytes())
        if letters is not None:
            digest.update(memoryview(letters)[offsets[0] : offsets[-1]])
    return digest.hexdigest()
