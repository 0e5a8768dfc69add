"""The Selection in its five forms, and what it matches."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from footprints_geo.cli import app
from footprints_geo.dates.intervals import FIRST_YEAR, LAST_YEAR
from footprints_geo.errors import InputError
from footprints_geo.language import ENGLISH, Language
from footprints_geo.periods import YEAR, Period
from footprints_geo.selection import DEFAULT, FORMS, Selection
from footprints_geo.ui.state import Look
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, read_countries
from tests.builders import NOWHERE, SPOTS, Row, event, random_rows, read_rows, returned_without_a_place
from tests.reference import event_of, matches

MONTHS = st.integers(FIRST_YEAR * YEAR, LAST_YEAR * YEAR + YEAR - 1)
YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
PERIODS = st.tuples(YEARS, YEARS).map(lambda pair: Period.of(*sorted(pair))) | st.tuples(MONTHS, MONTHS).map(
    lambda pair: Period(*sorted(pair))
)
CODES = st.sampled_from(sorted(read_countries().index))
SELECTIONS = st.builds(
    Selection,
    years=st.none() | PERIODS,
    events=st.lists(st.sampled_from(EVENT_TYPES)).map(tuple),
    countries=st.lists(CODES, max_size=4).map(tuple),
    kind=st.lists(st.sampled_from(KINDS), min_size=1).map(tuple),
    min_persons=st.integers(0, 10**9 - 1),
    uncertain=st.sampled_from(["include", "exclude"]),
)
UNREADABLE = {
    "years": [
        "2o23",
        "2023-2019",
        "1700",
        "2023,2024",
        "",
        "２０２３",
        "2-0-2-3",
        "2023-13",
        "2023-10/2023-08",
        "2023-8",
    ],
    "events": ["arrested", "arrest,flight", "", ","],
    "countries": ["China", "C", "CN;LA", "CN,1A", "XX", "", ","],
    "kind": ["return", "", ",", "escape;custody"],
    "min_persons": ["-1", "many", "1.5", "", "1000000000", "٣"],
    "uncertain": ["perhaps", ""],
}


@given(SELECTIONS)
def test_a_link_gives_the_same_selection(selection: Selection) -> None:
    assert Selection.from_query(selection.to_query()) == (selection, ())


@given(SELECTIONS)
def test_the_flags_give_the_same_selection(selection: Selection) -> None:
    flags = selection.to_flags()
    texts = {flag[2:].replace("-", "_"): text for flag, text in zip(flags[::2], flags[1::2], strict=True)}
    assert all(flag.startswith("--") for flag in flags[::2])
    assert Selection.parse(**texts) == selection


@given(SELECTIONS)
def test_the_recipe_gives_the_same_selection(selection: Selection) -> None:
    assert Selection.from_json(json.loads(json.dumps(selection.to_json()))) == selection


def test_the_command_line_has_every_flag() -> None:
    routes = typer.main.get_command(app).commands["routes"]  # type: ignore[attr-defined]
    options = {option for parameter in routes.params for option in parameter.opts}
    assert {f"--{name.replace('_', '-')}" for name in FORMS} <= options


def test_the_default_is_a_link_without_parameters() -> None:
    assert DEFAULT.to_query() == {}
    assert DEFAULT.to_flags() == []
    assert Selection.from_query({}) == (DEFAULT, ())


@given(SELECTIONS)
def test_the_order_of_a_list_makes_no_difference(selection: Selection) -> None:
    turned = Selection(
        selection.years, selection.events[::-1], selection.countries[::-1], selection.kind[::-1],
        selection.min_persons, selection.uncertain,
    )  # fmt: skip
    assert (turned, hash(turned)) == (selection, hash(selection))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"years": "2023"}, Selection(years=Period.of(2023))),
        ({"years": " 2019 – 2023 "}, Selection(years=Period.of(2019, 2023))),
        ({"years": "2023-08/2023-10"}, Selection(years=Period(2023 * YEAR + 7, 2023 * YEAR + 9))),
        ({"years": "2023-10"}, Selection(years=Period(2023 * YEAR + 9, 2023 * YEAR + 9))),
        ({"years": "2023-01/2024-12"}, Selection(years=Period.of(2023, 2024))),
        ({"years": "all", "kind": "ALL"}, DEFAULT),
        ({"events": "Arrest, detention"}, Selection(events=("arrest", "detention"))),
        ({"countries": "la,CN"}, Selection(countries=("CN", "LA"))),
        ({"kind": "repatriation", "min_persons": "5"}, Selection(kind=("repatriation",), min_persons=5)),
        ({"years": None, "events": None}, DEFAULT),
    ],
)
def test_what_people_type_is_read(texts: dict[str, str | None], expected: Selection) -> None:
    assert Selection.parse(**texts) == expected


BAD = [(name, text) for name, texts in UNREADABLE.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), BAD)
def test_what_cannot_be_read_is_refused_and_in_a_link_named(name: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        Selection.parse(**{name: text})
    assert str(caught.value).startswith(f"{name}: found ")
    assert FORMS[name].expected in str(caught.value)
    selection, ignored = Selection.from_query({name: text})
    assert selection == DEFAULT
    assert len(ignored) == 1
    assert name in ignored[0]


@given(
    SELECTIONS,
    st.lists(st.sampled_from(BAD), unique_by=lambda pair: pair[0]),
    st.sets(st.sampled_from(["year", "page", "Years", "<b>"])),
    st.sets(st.sampled_from(["level", "script"])),
)
def test_a_link_names_everything_it_ignored_and_keeps_the_rest(
    selection: Selection, bad: list[tuple[str, str]], strange: set[str], beside: set[str]
) -> None:
    query = {**selection.to_query(), **dict(bad), **dict.fromkeys(strange | beside, "1")}
    read, ignored = Selection.from_query(query, beside=["level", "script"])
    assert len(ignored) == len(bad) + len(strange)
    for name in [*dict(bad), *strange]:
        assert any(name in sentence for sentence in ignored)
    wrong = dict(bad)
    for name in FORMS:
        assert getattr(read, name) == getattr(DEFAULT if name in wrong else selection, name)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(InputError, match=r"years: .*min_persons: "):
        Selection.parse(years="soon", min_persons="few")


@pytest.mark.parametrize(
    "fields",
    [
        {"years": (2023, 2019)},
        {"years": (2023,)},
        {"events": ("fled",)},
        {"countries": ("China",)},
        {"kind": ()},
        {"kind": ("return",)},
        {"min_persons": -1},
        {"uncertain": "maybe"},
    ],
)
def test_a_wrong_selection_cannot_be_made(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(fields))):
        Selection(**fields)


@pytest.mark.parametrize(
    "recipe",
    [
        {"colour": "red"},
        {"years": "soon"},
        {"years": 2023},
        {"years": [2023]},
        {"years": ["2023", "2023"]},
        {"events": None},
        {"events": ["fled"]},
        {"countries": [1]},
        {"kind": []},
        {"min_persons": "3"},
        {"min_persons": None},
        {"uncertain": None},
    ],
)
def test_a_wrong_recipe_is_an_input_error(recipe: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(recipe))):
        Selection.from_json(recipe)


# Every example reads a file, so a failing one is shown as drawn: shrinking it would take minutes.
@settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.randoms(use_true_random=False).map(lambda chance: random_rows(chance, 4)), SELECTIONS)
def test_events_match_as_the_rules_say(drawn: list[Row], anything: Selection) -> None:
    rows = [event("ALWAYS", "arrest", "CN", date="2023"), *drawn]
    events = [event_of(number, row, SPOTS) for number, row in enumerate(rows)]
    selections = [
        anything,
        Selection(years=Period.of(2023)),
        Selection(years=Period.of(2023), uncertain="exclude"),
        Selection(years=Period.of(2009, 2010), events=("arrest", "repatriation"), min_persons=2),
        Selection(countries=("CN", "LA"), min_persons=8),
    ]
    frame = read_rows(rows).frame
    for selection in selections:
        assert selection.matches(frame).tolist() == [matches(event, selection.to_json()) for event in events]


def test_years_take_in_what_overlaps_or_only_what_lies_inside() -> None:
    dates = ["", "2022", "2023", "2022-12/2023-01", "2022/2024", "2023-12-31", "2024-01-01", "2023~"]
    frame = read_rows([event("A", "arrest", "CN", date=date) for date in dates]).frame
    inside = Selection(years=Period.of(2023), uncertain="exclude").matches(frame)
    touching = Selection(years=Period.of(2023)).matches(frame)
    assert [date for date, yes in zip(dates, touching, strict=True) if yes] == [
        "2023", "2022-12/2023-01", "2022/2024", "2023-12-31", "2023~",
    ]  # fmt: skip
    assert [date for date, yes in zip(dates, inside, strict=True) if yes] == ["2023", "2023-12-31", "2023~"]


def test_an_event_without_a_country_matches_no_countries_and_the_default() -> None:
    assert NOWHERE not in SPOTS
    frame = read_rows([event("A", "arrest")]).frame
    assert DEFAULT.matches(frame).tolist() == [True]
    assert Selection(countries=("CN", "KP")).matches(frame).tolist() == [False]


def test_the_default_counts_as_one_whom_nobody_counted() -> None:
    frame = read_rows([event("A", "arrest", "CN"), *returned_without_a_place()]).frame
    assert Selection(min_persons=1).matches(frame).all()
    assert Selection(min_persons=2).matches(frame).tolist() == [False, True, True]


@given(SELECTIONS)
def test_the_words_say_every_condition(selection: Selection) -> None:
    words = selection.words()
    for year in selection.years.years if selection.years else ():
        assert str(year) in words
    for event_type in selection.events:
        assert event_type.replace("_", " ") in words
    assert selection.kind == KINDS or all(kind in words for kind in selection.kind)
    assert selection.min_persons <= 1 or f"at least {selection.min_persons} persons" in words
    assert selection.uncertain == "include" or selection.years is None or "uncertain dates left out" in words


def test_a_parameter_that_is_none_is_named_in_one_short_line() -> None:
    _, ignored = Selection.from_query({"ye\nars" + "x" * 5000: "2023"})
    assert ignored[0].startswith("The link's 'ye\\nars")
    assert "\n" not in ignored[0]
    assert len(ignored[0]) < 300


def test_what_is_ignored_of_a_link_is_said_in_the_language_of_the_page() -> None:
    query = {"years": "autumn", "size": "a9", "dpi": "0", "data": "?", "width_mm": "100", "colour": "red"}
    ignored = Selection.from_query(query, beside=["size", "dpi", "data", "width_mm"])[1] + Look.from_query(query)[1]
    assert [ENGLISH.say(one) for one in ignored] == [str(one) for one in ignored]
    said = [Language("ko").say(one) for one in ignored]
    assert len(said) == 6
    assert not any(word in text for text in said for word in ("expected", "ignored", "link", "found"))
    lead = "링크의 일부를 무시했습니다. years: 'autumn'은(는) 쓸 수 없습니다. 있어야 할 값은 1800년에서 2200년 사이의"
    assert said[0].startswith(lead)


def test_what_is_wrong_with_a_selection_is_said_in_the_language_of_the_page() -> None:
    with pytest.raises(InputError, match="min_persons: found 'x', expected a whole number") as refusal:
        Selection.parse(min_persons="x", uncertain="maybe")
    assert Language("ko").say(refusal.value.message) == (
        "min_persons: 'x'은(는) 쓸 수 없습니다. 있어야 할 값은 0 이상의 정수입니다. "
        "uncertain: 'maybe'은(는) 쓸 수 없습니다. 있어야 할 값은 include 또는 exclude입니다."
    )
