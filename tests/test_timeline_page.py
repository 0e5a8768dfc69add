"""Persons over time on the page: each bar is that of the picture for print, and each has the cases it counts."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.hatched_blocks import MOST_BLOCKS
from footprints_geo.language import Language
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.timeline import GROUP, Bar, Timeline, count_over_time
from footprints_geo.timeline_bars import bars_of_kinds
from footprints_geo.timeline_chart import TOGETHER, paint_timeline
from footprints_geo.timeline_words import no_bars_words, standing_words, timeline_notes
from footprints_geo.vocabulary import KINDS
from tests.builders import at, random_rows, random_selection, read_rows, released

OF_2023 = Selection(years=Period.of(2023))


@cache
def bundled() -> Prepared:
    return prepare()


def drawn(timeline: Timeline, kind: str, chosen: Bar | None = None) -> pd.DataFrame:
    chart = paint_timeline(timeline, chosen)[kind]
    return chart.data  # type: ignore[return-value]


# Every example reads a file.
@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_every_row_names_the_cases_it_counts(chance: Random) -> None:
    prepared = released(read_rows(random_rows(chance, 8)))
    seen = view(prepared, Selection(**random_selection(chance)))
    timeline = count_over_time(seen)
    every: list[tuple[str, int]] = []
    for row in timeline.counts.to_dict("records"):
        cases = timeline.cases_of(Bar(*(row[name] for name in GROUP)))
        part_of = prepared.part_of[cases]
        assert (len(cases) - part_of.sum(), part_of.sum()) == (row["cases"], row["cases_part_of"])
        every += [(row["kind"], case) for case in cases]
    segments = prepared.journeys.segments.iloc[seen.segments]
    assert sorted(every) == sorted(set(zip(segments["kind"].astype("str"), segments["case"], strict=True)))


def test_the_bars_of_the_page_are_those_of_the_picture_and_of_one_scale() -> None:
    timeline = count_over_time(view(bundled(), Selection(years=Period.of(2016, 2018))))
    charts, rows = paint_timeline(timeline), bars_of_kinds(timeline)
    assert list(charts) == [row.kind for row in rows] == list(KINDS)
    pixels = set()
    for row in rows:
        marks = drawn(timeline, row.kind)
        on_axis, under = marks[marks["standing"] == "certain"], marks[marks["standing"] != "certain"]
        assert on_axis["high"].tolist() == row.bars["persons_low"].tolist()
        assert (on_axis["low"] == 0).all()
        assert (under["low"] <= 0).all()
        assert (under["high"] < under["low"]).all()
        assert len(under) == len(row.blocks)
        chart: Any = charts[row.kind].to_dict()
        low, high = chart["encoding"]["y"]["scale"]["domain"]
        assert high >= row.high
        assert -low == row.deep
        assert "=== 'certain'" in chart["mark"]["strokeDash"]["expr"]
        assert set(marks["words"].str.split("; ").str[1]) <= {"The month is known", "Some time in it, or doubted"}
        pixels.add(round(chart["height"] / (high - low), 1))
    assert len(pixels) == 1


def test_a_chosen_bar_has_a_bold_edge_and_no_other() -> None:
    timeline = count_over_time(view(bundled(), OF_2023))
    october = 2023 * 12 + 9
    marks = drawn(timeline, "repatriation", Bar("repatriation", "certain", october, october))
    bold = marks[marks["edge"] > 1]
    assert bold[["first_bar", "said", "when"]].to_numpy().tolist() == [[october, "at least 363", "October 2023"]]
    assert (drawn(timeline, "custody", Bar("repatriation", "certain", october, october))["edge"] < 1).all()


def test_blocks_that_were_put_together_cannot_be_chosen_as_one() -> None:
    spans = [(first, last) for first in range(1, 7) for last in range(first + 1, first + 6)]
    rows = [
        row
        for number, (first, last) in enumerate(spans)
        for row in (
            at(f"C{number}", "arrest", "Yanji", "CN", date="2023", sequence=1),
            at(f"C{number}", "repatriation", "Onsong County", "KP", date=f"2023-{first:02d}/2023-{last:02d}",
               sequence=2, persons=1 + number),
        )
    ]  # fmt: skip
    timeline = count_over_time(view(released(read_rows(rows)), OF_2023))
    marks = drawn(timeline, "repatriation")
    together = marks[marks["standing"] == TOGETHER]
    assert together["cases"].tolist() == [str(len(spans) - MOST_BLOCKS + 1)]
    assert marks["cases"].astype(int).sum() == len(spans)
    assert any(f"more than {MOST_BLOCKS}" in note for note in timeline_notes(timeline))
    assert Bar.read(f"repatriation:{TOGETHER}:1:2") is None


def test_nothing_has_no_chart_and_no_case() -> None:
    timeline = count_over_time(view(bundled(), Selection(years=Period.of(1900))))
    assert paint_timeline(timeline) == {}
    assert not len(timeline.cases_of(Bar("escape", "certain", 1900, 1900)))


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(years=Period.of(1900)), "No documented journey matches."),
        (Selection(years=Period.read("1999-01"), kind=("repatriation",)), "Nothing of this has a bar in the period"),
    ],
)
def test_why_there_is_no_bar_is_said(selection: Selection, words: str) -> None:
    timeline = count_over_time(view(bundled(), selection))
    assert paint_timeline(timeline) == {}
    assert no_bars_words(timeline).startswith(words)


def test_bars_are_told_in_words_and_in_links() -> None:
    for standing in ("certain", "uncertain", "outside", "undated"):
        bar = Bar("escape", standing, -1, 24_000)  # type: ignore[arg-type]
        assert Bar.read(bar.text) == bar
    years = count_over_time(view(bundled()))
    assert (years.bar_text(2023), years.months_of(2019, 2023).words()) == ("2023", "2019 to 2023")
    assert standing_words(years, "certain") == "The year is known"
    assert standing_words(years, "undated", Language("ko")) == "날짜 없음"
    months = count_over_time(view(bundled(), OF_2023))
    assert (months.bar_text(2023 * 12), months.months_of(2023 * 12, 2023 * 12 + 1).words()) == (
        "2023-01", "January to February 2023",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "escape", "escape:certain:1", "flight:certain:1:2", "escape:sure:1:2", "escape:certain:1:2:3",
     "escape:certain:x:2", "escape:certain::2", "escape:certain:--1:2", f"escape:certain:{'1' * 5000}:2",
     "bar:escape:certain:1:2", "route:escape:CN>KP"],
)  # fmt: skip
def test_what_is_no_bar_is_none(text: str) -> None:
    assert Bar.read(text) is None


def test_decades_at_the_ends_of_what_a_period_may_be_stay_inside() -> None:
    rows = [
        at(f"C{year}", what, place, country, date=str(year), sequence=number)
        for year in (1801, 2023)
        for number, (what, place, country) in enumerate([("arrest", "Yanji", "CN"), ("repatriation", "Tumen", "CN")])
    ]
    timeline = count_over_time(view(released(read_rows(rows))))
    assert timeline.bar_text(timeline.first) == "1800–09"
    assert timeline.months_of(timeline.first, timeline.last).words() == "1800 to 2029"
