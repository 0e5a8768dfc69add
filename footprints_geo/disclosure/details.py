"""How closely records are told: from place and month down to the country alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.dates.intervals import LAST_YEAR
from footprints_geo.disclosure.usable import NO_MONTH, NOWHERE, Usable
from footprints_geo.journeys import Bools, Ints
from footprints_geo.places.areas import slug

YEAR: Final = 12
LAST_MONTH: Final = (LAST_YEAR - 1970) * YEAR + YEAR - 1

DETAILS: Final = ("place and month", "place and year", "province and year", "country and year", "country")
"""Closest first. A case is told in one of them from beginning to end."""


class Coarser:
    """The province and the country of every place of a table, and the place itself where it may be named.

    A place that is in no gazetteer is known by the record's own words and position alone, and is named by its province
    or country.
    """

    def __init__(self, places: pd.DataFrame, listed: Bools) -> None:
        index = places.index
        country = index.get_indexer(pd.Index(places["country"])).astype(np.int64)
        provinces = places[(places["kind"] == "province") & listed]
        # By slugs: how somebody spelled a province must not decide how others are told.
        by_name = pd.Series(
            index.get_indexer(provinces.index),
            index=pd.MultiIndex.from_arrays([provinces["country"], slug(provinces["admin1"])]),
        )
        names = pd.MultiIndex.from_arrays([places["country"], slug(places["admin1"])])
        province = by_name[~by_name.index.duplicated()].reindex(names).to_numpy()
        area = np.where(np.isnan(province), country, np.nan_to_num(province)).astype(np.int64)
        whole = (places["kind"] == "country").to_numpy()
        itself = np.arange(len(places), dtype=np.int64)
        self._of: dict[str, Ints] = {
            "place": np.append(np.where(listed | whole, itself, area), NOWHERE),
            "province": np.append(np.where(whole, itself, area), NOWHERE),
            "country": np.append(np.where(whole, itself, country), NOWHERE),
        }

    def told_as(self, records: Usable, detail: str) -> Usable:
        """The records, in one of DETAILS."""
        area, _, time = detail.partition(" and ")
        to_time = _TIMES[time]
        return replace(
            records,
            place=self._of[area][records.place],
            first=to_time(records.first, 0),
            last=np.minimum(to_time(records.last, YEAR - 1), LAST_MONTH),
        )


def _month(months: Ints, _: int) -> Ints:
    return months


def _year(months: Ints, within: int) -> Ints:
    return np.where(months == NO_MONTH, NO_MONTH, months // YEAR * YEAR + within)


def _never(months: Ints, _: int) -> Ints:
    return np.full(len(months), NO_MONTH)


_TIMES: Final[dict[str, Callable[[Ints, int], Ints]]] = {"month": _month, "year": _year, "": _never}
