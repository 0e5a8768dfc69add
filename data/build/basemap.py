"""Write the basemap files of `static/basemap` from public-domain Natural Earth data.

Run `python data/build/basemap.py` after a change here, in `labels.csv` or in the corridor's anchors. It needs npm,
writes the same bytes every time, and prints the size of each file.

How it is made: all lines (coasts, borders, first-level divisions) are cut against each other once and made into
faces; each face is simplified three times with all its neighbours (`shapely.coverage_simplify`, Visvalingam and
Whyatt 1993), and taken from the version its zone asks for. The outlines of the zones are among the lines, so the
versions meet exactly; countries, borders and divisions are read off the same faces, so they lie on one another.
"""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import natural_earth
import numpy as np
import pandas as pd
import rivers
import shapely
from natural_earth import Array
from shapely.geometry.base import BaseGeometry

REPOSITORY: Final = Path(__file__).resolve().parents[2]
TARGET: Final = REPOSITORY / "static" / "basemap"
GRID: Final = 1e-4
"""Degrees; simplifying only leaves vertices out, so every written coordinate has four decimals."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of the map with one level of detail.

    Attributes
    ----------
    area : shapely geometry
        Where the zone applies, unless a later zone does.
    tolerance : float
        For `coverage_simplify`: the side, in degrees, of the largest triangle that is left out.
    smallest : float
        Square degrees; islands below this are left out.
    """

    area: BaseGeometry
    tolerance: float
    smallest: float


BORDER_WINDOW: Final = shapely.box(123.8, 39.7, 131.0, 43.2)
CORRIDOR: Final = shapely.box(73, -2, 150, 60)
ZONES: Final = (
    Zone(shapely.box(-180, -60, 180, 85), tolerance=0.25, smallest=0.2),
    Zone(CORRIDOR, tolerance=0.01, smallest=0.002),
    Zone(BORDER_WINDOW, tolerance=0.002, smallest=0.00005),
)
"""Coarse first. The rest of the world is there so that a wide screen does not show the map cut off."""

DIVIDED: Final = {
    "KP": "PRK", "KR": "KOR", "CN": "CHN", "MN": "MNG", "RU": "RUS",
    "VN": "VNM", "LA": "LAO", "TH": "THA", "MM": "MMR", "KH": "KHM",
}  # fmt: skip
"""Countries whose first-level divisions are drawn, by alpha-2 and alpha-3 code."""

DISPUTED: Final = {
    ("IN", "PK"): shapely.box(73, 32.4, 78, 37.5),
    ("CN", "PK"): CORRIDOR,
    ("CN", "IN"): CORRIDOR,
    ("BT", "CN"): CORRIDOR,
    ("KP", "KR"): CORRIDOR,
}
"""Lines that are no agreed border, by the area they lie in: the Line of Control, the Trans-Karakoram Tract, the Line
of Actual Control, the Bhutanese north, and the Military Demarcation Line in Korea, which is a line of separation."""

SNAP: Final = 0.004
"""Degrees between a division's outline and the country's, both from Natural Earth, that mean the same line."""


def division_lines(divisions: gpd.GeoDataFrame, country: BaseGeometry) -> Array:
    """The boundaries between divisions, without the parts along the country's outline, and reaching up to it."""
    outline = country.boundary
    lines = shapely.union_all(divisions.geometry.boundary.to_numpy())
    interior = shapely.difference(shapely.intersection(lines, country), outline.buffer(SNAP))
    pieces = shapely.get_parts(shapely.line_merge(interior))
    ends = np.concatenate([shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)])
    shapely.prepare(outline)
    near = ends[shapely.dwithin(ends, outline, 1.5 * SNAP)]
    # The connecting piece runs a little past the outline: rounding must not leave it a hair short.
    return np.concatenate([pieces, _lengthened(shapely.shortest_line(near, outline), 2 * GRID)])


def _lengthened(lines: Array, by: float) -> Array:
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    length = np.maximum(np.hypot(*(last - first).T), GRID)[:, None]
    return np.asarray(shapely.linestrings(np.stack([first, last + (last - first) / length * by], axis=1)))


