"""Bars of dates that are not known closely: hung under the axis so that none covers another, all on one scale."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

MOST_BLOCKS: Final = 20
"""Of more blocks of one kind the smallest are put together in one that is as wide as all of them."""

COLUMNS: Final = ("first_bar", "last_bar", "persons_low", "cases", "together", "top", "bottom")


def hang(counts: pd.DataFrame, first: int, last: int, least: float) -> pd.DataFrame:
    """Where blocks hang: the largest highest, each as high as there is room under those it would cover.

    Parameters
    ----------
    counts : pandas.DataFrame
        `first_bar`, `last_bar` (both included), `persons_low` and `cases` of each block.
    first, last : int
        The bars that are shown: what reaches beyond is cut there.
    least : float
        The least height, in persons: a block of one person is seen.

    Returns
    -------
    pandas.DataFrame
        COLUMNS. One row a block, those of no persons left out; `together` is how many of `counts` it stands for; `top`
        and `bottom` are persons below the axis. The persons add up to those of `counts`. Empty for no counts.
    """
    blocks = _put_together(counts[counts["persons_low"] > 0])
    begin = blocks["first_bar"].clip(first, last).to_numpy()
    end = blocks["last_bar"].clip(first, last).to_numpy() + 1
    high = np.maximum(blocks["persons_low"].to_numpy(dtype=np.float64), least)
    top, bottom = np.zeros(len(blocks)), np.zeros(len(blocks))
    for n in range(len(blocks)):
        above = np.flatnonzero((begin[:n] < end[n]) & (end[:n] > begin[n]))
        # The highest place that is free: under the axis, or under one of the blocks it would cover.
        for place in sorted({0.0, *bottom[above].tolist()}):
            if not ((top[above] < place + high[n]) & (bottom[above] > place)).any():
                top[n], bottom[n] = place, place + high[n]
                break
    return blocks.assign(top=top, bottom=bottom)[list(COLUMNS)]


def _put_together(counts: pd.DataFrame) -> pd.DataFrame:
    blocks = counts[["first_bar", "last_bar", "persons_low", "cases"]].sort_values(
        ["persons_low", "first_bar", "last_bar"], ascending=[False, True, True], ignore_index=True
    )
    blocks = blocks.assign(together=1)
    if len(blocks) <= MOST_BLOCKS:
        return blocks
    rest = blocks.iloc[MOST_BLOCKS - 1 :]
    one = {
        "first_bar": rest["first_bar"].min(),
        "last_bar": rest["last_bar"].max(),
        "persons_low": rest["persons_low"].sum(),
        "cases": rest["cases"].sum(),
        "together": len(rest),
    }
    return pd.concat([blocks.iloc[: MOST_BLOCKS - 1], pd.DataFrame([one])], ignore_index=True)
