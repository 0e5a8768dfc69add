"""The printed map of hotspots: what is in its cells, its legend and its words, on any sheet and for any records."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from footprints_geo.cell_scene import CLASS_COLOURS, CellScene, lay_out_cells
from footprints_geo.deck.cells import build_cell_deck
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, read_recipe, to_bytes
from footprints_geo.figure.ground import rgb
from footprints_geo.hotspot_captions import hotspot_legend
from footprints_geo.hotspot_words import CLASS_NAMES
from footprints_geo.hotspots import CLASSES, find_hotspots
from footprints_geo.language import ENGLISH, language_of
from footprints_geo.paper import LEAST_POINTS, SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from tests.builders import crowd, event, random_selection, read_rows, released
from tests.commands import run
from tests.test_scales import DEUTERANOPIA, contrast

pytestmark = pytest.mark.slow
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


@pytest.mark.parametrize(("size", "extent", "maps"), [("square", "fit", 2), ("square", "china-dprk-border", 1)])
def test_every_cell_is_painted_in_its_class_and_the_legend_has_no_others(size: str, extent: str, maps: int) -> None:
    drawing = draw(arrests(), FigureOptions("hotspots", sheet=SHEETS[size], extent=extent, dpi=72))
    # The sheet itself, the map, and the inset of the border where there is one.
    assert len(drawing.figure.axes) == 1 + maps
    many = find_hotspots(bundled(), ARRESTS).cells["class"].astype("str").value_counts()
    for word in CLASSES:
        # On each map, and one sample in the legend.
        expected = maps * many[word] + 1 if word in many else 0
        assert cells_painted(drawing, word) == expected
    said = " ".join(text.get_text() for text in texts(drawing))
    assert CLASS_NAMES[CLASSES[0]] not in said
    assert "Namyang, Tumen: at least 333" in said


SHEETS_AND_WORDS = [("a4-landscape", "en"), ("slide-16x9", "en"), ("slide-16x9", "ko"), ("square", "en")]


def sheet_of_arrests(size: str, code: str) -> tuple[Drawing, CellScene]:
    script = "ko" if code == "ko" else "en"
    found = find_hotspots(bundled(), ARRESTS)
    scene = lay_out_cells(found, check(found), language_of(code), script)  # type: ignore[arg-type]
    options = FigureOptions("hotspots", script, SHEETS[size], dpi=72, language=language_of(code))  # type: ignore[arg-type]
    return draw(arrests(), options), scene


def cells_on(axes: Axes) -> list[shapely.Polygon]:
    """All cells of a map, in its millimetres."""
    shapes = [one for one in axes.collections if isinstance(one, PolyCollection)]
    return [shapely.Polygon(path.vertices) for one in shapes for path in one.get_paths()]


@pytest.mark.parametrize(("size", "code"), SHEETS_AND_WORDS)
def test_the_inset_holds_whole_what_stands_out(size: str, code: str) -> None:
    drawing, _ = sheet_of_arrests(size, code)
    inset = drawing.figure.axes[2]
    paper = shapely.box(inset.get_xlim()[0], inset.get_ylim()[0], inset.get_xlim()[1], inset.get_ylim()[1])
    bold = [one for one in inset.collections if isinstance(one, PolyCollection) and one.get_linewidth()[0] > 1]
    hot = [shapely.Polygon(path.vertices) for one in bold for path in one.get_paths()]
    assert len(hot) == 3
    assert all(paper.contains(cell) for cell in hot)


@pytest.mark.parametrize(("size", "code"), SHEETS_AND_WORDS)
def test_a_label_lies_on_no_other_cell_and_everything_that_stands_out_has_one(size: str, code: str) -> None:
    drawing, scene = sheet_of_arrests(size, code)
    labels = scene.cells["label"].tolist()
    named = set()
    for axes in drawing.figure.axes[1:]:
        cells = cells_on(axes)
        for text in axes.texts:
            if text.get_text() in labels:
                named.add(text.get_text())
                (left, low), (right, high) = axes.transData.inverted().transform(text.get_window_extent())
                box = shapely.box(left, low, right, high)
                # Its own cell may be touched by the ascent of letters; another one may not.
                assert sum(cell.intersection(box).area > 0.5 for cell in cells) <= 1, text.get_text()
    assert set(scene.cells.loc[scene.cells["hot"], "label"]) <= named


def test_a_line_leads_over_no_other_cell_where_there_is_another_way() -> None:
    drawing, _ = sheet_of_arrests("a4-landscape", "en")
    for axes in drawing.figure.axes[1:]:
        cells = cells_on(axes)
        led = [line for line in axes.lines if len(line.get_xdata()) == 2]
        for line in led:
            path = shapely.LineString(np.column_stack(line.get_data()))
            assert sum(cell.intersection(path).length > 0.1 for cell in cells) == 1


@pytest.mark.parametrize(("size", "code"), SHEETS_AND_WORDS)
def test_both_koreas_and_china_are_named(size: str, code: str) -> None:
    drawing, _ = sheet_of_arrests(size, code)
    said = {text.get_text() for text in texts(drawing)}
    koreas = {"북한", "한국", "중국"} if code == "ko" else {"NORTH KOREA", "SOUTH KOREA", "C H I N A"}
    assert koreas <= said


@settings(max_examples=6)
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
    nothing = draw(view(released(read_rows([event("A", "arrest", "CN")])), level="place"), QUICK)
    assert "too few" in nothing.words.subtitle


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_a_place_is_never_shown_nor_run(name: str) -> None:
    rows = [
        event(f"C{n}", "disappearance", "CN", place=name, lat=43 + n * 0.01, lon=128, location_precision="city")
        for n in range(12)
    ]
    prepared = released(read_rows(rows))
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
    seen = view(bundled(), Selection(events=("arrest",), years=Period.of(2010, 2023), countries=("CN",)), "place")
    words = draw(seen, QUICK).words
    assert words.title == "Concentrations of documented cases: arrest, 2010 to 2023"
    assert "Only: 2010 to 2023; recorded in China." in words.subtitle
    assert any("known less closely than a cell is large" in note for note in words.not_shown)
    assert words.language == ENGLISH.code
    assert "never a measure of danger" in words.caption
