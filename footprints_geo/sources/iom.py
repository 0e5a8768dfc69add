"""IOM's Missing Migrants tables: the dead and the missing of each incident, in every layout seen since 2017.

What the columns mean is taken from IOM's data dictionary: the date is that of the death as estimated, or the day on
which a body was found, and of a cumulative entry the last day of its period; the dead are bodies recovered, the missing
an estimate of at least so many who are taken for dead; positions are estimates in many regions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.places.nations import certain_countries, codes_of_names
from footprints_geo.profiles import Profile
from footprints_geo.sources.public_tables import counted, faults_of, headers_of, recast_with
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.written_dates import month_numbers, written_days

CASE: Final = "case (derived)"
KIND: Final = "event (derived)"
DATE: Final = "date (derived)"
LAT: Final = "lat (derived)"
LON: Final = "lon (derived)"
COUNTRY: Final = "country (derived)"
LEAST: Final = "at least (derived)"
MOST: Final = "at most (derived)"
FATE: Final = "fate (derived)"
SOURCE: Final = "source (derived)"
NOTE: Final = "note (derived)"
DERIVED: Final = (CASE, KIND, DATE, LAT, LON, COUNTRY, LEAST, MOST, FATE, SOURCE, NOTE)

PROJECT: Final = "IOM's Missing Migrants Project"
SOURCE_TITLE: Final = f"{PROJECT}, CC BY 4.0"

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "incident": ("incident id", "web id"),
    "main": ("main id",),
    "type": ("incident type",),
    "date": ("incident date", "reported date", "date of incident"),
    "year": ("year", "incident year", "reported year", "year of incident"),
    "month": ("reported month", "incident month", "month", "month of incident"),
    "dead": ("number dead", "number of dead", "no dead"),
    "missing": ("minimum estimated number of missing", "no missing"),
    "total": ("total dead and missing", "total number of dead and missing", "no dead missing"),
    "position": ("coordinates", "location coordinates"),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "country": ("country of incident",),
    "where": ("location of death", "location of incident", "location description"),
    "source": ("information source", "source"),
    "url": ("url", "link"),
}
"""The headers of the layouts, in plain spelling, by what they hold; the first that a table has counts."""

_PECULIAR: Final = frozenset({"minimum estimated number of missing", "region of incident", "region"})
_BLANKS: Final = ("NA", "N/A", "NaN")
_DEGREES: Final = r"-?\d+(?:\.\d+)?"
_PAIR: Final = rf"^\(?(?P<lat>{_DEGREES})\s*[,;]\s*(?P<lon>{_DEGREES})\)?$"

_NO_COUNT: Final = "{}: this is no whole number; expected how many persons, or an empty cell when unknown."
_COUNT_FIX: Final = "Write one number in figures alone."
_NOBODY: Final = (
    "The row counts nobody: its dead and missing come to less than 1; expected at least one person.",
    "Correct the two numbers, or empty the one that is unknown.",
)
_NO_POSITION: Final = (
    "This is no position; expected latitude and longitude in degrees, such as 37.34, 42.99.",
    "Write both with a decimal point, and in one cell with a comma between them.",
)
_NO_YEAR: Final = ("This is no year; expected four figures, such as 2023.", "Write the year, or empty the cell.")
_DATE_FIX: Final = "Write the day as 2023-10-09, or empty the cell where only year and month are known."


def recognises(table: SourceTable) -> bool:
    """Whether a table is one of IOM's: it counts the dead and the missing of incidents, with a date or a month.

    Case, full stops and underscores in the headers do not matter.
    """
    headers = headers_of(table)
    found = _found(headers)
    dated = "date" in found or {"year", "month"} <= set(found)
    return {"dead", "missing"} <= set(found) and dated and not _PECULIAR.isdisjoint(headers)


def recast(table: SourceTable) -> SourceTable:
    """The same rows with what follows from IOM's columns.

    Parameters
    ----------
    table : SourceTable
        One that :func:`recognises` takes for IOM's.

    Returns
    -------
    SourceTable
        With the columns of text DERIVED, '' where nothing is known: an id for the case (the Incident ID: the parts of
        a split incident are cases of their own, so that their people add up); `disappearance` where somebody is
        counted as missing, else `last_seen`; the date, the month or the year, with `~` for a cumulative entry; a
        position in degrees; the country whose land alone lies there; the dead and missing together, as at least so
        many and, where nobody is missing, as at most so many; the fate (`dead`, `missing`, `dead and missing`, `not
        stated`); source and note. `NA` in the columns that are looked at becomes an empty cell.
    """
    found = _found(headers_of(table))
    cleaned, blanks = _without_blanks(table, found)
    rows = cleaned.frame[list(found.values())].astype("str").set_axis(list(found), axis=1)
    rows = rows.reindex(columns=list(COLUMNS), fill_value="").astype("str")
    date, date_faults = _dates(rows, found)
    position, position_faults = _positions(rows, found)
    persons, person_faults = _persons(rows, found)
    lat, lon = (pd.to_numeric(position[part], errors="coerce").astype("float64") for part in (LAT, LON))
    nation = certain_countries(lat, lon, codes_of_names(rows["country"]))
    source = rows["source"].where(rows["source"] != "", PROJECT)
    derived = position.join(persons).assign(
        **{CASE: _cases(rows, table.unit), DATE: date, COUNTRY: nation["country"], SOURCE: source, NOTE: _remarks(rows)}
    )
    return recast_with(
        cleaned,
        derived[list(DERIVED)],
        [*date_faults, *position_faults, *person_faults],
        _notes(rows, derived, nation["known_by"], blanks),
        _warnings(rows, derived),
    )


def profile(table: SourceTable) -> Profile:
    """The whole mapping of a recast table; nothing is left to ask.

    `location_precision` stays empty: IOM does not say how closely a position is known, and calls many of them
    estimates. Who knows better says it in a profile of their own.
    """
    found = _found(headers_of(table))
    # The cells as they are typed are there for faults alone: where they can be used, the derived ones are not empty.
    wanted = {
        "case_id": (CASE,),
        "event_type": (KIND,),
        "date": (DATE, found.get("date"), found.get("year")),
        "country": (COUNTRY,),
        "lat": (LAT, found.get("position"), found.get("lat")),
        "lon": (LON, found.get("position"), found.get("lon")),
        "persons_min": (LEAST,),
        "persons_max": (MOST,),
        "source": (SOURCE,),
        "source_url": (found.get("url"),),
        "note": (NOTE,),
    }
    columns = {column: tuple(header for header in headers if header) for column, headers in wanted.items()}
    return Profile(
        name="IOM Missing Migrants",
        made_for="iom",
        columns={column: headers for column, headers in columns.items() if headers},
        constants={"source_title": SOURCE_TITLE},
        left_out=tuple(found[name] for name in ("month", "total", "where", "source") if name in found),
    )


def _found(headers: Mapping[str, str]) -> dict[str, str]:
    """The file's header for each of COLUMNS that it has."""
    there = {
        name: next((headers[alias] for alias in aliases if alias in headers), "") for name, aliases in COLUMNS.items()
    }
    return {name: header for name, header in there.items() if header}


