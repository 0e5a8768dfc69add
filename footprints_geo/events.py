"""The validated events table: the door every record comes through."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from rapidfuzz import process

from footprints_geo.checks import REJECT_COLUMNS, rejects, to_count, to_number
from footprints_geo.dates import parse_dates
from footprints_geo.errors import InputError
from footprints_geo.locations import locate
from footprints_geo.places import Gazetteer
from footprints_geo.sources import SourceTable, read_table
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES

REQUIRED: Final = ("case_id", "event_type")
INFERRED_COLUMNS: Final = ("column", "rows", "inferred", "row_numbers")
MOST_ROW_NUMBERS: Final = 20

_TEXT = pa.Column("str", nullable=False)
_DAY = pa.Column("datetime64[s]", nullable=True)
SCHEMA: Final = pa.DataFrameSchema(
    {
        "row": pa.Column("int64", pa.Check.ge(2)),
        "case_id": pa.Column("category", nullable=False),
        "sequence": pa.Column("float64", nullable=True),
        "event_type": pa.Column(pd.CategoricalDtype(list(EVENT_TYPES)), nullable=False),
        "date": _TEXT,
        "date_earliest": _DAY,
        "date_latest": _DAY,
        "date_precision": _TEXT,
        "date_qualifier": _TEXT,
        "duration": _TEXT,
        "place": _TEXT,
        "place_id": pa.Column("category", nullable=True),
        "admin1": _TEXT,
        "country": pa.Column("category", nullable=True),
        "lat": pa.Column("float64", pa.Check.in_range(-90, 90), nullable=True),
        "lon": pa.Column("float64", pa.Check.in_range(-180, 180), nullable=True),
        "location_precision": pa.Column(pd.CategoricalDtype(list(PRECISIONS)), nullable=True),
        "persons_low": pa.Column("int64", pa.Check.ge(0)),
        "persons_high": pa.Column("float64", nullable=True),
        "persons_stated": pa.Column("bool"),
        "visibility": pa.Column(pd.CategoricalDtype(list(VISIBILITIES)), nullable=False),
        "custodian": _TEXT,
        "subject": pa.Column(pd.CategoricalDtype(list(SUBJECTS)), nullable=True),
        "part_of": _TEXT,
        "source": _TEXT,
        "source_title": _TEXT,
        "source_url": _TEXT,
        "source_date": _TEXT,
        "note": _TEXT,
    },
    checks=pa.Check(
        lambda frame: (frame["date_earliest"] <= frame["date_latest"]) | frame["date_latest"].isna(),
        name="date_earliest is no later than date_latest",
    ),
)
"""The accepted events; attributes stand beside these columns as text."""


RESERVED: Final = tuple(sorted(set(SCHEMA.columns) - set(EVENT_COLUMNS)))
"""Names the program gives itself; a file's own column of such a name is carried along as `given_<name>`."""