def faces(countries: gpd.GeoDataFrame, divisions: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Cut the land into faces that belong to one country, one division and one zone.

    Returns
    -------
    geopandas.GeoDataFrame
        A valid coverage: `code`, `division` (empty where divisions are not drawn), `zone` (position in `ZONES`).
    """
    whole = countries[countries["code"].ne("")].dissolve("code").geometry
    lines = [countries.geometry.boundary.to_numpy(), [zone.area.boundary for zone in ZONES[1:]]]
    lines += [division_lines(divisions[code], whole[code]) for code in divisions]
    noded = shapely.union_all(np.concatenate(lines), grid_size=GRID)
    cells = shapely.get_parts(shapely.polygonize([noded]))
    inside = gpd.GeoSeries(shapely.point_on_surface(cells), crs="EPSG:4326")
    cell, country = countries.sindex.query(inside, predicate="intersects")
    first = pd.Series(country, index=cell).groupby(level=0).first()
    land = gpd.GeoDataFrame({"code": countries["code"].to_numpy()[first]}, geometry=cells[first.index], crs="EPSG:4326")
    inside = inside.iloc[first.index].reset_index(drop=True)
    land["division"] = ""
    for code, table in divisions.items():
        rows = land.index[land["code"].eq(code) & inside.within(CORRIDOR)]
        _, nearest = table.sindex.nearest(inside.loc[rows], return_all=False)
        land.loc[rows, "division"] = table["division"].to_numpy()[nearest]
    land["zone"] = sum(inside.within(zone.area).astype(int) for zone in ZONES[1:])
    return land


def simplified(land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Each face with the detail of its zone; edges shared before are shared after."""
    out = land.copy()
    for number, zone in enumerate(ZONES):
        rows = land["zone"].eq(number).to_numpy()
        out.loc[rows, "geometry"] = shapely.coverage_simplify(land.geometry.to_numpy(), zone.tolerance)[rows]
    return out


def country_polygons(land: gpd.GeoDataFrame, names: pd.DataFrame, home: list[str]) -> gpd.GeoDataFrame:
    """Countries put together from their faces, without the islands too small for their zone.

    Returns
    -------
    geopandas.GeoDataFrame
        `code` (empty for land without a country), `name_en`, `name_ko`, `home` (1 for the countries of `home`, else
        0: deck.gl can compare numbers), `geometry`.
    """
    parts = land[["code", "geometry"]].dissolve("code").explode().reset_index()
    zone = sum(parts.intersects(zone.area).astype(int) for zone in ZONES[1:])
    area = pd.Series(shapely.area(parts.geometry.to_numpy()), index=parts.index)
    large_enough = area >= np.array([zone.smallest for zone in ZONES])[zone]
    # A country never disappears: its largest part stays, however small.
    largest = area.eq(area.groupby(parts["code"]).transform("max"))
    kept = parts[large_enough | largest].dissolve("code").reset_index()
    kept = kept.merge(names, how="left", left_on="code", right_index=True)
    kept["home"] = kept["code"].isin(home).astype(int)
    return kept[["code", "name_en", "name_ko", "home", "geometry"]].fillna({"name_en": "", "name_ko": ""})


def shared_edges(land: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every line segment between two faces, once.

    Returns
    -------
    pandas.DataFrame
        `left` and `right` (row numbers of the faces, the smaller first), `segment` (a line of two points).
    """
    rings, owner = shapely.get_parts(land.geometry.boundary.to_numpy(), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    keys = _as_keys(xy)
    ends = np.sort(np.stack([keys[:-1], keys[1:]], axis=1)[same], axis=1)
    table = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "face": owner[ring[:-1][same]]})
    table["segment"] = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[same])
    pairs = table.groupby(["a", "b"]).agg(left=("face", "min"), right=("face", "max"), segment=("segment", "first"))
    return pairs[pairs["left"].ne(pairs["right"])].reset_index(drop=True)


def _as_keys(xy: Array) -> Array:
    """One whole number for each point of the grid."""
    steps = np.rint((xy + np.array([180, 90])) / GRID).astype(np.int64)
    return np.asarray(steps[:, 0] * 10_000_000 + steps[:, 1])


def boundaries(land: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Land borders, and the boundaries between first-level divisions, within the corridor's area.

    Returns
    -------
    tuple of geopandas.GeoDataFrame
        Borders (`countries`, such as ``CN-KP``; `disputed`) and division boundaries (`country`).
    """
    edges = shared_edges(land)
    edges = edges[shapely.within(edges["segment"].to_numpy(), CORRIDOR)]
    code, division = land["code"].to_numpy(), land["division"].to_numpy()
    left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
    pair = np.sort(np.stack([code[left], code[right]], axis=1).astype(str), axis=1)
    # Natural Earth's land without a country (the Siachen Glacier) leaves one code: "CN", not "-CN".
    edges["countries"] = np.char.strip(np.char.add(np.char.add(pair[:, 0], "-"), pair[:, 1]), "-")
    middle = shapely.line_interpolate_point(edges["segment"].to_numpy(), 0.5, normalized=True)
    edges["disputed"] = (pair == "").any(axis=1)
    for (a, b), area in DISPUTED.items():
        edges["disputed"] |= (pair == [a, b]).all(axis=1) & shapely.within(middle, area)
    edges["country"] = pair[:, 0]
    abroad = pair[:, 0] != pair[:, 1]
    interior = ~abroad & (division[left] != division[right])
    return _merged(edges[abroad], ["countries", "disputed"]), _merged(edges[interior], ["country"])


def _merged(edges: pd.DataFrame, by: list[str]) -> gpd.GeoDataFrame:
    lines = edges.groupby(by)["segment"].agg(lambda s: shapely.line_merge(shapely.multilinestrings(s.to_numpy())))
    return gpd.GeoDataFrame(lines.rename("geometry").reset_index(), geometry="geometry", crs="EPSG:4326")


def write(name: str, table: gpd.GeoDataFrame) -> None:
    """Write a layer as RFC 7946 GeoJSON: no CRS member, outer rings counter-clockwise, no spaces."""
    shapes = shapely.orient_polygons(table.geometry.to_numpy(), exterior_cw=False)
    order = table.drop(columns="geometry").columns
    features = [
        {"type": "Feature", "properties": dict(zip(order, values, strict=True)), "geometry": _rounded(shape)}
        for shape, *values in zip(shapes, *(table[c].tolist() for c in order), strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    path = TARGET / f"{name}.geojson"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name:24} {len(features):4} features {path.stat().st_size / 1e3:8.0f} kB")


def _rounded(shape: BaseGeometry) -> dict[str, Any]:
    def rounded(value: Any) -> Any:
        return [rounded(v) for v in value] if isinstance(value, Iterable) else round(value, 4)

    mapping = shapely.geometry.mapping(shape)
    return {"type": mapping["type"], "coordinates": rounded(mapping["coordinates"])}


def labels(names: pd.DataFrame, anchors: dict[str, list[float]]) -> dict[str, gpd.GeoDataFrame]:
    """The layers of label points, by layer name: those of `labels.csv`, and the corridor's anchors for countries.

    A country's name stands where its arrows end, so an anchor goes before a label of `labels.csv`.
    """
    table = pd.read_csv(Path(__file__).with_name("labels.csv"), keep_default_na=False)
    anchored = pd.DataFrame(
        [("country_labels", code, 1, *lonlat) for code, lonlat in anchors.items()],
        columns=["layer", "code", "rank", "lon", "lat"],
    )
    table = pd.concat([anchored, table]).drop_duplicates(["layer", "code", "lon", "lat"])
    table = table[~(table["layer"].eq("country_labels") & table.duplicated(["layer", "code"]))]
    country = table["layer"].eq("country_labels")
    for column in ("name_en", "name_ko"):
        table.loc[country, column] = table.loc[country, "code"].map(names[column])
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    columns = {
        "seas": ["rank", "name_en", "name_ko"],
        "cities": ["code", "rank", "name_en", "name_ko", "name_local"],
        "country_labels": ["code", "rank", "name_en", "name_ko"],
    }
    return {layer: points.loc[points["layer"].eq(layer), [*kept, "geometry"]] for layer, kept in columns.items()}


def main() -> None:
    """Build every layer and write it."""
    names = pd.read_csv(REPOSITORY / "data/countries.csv", keep_default_na=False).set_index("code")
    corridor = tomllib.loads((REPOSITORY / "data/corridor.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = natural_earth.fetch(Path(name))
        countries = natural_earth.read_countries(folder)
        divisions = {code: natural_earth.read_divisions(folder, alpha3) for code, alpha3 in DIVIDED.items()}
        river_lines = {extract: natural_earth.read_rivers(folder, extract) for extract in ("asia", "world")}
    # Of Russia only the Far East is on the way.
    divisions["RU"].loc[divisions["RU"]["region"].ne("Far Eastern"), "division"] = "elsewhere"
    unrounded = np.concatenate([table.geometry.to_numpy() for table in divisions.values()])
    countries.geometry = natural_earth.unrounded(countries.geometry.to_numpy(), unrounded, BORDER_WINDOW)
    land = simplified(faces(countries, divisions))
    if not shapely.coverage_is_valid(land.geometry.to_numpy()):
        raise ValueError("The simplified faces overlap or leave gaps; expected neither. Lower a tolerance in ZONES.")
    borders, admin1 = boundaries(land)
    TARGET.mkdir(parents=True, exist_ok=True)
    write("countries", country_polygons(land, names, corridor["home"]))
    write("borders", borders)
    write("admin1", admin1)
    write("rivers", rivers.named_rivers(river_lines, borders, CORRIDOR))
    for layer, points in labels(names, corridor["anchors"]).items():
        write(layer, points)


if __name__ == "__main__":
    main()
