"""Coverage: what is documented beside what others have published, counted as the rules say, and said in words."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.coverage import THIN, Coverage, comparable_figures, cover
from footprints_geo.coverage_words import (
    coverage_sentence,
    documented_words,
    of_what,
    reported_words,
    thin_sentences,
    when_words,
)
from footprints_geo.language import Language
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.prepared import Prepared
from footprints_geo.vocabulary import data_path
from tests.builders import at, event, random_rows, read_rows, released
from tests.commands import run


@cache
def bundled() -> Prepared:
    return prepare()


def figure(coverage: Coverage, what: str, when: str) -> dict[Any, Any]:
    rows = coverage.figures[(coverage.figures["what_en"] == what) & (coverage.figures["when"] == when)]
    return rows.to_dict("records")[0]


def test_at_least_483_of_about_600_returns_of_2023_are_documented() -> None:
    row = figure(cover(bundled()), "forced returns of some months", "2023-08/2023-10")
    assert (documented_words(row), reported_words(row)) == ("at least 483 persons in 7 cases", "about 600 persons")
    assert (of_what(row), when_words(row["when"])) == ("forced returns of some months", "2023-08 to 2023-10")
    assert (row["persons_low"], row["cases"], row["value"], row["meant"]) == (483, 7, 600, "approx")
    assert math.isnan(row["persons_high"])


def test_every_comparison_has_a_published_figure_and_none_is_of_a_share() -> None:
    comparisons = pd.read_csv(data_path("comparisons.csv"), dtype="str", keep_default_na=False)
    figures = comparable_figures()
    assert set(figures["metric"]) == set(comparisons["metric"])
    assert set(figures["unit"]) == {"persons", "cases"}
    assert (figures["earliest"] <= figures["latest"]).all()


def test_a_return_counts_by_its_own_date_and_by_the_country_it_came_from() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2012-02", persons=3),
        at("A", "repatriation", "Onsong County", "KP", date="2013-01", persons=3),
        at("B", "arrest", "Vladivostok", "RU", date="2012-05", persons=7),
        at("B", "repatriation", "Onsong County", "KP", date="2012-06", persons=7),
        at("C", "arrest", "Yanji", "CN", date="2012", persons=5),
        at("C", "repatriation", "Onsong County", "KP", date="2012/2013", persons=5),
    ]
    row = figure(cover(released(read_rows(rows))), "forced returns from China, estimate of a year", "2012")
    assert (row["cases"], row["persons_low"], row["cases_certain"]) == (1, 5, 0)


def test_without_records_nothing_is_documented_and_all_is_still_published() -> None:
    coverage = cover(released(read_rows([event("A", "arrest", "CN")])))
    assert len(coverage.figures) == len(comparable_figures())
    assert not coverage.figures["cases"].any()
    assert coverage.years.empty
    assert coverage.countries.to_dict("records")[0]["country"] == "CN"


# Every example reads a file.
@settings(max_examples=10)
@given(st.randoms(use_true_random=False).map(lambda chance: random_rows(chance, 6)))
def test_arrests_are_counted_by_case_and_the_certain_ones_lie_inside(drawn: list[Any]) -> None:
    prepared = released(read_rows([event("ALWAYS", "arrest", "CN", date="2024-02"), *drawn]))
    row = figure(cover(prepared), "arrests in China", "2024-01/2024-05")
    first, last = datetime.date(2024, 1, 1), datetime.date(2024, 5, 31)
    lows: dict[str, int] = {}
    for one in prepared.events.frame.to_dict("records"):
        may = one["event_type"] == "arrest" and one["country"] == "CN" and not pd.isna(one["date_earliest"])
        if may and one["date_earliest"].date() <= last and one["date_latest"].date() >= first:
            lows[one["case_id"]] = max(lows.get(one["case_id"], 0), one["persons_low"])
    parts = prepared.events.frame.groupby("case_id", observed=True)["part_of"].apply(lambda said: (said != "").any())
    counted = {case: low for case, low in lows.items() if not parts[case]}
    assert (row["cases"], row["persons_low"]) == (len(counted), sum(counted.values()))
    assert row["cases_certain"] <= row["cases"]


def test_years_follow_each_other_and_a_period_keeps_those_that_reach_into_it() -> None:
    whole = cover(bundled())
    years = whole.years["year"].drop_duplicates().tolist()
    assert years == list(range(1996, 2026))
    some = cover(bundled(), Period.read("2023-08/2023-10"))
    assert some.years["year"].unique().tolist() == [2023]
    assert 0 < len(some.figures) < len(whole.figures)
    assert set(some.figures["when"]) >= {"2023-10-09", "to 2025"}
    assert "2012" not in set(some.figures["when"])


def test_thin_years_and_countries_are_named() -> None:
    coverage = cover(bundled())
    said = " ".join(thin_sentences(coverage))
    assert "Forced returns: not one case may lie in 1997 to 1999" in said
    assert f"Fewer than {THIN} cases have an event in Myanmar and Mongolia." in said
    assert coverage_sentence(coverage).startswith("Is that all? No: of 67 published figures")


@pytest.mark.parametrize(
    ("when", "words"), [("2012", "2012"), ("to 2022", "up to 2022"), ("2020/2024-05", "2020 to 2024-05")]
)
def test_when_in_words(when: str, words: str) -> None:
    assert when_words(when) == words


def test_every_sentence_is_there_in_korean() -> None:
    korean = Language("ko")
    coverage = cover(bundled())
    said = [coverage_sentence(coverage, korean), *thin_sentences(coverage, korean)]
    rows = coverage.figures.to_dict("records")
    said += [words(row, korean) for row in rows for words in (documented_words, reported_words, of_what)]
    assert [line for line in said if not any("가" <= letter <= "힣" for letter in line)] == []
    assert [line for line in said if "documented" in line or "cases" in line] == []


def test_the_command_gives_the_same_in_each_form() -> None:
    table = run("coverage", "--years", "2023")
    assert table.code == 0
    assert "at least 483 persons" in table.out
    read = json.loads(run("coverage", "--years", "2023", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(run("coverage", "--years", "2023", "--format", "csv").out)))
    assert [int(row["persons_low"]) for row in rows] == [entry["persons_low"] for entry in read["figures"]]
    assert {row["audience"] for row in rows} == {"public"}
    assert read["figures"][0]["persons_high"] is None
    assert run("coverage", "--years", "soon").code == 2
