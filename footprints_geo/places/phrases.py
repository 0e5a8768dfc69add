"""What a cell says of a place beside its name: that it is doubted, that it was only near, that there are several names.

Text only: nothing here knows a place. Whoever looks the names up heeds what was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from footprints_geo.lexicon import COUNTRY_WORDS
from footprints_geo.places.names import name_key
from footprints_geo.vocabulary import read_countries

_OPEN: Final = r"[(（\[]?\s*"
_SHUT: Final = r"\s*[)）\]]?"
_DOUBTING: Final = (
    "probably|possibly|perhaps|maybe|presumably|apparently|allegedly|reportedly|likely|uncertain|unconfirmed|unsure|"
    "not certain|not sure"
)
_FIRST_DOUBT: Final = re.compile(
    rf"^{_OPEN}(?:(?:most\s+)?(?:{_DOUBTING}|in doubt)\b{_SHUT}[\s:,]*"
    r"|(?:아마도?|추정)[\s:,]+|(?:可能|大概|也许|疑似))",
    re.IGNORECASE,
)
_LAST_DOUBT: Final = re.compile(
    rf"(?:[\s,]+|[(（\[]\s*)(?:{_DOUBTING}|in doubt){_SHUT}$"
    rf"|\s*{_OPEN}(?:(?:으로|로)?\s*추정(?:됨)?|추측|불확실(?:함)?|미확인){_SHUT}$",
    re.IGNORECASE,
)
_DOUBT_MARKS: Final = re.compile(r"[?？¿≈]+|^\s*[~～]|[~～]\s*$")
_FIRST_NEAR: Final = re.compile(
    r"^(?:somewhere\s+)?(?:near(?:by)?(?:\s+to)?|close\s+to|next\s+to|around|about|approx(?:imately|\.)?|between|"
    r"not\s+far\s+from|outside(?:\s+of)?|in\s+the\s+(?:area|vicinity|surroundings|outskirts)\s+of|"
    r"(?:the\s+)?(?:area|vicinity|surroundings|outskirts)\s+of|"
    r"(?:[\d.,]+\s*(?:km|kilomet(?:er|re)s?|miles?)\s+(?:(?:north|south|east|west|-)+\s+)?(?:of|from)|"
    r"(?:north|south|east|west|-)+\s+of))\s+(?=\S)",
    re.IGNORECASE,
)
_LAST_NEAR: Final = re.compile(
    rf"\s*{_OPEN}(?:근처|부근|인근|근방|주변|일대|근교|교외|附近|周边|一带){_SHUT}(?:에서|에|의)?$"
    rf"|(?:\s+|[(（\[]\s*)(?:near|nearby|vicinity|surroundings|outskirts|environs){_SHUT}$",
    re.IGNORECASE,
)
_ANY_OF_THESE: Final = re.compile(
    rf"[?？¿≈~～/·・,;，；、|→&+\n(（\[【]|\s[-\u2010-\u2015]\s|{_DOUBTING}|in doubt|아마|추정|추측|불확실|미확인"
    r"|可能|大概|也许|疑似|near|close|next|around|about|approx|between|not\s|outside|vicinity|surround|outskirts|environs|area|"
    r"\bof\b|\bfrom\b|근처|부근|인근|근방|주변|일대|근교|교외|附近|周边|一带|\bor\b|\band\b|또는|혹은",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"([/·・;；|→&+\n~～]|\s[-\u2010-\u2015]\s|\s(?:or|and)\s|또는|혹은)|[,，、()（）\[\]【】]", re.IGNORECASE
)
_EMPTY_BRACKETS: Final = re.compile(r"[(（\[]\s*[)）\]]")
_COUNTY: Final = re.compile(
    r"(?:[\s\-](?:county|gun|kun|xian|prefecture)|\S\S(?:县|縣|군|현|州|자치주|자치현))$", re.IGNORECASE
)
_MOST_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cell of a column of places, taken apart.

    Attributes
    ----------
    name : str
        What is left without the words and marks of doubt and of nearness; the cell itself where nothing is.
    doubted : bool
        Whether the cell doubts the place: "Yanji?", "probably Yanji", "연길 추정".
    near : bool
        Whether the cell says that it was near the place and not at it: "near Tumen", "도문 부근".
    parts : tuple of str
        The names in it where there are two or more, at most six; empty for one, or for a longer text.
    listed : bool
        Whether the parts stand as in an address, parted by commas and brackets alone.
    """

    name: str
    doubted: bool = False
    near: bool = False
    parts: tuple[str, ...] = ()
    listed: bool = False

    @property
    def is_county(self) -> bool:
        """Whether the name itself says that a county or a prefecture is meant: "Musan-gun", 安图县."""
        return _COUNTY.search(self.name.strip()) is not None


def read_phrase(text: str) -> Phrase:
    """Take the text of a cell apart."""
    # Most cells hold a name and nothing else.
    if _ANY_OF_THESE.search(text) is None:
        return Phrase(text)
    marked = _without(text, _DOUBT_MARKS)
    sure = _without(_without(marked, _FIRST_DOUBT), _LAST_DOUBT)
    at = _without(_without(sure, _FIRST_NEAR), _LAST_NEAR)
    name = _without(_without(at, _FIRST_DOUBT), _LAST_DOUBT)
    doubted = text != marked or marked != sure or at != name
    parts, listed = _parts(name)
    return Phrase(name, doubted, sure != at, parts, listed)


def country_meant(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of the country a text is a name of; '' for anything else."""
    return _country_names().get(name_key(text), "")


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """A text without what a pattern finds; as it is where that is nothing, or where no name would be left."""
    if pattern.search(text) is None:
        return text
    left = _EMPTY_BRACKETS.sub("", pattern.sub("", text)).strip()
    return left if name_key(left) else text


def _parts(name: str) -> tuple[tuple[str, ...], bool]:
    marks = list(_BETWEEN.finditer(name))
    edges = [0, *(edge for mark in marks for edge in mark.span()), len(name)]
    parts = [name[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)]
    different = tuple({name_key(part): part for part in reversed(parts) if name_key(part)}.values())[::-1]
    if not 2 <= len(different) <= _MOST_PARTS:
        return (), False
    return different, all(mark.group(1) is None for mark in marks)


@cache
def _country_names() -> dict[str, str]:
    countries = read_countries()
    listed = {name_key(str(name)): str(code) for c in ("name_en", "name_ko") for code, name in countries[c].items()}
    words = {name_key(word): code for code, text in COUNTRY_WORDS.items() for word in text.split(",")}
    return {key: code for key, code in (listed | words).items() if key}
