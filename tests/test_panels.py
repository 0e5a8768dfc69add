"""Several periods on one sheet: none left out, each with its own numbers, on one scale."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo import prepare, view
from footprints_geo.errors import InputError
from footprints_geo.figure.drawing import draw
from footprints_geo.figure.files import read_recipe, to_bytes
from footprints_geo.figure.panels import _Grid as Grid
from footprints_geo.figure.panels import _of_panels as of_panels
from footprints_geo.language import Language
from footprints_geo.legend import legend_steps
from footprints_geo.panel_words import NO_TREND, NOT_TO_BE_ADDED
from footprints_geo.panels import MOST_PANELS, Panel, covering, two_panels, year_panels
from footprints_geo.paper import SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import YEAR, Period
from footprints_geo.pipeline import View
from footprints_geo.prepared import Prepared
from footprints_geo.recipe import Recipe
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS
from tests.builders import at, write_rows
from tests.commands import run

pytestmark = pytest.mark.slow
YEARS = st.tuples(st.integers(1990, 2026), st.integers(0, 40)).map(lambda pair: Period.of(pair[0], sum(pair)))
MONTHS = st.tuples(st.integers(1990 * YEAR, 2026 * YEAR), st.integers(0, 40 * YEAR)).map(
    lambda pair: Period(pair[0], sum(pair))
)
PERIODS = YEARS | MONTHS
SELECTIONS = st.builds(
    Selection,
    years=st.none() | PERIODS,
    kind=st.sets(st.sampled_from(KINDS), min_size=1).map(tuple),
    uncertain=st.sampled_from(["include", "exclude"]),
)


@cache
def bundled() -> Prepared:
    return prepare()


def seen(chosen: Selection) -> View:
    return view(bundled(), chosen, "place")


@settings(max_examples=30)
@given(SELECTIONS)
def test_the_years_follow_each_other_without_gap_or_overlap(chosen: Selection) -> None:
    whole = seen(chosen)
    panels = year_panels(whole)
    assert len(panels) <= MOST_PANELS
    if panels:
        ends = [panel.period for panel in panels]
        assert all(later.first == earlier.last + 1 for earlier, later in itertools.pairwise(ends))
        assert chosen.years in (None, Period(ends[0].first, ends[-1].last))
        steps = {period.last - period.first for period in ends[1:-1]}
        assert len(steps) <= 1
    for panel in panels:
        assert panel.view.selection == replace(chosen, years=panel.period)


@settings(max_examples=20)
@given(SELECTIONS)
def test_every_shown_case_with_a_date_is_in_a_panel(chosen: Selection) -> None:
    whole = seen(chosen)
    panels = year_panels(whole)
    records = whole.records(whole.segments)
    dated = records[whole.selection.matches(records) & records["date_earliest"].notna().to_numpy()]
    if chosen.uncertain == "include":
        shown = {case for panel in panels for case in panel.view.records(panel.view.segments)["case_id"]}
        assert set(dated["case_id"]) <= shown
    if dated.empty:
        assert panels == ()


@settings(max_examples=10)
@given(PERIODS, PERIODS)
def test_the_largest_number_of_the_legend_is_that_of_a_map(one: Period, other: Period) -> None:
    whole = seen(Selection(years=one))
    panels = two_panels(whole, other)
    scenes = [lay_out(panel.view) for panel in panels]
    together = lay_out(view(whole.prepared, covering(panels, whole.selection), "place"))
    drawn = [int(n) for s in scenes for n in s.legs.loc[s.legs["mark"] != "area", "persons_low"]]
    assert max(drawn, default=0) == max(legend_steps(of_panels(together, scenes)), default=0)


def test_a_comparison_needs_two_periods() -> None:
    for whole, against in ((seen(Selection()), Period.of(2019, 2022)), (seen(Selection(years=Period.of(2023))), None)):
        with pytest.raises(InputError, match="--against"):
            two_panels(whole, against)


def test_a_comparison_gives_both_numbers_and_says_what_they_are_not() -> None:
    options = FigureOptions(kind="compare", against=Period.of(2010, 2019))
    drawing = draw(seen(Selection(years=Period.of(2023), kind=("repatriation",))), options)
    assert drawing.words.subtitle == "Forced return, persons: at least 483 in 2023, 125 to 151 in 2010 to 2019."
    assert {NOT_TO_BE_ADDED, NO_TREND} <= set(drawing.words.notes)
    assert Recipe.from_json(drawing.recipe.to_json()).options == options


def test_a_year_without_a_case_says_so() -> None:
    panels = year_panels(seen(Selection(years=Period.of(2018, 2021), kind=("repatriation",))))
    assert [panel.heading() for panel in panels] == ["2018", "2019", "2020", "2021"]
    assert panels[1].numbers() == "no documented case"


@pytest.mark.parametrize("size", ["a4", "half-page", "slide-16x9"])
@pytest.mark.parametrize("code", ["en", "ko"])
def test_years_and_comparison_are_drawn_in_both_languages(code: str, size: str) -> None:
    chosen = Selection(years=Period.of(2019, 2023))
    for kind, against in (("years", None), ("compare", Period.of(2010, 2018))):
        options = FigureOptions(kind=kind, sheet=SHEETS[size], dpi=72, language=Language(code), against=against)  # type: ignore[arg-type]
        drawing = draw(seen(chosen), options)
        assert drawing.words.language == code
        assert len(drawing.figure.axes) == 1 + (5 if kind == "years" else 2)
        assert to_bytes(drawing, ".png").startswith(b"\x89PNG")


def test_nothing_dated_gives_one_map_of_the_land() -> None:
    drawing = draw(seen(Selection(years=Period.of(1900, 1901))), FigureOptions(kind="years", dpi=72))
    assert len(drawing.figure.axes) == 2
    assert "No documented journey" in drawing.words.subtitle


@pytest.mark.parametrize("number", range(1, MOST_PANELS + 1))
def test_maps_of_a_grid_lie_in_their_room_and_apart(number: int) -> None:
    room = (10.0, 20.0, 180.0, 150.0)
    grid = Grid.of(number, room, 1.2)
    assert grid.columns * grid.rows >= number
    boxes = [grid.box(n, room) for n in range(number)]
    for left, bottom, width, height in boxes:
        assert left >= 10 - 1e-9
        assert bottom >= 20 - 1e-9
        assert left + width <= 190 + 1e-9
        assert bottom + height <= 170 + 1e-9
    apart = [
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
        for n, one in enumerate(boxes)
        for other in boxes[n + 1 :]
    ]
    assert all(apart)


def test_a_panel_knows_its_period() -> None:
    whole = seen(Selection(years=Period.of(2023)))
    assert Panel(Period.of(2023), whole).heading(Language("ko")) == "2023년"


def test_a_batch_is_one_file_a_year_with_the_year_in_its_name(tmp_path: Path) -> None:
    done = run("figure", "routes", "--years", "2021-2023", "--kind", "repatriation", "--dpi", 72, "--batch", "years",
               "-o", tmp_path / "map.png", "--sidecar")  # fmt: skip
    assert done.code == 0
    names = [f"map-{year}{ending}" for year in (2021, 2022, 2023) for ending in (".png", ".txt")]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
    assert read_recipe(tmp_path / "map-2022.png").selection == Selection(years=Period.of(2022), kind=("repatriation",))
    none = run("figure", "routes", "--years", "1900", "--batch", "years", "-o", tmp_path / "none.png")
    assert none.code != 0
    assert "no selected event has a date" in none.err


def test_both_periods_have_their_sources_and_what_is_not_drawn_is_said() -> None:
    whole = seen(Selection(years=Period.of(2023), kind=("repatriation",)))
    words = draw(whole, FigureOptions(kind="compare", against=Period.of(1996, 2012), dpi=72)).words
    sources = [note for note in words.standing if "Sources: " in note]
    assert [note.partition(":")[0] for note in sources] == ["2023", "1996 to 2012"]
    assert len([note for note in words.not_shown if "Shown: " in note]) == 2
    wide = draw(seen(Selection()), FigureOptions(kind="years", dpi=72)).words
    assert any("beyond the extent of this map" in note for note in wide.not_shown)


def test_a_sheet_without_room_for_so_many_maps_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="no room for a picture"):
        draw(seen(Selection()), FigureOptions(kind="years", sheet=sheet_of("", 150, 110)))


def test_no_text_of_a_batch_takes_the_place_of_the_records(tmp_path: Path) -> None:
    records = tmp_path / "map-2023.txt"
    rows = [at("a", "arrest", "Yanji", "CN", date="2023-05"), at("a", "repatriation", "Tumen", "CN", date="2023-10")]
    records.write_bytes(write_rows(tmp_path, rows).read_bytes())
    before = records.read_bytes()
    done = run("figure", "routes", records, "--batch", "years", "--sidecar", "--dpi", 72, "-o", tmp_path / "map.png")
    assert done.code == 2
    assert records.read_bytes() == before