def _without_blanks(table: SourceTable, found: Mapping[str, str]) -> tuple[SourceTable, int]:
    """The table with empty cells where a program wrote that there is no value, and how many these are."""
    looked_at = list(dict.fromkeys(found.values()))
    texts = table.frame[looked_at].astype("str")
    blank = texts.isin(_BLANKS)
    frame = table.frame.assign(**{str(header): texts[header].mask(blank[header], "") for header in looked_at})
    return dataclasses.replace(table, frame=frame), int(blank.to_numpy().sum())


def _dates(rows: pd.DataFrame, found: Mapping[str, str]) -> tuple[pd.Series, list[pd.DataFrame]]:
    days = written_days(rows["date"])
    open_ = rows["date"] == ""
    year = rows["year"].str.extract(r"^(\d{4})(?:\.0+)?$")[0].fillna("").astype("str")
    month = _whole(month_numbers(rows["month"])).str.zfill(2)
    bad_year = open_ & (rows["year"] != "") & (year == "")
    text = days["day"].dt.strftime("%Y-%m-%d").fillna("").astype("str")
    text = text.mask(open_ & (year != ""), year + ("-" + month).where(month != "00", ""))
    text = text.mask((text != "") & rows["type"].str.contains("cumulative", case=False), text + "~")
    bad = days["problem"] != ""
    faults = [
        faults_of(rows.loc[bad, "date"], found.get("date", ""), days.loc[bad, "problem"], _DATE_FIX),
        faults_of(rows.loc[bad_year, "year"], found.get("year", ""), *_NO_YEAR),
    ]
    return text, faults


