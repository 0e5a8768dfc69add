"""The rivers of the basemap: which unnamed line is which river, and which border is a river.

Natural Earth's rivers at 1:50m lack the Yalu and the Tumen and are coarser than its borders at 1:10m. So where a
border follows a river the border is taken: a river beside its own border would put a crossing on the wrong side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from natural_earth import Array
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class River:
    """A river of the basemap.

    Attributes
    ----------
    name_en, name_ko : str
        What it is called.
    points : tuple of (float, float)
        Longitude and latitude of one spot on each of the source's lines that make up the river.
    borders : tuple of str
        The borders that run in it, such as ``LA-TH``.
    """

    name_en: str
    name_ko: str
    points: tuple[tuple[float, float], ...]
    borders: tuple[str, ...] = ()


RIVERS: Final = (
    River("Mekong", "메콩강", ((97.5, 30.6), (100.6, 22.9), (105.0, 16.3), (105.2, 11.2)), ("LA-MM", "LA-TH")),
    River("Songhua", "쑹화강", ((128.8, 45.97),)),
    River("Yellow River", "황허강", ((98.6, 34.9), (107.0, 40.8), (117.0, 36.7))),
    River("Yangtze", "양쯔강", ((92.5, 34.2), (98.0, 32.6), (102.5, 26.3), (108.5, 30.8), (113.0, 29.7), (117.5, 30.8))),
    River("Red River", "홍강", ((104.0, 22.4),)),
    River("Amur (Heilong)", "아무르강 (헤이룽강)", ((121.0, 53.3), (127.5, 50.2), (131.5, 47.7), (137.0, 50.5)), ("CN-RU",)),
)

NEAR_POINT: Final = 0.3
"""Degrees: how far a spot of `River.points` may be from its line."""

NEAR_BORDER: Final = 0.12
"""Degrees: a river line closer than this to its border is the border."""

PAEKTU: Final = (128.08, 42.0)
"""Heaven Lake, where the China-DPRK border leaves the Yalu's basin for the Tumen's."""

TUMEN_STARTS: Final = 128.45
"""Longitude, degrees: between the crater and here the border is a line of posts and dry gullies."""

YALU_ENDS: Final = 41.95
"""Latitude, degrees: above this the border on the Yalu's side climbs to the crater without a river."""


def border_rivers(borders: gpd.GeoDataFrame) -> dict[tuple[str, str], BaseGeometry]:
    """The Yalu and the Tumen, cut out of the borders that run in them, by English and Korean name."""
    line = borders.set_index("countries").geometry
    china = line["CN-KP"]
    west, south, east, north = china.bounds
    yalu = shapely.intersection(china, shapely.box(west, south, PAEKTU[0] + 0.5, YALU_ENDS))
    tumen = shapely.intersection(china, shapely.box(TUMEN_STARTS, YALU_ENDS, east, north))
    return {
        ("Yalu (Amnok)", "압록강"): shapely.line_merge(yalu),
        ("Tumen (Tuman)", "두만강"): shapely.line_merge(shapely.union(tumen, line["KP-RU"])),
    }


def named_rivers(lines: Array, borders: gpd.GeoDataFrame, area: BaseGeometry) -> gpd.GeoDataFrame:
    """All rivers of the basemap.

    Parameters
    ----------
    lines : numpy.ndarray
        The source's river lines; where two pass the same spot the earlier one is taken.
    borders : geopandas.GeoDataFrame
        `countries` and `geometry`, as the basemap draws them.
    area : shapely geometry
        What to keep.

    Returns
    -------
    geopandas.GeoDataFrame
        `name_en`, `name_ko`, `geometry`.

    Raises
    ------
    LookupError
        A spot of `River.points` has no line near it: the source has changed.
    """
    found = border_rivers(borders)
    for river in RIVERS:
        course = shapely.line_merge(shapely.union_all([_line_at(lines, spot, river) for spot in river.points]))
        course = shapely.intersection(course, area)
        if river.borders:
            course = follow(course, shapely.union_all(borders.geometry[borders["countries"].isin(river.borders)]))
        found[river.name_en, river.name_ko] = shapely.simplify(course, 0.008)
    table = gpd.GeoDataFrame(
        {"name_en": [en for en, _ in found], "name_ko": [ko for _, ko in found]},
        geometry=list(found.values()),
        crs="EPSG:4326",
    )
    return table


def _line_at(lines: Array, spot: tuple[float, float], river: River) -> BaseGeometry:
    near = np.flatnonzero(shapely.dwithin(lines, shapely.Point(spot), NEAR_POINT))
    if not len(near):
        raise LookupError(
            f"No river line within {NEAR_POINT} degrees of {spot}; expected the {river.name_en}. Correct RIVERS."
        )
    return lines[near[0]]


def follow(course: BaseGeometry, border: BaseGeometry) -> BaseGeometry:
    """The course, moved on to the border wherever it is near; elsewhere as it was."""

    def pull(xy: Array) -> Array:
        points = shapely.points(xy)
        near = shapely.dwithin(points, border, NEAR_BORDER)
        pulled = shapely.line_interpolate_point(border, shapely.line_locate_point(border, points))
        return np.where(near[:, None], shapely.get_coordinates(pulled), xy)

    return shapely.transform(shapely.segmentize(course, 0.01), pull)
