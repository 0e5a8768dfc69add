"""Labels of cells on the screen: inside their own cell where they fit, and never on another."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from footprints_geo.basemap import EXTENTS
from footprints_geo.cell_scene import CellScene, lay_out_cells
from footprints_geo.hotspots import find_hotspots
from footprints_geo.labels import text_size
from footprints_geo.pipeline import prepare
from footprints_geo.robustness import check
from footprints_geo.scales import screen_positions
from footprints_geo.screen_names import BESIDE_A_WIDE_TABLE, label_names
from footprints_geo.selection import Selection


@pytest.fixture(scope="module")
def scene() -> CellScene:
    found = find_hotspots(prepare(), Selection(events=("arrest", "repatriation")))
    return lay_out_cells(found, check(found))


def on_screen(degrees: np.ndarray, name: str) -> np.ndarray:
    return screen_positions(degrees, EXTENTS[name].centre_and_zoom(*BESIDE_A_WIDE_TABLE)[2])


def boxes(scene: CellScene, name: str) -> dict[str, shapely.Polygon]:
    """Where the labels of cells stand, in pixels."""
    names = label_names(scene.cells, scene.outlines, "en", EXTENTS[name])
    found = {}
    for row in names.assign(written=names["name"], name=names["name"].str.replace("\n", " ")).to_dict("records"):
        if row["name"] not in set(scene.cells["label"]):
            continue
        ((x, y),) = on_screen(np.array([[row["lon"], row["lat"]]]), name)
        width, height = text_size(row["written"], row["size"])
        x += row["right"] + width * (row["side"].right - 1) / 2
        y += row["down"] + height * (row["side"].down - 1) / 2
        found[row["name"]] = shapely.box(x, y, x + width, y + height)
    return found


@pytest.mark.parametrize("name", ["corridor", "china-dprk-border", "tumen", "yalu"])
def test_a_label_stands_in_its_own_cell_or_beside_it_and_on_no_other(scene: CellScene, name: str) -> None:
    cells = [shapely.Polygon(on_screen(outline, name)) for outline in scene.outlines]
    placed = boxes(scene, name)
    assert placed
    for cell, label in zip(cells, scene.cells["label"], strict=True):
        if label in placed:
            others = [other for other in cells if other is not cell and other.intersection(placed[label]).area > 0]
            assert not others, label
            assert cell.contains(placed[label]) or cell.intersection(placed[label]).area == 0


def test_on_the_closest_map_what_stands_out_is_named_inside(scene: CellScene) -> None:
    cells = [shapely.Polygon(on_screen(outline, "tumen")) for outline in scene.outlines]
    placed = boxes(scene, "tumen")
    hot = np.flatnonzero(scene.cells["hot"])
    assert all(cells[row].contains(placed[scene.cells["label"].iloc[row]]) for row in hot)


@pytest.mark.parametrize("name", ["corridor", "china-dprk-border"])
def test_on_wider_maps_what_stands_out_is_named(scene: CellScene, name: str) -> None:
    hot = scene.cells[scene.cells["hot"]]
    assert set(hot["label"]) <= set(boxes(scene, name))
