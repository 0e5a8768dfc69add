"""Every sentence can be said in every language there is a catalogue for, with the same numbers in it."""

from __future__ import annotations

import ast
import copy
import datetime
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import footprints_geo
from data.build.catalogues import texts_in_the_code, updated
from footprints_geo import prepare, view
from footprints_geo.captions import persons_words, sentence
from footprints_geo.chain_view import see_chains
from footprints_geo.chains import CHAIN_LEVELS, ChainLevel
from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.file_account import account_sentence, difference_table, moment_words
from footprints_geo.language import ENGLISH, Language, language_of, languages, marked, marked_pair
from footprints_geo.language import _catalogue as compiled
from footprints_geo.messages import Message as Saying
from footprints_geo.periods import Period
from footprints_geo.prepared import Prepared
from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.routes import route_names
from footprints_geo.selection import Selection
from footprints_geo.tally_words import tally_sentence, unit_words
from footprints_geo.terms import (
    COLUMN_NAMES,
    EVENT_NAMES,
    KIND_NAMES,
    KIND_TITLES,
    KIND_WORDS,
    WORDS_OF_LISTS,
    country_in,
)
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, LEVELS, PRECISIONS, SUBJECTS, VISIBILITIES, Level, data_path
from footprints_geo.workspace.difference import difference

KOREAN = Language("ko")
FILES = sorted(data_path("catalogues").glob("*.po"))


