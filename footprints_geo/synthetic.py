"""Made-up records in the likeness of documented ones: for trying, teaching and measuring, and of no real person.

What is made is measured from the records it is to be like. Each made-up case has the event types, in their order, the
precisions and the gaps of a documented case drawn by lot; its places, days and numbers of persons are then drawn anew.
Sources and notes are never those of anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from footprints_geo.journeys import Ints
from footprints_geo.synthetic_mark import CASE, DIGITS, TITLE
from footprints_geo.vocabulary import EVENT_COLUMNS

PART: Final = 250_000
"""Cases that are made at once: more would take more memory, and not be faster."""

KEPT: Final = 0.8
"""How often an event stays at the place of the documented one; else it is at one known as closely in its country."""

MOST_DAYS: Final = 180
"""By how many days at most a case is moved: years stay about as full as they are."""

FACTORS: Final = np.geomspace(0.7, 1 / 0.7, 9)
"""By what the persons of a case are multiplied."""

NOTE: Final = "Made up: no real person."
_WHERE: Final = ("place", "admin1", "country", "lat", "lon", "location_precision")
_PERSONS: Final = ("persons", "persons_min", "persons_max")
_AS_IT_IS: Final = ("event_type", "duration", "custodian", "subject", "visibility")
_NUMBERS: Final = {"sequence": pa.int32(), "lat": pa.float64(), "lon": pa.float64()}
_DAY: Final = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?([~?%]?)")


@dataclass(frozen=True)
class Mould:
    """What is measured of documented records.

    Attributes
    ----------
    events : pandas.DataFrame
        Their cells as text, events of one case one after another.
    first, count : numpy.ndarray of int
        The row of the first event of each case, and how many it has.
    pool, pool_start, pool_size : numpy.ndarray of int
        Rows, those of one country and precision together; and for each row where its own begin, and how many they are.
    day_texts : dict of str to (pyarrow.Array, numpy.ndarray of int)
        For `date` and `source_date` the different texts after all moves, and which one each row has after each move.
    room : numpy.ndarray of int
        By how many days each case can be moved before it is later than all documented ones.
    """

    events: pd.DataFrame
    first: Ints
    count: Ints
    pool: Ints
    pool_start: Ints
    pool_size: Ints
    day_texts: dict[str, tuple[pa.Array, Ints]]
    room: Ints


def measure(given: pd.DataFrame) -> Mould:
    """What made-up records are to be like.

    Parameters
    ----------
    given : pandas.DataFrame
        Records as :attr:`footprints_geo.events.table.Events.given` has them, at least one.
    """
    events = given.astype("str").sort_values("case_id", kind="stable", ignore_index=True)
    _, first, count = np.unique(events["case_id"].to_numpy(dtype=object), return_index=True, return_counts=True)
    alike = events.groupby(["country", "location_precision"]).ngroup().to_numpy()
    sizes = np.bincount(alike)
    days = {name: _moved(events[name]) for name in ("date", "source_date")}
    last = np.maximum.reduceat(_middle(events["date"]), first)
    return Mould(
        events,
        first.astype(np.int64),
        count.astype(np.int64),
        np.argsort(alike, kind="stable"),
        (np.cumsum(sizes) - sizes)[alike],
        sizes[alike],
        days,
        last.max() - last,
    )


def made_up_events(mould: Mould, cases: int, seed: int) -> Iterator[pa.Table]:
    """Made-up events, in parts.

    Parameters
    ----------
    mould : Mould
        What they are to be like.
    cases : int
        How many cases.
    seed : int
        The same number gives the same events; not negative.

    Yields
    ------
    pyarrow.Table
        Up to PART whole cases, one after another, with the events table's columns that the documented records have and
        their attributes that are numbers. `source_title` and `case_id` say that they are made up
        (:mod:`footprints_geo.synthetic_mark`). Missing cells are null. Nothing for no cases.
    """
    for start in range(0, cases, PART):
        lot = np.random.default_rng([seed, start])
        yield _part(mould, start, min(PART, cases - start), cases, lot)


def _part(mould: Mould, start: int, cases: int, all_cases: int, lot: np.random.Generator) -> pa.Table:
    like = lot.integers(0, len(mould.first), cases)
    move = lot.integers(-MOST_DAYS, MOST_DAYS + 1, cases)
    move = np.where(move > mould.room[like], -move, move)
    factor = lot.integers(0, len(FACTORS), cases)
    count = mould.count[like]
    owner = np.repeat(np.arange(cases), count)
    row = mould.first[like][owner] + np.arange(len(owner)) - (np.cumsum(count) - count)[owner]
    elsewhere = mould.pool[mould.pool_start[row] + (lot.random(len(row)) * mould.pool_size[row]).astype(np.int64)]
    where = np.where(lot.random(len(row)) < KEPT, row, elsewhere)
    numbers = np.arange(start, start + cases)
    width = max(DIGITS, len(str(all_cases)))
    ids = _ids(numbers, width)
    # A case that is part of another is part of the one before it, which the first of a part does not have.
    part_of = (mould.events["part_of"] != "").to_numpy()[row] & (owner > 0)
    made: dict[str, pa.Array] = {
        "case_id": pa.DictionaryArray.from_arrays(pa.array(owner, pa.int32()), ids),
        "part_of": ids.take(pa.array(owner - 1, pa.int32(), mask=~part_of)),
        "sequence": _number(mould.events["sequence"], row, pa.int32()),
        "note": pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(row)), pa.int32()), pa.array([NOTE])),
        "source": _called(mould.events["source"], row, "Synthetic source {}"),
        "source_title": _called(mould.events["source_title"], row, f"{TITLE} {{}}: no real person"),
    }
    for name in _WHERE:
        cells = mould.events[name]
        made[name] = _number(cells, where, _NUMBERS[name]) if name in _NUMBERS else _text(cells, where)
    for name, (texts, after) in mould.day_texts.items():
        codes = after[row, move[owner] + MOST_DAYS]
        made[name] = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), texts)
    for name in (*_PERSONS, *_counts(mould.events)):
        made[name] = _multiplied(mould.events[name], row, factor[owner])
    made |= {name: _text(mould.events[name], row) for name in _AS_IT_IS}
    known = [name for name in mould.events.columns if name in made and (mould.events[name] != "").any()]
    return pa.table({name: made[name] for name in known})


def _counts(events: pd.DataFrame) -> list[str]:
    """The attributes that are whole numbers: the words of others may say of whom they are."""
    attributes = [name for name in events.columns if name not in EVENT_COLUMNS]
    return [name for name in attributes if events[name].str.fullmatch(r"\d{0,9}").all()]


def _ids(numbers: Ints, width: int) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers + 1).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(CASE), digits, "")


def _text(cells: pd.Series, row: Ints) -> pa.Array:
    codes, texts = pd.factorize(cells.to_numpy(dtype=object))
    own = codes[row]
    return pa.DictionaryArray.from_arrays(
        pa.array(own, pa.int32(), mask=(texts == "")[own]), pa.array(texts, pa.string())
    )


def _called(cells: pd.Series, row: Ints, name: str) -> pa.Array:
    """Each different text under a number of its own, those of most events first."""
    different = cells[cells != ""].value_counts().index
    number = different.get_indexer(pd.Index(cells))
    names = pa.array([name.format(one + 1) for one in range(len(different))], pa.string())
    # What names no source is a made-up record all the same.
    return pa.DictionaryArray.from_arrays(pa.array(np.maximum(number, 0)[row], pa.int32()), names)


def _number(cells: pd.Series, row: Ints, kind: pa.DataType) -> pa.Array:
    values = pd.to_numeric(cells.replace("", np.nan)).to_numpy(dtype=np.float64)
    missing = np.isnan(values)
    return pa.array(np.where(missing, 0.0, values)[row], mask=missing[row]).cast(kind)


def _multiplied(cells: pd.Series, row: Ints, factor: Ints) -> pa.Array:
    """Persons times a factor of their case; what is at least one stays so, and what is no more than another too."""
    values = pd.to_numeric(cells.replace("", np.nan)).to_numpy(dtype=np.float64)
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)[:, None]
    after = np.maximum(np.rint(known * FACTORS), np.minimum(known, 1.0)).astype(np.int32)
    return pa.array(after[row, factor], mask=missing[row])


def _middle(dates: pd.Series) -> Ints:
    """About the last day of each date, as a number; that of the earliest of all where there is none."""
    ends = [_DAY.fullmatch(text.rpartition("/")[2]) for text in dates]
    days = np.array([_around(end) if end else np.datetime64("NaT") for end in ends], dtype="datetime64[D]")
    numbers = days.astype(np.int64)
    earliest = numbers[~np.isnat(days)].min(initial=np.iinfo(np.int32).max)
    return np.where(np.isnat(days), earliest, numbers)


def _around(date: re.Match[str]) -> np.datetime64:
    """The middle of what a date says: moved by some days, most years stay what they are."""
    year, month, day, _ = date.groups()
    return np.datetime64(f"{year}{month or '-07'}{day or ('-15' if month else '-01')}")


def _moved(dates: pd.Series) -> tuple[pa.Array, Ints]:
    """The texts of dates after each move, and for each row and move which one it is; -1 for no date."""
    codes, texts = pd.factorize(dates.to_numpy(dtype=object))
    moves = np.arange(-MOST_DAYS, MOST_DAYS + 1)
    every = np.array([_texts_after(text, moves) for text in texts], dtype=object)
    different, number = np.unique(every, return_inverse=True)
    number = np.where(every == "", -1, number.reshape(every.shape))
    return pa.array(different, pa.string()), number[codes].astype(np.int64)


def _texts_after(text: str, moves: Ints) -> npt.NDArray[Any]:
    """One date after each move, as closely known as before; what is no date of a kind that can be moved stays."""
    ends = [end for part in text.split("/") if (end := _DAY.fullmatch(part))]
    if len(ends) < text.count("/") + 1:
        return np.full(len(moves), text, dtype=object)
    parts = []
    for end in ends:
        unit = "D" if end[3] else "M" if end[2] else "Y"
        parts.append(
            np.datetime_as_string((_around(end) + moves).astype(f"datetime64[{unit}]")).astype(object) + end[4]
        )
    whole: npt.NDArray[Any] = parts[0] if len(parts) == 1 else parts[0] + "/" + parts[1]
    return whole
