"""Pictures on paper: exact sizes, the same bytes every time, a recipe inside, and every name drawn as text."""

from __future__ import annotations

import io
import os
import random
import struct
import tracemalloc
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader

from footprints_geo.basemap import EXTENTS
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, read_recipe, to_bytes
from footprints_geo.figure.fonts import text_width, wrapped
from footprints_geo.figure.ground import Window
from footprints_geo.figure.map_frame import shortened
from footprints_geo.figure.recipe_text import recipe_text
from footprints_geo.legend import legend_of, legend_steps
from footprints_geo.paper import LEAST_POINTS, SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.projections import Projection, geodesic_km
from footprints_geo.recipe import Recipe
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection
from footprints_geo.wording import KIND_NAMES, numbers_of, sources_words, title_of
from tests.builders import at, crowd, events_of, random_selection, released, write_rows
from tests.commands import run

RETURNS = Selection(years=Period.of(2023), kind=("repatriation",))
QUICK = FigureOptions(sheet=sheet_of("", 120, 120), dpi=72)
HOSTILE = [
    "<script>alert(1)</script>",
    r"$\frac{1}{0}$",
    "x" * 300,
    "مكان مجهول",
    "a\x0bb\u202ec",
    "&amp; ]]> \" '",
]


@cache
def bundled() -> Prepared:
    return prepare()


def returns() -> View:
    return view(bundled(), RETURNS, "place")


def texts(drawing: Drawing) -> list[Text]:
    return [text for text in drawing.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("script", ["en", "ko"])
def test_every_sheet_is_drawn_with_letters_that_can_be_read_and_none_missing(size: str, script: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = draw(view(bundled(), level="place"), FigureOptions(script=script, sheet=SHEETS[size], dpi=72), size)
        to_bytes(drawing, ".png")
    assert min(text.get_fontsize() for text in texts(drawing)) >= LEAST_POINTS
    renderer_box = drawing.figure.bbox
    page_words = [text for text in texts(drawing) if text.axes is drawing.figure.axes[0]]
    boxes = [text.get_window_extent() for text in page_words]
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= renderer_box.x1 and box.y1 <= renderer_box.y1 for box in boxes)
    assert not any(
        one.overlaps(other) and _covered(one, other) for n, one in enumerate(boxes) for other in boxes[n + 1 :]
    )


def _covered(one: object, other: object) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)  # type: ignore[attr-defined]
    height = min(one.y1, other.y1) - max(one.y0, other.y0)  # type: ignore[attr-defined]
    lower = min(one.height, other.height)  # type: ignore[attr-defined]
    # Lines of one paragraph touch: only what covers a good part of a line is a fault.
    return bool(width > 1 and height > 0.45 * lower)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_view_gives_the_same_bytes_with_its_recipe_inside(ending: str, tmp_path: Path) -> None:
    drawn = [to_bytes(draw(returns(), QUICK), ending) for _ in range(2)]
    assert drawn[0] == drawn[1]
    file = tmp_path / f"figure{ending}"
    file.write_bytes(drawn[0])
    assert read_recipe(file) == Recipe.of(returns(), QUICK)


def test_two_threads_draw_the_same_bytes_as_one_after_the_other() -> None:
    views = [returns(), view(bundled(), Selection(kind=("escape",)), "place")]
    alone = [to_bytes(draw(one, QUICK), ".svg") for one in views]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda one: to_bytes(draw(one, QUICK), ".svg"), views * 2))
    assert together == alone * 2


def test_a_png_has_the_very_size_and_says_its_dots() -> None:
    with Image.open(io.BytesIO(to_bytes(draw(returns(), FigureOptions(dpi=300), "a4"), ".png"))) as picture:
        assert picture.size == (2480, 3507)
        assert picture.info["dpi"][0] == pytest.approx(300, abs=0.01)
        assert "483" in picture.text["Description"]  # type: ignore[attr-defined]


def test_an_svg_has_title_and_description_and_a_pdf_its_fonts_inside() -> None:
    svg = ElementTree.fromstring(to_bytes(draw(returns(), QUICK), ".svg"))
    name = "{http://www.w3.org/2000/svg}"
    assert [part.text for part in (svg.find(f"{name}title"),) if part is not None] == [title_of(returns())]
    described = svg.find(f"{name}desc")
    assert described is not None
    assert "never the path travelled" in (described.text or "")
    pdf = PdfReader(io.BytesIO(to_bytes(draw(returns(), QUICK), ".pdf")))
    assert "At least 483 people" in pdf.pages[0].extract_text()
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    assert all("SourceSans" in str(font["/BaseFont"]) or "Noto" in str(font["/BaseFont"]) for font in fonts)


