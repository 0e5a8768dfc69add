"""One text as people type it becomes the strict text that `dates.parse_date` reads, or stays unread.

What is read has one meaning only. Unread stay two-digit years (nothing in a column says which century is meant),
`Oct-23` and `10월 9일` (no year), `winter 2023` (which end of it?), `2010–12` and `2010/11` (years or a month?), open
ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from footprints_geo.dates.mentions import (
    TWO_YEARS,
    Mention,
    bare_mention,
    mention,
    month_of_two,
    point_texts,
    span_phrase,
)
from footprints_geo.dates.words import EARLY_MID_LATE, SEASON_MONTHS, WEEKDAYS

LONGEST: Final = 80
"""No date is longer; with it every pattern stays quick, whatever a cell holds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as.

    Attributes
    ----------
    date : str
        In the strict grammar; whether there is such a day is for `dates.parse_date` to say.
    phrases : tuple of str
        What was made of the text, one for each way of writing in it; empty when it says the same in other signs.
    by_order : bool
        Whether day and month were told apart by the order the reader was given.
    """

    date: str
    phrases: tuple[str, ...]
    by_order: bool


def read_typed(text: str, day_first: bool | None) -> Reading | None:
    """Read one text.

    Parameters
    ----------
    text : str
        As `date_words.plain` gives it.
    day_first : bool or None
        Whether `9/10/2023` is the 9th of October or the 10th of September; None leaves such texts unread.

    Returns
    -------
    Reading or None
        None when the text is no date, or could be more than one.
    """
    if len(text) > LONGEST or not _YEAR.search(text) or _OTHER_DIGIT.search(text):
        return None
    text, era = _common_era(_PART_HYPHEN.sub(r"\1 ", text))
    if ("winter" in text or "겨울" in text) and (winter := _winter(text)):
        return winter
    date = _dressed(text, day_first)
    if date is not None and date.year:
        # In an interval ("2010/11 ~ 2011/02") it is a month.
        either = not date.day and month_of_two(TWO_YEARS.search(text))
        return None if either else _reading(date, date, era)
    rest, around = _undressed(text)
    for left, right, sign in _splits(rest):
        if ends := _ends(left, right, sign, day_first):
            start, end = ends
            if around.marks:
                start, end = (replace(one, marks=one.marks + around.marks) for one in ends)
            way = f"interval written with '{sign}'" if sign else "interval in words"
            if reading := _reading(start, end, (*era, way, *around.phrases)):
                return reading
    return None


def _reading(start: Mention, end: Mention, phrases: tuple[str, ...]) -> Reading | None:
    """From the first day of one date to the last day of another, which may be the same."""
    first = point_texts(start)
    last = first if end is start else point_texts(end)
    if first is None or last is None:
        return None
    told = (span_phrase(start), span_phrase(end), *phrases, *start.phrases, *end.phrases)
    if first[0] == last[1]:
        date = first[0] + _mark(start.marks + end.marks)
    else:
        date = f"{first[0]}{_mark(start.marks)}/{last[1]}{_mark(end.marks)}"
    return Reading(date, tuple(dict.fromkeys(filter(None, told))), start.by_order or end.by_order)


def _mark(marks: str) -> str:
    return "%" if "%" in marks or {"~", "?"} <= set(marks) else marks[:1]


_YEAR: Final = re.compile(r"\d{4}|주체|juche|民")
_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")
_PART_HYPHEN: Final = re.compile(r"\b(early|mid|late)-(?=[a-z0-9])")
_ERA: Final = re.compile(r"(주체|juche|民国|民國) ?(?:년 ?)?([1-9][0-9]{0,2})(?![0-9])(?: ?\(([0-9]{4})\))?")
_WINTER: Final = re.compile(
    r"(?:the )?winter(?: of)? (?P<a>\d{4}) ?[-–~/] ?(?P<b>\d{4}|\d\d)"
    r"|(?P<c>\d{4})년? ?[-–~/] ?(?P<d>\d{4}|\d\d)년? ?(?:겨울|winter)"
)


def _common_era(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its Juche or Minguo year, both counted from 1912, in the common era, and what was done."""
    found = _ERA.search(text)
    if found is None:
        return text, ()
    year = int(found[2]) + 1911
    if found[3] and int(found[3]) != year:
        return text, ()
    name = "Juche" if found[1] in ("주체", "juche") else "Minguo"
    return f"{text[: found.start()]}{year}{text[found.end() :]}", (f"{name} year read as that year plus 1911",)


