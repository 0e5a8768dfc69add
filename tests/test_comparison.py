"""Two periods held against each other: what is sure, and what is said of it."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest

from footprints_geo.comparison import COMPARED, compare_kinds, compare_routes
from footprints_geo.comparison_words import change_words, counted_in, difference_sentences
from footprints_geo.language import Language
from footprints_geo.panels import Panel, two_panels
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import LEVELS
from tests.builders import at, read_rows, released


@cache
def bundled() -> Prepared:
    return prepare()


def panels(one: str, other: str, prepared: Prepared | None = None) -> tuple[Panel, Panel]:
    first, second = two_panels(view(prepared or bundled(), Selection(years=Period.read(one))), Period.read(other))
    return first, second


def returned(case: str, year: int, low: int, high: int | None) -> list[dict[str, object]]:
    size = {"persons_min": low, "persons_max": high} if high is not None else {"persons_min": low}
    return [
        at(case, "arrest", "Yanji", "CN", date=str(year), **size),
        at(case, "repatriation", "Onsong County", "KP", date=str(year), **size),
    ]


def test_2012_against_2023_and_2024_in_words_and_route_by_route() -> None:
    one, other = panels("2012", "2023-2024")
    said = difference_sentences(one, other)
    assert said[1] == (
        "Forced returns: more persons are documented in 2023 to 2024 (53 to 70 in 2012, at least 594 in 2023 to 2024)."
    )
    table = compare_routes(one, other)
    first = table.iloc[0]
    assert (first["label"], first["kind"], first["change"]) == ("China → North Korea", "repatriation", "more")
    assert change_words("fewer", one, other) == "more in 2012"
    korean = difference_sentences(one, other, Language("ko"))
    assert len(korean) == len(said)
    assert not any("persons" in line for line in korean)


@pytest.mark.parametrize("level", LEVELS)
def test_every_route_of_either_period_is_there_with_its_own_numbers(level: str) -> None:
    whole = view(bundled(), Selection(years=Period.of(2012)), level)  # type: ignore[arg-type]
    one, other = two_panels(whole, Period.of(2023, 2024))
    table = compare_routes(one, other).set_index(["kind", "route"])
    for side, panel in (("one", one), ("other", other)):
        routes = panel.view.routes.astype({"kind": "str"}).set_index(["kind", "route"])
        there = table[table[f"cases_{side}"] > 0]
        part_of_alone = routes[routes["cases"] == 0].index
        assert set(there.index) == set(routes.index) - set(part_of_alone)
        for name in COMPARED:
            expected = routes.loc[there.index, name].astype("float64").to_numpy()
            np.testing.assert_array_equal(there[f"{name}_{side}"].astype("float64").to_numpy(), expected)
    assert table.index.is_unique


NUMBERS = [(low, high) for low in (1, 2, 4) for high in (None, low, low + 1, low + 3)]
"""How many people a case is known to be of, from a lowest to a highest; each has a year of its own."""


@cache
def one_a_year() -> Prepared:
    return released(
        read_rows([row for number, size in enumerate(NUMBERS) for row in returned(f"C{number}", 2001 + number, *size)])
    )


@cache
def of_year(number: int) -> Panel:
    year = str(2001 + number)
    return panels(year, year, one_a_year())[0]


def test_a_change_is_said_only_where_it_is_sure() -> None:
    for first, second in itertools.product(range(len(NUMBERS)), repeat=2):
        row = compare_kinds(of_year(first), of_year(second)).set_index("kind")
        pairs = [(one, other) for one in _possible(first) for other in _possible(second)]
        sure = {
            "more": all(other > one for one, other in pairs),
            "fewer": all(other < one for one, other in pairs),
            "same": all(other == one for one, other in pairs),
        }
        said = row.loc["repatriation", "change"]
        assert said == next((change for change, holds in sure.items() if holds), "open")


def _possible(number: int) -> range:
    low, high = NUMBERS[number]
    return range(low, (40 if high is None else high) + 1)


def test_a_case_that_only_may_lie_in_a_period_makes_no_difference_sure() -> None:
    vague = [
        at("V", "arrest", "Yanji", "CN", date="2019/2022", persons=9),
        at("V", "repatriation", "Onsong County", "KP", date="2019/2022", persons=9),
    ]
    prepared = released(read_rows([*returned("A", 2012, 3, 3), *vague]))
    one, other = panels("2012", "2020", prepared)
    row = compare_routes(one, other).iloc[0].to_dict()
    assert (counted_in(row, "one"), counted_in(row, "other"), row["change"]) == ("3", "9", "open")
    assert difference_sentences(one, other) == [
        "Forced returns: which of them has more persons cannot be told (3 in 2012, 9 in 2020)."
    ]
    # All that may lie in 2020 is fewer than what lies in 2023 for certain.
    many = released(read_rows([*vague, *returned("B", 2023, 30, None)]))
    assert compare_routes(*panels("2020", "2023", many)).iloc[0]["change"] == "more"


def test_whose_people_another_case_counts_makes_no_row_of_its_own() -> None:
    rows = [{**row, "part_of": "B"} for row in returned("A", 2012, 3, 3)]
    prepared = released(read_rows([*rows, *returned("B", 2020, 9, 9)]))
    one, other = panels("2012", "2012", prepared)
    assert compare_routes(one, other).empty
    assert difference_sentences(one, other) == []


def test_a_route_of_one_period_alone_stands_beside_nobody() -> None:
    prepared = released(read_rows(returned("A", 2012, 3, 3)))
    one, other = panels("2012", "2020", prepared)
    row = compare_routes(one, other).iloc[0].to_dict()
    assert (counted_in(row, "one"), counted_in(row, "other"), row["change"]) == ("3", "nobody", "fewer")
    assert difference_sentences(one, other) == [
        "Forced returns: more persons are documented in 2012 (3 in 2012, nobody in 2020)."
    ]
    nothing = panels("1900", "1901", prepared)
    assert compare_routes(*nothing).empty
    assert difference_sentences(*nothing) == []
    assert isinstance(compare_routes(*nothing), pd.DataFrame)
