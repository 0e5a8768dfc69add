"""Persons over time: every person once a kind, and what is not known closely never spread."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from footprints_geo.errors import InputError
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, read_recipe, to_bytes
from footprints_geo.hatched_blocks import MOST_BLOCKS, hang
from footprints_geo.paper import LEAST_POINTS, SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import YEAR, Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.recipe import Recipe
from footprints_geo.selection import Selection
from footprints_geo.timeline import COLUMNS, DECADE, NO_BAR, Timeline, count_over_time
from footprints_geo.vocabulary import KINDS
from tests.builders import at, crowd, event, events_of, random_rows, random_selection, read_rows, released
from tests.commands import run

YEAR_2023 = 2023 * 12

pytestmark = pytest.mark.slow
QUICK = FigureOptions("timeline", sheet=SHEETS["square"], dpi=72)


@cache
def bundled() -> Prepared:
    return prepare()


def returned(case: str, date: str, persons: int = 1, arrested: str = "2023-01") -> list[dict[str, Any]]:
    return [
        at(case, "arrest", "Yanji", "CN", date=arrested, sequence=1, persons=persons),
        at(case, "repatriation", "Onsong County", "KP", date=date, sequence=2, persons=persons),
    ]


def counted(rows: list[dict[str, Any]], selection: Selection | None = None) -> Timeline:
    return count_over_time(view(released(read_rows(rows)), selection, "place"))


def rows_of(timeline: Timeline, kind: str) -> list[tuple[Any, ...]]:
    names = ["standing", "first_bar", "last_bar", "cases", "persons_low"]
    rows = timeline.counts.loc[timeline.counts["kind"] == kind, names]
    return [tuple(row) for row in rows.itertuples(index=False)]


def texts(drawing: Drawing) -> list[Text]:
    return [text for text in drawing.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def assert_adds_up(seen: View) -> None:
    timeline = count_over_time(seen)
    names = ["cases", "persons_low", "cases_part_of"]
    summed = timeline.counts.groupby("kind", observed=True)[names].sum()
    expected = seen.totals[names].loc[[kind for kind in seen.totals.index if seen.totals.loc[kind, names].any()]]
    pd.testing.assert_frame_equal(
        summed.set_index(summed.index.astype("str")).sort_index(), expected.sort_index(), check_dtype=False,
        check_names=False, check_index_type=False,
    )  # fmt: skip
    barred = timeline.counts[timeline.counts["standing"].isin(["certain", "uncertain"])]
    assert (barred["first_bar"] <= timeline.last).all()
    assert (barred["last_bar"] >= timeline.first).all()
    assert (timeline.counts.loc[~timeline.counts.index.isin(barred.index), "first_bar"] == NO_BAR).all()


@settings(max_examples=80)
@given(st.integers(0, 100_000))
def test_bars_and_what_is_in_none_add_up_to_the_totals_for_every_selection(seed: int) -> None:
    assert_adds_up(view(crowd(), Selection(**random_selection(random.Random(seed))), "place"))


@settings(max_examples=25)
@given(st.integers(0, 100_000))
def test_they_add_up_for_any_records(seed: int) -> None:
    chance = random.Random(seed)
    prepared = released(read_rows(random_rows(chance, chance.randint(0, 12))))
    assert_adds_up(view(prepared, Selection(**random_selection(chance))))


def test_the_bundled_returns_of_2023_stand_in_their_months() -> None:
    timeline = count_over_time(view(bundled(), Selection(years=Period.of(2023), kind=("repatriation",)), "place"))
    assert (timeline.months, list(timeline.bars)) == (1, list(range(YEAR_2023, YEAR_2023 + 12)))
    assert rows_of(timeline, "repatriation") == [
        ("certain", YEAR_2023 + 7, YEAR_2023 + 7, 1, 80),
        ("certain", YEAR_2023 + 8, YEAR_2023 + 8, 1, 40),
        ("certain", YEAR_2023 + 9, YEAR_2023 + 9, 5, 363),
    ]
    assert timeline.counts["cases_part_of"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2023-10-09", ("certain", 9, 9)),
        ("2023-10", ("certain", 9, 9)),
        ("2023-10?", ("uncertain", 9, 9)),
        ("2023-08/2023-10", ("uncertain", 7, 9)),
        ("2023", ("uncertain", 0, 11)),
        ("2022-12/2023-01", ("uncertain", -1, 0)),
    ],
)
def test_a_date_is_in_one_bar_or_uncertain(date: str, expected: tuple[str, int, int]) -> None:
    timeline = counted(returned("A", date, 30), Selection(years=Period.of(2023)))
    standing, first, last = expected
    assert rows_of(timeline, "repatriation") == [(standing, YEAR_2023 + first, YEAR_2023 + last, 1, 30)]


def test_undated_and_outside_are_counted_apart() -> None:
    rows = [*returned("A", "", 4), *returned("B", "2021", 2)]
    timeline = counted(rows, Selection(years=Period.of(2023)))
    assert rows_of(timeline, "repatriation") == [("outside", NO_BAR, NO_BAR, 1, 2), ("undated", NO_BAR, NO_BAR, 1, 4)]
    words = draw(view(released(read_rows(rows)), Selection(years=Period.of(2023))), QUICK).words
    assert "Forced return, undated: 1 case, persons: 4." in words.notes
    assert "Forced return, dated outside the period: 1 case, persons: 2." in words.notes


def test_a_return_is_dated_by_the_return_and_an_escape_by_its_start() -> None:
    rows = [
        at("A", "departure", "Hyesan", "KP", date="2018-02", sequence=1),
        at("A", "arrest", "Yanji", "CN", date="2019-05", sequence=2),
        at("A", "repatriation", "Onsong County", "KP", date="2020-06", sequence=3),
        at("A", "detention", "Onsong County", "KP", date="2020-07", sequence=4),
        at("A", "arrival", "Kunming", "CN", date="2024-01", sequence=5),
    ]
    timeline = counted(rows)
    assert rows_of(timeline, "repatriation") == [("certain", 2020, 2020, 1, 1)]
    # Two escapes of one case, counted at the first; the second began after the detention of 2020, and not with it.
    assert rows_of(timeline, "escape") == [("certain", 2018, 2018, 1, 1)]
    assert timeline.repeated == 1
    later = counted(rows, Selection(years=Period.of(2024), kind=("escape",)))
    assert rows_of(later, "escape") == [("certain", 2024 * 12, 2024 * 12, 1, 1)]


def test_a_return_without_an_event_of_its_own_is_dated_by_the_first_event_at_home() -> None:
    rows = [
        event("A", "arrest", "CN", date="2023-01", sequence=1),
        at("A", "detention", "Onsong County", "KP", date="2023-04", sequence=2),
    ]
    assert rows_of(counted(rows), "repatriation") == [("certain", YEAR_2023 + 3, YEAR_2023 + 3, 1, 1)]


@pytest.mark.parametrize(
    ("years", "months"), [(Period.of(2021, 2023), 1), (Period.of(2020, 2023), YEAR), (Period.of(1900, 2023), DECADE)]
)
def test_bars_are_months_years_or_decades(years: Period, months: int) -> None:
    timeline = counted(returned("A", "2023-10-09"), Selection(years=years))
    assert timeline.months == months
    assert len(timeline.bars) in (36, 4, 13)
    assert rows_of(timeline, "repatriation")[0][1] == (YEAR_2023 + 9) // months


def test_nothing_gives_an_empty_table() -> None:
    timeline = count_over_time(view(bundled(), Selection(years=Period.of(1900))))
    assert timeline.counts.empty
    assert tuple(timeline.counts.columns) == COLUMNS
    assert not len(counted([]).bars)


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 20), st.integers(0, 400)), max_size=40))
def test_blocks_keep_all_persons_and_cover_none_of_each_other(given_blocks: list[tuple[int, int, int]]) -> None:
    counts = pd.DataFrame(
        [(first, first + more, persons, 1) for first, more, persons in given_blocks],
        columns=["first_bar", "last_bar", "persons_low", "cases"],
    )
    counts = counts[counts["last_bar"] >= 0]
    blocks = hang(counts, 0, 35, 2.5)
    assert blocks["persons_low"].sum() == counts["persons_low"].sum()
    assert blocks["together"].sum() == blocks["cases"].sum() == (counts["persons_low"] > 0).sum()
    assert len(blocks) <= MOST_BLOCKS
    boxes = blocks.assign(first_bar=blocks["first_bar"].clip(0, 35), last_bar=blocks["last_bar"].clip(0, 35))
    for n, one in enumerate(boxes.to_dict("records")):
        for other in boxes.to_dict("records")[n + 1 :]:
            beside = one["last_bar"] < other["first_bar"] or other["last_bar"] < one["first_bar"]
            apart = one["bottom"] <= other["top"] + 1e-9 or other["bottom"] <= one["top"] + 1e-9
            assert beside or apart


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("years", [None, Period.of(2022, 2024)])
def test_every_sheet_is_drawn_with_letters_that_can_be_read(size: str, years: Period | None) -> None:
    drawing = draw(
        view(crowd(), Selection(years=years), "place"), FigureOptions("timeline", sheet=SHEETS[size], dpi=72)
    )
    to_bytes(drawing, ".png")
    assert min(text.get_fontsize() for text in texts(drawing)) >= LEAST_POINTS
    assert all(not text.get_parse_math() for text in texts(drawing))
    box = drawing.figure.bbox
    inside = [text.get_window_extent() for text in texts(drawing)]
    assert all(one.x0 >= 0 and one.y0 >= 0 and one.x1 <= box.x1 and one.y1 <= box.y1 for one in inside)


def test_the_number_on_the_largest_bar_is_that_of_the_table_and_heights_are_as_persons() -> None:
    seen = view(bundled(), Selection(years=Period.of(2023), kind=("repatriation",)), "place")
    drawing = draw(seen, QUICK)
    counts = count_over_time(seen).counts
    written = {text.get_text() for text in texts(drawing) if text.get_fontweight() == 600}
    assert {f"{persons:,}" for persons in counts["persons_low"]} <= written
    bars = [bar for bar in drawing.figure.findobj(Rectangle) if bar.get_zorder() == 3]
    heights = sorted(bar.get_height() for bar in bars)
    assert np.divide(heights, heights[-1]) == pytest.approx([40 / 363, 80 / 363, 1])
    assert len({round(bar.get_y(), 6) for bar in bars}) == 1


def test_hatching_is_for_what_is_not_known_closely_alone() -> None:
    seen = view(released(read_rows([*returned("A", "2023-08/2023-10", 40), *returned("B", "2023-10", 9)])))
    drawn = [bar for bar in draw(seen, QUICK).figure.findobj(Rectangle) if bar.get_zorder() == 3]
    assert sorted(bool(bar.get_hatch()) for bar in drawn) == [False, True]
    one = next(bar for bar in drawn if bar.get_hatch())
    other = next(bar for bar in drawn if not bar.get_hatch())
    assert one.get_height() / other.get_height() == pytest.approx(40 / 9)
    assert one.get_width() > 2 * other.get_width()


@pytest.mark.parametrize("rows", [[], returned("A", "", 3, arrested="")])
def test_nothing_to_draw_is_said(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    drawing = draw(view(released(events_of(tmp_path, *rows))), QUICK)
    said = {text.get_text() for text in texts(drawing)}
    assert said & {"No documented journey matches.", "Nothing of this has a date."}
    assert to_bytes(drawing, ".png").startswith(b"\x89PNG")


def test_a_sheet_without_room_is_refused_in_a_sentence() -> None:
    for kind in ("timeline", "routes"):
        with pytest.raises(InputError, match="has no room for a picture"):
            draw(view(bundled(), level="place"), FigureOptions(kind, sheet=sheet_of("", 80, 80)))  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_recipe_draws_it_again(ending: str, tmp_path: Path) -> None:
    one, other = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    assert run("figure", "timeline", "--years", "2023", "--size", "square", "--dpi", 72, "-o", one).code == 0
    assert read_recipe(one).options.kind == "timeline"
    assert run("redraw", one, "-o", other).code == 0
    assert one.read_bytes() == other.read_bytes()


def test_the_words_are_the_numbers() -> None:
    drawing = draw(view(bundled(), Selection(years=Period.of(2023)), "place"), QUICK)
    assert drawing.words.title.endswith("2023: persons by month")
    assert "The largest bar: Forced return, 2023-10, persons: at least 363." in drawing.words.description
    assert (
        "Documented cases: 139, of which counted here: 7; counted by another case: 1; not selected: 67; with fewer"
        in (" ".join(drawing.words.notes))
    )
    assert any(note.startswith("For internal use") for note in drawing.words.notes)
    named = draw(view(bundled()), QUICK, "square")
    assert Recipe.from_json(named.recipe.to_json()) == named.recipe
    assert set(count_over_time(view(bundled())).counts["kind"]) == set(KINDS)


@pytest.mark.parametrize(("cases", "said"), [(MOST_BLOCKS, False), (MOST_BLOCKS + 1, True)])
def test_blocks_that_are_put_together_are_said_to_be(cases: int, said: bool, tmp_path: Path) -> None:
    rows = [
        row
        for n in range(cases)
        for row in (
            at(f"c{n}", "departure", "Hoeryong", "KP", date=f"{1980 + n}/2020", persons=n + 1),
            at(f"c{n}", "arrival", "Bangkok", "TH", date="2021"),
        )
    ]
    words = draw(
        view(released(events_of(tmp_path, *rows)), Selection(years=Period.of(1980, 2021)), "place"), QUICK
    ).words
    assert any("are drawn as one" in note for note in words.standing) is said
