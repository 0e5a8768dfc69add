"""The map of events: one symbol a place and type, told apart by shape, and never a point for an area."""

from __future__ import annotations

import random
import warnings
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from footprints_geo.event_places import EventPlaces, events_at_places
from footprints_geo.event_words import event_legend, symbol_steps
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.events import sizes
from footprints_geo.figure.files import FORMATS, read_recipe, to_bytes
from footprints_geo.figure.map_frame import shortened
from footprints_geo.paper import LEAST_POINTS, SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.symbol_spread import spread
from footprints_geo.symbols import SHAPES, outline_of
from footprints_geo.terms import EVENT_NAMES
from footprints_geo.vocabulary import EVENT_TYPES
from tests.builders import at, crowd, event, events_of, random_selection, read_rows, released
from tests.commands import run

pytestmark = pytest.mark.slow
QUICK = FigureOptions("events", sheet=sheet_of("", 140, 160), dpi=72)
HOSTILE = ["<script>alert(1)</script>", r"$\frac{1}{0}$", "x" * 300, "مكان مجهول", "{name} {0}"]


@cache
def bundled() -> Prepared:
    return prepare()


def seen_of(*rows: dict[str, Any]) -> View:
    return view(released(read_rows(rows)), level="place")


def texts(drawing: Drawing) -> list[Text]:
    return [text for text in drawing.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def lines(places: EventPlaces) -> list[tuple[Any, ...]]:
    names = ["place_id", "event_type", "hollow", "events", "cases", "persons_low", "cases_part_of"]
    return [tuple(row) for row in places.symbols[names].itertuples(index=False)]


@settings(max_examples=60)
@given(st.integers(0, 100_000))
def test_every_event_is_in_one_symbol_or_in_a_note(seed: int) -> None:
    seen = view(crowd(), Selection(**random_selection(random.Random(seed))), "place")
    places = events_at_places(seen)
    records = seen.records(seen.segments)
    assert places.symbols["events"].sum() + places.coarse + places.without_position == len(records)
    assert not places.symbols.duplicated(["place_id", "event_type"]).any()
    assert places.symbols[["lon", "lat"]].notna().all().all()
    assert not seen.prepared.events.places.loc[places.symbols["place_id"], "coarse"].any()
    # The slow way: each place and type by itself.
    for row in places.symbols.head(5).to_dict("records"):
        here = records[(records["place_id"] == row["place_id"]) & (records["event_type"] == row["event_type"])]
        largest = here[here["part_of"] == ""].groupby("case_id", observed=True)["persons_low"].max()
        whole = seen.prepared.events.frame
        counted = [case for case in largest.index if (whole.loc[whole["case_id"] == case, "part_of"] == "").all()]
        assert row["persons_low"] == largest.loc[counted].sum()
        assert row["cases"] == len(counted)


def test_one_symbol_a_place_and_type_sized_by_the_largest_low_of_each_case() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2023-01", sequence=1, persons=3),
        at("A", "arrest", "Yanji", "CN", date="2023-02", sequence=2, persons=5),
        at("A", "repatriation", "Onsong County", "KP", date="2023-03", sequence=3),
        at("B", "arrest", "Yanji", "CN", date="2023-01", sequence=1, persons=7),
        event("B", "repatriation", "KP", date="2023-03", sequence=2, persons=7),
        at("C", "arrest", "Yanji", "CN", date="2023-01", sequence=1, persons=9, part_of="B"),
        event("C", "repatriation", "KP", date="2023-03", sequence=2, part_of="B"),
    ]
    places = events_at_places(seen_of(*rows))
    assert lines(places) == [
        ("cn-yanji", "arrest", False, 4, 2, 12, 1),
        ("kp-onsong-county", "repatriation", True, 1, 1, 1, 0),
    ]
    assert places.coarse == 2


def test_an_area_is_never_a_point_and_is_said() -> None:
    rows = [
        event("A", "arrest", "CN", admin1="Jilin", location_precision="province", date="2023", sequence=1),
        event("A", "repatriation", "KP", date="2023", sequence=2),
    ]
    drawing = draw(seen_of(*rows), QUICK)
    assert "2 events are known only to a province or country: not on the map." in drawing.words.notes
    assert events_at_places(seen_of(*rows)).symbols.empty
    assert to_bytes(drawing, ".png").startswith(b"\x89PNG")


def test_an_event_known_to_a_county_is_hollow_wherever_the_place() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2023-01", sequence=1) | {"location_precision": "county"},
        at("A", "repatriation", "Namyang", "KP", date="2023-03", sequence=2),
    ]
    places = events_at_places(seen_of(*rows))
    assert dict(zip(places.symbols["event_type"], places.symbols["hollow"], strict=True)) == {
        "arrest": True,
        "repatriation": False,
    }
    legend = [line.words for column in event_legend(places, sizes(places, QUICK.sheet)) for line in column.lines]
    assert "Hollow: known only to a county" in legend
    assert "Disappearance" not in legend


