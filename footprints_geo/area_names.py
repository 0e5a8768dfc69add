"""What an area without a name of its own is called: a cell of the grid, or a circle over places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.journeys import Ints
from footprints_geo.labels import shortened
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.places.table import FACILITIES, haversine_km
from footprints_geo.scene import place_name
from footprints_geo.vocabulary import Script

Floats = npt.NDArray[np.float64]

MOST_PLACES: Final = 2
"""So many places name an area."""

LONGEST: Final = 34
"""Letters: where two names are longer together, the first one stands alone."""

NEAR_KM: Final = 10
"""So far from a place it is no longer said to be near."""

STEP_KM: Final = 50

DIRECTIONS: Final = (
    marked("{km} km north of {place}"),
    marked("{km} km north-east of {place}"),
    marked("{km} km east of {place}"),
    marked("{km} km south-east of {place}"),
    marked("{km} km south of {place}"),
    marked("{km} km south-west of {place}"),
    marked("{km} km west of {place}"),
    marked("{km} km north-west of {place}"),
)
"""Clockwise from north, an eighth each."""

_NAMELESS: Final = 2


def area_names(
    places: pd.DataFrame,
    inside: Sequence[Ints],
    positions: Sequence[tuple[float, float]],
    language: Language = ENGLISH,
    script: Script = "en",
    reach_km: float = 0.0,
) -> list[str]:
    """Name areas by the places in them, or by the place nearest to their middle: how far it is, and in which direction.

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
        Of the words for nearness.
    script : {'en', 'ko', 'both', 'local'}
        Of names.
    reach_km : float
        Each area lies within so many kilometres of its position, and no more is known or to be told: it has no
        direction then, and its distance is one that is surely not too small, in steps of 50 km.
    """
    order = _naming_order(places)
    return [
        _named(places, rows[np.argsort(order[rows], kind="stable")], order, position, language, script, reach_km)
        for rows, position in zip(inside, positions, strict=True)
    ]


def _named(
    places: pd.DataFrame,
    rows: Ints,
    order: Ints,
    position: tuple[float, float],
    language: Language,
    script: Script,
    reach_km: float,
) -> str:
    names = [_name(places.iloc[row], script) for row in rows[order[rows] < _NAMELESS][:MOST_PLACES]]
    if not names:
        return _from_nearest(places[order < _NAMELESS], np.array(position), language, script, reach_km)
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


def _from_nearest(places: pd.DataFrame, position: Floats, language: Language, script: Script, reach_km: float) -> str:
    """Where a position lies from the nearest of some places."""
    known = places[places["lon"].notna()]
    towns = known[["lon", "lat"]].to_numpy(dtype=np.float64)
    far = haversine_km(towns, position)
    nearest = int(np.argmin(far))
    name, km = _name(known.iloc[nearest], script), round(float(far[nearest]))
    if reach_km:
        within = int(np.ceil((far[nearest] + reach_km) / STEP_KM)) * STEP_KM
        return language("within {km} km of {place}", km=within, place=name)
    if km < NEAR_KM:
        return language("near {place}", place=name)
    east, north = position - towns[nearest]
    east = ((east + 180) % 360 - 180) * np.cos(np.radians(position[1]))
    eighth = round(float(np.degrees(np.arctan2(east, north))) / 45) % len(DIRECTIONS)
    return language(DIRECTIONS[eighth], km=km, place=name)
