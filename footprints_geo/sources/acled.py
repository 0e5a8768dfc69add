"""ACLED's event tables: which of its kinds of event are ours, and how closely its dates and places are known.

The codes are those of the ACLED codebook (2021, 2023) as ACLED's package acledR repeats them. `time_precision`: 1 the
day, 2 a week or weekend whose middle is written, 3 a month of which the middle, the first or the last day is written.
`geo_precision`: 1 a town, 2 a small part of a region for which a near town stands, 3 a region for which a natural
location or the provincial capital stands. Both generations of the header are read: in March 2023 ACLED took `data_id`,
`event_id_no_cnty` and `iso3` away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

import pandas as pd

from footprints_geo.coded import coded, combinations, constant, looked_up
from footprints_geo.places.nations import codes_of_letters, codes_of_names, codes_of_numbers
from footprints_geo.profiles import Profile
from footprints_geo.sources.public_tables import counted, faults_of, headers_of, recast_with
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.written_dates import written_days

KINDS: Final = {"Abduction/forced disappearance": "disappearance", "Arrests": "arrest"}
"""ACLED's sub-event types that are event types of ours; no other is."""

PRECISIONS: Final = {"1": "city", "2": "county", "3": "province"}
"""What `geo_precision` says in our words."""

DATE: Final = "date (derived)"
PLACE: Final = "place (derived)"
LAT: Final = "lat (derived)"
LON: Final = "lon (derived)"
PRECISION: Final = "precision (derived)"
COUNTRY: Final = "country (derived)"

SOURCE_TITLE: Final = "Armed Conflict Location & Event Data (ACLED)"

_NEEDED: Final = frozenset({"event date", "event type", "sub event type"})
_IDS: Final = ("event id cnty", "data id")
_CODES: Final = frozenset({"time precision", "geo precision", "iso", "iso3"})
_NATIONS: Final = ("country", "iso", "iso3")
_LOOKED_AT: Final = (
    *("event id cnty", "data id", "event date", "time precision", "geo precision"),
    *("location", "latitude", "longitude", *_NATIONS),
)
_REPLACED: Final = ("event type", "latitude", "longitude", "year", "timestamp")
_THREE_DAYS: Final = pd.Timedelta(days=3)

_OTHER_KIND: Final = f"This kind of event is not one this program maps; expected {' or '.join(KINDS)}."
_OTHER_KIND_FIX: Final = "Nothing to mend: leave the row out, or filter the download by sub_event_type."
_NO_COUNTRY: Final = "This country is not known; expected one of ISO 3166-1."
_TWO_COUNTRIES: Final = "The name and the ISO code mean two countries; expected one."
_COUNTRY_FIX: Final = "Correct country, iso or iso3."
_DATE_FIX: Final = "Write the day as 2023-10-09."


def recognises(table: SourceTable) -> bool:
    """Whether a table is one of ACLED's: an id, a date, both event types and one of its codes.

    The case of the headers does not matter. A table from before 2019 has no `sub_event_type` and is not recognised:
    nothing in it says what could be mapped.
    """
    headers = set(headers_of(table))
    return headers >= _NEEDED and not headers.isdisjoint(_IDS) and not headers.isdisjoint(_CODES)


