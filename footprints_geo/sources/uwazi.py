"""Uwazi's tables made plain: the library's CSV export, sheets made for its import, tables of HURIDOCS' Python client.

HURIDOCS says that export and import are two formats (huridocs/uwazi#3071); the third is that of `python_uwazi_API`.
Answers of the API are read by :mod:`uwazi_api`, and come out in the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from footprints_geo.coded import coded
from footprints_geo.errors import refused
from footprints_geo.profiles import Profile
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable
from footprints_geo.sources.uwazi_cells import BAR, GROUP_MARK, labels
from footprints_geo.sources.uwazi_columns import PAIRS, plain_column
from footprints_geo.sources.uwazi_headers import Dialect, Role, dialect, roles, titles_by_language
from footprints_geo.sources.uwazi_languages import doubles, merged, named_by_language, same_entities
from footprints_geo.sources.uwazi_plain import Column, PlainColumn, amount, counted
from footprints_geo.sources.uwazi_positions import points, positions, turned_round

__all__ = ["labels", "points", "profile", "recast", "recognises", "same_entities", "turn_round"]

EXPORT_LIMIT: Final = 10_000
"""Rows an export is cut at, and nothing in the file says so."""

VISIBILITY: Final = {"Published": "public", "Unpublished": "restricted", "True": "public", "False": "restricted"}
"""What Uwazi calls public and not, never translated; the client writes what Python calls true and false."""

_NAMES: Final[Mapping[Dialect, str]] = {
    "export": "Uwazi export",
    "import": "Uwazi import sheet",
    "client": "Uwazi client table",
    "api": "Uwazi API",
}
_BOOKKEEPING: Final[tuple[Role, ...]] = ("date added", "edit date", "documents", "attachments", "id")
_GENERATED: Final = re.compile(r"[A-Z]{1,13}[0-9]{1,13}-[0-9]{1,13}")
_AGAIN: Final = re.compile(r"(.+) \([0-9]+\)")


def recognises(table: SourceTable) -> bool:
    """Whether a table is one of Uwazi's, by its headers: an export in any language that comes with Uwazi, a sheet
    made for import (`*_geolocation`, `Title__en`), a table of HURIDOCS' client (`sharedId` and `_id`), or an answer
    of the API that was read by :mod:`uwazi_api`.
    """
    return dialect(table) != ""


def recast(table: SourceTable) -> SourceTable:
    """The same rows in plain columns, one thing a cell.

    Positions become `<header> lat` and `<header> lon`, periods `<header> from` and `<header> to`, links
    `<header> label` and `<header> url`; dates at midnight UTC become days. Several dates, periods or labels in one
    cell stay joined by bars. Nothing is turned round, split or left out without a fault, a note or a warning.

    Parameters
    ----------
    table : SourceTable
        As a reader gives it. A table that is not Uwazi's, or is plain already, comes back as it is.

    Returns
    -------
    SourceTable
        With the same index; rows of a client's table with one `sharedId` are merged into the first of them.
    """
    kind = dialect(table)
    if kind in ("", "api"):
        return table
    frame, notes, warnings = table.frame, [*table.notes, *_same_headers(table)], list(table.warnings)
    if kind == "client":
        whole = merged(frame, table.unit)
        frame = whole.frame
        notes += whole.notes
        warnings += whole.warnings
    frame, said = named_by_language(frame)
    notes += said
    own = roles([str(header) for header in frame.columns], kind)
    plain = _plain_columns(frame, set(own.values()), table.unit)
    made = {name: column for part in plain.values() for name, column in part.columns.items()}
    frame = pd.DataFrame(made, index=frame.index)
    for part in plain.values():
        notes += part.notes
        warnings += part.warnings
    notes += _uneven_titles(frame, plain, table.unit)
    warnings += _limits(table, kind, own)
    if kind == "export":
        warnings += doubles(frame, own, table.unit)
    faults = [_moved(table.faults, plain, frame.index), *(part.faults for part in plain.values())]
    faults.append(_unsaid(frame, own, table.unit))
    found = pd.concat([part for part in faults if len(part)] or [table.faults.iloc[:0]], ignore_index=True)
    kept = {header for header in table.dates if header in plain and list(plain[header].columns) == [header]}
    return replace(
        table,
        frame=frame,
        notes=tuple(dict.fromkeys(notes)),
        warnings=tuple(dict.fromkeys(warnings)),
        faults=found.sort_values("row", kind="stable", ignore_index=True),
        dates=frozenset(kept).union(*(part.dates for part in plain.values())),
    )


def turn_round(table: SourceTable, header: str) -> SourceTable:
    """A table in which the positions of one column that are certainly exchanged are turned round, and a note of it.

    Only pairs that are no position as they stand, and lie in East Asia the other way round (18 to 55 degrees north,
    95 to 150 east), are touched.

    Parameters
    ----------
    table : SourceTable
        As :func:`recast` gives it; the faults of what is turned round are gone then. Before it is understood too.
    header : str
        The column of positions in the file, or `<header> lat`, which faults name.

    Raises
    ------
    InputError
        There is no such column.
    """
    name = header.removesuffix(" lat")
    lat, lon = f"{name} lat", f"{name} lon"
    if name not in table.frame.columns:
        raise refused("There is no such column of positions to turn round. Choose the header of one of the file's.")
    column = Column.of(name, table.frame[name], table.unit, ())
    turned = [turned_round(text) for text in column.texts]
    changed = [new != old for new, old in zip(turned, column.texts, strict=True)]
    rows = column.rows(changed)
    if not rows:
        return table
    note = f"{name}: latitude and longitude turned round in {counted(rows, table.unit)}, as a person asked."
    if not {lat, lon} <= set(table.frame.columns):
        frame = table.frame.assign(**{name: column.spread(turned)})
        return replace(table, frame=frame, notes=(*table.notes, note))
    single = [
        text.split(BAR) if flag and text.count(BAR) == 1 else None for text, flag in zip(turned, changed, strict=True)
    ]
    own = {end: column.spread([pair[n] if pair else "" for pair in single]) for n, end in enumerate((lat, lon))}
    filled = {end: table.frame[end].astype("str").where(own[end] == "", own[end].astype("str")) for end in own}
    left = column.spread(["" if pair else text for pair, text in zip(single, turned, strict=True)])
    faults = table.faults[~((table.faults["column"] == lat) & table.faults["row"].isin(rows))]
    return replace(
        table,
        frame=table.frame.assign(**{name: left}, **{end: coded(texts) for end, texts in filled.items()}),
        notes=(*table.notes, note),
        faults=faults.reset_index(drop=True),
    )


def profile(table: SourceTable) -> Profile:
    """What is certain about an Uwazi table without asking.

    The case is the Unique ID, else the `sharedId`, else the title, whichever is the first that is not empty in a row;
    unpublished means restricted; what Uwazi keeps for itself is left out. Of a title in several languages the first
    in the sheet counts, and the others where it is empty. Everything else is for a person to say.

    Parameters
    ----------
    table : SourceTable
        As :func:`recast` gives it.
    """
    kind = dialect(table) or "import"
    headers = [str(header) for header in table.frame.columns]
    parts = roles(headers, kind)
    ids = [parts.get("unique id") or _generated_ids(table.frame, parts), parts.get("shared id"), parts.get("title")]
    cases = tuple(dict.fromkeys(header for header in [*ids, *titles_by_language(headers)] if header))
    columns = {"case_id": cases} if cases else {}
    if "published" in parts:
        columns["visibility"] = (parts["published"],)
    left_out = [parts[role] for role in _BOOKKEEPING if role in parts]
    left_out += [parts[role] for role in ("template", "language") if role in parts and _one_word(table, parts[role])]
    return Profile(
        name=_NAMES[kind],
        made_for="uwazi",
        columns=columns,
        values={"visibility": VISIBILITY} if "published" in parts else {},
        left_out=tuple(left_out),
    )


def _one_word(table: SourceTable, header: str) -> bool:
    return len(table.frame[header].astype("str").unique()) <= 1


def _generated_ids(frame: pd.DataFrame, parts: Mapping[Role, str]) -> str:
    """The only column that holds nothing but ids as Uwazi generates them, each once; '' when there is none."""
    found = []
    for header in frame.columns.difference(list(parts.values()), sort=False):
        texts = frame[header].astype("str")
        filled = texts[texts != ""]
        if len(filled) and filled.is_unique and filled.str.fullmatch(_GENERATED).all():
            found.append(str(header))
    return found[0] if len(found) == 1 else ""


def _same_headers(table: SourceTable) -> list[str]:
    names = [str(header) for header in table.frame.columns]
    again = [name for name in names if (base := _AGAIN.fullmatch(name)) and base[1] in names]
    if not again:
        return []
    return [
        f"Two properties have one label, so that two columns had one name: {', '.join(again)} is each time the later "
        "one. Both are kept; choose the right one."
    ]


def _plain_columns(frame: pd.DataFrame, own: set[str], unit: str) -> dict[str, PlainColumn]:
    """What each column becomes, by its header; the columns Uwazi itself writes stay."""
    taken = set(map(str, frame.columns))
    plain: dict[str, PlainColumn] = {}
    for header in map(str, frame.columns):
        # What was made plain before keeps the cells that fit nothing in a column of the first name.
        done = any(all(f"{header} {ending}" in frame for ending in pair) for pair in PAIRS)
        made = None if header in own or done else plain_column(header, frame[header], unit, taken)
        plain[header] = made or PlainColumn({header: coded(frame[header])})
        taken.update(plain[header].columns)
    return plain


def _moved(faults: pd.DataFrame, plain: Mapping[str, PlainColumn], index: pd.Index) -> pd.DataFrame:
    """The reader's own faults, at the first of the columns that stand in place of the file's."""
    first = {header: next((name for name in part.columns if name != header), header) for header, part in plain.items()}
    here = faults[faults["row"].isin(index)]
    return here.assign(column=here["column"].replace(first))


def _limits(table: SourceTable, kind: Dialect, own: Mapping[Role, str]) -> list[str]:
    warnings = []
    if kind != "import" and table.rows_read == EXPORT_LIMIT:
        warnings.append(
            f"The table has exactly {amount(EXPORT_LIMIT, table.unit)}, where Uwazi cuts an export without saying so: "
            "more are likely missing. Export it in parts, by template or by date."
        )
    if "published" not in own:
        warnings.append(
            "The table does not say which records are published, so each counts as public. Leave out what must not "
            "be shown, or add a column for it."
        )
    return warnings


def _unsaid(frame: pd.DataFrame, own: Mapping[Role, str], unit: str) -> pd.DataFrame:
    """Faults of rows that do not say whether they are published, where the others do."""
    if "published" not in own:
        return pd.DataFrame(columns=list(FAULT_COLUMNS))
    column = Column.of(own["published"], frame[own["published"]], unit, ())
    reason = "This does not say whether the record is published; expected Published or Unpublished."
    reasons = ["" if text else reason for text in column.texts]
    return column.faulty(column.header, reasons, ["Write Unpublished unless it is published."] * len(reasons))


def _uneven_titles(frame: pd.DataFrame, plain: Mapping[str, PlainColumn], unit: str) -> list[str]:
    """Notes of rows whose related titles and inherited positions are not as many.

    The titles are looked for in the nearest column before that has words with bars between them: nothing in an export
    says which it is.
    """
    notes, titles = [], ""
    for header, part in plain.items():
        if list(part.columns) == [header]:
            titles = header if _lists_words(part.columns[header]) else titles
        elif titles and header in part.columns and f"{header} lat" in part.columns:
            column = Column.of(header, frame[header], unit, ())
            places = column.numbers([positions(text).known for text in column.texts])
            places = places.where(frame[f"{header} lat"] == "", 1)
            names = frame[titles].astype("str").str.count(r"\|") + 1
            uneven = frame.index[(places > 0) & (frame[titles] != "") & (places != names)]
            if len(uneven):
                notes.append(
                    f"{titles} and {header}: {counted([int(row) for row in uneven], unit)} with more titles than "
                    "positions or fewer. A bar inside a title looks like one between titles, and a place may have no "
                    "position; they are not paired."
                )
    return notes


def _lists_words(column: pd.Series) -> bool:
    texts = column.astype("str")
    return bool(texts.str.contains(r"\|.*[^\W\d_]", regex=True).any()) and not bool(
        texts.str.contains(GROUP_MARK, regex=False).any()
    )
