"""The printed map of hotspots: what is in its cells, its legend and its words, on any sheet and for any records."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from footprints_geo.cell_scene import CLASS_COLOURS, lay_out_cells
from footprints_geo.deck.cells import build_cell_deck
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, read_recipe, to_bytes
from footprints_geo.figure.ground import rgb
from footprints_geo.hotspot_captions import hotspot_legend
from footprints_geo.hotspot_words import CLASS_NAMES
from footprints_geo.hotspots import CLASSES, find_hotspots
from footprints_geo.language import ENGLISH, language_of
from footprints_geo.paper import LEAST_POINTS, SHEETS, FigureOptions, sheet_of
from footprints_geo.pipeline import Prepared, View, prepare, view
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from tests.builders import crowd, event, random_selection, read_rows
from tests.commands import run
from tests.test_scales import DEUTERANOPIA, contrast

QUICK = FigureOptions("hotspots", sheet=sheet_of("", 140, 160), dpi=72)
ARRESTS = Selection(events=("arrest", "repatriation"))
HOSTILE = ["<script>alert(1)</script>", r"$\\frac{1}{0}$", "x" * 300, "مكان مجهول", "{name} {0}", "@@=1"]


@cache
def bundled() -> Prepared:
    return prepare()


@cache
def arrests() -> View:
    return view(bundled(), ARRESTS, "place")


def texts(drawing: Drawing) -> list[Text]:
    return [text for text in drawing.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def cells_painted(drawing: Drawing, word: str) -> int:
    """How many outlines have the colour of a class."""
    shapes = [one for one in drawing.figure.findobj(PolyCollection) if len(one.get_facecolor())]
    return sum(
        len(one.get_paths()) for one in shapes if np.allclose(one.get_facecolor()[0][:3], rgb(CLASS_COLOURS[word]))
    )


def test_every_cell_is_painted_in_its_class_and_the_legend_has_no_others() -> None:
    drawing = draw(arrests(), FigureOptions("hotspots", sheet=SHEETS["square"], dpi=72))
    found = find_hotspots(bundled(), ARRESTS)
    many = found.cells["class"].astype("str").value_counts()
    maps = 2 if "inset" else 1
    for word in CLASSES:
        # Main map, inset of the border, and one sample in the legend.
        assert cells_painted(drawing, word) in (0, maps * many.get(word, 0) + 1, many.get(word, 0) + 1)
        assert (cells_painted(drawing, word) > 0) == (many.get(word, 0) > 0)
    said = " ".join(text.get_text() for text in texts(drawing))
    assert CLASS_NAMES[CLASSES[0]] not in said
    assert "Namyang, Tumen: at least 333" in said


@settings(deadline=None, max_examples=6)
@given(st.integers(0, 100_000))
def test_the_legend_has_the_classes_and_edges_that_are_there(seed: int) -> None:
    chosen = random_selection(random.Random(seed))
    found = find_hotspots(crowd(), Selection(**chosen), 3)
    scene = lay_out_cells(found, check(found))
    assert len(scene.cells) == len(found.cells) == len(scene.outlines)
    lines = [line.words for column in hotspot_legend(scene) for line in column.lines]
    classes = {CLASS_NAMES[word] for word in found.cells["class"].astype("str")}
    assert classes == set(lines) & set(CLASS_NAMES.values())
    assert scene.cells["hot"].sum() == len(found.hot)
    assert scene.cells["persons_low"].sum() == found.cells["persons_low"].sum()


@pytest.mark.parametrize("size", ["a4", "half-page"])
def test_letters_are_in_the_sheet_and_large_enough(size: str) -> None:
    sheet = SHEETS[size]
    drawing = draw(arrests(), FigureOptions("hotspots", "ko", sheet, dpi=72, language=language_of("ko")))
    for text in texts(drawing):
        assert text.get_fontsize() >= LEAST_POINTS
    page = [text.get_window_extent() for text in texts(drawing) if text.axes is drawing.figure.axes[0]]
    sheet_box = drawing.figure.bbox
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= sheet_box.x1 and box.y1 <= sheet_box.y1 for box in page)


def test_classes_are_told_apart_without_colour() -> None:
    dark, middle, light, plain = (CLASS_COLOURS[word] for word in CLASSES)
    for one, other in ((dark, middle), (middle, light)):
        assert contrast(one, other) >= 3
        assert contrast(one, other, DEUTERANOPIA) >= 3
    # The lightest one and what does not stand out are told apart by the edge: bold against thin.
    assert contrast(light, plain) < 3


def test_too_few_records_are_drawn_as_not_tested_and_none_as_land() -> None:
    drawing = draw(view(bundled(), level="place"), QUICK)
    assert drawing.words.subtitle.startswith("The records are too few")
    assert not any(cells_painted(drawing, word) for word in CLASSES[:-1])
    nothing = draw(view(prepare(read_rows([event("A", "arrest", "CN")])), level="place"), QUICK)
    assert "too few" in nothing.words.subtitle


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_a_place_is_never_shown_nor_run(name: str) -> None:
    rows = [
        event(f"C{n}", "disappearance", "CN", place=name, lat=43 + n * 0.01, lon=128, location_precision="city")
        for n in range(12)
    ]
    prepared = prepare(read_rows(rows))
    drawing = draw(view(prepared, level="place"), QUICK)
    for ending in FORMATS:
        assert to_bytes(drawing, ending)
    found = find_hotspots(prepared)
    spec = build_cell_deck(lay_out_cells(found, check(found))).to_json()
    assert name[:40] not in spec
    assert '"@@=1' not in spec


def test_the_same_bytes_again_and_the_resolution_in_the_recipe(tmp_path: Path) -> None:
    first, second = tmp_path / "one.png", tmp_path / "two.png"
    flags = ("--events", "arrest", "--resolution", "4", "--width-mm", "140", "--height-mm", "160", "--dpi", "72")
    assert run("figure", "hotspots", *flags, "-o", first).code == 0
    recipe = read_recipe(first)
    assert recipe.options.resolution == 4
    assert "--resolution 4" in recipe.to_command("x.png")
    assert run("redraw", first, "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    without = tmp_path / "three.png"
    assert run("figure", "routes", "--resolution", "4", *flags[4:], "-o", without).code == 0
    assert read_recipe(without).options.resolution is None


def deck_layers(spec: Any) -> dict[str, Any]:
    return {layer.id: layer for layer in spec.layers}


def test_the_screen_has_the_same_cells_as_the_print() -> None:
    found = find_hotspots(bundled(), ARRESTS)
    scene = lay_out_cells(found, check(found))
    layers = deck_layers(build_cell_deck(scene, chosen="833163fffffffff"))
    areas, edges = layers["cells"].data, layers["cell-edges"].data
    assert len(areas) == len(edges) == len(found.cells)
    dashed = [edge for edge in edges if edge["dash"] != [0, 0]]
    assert len(dashed) == len(found.hot)
    assert max(edge["width"] for edge in edges) == 5.0
    assert all(set(area) == {"cell", "words", "polygon", "colour"} for area in areas)
    assert any("depends on one case" in area["words"] for area in areas)


def test_words_name_the_events_the_period_and_what_is_missing() -> None:
    seen = view(bundled(), Selection(events=("arrest",), years=(2010, 2023), countries=("CN",)), "place")
    words = draw(seen, QUICK).words
    assert words.title == "Concentrations of documented cases: arrest, 2010 to 2023"
    assert "Only: recorded in China." in words.subtitle
    assert any("known less closely than a cell is large" in note for note in words.not_shown)
    assert words.language == ENGLISH.code
    assert "never a measure of danger" in words.caption
