"""Two periods held against each other, route by route: what more is documented of, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from footprints_geo.panels import Panel
from footprints_geo.pipeline import View, view
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
        One row a route with a case of its own in either period: `kind`, `route`, `label`, each of COMPARED with `_one`
        and `_other` (zeros where no case is documented; a high of NaN is open), and `change`. Those with most people in
        either period come first. Empty where both are.
    """
    by = ["kind", "route", "label"]
    both = _beside([panel.view.routes for panel in (one, other)], [_certain(one).routes, _certain(other).routes], by)
    most = both[["persons_low_one", "persons_low_other"]].max(axis=1)
    order = both.assign(most=most).sort_values(["most", "label", "kind"], ascending=[False, True, True])
    return order.drop(columns="most").reset_index(drop=True)


def compare_kinds(one: Panel, other: Panel) -> pd.DataFrame:
    """The same for the totals of each kind with a case in either period: `kind`, COMPARED twice, and `change`."""
    tables = [panel.view.totals.reset_index() for panel in (one, other)]
    both = _beside(tables, [_certain(one).totals.reset_index(), _certain(other).totals.reset_index()], ["kind"])
    order = both["kind"].map({kind: number for number, kind in enumerate(KINDS)}).argsort()
    return both.iloc[order].reset_index(drop=True)


def _certain(panel: Panel) -> View:
    """What of a period lies in it for certain."""
    return view(panel.view.prepared, replace(panel.view.selection, uncertain="exclude"), panel.view.level)


def _beside(tables: Sequence[pd.DataFrame], certain: Sequence[pd.DataFrame], by: list[str]) -> pd.DataFrame:
    """Two tables joined, with zeros where one has no case, and what is sure of the difference."""
    both = pd.DataFrame(columns=by)
    for side, table, sure in zip(("one", "other"), tables, certain, strict=True):
        least = sure[[*by, "persons_low"]].astype({"kind": "str"})
        columns = table[[*by, *COMPARED]].astype({"kind": "str"}).merge(least, "left", on=by, suffixes=("", "_sure"))
        renamed = columns.rename(columns={name: f"{name}_{side}" for name in columns.columns if name not in by})
        both = both.merge(renamed, "outer", on=by, sort=False)
    for side in ("one", "other"):
        nothing = both[f"cases_{side}"].isna() | (both[f"cases_{side}"] == 0)
        for name in (*COMPARED, "persons_low_sure"):
            both[f"{name}_{side}"] = both[f"{name}_{side}"].where(~nothing, 0)
        # Of what may lie in the period, nothing need lie there.
        both[f"persons_low_sure_{side}"] = both[f"persons_low_sure_{side}"].fillna(0)
        for name in ("cases", "persons_low", "persons_low_sure"):
            both[f"{name}_{side}"] = both[f"{name}_{side}"].astype("int64")
    both = both[(both["cases_one"] > 0) | (both["cases_other"] > 0)]
    return both.assign(change=_changes(both)).drop(columns=["persons_low_sure_one", "persons_low_sure_other"])


def _changes(both: pd.DataFrame) -> pd.Series:
    """What is sure of two numbers, each known from a low, of what lies in its period for certain, to a high.

    A high of NaN is open. `more`: the second is larger whatever the true numbers are; `fewer`: it is smaller; `same`:
    both are known, and equal; `open`: nothing of these is sure.
    """
    low_one, low_other = (both[f"persons_low_sure_{side}"].to_numpy() for side in ("one", "other"))
    high_one, high_other = (
        both[f"persons_high_{side}"].astype("float64").fillna(np.inf).to_numpy() for side in ("one", "other")
    )
    same = (low_one == high_one) & (low_other == high_other) & (low_one == low_other)
    code = np.select([low_other > high_one, high_other < low_one, same], [0, 1, 2], default=3)
    return pd.Series(pd.Categorical.from_codes(code, categories=pd.Index(CHANGES)), index=both.index)
