"""Paper needs equal areas: a projection fitted to what is shown, and the frame of the sheet in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from pyproj import CRS, Geod, Transformer

from footprints_geo.basemap import Extent
from footprints_geo.scales import Floats

SHAPE_OF_EDGE = 33
"""Points along each edge of an extent that are looked at: its edges are curves on paper."""


@dataclass(frozen=True)
class Projection:
    """Albers' equal-area conic projection, fitted to an extent.

    The standard parallels lie a sixth of the extent's height inside its edges (Snyder 1987, "Map Projections: A Working
    Manual", page 99), and the central meridian in its middle. Metres on the WGS 84 ellipsoid.

    Attributes
    ----------
    extent : Extent
        What it is fitted to.
    """

    extent: Extent

    @property
    def parallels(self) -> tuple[float, float]:
        """The standard parallels, degrees north."""
        part = (self.extent.north - self.extent.south) / 6
        return self.extent.south + part, self.extent.north - part

    @property
    def meridian(self) -> float:
        """The central meridian, degrees east."""
        return (self.extent.west + self.extent.east) / 2

    @cached_property
    def crs(self) -> CRS:
        """The coordinate system, for layers."""
        south, north = self.parallels
        middle = (self.extent.south + self.extent.north) / 2
        return CRS.from_proj4(
            f"+proj=aea +lat_1={south} +lat_2={north} +lat_0={middle} +lon_0={self.meridian} +datum=WGS84 +units=m"
        )

    @cached_property
    def wkt(self) -> str:
        """The coordinate system as text."""
        return str(self.crs.to_wkt())

    def metres(self, degrees: Floats) -> Floats:
        """Metres to the right and up.

        Parameters
        ----------
        degrees : numpy.ndarray, shape (..., 2)
            Longitude and latitude.

        Returns
        -------
        numpy.ndarray, shape (..., 2)
            Empty for no positions.
        """
        east, north = _transformer(self.wkt).transform(degrees[..., 0], degrees[..., 1])
        return np.stack((np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)), axis=-1)

    def degrees(self, metres: Floats) -> Floats:
        """Longitude and latitude of metres to the right and up; the way back of :meth:`metres`."""
        lon, lat = _transformer(self.wkt).transform(metres[..., 0], metres[..., 1], direction="INVERSE")
        return np.stack((np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)), axis=-1)

    def frame(self, width: float, height: float) -> tuple[float, float, float, float]:
        """Left, bottom, right and top, in metres, of the smallest sheet of these proportions that holds the extent."""
        edge = np.linspace(0, 1, SHAPE_OF_EDGE)
        lon = self.extent.west + edge * (self.extent.east - self.extent.west)
        lat = self.extent.south + edge * (self.extent.north - self.extent.south)
        ring = np.concatenate(
            [np.column_stack(np.broadcast_arrays(lon, one)) for one in (self.extent.south, self.extent.north)]
            + [np.column_stack(np.broadcast_arrays(one, lat)) for one in (self.extent.west, self.extent.east)]
        )
        metres = self.metres(ring)
        low, high = metres.min(axis=0), metres.max(axis=0)
        middle, span = (low + high) / 2, high - low
        scale = max(span[0] / width, span[1] / height)
        half = np.array([width, height]) * scale / 2
        return (*(middle - half).tolist(), *(middle + half).tolist())


def geodesic_km(one: Floats, other: Floats) -> float:
    """Kilometres on the ground between two positions, longitude and latitude."""
    return float(Geod(ellps="WGS84").inv(one[0], one[1], other[0], other[1])[2]) / 1000


@lru_cache(maxsize=32)
def _transformer(wkt: str) -> Transformer:
    return Transformer.from_crs(CRS.from_epsg(4326), CRS.from_wkt(wkt), always_xy=True)