def _winter(text: str) -> Reading | None:
    """The winter that two years are named for; with one year it is not said which of its ends is meant."""
    found = _WINTER.fullmatch(text)
    if found is None:
        return None
    first, last = found["a"] or found["c"], found["b"] or found["d"]
    if not str(int(first) + 1).endswith(last):
        return None
    return Reading(f"{first}-24", (SEASON_MONTHS[24],), by_order=False)


# Words round a date: about, perhaps, early, Monday, at 15:05.

_ASIAN_PARTS: Final = "|".join(sorted((word for word in EARLY_MID_LATE if not word.isascii()), key=len, reverse=True))
_ENGLISH_PARTS: Final = "|".join(word for word in EARLY_MID_LATE if word.isascii())
_WEEKDAY: Final = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_AROUND: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "time",
            r"(?P<core>.+?)(?:t|,? )(?:(?:오전|오후|am|pm) ?)?(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)"
            r"(?:[.,]\d{1,9})?(?: ?[ap]m)?(?P<zone> ?(?:z|utc|gmt|kst|[+-]\d\d(?::?\d\d)?))?",
        ),
        ("about", r"(?:(?:c\.|ca\.|approx\.|약|대략|大约|大約|约|約) ?|c(?=\d))(?P<core>.+)"),
        ("about", r"(?:c|ca|circa|approx|approximately|about|around|roughly|on or (?:about|around)) (?P<core>.+)"),
        ("about", r"(?P<core>.+?) ?(?:(?:경|쯤|무렵|즈음)에?|頃|ごろ|左右|\(approx\.?\)|\(c\.?\))"),
        ("maybe", r"(?:maybe|perhaps|possibly|probably|presumably|likely|아마도?) (?P<core>.+)"),
        ("maybe", r"(?P<core>.+?) ?(?:\(?(?:으?로 )?(?:추정|推定)\)?|\(uncertain\))"),
        ("?", r"(?P<core>.+?) ?(?:\?|\(\?\))"),
        ("part", rf"(?P<word>{_ENGLISH_PARTS})(?: part)?(?: of(?: the)?)? (?P<core>.+)"),
        ("part", rf"(?P<core>.+?) ?(?P<word>{_ASIAN_PARTS})"),
        ("part", r"(?P<core>\d{4})[ /-]?(?P<word>[qh][1-4])"),
        ("weekday", rf"(?P<word>{_WEEKDAY})\.?,? (?P<core>.+)"),
        ("weekday", rf"(?P<core>.+?)(?:,? | ?\()(?P<word>{_WEEKDAY})\)?"),
        ("weekday", r"(?P<core>.+?) ?\(?(?P<word>[월화수목금토일])(?:요일\)?|\))"),
        ("filler", r"(?:sometime|some time|in|on|at|during|within|the|year|dated|서기|ad) (?P<core>.+)"),
        ("filler", r"(?P<core>.+?) ?(?:에|중|중에| ad| ce)"),
    )
)
_OUTERMOST: Final = ("about", "maybe", "?", "filler")
_MOST_WORDS: Final = 6
_WORD: Final = re.compile(r"[^\W\d]|\?")
_NOTHING: Final = Mention()
_PHRASES: Final = {
    "about": "'about' and the like read as approximate (~)",
    "maybe": "'maybe' and the like read as uncertain (?)",
    "weekday": "weekday left out",
    "filler": "words round the date left out",
}
_MARKS: Final = {"about": "~", "maybe": "?", "?": "?"}


def _dressed(text: str, day_first: bool | None) -> Mention | None:
    """A date with words round it, which are taken off one by one until the rest can be read."""
    around = _NOTHING
    for _ in range(_MOST_WORDS):
        if core := mention(text, day_first):
            return (
                core
                if around is _NOTHING
                else replace(
                    core,
                    part=around.part,
                    weekday=around.weekday,
                    timed=around.timed,
                    marks=around.marks,
                    phrases=(*around.phrases, *core.phrases),
                )
            )
        step = next(_taken_off(text, around), None)
        if step is None:
            return None
        text, around = step
    return None


def _undressed(text: str) -> tuple[str, Mention]:
    """A text without the words that stand round a whole interval, and what they say."""
    around = _NOTHING
    for _ in range(_MOST_WORDS):
        step = next(_taken_off(text, around, _OUTERMOST), None)
        if step is None:
            break
        text, around = step
    return text, around


def _taken_off(text: str, around: Mention, kinds: tuple[str, ...] = ()) -> Iterator[tuple[str, Mention]]:
    """The text without a word at its start or end, and `around` with what that word says."""
    if not _WORD.search(text) and ":" not in text:
        return
    for kind, pattern in _AROUND:
        if (kinds and kind not in kinds) or (kind == "time" and ":" not in text):
            continue
        if (found := pattern.fullmatch(text)) and (added := _ADDED.get(kind, _marked)(kind, found, around)):
            yield found["core"].strip(), added