@dataclass(frozen=True)
class Events:
    """Validated events and everything that is known about how they came to be.

    Attributes
    ----------
    frame : pandas.DataFrame
        Accepted rows in file order, after SCHEMA, and the attributes as text. `date_earliest` and `date_latest` are
        plain days (both missing when undated). `persons_low` is at least 0; `persons_high` is NaN when open;
        `persons_stated` is False where the record gives no number and the low count is 1 by rule.
        `place_id` names a row of `places` and is missing when no country is known.
    places : pandas.DataFrame
        The places the events may be at (see :class:`footprints_geo.locations.Located`).
    rejects : pandas.DataFrame
        `row`, `column`, `value`, `reason`, `fix`: one line a fault, so a row may have several.
    inferred : pandas.DataFrame
        `column`, `rows` (how many), `inferred` (what was taken from where, or looks odd) and `row_numbers` (the first
        20, as a spreadsheet shows them).
    name, fingerprint : str
        File name, and SHA-256 of its bytes.
    rows_read : int
        Records of the file: `len(frame) + rows_rejected`.
    """

    frame: pd.DataFrame
    places: pd.DataFrame
    rejects: pd.DataFrame
    inferred: pd.DataFrame
    name: str
    fingerprint: str
    rows_read: int

    @property
    def rows_rejected(self) -> int:
        """How many rows have at least one fault."""
        return int(self.rejects["row"].nunique())

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that were carried along."""
        return tuple(column for column in self.frame.columns if column not in SCHEMA.columns)


def read_events(path: str | os.PathLike[str], gazetteer: Gazetteer | None = None) -> Events:
    """Read and validate a file of events.

    Parameters
    ----------
    path : path-like
        A CSV or TSV file with the columns of rules, section 3, of which `case_id` and `event_type` are required.
    gazetteer : Gazetteer, optional
        The bundled one by default.

    Returns
    -------
    Events
        With no rows for a file that holds a header alone.

    Raises
    ------
    InputError
        The file cannot be read at all. A row that cannot be used is no error but a reject.
    """
    return validate(read_table(path), gazetteer or Gazetteer.read())


def validate(table: SourceTable, gazetteer: Gazetteer) -> Events:
    """Accept or reject every row of a source table; see :func:`read_events`."""
    _check_header(table)
    renamed = table.frame.rename(columns={name: f"given_{name}" for name in RESERVED})
    attributes = [column for column in renamed.columns if column not in EVENT_COLUMNS]
    given = renamed.reindex(columns=[*EVENT_COLUMNS, *attributes], fill_value="")
    texts = given.assign(
        event_type=given["event_type"].str.lower().str.replace(r"[\s-]+", "_", regex=True),
        country=given["country"].str.upper(),
        **{c: given[c].str.lower() for c in ("location_precision", "visibility", "subject")},
    )
    faults = pd.concat([rejects(texts, given), _crowded(table.ragged)], ignore_index=True)
    accepted = texts[~texts.index.isin(faults["row"])]
    numbers = accepted.assign(lat=to_number(accepted["lat"]), lon=to_number(accepted["lon"]))
    where = locate(numbers, gazetteer)
    frame = SCHEMA.validate(_typed(numbers, where.located))
    return Events(
        frame=frame,
        places=where.places,
        rejects=faults.sort_values("row", kind="stable", ignore_index=True),
        inferred=_inferred(table, accepted, where.located),
        name=table.name,
        fingerprint=table.fingerprint,
        rows_read=table.rows_read,
    )


def _check_header(table: SourceTable) -> None:
    missing = [column for column in REQUIRED if column not in table.frame.columns]
    if not missing:
        return
    # By number: in a file without a header the first row may hold a person's words.
    near = {c: process.extractOne(c, list(table.frame.columns), score_cutoff=70) for c in missing}
    hints = [f"Is column {found[2] + 1} meant as {column}?" for column, found in near.items() if found]
    are = "columns {} are" if len(missing) > 1 else "column {} is"
    raise InputError(
        " ".join(
            [
                f"{table.name}, row 1: the {are.format(' and '.join(missing))} missing; "
                f"expected at least {' and '.join(REQUIRED)}. Rename the columns that hold them.",
                *hints,
            ]
        )
    )


def _crowded(ragged: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": ragged["row"],
            "column": "",
            "value": ragged["cells"].astype("str") + " cells",
            "reason": "The row has more cells than the header; expected as many or fewer.",
            "fix": "Put quotation marks round a cell that holds the separator, or remove the extra cells.",
        },
        columns=list(REJECT_COLUMNS),
    )


def _typed(accepted: pd.DataFrame, located: pd.DataFrame) -> pd.DataFrame:
    days = parse_dates(accepted["date"])
    low, high = _persons(accepted)
    typed = accepted.assign(
        row=accepted.index.to_numpy(dtype="int64"),
        case_id=_sorted_category(accepted["case_id"]),
        sequence=to_number(accepted["sequence"]),
        event_type=pd.Categorical(accepted["event_type"], categories=list(EVENT_TYPES)),
        date_earliest=days["date_earliest"].astype("datetime64[s]"),
        date_latest=days["date_latest"].astype("datetime64[s]"),
        date_precision=days["date_precision"].astype("str"),
        date_qualifier=days["date_qualifier"].astype("str"),
        place_id=_sorted_category(located["place_id"]),
        country=_sorted_category(located["country"].where(located["country"] != "")),
        location_precision=pd.Categorical(
            located["location_precision"].where(located["location_precision"] != ""), categories=list(PRECISIONS)
        ),
        persons_low=low,
        persons_high=high,
        persons_stated=(accepted["persons"] != "") | (accepted["persons_min"] != ""),
        visibility=pd.Categorical(accepted["visibility"].replace("", "public"), categories=list(VISIBILITIES)),
        subject=pd.Categorical(accepted["subject"].where(accepted["subject"] != ""), categories=list(SUBJECTS)),
    )
    attributes = [c for c in accepted.columns if c not in EVENT_COLUMNS]
    return typed[[*SCHEMA.columns, *attributes]].reset_index(drop=True)


def _sorted_category(values: pd.Series) -> pd.Series:
    """Categories in sorted order: what is made from them must not depend on the order of rows."""
    return values.astype(pd.CategoricalDtype(sorted(values.dropna().unique())))


def _persons(accepted: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Low: the first of persons_min, persons, 1. High: the first of persons_max, persons, unknown."""
    said, least, most = (to_count(accepted[c]) for c in ("persons", "persons_min", "persons_max"))
    return least.fillna(said).fillna(1).astype("int64"), most.fillna(said)


def _inferred(table: SourceTable, accepted: pd.DataFrame, located: pd.DataFrame) -> pd.DataFrame:
    """What the table does not say itself, counted by column and reason."""
    reasons: Mapping[str, pd.Series] = {
        "country": located["inferred_country"],
        "place": located["inferred_place"],
        "lat": located["inferred_position"],
        "location_precision": located["inferred_precision"].where(located["place_id"].notna(), ""),
        "persons": pd.Series(
            np.where(
                (accepted["persons"] == "") & (accepted["persons_min"] == ""), "unknown: counted as at least 1", ""
            ),
            index=accepted.index,
        ),
        "part_of": _unknown_parents(accepted),
        "": pd.Series("", index=accepted.index).mask(accepted.duplicated(), "the same as an earlier row in every cell"),
    }
    lines: list[dict[str, Any]] = [
        {
            "column": column,
            "rows": len(rows),
            "inferred": reason,
            "row_numbers": rows[:MOST_ROW_NUMBERS].tolist(),
        }
        for column, said in reasons.items()
        for reason, rows in sorted(said[said != ""].groupby(said).groups.items())
    ]
    lines += [{"column": "", "rows": 0, "inferred": note, "row_numbers": []} for note in table.notes]
    return pd.DataFrame(lines, columns=list(INFERRED_COLUMNS))


def _unknown_parents(accepted: pd.DataFrame) -> pd.Series:
    parents = accepted.loc[accepted["part_of"] != "", "part_of"].str.split("|").explode().str.strip()
    if parents.empty:
        return pd.Series("", index=accepted.index)
    unknown = parents[~parents.isin(accepted["case_id"].unique())].index.unique()
    return pd.Series("", index=accepted.index).mask(
        accepted.index.isin(unknown), "names a case that is not in the file: left out of sums all the same"
    )
