"""The validated events table: the door every record comes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow
import pyarrow.compute as pc

from footprints_geo.coded import looked_up, of_codes, recoded, repeated
from footprints_geo.dates.intervals import parse_dates
from footprints_geo.events.checks import count_fix, rejects
from footprints_geo.events.faults import REJECT_COLUMNS
from footprints_geo.events.locations import locate
from footprints_geo.events.numbers import to_count, to_number
from footprints_geo.events.table import RESERVED, SCHEMA, Events
from footprints_geo.language import marked
from footprints_geo.parallel import in_parallel
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.profiles import Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.unfolding.accounts import INFERRED_COLUMNS, MOST_ROW_NUMBERS
from footprints_geo.unfolding.rows import EventRows
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES


def validate(
    table: SourceTable, rows: EventRows, profile: Profile, gazetteer: Gazetteer, notes: Sequence[str] = ()
) -> Events:
    """Accept or reject every event of a source table.

    Parameters
    ----------
    table : SourceTable
        Where the events come from.
    rows : EventRows
        The events the profile makes of it.
    profile : Profile
        With the decisions about places.
    gazetteer : Gazetteer
        The places known by name.
    notes : sequence of str
        What was found out on the way, as sentences, to be reported with the rest.

    Returns
    -------
    Events
        With no rows for a file that holds a header alone.
    """
    given = _renamed(rows.frame)
    texts = given.assign(
        event_type=recoded(given["event_type"], lambda c: c.str.lower().str.replace(r"[\s-]+", "_", regex=True)),
        country=recoded(given["country"], lambda c: c.str.upper()),
        **{c: recoded(given[c], lambda t: t.str.lower()) for c in ("location_precision", "visibility", "subject")},
    )
    fix = count_fix(set().union(*rows.headers), typed=profile.made_for != "events")
    # The cases take the longest to sort of all that is done to a column.
    first: dict[str, Any] = in_parallel(
        {"case_id": partial(_sorted_category, texts["case_id"]), "faults": partial(rejects, texts, given, fix)}
    )
    faults = first["faults"]
    wrong = np.zeros(len(texts), dtype=bool)
    wrong[faults["row"].to_numpy()] = True
    wrong[rows.faults.loc[rows.faults["event"] >= 0, "event"].to_numpy(dtype="int64")] = True
    accepted = texts[~wrong] if wrong.any() else texts
    numbers = rows.rows[~wrong]
    # Names are looked up beside the columns, which leave the interpreter alone most of the time.
    looking: dict[str, Callable[[], Any]] = {"where": partial(locate, accepted, gazetteer, decisions=profile.places)}
    made = in_parallel(looking | _columns(accepted))
    where = made["where"]
    made |= _located(where.located)
    made["case_id"] = first["case_id"][~wrong].cat.remove_unused_categories() if wrong.any() else first["case_id"]
    # In place: the table was made here, and a copy of a large one takes its time.
    frame = _typed(accepted, numbers, made)
    without_event = int(rows.faults.loc[rows.faults["event"] < 0, "row"].nunique())
    told: dict[str, Any] = in_parallel(
        {
            "frame": partial(SCHEMA.validate, frame),
            "remarks": lambda: _told(_inferred(accepted, where.located, made), numbers, rows.told_of[~wrong]),
        }
    )
    said = [rows.inferred_among(~wrong), told["remarks"][0], _noted([*table.notes, *notes])]
    return Events(
        frame=told["frame"],
        given=given[~wrong].reset_index(drop=True) if wrong.any() else given,
        places=where.places,
        rejects=_all_faults(table, rows, faults),
        inferred=pd.concat(said, ignore_index=True),
        file_warnings=table.warnings,
        questions=rows.questions,
        name=table.name,
        fingerprint=table.fingerprint,
        records_read=table.rows_read,
        rows_read=len(texts) + without_event + len(table.ragged),
        rows_rejected=int(wrong.sum()) + without_event + len(table.ragged),
        profile=profile,
        records_without_event=without_event,
        rows_inferred=told["remarks"][1],
        said_synthetic="all" if table.synthetic else "none",
    )


def _told(
    said: Mapping[str, pd.Series], numbers: npt.NDArray[np.integer], before: npt.NDArray[np.bool_]
) -> tuple[pd.DataFrame, int]:
    """What is said of single events, and of how many something is said, here or before."""
    of_which = before.copy()
    for phrases in said.values():
        # The last is for rows without a phrase, whose code is -1.
        of_which |= np.array([*map(bool, phrases.cat.categories), False])[phrases.cat.codes]
    return remarks(said, numbers), int(np.count_nonzero(of_which))


def remarks(said: Mapping[str, pd.Series], numbers: npt.NDArray[np.integer]) -> pd.DataFrame:
    """What is said of single events, counted by column and phrase, each record once.

    Parameters
    ----------
    said : mapping of str to pandas.Series of category of str
        For each column, a phrase a row; '' where there is nothing to say.
    numbers : numpy.ndarray of int
        The number of the record of each row.

    Returns
    -------
    pandas.DataFrame
        INFERRED_COLUMNS, phrases sorted within a column.
    """
    # Mostly a record is one event, and of its number there is no second to be looked for.
    once = bool(np.all(np.diff(numbers) > 0))
    lines: list[dict[str, Any]] = []
    for column, phrases in said.items():
        if not any(phrases.cat.categories):
            continue
        codes = phrases.cat.codes.to_numpy()
        counts = np.bincount(codes[codes >= 0], minlength=len(phrases.cat.categories))
        found = [(phrase, at) for at, phrase in enumerate(phrases.cat.categories) if phrase and counts[at]]
        for phrase, at in sorted(found):
            of_phrase = numbers[codes == at]
            own = of_phrase if once else pd.unique(of_phrase)
            some = own[:MOST_ROW_NUMBERS].tolist()
            lines.append({"column": column, "rows": len(own), "inferred": phrase, "row_numbers": some})
    return pd.DataFrame(lines, columns=list(INFERRED_COLUMNS))


def _noted(sentences: Sequence[str]) -> pd.DataFrame:
    lines = [{"column": "", "rows": 0, "inferred": sentence, "row_numbers": []} for sentence in sentences]
    # As objects: a column of texts would forget what each message was made of.
    return pd.DataFrame(lines, columns=list(INFERRED_COLUMNS)).assign(inferred=pd.Series(sentences, dtype="object"))


def _renamed(frame: pd.DataFrame) -> pd.DataFrame:
    """Attributes that have a name the program gives itself are called `given_<name>`."""
    taken = set(frame.columns)
    names = {}
    for name in RESERVED:
        if name in taken:
            new = f"given_{name}"
            while new in taken:
                new += "_"
            names[name] = new
            taken.add(new)
    return frame.rename(columns=names) if names else frame


def _all_faults(table: SourceTable, rows: EventRows, faults: pd.DataFrame) -> pd.DataFrame:
    """Faults of reader, unfolding and checks, by the numbers and headers the file itself has.

    What a reader could make nothing of is not said a second time in the words of a check.
    """
    events = faults["row"].to_numpy(dtype="int64")
    own = [rows.headers[group].get(c, ()) for group, c in zip(rows.groups[events], faults["column"], strict=True)]
    known = set(zip(rows.faults["event"], rows.faults["column"], strict=True))
    again = [any((event, header) in known for header in headers) for event, headers in zip(events, own, strict=True)]
    named = [headers[0] if len(headers) == 1 else c for headers, c in zip(own, faults["column"], strict=True)]
    checked = faults.assign(row=rows.rows[events], column=pd.Series(named, index=faults.index, dtype="str"))
    first = _once_a_cell(rows, events, faults["column"], checked["column"])
    checked = checked[first & ~np.array(again, dtype=bool)]
    unfolded = rows.faults[list(REJECT_COLUMNS)].astype({"row": "int64"})
    found = pd.concat([checked, unfolded, _crowded(table.ragged)], ignore_index=True)
    return found.sort_values("row", kind="stable", ignore_index=True)


def _once_a_cell(rows: EventRows, events: npt.NDArray[np.integer], ours: pd.Series, headers: pd.Series) -> pd.Series:
    """Whether a fault is of the first of our columns with one in a cell: of two that are read from it, it is one."""
    read = [[header for named in own.values() for header in named] for own in rows.headers]
    if all(len(set(own)) == len(own) for own in read):
        return pd.Series(data=True, index=headers.index)
    cells = pd.DataFrame({"event": events, "header": headers, "ours": ours.astype("str")})
    return cells["ours"] == cells.groupby(["event", "header"], sort=False)["ours"].transform("first")


def _crowded(ragged: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": ragged["row"],
            "column": "",
            "value": ragged["cells"].astype("str") + " cells",
            "reason": marked("The row has more cells than the header; expected as many or fewer."),
            "fix": marked("Put quotation marks round a cell that holds the separator, or remove the extra cells."),
        },
        columns=list(REJECT_COLUMNS),
    )


def _columns(accepted: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    """How each column of the table is made, the longest work first; and which rows are repeated."""
    return {
        "repeated": partial(repeated, accepted),
        "days": partial(_days, accepted["date"]),
        "persons": partial(_persons, accepted),
        **{name: partial(to_number, accepted[name]) for name in ("lat", "lon", "sequence")},
        "event_type": partial(_listed, accepted["event_type"], EVENT_TYPES),
        "visibility": lambda: _listed(
            recoded(accepted["visibility"], lambda cells: cells.replace("", "public")), VISIBILITIES
        ),
        "subject": partial(_listed, accepted["subject"], SUBJECTS),
    }


def _located(located: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "place_id": located["place_id"],
        "country": _without_empty(located["country"]),
        "location_precision": _listed(located["location_precision"], PRECISIONS),
    }


def _typed(accepted: pd.DataFrame, numbers: npt.NDArray[np.integer], made: Mapping[str, Any]) -> pd.DataFrame:
    own = {"row": numbers, **made, **made["days"], **made["persons"]}
    names = [*SCHEMA.columns, *(name for name in accepted.columns if name not in EVENT_COLUMNS)]
    columns = {name: own[name] if name in own and name in SCHEMA.columns else accepted[name] for name in names}
    # Arrays, not series: nothing is aligned, and the rows are numbered anew.
    return pd.DataFrame({name: getattr(column, "array", column) for name, column in columns.items()}, copy=False)


def _days(dates: pd.Series) -> dict[str, pd.Series]:
    days = parse_dates(dates)
    return {c: days[c] for c in ("date_earliest", "date_latest", "date_precision", "date_qualifier")}


def _listed(texts: pd.Series, words: Sequence[str]) -> pd.Series:
    """The words of a closed list, in its order; '' becomes missing."""
    return texts.cat.set_categories(list(words))


def _without_empty(texts: pd.Series) -> pd.Series:
    return texts.cat.set_categories([text for text in texts.cat.categories if text])


def _sorted_category(texts: pd.Series) -> pd.Series:
    """The texts that occur, in sorted order: what is made from them must not depend on the order of rows."""
    codes = texts.cat.codes.to_numpy()
    occurs = np.bincount(codes, minlength=len(texts.cat.categories)) > 0
    order = texts.cat.categories.argsort()
    order = order[occurs[order]]
    place = np.zeros(len(occurs), dtype=np.int64)
    place[order] = np.arange(len(order))
    return of_codes(place[codes], texts.cat.categories[order], texts.index)


def _persons(accepted: pd.DataFrame) -> dict[str, pd.Series]:
    """Low: the first of persons_min, persons, 1. High: the first of persons_max, persons, unknown."""
    said, least, most = (to_count(accepted[c]).to_numpy() for c in ("persons", "persons_min", "persons_max"))
    low = np.where(np.isnan(least), np.where(np.isnan(said), 1, said), least)
    stated = (accepted["persons"] != "") | (accepted["persons_min"] != "")
    return {
        "persons_low": pd.Series(low.astype(np.int64), index=accepted.index),
        "persons_high": pd.Series(np.where(np.isnan(most), said, most), index=accepted.index),
        "persons_stated": stated,
    }


def _inferred(accepted: pd.DataFrame, located: pd.DataFrame, made: Mapping[str, Any]) -> dict[str, pd.Series]:
    """For each column, what a row does not say itself."""
    nowhere = located["place_id"].isna()
    return {
        "country": located["inferred_country"],
        "place": located["inferred_place"],
        "lat": located["inferred_position"],
        "location_precision": _where(located["inferred_precision"], ~nowhere),
        "persons": _phrase(~made["persons"]["persons_stated"], marked("unknown: counted as at least 1")),
        "part_of": _phrase(
            _unknown_parents(accepted["part_of"], made["case_id"].cat.categories),
            marked("names a case that is not in the file: left out of sums all the same"),
        ),
        "": _phrase(made["repeated"], marked("the same as an earlier row in every cell")),
    }


def _where(phrases: pd.Series, true: pd.Series) -> pd.Series:
    phrases = phrases if "" in phrases.cat.categories else phrases.cat.add_categories("")
    return phrases.where(true, "")


def _phrase(true: pd.Series, phrase: str) -> pd.Series:
    return of_codes(true.to_numpy(dtype=np.int8), pd.Index(["", phrase], dtype="str"), true.index)


def _unknown_parents(part_of: pd.Series, cases: pd.Index) -> pd.Series:
    """Whether a row is part of a case that is not in the file."""

    def unknown(texts: pd.Series) -> npt.NDArray[np.bool_]:
        # Most name one case, and need not be taken apart.
        several = texts.str.contains("|", regex=False)
        apart = texts[several].str.split("|").explode().str.strip().astype("str")
        wholes = pd.concat([texts[~several & (texts != "")], apart])
        named, known_cases = pyarrow.array(wholes), pyarrow.array(cases)
        # A table of the few that are named, and not of all cases.
        found = known_cases.filter(pc.is_in(known_cases, named))
        known = pc.is_in(named, found).to_numpy(zero_copy_only=False)
        return np.isin(np.arange(len(texts)), wholes.index[~known])

    return looked_up(part_of, unknown)
