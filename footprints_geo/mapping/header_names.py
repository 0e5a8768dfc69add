"""What the name of a column says: which of our columns it may be, and of which event.

Names are compared as sets of words: case, width, punctuation, order, plurals and filling words do not matter. The words
are those of `lexicon`; a longer name may have a letter wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from footprints_geo.lexicon import (
    COUNTED_PEOPLE,
    COUNTRIES_IN_HEADERS,
    EVENT_WORDS,
    HEADERS,
    HEADERS_OF_AN_EVENT,
    NOT_IN_HEADERS,
    OTHER_THINGS,
    PERSONS_THEMSELVES,
    VAGUE,
    words_of,
)
from footprints_geo.mapping.header_words import ASIAN, ESTIMATED, header_words, listed_words
from footprints_geo.mapping.word_values import word_for

EXACT: Final = 100.0
CLOSE: Final = 90.0
"""How like a known name a misspelt one must be, in per cent of its letters."""

SHORTEST_MISSPELT: Final = 6
"""Names shorter than this are not taken for a misspelling of another."""

_SILENT: Final = frozenset(
    {
        *("in", "on", "at", "for", "by", "from", "to", "into", "was", "were", "is", "be", "been", "has", "had", "did"),
        *("he", "she", "they", "his", "her", "their", "victim", "person", "geolocation"),
    }
)
"""Words that say something of an event's column only where nothing else is left of its name."""

_KOREAN_PARTICLES: Final = re.compile(r"^(?:당시|된|당한|한|의|을|를|이|가)(?=.)")
_ASIAN_TEXT: Final = ("텍스트", "추정", "대략")
_ASIAN_NUMBER: Final = re.compile(r"^제$|^제?차|^회차?|번째")
_BETWEEN_EVENTS: Final = re.compile(r"^(?:after|before|during|following|prior|이후|이전|직후|후|전|중)(?=$|[가-힣])")
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "date": {"from": "date_from", "to": "date_to"},
    "place": {"lat": "lat", "lon": "lon"},
}
_AT_ITS_PLACE: Final[Mapping[str, frozenset[str]]] = {
    "arrival": frozenset({"", "in", "at", "to", "into"}),
    "departure": frozenset({"", "from", "in", "at"}),
    "repatriation": frozenset({"in", "at"}),
}
"""After which words a country in a header is where the event was; "repatriation from China" says nothing of that."""


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """Which of our columns a header names.

    Attributes
    ----------
    column : str
        One of MAPPED_COLUMNS.
    score : float
        100 for a known name; less, in per cent, for a misspelt one.
    rank : int
        Where the name stands among the known names of the column, the plainest first.
    vague : bool
        Whether the name is to be believed only when the cells look right.
    text : bool
        Whether the header says that it holds free text or estimates ("Date (text)"): read where its sister is empty.
    """

    column: str
    score: float
    rank: int
    vague: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class EventHeader:
    """What the header of one event's column says.

    Attributes
    ----------
    event_types : tuple of str
        The events it names; more than one is ambiguous.
    number : str
        Which of several such events, as the header counts them; '' for the only one.
    columns : tuple of str
        Which of our columns it may be, likeliest first; the cells decide. Empty when what is left of the name is not
        known. `event_type` stands for a column that is ticked.
    country : str
        The country code the header says the event was in; '' for none.
    score : float
    text : bool
        As in NamedColumn.
    """

    event_types: tuple[str, ...]
    number: str
    columns: tuple[str, ...]
    country: str
    score: float
    text: bool


def named_column(header: str) -> NamedColumn | None:
    """The column of ours whose name a header is; None when it is none."""
    words = header_words(header)
    plain = tuple(word for word in words if word != ESTIMATED) or words
    found, score = _known_name(plain)
    if not found:
        return None
    column, rank = _known_headers()[found]
    # Our own name of a column is never vague.
    return NamedColumn(column, score, rank, rank > 0 and found in _vague(), plain != words)