def recast(table: SourceTable) -> SourceTable:
    """The same rows with what follows from ACLED's codes.

    Parameters
    ----------
    table : SourceTable
        One that :func:`recognises` takes for ACLED's.

    Returns
    -------
    SourceTable
        With six more columns of text, '' where nothing is known: `date (derived)`, a day, the seven days round it
        (time_precision 2) or its month (3), with `?` where the precision is not stated; `place (derived)`,
        `lat (derived)` and `lon (derived)`, empty where what is written only stands for a region (geo_precision 3);
        `precision (derived)`; `country (derived)`, ISO 3166-1 alpha-2.
        Each row of a kind that this program does not map has one fault; in the others, so has each date and each
        country that cannot be used.
    """
    header = headers_of(table)
    rows = _texts(table, header)
    kinds = table.frame[header["sub event type"]]
    ours = {_plain(kind) for kind in KINDS}
    mapped = looked_up(coded(kinds), lambda words: words.map(_plain).isin(ours)).astype(bool)
    date, undated = _dates(rows)
    country, unknown = _countries(rows)
    derived = _placed(rows).assign(**{DATE: date, COUNTRY: country})
    undated, unknown = undated[mapped & (undated != "")], unknown[mapped & (unknown != "")]
    cell, column = _blamed(rows.loc[unknown.index], header)
    faults = [
        faults_of(kinds[~mapped], header["sub event type"], _OTHER_KIND, _OTHER_KIND_FIX),
        faults_of(rows.loc[undated.index, "event date"], header["event date"], undated, _DATE_FIX),
        faults_of(cell, column, unknown, _COUNTRY_FIX),
    ]
    notes = _notes(rows[mapped], len(rows), derived.loc[mapped, PRECISION])
    return recast_with(table, derived, faults, notes, _warnings(rows[mapped]))


def profile(table: SourceTable) -> Profile:
    """The whole mapping of a recast table; nothing is left to ask.

    Each event is a case. Persons stay unknown: `fatalities` counts the dead and is carried along, as are the actors,
    whose order does not say who did what.
    """
    header = headers_of(table) | {name: name for name in (DATE, PLACE, LAT, LON, PRECISION, COUNTRY)}
    wanted: Mapping[str, tuple[str, ...]] = {
        "case_id": _IDS,
        "event_type": ("sub event type",),
        # The cell as it is typed is there for faults alone: where it can be used, the derived one is not empty.
        "date": (DATE, "event date"),
        "place": (PLACE,),
        "admin1": ("admin1",),
        "country": (COUNTRY, *_NATIONS),
        "lat": (LAT,),
        "lon": (LON,),
        "location_precision": (PRECISION,),
        "source": ("source",),
        "note": ("notes",),
    }
    found = {column: tuple(header[name] for name in names if name in header) for column, names in wanted.items()}
    return Profile(
        name="ACLED",
        made_for="acled",
        columns={column: headers for column, headers in found.items() if headers},
        constants={"source_title": SOURCE_TITLE},
        values={"event_type": KINDS},
        left_out=tuple(header[name] for name in _REPLACED if name in header),
    )


def _plain(word: str) -> str:
    """A word as mapping profiles compare it: without regard to case, blanks and width."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _texts(table: SourceTable, header: Mapping[str, str]) -> pd.DataFrame:
    """The columns that are looked at, coded, by ACLED's names; '' for one that is not there."""
    index = table.frame.index
    return pd.DataFrame(
        {name: coded(table.frame[header[name]]) if name in header else constant("", index) for name in _LOOKED_AT},
        index=index,
    )


def _code(texts: pd.Series) -> pd.Series:
    """A precision as 1, 2 or 3; '' for anything else."""
    code = texts.astype("str").str.replace(r"\.0+$", "", regex=True)
    return code.where(code.isin(list(PRECISIONS)), "")


