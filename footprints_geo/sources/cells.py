"""Cells of text: kept from running as formulas, and the ones that no text can be made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from footprints_geo.coded import of_codes, recoded
from footprints_geo.language import marked
from footprints_geo.sources.source_table import FAULT_COLUMNS

FORMULA_STARTS: Final = "=+\\-@\t\r\n＝＋－＠"
"""What a formula begins with, written for a regular expression; spreadsheets take the wide signs for the narrow."""

LONGEST_SHOWN: Final = 60
MOST_NAMED: Final = 10
_DANGEROUS: Final = rf"^'*[{FORMULA_STARTS}]"
_GUARDED: Final = rf"^'+[{FORMULA_STARTS}]"
_PLAIN_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def guarded(cells: pd.Series) -> pd.Series:
    """Text with an apostrophe in front of whatever a spreadsheet would run as a formula.

    Parameters
    ----------
    cells : pandas.Series of str
        Any text. Best each different text once: see :func:`footprints_geo.coded.recoded`.

    Returns
    -------
    pandas.Series of str
        Of the same index. A cell that begins, after any number of apostrophes, with one of FORMULA_STARTS gets one
        apostrophe more; plain numbers such as `-70.25` and all other cells stay.
    """
    texts = cells.astype("str")
    dangerous = texts.str.contains(_DANGEROUS, regex=True) & ~texts.str.fullmatch(_PLAIN_NUMBER)
    return texts.mask(dangerous, "'" + texts)


def unguarded(cells: pd.Series) -> pd.Series:
    """The text that was given to :func:`guarded`: `unguarded(guarded(x))` is x for any text.

    Parameters
    ----------
    cells : pandas.Series of str
        Any text; a cell without such an apostrophe stays.
    """
    texts = cells.astype("str")
    kept = texts.str.contains(_GUARDED, regex=True)
    return texts.mask(kept, texts.str.slice(1)) if kept.any() else texts


def faults_at(rows: pd.Index | Sequence[int], column: str, reason: str, fix: str) -> pd.DataFrame:
    """A table of faults (FAULT_COLUMNS) with one reason for several rows; the cells are not shown."""
    lines = {"row": np.asarray(rows, dtype="int64"), "column": column, "value": "", "reason": reason, "fix": fix}
    return pd.DataFrame(lines, columns=list(FAULT_COLUMNS))


def text_column(
    values: Sequence[Any], index: pd.Index, header: str, write: Callable[[Any], str] = str
) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Values as a coded column of text, blanks round them stripped, and faults where a text is none.

    Parameters
    ----------
    values : sequence
        As long as `index`; of anything that can be told apart by its hash. None is ''.
    index : pandas.Index
        The numbers of the records.
    header : str
        What the faults call the column.
    write : function
        The text of a value, asked for each different one.

    Returns
    -------
    (pandas.Series, list of pandas.DataFrame)
        The column, and tables of faults, mostly none. A text that holds a zero byte or half a letter (a lone
        surrogate) is '' and a fault.
    """
    codes, different = pd.factorize(pd.Series(values, dtype=object).to_numpy(), use_na_sentinel=True)
    texts = [*map(write, different.tolist()), ""]
    broken = np.array(["\x00" in text or not is_whole(text) for text in texts])
    plain = ["" if bad else text for bad, text in zip(broken, texts, strict=True)]
    numbers, categories = pd.factorize(pd.Series(plain, dtype="str").str.strip())
    # Entries without a value have the code -1, which is the last text of all.
    column = of_codes(numbers[codes], pd.Index(categories, dtype="str"), index)
    return column, [_no_text(index[broken[codes]], header)] if broken.any() else []


def stripped(column: pd.Series, header: str) -> tuple[pd.Series, list[pd.DataFrame]]:
    """A coded column with blanks round its cells taken away, and faults where a cell holds a zero byte."""
    if _is_plain(column.cat.categories):
        return column, []
    texts = pd.Series(column.cat.categories, dtype="str")
    # Most columns hold no such byte anywhere, which is seen at once.
    broken = texts.str.contains("\x00", regex=False)
    if not broken.any():
        return recoded(column, lambda texts: texts.str.strip()), []
    rows = column.index[broken.to_numpy()[column.cat.codes.to_numpy()]]
    return recoded(column, lambda texts: texts.mask(broken, "").str.strip()), [_no_text(rows, header)]


def _is_plain(texts: pd.Index) -> bool:
    """Whether all is signs and letters of ASCII, as ids are: then nothing is to be taken away or found fault with.

    Looks at the bytes beneath, which may be more than these texts have; never says so of less.
    """
    column = pa.array(texts, type=pa.large_string())
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    buffers = [np.frombuffer(letters, dtype=np.uint8) for chunk in chunks if (letters := chunk.buffers()[2])]
    # Blanks and all below come out above what is let through, as numbers of one byte go round.
    return all(bool((letters - np.uint8(0x21) < np.uint8(0x7F - 0x21)).all()) for letters in buffers)


def is_whole(text: str) -> bool:
    """Whether a text can be written in UTF-8: half a letter (a lone surrogate) cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def named(headers: Sequence[str]) -> str:
    """Headers as a sentence names them: in quotes, shortened, the first ten."""
    shown = [f"'{h[:LONGEST_SHOWN]}'" for h in headers[:MOST_NAMED]]
    return ", ".join(shown) + (" …" if len(headers) > MOST_NAMED else "")


def _no_text(rows: pd.Index, header: str) -> pd.DataFrame:
    return faults_at(
        rows,
        header,
        marked("The cell holds a zero byte or letters that are not UTF-8; expected text."),
        marked("Write the text again in the program the file comes from."),
    )
