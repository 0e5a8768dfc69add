"""What makes a row of events unusable, column by column, and what to do about it.

Every check looks at all rows at once and returns a table of rejects; a row with three faults has three lines in it,
so that a person mends a file in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process

from footprints_geo.coded import combinations
from footprints_geo.dates.durations import parse_durations
from footprints_geo.dates.intervals import parse_date, parse_dates
from footprints_geo.dates.refusals import sentences_of
from footprints_geo.errors import InputError
from footprints_geo.events.faults import REJECT_COLUMNS, rejected
from footprints_geo.events.numbers import to_count, to_number
from footprints_geo.language import marked
from footprints_geo.messages import Message
from footprints_geo.sources.source_table import no_faults
from footprints_geo.terms import column_word
from footprints_geo.typed_counts import ONE_OR_A_THOUSAND
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES, read_countries

LONGEST_VALUE: Final = 60
REQUIRED: Final = ("case_id", "event_type")
"""Columns in which an empty cell is a fault; in no other is it one."""

PERSONS: Final = ("persons", "persons_min", "persons_max")
WRITE_ENDS: Final = marked(
    "Write one number in figures alone; for '30 to 50' write 30 in persons_min and 50 in persons_max."
)
WRITE_TYPED: Final = marked("Write one number, such as 30; or 30-50 for '30 to 50', 30+ for 'at least 30'.")
WRITE_ONE: Final = marked(
    "Write one number in figures alone, or leave the cell empty; the file has no columns persons_min and persons_max "
    "for a lowest and a highest number."
)
"""What to do about a count, in a file with columns for both ends, in one where counts are read as they are typed, and
in one with neither."""

EXCHANGED: Final = marked("lat and lon look exchanged: turn them round.")
BORDER_DEGREES: Final = 1.0
"""How far outside a country's bounding box a position may lie: records of a border place it on either side."""


