"""How many persons, as people type it: read with one meaning only, reported, and nothing typed is lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.events.reading import events_from, look_at
from footprints_geo.events.table import Events
from footprints_geo.profiles import Profile
from footprints_geo.typed_counts import Count, is_count, read_count
from footprints_geo.unfolding.rows import EventRows, unfold
from tests.made_up_tables import table_of

UNKNOWN = (None, None, None)
READ = {
    "5명": (5, None, None, "is read as 5"),
    "1 명": (1, None, None, "is read as 1"),
    "3 persons": (3, None, None, "is read as 3"),
    "５명": (5, None, None, "is read as 5"),
    "1,000": (1000, None, None, "is read as 1000"),
    "two people": (2, None, None, "is read as 2"),
    "두 명": (2, None, None, "is read as 2"),
    "a family of 4": (4, None, None, "is read as 4"),
    "일행 5명": (5, None, None, "is read as 5"),
    "총 12명": (12, None, None, "is read as 12"),
    "약 5명": (5, None, None, "is read as 5: about"),
    "about 10": (10, None, None, "is read as 10: about"),
    "c. 10": (10, None, None, "is read as 10: about"),
    "한 5명": (5, None, None, "is read as 5: about"),
    "5명 정도": (5, None, None, "is read as 5: about"),
    "a group of about 30 people": (30, None, None, "is read as 30: about"),
    "5?": (5, None, None, "is read as 5: uncertain"),
    "maybe about 5": (5, None, None, "is read as 5: about, uncertain"),
    "30-50명": (None, 30, 50, "is read as at least 30, at most 50"),
    "30–50": (None, 30, 50, "is read as at least 30, at most 50"),
    "30~50 명": (None, 30, 50, "is read as at least 30, at most 50"),
    "30 to 50": (None, 30, 50, "is read as at least 30, at most 50"),
    "30명에서 50명": (None, 30, 50, "is read as at least 30, at most 50"),
    "between 30 and 50": (None, 30, 50, "is read as at least 30, at most 50"),
    "2 or 3": (None, 2, 3, "is read as at least 2, at most 3"),
    "약 30-50명": (None, 30, 50, "is read as at least 30, at most 50: about"),
    "2+": (None, 2, None, "is read as at least 2"),
    "at least 5": (None, 5, None, "is read as at least 5"),
    "최소 5명": (None, 5, None, "is read as at least 5"),
    "5명 이상": (None, 5, None, "is read as at least 5"),
    "10여 명": (None, 10, None, "is read as at least 10"),
    "more than 10": (None, 11, None, "is read as at least 11"),
    "10명 초과": (None, 11, None, "is read as at least 11"),
    "up to 20": (None, None, 20, "is read as at most 20"),
    "최대 20명": (None, None, 20, "is read as at most 20"),
    "20명 이하": (None, None, 20, "is read as at most 20"),
    "fewer than 10": (None, None, 9, "is read as at most 9"),
    **dict.fromkeys(
        ("모름", "미상", "unknown", "-", "n/a", "여러 명", "수십 명", "several", "Several people", "many", "dozens"),
        (*UNKNOWN, "says no number: unknown"),
    ),
}
"""Texts with one meaning: the number, the lowest, the highest, and what is said of it."""

UNREAD = [
    *("1.000", "3/4", "3,4", "1,00", "2.5", "50-30", "5-5", "~10", "0", "0명", "-3", "under 1", "2023-10-09", "10|20"),
    *(
        "2 adults and 1 child",
        "5 (3 women)",
        "a family",
        "2 families",
        "at least about 5",
        "mother and child",
        "nobody",
    ),
    *("9" * 10, "1-" + "9" * 10, "5" * 70, "five hundred", "B5", "명"),
]
"""Texts that are no count, or could be two."""


@pytest.mark.parametrize("text", READ)
def test_a_count_is_read_with_one_meaning(text: str) -> None:
    assert read_count(text) == Count(*READ[text])


@pytest.mark.parametrize("text", UNREAD)
def test_what_could_be_two_counts_is_not_read(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.parametrize("text", ["5", "5.0", "5.00", "1234.000", "", " "])
def test_a_plain_number_is_no_typed_one(text: str) -> None:
    assert read_count(text) is None


def test_a_column_of_typed_counts_looks_like_one() -> None:
    assert all(map(is_count, ("5", "30-50명", "약 5명", "12.0")))
    # Words without figures are in too many columns.
    assert not any(map(is_count, ("several", "three", "1.000", "9" * 10, "Yanji")))


@given(st.text(max_size=80))
def test_any_text_is_read_or_left(text: str) -> None:
    count = read_count(text)
    if count is not None and count.least is not None and count.most is not None:
        assert 0 <= count.least < count.most < 10**9


@given(
    st.integers(1, 10**6), st.sampled_from(["{}명", "약 {}명", "about {}", "{} persons", "{:,}명", "{}?", "총 {}명"])
)
def test_a_number_with_words_round_it_is_that_number(number: int, words: str) -> None:
    count = read_count(words.format(number))
    assert count is not None
    assert count.said == number


COLUMNS = {
    "case_id": ("Case",), "event_type": ("What",),
    "persons": ("인원",), "persons_min": ("최소",), "persons_max": ("최대",),
}  # fmt: skip


def unfolded(*rows: dict[str, str]) -> EventRows:
    headers = [header for headers in COLUMNS.values() for header in headers]
    made = ({"Case": "A", "What": "arrest", **row} for row in rows)
    return unfold(table_of(*made, headers=headers), Profile(columns=COLUMNS))


def counts(rows: EventRows) -> list[tuple[str, ...]]:
    return list(rows.frame[["persons", "persons_min", "persons_max"]].astype("str").itertuples(index=False, name=None))


def test_typed_counts_become_our_columns_and_stay_beside_them_as_typed() -> None:
    rows = unfolded(
        {"인원": "30-50명"}, {"인원": "약 5명"}, {"인원": "2+"}, {"인원": "여러 명"}, {"인원": "7"}, {"인원": "3/4"}
    )
    assert counts(rows) == [
        ("", "30", "50"),
        ("5", "", ""),
        ("", "2", ""),
        ("", "", ""),
        ("7", "", ""),
        ("3/4", "", ""),
    ]
    assert rows.frame["given_persons"].tolist() == ["30-50명", "약 5명", "2+", "여러 명", "", ""]
    told = rows.inferred.set_index("inferred")["row_numbers"].to_dict()
    assert told == {
        "'30-50명' is read as at least 30, at most 50": [2],
        "'약 5명' is read as 5: about": [3],
        "'2+' is read as at least 2": [4],
        "'여러 명' says no number: unknown": [5],
    }


def test_each_end_may_be_typed_too_but_not_both_in_the_column_of_one() -> None:
    rows = unfolded({"최소": "최소 30명", "최대": "50명"}, {"최소": "30-50"}, {"최대": "at least 5"}, {"최소": "약 30"})
    assert counts(rows) == [("", "30", "50"), ("", "30-50", ""), ("", "", "at least 5"), ("", "30", "")]
    assert rows.frame["given_persons_min"].tolist() == ["최소 30명", "", "", "약 30"]


def test_ends_of_their_own_come_before_those_of_a_typed_count_and_this_is_said() -> None:
    rows = unfolded({"인원": "30-50명", "최소": "40"})
    assert counts(rows) == [("", "40", "50")]
    assert rows.frame["given_persons"].tolist() == ["30-50명"]
    assert any("left out where persons_min has a cell of its own" in said for said in rows.inferred["inferred"])


def read(headers: tuple[str, ...], *rows: tuple[str, ...]) -> Events:
    return events_from(look_at(table_of(*(dict(zip(headers, row, strict=True)) for row in rows), headers=headers)))


def test_a_file_with_typed_counts_is_read_without_a_question_and_counted() -> None:
    cells = ("30-50명", "약 5명", "1명", "2+", "여러 명")
    events = read(("사건 번호", "사건 유형", "인원"), *((str(n), "체포", cell) for n, cell in enumerate(cells)))
    assert events.rows_rejected == 0
    assert events.frame["persons_low"].tolist() == [30, 5, 1, 2, 1]
    assert events.frame["persons_high"].fillna(0).tolist() == [50, 5, 1, 0, 0]
    assert events.frame["persons_stated"].tolist() == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (("사건 번호", "사건 유형", "인원"), "or 30-50 for '30 to 50'"),
        (("case_id", "event_type", "persons"), "the file has no columns persons_min and persons_max"),
        (("case_id", "event_type", "persons", "persons_min", "persons_max"), "30 in persons_min and 50 in persons_max"),
    ],
)
def test_what_to_do_can_be_done_in_the_file_at_hand(headers: tuple[str, ...], words: str) -> None:
    rows = [("A", "arrest", "3/4"), ("B", "arrest", "1")]
    events = read(headers, *((*row, *("",) * (len(headers) - 3)) for row in rows))
    assert words in events.rejects["fix"].item()


@pytest.mark.parametrize("headers", [("사건 번호", "사건 유형", "인원"), ("case_id", "event_type", "persons")])
def test_one_or_a_thousand_is_refused_with_advice(headers: tuple[str, ...]) -> None:
    events = read(headers, ("A", "arrest", "1.000"), ("B", "arrest", "1"))
    assert events.rejects[["row", "value"]].to_numpy().tolist() == [[2, "1.000"]]
    assert "1000 for a thousand" in events.rejects["fix"].item()


def test_our_own_columns_stay_as_they_are() -> None:
    events = read(("case_id", "event_type", "persons"), ("A", "arrest", "30-50"), ("B", "arrest", "1"))
    assert events.rows_rejected == 1
    assert isinstance(events.given, pd.DataFrame)
    assert "given_persons" not in events.given
