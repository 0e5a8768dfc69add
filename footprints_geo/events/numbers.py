"""Numbers as the cells of events write them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from footprints_geo.coded import looked_up
from footprints_geo.typed_counts import PLAIN_COUNT


def to_number(texts: pd.Series) -> pd.Series:
    """Numbers written with a decimal point or a decimal comma; NaN for anything else and for empty cells.

    `texts` is `str`, or coded: then each different text is read once.
    """
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return looked_up(texts, to_number)
    plain = texts.str.replace(",", ".", regex=False)
    return pd.Series(
        pd.to_numeric(plain, errors="coerce").to_numpy(dtype="float64", na_value=np.nan), index=texts.index
    )


def to_count(texts: pd.Series) -> pd.Series:
    """Whole numbers in figures alone (`1000`, `12.0`); NaN for anything else: `1,000` can mean two things."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return looked_up(texts, to_count)
    return to_number(texts.where(texts.str.fullmatch(PLAIN_COUNT), ""))
