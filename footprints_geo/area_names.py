"""What an area without a name of its own is called: a cell of the grid, or a circle over places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.journeys import Ints
from footprints_geo.labels import shortened
from footprints_geo.language import ENGLISH, Language
from footprints_geo.places.table import FACILITIES, haversine_km
from footprints_geo.scene import place_name
from footprints_geo.vocabulary import Script

MOST_PLACES: Final = 2
"""So many places name an area."""

LONGEST: Final = 34
"""Letters: where two names are longer together, the first one stands alone."""

_NAMELESS: Final = 2


def area_names(
    places: pd.DataFrame,
    inside: Sequence[Ints],
    positions: Sequence[tuple[float, float]],
    language: Language = ENGLISH,
    script: Script = "en",
) -> list[str]:
    """Name areas by the places in them, or by the place nearest to their middle.

    Only places of the gazetteer give a name, towns before crossings, and never a prison: what a record calls a place,
    stays with the record.

    Parameters
    ----------
    places : pandas.DataFrame
        Those of a data set.
    inside : sequence of numpy.ndarray of int
        For each area the rows of the places in it, the most important first.
    positions : sequence of (float, float)
        The middle of each area, longitude and latitude.
    language : Language
        Of the word for nearness.
    script : {'en', 'ko', 'both', 'local'}
        Of names.
    """
    order = _naming_order(places)
    return [
        _named(places, rows[np.argsort(order[rows], kind="stable")], order, position, language, script)
        for rows, position in zip(inside, positions, strict=True)
    ]


def _named(
    places: pd.DataFrame, rows: Ints, order: Ints, position: tuple[float, float], language: Language, script: Script
) -> str:
    names = [_name(places.iloc[row], script) for row in rows[order[rows] < _NAMELESS][:MOST_PLACES]]
    if not names:
        return language("near {place}", place=_name(_nearest(places, order, position), script))
    both = ", ".join(names)
    return both if len(both) <= LONGEST else names[0]


def _name(place: pd.Series, script: Script) -> str:
    return shortened(place_name(place.to_dict(), script))


def _naming_order(places: pd.DataFrame) -> Ints:
    """0 for a town or county, 1 for a crossing, _NAMELESS for an area, a prison, and what no gazetteer lists."""
    crossing = (places["kind"] == "crossing").to_numpy(dtype=np.int64)
    may = places["listed"] & ~places["coarse"] & ~places["kind"].isin(FACILITIES)
    order: Ints = np.where(may.to_numpy(dtype=bool), crossing, _NAMELESS)
    return order


def _nearest(places: pd.DataFrame, order: Ints, position: tuple[float, float]) -> pd.Series:
    """The place of the gazetteer nearest to a position."""
    known = places[(order < _NAMELESS) & places["lon"].notna().to_numpy()]
    far = haversine_km(known[["lon", "lat"]].to_numpy(dtype=np.float64), np.array(position))
    return known.iloc[int(np.argmin(far))]
