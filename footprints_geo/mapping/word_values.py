"""Words of other people's files for the words of our closed lists.

A word is looked up whole, without regard to case, width, blanks, accents and punctuation. What is not in the lists
stays as it is: the checks refuse it with a suggestion, and a profile can say what it means.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import pandas as pd

from footprints_geo.cell_values import SEVERAL_MARK, values_of
from footprints_geo.coded import constant, looked_up, recoded
from footprints_geo.lexicon import (
    ANSWERS,
    COUNTRY_WORDS,
    EVENT_WORDS,
    PRECISION_WORDS,
    SUBJECT_WORDS,
    VISIBILITY_WORDS,
    words_of,
)
from footprints_geo.places.names import name_key
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES, read_countries

LISTED: Final = ("event_type", "country", "location_precision", "visibility", "subject")
"""The columns whose words come from a closed list."""

GROUP_MARK: Final = "::"
"""Uwazi writes a word of a grouped list as `Group::Word`."""

LONGEST_SHOWN: Final = 60


def value_key(text: str) -> str:
    """A text without regard to case, blanks and width: equal for what a profile takes for one word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", folded).split()))


def word_for(column: str, text: str) -> str | None:
    """What a word of a file is in our closed list.

    Parameters
    ----------
    column : str
        One of LISTED.
    text : str
        One cell. A word of a grouped list (`Crossing::Border crossing`) is tried whole, then without its group.
        Several words in one cell (`Arrest|Detention`) are one word only when they all mean the same.

    Returns
    -------
    str or None
        Our word; None for an empty cell, an unknown word and any other column.
    """
    if column not in LISTED or not text.strip():
        return None
    parts = values_of(text) if SEVERAL_MARK in text else [text]
    found = {_one_word(column, part) for part in parts}
    return found.pop() if len(found) == 1 else None


def is_ours(column: str, text: str) -> bool:
    """Whether a cell is a word of our closed list already, as the checks forgive its case, blanks and hyphens."""
    if column == "country":
        return text.strip().upper() in read_countries().index
    if column == "event_type":
        return "_".join(text.replace("-", " ").lower().split()) in EVENT_TYPES
    return text.strip().lower() in _OURS.get(column, ())


def map_values(column: str, cells: pd.Series, meanings: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """The words of a column as ours.

    Parameters
    ----------
    column : str
        One of our columns.
    cells : pandas.Series of category of str
        Without missing cells.
    meanings : mapping of str to str
        What a profile says that words of this column mean; it is asked first. Compared by :func:`value_key`.

    Returns
    -------
    (pandas.Series, pandas.Series)
        Both coded, with the index of `cells`. The cells: a word the profile maps, or a built-in word of a column of
        LISTED, as our word; anything else unchanged. And what was read as what by a built-in word, '' elsewhere: what a
        profile maps is no guess, and no more is a word that is ours already.
    """
    if not meanings and column not in LISTED:
        return cells, constant("", cells.index)
    known = {value_key(word): meaning for word, meaning in meanings.items()}
    before = cells.cat.categories
    mapped = {text: meaning for text in before if (meaning := known.get(value_key(text))) is not None}
    guessed = {} if column not in LISTED else {t: w for t in before if t not in mapped and (w := _guessed(column, t))}
    if not mapped and not guessed:
        return cells, constant("", cells.index)
    remarks = {text: f"'{_shown(text)}' is read as {word}" for text, word in guessed.items()}
    said = (
        looked_up(cells, _each(remarks, "")).astype("str").astype("category") if guessed else constant("", cells.index)
    )
    return recoded(cells, _each({**guessed, **mapped}, None)), said


def kinds_of(cells: pd.Series, meanings: Mapping[str, str]) -> pd.Series:
    """The event types that the words of a coded column mean, in our own spelling; a word that means none stays."""
    words = map_values("event_type", cells, meanings)[0]
    return recoded(words, _each({text: kind for text in words.cat.categories if (kind := _our_kind(text))}, None))


def says_yes(text: str) -> bool | None:
    """Whether a cell says that something happened; None when it says neither yes nor no."""
    key = value_key(text)
    if key in _answers("yes"):
        return True
    return False if key in _answers("no") else None


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, or holds only a word for 'not known' or 'does not apply'."""
    key = value_key(text)
    return not key or key in _answers("nothing")


_OURS: Final = {"location_precision": PRECISIONS, "visibility": VISIBILITIES, "subject": SUBJECTS}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "event_type": EVENT_WORDS,
    "country": COUNTRY_WORDS,
    "location_precision": PRECISION_WORDS,
    "visibility": VISIBILITY_WORDS,
    "subject": SUBJECT_WORDS,
}


@cache
def _answers(meaning: str) -> frozenset[str]:
    return frozenset(value_key(word) for word in (meaning, *words_of(ANSWERS[meaning])))


@cache
def _lexicon(column: str) -> Mapping[str, str]:
    """Our word by the key of each word for it."""
    words = {name_key(word): ours for ours, listed in _WORDS[column].items() for word in (ours, *words_of(listed))}
    if column != "country":
        return words
    countries = read_countries()
    named = {name_key(name): str(code) for c in ("name_en", "name_ko") for code, name in countries[c].items()}
    return {**named, **words}


def _our_kind(text: str) -> str:
    return "_".join(text.replace("-", " ").lower().split()) if is_ours("event_type", text) else ""


def _one_word(column: str, text: str) -> str | None:
    if is_ours(column, text):
        plain = text.strip()
        if column == "event_type":
            return "_".join(plain.replace("-", " ").lower().split())
        return plain.upper() if column == "country" else plain.lower()
    lexicon = _lexicon(column)
    whole = lexicon.get(name_key(text))
    if whole is None and GROUP_MARK in text:
        return _one_word(column, text.rpartition(GROUP_MARK)[2])
    return whole


def _guessed(column: str, text: str) -> str | None:
    return None if is_ours(column, text) else word_for(column, text)


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


def _each(answers: Mapping[str, str], otherwise: str | None) -> Callable[[pd.Series], pd.Series]:
    """A function from texts to their answers; a text without one is itself, or `otherwise`."""

    def answer(texts: pd.Series) -> pd.Series:
        found = [answers.get(text, text if otherwise is None else otherwise) for text in texts]
        return pd.Series(found, index=texts.index, dtype="str")

    return answer
