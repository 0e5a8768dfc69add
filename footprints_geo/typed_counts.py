"""How many persons, as people type it: "약 5명", "30-50", "at least 5", "여러 명"; read as one number or as two ends.

What is read has one meaning only. Unread stay `1.000` (one, or a thousand), `3/4` and `3,4` (a day, a part, or three to
four) and sums such as "2 adults and 1 child".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from footprints_geo.dates.words import plain
from footprints_geo.lexicon import ANSWERS, words_of

LONGEST: Final = 60
"""No count is longer; with it every pattern stays quick, whatever a cell holds."""

PLAIN_COUNT: Final = r"(?:-?[0-9]+(?:\.(?:0{1,2}|0{4,}))?|-?[0-9]{4,}\.000)"
"""A whole number in figures alone, with the zeros that a spreadsheet adds; `1.000` is a thousand in some countries."""

ONE_OR_A_THOUSAND: Final = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"


@dataclass(frozen=True, slots=True)
class Count:
    """What a text says of how many persons; None is what it does not say.

    Attributes
    ----------
    said : int or None
        The one number that it gives.
    least, most : int or None
        The lowest and the highest, where it gives those.
    remark : str
        What was read, and what of the text a number cannot say.
    """

    said: int | None = None
    least: int | None = None
    most: int | None = None
    remark: str = ""


def read_count(text: str) -> Count | None:
    """How many persons a text says; None when it is no count, could be two, or is a plain number already.

    A Count without any number is said to be unknown.
    """
    if len(text) > LONGEST or re.fullmatch(PLAIN_COUNT, text):
        return None
    rest = plain(text)
    if not rest:
        return None
    if {_bare(rest), re.sub(rf"(?:{_PERSONS})$", "", _bare(rest))} & _no_number():
        return Count(remark="says no number: unknown")
    rest, unsure = _without(_UNSURE, rest)
    rest, about = _without(_ABOUT, _without(_SUM, rest)[0])
    found = _range(rest) or _bound(rest) or _number(rest)
    if found is None:
        return None
    left = [word for word, true in (("about", about), ("uncertain", unsure)) if true]
    return replace(found, remark=f"is read as {_in_words(found)}" + (f": {', '.join(left)}" if left else ""))


def is_count(text: str) -> bool:
    """Whether a cell says how many persons in figures, alone or with words round them."""
    if re.fullmatch(PLAIN_COUNT, text):
        return len(text) <= _LONGEST_PLAIN
    return any(sign.isdigit() for sign in text) and read_count(text) is not None


_ENGLISH: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_KOREAN: Final = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")
_NUMBER_WORDS: Final = {word: number for words in (_ENGLISH, _KOREAN) for number, word in enumerate(words, 1)}
_NO_NUMBER: Final = """
    several, some, many, a few, few, multiple, various, numerous, a number of, a group, group, a group of, groups,
    dozens, dozens of, tens, tens of, scores, scores of, hundreds, hundreds of, 여러, 다수, 다수의, 복수, 소수,
    일부, 몇, 몇몇, 수, 수십, 수십여, 수백, 수백여, 집단, 단체, 若干, 数, 几, 多, 一些, 许多"""
_PERSONS: Final = (
    r"persons?|people|pers\.?|individuals?|victims?|escapees?|defectors?|refugees?|north koreans?|detainees?|men|women"
    r"|명|인|사람|名|人"
)
_FIGURES: Final = r"\d{1,9}|\d{1,3}(?:,\d{3})+"
_END: Final = rf"(?:{_FIGURES}) ?여? ?(?:{_PERSONS})?"
_NUMBER: Final = re.compile(
    rf"(?:(?P<figures>{_FIGURES})|(?P<word>{'|'.join(_NUMBER_WORDS)})(?= ?(?:{_PERSONS})$|$)) ?(?:{_PERSONS})?"
)
_LONGEST_PLAIN: Final = 9
_MOST: Final = 10**9 - 1
_SUM: Final = (
    re.compile(r"(?:an? )?(?:whole )?(?:family|group|party) of (?P<core>.+)"),
    re.compile(r"(?:총|모두|전체|일행|가족|total(?: of)?:?|in total) ?(?P<core>.+)"),
    re.compile(r"(?P<core>.+?) ?(?:가족|일행|in total|total)"),
)
_UNSURE: Final = (
    re.compile(r"(?:maybe|perhaps|possibly|probably|아마도?) (?P<core>.+)"),
    re.compile(r"(?P<core>.+?) ?(?:\?|\(\?\)|추정)"),
)
_ABOUT: Final = (
    re.compile(
        r"(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|roughly|some|약|대략|大约|約|约) ?(?P<core>.+)"
    ),
    re.compile(r"한 ?(?P<core>\d.*)"),
    re.compile(rf"(?P<core>.+?) ?(?:정도|쯤|가량|안팎|내외|左右|\(?approx\.?\)?)(?: ?(?:{_PERSONS}))?"),
)
_RANGES: Final = (
    re.compile(rf"(?P<a>{_END}) ?[-–~] ?(?P<b>{_END})"),
    re.compile(rf"(?:from )?(?P<a>{_END}) (?:to|or) (?P<b>{_END})"),
    re.compile(rf"between (?P<a>{_END}) and (?P<b>{_END})"),
    re.compile(rf"(?P<a>{_END}) ?(?:에서|부터|또는|혹은) ?(?P<b>{_END}?) ?(?:까지|사이)?"),
)
_BOUNDS: Final = tuple(
    (side, step, re.compile(pattern))
    for side, step, pattern in (
        (
            "least",
            0,
            r"(?:at least|no (?:less|fewer) than|not less than|minimum(?: of)?|min\.?|≥|>=|최소한?|적어도|至少) ?"
            r"(?P<core>.+)",
        ),
        ("least", 0, rf"(?P<core>.+?) ?(?:\+|이상|or more|and more|at least|以上|여) ?(?:{_PERSONS})?"),
        ("least", 1, r"(?:more than|over|above|>) ?(?P<core>.+)"),
        ("least", 1, r"(?P<core>.+?) ?(?:초과|넘게|넘음)"),
        (
            "most",
            0,
            r"(?:up to|at most|no more than|not more than|maximum(?: of)?|max\.?|≤|<=|최대한?|많아야) ?(?P<core>.+)",
        ),
        ("most", 0, r"(?P<core>.+?) ?(?:이하|이내|or fewer|or less|at most|以下)"),
        ("most", -1, r"(?:less than|fewer than|under|below|<) ?(?P<core>.+)"),
        ("most", -1, r"(?P<core>.+?) ?(?:미만)"),
    )
)


def _bare(text: str) -> str:
    """A text without blanks and final dots, as the lists of words are compared."""
    bare = "".join(text.split())
    return bare.rstrip(".") or bare


@cache
def _no_number() -> frozenset[str]:
    return frozenset(_bare(plain(word)) for word in (*words_of(_NO_NUMBER), "nothing", *words_of(ANSWERS["nothing"])))


def _without(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[str, bool]:
    """A text without words before or after it, and whether there were any."""
    found = next((match for pattern in patterns if (match := pattern.fullmatch(text))), None)
    return (found["core"].strip(), True) if found else (text, False)


def _number(text: str) -> Count | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = int(found["figures"].replace(",", "")) if found["figures"] else _NUMBER_WORDS[found["word"]]
    return Count(said=number) if 0 < number <= _MOST else None


def _range(text: str) -> Count | None:
    for pattern in _RANGES:
        if found := pattern.fullmatch(text):
            ends = [int(re.sub(r"[^0-9]", "", found[end])) for end in "ab"]
            return Count(least=ends[0], most=ends[1]) if ends[0] < ends[1] <= _MOST else None
    return None


def _bound(text: str) -> Count | None:
    for side, step, pattern in _BOUNDS:
        if (found := pattern.fullmatch(text)) and (number := _number(found["core"].strip())) and number.said:
            end = number.said + step
            return (Count(least=end) if side == "least" else Count(most=end)) if end >= 1 else None
    return None


def _in_words(count: Count) -> str:
    if count.said is not None:
        return str(count.said)
    ends = [("at least", count.least), ("at most", count.most)]
    return ", ".join(f"{words} {number}" for words, number in ends if number is not None)
