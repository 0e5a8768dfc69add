"""How many: cases and persons of any groups of segments, by the one rule (rules, section 3).

Persons are never added over the events or segments of one case; over cases lows add up, and highs when all are known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys


def count_persons(
    group: Ints, segment: Ints, journeys: Journeys, part_of: Bools, marks: dict[str, Bools] | None = None
) -> pd.DataFrame:
    """Cases and persons of groups of segments; a case counts once a group.

    Parameters
    ----------
    group, segment : numpy.ndarray of int
        Pairs of a group and a segment in it.
    journeys : Journeys
        Where the segments are.
    part_of : numpy.ndarray of bool
        A value a case: it is counted in `cases_part_of` and adds to no sum.
    marks : dict of str to numpy.ndarray of bool, optional
        A value a pair; the cases that have one are counted in `cases_<name>`.

    Returns
    -------
    pandas.DataFrame
        Indexed by group, sorted: `cases`, `persons_low`, `persons_high` (NaN: open), `cases_part_of` and one column a
        mark. Empty for no pairs.
    """
    columns = journeys.segments[["case", "persons_low", "persons_high"]].iloc[segment].reset_index(drop=True)
    named = {f"cases_{name}": mark for name, mark in (marks or {}).items()}
    return count_pairs(columns.assign(group=group, **named), part_of)


def count_pairs(pairs: pd.DataFrame, part_of: Bools) -> pd.DataFrame:
    """The same for any parts of cases.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a part of a case and a group it is in: `group`, `case`, `persons_low`, `persons_high` (NaN: unknown),
        and a column of bool `cases_<name>` a mark.
    part_of : numpy.ndarray of bool
        A value a case.

    Returns
    -------
    pandas.DataFrame
        As :func:`count_persons`.
    """
    by_case = pairs.groupby(["group", "case"], sort=True).max()
    high = by_case["persons_high"].where(by_case["persons_high"] >= by_case["persons_low"])
    others = part_of[by_case.index.get_level_values("case").to_numpy(dtype=np.int64)]
    by_case = by_case.assign(
        cases=(~others).astype(np.int64),
        cases_part_of=others.astype(np.int64),
        persons_low=by_case["persons_low"].where(~others, 0),
        # A sum of highs is known only when every high is.
        persons_high=high.where(~others, 0.0),
        unknown=(high.isna() & ~others).astype(np.int64),
        **{name: (by_case[name] & ~others).astype(np.int64) for name in by_case.columns if name.startswith("cases_")},
    )
    table = by_case.groupby(level="group").sum()
    table["persons_high"] = table["persons_high"].where((table["unknown"] == 0) & (table["cases"] > 0))
    return table.drop(columns="unknown")


def whose_are_part(events: Events, among: Bools | None = None) -> Bools:
    """A value a case: its people are counted by another case, as some of its events say; any, by default."""
    says = (events.frame["part_of"] != "").to_numpy()
    whose = events.frame.loc[says if among is None else says & among, "case_id"]
    return np.asarray(events.frame["case_id"].cat.categories.isin(whose.unique()), dtype=bool)
