"""Tables of text in the form in which PostgreSQL takes and gives many rows at once (the text format of COPY)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

BLOCK_ROWS: Final = 20_000
NULL: Final = "\\N"
WRITTEN: Final = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
"""How letters are written that would end a cell or a row; the backslash itself first."""

BACKSLASH: Final = "\x00"
"""What stands for a backslash while the others are read: PostgreSQL's text never holds it."""

READ: Final = (
    ("\\\\", BACKSLASH), ("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r"), ("\\b", "\b"), ("\\f", "\f"), ("\\v", "\v"),
    (BACKSLASH, "\\"),
)  # fmt: skip


def to_copy(columns: Sequence[pd.Series]) -> Iterator[bytes]:
    """Rows for COPY ... FROM STDIN, in blocks.

    Parameters
    ----------
    columns : sequence of pandas.Series of str
        All of one length; a missing cell becomes NULL.
    """
    cells = [_escaped(column) for column in columns]
    for start in range(0, len(columns[0]), BLOCK_ROWS):
        block = [column.slice(start, BLOCK_ROWS) for column in cells]
        rows = pc.binary_join_element_wise(*block, pa.scalar("\t", pa.large_string()))
        yield ("\n".join(rows.to_pylist()) + "\n").encode()


def _escaped(column: pd.Series) -> pa.Array:
    cells = _arrow(column)
    for letter, written in WRITTEN:
        cells = pc.replace_substring(cells, letter, written)
    return pc.fill_null(cells, NULL)


def from_copy(content: bytes, columns: Sequence[str]) -> pd.DataFrame:
    """What COPY ... TO STDOUT gave, as a table of text; NULL must not occur.

    Parameters
    ----------
    content : bytes
        All rows, UTF-8.
    columns : sequence of str
        Names, in the order of the rows' cells; at least two.
    """
    text = content.decode()
    rows = pa.array(text.split("\n")[:-1], pa.large_string())
    cells = pc.split_pattern(rows, "\t")
    return pd.DataFrame(
        {name: pd.Series(_unescaped(pc.list_element(cells, n)), dtype="str") for n, name in enumerate(columns)},
        columns=list(columns),
    )


def _unescaped(cells: pa.Array) -> pa.Array:
    marked = pc.match_substring(cells, "\\")
    if not pc.any(marked).as_py():
        return cells
    for written, letter in READ:
        cells = pc.replace_substring(cells, written, letter)
    return cells


def to_objects(frame: pd.DataFrame) -> pd.Series:
    """Every row of a table of text as the text of a JSON object; empty cells are left out.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text columns without missing cells; with no columns every row is `{}`.
    """
    members = [_members(name, column) for name, column in frame.items()]
    if not members:
        return pd.Series("{}", index=frame.index, dtype="str")
    joined = pd.Series(pc.binary_join_element_wise(*members, pa.scalar("", pa.large_string())), dtype="str")
    # Every member begins with a comma, the first one too.
    return pd.Series("{" + joined.str.slice(1) + "}").set_axis(frame.index)


def _members(name: Any, column: pd.Series) -> pa.Array:
    codes, texts = pd.factorize(column)
    key = json.dumps(str(name), ensure_ascii=False)
    members = [f",{key}:{json.dumps(str(text), ensure_ascii=False)}" if text else "" for text in texts]
    return pa.array(members, pa.large_string()).take(pa.array(codes.astype(np.int64)))


def from_objects(objects: pd.Series, columns: Sequence[str]) -> pd.DataFrame:
    """JSON objects of texts, one a row, as columns; a member that is not there is ''.

    Parameters
    ----------
    objects : pandas.Series of str
        As PostgreSQL writes `jsonb`.
    columns : sequence of str
        The members, in the order wanted.
    """
    parts: dict[str, list[pa.Array]] = {name: [pa.array([], pa.large_string())] for name in columns}
    for start in range(0, len(objects) if columns else 0, BLOCK_ROWS):
        members = json.loads(f"[{','.join(objects.iloc[start : start + BLOCK_ROWS])}]")
        for name, blocks in parts.items():
            blocks.append(pa.array([row.get(name, "") for row in members], pa.large_string()))
    texts = {name: pd.Series(pa.concat_arrays(blocks), dtype="str").to_numpy() for name, blocks in parts.items()}
    return pd.DataFrame(texts, index=objects.index, columns=list(columns), dtype="str")


def _arrow(column: pd.Series) -> pa.Array:
    cells = pa.array(column, pa.large_string())
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
