"""Words of other people's files: what is known is reported, what a profile says is believed, the rest stays."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.coded import coded
from footprints_geo.dates.typed_durations import duration_of, is_duration, read_typed_durations
from footprints_geo.lexicon import (
    COUNTRY_WORDS,
    EVENT_WORDS,
    PRECISION_WORDS,
    SUBJECT_WORDS,
    VISIBILITY_WORDS,
    words_of,
)
from footprints_geo.mapping.word_values import LISTED, map_values, says_nothing, says_yes, value_key, word_for
from footprints_geo.places.names import name_key
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES, read_countries

OURS = {
    "event_type": EVENT_TYPES,
    "country": tuple(read_countries().index),
    "location_precision": PRECISIONS,
    "visibility": VISIBILITIES,
    "subject": SUBJECTS,
}


def column(*texts: str) -> pd.Series:
    return coded(pd.Series(texts, dtype="str"))


@pytest.mark.parametrize(
    ("name", "text", "ours"),
    [
        ("event_type", "강제북송", "repatriation"),
        ("event_type", "강제 송환", "repatriation"),
        ("event_type", "Forced Return", "repatriation"),
        ("event_type", "refouled", "repatriation"),
        ("event_type", "deported", "repatriation"),
        ("event_type", "sent back", "repatriation"),
        ("event_type", "遣返", "repatriation"),
        ("event_type", "연행", "arrest"),
        ("event_type", "수감", "detention"),
        ("event_type", "이송", "transfer"),
        ("event_type", "탈북", "departure"),
        ("event_type", "도강", "border_crossing"),
        ("event_type", "국경 통과", "border_crossing"),
        ("event_type", "경유", "transit"),
        ("event_type", "입국", "arrival"),
        ("event_type", "석방", "release"),
        ("event_type", "행방불명", "disappearance"),
        ("event_type", "마지막 목격", "last_seen"),
        ("event_type", "Crossing::Border crossing", "border_crossing"),
        ("event_type", "Arrest|arrested", "arrest"),
        ("event_type", "Last-Seen", "last_seen"),
        ("country", "P.R. China", "CN"),
        ("country", "中國", "CN"),
        ("country", "북한", "KP"),
        ("country", "D.P.R.K.", "KP"),
        ("country", "조선", "KP"),
        ("country", "대한민국", "KR"),
        ("country", "Russian Federation", "RU"),
        ("country", "Cote d'Ivoire", "CI"),
        ("country", "cn", "CN"),
        ("location_precision", "village", "city"),
        ("location_precision", "도", "province"),
        ("visibility", "Unpublished", "restricted"),
        ("visibility", "비공개", "restricted"),
        ("visibility", "공개", "public"),
        ("subject", "탈북민", "escapee"),
        ("subject", "broker", "helper"),
    ],
)
def test_a_known_word_is_ours(name: str, text: str, ours: str) -> None:
    assert word_for(name, text) == ours


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("country", "Korea"),
        ("country", "Manchuria"),
        ("event_type", "Arrest|Detention"),
        ("event_type", "returned"),
        ("event_type", "not arrested"),
        ("event_type", "|"),
        ("event_type", ""),
        ("visibility", "?"),
        ("note", "arrest"),
    ],
)
def test_what_may_mean_two_things_is_not_read(name: str, text: str) -> None:
    assert word_for(name, text) is None


def test_no_word_stands_for_two_of_ours() -> None:
    for words in (EVENT_WORDS, COUNTRY_WORDS, PRECISION_WORDS, VISIBILITY_WORDS, SUBJECT_WORDS):
        keys = Counter(
            key for ours, listed in words.items() for key in {name_key(word) for word in (ours, *words_of(listed))}
        )
        assert [key for key, count in keys.items() if count > 1 or not key] == []


def test_the_lists_are_of_our_words_and_every_word_of_them_is_known() -> None:
    lists = dict(
        zip(LISTED, (EVENT_WORDS, COUNTRY_WORDS, PRECISION_WORDS, VISIBILITY_WORDS, SUBJECT_WORDS), strict=True)
    )
    for name, words in lists.items():
        assert set(words) <= set(OURS[name])
        # A word of ours is itself, whatever else it may be called: "country" is a precision.
        found = {word: word_for(name, word) for listed in words.values() for word in words_of(listed)}
        assert [word for word, ours in found.items() if ours is None] == []


@pytest.mark.parametrize("name", LISTED)
def test_our_own_words_pass_unchanged_and_unreported(name: str) -> None:
    cells = column(*OURS[name], *(word.upper() for word in OURS[name]), "")
    words, said = map_values(name, cells, {})
    assert words.astype("str").tolist() == cells.astype("str").tolist()
    assert said.astype("str").unique().tolist() == [""]


def test_a_word_that_is_read_is_reported_once_for_each_cell() -> None:
    words, said = map_values("event_type", column("체포", "arrest", "체포", "whatever"), {})
    assert words.tolist() == ["arrest", "arrest", "arrest", "whatever"]
    assert said.tolist() == ["'체포' is read as arrest", "", "'체포' is read as arrest", ""]


def test_what_a_profile_maps_is_believed_and_not_reported() -> None:
    meanings = {"Transfer": "repatriation", "some where": "arrest", "체포": "detention"}
    words, said = map_values("event_type", column("TRANSFER", "ｓｏｍｅ  Where", "체포", "수감"), meanings)
    assert words.tolist() == ["repatriation", "arrest", "detention", "detention"]
    assert said.tolist() == ["", "", "", "'수감' is read as detention"]


def test_a_profile_may_map_words_of_any_column() -> None:
    words, said = map_values("persons", column("several", "3"), {"Several": ""})
    assert (words.tolist(), said.tolist()) == (["", "3"], ["", ""])


@settings(max_examples=50)
@given(st.sampled_from((*LISTED, "note")), st.lists(st.text(max_size=6), max_size=5))
def test_a_mapped_cell_is_ours_or_as_it_was(name: str, texts: list[str]) -> None:
    cells = column(*texts)
    words, said = map_values(name, cells, {})
    for text, word, phrase in zip(texts, words, said, strict=True):
        assert word == text or (word in OURS[name] and phrase)
    assert words.index.equals(cells.index)


@given(st.text(max_size=10))
def test_the_key_of_a_value_is_its_own_key(text: str) -> None:
    assert value_key(value_key(text)) == value_key(text)


def test_ticks_are_yes_no_or_neither() -> None:
    assert [says_yes(text) for text in ("Yes", "예", "O", "1", "No", "아니오", "0", "x", "", "maybe")] == [
        *[True] * 4,
        *[False] * 3,
        *[None] * 3,
    ]
    assert [says_nothing(text) for text in ("", " ", "N/A", "미상", "해당 없음", "-", "no", "Yanji")] == [True] * 6 + [
        False
    ] * 2


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("8 months", "P8M"),
        ("8개월", "P8M"),
        ("1년 6개월", "P1Y6M"),
        ("1 year and 2 months", "P1Y2M"),
        ("2주간", "P2W"),
        ("10 Days", "P10D"),
    ],
)
def test_a_duration_in_words_is_read(text: str, iso: str) -> None:
    assert duration_of(text) == iso
    assert is_duration(text)


@pytest.mark.parametrize("text", ["", "8", "months", "about 8 months", "2020", "6개월 1년", "8 months or so"])
def test_what_is_no_plain_duration_stays(text: str) -> None:
    assert duration_of(text) is None
    assert not is_duration(text)


def test_durations_that_are_read_are_reported_and_iso_ones_are_not() -> None:
    durations, said = read_typed_durations(column("P8M", "8개월", "long"))
    assert durations.tolist() == ["P8M", "P8M", "long"]
    assert said.tolist() == ["", "'8개월' is read as P8M", ""]