def rejects(frame: pd.DataFrame, given: pd.DataFrame | None = None, persons_fix: str = WRITE_ENDS) -> pd.DataFrame:
    """All faults of a table of event rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded text columns as rules, section 3 names them, all present, blanks stripped, words of closed lists in lower
        and countries in upper case; the index, unique, holds row numbers.
    given : pandas.DataFrame, optional
        The same cells as they stand in the file, where they differ: what a reject shows must be found there.
    persons_fix : str
        What can be done in this file about a number of persons that is none.

    Returns
    -------
    pandas.DataFrame
        Columns `row`, `column`, `value` (shortened to 60 characters), `reason` (what was found and expected) and
        `fix`; sorted by row. Empty when every row can be used.
    """
    checks: list[tuple[list[str], Callable[[pd.DataFrame], pd.DataFrame]]] = [
        (["case_id"], _empty_case),
        *(([column], partial(_outside_list, column=column, allowed=words)) for column, words in CLOSED_LISTS.items()),
        (["country"], _unknown_country),
        (["date"], _unreadable_date),
        (["duration"], _unreadable_duration),
        (["sequence"], _unreadable_sequence),
        *(([column], partial(_unreadable_persons, column=column, fix=persons_fix)) for column in PERSONS),
        (["persons_min", "persons_max"], _crossed_persons),
        (["country", "lat", "lon"], _wrong_position),
    ]
    found = [_in_each(frame, *check) for check in checks]
    named = frame.loc[frame["part_of"] != "", ["part_of", "case_id"]].astype("str")
    some = [faults for faults in (*found, _part_of_itself(named)) if faults is not None and len(faults)]
    table = pd.concat(some or [no_faults()], ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    given = frame if given is None else given
    cells = pd.Series("", index=table.index, dtype="str")
    for column, lines in table.groupby("column").groups.items():
        there = given.loc[table.loc[lines, "row"], str(column)].astype("str").str.slice(stop=LONGEST_VALUE)
        cells.loc[lines] = there.to_numpy()
    return table.assign(value=cells)


def _in_each(
    frame: pd.DataFrame, columns: Sequence[str], check: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame | None:
    """What a check finds, asked once for each different combination of the cells it looks at; None for nothing."""
    if not {*columns} & {*REQUIRED} and all(_says_nothing(frame[column]) for column in columns):
        return None
    different, number = _texts_of(frame[columns[0]]) if len(columns) == 1 else combinations(frame, columns)
    faults = check(different)
    if faults.empty:
        return None
    wrong = np.zeros(len(different), dtype=bool)
    wrong[faults["row"]] = True
    where = np.flatnonzero(wrong[number])
    rows = pd.DataFrame({"combination": number[where], "row": frame.index[where].to_numpy(dtype="int64")})
    spread = rows.merge(faults.rename(columns={"row": "combination"}), on="combination", sort=False)
    return spread[list(REJECT_COLUMNS)]


def _texts_of(column: pd.Series) -> tuple[pd.DataFrame, npt.NDArray[np.integer]]:
    """All texts a column may hold, also such as no row has: a fault of those is in no row."""
    return pd.DataFrame({column.name: pd.Series(column.cat.categories, dtype="str")}), column.cat.codes.to_numpy()


def _says_nothing(column: pd.Series) -> bool:
    return not any(column.cat.categories)


CLOSED_LISTS: Final[dict[str, Sequence[str]]] = {
    "event_type": EVENT_TYPES,
    "location_precision": ("", *PRECISIONS),
    "visibility": ("", *VISIBILITIES),
    "subject": ("", *SUBJECTS),
}


def count_fix(columns: Collection[str], *, typed: bool) -> str:
    """What can be done about a number of persons that is none, in a file with some of our columns."""
    return WRITE_TYPED if typed else WRITE_ENDS if {"persons_min", "persons_max"} <= set(columns) else WRITE_ONE


def _empty_case(frame: pd.DataFrame) -> pd.DataFrame:
    return rejected(
        frame,
        frame["case_id"] == "",
        "case_id",
        marked("The case is missing; expected the id that ties the events of one person or group together."),
        marked("Write the id of the case, the same in each of its rows."),
    )


def _outside_list(frame: pd.DataFrame, column: str, allowed: Sequence[str]) -> pd.DataFrame:
    bad = ~frame[column].isin(allowed)
    words = [word for word in allowed if word]
    fixes = {value: _nearest(value, words) for value in frame.loc[bad, column].unique()}
    reason = marked("This {column} is not in the list; expected one of {words}.")
    return rejected(
        frame,
        bad,
        column,
        Message(reason, column=column_word(column), words=", ".join(words)),
        pd.Series([fixes.get(value, "") for value in frame[column]], index=frame.index, dtype="object"),
    )


def _nearest(value: str, words: Sequence[str]) -> str:
    near = process.extractOne(value, words, score_cutoff=60)
    if near is None:
        return marked("Write the word from the list that fits.")
    return Message("Write {word}, if that is what is meant.", word=near[0])


def _unknown_country(frame: pd.DataFrame) -> pd.DataFrame:
    countries = read_countries()
    bad = (frame["country"] != "") & ~frame["country"].isin(countries.index)
    by_name = {name.casefold(): code for column in ("name_en", "name_ko") for code, name in countries[column].items()}
    codes = [by_name.get(name) for name in frame["country"].str.casefold()]
    unknown = marked("Write the two-letter code of the country.")
    fixes = [Message("Write {code}.", code=code) if code else unknown for code in codes]
    return rejected(
        frame,
        bad,
        "country",
        marked("This country code is unknown; expected two letters after ISO 3166-1, such as CN or KP."),
        pd.Series(fixes, index=frame.index, dtype="object"),
    )


def _unreadable_date(frame: pd.DataFrame) -> pd.DataFrame:
    problem = parse_dates(frame["date"])["date_problem"].astype("str")
    # The column of problems is text alone.
    said = {text: _sentences(text) for text in frame.loc[problem != "", "date"].unique()}
    reason, fix = (
        pd.Series([said.get(text, ("", ""))[n] for text in frame["date"]], index=frame.index, dtype="object")
        for n in (0, 1)
    )
    return rejected(frame, problem != "", "date", reason, fix)


def _sentences(text: str) -> tuple[str, str]:
    try:
        parse_date(text)
    except InputError as refused:
        return sentences_of(refused)
    return "", ""


def _unreadable_duration(frame: pd.DataFrame) -> pd.DataFrame:
    problem = parse_durations(frame["duration"])["duration_problem"]
    return rejected(
        frame,
        problem != "",
        "duration",
        problem,
        marked("Write it after ISO 8601, such as P8M for eight months or P10D."),
    )


def _unreadable_sequence(frame: pd.DataFrame) -> pd.DataFrame:
    bad = (frame["sequence"] != "") & ~np.isfinite(to_number(frame["sequence"]))
    return rejected(
        frame,
        bad,
        "sequence",
        marked("This is no number; expected the place of the event in its case."),
        marked("Write 1, 2, 3 ..."),
    )


def _unreadable_persons(frame: pd.DataFrame, column: str, fix: str) -> pd.DataFrame:
    text = frame[column]
    lowest = 0 if column == "persons_min" else 1
    number = to_count(text)
    reason = marked(
        "Found no whole number of {lowest} or more; expected how many persons, or an empty cell when unknown."
    )
    alone = marked("Write one number in figures alone.")
    thousand = marked("Write the number without a dot: 1000 for a thousand, 1 for one.")
    bad = (text != "") & ~((number >= lowest) & (number < 10**9) & (number == np.floor(number)))
    return rejected(
        frame,
        bad,
        column,
        Message(reason, lowest=lowest),
        pd.Series(fix if column == "persons" else alone, index=text.index).mask(
            text.str.fullmatch(ONE_OR_A_THOUSAND), thousand
        ),
    )


def _crossed_persons(frame: pd.DataFrame) -> pd.DataFrame:
    bad = to_count(frame["persons_min"]) > to_count(frame["persons_max"])
    return rejected(
        frame,
        bad,
        "persons_min",
        marked("persons_min is larger than persons_max; expected the smaller number first."),
        marked("Exchange the two, or correct the wrong one."),
    )


def _wrong_position(frame: pd.DataFrame) -> pd.DataFrame:
    lat, lon = to_number(frame["lat"]), to_number(frame["lon"])
    wrong = {
        "lat": (frame["lat"] != "") & ~(lat.abs() <= 90),
        "lon": (frame["lon"] != "") & ~(lon.abs() <= 180),
    }
    turned = pd.Series(marked("Write degrees with a decimal point, such as 42.957."), index=frame.index).mask(
        lat.abs().between(90, 180, inclusive="right") & (lon.abs() <= 90), EXCHANGED
    )
    half = (frame["lat"] == "") != (frame["lon"] == "")
    in_range = ~(wrong["lat"] | wrong["lon"] | half) & (frame["lat"] != "")
    outside = in_range & ~_in_country(frame["country"], lat, lon)
    exchanged = outside & _in_country(frame["country"], lon, lat)
    found = [
        rejected(frame, wrong["lat"], "lat", marked("Expected a latitude from -90 to 90 degrees."), turned),
        rejected(frame, wrong["lon"], "lon", marked("Expected a longitude from -180 to 180 degrees."), turned),
        rejected(
            frame,
            half,
            "lat",
            marked("Only one of lat and lon is there; expected both or none."),
            marked("Fill in the other."),
        ),
        rejected(
            frame,
            outside,
            "lat",
            marked("This position lies outside the country of the row; expected one inside it or at its border."),
            pd.Series(marked("Check lat, lon and country."), index=frame.index).mask(exchanged, EXCHANGED),
        ),
    ]
    return pd.concat(found, ignore_index=True)


def _in_country(country: pd.Series, lat: pd.Series, lon: pd.Series) -> pd.Series:
    """True inside the country's bounding box and a margin, and where the country or its box is not known."""
    box = read_countries().reindex(country)[["west", "south", "east", "north"]].set_axis(country.index)
    # A box across the 180th meridian has its east above 180.
    shifted = lon.where(~((box["east"] > 180) & (lon < 0)), lon + 360)
    inside = shifted.between(box["west"] - BORDER_DEGREES, box["east"] + BORDER_DEGREES) & lat.between(
        box["south"] - BORDER_DEGREES, box["north"] + BORDER_DEGREES
    )
    return inside | box["west"].isna()


def _part_of_itself(frame: pd.DataFrame) -> pd.DataFrame:
    # Taking texts apart takes its time, and most name one case.
    several = frame["part_of"].str.contains("|", regex=False)
    wholes = frame.loc[several, "part_of"].str.split("|").explode().str.strip()
    own = wholes.index[(wholes == frame["case_id"].reindex(wholes.index)) & (wholes != "")]
    bad = (frame["part_of"] == frame["case_id"]) | frame.index.isin(own)
    return rejected(
        frame,
        bad,
        "part_of",
        marked("The case is named as a part of itself; expected the other case that already counts these people."),
        marked("Name the other case, or leave the cell empty."),
    )