def _marked(kind: str, _: re.Match[str], around: Mention) -> Mention:
    return replace(around, marks=around.marks + _MARKS.get(kind, ""), phrases=(*around.phrases, _PHRASES.get(kind, "")))


def _parted(_: str, found: re.Match[str], around: Mention) -> Mention | None:
    return None if around.part else replace(around, part=EARLY_MID_LATE[found["word"]])


def _weekday(kind: str, found: re.Match[str], around: Mention) -> Mention | None:
    if around.weekday is not None:
        return None
    return replace(around, weekday=WEEKDAYS[found["word"][:3]], phrases=(*around.phrases, _PHRASES[kind]))


def _timed(_: str, found: re.Match[str], around: Mention) -> Mention | None:
    if around.timed:
        return None
    # A spreadsheet's plain day ends in midnight. With a zone it is a moment, which is another day elsewhere.
    zone = ", and its zone with it: the day as written" if found["zone"] else ""
    phrase = f"time of day left out{zone}" if zone or found["clock"].strip("0:") or "오" in found[0] else ""
    return replace(around, timed=True, phrases=(*around.phrases, phrase))


_ADDED: Final[dict[str, Callable[[str, re.Match[str], Mention], Mention | None]]] = {
    "part": _parted,
    "weekday": _weekday,
    "time": _timed,
}


# Two ends in one text, one of which may leave out what both share.

_SPLITS: Final = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        ("", r"between (?P<a>.+?) and (?P<b>.+)"),
        ("", r"(?:from )?(?P<a>.+?) (?:to|until|till|through|thru|or) (?P<b>.+)"),
        ("", r"(?P<a>.+?) ?(?:부터|에서|또는) ?(?P<b>.+?) ?(?:(?:까지|사이)에?)?"),
        ("", r"(?P<a>.+?)(?:과|와) ?(?P<b>.+?) ?사이에?"),
        ("~", r"(?P<a>.+?) ?~ ?(?P<b>.+?) ?(?:(?:까지|사이)에?)?"),
        ("–", r"(?P<a>[^–]+?) ?– ?(?P<b>[^–]+)"),
        ("-", r"(?P<a>.+?)(?: - ?|- )(?P<b>.+)"),
        ("-", r"(?P<a>[^-]+)-(?P<b>[^-]+)"),
        ("/", r"(?P<a>[^/]+?) ?/ ?(?P<b>[^/]+)"),
    )
)
_FIRST_SIGN: Final = re.compile(r"\d{1,2} ?([월일月日])")


def _splits(text: str) -> Iterator[tuple[str, str, str]]:
    for sign, pattern in _SPLITS:
        if found := pattern.fullmatch(text):
            yield found["a"].strip(), found["b"].strip(), sign


def _ends(left: str, right: str, sign: str, day_first: bool | None) -> tuple[Mention, Mention] | None:
    """Both ends, each with its year."""
    # "2023년 8~10월": the sign stands for both numbers.
    if left[-1:].isdigit() and (found := _FIRST_SIGN.match(right)):
        left += found[1]
    start, end = _dressed(left, day_first), _dressed(right, day_first)
    if sign != "/":
        start, end = start or bare_mention(left), end or bare_mention(right)
    if start is None or end is None:
        return None
    if start.year and end.year:
        return start, end
    if start.year:
        return _completed_end(start, end, sign)
    return _completed_start(start, end) if end.year else None


def _completed_end(start: Mention, end: Mention, sign: str) -> tuple[Mention, Mention] | None:
    """`2023.8.27~10.9`, `2023년 8월~10월`."""
    full = replace(end, year=start.year, month=end.month or start.month)
    if end.style != "bare":
        return (start, full) if end.level == start.level else None
    if start.level == 3 and (not end.month or start.style == "year first"):
        return start, full
    # "2023.8-10" may be a day whose separators are mixed.
    months = start.level == 2 and start.style == "year first" and sign != "-" and not end.month
    if months and max(start.month, end.day) <= 12:
        return start, replace(full, month=end.day, day=0)
    return None


def _completed_start(start: Mention, end: Mention) -> tuple[Mention, Mention] | None:
    """`Aug-Oct 2023`, `27-29 Aug 2023`, `Aug 27-29, 2023`."""
    if start.style == "bare":
        single = not start.month and end.style == "words" and end.level == 3
        return (replace(start, year=end.year, month=end.month), end) if single else None
    if start.style != "words" or start.level != end.level or end.style not in ("words", "bare"):
        return None
    return replace(start, year=end.year), replace(end, month=end.month or start.month)
