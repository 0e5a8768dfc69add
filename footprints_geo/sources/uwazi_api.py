"""Answers of the Uwazi API (`/api/search`, `/api/v2/search`, `/api/entities`) as one plain table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import pandas as pd

from footprints_geo.errors import refused
from footprints_geo.messages import Message
from footprints_geo.sources.cells import text_column
from footprints_geo.sources.delimited import content_of
from footprints_geo.sources.limits import shown
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable, no_faults
from footprints_geo.sources.uwazi_entities import UNIT, Part, Schema, listed, parts_of
from footprints_geo.sources.uwazi_languages import merged
from footprints_geo.sources.uwazi_plain import amount, free_name

FORMAT: Final = "uwazi-json"
_ENTITY_KEYS: Final = frozenset({"sharedId", "metadata", "template"})
_EXPECTED: Final = Message(
    "expected an answer of Uwazi's /api/search, /api/v2/search or /api/entities, with rows or data"
)
SAVE_AGAIN: Final = Message("Save it again.")


def looks_like_api(document: Any) -> bool:
    """Whether a JSON document is an answer of the Uwazi API, or a bare list of its entities."""
    rows = document if isinstance(document, list) else listed(document, "rows") or listed(document, "data")
    if not rows:
        return isinstance(document, dict) and "totalRows" in document
    return any(isinstance(row, dict) and len(_ENTITY_KEYS & set(row)) > 1 for row in rows)


def read_api_json(path: Path) -> SourceTable:
    """Read a saved answer of the Uwazi API.

    Parameters
    ----------
    path : Path
        A JSON file: the whole answer as the browser or a program saved it.

    Returns
    -------
    SourceTable
        As :func:`table_of`. An answer that says it is one page of more is warned of.

    Raises
    ------
    InputError
        The file cannot be opened, is no JSON, or is none of Uwazi's.
    """
    file = Path(path)
    content = content_of(file)
    document = parsed(content, shown(file))
    if not looks_like_api(document):
        raise refused(
            "{name}: this is JSON of another kind; {expected}. Save the whole answer again.",
            name=shown(file),
            expected=_EXPECTED,
        )
    entities = entities_of(document)
    total = total_of(document)
    warnings = []
    if total is not None and total > len(entities):
        warnings.append(
            f"The file is a part of an answer: it holds {amount(len(entities), UNIT)} of {total:,}. Ask with from and "
            "limit for the others, or give the address of the collection in place of a file."
        )
    return table_of(entities, file.name, hashlib.sha256(content).hexdigest(), warnings=warnings)


def parsed(content: bytes, name: str, fix: str = SAVE_AGAIN) -> Any:
    """JSON as it should be: no NaN, no endless numbers, not nested without end.

    Raises
    ------
    InputError
        It is anything else; `name` is what the message calls it, and `fix` what it tells to do.
    """
    try:
        return json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise refused(
            "{name}: this is no whole JSON document; {expected}. {fix}", name=name, expected=_EXPECTED, fix=fix
        ) from None


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def entities_of(document: Any) -> list[Any]:
    """The entities of an answer, which :func:`looks_like_api` has looked at."""
    return document if isinstance(document, list) else listed(document, "rows") or listed(document, "data")


def total_of(document: Any) -> int | None:
    """How many entities the collection has for the question, as the answer says; None when it does not."""
    total = document.get("totalRows") if isinstance(document, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def table_of(
    entities: Sequence[Any],
    name: str,
    fingerprint: str,
    *,
    schema: Schema | None = None,
    notes: Iterable[str] = (),
    warnings: Iterable[str] = (),
) -> SourceTable:
    """Entities of the API as a plain table.

    Parameters
    ----------
    entities : sequence
        As the API gives them. Anything in them may be wrong: it becomes a fault of that entity.
    name, fingerprint : str
        As in SourceTable.
    schema : Schema, optional
        What the templates say; without it, columns have the names of properties, and what they hold is found out.
    notes, warnings : iterable of str
        What is known already.

    Returns
    -------
    SourceTable
        One row an entity, in the order given, numbered from 1; entities with one `sharedId` merged into the first.
        Columns of every property as :func:`uwazi.recast` makes them of an export, dates written `2023-08-27`; and for
        relationships `<name> inherited` in the same way. `format` is `uwazi-json`, `unit` is `entity`.
    """
    index = pd.RangeIndex(1, len(entities) + 1, name="row")
    columns: dict[str, pd.Series] = {}
    faults, dates = [no_faults()], set()
    said, warned = list(notes), list(warnings)
    for part in parts_of(entities, schema or Schema()):
        names = {name: free_name(name, columns) for name in part.columns}
        for own, texts in part.columns.items():
            columns[names[own]], broken = text_column(list(texts), index, names[own])
            faults += broken
        faults.append(_faults(part, names))
        dates |= {names[name] for name in part.dates}
        said += part.notes
        warned += part.warnings
    whole = merged(pd.DataFrame(columns, index=index), UNIT)
    if not entities:
        warned.append("The answer holds no entity. Check the filters of the question, and whether a log-in is needed.")
    found = pd.concat([part for part in faults if len(part)] or faults[:1], ignore_index=True)
    found = found[found["row"].isin(whole.frame.index)].sort_values("row", kind="stable", ignore_index=True)
    return SourceTable(
        name,
        fingerprint,
        whole.frame,
        notes=(*said, *whole.notes),
        format=FORMAT,
        unit=UNIT,
        faults=found,
        dates=frozenset(dates),
        warnings=(*warned, *whole.warnings),
    )


def _faults(part: Part, names: Mapping[str, str]) -> pd.DataFrame:
    lines = [(one.place + 1, names.get(one.column, one.column), one.value, one.reason, one.fix) for one in part.faults]
    return pd.DataFrame(lines, columns=list(FAULT_COLUMNS)).astype({"row": "int64"})
