"""The land under a map on paper: sea, land, rivers and borders, projected once for each frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

from footprints_geo.basemap import read_layer
from footprints_geo.projections import Projection
from footprints_geo.scales import BORDER, HOME_LAND, LAND, RIVER, SEA, Colour, Floats

BEYOND: Final = 0.06
"""How far over the frame's edge ground is drawn, as a part of its width."""

FINEST_MM: Final = 0.08
"""Millimetres of ground shape that print cannot show."""

HALF_WORLD: Final = 80.0
SOUTHMOST: Final = -30.0
NORTHMOST: Final = 82.0
"""Degrees from the middle, and of latitude, beyond which the projection is of no use and nothing is drawn."""

PROVINCES_TO_KM: Final = 9.0
"""Kilometres a millimetre up to which borders of provinces are drawn: beyond, they would be a thicket."""

COAST: Final[Colour] = (150, 168, 182)


@dataclass(frozen=True)
class Window:
    """A map's place on paper.

    Attributes
    ----------
    projection : Projection
        Of the map.
    width, height : float
        Millimetres.
    """

    projection: Projection
    width: float
    height: float

    @property
    def metres_per_mm(self) -> float:
        """Ground metres along the standard parallels that a millimetre stands for."""
        left, _, right, _ = self.projection.frame(self.width, self.height)
        return (right - left) / self.width

    def mm(self, degrees: Floats) -> Floats:
        """Millimetres to the right of and up from the lower left corner, of longitude and latitude; shape (..., 2)."""
        left, bottom, _, _ = self.projection.frame(self.width, self.height)
        mm: Floats = (self.projection.metres(degrees) - np.array([left, bottom])) / self.metres_per_mm
        return mm


def rgb(colour: Colour) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1."""
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def draw_ground(axes: Axes, window: Window) -> None:
    """Fill the axes, whose data are millimetres, with sea, land, provinces, rivers and borders.

    Countries that people leave are shaded. Borders that are not agreed are dashed.
    """
    axes.set_facecolor(rgb(SEA))
    for home, colour in ((0, LAND), (1, HOME_LAND)):
        areas = _areas(window, home)
        axes.add_collection(
            PathCollection(areas, facecolor=rgb(colour), edgecolor=rgb(COAST), linewidth=0.25, zorder=1)
        )
    if window.metres_per_mm <= PROVINCES_TO_KM * 1000:
        provinces = LineCollection(
            _lines(window, "admin1"), colors=[rgb(BORDER)], linewidths=0.25, alpha=0.55, zorder=2
        )
        axes.add_collection(provinces)
    axes.add_collection(LineCollection(_lines(window, "rivers"), colors=[rgb(RIVER)], linewidths=0.7, zorder=3))
    agreed, disputed = _lines(window, "borders", disputed=False), _lines(window, "borders", disputed=True)
    axes.add_collection(LineCollection(agreed, colors=[rgb(BORDER)], linewidths=0.75, zorder=4))
    axes.add_collection(
        LineCollection(disputed, colors=[rgb(BORDER)], linewidths=0.75, linestyles=[(0, (3, 2))], zorder=4)
    )


@lru_cache(maxsize=64)
def _areas(window: Window, home: int) -> list[Path]:
    layer = read_layer("countries")
    shapes = _on_paper(layer.loc[layer["home"] == home, "geometry"].to_numpy(), window)
    return [path for shape in shapes if shape.geom_type == "Polygon" and (path := _area(shape)) is not None]


@lru_cache(maxsize=64)
def _lines(window: Window, name: str, disputed: bool | None = None) -> list[Floats]:
    layer = read_layer(name)
    if disputed is not None:
        layer = layer[layer["disputed"].astype(bool) == disputed]
    shapes = _on_paper(layer["geometry"].to_numpy(), window)
    return [shapely.get_coordinates(shape) for shape in shapes if shape.geom_type == "LineString"]


def _on_paper(shapes: npt.NDArray[np.object_], window: Window) -> list[shapely.Geometry]:
    """The parts of shapes that lie in the frame and a little beyond, in millimetres, without what paper cannot show."""
    middle = window.projection.meridian
    near = shapely.box(middle - HALF_WORLD, SOUTHMOST, middle + HALF_WORLD, NORTHMOST)
    parts = shapely.get_parts(shapely.intersection(shapely.make_valid(shapes), near))
    parts = parts[~shapely.is_empty(parts)]
    paper = shapely.transform(parts, window.mm)
    paper = shapely.make_valid(shapely.simplify(paper, FINEST_MM))
    more = BEYOND * window.width
    held = shapely.clip_by_rect(paper, -more, -more, window.width + more, window.height + more)
    found: list[shapely.Geometry] = [part for part in shapely.get_parts(held) if not shapely.is_empty(part)]
    return found


def _area(polygon: shapely.Polygon) -> Path | None:
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    rings = [ring for ring in rings if len(ring) > 3]
    if not rings:
        return None
    codes = [np.r_[Path.MOVETO, np.full(len(ring) - 2, Path.LINETO), Path.CLOSEPOLY] for ring in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))