def test_no_file_carries_a_path_a_case_or_the_name_of_the_records(tmp_path: Path) -> None:
    folder = tmp_path / "of-somebody"
    folder.mkdir()
    rows = [
        at("CASE-77", "arrest", "Yanji", "CN", date="2023-01"),
        at("CASE-77", "repatriation", "Onsong", "KP", date="2023-02"),
    ]
    prepared = released(events_of(folder, *rows))
    for ending in FORMATS:
        content = to_bytes(draw(view(prepared, level="place"), QUICK), ending)
        assert not any(secret in content for secret in (b"of-somebody", b"CASE-77", b"events.csv"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_text(name: str, tmp_path: Path) -> None:
    rows = [
        at("A", "arrest", name, "CN", date="2023-01", lat="43.7", lon="128.6"),
        at("A", "repatriation", "Onsong", "KP", date="2023-02"),
    ]
    drawing = draw(view(released(events_of(tmp_path, *rows)), level="place"), QUICK)
    svg = to_bytes(drawing, ".svg")
    ElementTree.fromstring(svg)
    assert b"<script" not in svg
    shown = shortened(name)
    assert len(shown) <= 48
    assert shown in [text.get_text() for text in texts(drawing)]
    assert all(not text.get_parse_math() for text in texts(drawing))
    for ending in (".png", ".pdf"):
        with warnings.catch_warnings():
            # Arabic is not among the scripts of the corridor: boxes, but no harm.
            warnings.filterwarnings("ignore", "Glyph")
            to_bytes(drawing, ending)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_the_largest_number_of_the_legend_is_that_of_the_legs(seed: int) -> None:
    seen = view(crowd(), Selection(**random_selection(random.Random(seed))), "place")
    scene = lay_out(seen)
    wide = scene.legs[scene.legs["mark"] != "area"]
    assert (legend_steps(scene) or (0,))[0] == (wide["persons_low"].max() if len(wide) else 0)
    assert list(legend_steps(scene)) == sorted(set(legend_steps(scene)), reverse=True)
    kinds = {line.words for column in legend_of(scene) if column.heading == "Kind" for line in column.lines}
    assert kinds == {KIND_NAMES[kind] for kind in scene.legs["kind"].unique()}


def test_the_words_give_the_numbers_of_the_view() -> None:
    assert title_of(returns()) == "Forced returns to North Korea, 2023"
    assert numbers_of(returns()) == "Forced return: 7 cases, at least 483 persons · 20 events."
    assert sources_words(returns()).count(";") == 6
    words = " ".join(draw(returns(), QUICK).words.notes)
    assert "Shown: 6 of 139 cases" in words
    assert "For internal use" in words
    assert "do not imply official endorsement" in words


def test_a_number_stands_beside_its_own_flow_alone() -> None:
    options = FigureOptions(sheet=SHEETS["a4-landscape"], dpi=72)
    drawing = draw(view(bundled(), level="place"), options)
    numbers = [text.get_text() for text in texts(drawing) if text.get_text().isdigit() and text.get_fontweight() == 700]
    # The flow of 175 runs along that of 400: beside it the number would be read for the wider one.
    assert "400" in numbers
    assert "175" not in numbers


def test_what_leads_off_the_map_is_said() -> None:
    whole, part = (draw(returns(), replace(QUICK, extent=extent)).words.notes for extent in ("fit", "tumen"))
    assert not any("beyond the extent" in note for note in whole)
    assert "5 legs lead beyond the extent of this map." in part


def test_only_the_bundled_records_have_their_day(tmp_path: Path) -> None:
    assert any(note.startswith("Data as of") for note in draw(returns(), QUICK).words.notes)
    rows = [at("A", "arrest", "Yanji", "CN", date="2023"), at("A", "repatriation", "Onsong", "KP", date="2023")]
    own = released(read_events(write_rows(tmp_path, rows, "documented_events.csv")))
    assert not any(note.startswith("Data as of") for note in draw(view(own, level="place"), QUICK).words.notes)


def test_a_view_without_legs_is_drawn_too() -> None:
    drawing = draw(view(bundled(), Selection(years=Period.of(1900)), "place"), QUICK)
    assert drawing.words.subtitle.startswith("No documented journey matches")
    assert to_bytes(drawing, ".png").startswith(b"\x89PNG")


@pytest.mark.parametrize("extent", EXTENTS.values(), ids=EXTENTS)
def test_the_projection_keeps_areas_and_the_frame_holds_the_extent(extent: object) -> None:
    projection = Projection(extent)  # type: ignore[arg-type]
    west, south, east, north = extent.west, extent.south, extent.east, extent.north  # type: ignore[attr-defined]
    areas = []
    for lon, lat in ((west, south), (east - 0.1, north - 0.1), ((west + east) / 2, (south + north) / 2)):
        ring = projection.metres(np.array([[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1]]))
        x, y = ring[:, 0], ring[:, 1]
        on_paper = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        on_ground = _cell_square_metres(lat)
        areas.append(on_paper / on_ground)
    assert areas == pytest.approx([1, 1, 1], abs=0.002)
    window = Window(projection, 150, 100)
    corners = window.mm(np.array([[west, south], [east, south], [west, north], [east, north]]))
    assert (corners >= -1e-6).all()
    assert (corners <= np.array([150, 100]) + 1e-6).all()
    back = projection.degrees(projection.metres(np.array([[west, north]])))
    assert back == pytest.approx(np.array([[west, north]]), abs=1e-6)


def _cell_square_metres(lat: float) -> float:
    from pyproj import Geod

    lons, lats = [0, 0.1, 0.1, 0], [lat, lat, lat + 0.1, lat + 0.1]
    return abs(Geod(ellps="WGS84").polygon_area_perimeter(lons, lats)[0])


def test_kilometres_are_those_of_the_ground() -> None:
    assert geodesic_km(np.array([129.0, 42.0]), np.array([129.0, 43.0])) == pytest.approx(111.08, abs=0.05)


def test_text_is_wrapped_to_its_room_and_nothing_is_lost() -> None:
    text = "Documented cases are a minimum " * 6 + "x" * 200 + " 온성 图们"
    lines = wrapped(text, 9, 50)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 9) <= 50.01 for line in lines)


