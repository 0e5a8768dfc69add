"""The words and signs dates are typed with, in English and Korean, and in Chinese and Japanese where they are the same.

Word lists are closed on purpose: "Junho 1998" is a person, and must not become June.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Full-width forms only: NFKC would also read the footnote mark of "2023-1²" as a digit, and make it December.
FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HYPHENS: Final = "\u2010\u2011\u2012\u2212"
DASHES: Final = "\u2013\u2014\u2015"
"""Dashes join two ends (`2010–2012`); hyphens do that and also part year, month and day."""

_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS: Final = (
    {name: number for number, name in enumerate(_NAMES, start=1)}
    | {name[:3]: number for number, name in enumerate(_NAMES, start=1)}
    | {"sept": 9}
)
"""English names of months and their short forms."""

SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23}
"""EDTF's numbers of the seasons. Winter is none of them: `winter 2023` is said of both ends of that year."""

ASIAN_SEASONS: Final = {"봄": 21, "여름": 22, "가을": 23, "春": 21, "夏": 22, "秋": 23}
SEASON_MONTHS: Final = {
    21: "spring read as March to May",
    22: "summer read as June to August",
    23: "autumn read as September to November",
    24: "winter read as December to February",
}

NOT_KNOWN: Final = frozenset(
    {
        *("unknown", "unknown date", "date unknown", "not known", "no date", "undated", "unk", "unk.", "tbd"),
        *(
            "n/a",
            "na",
            "nan",
            "nat",
            "none",
            "null",
            "nil",
            "n.d.",
            "nd",
            "not available",
            "-",
            "--",
            "–",
            "?",
            "??",
            "???",
        ),
        *(
            "미상",
            "불명",
            "불상",
            "모름",
            "미확인",
            "알 수 없음",
            "확인 불가",
            "날짜 미상",
            "일자 미상",
            "시기 미상",
            "없음",
        ),
        *("未详", "未詳", "不详", "不詳", "不明", "未知"),
    }
)
"""What people write where no date is known."""

WEEKDAYS: Final = {
    **{name[:3]: number for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday"))},
    "sat": 5,
    "sun": 6,
    **{sign: number for number, sign in enumerate("월화수목금토일")},
}
"""Weekdays from Monday, 0, by their first three letters or their Korean sign."""

EARLY_MID_LATE: Final = {
    **dict.fromkeys(("early", "beginning", "start", "초", "초반", "연초", "年初", "初"), "early"),
    **dict.fromkeys(("mid", "middle", "중반"), "mid"),
    **dict.fromkeys(("late", "end", "말", "연말", "年底", "年末", "底", "末"), "late"),
    **dict.fromkeys(("first half", "1st half", "h1", "상반기", "전반", "전반기", "上半年"), "first half"),
    **dict.fromkeys(("second half", "2nd half", "h2", "하반기", "후반", "후반기", "下半年"), "second half"),
    **dict.fromkeys(("초순", "상순", "上旬"), "first ten days"),
    **dict.fromkeys(("중순", "中旬"), "middle ten days"),
    **dict.fromkeys(("하순", "下旬"), "last ten days"),
    **{f"q{number}": f"quarter {number}" for number in range(1, 5)},
    **{f"{number}분기": f"quarter {number}" for number in range(1, 5)},
}
"""Words for a part of a year, month or decade, and what each is called here."""

PARTS_OF_YEAR: Final = {
    "early": (1, 4, "'early' read as January to April"),
    "mid": (5, 8, "'mid' read as May to August"),
    "late": (9, 12, "'late' read as September to December"),
    "first half": (1, 6, "first half read as January to June"),
    "second half": (7, 12, "second half read as July to December"),
    **{
        f"quarter {number}": (3 * number - 2, 3 * number, "quarter of a year read as its three months")
        for number in range(1, 5)
    },
}
"""First and last month, and the phrase that says so."""

# A person's mid-October may be the 8th: wider than a third of the month, except where a word means ten days exactly.
PARTS_OF_MONTH: Final = {
    "early": (1, 15, "'early' in a month read as its 1st to 15th day"),
    "mid": (6, 25, "'mid' in a month read as its 6th to 25th day"),
    "late": (16, 31, "'late' in a month read as its 16th to last day"),
    "first half": (1, 16, "first half of a month read as its 1st to 16th day"),
    "second half": (15, 31, "second half of a month read as its 15th to last day"),
    "first ten days": (1, 10, "초순 or 上旬 read as the 1st to 10th day of the month"),
    "middle ten days": (11, 20, "중순 or 中旬 read as the 11th to 20th day of the month"),
    "last ten days": (21, 31, "하순 or 下旬 read as the 21st to last day of the month"),
}
"""First and last day, 31 for the last of any month."""

PARTS_OF_DECADE: Final = {
    "early": (0, 4, "'early' in a decade read as its years 0 to 4"),
    "mid": (3, 7, "'mid' in a decade read as its years 3 to 7"),
    "late": (5, 9, "'late' in a decade read as its years 5 to 9"),
    "first half": (0, 4, "first half of a decade read as its years 0 to 4"),
    "second half": (5, 9, "second half of a decade read as its years 5 to 9"),
}

_SIGNS: Final[dict[int, str | int]] = {
    **FULL_WIDTH,
    **dict.fromkeys(map(ord, HYPHENS), "-"),
    **dict.fromkeys(map(ord, DASHES), "–"),
    **dict.fromkeys(map(ord, "\u301c\u223c\u02dc"), "~"),
    **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
    **dict.fromkeys(map(ord, "\u2018\u2019"), "'"),
}
_NUMERALS: Final = {ord(sign): str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {ord("零"): "0"}
_TENS: Final = re.compile(r"([0-9]?)十([0-9]?)")


def plain(text: str) -> str:
    """A text in lower case with single blanks, plain digits and one sign of each kind."""
    spaced = " ".join(unicodedata.normalize("NFC", text).translate(_SIGNS).lower().split())
    if "年" in spaced:
        spaced = spaced.translate(_NUMERALS)
        spaced = _TENS.sub(lambda tens: f"{int(tens[1] or 1)}{tens[2] or 0}", spaced)
    return spaced