@pytest.fixture
def another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder in which only catalogues are looked for."""
    monkeypatch.setenv("FOOTPRINTS_DATA", str(tmp_path))
    (tmp_path / "catalogues").mkdir()
    languages.cache_clear()
    compiled.cache_clear()
    yield tmp_path / "catalogues"
    languages.cache_clear()
    compiled.cache_clear()


@cache
def bundled() -> Prepared:
    return prepare()


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, locale=file.stem)


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_korean_is_there() -> None:
    assert languages() == ("en", "ko")
    assert language_of("ko") == KOREAN


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_catalogue_has_the_texts_of_the_code_and_no_others(file: Path) -> None:
    assert updated(file.read_bytes(), file.stem) == file.read_bytes(), "run data/build/catalogues.py"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_everything_is_translated_with_the_same_gaps(file: Path) -> None:
    for message in catalogue(file):
        if not message.id:
            continue
        said = translations(message)
        assert all(said), f"not translated: {message.id}"
        assert not message.fuzzy
        # A number that is written out may fall away in one of two forms, but no gap may be new or lost in all.
        assert all(gaps(one) == gaps(texts(message)[-1]) for one in said), message.id


def pairs_in_the_code() -> set[tuple[str, str]]:
    """The two texts of every call that gives one for one and one for many, as Python itself reads them."""
    found = set()
    for file in sorted(Path(footprints_geo.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
            if isinstance(node, ast.Call) and name in ("plural", "marked_pair"):
                said = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                found |= {(said[0], said[1])} if len(said) == 2 else set()
    return found


def test_what_has_a_form_for_many_has_it_in_the_catalogue() -> None:
    """What takes the texts out of the code loses the second one where a call stands among the arguments after it."""
    known = {message.id for message in texts_in_the_code() if message.pluralizable}
    assert pairs_in_the_code()
    assert pairs_in_the_code() - known == set()


def test_a_message_is_one_text_with_gaps_that_the_catalogues_know() -> None:
    """An f-string has no text to be looked up: its message would be English on every page."""
    known = {text for message in texts_in_the_code() if message.id for text in texts(message)}
    given = [
        (file.name, node.lineno, node.args[0])
        for file in sorted(Path(footprints_geo.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Message", "refused") and node.args
    ]
    assert len(given) > 50
    assert [place for *place, text in given if not isinstance(text, ast.Constant | ast.Name | ast.Subscript)] == []
    assert [text.value for *_, text in given if isinstance(text, ast.Constant) and text.value not in known] == []


def test_a_message_is_english_until_a_page_says_it() -> None:
    column = Saying("column {number}", number=3)
    message = Saying("{first} or {last}", first=column, last=Saying.word("case_id", "Case (who)"))
    assert message == "column 3 or case_id"
    assert ENGLISH.say(message) == "column 3 or case_id"
    assert KOREAN.say(message) == "3번째 열 또는 사례(누구)"
    assert KOREAN.say(Saying.joined([column, "{number}"])) == "3번째 열 {number}"
    assert [KOREAN.say(text) for text in ("", "Yes", "{unheard} of")] == ["", "예", "{unheard} of"]
    assert KOREAN.say(Saying.plural("{number} row", "{number} rows", 1200)) == "행 1,200개"
    assert Saying.plural("{number} row", "{number} rows", 1) == "1 row"
    assert type(copy.copy(message)) is str


def test_the_code_marks_what_it_says() -> None:
    known = {text for message in texts_in_the_code() if message.id for text in texts(message)}
    assert {*EVENT_NAMES.values(), *KIND_NAMES.values(), *KIND_TITLES.values(), *KIND_WORDS.values()} <= known
    assert set(EVENT_NAMES) == set(EVENT_TYPES)
    assert set(KIND_NAMES) == set(KIND_TITLES) == set(KIND_WORDS) == set(KINDS)


@pytest.mark.parametrize(
    "chosen",
    [
        Selection(),
        Selection(years=Period.of(2023), kind=("repatriation",)),
        Selection(years=Period.of(2019, 2023), uncertain="exclude", countries=("CN", "RU"), min_persons=5),
        Selection(kind=("escape", "custody"), events=("arrest", "detention")),
        Selection(years=Period.of(1900, 1901)),
    ],
    ids=lambda one: one.words(),
)
def test_a_sentence_has_the_same_numbers_in_every_language(chosen: Selection) -> None:
    seen = view(bundled(), chosen, "place")
    english, korean = (sentence(seen, language) + tally_sentence(seen, language) for language in (ENGLISH, KOREAN))
    assert korean != english
    assert not any(letter in korean for letter in string.ascii_letters)
    numbers = ["".join(c if c in string.digits + "," else " " for c in text).split() for text in (english, korean)]
    assert sorted(n.strip(",") for n in numbers[0] if n.strip(",")) == sorted(
        n.strip(",") for n in numbers[1] if n.strip(",")
    )


@pytest.mark.parametrize("level", LEVELS)
def test_routes_are_called_in_the_language_of_the_page(level: Level) -> None:
    seen = view(bundled(), level=level)
    english, korean = (route_names(seen.routes, bundled().events.places, level, one) for one in (ENGLISH, KOREAN))
    assert english == seen.routes["label"].tolist()
    assert [name.count("→") for name in korean] == [name.count("→") for name in english]
    assert not any(letter in "".join(korean) for letter in string.ascii_lowercase)


@pytest.mark.parametrize("level", CHAIN_LEVELS)
def test_chains_are_called_in_the_language_of_the_page(level: ChainLevel) -> None:
    seen = see_chains(bundled(), level=level, least_stations=0)
    rows = [seen.chains.ways(level)["chain"].tolist().index(chain) for chain in seen.ranked["chain"]]
    assert seen.chains.way_names(level, np.array(rows)) == seen.names() == seen.ranked["label"].tolist()
    assert [name.count("→") for name in seen.names(KOREAN)] == [name.count("→") for name in seen.names()]
    assert not any(letter in "".join(seen.names(KOREAN)) for letter in string.ascii_lowercase)


def test_at_least_stays_at_least() -> None:
    assert persons_words(483, float("nan"), KOREAN) == "최소 483"
    assert persons_words(30, 50, KOREAN) == "30~50"
    assert persons_words(1200, 1200, KOREAN) == "1,200"


def test_the_data_page_has_a_name_for_every_column_and_every_word_of_a_list() -> None:
    assert set(COLUMN_NAMES) == set(MAPPED_COLUMNS)
    assert set(WORDS_OF_LISTS) == {*EVENT_TYPES, *PRECISIONS, *VISIBILITIES, *SUBJECTS}


def test_the_account_of_a_file_and_of_a_workspace_is_given_in_every_language() -> None:
    events = bundled().events
    numbers = (f"{events.rows_read:,}", f"{len(events.frame):,}")
    assert all(number in account_sentence(events, KOREAN) for number in numbers)
    assert account_sentence(events, KOREAN).endswith("않았습니다.")
    at = datetime.datetime(2026, 11, 24, 20, 45, tzinfo=datetime.UTC)
    assert moment_words(at) == "24 November 2026, 20:45 UTC"
    assert moment_words(at, KOREAN) == "2026년 11월 24일 20:45 UTC"
    old = pd.DataFrame({"case_id": ["A"], "note": ["x"]}, dtype="str")
    new = pd.DataFrame({"case_id": ["A", "A"], "note": ["x", "y"]}, dtype="str")
    assert difference_table(difference(old, new)).endswith("  changed: A, 1 to 2 events\n")
    assert difference_table(difference(old, new), KOREAN).endswith("  바뀜: A, 사건 1건에서 2건으로\n")
    assert [unit_words(1, "feature"), unit_words(2, "record", KOREAN)] == ["1 feature", "기록 2개"]


def test_words_of_a_text_are_never_read_as_gaps() -> None:
    assert ENGLISH("{first} and {last}", first="{last}", last="{0.__class__}") == "{last} and {0.__class__}"


def test_lists_are_put_together_in_the_order_of_the_words() -> None:
    assert [ENGLISH.both([]), ENGLISH.both(["a"]), ENGLISH.both(["a", "b", "c"])] == ["", "a", "a, b and c"]
    assert [ENGLISH.either(["a"]), ENGLISH.either(["a", "b", "c"])] == ["a", "a or b or c"]
    assert marked("a") == "a"
    assert marked_pair("a", "b") == ("a", "b")


def test_countries_have_names_in_every_language() -> None:
    assert country_in("CN") == "China"
    assert country_in("CN", KOREAN) == "중국"
    assert country_in("KP", Language("fr")) == "Corée du Nord"
    assert country_in("ZZ", KOREAN) == "ZZ"
    assert country_in("CN", Language("xx")) == "China"


def test_a_third_language_needs_a_catalogue_and_nothing_else(another_folder: Path) -> None:
    (another_folder / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "at least {low}"\nmsgstr "au moins {low}"\n',
        encoding="utf-8",
    )
    assert languages() == ("en", "fr")
    french = language_of("fr")
    assert persons_words(483, float("nan"), french) == "au moins 483"
    # What is not translated yet is said in English.
    assert persons_words(30, 50, french) == "30 to 50"
    assert french.plural("{number} case", "{number} cases", 3) == "3 cases"


def test_an_unknown_language_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="expected one of en, ko"):
        language_of("xx")


def test_a_damaged_catalogue_says_so(another_folder: Path) -> None:
    (another_folder / "ko.po").write_bytes(b'msgid "a"\nmsgstr "\xff\xfe"\n')
    with pytest.raises(BundledDataError, match=r"ko\.po"):
        KOREAN("a")


def test_a_data_folder_without_catalogues_speaks_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTPRINTS_DATA", str(tmp_path))
    languages.cache_clear()
    try:
        assert languages() == ("en",)
        assert language_of("en")("at least {low}", low=3) == "at least 3"
    finally:
        languages.cache_clear()
