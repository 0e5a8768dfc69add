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
    extract : str
        Of which extract the lines are taken; ``asia`` is finer, and ends where Russia begins.
    """

    name_en: str
    name_ko: str
    points: tuple[tuple[float, float], ...]
    borders: tuple[str, ...] = ()
    extract: str = "asia"


RIVERS: Final = (
    River("Mekong", "메콩강", ((95.60, 32.79), (100.23, 23.69), (105.22, 16.07)), ("LA-MM", "LA-TH")),
    River("Songhua", "쑹화강", ((128.80, 45.95),)),
    River("Yellow River", "황허강", ((97.20, 34.91), (106.32, 38.26), (116.75, 36.67))),
    River(
        "Yangtze",
        "양쯔강",
        ((91.90, 34.19), (96.06, 33.80), (100.48, 27.08), (108.45, 30.85), (118.07, 31.25)),
    ),
    River("Red River", "홍강", ((103.44, 22.93),)),
    River(
        "Amur (Heilong)",
        "아무르강(헤이룽강)",
        ((122.90, 53.45), (136.90, 50.13), (140.20, 52.40)),
        ("CN-RU",),
        extract="world",
    ),
)

NEAR_POINT: Final = 0.2
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


def named_rivers(lines: dict[str, Array], borders: gpd.GeoDataFrame, area: BaseGeometry) -> gpd.GeoDataFrame:
    """All rivers of the basemap.

    Parameters
    ----------
    lines : dict of str to numpy.ndarray
        The source's river lines by extract.
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
        parts = [_line_at(lines[river.extract], spot, river) for spot in river.points]
        course = shapely.intersection(shapely.line_merge(shapely.union_all(parts)), area)
        if river.borders:
            course = follow(course, shapely.union_all(borders.geometry[borders["countries"].isin(river.borders)]))
        found[river.name_en, river.name_ko] = shapely.simplify(course, 0.008)
    return gpd.GeoDataFrame(
        {"name_en": [en for en, _ in found], "name_ko": [ko for _, ko in found]},
        geometry=list(found.values()),
        crs="EPSG:4326",
    )


def _line_at(lines: Array, spot: tuple[float, float], river: River) -> BaseGeometry:
    distance = shapely.distance(lines, shapely.Point(spot))
    nearest = int(np.argmin(distance))
    if distance[nearest] > NEAR_POINT:
        raise LookupError(
            f"No river line within {NEAR_POINT} degrees of {spot}; expected the {river.name_en}. Correct RIVERS."
        )
    return lines[nearest]


def follow(course: BaseGeometry, border: BaseGeometry) -> BaseGeometry:
    """The course, moved on to the border wherever it is near; elsewhere as it was."""

    def pull(xy: Array) -> Array:
        points = shapely.points(xy)
        near = shapely.dwithin(points, border, NEAR_BORDER)
        pulled = shapely.line_interpolate_point(border, shapely.line_locate_point(border, points))
        return np.where(near[:, None], shapely.get_coordinates(pulled), xy)

    return shapely.transform(shapely.segmentize(course, 0.01), pull)
