"""The words of a header that count: case, width, punctuation, plurals and filling words do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from footprints_geo.lexicon import words_of
from footprints_geo.places.names import name_key

ESTIMATED: Final = "text"
"""The word that stands for all words saying that a column holds free text or estimates."""

_WORD: Final = re.compile(r"[^\W\d_가-힣一-鿿]+|\d+|[가-힣一-鿿]+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
ASIAN: Final = re.compile(r"[가-힣一-鿿]+")
_LANGUAGE: Final = re.compile(r"\s*(?:\((?:en|ko|zh|ja|ru|th)\)|__(?:en|ko|zh|ja|ru|th))$", re.IGNORECASE)
_ONE_WORD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("no", "nos", "num", "nr", "nbr"), "number"),
    **dict.fromkeys(("approx", "approximate", "approximately", "estimated", "free", "freetext"), ESTIMATED),
    **dict.fromkeys(("1st", "first"), "1"),
    **dict.fromkeys(("2nd", "second"), "2"),
    **dict.fromkeys(("3rd", "third"), "3"),
}
_ORDINAL: Final = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_FILLING: Final = frozenset({"of", "the", "a", "an", "s", "victim's", "and", "or"})


def header_words(header: str) -> tuple[str, ...]:
    """The words of a header that count, in its order; all Korean or Chinese ones as a single word."""
    plain = _HUMP.sub(" ", _LANGUAGE.sub("", unicodedata.normalize("NFKC", header))).replace("#", " number ").casefold()
    plain = _ORDINAL.sub(r"\1", plain)
    words: list[str] = []
    for word in _WORD.findall(plain):
        if ASIAN.fullmatch(word):
            # Blanks between Korean words are put in and left out as people please.
            if words and ASIAN.fullmatch(words[-1]):
                words[-1] += name_key(word)
            else:
                words.append(name_key(word))
        elif word not in _FILLING:
            words.append(_ONE_WORD.get(word, _singular(name_key(word))))
    return tuple(words)


@cache
def listed_words(names: str) -> frozenset[str]:
    """The words, as :func:`header_words` gives them, of all names in a list of the lexicon."""
    return frozenset(word for name in words_of(names) for word in header_words(name))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
