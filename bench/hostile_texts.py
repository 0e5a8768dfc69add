"""Texts that a parser was not made for: valid ones shaken, pieces of them put together, and the worst of Unicode."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from bench.damaged_files import ODD_TEXTS

HOSTILE: Final = (
    *ODD_TEXTS, "\ud800", "a\udfff", "\u200f\u202e\u2066", "@@=1", "=HYPERLINK(\"x\")", "+1", "-1+1", "@SUM(A1)",
    "../" * 40, "..\\..\\x", "/etc/passwd", "C:\\Windows\\x", "\\\\host\\share", "%00", "%2e%2e%2f", "1" * 400,
    "9" * 5000, "1e400", "-1e400", "nan", "Infinity", "0x" + "f" * 5000, "(" * 3000, "{" * 3000, "[" * 50_000,
    "a." * 20_000, "\"" * 999, "'" * 999, "\n" * 500, "\r", "\x7f", "\x85", "e\u0301" * 300, "\U0010ffff", "\ufffe",
    "ﷺ" * 100, "ß", "ı", "İ", "ﬀ", "Ⅷ", "½", "①", "一二三", "<!ENTITY a 'b'>", "]]>", "<svg>", "--", "-o", "--help",
    "https://example.org/", "file:///etc/passwd", "postgresql://u:p@host/x", "socket:", "'; DROP TABLE x; --",
    "{0.__class__}", "%(x)s", "$(id)", "`id`", "CON", "NUL", ".", "..", "~", "~root", "*", "?", "a" * 300, "0" * 70,
    "١٢٣", "１９９９", "२०२३", "1_000", "1,000,000,000,000", "2023-W05", "-0001", "+2023", "y17e8", "2023-21",
    "P" + "1" * 50 + "Y", "P1Y" * 500, "~~~~", "2023/2022/2021", "X" * 10, "..2023", "30.2.2023", "0.0.0000",
)  # fmt: skip
_RANGES: Final = (
    (0, 0x20), (0x20, 0x7F), (0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x600, 0x700), (0x1100, 0x1200),
    (0x2000, 0x2070), (0x3000, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xD7A4), (0xD800, 0xE000), (0xFE00, 0x10000),
    (0x10000, 0x110000),
)  # fmt: skip
_SEPARATORS: Final = ("", "", " ", "-", "/", ",", ".", "~", ":", "\n", "|", "=", "\t", "–", "  ")


def odd_text(chance: Random, pieces: Sequence[str] = ()) -> str:
    """A text; of `pieces`, which mean something to the parser, more often than not."""
    lot = chance.random()
    if pieces and lot < 0.35:
        parted = chance.choice(_SEPARATORS)
        return parted.join(chance.choice(pieces) for _ in range(chance.choice([1, 2, 2, 3, 4, 8])))
    if pieces and lot < 0.65:
        return shaken(chance.choice(pieces), chance)
    if lot < 0.85:
        return chance.choice(HOSTILE)
    return "".join(chr(chance.randrange(*chance.choice(_RANGES))) for _ in range(chance.choice([1, 3, 10, 40])))


def shaken(text: str, chance: Random) -> str:
    """A text with a few of its letters changed, doubled, left out or moved."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        at, other = chance.randint(0, len(text)), chance.randint(0, len(text))
        put = chance.choice([chance.choice(HOSTILE), chance.choice(_SEPARATORS), text[at:other], text[other:at]])
        times = chance.choice([1, 1, 1, 2, 50])
        text = text[:at] + put * (times if len(put) < 40 else 1) + text[at + chance.choice([0, 0, 1, 2, 9]) :]
        text = text[:60_000]
    return text


def odd_value(chance: Random, pieces: Sequence[str] = ()) -> Any:
    """A value of JSON that is not the one that is expected."""
    lot = chance.random()
    if lot < 0.5:
        return odd_text(chance, pieces)
    if lot < 0.6:
        value: Any = odd_text(chance, pieces)
        for _ in range(chance.choice([1, 3, 200, 3000])):
            value = [value] if chance.random() < 0.5 else {"a": value}
        return value
    return chance.choice(
        [
            None, True, False, 0, -1, 1, 3, 2023, 10**15, 10**400, 10**5000, float("inf"), float("-inf"), float("nan"),
            1e308, 0.5, [], {}, [[]], [None], [2023], [2023, 2022], [2019, 2023], ["arrest"], [{}], {"": ""}, "",
        ]
    )  # fmt: skip


def one_value_odd(document: Any, chance: Random, pieces: Sequence[str] = ()) -> Any:
    """A document of lists and mappings in which a value is another, or gone, or a key is another; changed in place."""
    node, spots = [document], []
    while node:
        here = node.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else []
        for key in keys:
            spots.append((here, key))
            node.append(here[key])
    if not spots:
        return odd_value(chance, pieces)
    here, key = chance.choice(spots)
    lot = chance.random()
    if lot < 0.15 and isinstance(here, dict):
        del here[key]
    elif lot < 0.25 and isinstance(here, dict):
        here[odd_text(chance, pieces)] = here.pop(key)
    elif lot < 0.3 and isinstance(here, list):
        here += [here[key]] * chance.choice([1, 2, 300])
    else:
        here[key] = odd_value(chance, pieces)
    return document