@pytest.mark.parametrize(
    ("size", "width", "height", "said"),
    [("a3", None, None, "one of a4"), ("a4", 100, None, "only one"), ("a4", 100, 5000, "sides of")],
)
def test_a_sheet_that_is_none_is_refused(size: str, width: float | None, height: float | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sheet_of(size, width, height)


def test_the_command_draws_and_draws_again_to_the_same_bytes(tmp_path: Path) -> None:
    first = [tmp_path / f"a{ending}" for ending in FORMATS]
    again = [tmp_path / f"b{ending}" for ending in FORMATS]
    outputs = [part for path in first for part in ("-o", path)]
    answer = run(
        "figure", "routes", "--years", "2023", "--kind", "repatriation", "--size", "square", "--dpi", 72, *outputs
    )
    assert (answer.code, answer.out) == (0, "")
    for one, other in zip(first, again, strict=True):
        assert run("redraw", one, "-o", other).code == 0
        assert one.read_bytes() == other.read_bytes()


def test_other_records_are_said_when_a_figure_is_drawn_again(tmp_path: Path) -> None:
    run("figure", "routes", "--size", "square", "--dpi", 72, "-o", tmp_path / "a.png")
    records = write_rows(
        tmp_path, [at("A", "arrest", "Yanji", "CN", date="2023"), at("A", "repatriation", "Onsong", "KP", date="2023")]
    )
    answer = run("redraw", tmp_path / "a.png", "--data", records, "--audience", "internal", "-o", tmp_path / "b.png")
    assert answer.code == 0
    assert "The records are not those of the figure" in answer.err


@pytest.mark.parametrize("whom", [["--audience", "internal"], ["--audience", "public"]], ids=" ".join)
def test_a_figure_that_protects_nobody_is_no_way_to_other_records(tmp_path: Path, whom: list[str]) -> None:
    run("figure", "routes", *whom, "--size", "square", "--dpi", 72, "-o", tmp_path / "a.png")
    records = write_rows(
        tmp_path, [at("A", "arrest", "Yanji", "CN", date="2023"), at("A", "repatriation", "Onsong", "KP", date="2023")]
    )
    target = tmp_path / "b.png"
    answer = run("redraw", tmp_path / "a.png", "--data", records, "-o", target)
    assert answer.code == 2
    assert "Say whom it is for" in answer.err
    assert "can be shown to the public" in run(
        "redraw", tmp_path / "a.png", "--data", records, "--audience", "public", "-o", target
    ).err  # fmt: skip
    assert not target.exists()


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"<svg>", b"<svg/>", b'<!DOCTYPE a [<!ENTITY b "c">]><svg/>']
)
def test_a_file_without_a_recipe_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(content)
    answer = run("redraw", tmp_path / "a.png", "-o", tmp_path / "b.png")
    assert answer.code == 2
    assert "recipe" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "a.gif"], "expected .png"),
        (["-o", "a.png", "--extent", "moon"], "one of fit"),
        (["-o", "a.png", "--size", "a3"], "one of a4"),
    ],
)
def test_what_cannot_be_drawn_is_said_first(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("figure", "routes", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []


def test_ends_that_are_all_but_one_spot_are_said_to_be_on_one(tmp_path: Path) -> None:
    rows = [
        at("a", "departure", "Aaa village", "CN", date="2023-01", lat="43", lon="128", persons=5),
        at("a", "transit", "Bbb village", "CN", date="2023-02", lat="43.00000000001", lon="128", persons=5),
        at("a", "arrest", "Yanji", "CN", date="2023-03", persons=5),
    ]
    seen = view(released(events_of(tmp_path, *rows)), level="place")
    words = draw(seen, FigureOptions(dpi=72)).words
    assert "Not on the map: 1 leg with both ends on one spot." in words.notes


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(*chunks: bytes, side: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def svg_of(inside: str, declared: str = "") -> bytes:
    return f"<!DOCTYPE svg {declared}><svg><metadata><source>{inside}</source></metadata></svg>".encode()


PACKED = zlib.compress(b"A" * (64 << 20), 9)
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else 'ha'}'>" for n in range(12))
HOSTILE_PICTURES = {
    "bomb in a text": png_of(chunk(b"zTXt", b"Recipe\0\0" + PACKED)),
    "bomb in an international text": png_of(chunk(b"iTXt", b"Recipe\0\1\0\0\0" + PACKED)),
    "larger than any picture": png_of(chunk(b"IDAT", PACKED), side=60_000),
    "length of a chunk": png_of(b"\xff\xff\xff\xfftEXtRecipe\0{}"),
    "wrong check": png_of(chunk(b"tEXt", b"Recipe\0{}")[:-1] + b"x"),
    "deep": svg_of("<a>" * 500_000),
    "entities": svg_of("&a11;", f"[{LAUGHS}]"),
    "hidden entities": (
        "\ufeff<?xml version='1.0' encoding='utf-16'?><!--\u733c\u6776-->" + svg_of("&a11;", f"[{LAUGHS}]").decode()
    ).encode("utf-16-le"),
    "file": svg_of("&a;", "[<!ENTITY a SYSTEM 'file:///etc/passwd'>]"),
    "endless text": svg_of("x" * 300_000),
    "keys that lead in a circle": b"%PDF-1.4\n1 0 obj\n1 0 R\nendobj\ntrailer\n<< /Info 1 0 R /Root 1 0 R /Prev 0 >>",
    "endless brackets": b"%PDF-1.4\n" + b"/Keywords (" * 20_000,
    "no trailer": b"%PDF-1.4\n1 0 obj\n<< /Keywords " + b"<<" * 20_000,
}


@pytest.mark.parametrize("content", HOSTILE_PICTURES.values(), ids=HOSTILE_PICTURES)
def test_a_hostile_picture_is_refused_and_nothing_of_it_unpacked(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="there is no recipe in this file"):
            read_recipe(file)
        assert tracemalloc.get_traced_memory()[1] < len(content) + (8 << 20)
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_no_picture_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(InputError, match="a device or a pipe"):
        read_recipe(tmp_path / "a.png")


def test_a_recipe_that_another_program_packed_is_read(tmp_path: Path) -> None:
    text = Recipe.of(returns(), QUICK).to_json().encode()
    for packed in (
        chunk(b"zTXt", b"Recipe\0\0" + zlib.compress(text)),
        chunk(b"iTXt", b"Recipe\0\1\0\0\0" + zlib.compress(text)),
        chunk(b"iTXt", b"Recipe\0\0\0en\0Recipe\0" + text),
    ):
        (tmp_path / "a.png").write_bytes(png_of(packed))
        assert read_recipe(tmp_path / "a.png") == Recipe.of(returns(), QUICK)


@settings(max_examples=150, derandomize=True)
@given(
    st.sampled_from([png_of(chunk(b"tEXt", b"Recipe\0{}")), svg_of("{}"), b"%PDF-1.4 << /Keywords (\\173}) >>"]),
    st.integers(0, 150), st.integers(0, 9), st.binary(max_size=9),
)  # fmt: skip
def test_whatever_stands_in_a_picture_its_recipe_is_a_text_or_none(
    whole: bytes, at: int, left_out: int, put: bytes
) -> None:
    assert recipe_text(whole) == "{}"
    found = recipe_text(whole[:at] + put + whole[at + left_out :])
    assert found is None or isinstance(found, str)