def event_header(header: str) -> EventHeader | None:
    """The event, and the column of that event, that a header names; None when it names no event."""
    words = header_words(header)
    types, left, score = _events_in(words)
    if not types:
        return None
    number = next((word for word in left if word.isdigit()), "")
    # Four figures are a year, which no column of one event is for.
    if len(number) > 2:
        return None
    country, left = _country_in(header, types[0], tuple(word for word in left if not word.isdigit()))
    if len(types) > 1:
        left = tuple(word for word in (_BETWEEN_EVENTS.sub("", word) for word in left) if word)
    text = ESTIMATED in left or any(word.endswith(_ASIAN_TEXT) for word in left)
    columns = _columns_of_rest(left)
    if columns == ("persons",) and not _of_people(words):
        columns = ()
    return EventHeader(types, number, columns, country, score, text)


def of_another_thing(header: str) -> bool:
    """Whether a header says that its cells are of no event: of birth, origin, interviews, or data entry."""
    strange = listed_words(OTHER_THINGS)
    return any(
        word in strange or (ASIAN.fullmatch(word) and any(s in word for s in strange)) for word in header_words(header)
    )


def names_persons(header: str) -> bool:
    """Whether a header calls its cells after the persons themselves ("Victim"): by code, or how many they are."""
    return _key(header_words(header)) in {_key(header_words(name)) for name in words_of(PERSONS_THEMSELVES)}


def _key(words: Iterable[str]) -> str:
    return " ".join(words)


def _known_name(words: tuple[str, ...]) -> tuple[str, float]:
    """The key of the known name that words are, in their order, in another or with a letter wrong; and how well."""
    key = _key(words)
    if not key or key in _known_headers():
        return key, EXACT
    turned = _turned_headers().get(_key(sorted(words)), "")
    return (turned, EXACT) if turned else _closest(key, _known_headers())


@cache
def _known_headers() -> Mapping[str, tuple[str, int]]:
    """Our column, and the rank of the name, by the key of each known name."""
    return {
        _key(header_words(name)): (column, rank)
        for column, listed in HEADERS.items()
        for rank, name in reversed(list(enumerate((column, *words_of(listed)))))
    }


@cache
def _turned_headers() -> Mapping[str, str]:
    """Known names by their words in alphabetical order; "number of victims" and "victim number" are none of them."""
    turned: dict[str, set[str]] = {}
    for key in _known_headers():
        turned.setdefault(_key(sorted(key.split())), set()).add(key)
    return {words: min(keys) for words, keys in turned.items() if len({_known_headers()[key][0] for key in keys}) == 1}


@cache
def _vague() -> frozenset[str]:
    return frozenset(_key(header_words(name)) for name in words_of(VAGUE))


def _closest(key: str, known: Iterable[str]) -> tuple[str, float]:
    """The known name nearest to a misspelt one, and how near; '' for none. Figures must be the same."""
    long = [name for name in known if len(name) >= SHORTEST_MISSPELT]
    found = process.extractOne(key, long, scorer=fuzz.ratio, score_cutoff=CLOSE)
    if len(key) < SHORTEST_MISSPELT or found is None or re.findall(r"\d", key) != re.findall(r"\d", found[0]):
        return "", 0.0
    return str(found[0]), float(found[1])


@cache
def _event_phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    """The words for events that headers may use, the longest first."""
    kept_out = {header_words(word) for word in words_of(NOT_IN_HEADERS)}
    phrases = {
        header_words(word): event_type
        for event_type, listed in EVENT_WORDS.items()
        for word in (event_type.replace("_", " "), *words_of(listed))
    }
    usable = [(phrase, event_type) for phrase, event_type in phrases.items() if phrase not in kept_out]
    return tuple(sorted(usable, key=lambda entry: (-len(entry[0]), -len("".join(entry[0])), entry[0])))


