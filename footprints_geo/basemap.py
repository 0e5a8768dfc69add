"""The ground under every map: layers that need no network, named extents, and the view that shows given points.

The files are made by `data/build/basemap.py` from Natural Earth (public domain). Borders are those of 1:10 million
maps and can be off by some kilometres; they state no view on the status of a territory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.language import ENGLISH, Language
from footprints_geo.scales import MERCATOR_LIMIT, TILE_PX
from footprints_geo.vocabulary import repository_path

if TYPE_CHECKING:
    import geopandas as gpd

BASEMAP_DIR: Final = repository_path("static", "basemap")

LAYERS: Final = {
    "countries": "countries.geojson",
    "admin1": "admin1.geojson",
    "rivers": "rivers.geojson",
    "borders": "borders.geojson",
    "seas": "seas.geojson",
    "cities": "cities.geojson",
    "country_labels": "country_labels.geojson",
}
"""Layer name to file name, in drawing order.

Countries (`code`, `home` 1 for the countries people leave, names) are filled and never outlined: outside the area of
`borders` their edges are coarse. A border with `disputed` true is no agreed border and is drawn dashed.
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """A named part of the map.

    Attributes
    ----------
    west, south, east, north : float
        Degrees, WGS 84.
    name_en, name_ko : str
        What it is called in a menu.
    """

    west: float
    south: float
    east: float
    north: float
    name_en: str
    name_ko: str

    def name(self, language: Language = ENGLISH) -> str:
        """What it is called in a menu, in a language; the English name where there is no other."""
        return language.name(self.name_en, self.name_ko)

    @property
    def size(self) -> float:
        """How much it shows, in square degrees: only for telling which of two is the closer view."""
        return (self.east - self.west) * (self.north - self.south)

    def centre_and_zoom(self, width_px: float, height_px: float) -> tuple[float, float, float]:
        """The closest view that shows the whole extent, as :func:`fit` gives it, without padding."""
        return fit([self.west, self.east], [self.south, self.north], width_px, height_px, padding=0)


EXTENTS: Final = {
    "corridor": Extent(92.0, 0.0, 146.0, 55.0, "Whole corridor", "전체 경로"),
    "china-dprk-border": Extent(123.8, 39.6, 131.2, 43.4, "China-North Korea border", "북중 접경"),
    "tumen": Extent(128.3, 41.8, 131.0, 43.2, "Tumen River", "두만강 유역"),
    "yalu": Extent(124.0, 39.8, 128.6, 42.1, "Yalu River", "압록강 유역"),
    "yunnan-laos-thailand": Extent(97.0, 13.0, 109.0, 26.0, "Yunnan, Laos, Thailand", "윈난·라오스·태국"),
    "mongolia": Extent(87.0, 38.5, 125.0, 53.0, "Mongolia", "몽골"),
    "russian-far-east": Extent(125.0, 41.5, 143.0, 54.5, "Russian Far East", "러시아 극동"),
}
"""Named extents, widest first; the browser reports no panning, so these are how a view is chosen."""


def extent_holding(lons: Iterable[float], lats: Iterable[float]) -> str:
    """The name of the closest extent that shows all points; that of the whole corridor for none, or when none does."""
    lon, lat = np.asarray(list(lons), dtype=float), np.asarray(list(lats), dtype=float)
    holding = [
        name
        for name, extent in EXTENTS.items()
        if len(lon) and (extent.west <= lon).all() and (lon <= extent.east).all()
        if (extent.south <= lat).all() and (lat <= extent.north).all()
    ]
    return min(holding, key=lambda name: EXTENTS[name].size, default="corridor")


def layer_url(name: str) -> str:
    """Where the browser gets a layer: Streamlit's static serving, from the same server as the page.

    Raises
    ------
    InputError
        There is no layer of that name.
    """
    return f"/app/static/basemap/{_file(name)}"


def read_layer(name: str) -> gpd.GeoDataFrame:
    """A layer as a table, for print; read once, and a copy each time.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer's properties and `geometry` (WGS 84), never empty.

    Raises
    ------
    InputError
        There is no layer of that name.
    BundledDataError
        Its file is missing or cannot be read.
    """
    return _read(name).copy()