def test_every_event_type_has_a_shape_of_its_own_of_one_area() -> None:
    assert set(SHAPES) == set(EVENT_NAMES) == set(EVENT_TYPES)
    outlines = {kind: outline_of(kind, False, 4.0) for kind in EVENT_TYPES}
    for outline in outlines.values():
        x, y = outline.T
        assert abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2 == pytest.approx(np.pi * 4)
    for one, other in combinations(outlines, 2):
        a, b = outlines[one], outlines[other]
        assert len(a) != len(b) or not np.allclose(a, b, atol=0.2), (one, other)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 4)), max_size=14))
def test_symbols_stand_apart_and_the_first_at_its_place(discs: list[tuple[int, int, int]]) -> None:
    points = np.array([(x, y) for x, y, _ in discs], dtype=np.float64).reshape(-1, 2)
    radii = np.array([r for _, _, r in discs], dtype=np.float64)
    placed = spread(points, radii, 0.25, (60, 60))
    assert placed.shape == points.shape
    if len(placed):
        inside = ((points[0] >= radii[0]) & (points[0] <= 60 - radii[0])).all()
        assert not inside or (placed[0] == points[0]).all()
    for n in range(len(placed)):
        away = np.hypot(*(placed[:n] - placed[n]).T)
        moved = float(np.hypot(*(placed[n] - points[n])))
        assert (away >= radii[:n] + radii[n] - 1e-6).all() or moved == 0


@settings(max_examples=30)
@given(st.integers(0, 100_000))
def test_the_legend_is_of_what_is_shown(seed: int) -> None:
    places = events_at_places(view(crowd(), Selection(**random_selection(random.Random(seed))), "place"))
    scale = sizes(places, QUICK.sheet)
    columns = event_legend(places, scale)
    assert len(columns) <= 4
    shown = {line.mark for column in columns for line in column.lines if line.mark}
    assert shown == set(places.symbols["event_type"])
    steps = symbol_steps(places, scale)
    assert (steps or (0,))[0] == (places.symbols["persons_low"].max() if len(places.symbols) else 0)
    assert list(steps) == sorted(set(steps), reverse=True)


@pytest.mark.parametrize("size", SHEETS)
def test_every_sheet_is_drawn_with_letters_that_can_be_read(size: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = draw(view(bundled(), level="place"), FigureOptions("events", sheet=SHEETS[size], dpi=72), size)
        to_bytes(drawing, ".png")
    assert min(text.get_fontsize() for text in texts(drawing)) >= LEAST_POINTS
    page = [text.get_window_extent() for text in texts(drawing) if text.axes is drawing.figure.axes[0]]
    assert all(one.y0 >= 0 and one.x1 <= drawing.figure.bbox.x1 for one in page)
    assert not any(_covered(one, other) for one, other in combinations(page, 2))


def _covered(one: Any, other: Any) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    # Lines of one paragraph touch: only what covers a good part of a line is a fault.
    return bool(width > 1 and height > 0.45 * min(one.height, other.height))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_text(name: str, tmp_path: Path) -> None:
    rows = [
        at("A", "arrest", name, "CN", date="2023-01", lat="43.7", lon="128.6", persons=4),
        at("A", "repatriation", "Onsong", "KP", date="2023-02"),
    ]
    drawing = draw(view(released(events_of(tmp_path, *rows)), level="place"), QUICK)
    svg = to_bytes(drawing, ".svg")
    ElementTree.fromstring(svg)
    assert b"<script" not in svg
    assert shortened(name) in [text.get_text() for text in texts(drawing)]
    assert all(not text.get_parse_math() for text in texts(drawing))
    for ending in (".png", ".pdf"):
        with warnings.catch_warnings():
            # Arabic is not among the scripts of the corridor: boxes, but no harm.
            warnings.filterwarnings("ignore", "Glyph")
            to_bytes(drawing, ending)


def test_what_lies_beyond_the_map_is_said_and_not_drawn() -> None:
    seen = view(bundled(), Selection(years=Period.of(2023)), "place")
    whole = draw(seen, QUICK)
    part = draw(seen, FigureOptions("events", sheet=QUICK.sheet, extent="tumen", dpi=72))
    assert not any("beyond the extent" in note for note in whole.words.notes)
    assert "3 events lie beyond the extent of this map." in part.words.notes
    drawn = [len([one for one in d.figure.axes[1].collections if 21 <= one.get_zorder() < 22]) for d in (whole, part)]
    assert drawn[0] == len(events_at_places(seen).symbols)
    assert drawn[1] < drawn[0]
    assert all(isinstance(one, PolyCollection) for one in part.figure.axes[1].collections if one.get_zorder() >= 21)


def test_an_empty_view_is_the_land_alone_with_words() -> None:
    drawing = draw(view(bundled(), Selection(years=Period.of(1900)), "place"), QUICK)
    assert drawing.words.subtitle.startswith("No documented journey matches")
    assert to_bytes(drawing, ".png").startswith(b"\x89PNG")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_recipe_draws_it_again(ending: str, tmp_path: Path) -> None:
    one, other = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    assert run("figure", "events", "--years", "2023", "--size", "square", "--dpi", 72, "-o", one).code == 0
    assert read_recipe(one).options.kind == "events"
    assert run("redraw", one, "-o", other).code == 0
    assert one.read_bytes() == other.read_bytes()
