"""Two periods held against each other, route by route: what more is documented of, and what cannot be told."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from footprints_geo.panels import Panel
from footprints_geo.vocabulary import KINDS

Change = Literal["more", "fewer", "same", "open"]
CHANGES: Final[tuple[Change, ...]] = ("more", "fewer", "same", "open")
COMPARED: Final = ("cases", "persons_low", "persons_high")


def compare_routes(one: Panel, other: Panel) -> pd.DataFrame:
    """The routes of two periods beside each other.

    Parameters
    ----------
    one, other : Panel
        Views of one data set at one level.

    Returns
    -------
    pandas.DataFrame
        One row a route of either period: `kind`, `route`, `label`, each of COMPARED with `_one` and `_other` (zeros
        where no case is documented; a high of NaN is open), and `change`. Those with most people in either period come
        first. Empty where both are.
    """
    names = ["kind", "route", "label"]
    tables = [panel.view.routes[[*names, *COMPARED]].astype({"kind": "str"}) for panel in (one, other)]
    both = tables[0].merge(tables[1], on=names, how="outer", suffixes=("_one", "_other"), sort=False)
    both = _with_zeros(both)
    most = both[["persons_low_one", "persons_low_other"]].max(axis=1)
    order = both.assign(most=most).sort_values(["most", "label", "kind"], ascending=[False, True, True])
    return order.drop(columns="most").reset_index(drop=True)


def compare_kinds(one: Panel, other: Panel) -> pd.DataFrame:
    """The same for the totals of each kind that is asked for: `kind`, COMPARED for either period, and `change`."""
    tables = [panel.view.totals[list(COMPARED)].rename_axis("kind").reset_index() for panel in (one, other)]
    both = tables[0].merge(tables[1], on="kind", how="outer", suffixes=("_one", "_other"))
    order = both["kind"].map({kind: number for number, kind in enumerate(KINDS)}).argsort()
    return _with_zeros(both.iloc[order]).reset_index(drop=True)


def _with_zeros(both: pd.DataFrame) -> pd.DataFrame:
    filled = both.copy()
    for side in ("one", "other"):
        nothing = both[f"cases_{side}"].isna() | (both[f"cases_{side}"] == 0)
        for name in COMPARED:
            filled[f"{name}_{side}"] = both[f"{name}_{side}"].where(~nothing, 0)
        for name in ("cases", "persons_low"):
            filled[f"{name}_{side}"] = filled[f"{name}_{side}"].astype("int64")
    return filled.assign(change=_changes(filled))


def _changes(both: pd.DataFrame) -> pd.Series:
    """What is sure of a number that is known from a low to a high, open where that is NaN.

    `more`: the second is larger whatever the true numbers are; `fewer`: it is smaller; `same`: both are known, and
    equal; `open`: nothing of these is sure.
    """
    low_one, low_other = both["persons_low_one"].to_numpy(), both["persons_low_other"].to_numpy()
    high_one, high_other = (both[f"persons_high_{side}"].fillna(np.inf).to_numpy() for side in ("one", "other"))
    same = (low_one == high_one) & (low_other == high_other) & (low_one == low_other)
    code = np.select([low_other > high_one, high_other < low_one, same], [0, 1, 2], default=3)
    return pd.Series(pd.Categorical.from_codes(code, categories=pd.Index(CHANGES)), index=both.index)