def _events_in(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """The event types a header names, the words left over, and how well the names fit."""
    types: dict[str, None] = {}
    left = words
    asian = any(map(ASIAN.fullmatch, words))
    for phrase, event_type in _event_phrases():
        # Most phrases begin with no word of a header; of Korean and Chinese words they may be a part.
        rest = _without(left, phrase) if asian or phrase[0] in words else None
        if rest is not None:
            types[event_type] = None
            left = rest
    if types:
        return tuple(types), left, EXACT
    single = {phrase[0]: event_type for phrase, event_type in _event_phrases() if len(phrase) == 1}
    for word in words:
        close, score = _closest(word, single)
        if close:
            return (single[close],), tuple(other for other in words if other != word), score
    return (), words, 0.0


def _without(words: tuple[str, ...], phrase: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words without a phrase; None when it is not in them."""
    if len(phrase) == 1 and ASIAN.fullmatch(phrase[0]):
        for place, word in enumerate(words):
            if ASIAN.fullmatch(word) and phrase[0] in word:
                rest = word.replace(phrase[0], "", 1)
                return (*words[:place], *([rest] if rest else []), *words[place + 1 :])
        return None
    for start in range(len(words) - len(phrase) + 1):
        if words[start : start + len(phrase)] == phrase:
            return (*words[:start], *words[start + len(phrase) :])
    return None


def _country_in(header: str, event_type: str, left: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The country where a header says the event was, and the words left without it."""
    words = header_words(header)
    for name in words_of(COUNTRIES_IN_HEADERS):
        phrase = header_words(name)
        rest = _without(words, phrase)
        if rest is None:
            continue
        start = next((n for n in range(len(words)) if words[n] == phrase[0]), 0)
        before = words[start - 1] if start and words[start - 1] in _SILENT else ""
        where = _AT_ITS_PLACE.get(event_type, frozenset({"", "in", "at"}))
        cut = _without(left, (before, *phrase) if before else phrase)
        return (word_for("country", name) or "") if before in where else "", left if cut is None else cut
    return "", left


def _columns_of_rest(left: tuple[str, ...]) -> tuple[str, ...]:
    """Which columns of an event what is left of a header may mean."""
    plain = tuple(word for word in (_without_ending(word) for word in left if word != ESTIMATED) if word)
    telling = tuple(word for word in plain if word not in _SILENT)
    if not plain:
        return ("date", "position", "event_type", "place")
    for words in dict.fromkeys([plain, telling, *_without_particles(telling)]):
        found = _event_columns().get(_key(sorted(words)))
        if found:
            return found
    return ()


def _without_ending(word: str) -> str:
    for ending in _ASIAN_TEXT:
        word = word.removesuffix(ending)
    return _ASIAN_NUMBER.sub("", word) if ASIAN.fullmatch(word) else word


def _without_particles(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    bare = tuple(_KOREAN_PARTICLES.sub("", word) for word in words)
    return [bare] if bare != words else []


def _of_people(words: tuple[str, ...]) -> bool:
    """Whether a number is one of people: "Number arrested" is, "Number of arrests" counts what happened."""
    if not {"number", "many"} & set(words):
        return True
    return any(word in listed_words(COUNTED_PEOPLE) or word.endswith("ed") for word in words)


@cache
def _event_columns() -> Mapping[str, tuple[str, ...]]:
    """The columns that each rest of a header may mean."""
    found: dict[str, dict[str, None]] = {}
    for column, listed in HEADERS_OF_AN_EVENT.items():
        for name in words_of(listed):
            # Uwazi's periods and points become columns of such names: "구금 기간 from", "체포 장소 lat".
            names = {name: column} | {f"{name} {part}": own for part, own in _PARTS.get(column, {}).items()}
            for written, own in names.items():
                found.setdefault(_key(sorted(header_words(written))), {})[own] = None
    # Any name of a place may be one of points.
    return {key: ((*columns, "position") if "place" in columns else tuple(columns)) for key, columns in found.items()}