@cache
def features(name: str) -> tuple[dict[str, Any], ...]:
    """A layer's GeoJSON features, for the labels on the screen; read once and shared, so not to be changed.

    Raises
    ------
    InputError
        There is no layer of that name.
    BundledDataError
        Its file is missing or cannot be read.
    """
    path = BASEMAP_DIR / _file(name)
    try:
        return tuple(json.loads(path.read_text(encoding="utf-8"))["features"])
    except (OSError, ValueError, KeyError) as broken:
        raise _broken(path.name) from broken


@cache
def _read(name: str) -> gpd.GeoDataFrame:
    # Here and not above: it takes half a second, and the screen does without.
    import geopandas as gpd
    from pyogrio.errors import DataSourceError

    path = BASEMAP_DIR / _file(name)
    try:
        layer: gpd.GeoDataFrame = gpd.read_file(path)
    except DataSourceError as broken:
        raise _broken(path.name) from broken
    return layer


def _broken(file: str) -> BundledDataError:
    return BundledDataError(
        f"The basemap file {file} is missing or no GeoJSON; expected it in static/basemap of the program. "
        "Get the program again, or run data/build/basemap.py."
    )


def _file(name: str) -> str:
    if name not in LAYERS:
        raise InputError(f"There is no basemap layer {name!r}; expected one of {', '.join(LAYERS)}. Use one of these.")
    return LAYERS[name]


def fit(
    lons: Iterable[float],
    lats: Iterable[float],
    width_px: float,
    height_px: float,
    padding: float = 40,
    max_zoom: float = 10,
) -> tuple[float, float, float]:
    """The Web Mercator view, as closely as possible, that shows all points.

    Parameters
    ----------
    lons, lats : iterable of float
        Degrees, pairwise. Pairs with a missing half are left out; without any pair the view is that of the corridor.
    width_px, height_px : float
        Size of the map on the screen.
    padding : float
        Pixels kept free on each side.
    max_zoom : float
        The closest view, as for a single point; the basemap has no more detail than this.

    Returns
    -------
    tuple of float
        Longitude and latitude of the middle in degrees, and zoom (0 is the world in 512 pixels; never below 0).

    Raises
    ------
    InputError
        The padding leaves no room, or the numbers of longitudes and latitudes differ.
    """
    room_x, room_y = width_px - 2 * padding, height_px - 2 * padding
    if not (room_x > 0 and room_y > 0):
        raise InputError(
            f"A map of {width_px:g} by {height_px:g} pixels has no room inside a padding of {padding:g}; expected more "
            "than twice the padding both ways. Use a larger map or less padding."
        )
    lon, lat = np.asarray(list(lons), dtype=float), np.asarray(list(lats), dtype=float)
    if lon.shape != lat.shape:
        raise InputError(
            f"Found {lon.size} longitudes and {lat.size} latitudes; expected as many of both. Pass them pairwise."
        )
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        corridor = EXTENTS["corridor"]
        lon, lat = np.array([corridor.west, corridor.east]), np.array([corridor.south, corridor.north])
        known = np.array([True, True])
    x, y = lon[known], _mercator(lat[known])
    across, up = float(np.ptp(x)) / 360, float(np.ptp(y)) / 360
    zooms = [math.log2(room / (TILE_PX * span)) for room, span in ((room_x, across), (room_y, up)) if span > 0]
    zoom = max(0.0, min([max_zoom, *zooms]))
    middle_y = float(y.min() + y.max()) / 2
    return float(x.min() + x.max()) / 2, _latitude(middle_y), zoom


def _mercator(lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Web Mercator's y of a latitude, in the degrees in which x is longitude."""
    y: npt.NDArray[np.float64] = np.degrees(
        np.arcsinh(np.tan(np.radians(np.clip(lat, -MERCATOR_LIMIT, MERCATOR_LIMIT))))
    )
    return y


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(y))))
