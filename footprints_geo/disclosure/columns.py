"""The columns of what is told: persons, dates, places, and what may be said beside them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.custodians import names_that_read_back
from footprints_geo.dates.durations import whole_months
from footprints_geo.dates.intervals import DATE_QUALIFIERS, parse_dates
from footprints_geo.disclosure.grouping import Grouping
from footprints_geo.disclosure.lines import Alike, agreed, texts_of
from footprints_geo.disclosure.usable import NO_MONTH, NOWHERE, UNKNOWN
from footprints_geo.events.table import Events
from footprints_geo.journeys import Ints
from footprints_geo.vocabulary import COARSE, PRECISIONS

SOURCE_TEXTS: Final = ("source", "source_title", "source_url", "source_date")
MONTHS: Final = 12
_MARKS: Final = ("", "~", "?", "%")
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]


def persons(grouping: Grouping, alike: Alike) -> tuple[Ints, Floats]:
    """Low and high of each line: the sum over its group, spread; a case that stands alone keeps its own.

    The high sum is that of the largest known high of each case, and open when one of them has none: what is told of a
    group holds for it at every event.
    """
    told = grouping.told
    count = len(alike.size)
    least = np.bincount(alike.of_line, weights=told.low, minlength=count).astype(np.int64)
    most_of_case = np.full(told.case.max(initial=-1) + 1, UNKNOWN)
    np.maximum.at(most_of_case, told.case, told.high)
    least_of_case = np.zeros(len(most_of_case), dtype=np.int64)
    np.maximum.at(least_of_case, told.case, told.low)
    known = np.where(most_of_case >= least_of_case, most_of_case, np.nan)
    most = np.bincount(alike.of_line, weights=known[told.case], minlength=count)
    size = alike.size[alike.of_line]
    spread_low = (least[alike.of_line] + size - 1 - alike.rank) // size
    spread_high = (most[alike.of_line] + size - 1 - alike.rank) // size
    # Events that became one may say at most three and at least seven.
    own_high = np.where(told.high >= told.low, told.high, np.nan)
    return np.where(size > 1, spread_low, told.low), np.where(size > 1, spread_high, own_high)


def dates(events: Events, grouping: Grouping, alike: Alike) -> dict[str, Any]:
    """Months as text and days; a date is as doubtful as the most doubtful one of its set."""
    told = grouping.told
    marks = events.frame["date_qualifier"].cat.categories.map(DATE_QUALIFIERS.index).to_numpy().astype(np.int64)
    doubt = np.zeros(len(alike.size), dtype=np.int64)
    own = np.append(marks, 0)[events.frame["date_qualifier"].cat.codes.to_numpy()]
    np.bitwise_or.at(doubt, alike.of_record, own[grouping.records.row])
    spans = pd.MultiIndex.from_arrays((told.first, told.last, doubt[alike.of_line]))
    number, different = pd.factorize(spans)
    texts = pd.Series([_date_text(*map(int, span)) for span in different], dtype="str")
    days = parse_dates(texts)
    return {
        "date": texts.array[number],
        **{name: days[name].array.take(number) for name in days.columns if name != "date_problem"},
    }


def _date_text(first: int, last: int, doubt: int) -> str:
    """Months in EDTF, as short as can be: `2023-10`, `2023`, `2023-08/2023-10`."""
    if first == NO_MONTH:
        return ""
    mark = _MARKS[doubt]
    (year, month), (last_year, last_month) = (divmod(one + 1970 * MONTHS, MONTHS) for one in (first, last))
    if (month, last_month) == (0, MONTHS - 1):
        return f"{year}{mark}" if year == last_year else f"{year}{mark}/{last_year}{mark}"
    start, end = f"{year}-{month + 1:02}{mark}", f"{last_year}-{last_month + 1:02}{mark}"
    return start if start == end else f"{start}/{end}"


def places_of(events: Events, grouping: Grouping, alike: Alike, *, published: bool) -> dict[str, Any]:
    """Where: names and positions of the places, and how closely the least closely known record of a set is known."""
    place = grouping.told.place
    table = events.places
    names = {
        column: np.append(table[column].to_numpy(dtype=object), "")[place]
        for column in ("name_en", "admin1", "country", "precision")
    }
    finest = np.append([PRECISIONS.index(word) for word in table["precision"]], 0).astype(np.int64)[place]
    coarsest = np.zeros(len(alike.size), dtype=np.int64)
    stated = events.frame["location_precision"].cat.codes.to_numpy().astype(np.int64)
    np.maximum.at(coarsest, alike.of_record, stated[grouping.records.row])
    known = place != NOWHERE
    coarse = np.isin(names["precision"], list(COARSE))
    precision = np.where(known, np.where(coarse, finest, np.maximum(coarsest[alike.of_line], finest)), -1)
    ids, nowhere = table.index.to_numpy(dtype=object), np.array([None], dtype=object)
    # Published words stay: they say more than the place, such as who held somebody there.
    words = {
        "place": texts_of(events.frame["place"], grouping, alike)
        if published
        else np.where(coarse, "", names["name_en"]),
        "admin1": texts_of(events.frame["admin1"], grouping, alike)
        if published
        else np.where(names["precision"] == "country", "", names["admin1"]),
    }
    return {
        **words,
        "place_id": np.concatenate((ids, nowhere))[place],
        "country": np.concatenate((table["country"].to_numpy(dtype=object), nowhere))[place],
        "lat": np.append(table["lat"].to_numpy(), np.nan)[place],
        "lon": np.append(table["lon"].to_numpy(), np.nan)[place],
        "location_precision": closed(precision, PRECISIONS),
    }


def durations(events: Events, grouping: Grouping, alike: Alike, *, published: bool) -> Texts:
    """How long something lasted, where all say the same; of sensitive records in months alone."""
    column = events.frame["duration"]
    if published:
        return texts_of(column, grouping, alike)
    months = np.array([whole_months(text) for text in column.cat.categories], dtype=np.int64)
    told = agreed(np.append(months, 0)[column.cat.codes.to_numpy()], grouping, alike)
    # Told without a month, it was not known in that month either.
    different, number = np.unique(np.where(grouping.told.detail > 0, 0, told), return_inverse=True)
    return np.array([f"P{one}M" if one > 0 else "" for one in different.tolist()], dtype=object)[number]


def custodians(events: Events, grouping: Grouping, alike: Alike, *, published: bool) -> Texts:
    """Who held them; of sensitive records in the program's words, because free text may name somebody."""
    if published:
        return texts_of(events.frame["custodian"], grouping, alike)
    return np.append(names_that_read_back().to_numpy(dtype=object), "")[grouping.told.holder]


def sources(events: Events, grouping: Grouping, alike: Alike, *, published: bool) -> dict[str, Any]:
    """Who said it: of published records alone, because a source may be the person."""
    if published:
        return {name: texts_of(events.frame[name], grouping, alike) for name in SOURCE_TEXTS}
    return {name: np.full(len(grouping.told.case), "") for name in SOURCE_TEXTS}


def closed(codes: Ints, words: tuple[str, ...]) -> pd.Categorical:
    """A column of a closed list from positions in it; -1 is missing."""
    return pd.Categorical(pd.Series([*words, None], dtype="str").array.take(codes), categories=list(words))
