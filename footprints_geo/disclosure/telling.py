"""The table of events as it is told to the public: each line like those of its group, in an order of its own."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.coded import coded, of_codes
from footprints_geo.disclosure.columns import closed, custodians, dates, durations, persons, places_of, sources
from footprints_geo.disclosure.grouping import Grouping, Told
from footprints_geo.disclosure.lines import Alike, agreed, alike_lines, any_of
from footprints_geo.events.faults import REJECT_COLUMNS
from footprints_geo.events.table import CODED, SCHEMA, Events
from footprints_geo.journeys import Bools, Ints
from footprints_geo.profiles import Profile
from footprints_geo.synthetic_mark import Synthetic
from footprints_geo.unfolding.accounts import INFERRED_COLUMNS
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES, SUBJECTS, VISIBILITIES

NAME: Final = "protected records"
"""What a sensitive data set is called in public: the name of its file may say whose it is."""

PART_OF: Final = "another case"
_STEP: Final = np.uint64(1099511628211)


def told_events(events: Events, grouping: Grouping, places: pd.DataFrame, part_of: Bools, *, published: bool) -> Events:
    """The events as the public may see them, in a table like any other.

    Parameters
    ----------
    events : Events
        Where they come from.
    grouping : Grouping
        Which lines are told.
    places : pandas.DataFrame
        The places that may be named: rows of `events.places`, those of the lines among them.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case.
    published : bool
        Whether the records are public already: then their sources and the name of the file stay.

    Returns
    -------
    Events
        With ids, order and row numbers that come from what is told alone; days are months; positions are those of the
        places; `note`, attributes and, unless published, sources are empty. Persons of a group are spread over its
        cases as evenly as whole numbers allow, so that their sum is right at every event and no case stands out.
    """
    told, alike = grouping.told, alike_lines(grouping)
    low, high = persons(grouping, alike)
    columns: dict[str, Any] = {
        "sequence": (told.position + 1).astype(np.float64),
        "event_type": closed(told.event_type, EVENT_TYPES),
        **dates(events, grouping, alike),
        **places_of(events, grouping, alike, published=published),
        "persons_low": low,
        "persons_high": high,
        "persons_stated": any_of(events.frame["persons_stated"].to_numpy(), grouping, alike),
        "visibility": closed(np.zeros(len(low), dtype=np.int64), VISIBILITIES),
        "subject": closed(agreed(events.frame["subject"].cat.codes.to_numpy(), grouping, alike), SUBJECTS),
        "part_of": np.where(part_of[told.case], PART_OF, ""),
        "note": np.full(len(low), ""),
        "duration": durations(events, grouping, alike, published=published),
        "custodian": custodians(events, grouping, alike, published=published),
        **sources(events, grouping, alike, published=published),
    }
    order = _order(columns, told, alike)
    frame = _frame({name: column[order] for name, column in columns.items()}, told, order)
    given = given_of(frame)
    name, fingerprint = (events.name, events.fingerprint) if published else (NAME, fingerprint_of(given))
    return as_events(frame, places, name, fingerprint, events.synthetic)


def as_events(frame: pd.DataFrame, places: pd.DataFrame, name: str, fingerprint: str, synthetic: Synthetic) -> Events:
    """What is told, as events like any other: every row is accepted, and nothing is said of how it came to be.

    Parameters
    ----------
    frame : pandas.DataFrame
        After SCHEMA.
    places : pandas.DataFrame
        The places that may be named.
    name, fingerprint : str
        What the data set is called, and SHA-256 of it.
    synthetic : {'none', 'some', 'all'}
        How many of the records are made up: what says so in the records themselves may not be told.
    """
    return Events(
        frame=SCHEMA.validate(frame),
        given=given_of(frame),
        places=places,
        rejects=pd.DataFrame(columns=list(REJECT_COLUMNS)),
        inferred=pd.DataFrame(columns=list(INFERRED_COLUMNS)),
        file_warnings=(),
        questions=(),
        name=name,
        fingerprint=fingerprint,
        records_read=len(frame),
        rows_read=len(frame),
        rows_rejected=0,
        profile=Profile(),
        said_synthetic=synthetic,
    )


def _order(columns: dict[str, Any], told: Told, alike: Alike) -> Ints:
    """Groups in an order that comes from what is told of them: the order of the file may say who was met when."""
    content = np.zeros(len(told.case), dtype=np.uint64)
    for column in columns.values():
        values = np.asarray(column)
        if values.dtype.kind == "M":
            values = values.astype("datetime64[s]").astype(np.int64)
        if values.dtype.kind == "O":
            # Missing ones have no order among texts.
            values = np.where(pd.isna(values), "", values)
        content = content * _STEP + pd.util.hash_array(values)
    _, group = np.unique(told.group, return_inverse=True)
    total = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.uint64)
    np.add.at(total, group, content)
    return np.lexsort((told.position, alike.rank, group, total[group]))


def _frame(columns: dict[str, Any], told: Told, order: Ints) -> pd.DataFrame:
    case = told.case[order]
    begins = np.ones(len(case), dtype=bool)
    begins[1:] = case[1:] != case[:-1]
    number = np.cumsum(begins)
    width = len(str(number.max(initial=1)))
    names = pd.Index([f"{one:0{width}}" for one in range(1, int(number.max(initial=0)) + 1)], dtype="str")
    index = pd.RangeIndex(len(case))
    made = {
        "row": np.arange(1, len(case) + 1),
        "case_id": of_codes(number - 1, names, index),
        **columns,
    }
    frame = pd.DataFrame({name: made[name] for name in SCHEMA.columns})
    texts = [name for name in CODED if name != "case_id"]
    frame[texts] = frame[texts].astype("str").astype("category")
    frame[["date_earliest", "date_latest"]] = frame[["date_earliest", "date_latest"]].astype("datetime64[s]")
    return frame


def given_of(frame: pd.DataFrame) -> pd.DataFrame:
    """What is told as text, as a file holds it: EVENT_COLUMNS."""
    low, high = frame["persons_low"], frame["persons_high"]
    stated = frame["persons_stated"] | (low > 1)
    whole = stated & (low == high)
    made = {
        "sequence": frame["sequence"].astype("int64").astype("str"),
        "persons": low.astype("str").where(whole, ""),
        "persons_min": low.astype("str").where(stated & ~whole, ""),
        "persons_max": high.map("{:.0f}".format).where(high.notna() & ~whole, ""),
        "lat": frame["lat"].map("{:.5f}".format).where(frame["lat"].notna(), ""),
        "lon": frame["lon"].map("{:.5f}".format).where(frame["lon"].notna(), ""),
    }
    return pd.DataFrame(
        {name: coded((made[name] if name in made else frame[name]).astype("str")) for name in EVENT_COLUMNS}
    )


def fingerprint_of(given: pd.DataFrame) -> str:
    """SHA-256 of what is told, so that a picture can be checked against it, and against nothing else."""
    digest = hashlib.sha256()
    for name, column in given.items():
        digest.update("\x1f".join([str(name), *column.cat.categories]).encode())
        digest.update(column.cat.codes.to_numpy().astype("<i8").tobytes())
    return digest.hexdigest()