def _positions(rows: pd.DataFrame, found: Mapping[str, str]) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Latitude and longitude as text, from one cell or else from two."""
    pair = rows["position"].str.extract(_PAIR).fillna("").astype("str")
    own = pd.DataFrame({part: rows[part].where(rows[part].str.fullmatch(_DEGREES), "") for part in ("lat", "lon")})
    read = {"position": pair["lat"], "lat": own["lat"], "lon": own["lon"]}
    bad = {name: (rows[name] != "") & (texts == "") for name, texts in read.items() if name in found}
    faults = [faults_of(rows.loc[where, name], found[name], *_NO_POSITION) for name, where in bad.items()]
    return pair.where(pair["lat"] != "", own).set_axis([LAT, LON], axis=1), faults


def _persons(rows: pd.DataFrame, found: Mapping[str, str]) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """How many at least and at most, what became of them, and which event that is."""
    dead, missing, total = (_count(rows[name]) for name in ("dead", "missing", "total"))
    # Fewer than none are missing where IOM takes people off again; fewer than none cannot be dead.
    bad = {"dead": (rows["dead"] != "") & ~(dead >= 0), "missing": (rows["missing"] != "") & missing.isna()}
    least = (dead.fillna(0) + missing.fillna(0)).mask(dead.isna() & missing.isna(), total)
    # Nobody is counted where all that is known comes to nothing, and nothing is left unknown.
    nobody = ((least < 1) & ~(dead.isna() | missing.isna())) | (least < 0)
    most = dead.where((missing == 0) & (dead >= 1))
    unusable = bad["dead"] | bad["missing"]
    persons = pd.DataFrame(
        {
            LEAST: _whole(least).mask(unusable, ""),
            MOST: _whole(most).mask(unusable | nobody, ""),
            FATE: np.select(
                [(dead > 0) & (missing > 0), dead > 0, missing > 0],
                ["dead and missing", "dead", "missing"],
                "not stated",
            ),
            KIND: np.where(missing > 0, "disappearance", "last_seen"),
        },
        index=rows.index,
    )
    # Faults of the whole row: the numbers are carried along, and a fault in what is carried along rejects nothing.
    faults = [
        faults_of(rows.loc[where, name], "", _NO_COUNT.format(found[name]), _COUNT_FIX) for name, where in bad.items()
    ]
    lost = nobody & ~unusable
    shown = rows["dead"].where(rows["dead"] != "", "?") + " + " + rows["missing"].where(rows["missing"] != "", "?")
    return persons.astype("str"), [*faults, faults_of(shown[lost], "", *_NOBODY)]


def _count(texts: pd.Series) -> pd.Series:
    whole = texts.where(texts.str.fullmatch(r"-?\d+(\.0+)?"), "")
    return pd.to_numeric(whole, errors="coerce").astype("float64")


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers.fillna(0).astype("int64").astype("str").where(numbers.notna(), "")


def _cases(rows: pd.DataFrame, unit: str) -> pd.Series:
    own = rows["incident"].where(rows["incident"] != "", rows["main"])
    return own.where(own != "", unit + " " + rows.index.to_series().astype("str"))


def _remarks(rows: pd.DataFrame) -> pd.Series:
    """What the row counts, in words: one word for the event cannot say who was found dead."""
    dead = rows["dead"].where(rows["dead"] != "", "not stated")
    missing = rows["missing"].where(rows["missing"] != "", "not stated")
    missing = missing.mask(missing.str.fullmatch(r"[1-9]\d*"), "at least " + missing)
    where = (" " + rows["where"]).where(rows["where"] != "", "")
    return "Dead: " + dead + "; missing: " + missing + "." + where


def _notes(rows: pd.DataFrame, derived: pd.DataFrame, known_by: pd.Series, blanks: int) -> list[str]:
    placed, stated, sea, border, against = (
        int((known_by == word).sum()) for word in ("position", "stated", "at sea", "at a border", "contradicted")
    )
    months = int(((rows["date"] == "") & (derived[DATE] != "")).sum())
    period = int(derived[DATE].str.endswith("~").sum())
    split = int((rows["main"].duplicated(keep=False) & (rows["main"] != "")).sum())
    notes = [
        f"The table is one of {PROJECT} (CC BY 4.0): name it as the source where you publish, and say that this "
        "program changed its layout.",
        "By its own method IOM leaves out deaths in immigration detention, during deportation and after forced return: "
        "that no row tells of one does not mean that there was none.",
        f"Each Incident ID is a case of its own, so that the people of all rows add up; {split} rows share their Main "
        "ID with another row, as parts of a split incident.",
        "persons_min is dead and missing together, an empty cell being unknown and not 0; the missing are IOM's least "
        "estimate, so persons_max is known only where the dead are counted and nobody is missing.",
        f"date is the day of the death as IOM estimates it, or on which a body was found; {months} rows without one "
        f"have their month or year; {period} cumulative rows have the last day of their period, as approximate.",
        f"country is taken from the position where only one country's land lies within 3 km ({placed} rows), else from "
        f"the country of the incident ({stated} rows without a position). It is left empty at sea ({sea}), near a "
        f"border ({border}) and where position and stated country differ ({against}).",
        "location_precision is left empty: IOM calls many positions estimates and does not say which, so that rows are "
        "known to the country only.",
    ]
    if blanks:
        notes.append(f"{blanks} cells say NA, as programs write for no value: they are read as empty.")
    return notes


def _warnings(rows: pd.DataFrame, derived: pd.DataFrame) -> list[str]:
    dead, missing, total = (_count(rows[name]) for name in ("dead", "missing", "total"))
    parts = dead.fillna(0) + missing.fillna(0)
    months, days = month_numbers(rows["month"]), pd.to_datetime(derived[DATE], format="%Y-%m-%d", errors="coerce")
    outside = months.notna() & days.notna() & (months != days.dt.month)
    unsummed = total.notna() & (total != parts) & (parts > 0)
    found = (
        (
            derived[FATE] == "dead",
            "rows tell of people found dead and of nobody missing. No event of this program is a death: they are "
            "last_seen, which here means that a body was found or a death reported. Say so wherever you show them; "
            f"the column '{FATE}' tells them apart.",
        ),
        (
            derived[FATE] == "dead and missing",
            "rows tell of dead and of missing people together: they are disappearance, and their persons are both. Say "
            f"so wherever you show them; the column '{FATE}' tells them apart.",
        ),
        (derived[FATE] == "not stated", "rows say of nobody that they died or are missing: they are last_seen."),
        (missing < 0, "rows have a negative number of missing: IOM's own sum, dead and missing, is used."),
        (unsummed, "rows state a total that is not the sum of dead and missing: the sum is used."),
        (outside, "rows have a date outside their reported month: the date is used."),
        (
            (rows["incident"] == "") & (rows["main"] == ""),
            "rows have no Incident ID and no Main ID: each is a case that goes by its number in this file.",
        ),
        (
            derived[CASE].duplicated(),
            "rows have the id of an earlier row: they are one case with it, and its people count once.",
        ),
    )
    return counted(found)
