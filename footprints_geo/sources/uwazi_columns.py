"""One column of an Uwazi table made plain: what it holds is found out over all its cells, never from one alone.

More than half of the cells that are not empty must be of a kind for the column to be; the others are then faults,
told by row, and stay in a column of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

import pandas as pd

from footprints_geo.sources.uwazi_cells import BAR, NUMBER, Periods, at_midnight, link, periods, plain_day, tied
from footprints_geo.sources.uwazi_headers import POINT_ENDING
from footprints_geo.sources.uwazi_plain import Column, PlainColumn, counted
from footprints_geo.sources.uwazi_positions import EXCHANGED, Positions, positions

PAIRS: Final = (("lat", "lon"), ("from", "to"), ("label", "url"))
"""Endings of the columns that positions, periods and links are made into."""

_NUMBERS: Final = re.compile(rf"\s*{NUMBER}\s*(?:\|\s*{NUMBER}\s*)+")
_WRITE_PERIOD: Final = "Write both dates, such as 2023/08/27~2023/10/09; for one day, the same date twice."


def plain_column(header: str, texts: pd.Series, unit: str, taken: Collection[str]) -> PlainColumn | None:
    """A column of positions, periods, links, related entities or days at midnight made plain.

    Parameters
    ----------
    header : str
        Its name.
    texts : pandas.Series of str, or category of str
        Its cells, stripped, '' for empty ones.
    unit : str
        What a record is called.
    taken : collection of str
        The names of the other columns.

    Returns
    -------
    PlainColumn or None
        `<header> lat`, `<header> lon` for positions; `<header> from`, `<header> to` for periods, '' where an end is
        not known; `<header> label`, `<header> url` for links; `<header>`, `<header> id` for related entities;
        `<header>` for days. A column of the file's own name is kept beside the first three for cells that fit none.
        None for a column that stays as it is.
    """
    column = Column.of(header, texts, unit, taken)
    kinds: tuple[Callable[[Column], PlainColumn | None], ...] = (
        _of_positions,
        _of_periods,
        _of_links,
        _of_ties,
        _of_days,
    )
    return next((plain for kind in kinds if (plain := kind(column)) is not None), None)


def _of_positions(column: Column) -> PlainColumn | None:
    named = column.header.endswith(POINT_ENDING)
    if not named and not column.mostly(BAR in text or text.startswith("{") for text in column.texts):
        return None
    cells = [positions(text) for text in column.texts]
    like = [cell.known > 0 or bool(_NUMBERS.fullmatch(text)) for cell, text in zip(cells, column.texts, strict=True)]
    if not (named and any(like)) and not column.mostly(like):
        return None
    sure = any(
        "." in text and (cell.known > 0 or cell.fix == EXCHANGED)
        for cell, text in zip(cells, column.texts, strict=True)
    )
    if not named and not sure:
        return PlainColumn(
            {column.header: column.spread(column.texts)},
            notes=(
                f"{column.header}: whole numbers with bars between them, which could be positions or a list of "
                "numbers; they are kept as they are.",
            ),
        )
    return _split_positions(column, cells)


def _split_positions(column: Column, cells: list[Positions]) -> PlainColumn:
    inherited = any(cell.known and len(cell.pairs) > 1 for cell in cells)
    single = [cell.pairs[0] if len(cell.pairs) == 1 else None for cell in cells]
    lat, lon = column.named("lat"), column.named("lon")
    made = {
        lat: column.spread([pair[0] if pair else "" for pair in single]),
        lon: column.spread([pair[1] if pair else "" for pair in single]),
    }
    if any(label for cell in cells for pair, label in zip(cell.pairs, cell.labels, strict=True) if pair):
        names = [BAR.join(cell.labels) if cell.known and any(cell.labels) else "" for cell in cells]
        made[column.named("label")] = column.spread(names)
    kept = [
        "" if pair else _rewritten(cell, text) for pair, cell, text in zip(single, cells, column.texts, strict=True)
    ]
    words = [not cell.reason and bool(cell.pairs) and not cell.known for cell in cells]
    no_position = "Found words; expected latitude and longitude, or nothing."
    reasons = [no_position if word and not inherited else cell.reason for cell, word in zip(cells, words, strict=True)]
    fixes = [cell.fix or "Write a position such as 42.9048|129.5075, or leave the cell empty." for cell in cells]
    notes = []
    if several := column.rows(len(cell.pairs) > 1 for cell in cells):
        notes.append(
            f"{column.header}: {counted(several, column.unit)} with several positions; which one is meant is not said, "
            "so none is used. They are kept as text, in the order of the file."
        )
    if inherited and (placeless := column.rows(words)):
        notes.append(
            f"{column.header}: {counted(placeless, column.unit)} with a title in place of a position; kept as text."
        )
    return PlainColumn(column.beside(made, kept), column.faulty(lat, reasons, fixes), tuple(notes))


def _rewritten(cell: Positions, text: str) -> str:
    """Dictionaries become pairs and titles, as the exporter writes them; anything else stays."""
    if cell.reason or not text.startswith("{"):
        return text
    return BAR.join(BAR.join(pair) for pair in cell.pairs if pair)


def _of_periods(column: Column) -> PlainColumn | None:
    if not column.mostly("~" in text or ":" in text for text in column.texts):
        return None
    found = [periods(text) if text else Periods((), ()) for text in column.texts]
    if not column.mostly(text != "" and cell is not None for text, cell in zip(column.texts, found, strict=True)):
        return None
    cells = [cell or Periods((), ()) for cell in found]
    start, end = column.named("from"), column.named("to")
    made = {
        start: column.spread([_joined(cell.starts) for cell in cells]),
        end: column.spread([_joined(cell.ends) for cell in cells]),
    }
    reason = "This is no period; expected two dates with ~ or : between them."
    reasons = [reason if cell is None else "" for cell in found]
    kept = [text if cell is None else "" for text, cell in zip(column.texts, found, strict=True)]
    unknown = column.rows(cell.unknown_1970 for cell in cells)
    warning = (
        f"{column.header}: {counted(unknown, column.unit)} with 1970-01-01 or no date on one side, which is how Uwazi "
        "writes an end that is not known; it is taken as unknown. Check them if 1 January 1970 itself can be meant."
    )
    plain = all("T00:00:00" in text or text.startswith("{") for text in column.texts if text)
    return PlainColumn(
        column.beside(made, kept),
        column.faulty(start, reasons, [_WRITE_PERIOD] * len(reasons)),
        warnings=(warning,) if unknown else (),
        dates=frozenset({start, end}) if plain else frozenset(),
    )


def _joined(dates: Sequence[str]) -> str:
    """Dates with bars between them, empty ones too, so that starts and ends stay side by side; '' for none known."""
    return BAR.join(dates) if any(dates) else ""


def _of_links(column: Column) -> PlainColumn | None:
    if not any(BAR in text for text in column.texts) or not column.mostly("://" in text for text in column.texts):
        return None
    found = [link(text) for text in column.texts]
    if not column.mostly(one is not None for one in found) or not any(one and one[0] for one in found):
        return None
    made = {
        column.named("label"): column.spread([one[0] if one else "" for one in found]),
        column.named("url"): column.spread([one[1] if one else "" for one in found]),
    }
    others = [text if one is None else "" for text, one in zip(column.texts, found, strict=True)]
    rows = column.rows(bool(text) for text in others)
    note = f"{column.header}: {counted(rows, column.unit)} without one label and one address; kept as text."
    return PlainColumn(column.beside(made, others), notes=(note,) if rows else ())


def _of_ties(column: Column) -> PlainColumn | None:
    if not column.mostly("(id:" in text for text in column.texts):
        return None
    found = [tied(text) if text else () for text in column.texts]
    if any(one is None for one in found):
        return None
    pairs = [one or () for one in found]
    return PlainColumn(
        {
            column.header: column.spread([BAR.join(title for title, _ in one) for one in pairs]),
            column.named("id"): column.spread([BAR.join(number for _, number in one) for one in pairs]),
        }
    )


def _of_days(column: Column) -> PlainColumn | None:
    midnight = [text != "" and at_midnight(text) for text in column.texts]
    if not column.mostly(midnight):
        return None
    days = [
        BAR.join(plain_day(part) for part in text.split(BAR)) if flag else text
        for text, flag in zip(column.texts, midnight, strict=True)
    ]
    plain = all(flag for text, flag in zip(column.texts, midnight, strict=True) if text)
    return PlainColumn({column.header: column.spread(days)}, dates=frozenset({column.header}) if plain else frozenset())
