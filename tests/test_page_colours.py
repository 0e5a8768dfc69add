"""Colours of the pages: whatever the theme, words can be read, and what is painted can be told apart."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations

import pytest

from footprints_geo.cell_scene import CLASS_COLOURS
from footprints_geo.page_colours import DARK, LIGHT, PageColours, colour_names
from footprints_geo.scales import INK, hex_of
from footprints_geo.vocabulary import KINDS
from tests.browser import REPOSITORY
from tests.test_scales import DEUTERANOPIA, contrast

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
def test_words_can_be_read_on_every_ground_they_stand_on(colours: PageColours) -> None:
    for ground in (colours.ground, colours.beside, colours.chosen):
        assert contrast(colours.ink, ground) >= 7
        assert contrast(colours.quiet, ground) >= 4.5
    assert set(colours.inks) == set(KINDS)
    assert set(colours.classes) == set(CLASS_COLOURS)
    for ink in (*colours.inks.values(), *colours.classes.values()):
        # A chosen row has a ground of its own.
        assert contrast(ink, colours.ground) >= 4.5
        assert contrast(ink, colours.chosen) >= 4.5
    assert contrast(INK, colours.paper) >= 7


@THEMES
def test_what_is_painted_stands_out_and_kinds_can_be_told_apart_without_colour(colours: PageColours) -> None:
    for kind in KINDS:
        # In light the edge of an area is its ink, where the area itself is pale.
        edge = max(contrast(colours.bars[kind], colours.ground), contrast(colours.inks[kind], colours.ground))
        assert edge >= 3
    assert contrast(colours.axis, colours.ground) >= 3
    for one, other in combinations(KINDS, 2):
        assert contrast(colours.bars[one], colours.bars[other]) >= 1.5
        assert contrast(colours.bars[one], colours.bars[other], DEUTERANOPIA) >= 1.5
    assert contrast(colours.bars["custody"], colours.held_at_home) >= 1.5


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_of_the_pages_has_the_same_colours(theme: str, colours: PageColours) -> None:
    said = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    # What both themes had in common would stand under [theme]; `base` there would be the end of the other one.
    assert set(said) == {"light", "dark"}
    wanted = {"backgroundColor": colours.ground, "secondaryBackgroundColor": colours.beside, "textColor": colours.ink}
    assert {name: said[theme][name] for name in wanted} == {name: hex_of(colour) for name, colour in wanted.items()}
    primary = tuple(bytes.fromhex(said[theme]["primaryColor"].removeprefix("#")))
    for ground in (colours.ground, colours.beside):
        assert contrast(primary, ground) >= 4.5  # type: ignore[arg-type]


@THEMES
def test_a_cell_with_an_ink_has_a_ground_too(colours: PageColours) -> None:
    assert colours.cell() == ""
    for ink in (None, colours.inks["escape"]):
        style = colours.cell(ink, chosen=True)
        assert style == f"background-color: {hex_of(colours.chosen)}; color: {hex_of(ink or colours.ink)}"
    assert hex_of(colours.ground) in colours.cell(colours.inks["escape"])


def test_style_sheets_name_every_colour_they_use() -> None:
    named = set(re.findall(r"(--[\w-]+):", colour_names()))
    sources = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "footprints_geo" / "ui").glob("*.py"))
    used = set(re.findall(r"var\((--[\w-]+)\)", sources))
    assert used <= named
    assert "--page-quiet" in used
    assert not re.search(r"#[0-9a-f]{6}\b", sources.replace("#a3741f", "")), "colours stand in page_colours alone"
