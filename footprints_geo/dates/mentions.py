"""A date typed in figures (`2023.10.9`), signs (`2023년 10월 9일`) or words (`9 Oct 2023`), with nothing round it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Final

from footprints_geo.dates.words import (
    ASIAN_SEASONS,
    MONTHS,
    PARTS_OF_DECADE,
    PARTS_OF_MONTH,
    PARTS_OF_YEAR,
    SEASON_MONTHS,
    SEASONS,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """What a text says of a date; 0 is what it does not say.

    Attributes
    ----------
    year, month, day : int
        `month` is 21 to 24 for a season, as in EDTF.
    decade : bool
        Whether `year` stands for the ten years from it.
    style : str
        `year first`, `year last`, `signs`, `words`, or `bare` for numbers that only another date explains.
    part : str
        A part of the year, month or decade, as `EARLY_MID_LATE` calls it.
    weekday : int or None
        From Monday, 0.
    timed : bool
        Whether a time of day stood there.
    marks : str
        Any of `~ ? %`.
    phrases : tuple of str
        What was made of the text.
    by_order : bool
        Whether day and month were told apart by the order the reader was given.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    decade: bool = False
    style: str = ""
    part: str = ""
    weekday: int | None = None
    timed: bool = False
    marks: str = ""
    phrases: tuple[str, ...] = ()
    by_order: bool = False

    @property
    def level(self) -> int:
        """1 for a year or decade, 2 for a month or season, 3 for a day."""
        return 3 if self.day else 2 if self.month else 1


_UNKNOWN_PART: Final = r"\d{1,2}|xx?|\?\??"
_STRICT: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})( ?- ?|[./ ])({_UNKNOWN_PART})(?:\2({_UNKNOWN_PART}))?(\.?)")
TWO_YEARS: Final = re.compile(r"(\d{4}) ?/ ?(\d{1,2})(?!\d)")
"""A year and a month, or two years."""

_YEAR_ALONE: Final = re.compile(r"(\d{4})\.(0*)")
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})( ?- ?|[./ ])(\d{1,2})\2(\d{4})\.?")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-./](\d{4})\.?")
_SIGNED: Final = re.compile(
    r"(?:(\d{4}) ?(?:년도?|年|\.) ?)?(?:(\d{1,2}) ?(?:월|月) ?)?(?:(\d{1,2}) ?(?:일|日|号|號))?\.?"
)
_ASIAN_SEASON: Final = re.compile(rf"(?:(\d{{4}}) ?(?:년도?|年)?의? ?)?({'|'.join(ASIAN_SEASONS)})(?:철|季)?")
_DECADE: Final = re.compile(r"(\d{3})0(?:'?s| ?년대| ?年代)")
_TOKEN: Final = re.compile(r"(\d+)(?:st|nd|rd|th)?|([a-z]+)")
# No dash at either end, which would leave an interval open. Atomic, or "1111 ..." can be cut in too many ways.
_WORDED: Final = re.compile(rf"(?>{_TOKEN.pattern})(?:(?:[-/]|\.?,? ?)(?>{_TOKEN.pattern}))*[.,]?")
_WORD_ORDERS: Final = frozenset({"wY", "Yw", "dwY", "wdY", "Ywd", "Ydw", "w", "dw", "wd"})
_BARE: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:[-./](\d{1,2}))?\.?")
_DAY_AND_YEAR: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_BLANKS: Final = re.compile(r" ?([./]) ?")
_SIGNS: Final = "written with 년, 월, 일 or 年, 月, 日"
_DECIMAL: Final = "year as a decimal number"


def mention(text: str, day_first: bool | None) -> Mention | None:
    """The date a text is, whole or without its year (`27 Aug`); None when it is none.

    Parameters
    ----------
    text : str
        As `date_words.plain` gives it.
    day_first : bool or None
        Whether `9/10/2023` is the 9th of October; None reads no such text.
    """
    if text[:1].isdigit() and (found := _strict(text) or _figures(_BLANKS.sub(r"\1", text), day_first)):
        return found
    return _signed(text) or _decade(text) or _worded(text)


def bare_mention(text: str) -> Mention | None:
    """Numbers that the other end of an interval explains: a day or month `9`, `10.9`, or a day and year `29, 2023`.

    A single number is given as the day, whatever it will turn out to be.
    """
    if found := _DAY_AND_YEAR.fullmatch(text):
        return _dated(found[2], "", found[1], "bare")
    found = _BARE.fullmatch(_BLANKS.sub(r"\1", text))
    return found and _dated("", found[1] if found[2] else "", found[2] or found[1], "bare")


def _dated(year: str, month: str, day: str, style: str, phrase: str = "", by_order: bool = False) -> Mention | None:
    """A date of figures, in which 00 is no day or month and 21 is no season."""
    if (month and not 1 <= int(month) <= 12) or (day and not int(day)):
        return None
    phrases = (phrase,) if phrase else ()
    return Mention(int(year or 0), int(month or 0), int(day or 0), style=style, phrases=phrases, by_order=by_order)


def _strict(text: str) -> Mention | None:
    found = _STRICT.fullmatch(text)
    if found is None or "00" in found.groups()[1:]:
        return None
    year, month, day = (int(group or 0) for group in found.groups())
    return Mention(year, month, day, style="year first")