def _dates(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The day, week or month of each row, and what is wrong with its date."""
    distinct, number = combinations(rows, ["event date", "time precision"])
    read = written_days(distinct["event date"])
    text = _intervals(read["day"], _code(distinct["time precision"]))
    return text.take(number).set_axis(rows.index), read["problem"].take(number).set_axis(rows.index)


def _intervals(days: pd.Series, code: pd.Series) -> pd.Series:
    day = days.dt.strftime("%Y-%m-%d")
    week = (days - _THREE_DAYS).dt.strftime("%Y-%m-%d") + "/" + (days + _THREE_DAYS).dt.strftime("%Y-%m-%d")
    month = days.dt.strftime("%Y-%m")
    text: pd.Series = (day + "?").mask(code == "1", day).mask(code == "2", week).mask(code == "3", month)
    return text.fillna("").astype("str")


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Place, position and precision; neither name nor position where they only stand for a region."""
    code = looked_up(rows["geo precision"], _code)
    own = {PLACE: "location", LAT: "latitude", LON: "longitude"}
    placed = pd.DataFrame({derived: rows[name].astype("str").mask(code == "3", "") for derived, name in own.items()})
    return placed.assign(**{PRECISION: code.map(PRECISIONS).fillna("").astype("str")})


def _countries(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The code of each row's country, and what is wrong with it."""
    distinct, number = combinations(rows, _NATIONS)
    codes = pd.DataFrame(
        {
            "country": codes_of_names(distinct["country"]),
            "iso": codes_of_numbers(distinct["iso"]),
            "iso3": codes_of_letters(distinct["iso3"]),
        }
    )
    code = codes["iso"].where(codes["iso"] != "", codes["country"])
    code = code.where(code != "", codes["iso3"])
    agreed = ((codes == "") | codes.eq(code, axis=0)).all(axis=1)
    lost = (distinct != "").any(axis=1) & (code == "")
    problem = pd.Series("", index=distinct.index, dtype="str").mask(lost, _NO_COUNTRY).mask(~agreed, _TWO_COUNTRIES)
    code = code.where(agreed, "").astype("str")
    return code.take(number).set_axis(rows.index), problem.take(number).set_axis(rows.index)


def _blamed(rows: pd.DataFrame, header: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """The first cell of each row that says a country, and its header."""
    name = pd.Series("", index=rows.index, dtype="str")
    cell = name.copy()
    for nation in reversed(_NATIONS):
        said = rows[nation] != ""
        name, cell = name.mask(said, header.get(nation, "")), cell.mask(said, rows[nation].astype("str"))
    return cell, name


def _notes(rows: pd.DataFrame, rows_read: int, precision: pd.Series) -> list[str]:
    time = _code(rows["time precision"])
    weeks, months = int((time == "2").sum()), int((time == "3").sum())
    towns, counties, provinces = (int((precision == word).sum()) for word in PRECISIONS.values())
    others = rows_read - len(rows)
    return [
        f"The table is one of ACLED's: {len(rows)} of {rows_read} rows are of a kind this program maps "
        f"(Abduction/forced disappearance is disappearance, Arrests is arrest); the other {others} are rejected, each "
        "with its kind.",
        "Each ACLED event is a case of its own: ACLED follows nobody from one event to the next, so its records make "
        "no journeys.",
        f"date is event_date as time_precision allows: {weeks} dates are known to a week (2) and become the seven days "
        f"round the written one, which is its middle; {months} are known to a month (3) and become the month.",
        f"location_precision is geo_precision: 1 is city ({towns} rows), 2 is county ({counties}), 3 is province "
        f"({provinces}), where the written place and position only stand for the province and are left out.",
        "country is taken from iso, else from the name, else from iso3.",
        "The number of persons is unknown: fatalities counts the dead, not those taken or arrested, and is carried "
        "along as it is. So are actor1 and actor2: their order does not say who held whom.",
        "ACLED's terms limit passing its records on: name ACLED as the source, and ask its terms before sharing rows.",
    ]


def _warnings(rows: pd.DataFrame) -> list[str]:
    own, passing = (rows[name].astype("str") for name in _IDS)
    case = own.where(own != "", passing)
    found = (
        (
            _code(rows["time precision"]) == "",
            "rows do not say how closely the date is known (time_precision is not 1, 2 or 3): the day is kept and "
            "marked as uncertain.",
        ),
        (
            _code(rows["geo precision"]) == "",
            "rows do not say how closely the place is known (geo_precision is not 1, 2 or 3).",
        ),
        (
            (own == "") & (passing != ""),
            "rows have no event_id_cnty and go by data_id, which ACLED gives anew at each update: these cases cannot "
            "be found again in another download.",
        ),
        (
            case.duplicated() & (case != ""),
            "rows have the id of an earlier row, as in a download with one row an actor: they are one case with it.",
        ),
    )
    return counted(found)