def _figures(text: str, day_first: bool | None) -> Mention | None:
    if found := _YEAR_LAST.fullmatch(text):
        day, month = (found[1], found[3]) if day_first else (found[3], found[1])
        return None if day_first is None else _dated(found[4], month, day, "year last", by_order=True)
    if found := _YEAR_FIRST.fullmatch(text):
        return _year_first(*found.groups(""))
    if found := _EIGHT_DIGITS.fullmatch(text):
        return _dated(found[1], found[2], found[3], "year first", "written without hyphens")
    if found := _YEAR_ALONE.fullmatch(text):
        return _dated(found[1], "", "", "year first", _DECIMAL if found[2] else "written with dots")
    if found := _MONTH_YEAR.fullmatch(text):
        return _dated(found[2], found[1], "", "year last", "month before year")
    return None


def month_of_two(found: re.Match[str] | None) -> str:
    """The month that `2010/11` is, if it is one, as `2010-11`: it may be the years 2010 to 2011; '' for all else.

    Parameters
    ----------
    found : re.Match or None
        Of TWO_YEARS.
    """
    if found is None:
        return ""
    year, month = int(found[1][2:]), int(found[2])
    later = month > year if len(found[2]) == 2 else month == year + 1
    return f"{found[1]}-{month:02}" if later and 1 <= month <= 12 else ""


def _year_first(year: str, separator: str, month: str, day: str, stop: str) -> Mention | None:
    # "2010 - 12" may be years; "2023 10" may be anything.
    if (stop and separator != ".") or (" " in separator and not day):
        return None
    if separator == "." and not day and not month.strip("0"):
        return _dated(year, "", "", "year first", _DECIMAL)
    phrase = {".": "written with dots", "/": "written with slashes"}.get(separator, "written with blanks")
    if separator == "-":
        phrase = "" if len(month) == 2 == len(day or month) else "written without leading zeros"
    unknown = [not part.isdigit() for part in (month, day)]
    if not any(unknown) or (not day and not unknown[0]):
        return _dated(year, month, day, "year first", phrase)
    if unknown[0] and day.isdigit():
        return None
    known = _dated(year, "" if unknown[0] else month, "", "year first", phrase)
    return known and replace(known, phrases=(phrase, "'??' or 'xx' read as not known"))


def _signed(text: str) -> Mention | None:
    if found := _ASIAN_SEASON.fullmatch(text):
        return Mention(int(found[1] or 0), ASIAN_SEASONS[found[2]], style="signs")
    found = _SIGNED.fullmatch(text)
    if found is None or not any(found.groups()) or (found[1] and found[3] and not found[2]):
        return None
    year, month, day = found.groups("")
    return _dated(year, month, day, "signs", _SIGNS)


def _decade(text: str) -> Mention | None:
    """`1990s`; not `1900s`, which is said of a century too."""
    found = _DECADE.fullmatch(text)
    if found is None or (found[1].endswith("0") and found[1] != "200"):
        return None
    return Mention(int(found[1]) * 10, decade=True, style="words")


def _worded(text: str) -> Mention | None:
    if not _WORDED.fullmatch(text):
        return None
    said = {"d": "", "w": "", "Y": ""}
    order = ""
    for number, word in _TOKEN.findall(text):
        if word in ("of", "the"):
            continue
        kind = "w" if word else {1: "d", 2: "d", 4: "Y"}.get(len(number), "?")
        said[kind] = number or word
        order += kind
    if order not in _WORD_ORDERS:
        return None
    if said["w"] in SEASONS and not said["d"]:
        return Mention(int(said["Y"] or 0), SEASONS[said["w"]], style="words")
    number = MONTHS.get(said["w"], 0)
    return _dated(said["Y"], str(number), said["d"], "words", "month in words")


def point_texts(date: Mention) -> tuple[str, str] | None:
    """First and last point of a date with its year, in the strict grammar; the same where one point says it all.

    None where its parts do not agree: a weekday that is another one, a time of no day, an early part of a day.
    """
    if (date.timed or date.weekday is not None) and not date.day:
        return None
    if date.weekday is not None:
        day = _existing(date.year, date.month, date.day)
        if day is None or day.weekday() != date.weekday:
            return None
    if date.part and date.month not in SEASON_MONTHS:
        return _part_texts(date)
    if date.day and not date.month:
        return None
    point = f"{date.year // 10:03}X" if date.decade else f"{date.year:04}"
    point += f"-{date.month:02}" if date.month else ""
    point += f"-{date.day:02}" if date.day else ""
    return point, point


def _part_texts(date: Mention) -> tuple[str, str] | None:
    parts = _parts_of(date)
    if date.part not in parts:
        return None
    first, last, _ = parts[date.part]
    if date.decade:
        return f"{date.year + first:04}", f"{date.year + last:04}"
    if not date.month:
        return f"{date.year:04}-{first:02}", f"{date.year:04}-{last:02}"
    following = _existing(date.year + date.month // 12, date.month % 12 + 1, 1)
    if following is None:
        return None
    month_end = (following - datetime.timedelta(days=1)).day
    return f"{date.year:04}-{date.month:02}-{first:02}", f"{date.year:04}-{date.month:02}-{min(last, month_end):02}"


def _parts_of(date: Mention) -> dict[str, tuple[int, int, str]]:
    if date.day:
        return {}
    return PARTS_OF_DECADE if date.decade else PARTS_OF_MONTH if date.month else PARTS_OF_YEAR


def span_phrase(date: Mention) -> str:
    """Which months, days or years a season, a decade or a part was read as; '' for a plain date."""
    if date.month in SEASON_MONTHS:
        return f"{SEASON_MONTHS[date.month]}{', and a part of it as the whole' if date.part else ''}"
    if date.part:
        return _parts_of(date).get(date.part, (0, 0, ""))[2]
    return "decade read as its ten years" if date.decade else ""


def _existing(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
