"""Entities of the Uwazi API as columns: the parts every entity has, and the properties of its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from footprints_geo.sources.uwazi_cells import BAR
from footprints_geo.sources.uwazi_headers import NAMES
from footprints_geo.sources.uwazi_items import (
    KINDS,
    Cells,
    Item,
    Kind,
    cells_of,
    day_of,
    inherited,
    kind_of,
    plain_text,
)
from footprints_geo.sources.uwazi_plain import LONGEST_VALUE, counted, free_name

UNIT: Final = "entity"
PUBLISHED: Final = {True: "Published", False: "Unpublished"}
ENDINGS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "position": (" lat", " lon"),
    "period": (" from", " to"),
    "link": (" label", " url"),
}
"""Endings of the columns of a kind of property; any other kind has one column with the property's own name."""

_SAVE_AGAIN: Final = "Save the answer again, with whole entities."


class EntityFault(NamedTuple):
    """A fault of an entity, told by its place in the answer, from 0."""

    place: int
    column: str
    value: str
    reason: str
    fix: str


@dataclass(frozen=True)
class Part:
    """Some columns of all entities.

    Attributes
    ----------
    columns : dict of str to sequence of str
        The cells, one an entity.
    faults : tuple of EntityFault
        What could not be read; `column` is one of the columns, or '' for the whole entity.
    notes, warnings : tuple of str
        As in SourceTable.
    dates : frozenset of str
        Those of the columns that hold days as `2023-08-27`.
    """

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faults: tuple[EntityFault, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Schema:
    """What the templates of a collection say of its properties.

    Attributes
    ----------
    templates : dict of str to str
        The name of each template by its id.
    labels : dict of str to str
        The label of each property by its name, in the order of the templates.
    kinds : dict of str to Kind
        What each property holds, by its name.
    """

    templates: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> Schema:
        """The schema in an answer of `/api/templates`; what is not as it should be is passed over.

        Of a property that two templates label differently, the first label is taken.
        """
        templates = [one for one in listed(document, "rows") if isinstance(one, dict)]
        properties = [one for template in templates for one in listed(template, "properties") if isinstance(one, dict)]
        labels: dict[str, str] = {}
        kinds: dict[str, Kind] = {}
        for one in properties:
            name, label, kind = one.get("name"), one.get("label"), KINDS.get(str(one.get("type")))
            if isinstance(name, str) and isinstance(label, str) and label.strip():
                labels.setdefault(name, label)
            if isinstance(name, str) and kind:
                kinds.setdefault(name, kind)
        return cls(
            {str(one.get("_id")): plain_text(one["name"]) for one in templates if one.get("name")}, labels, kinds
        )


def listed(document: Any, key: str) -> list[Any]:
    """The list under a key; an empty one where there is none."""
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, list) else []


def parts_of(entities: Sequence[Any], schema: Schema) -> list[Part]:
    """All columns of some entities, in order."""
    records = [entity if isinstance(entity, dict) else {} for entity in entities]
    metadata = [found if isinstance(found := record.get("metadata"), dict) else {} for record in records]
    broken = tuple(
        EntityFault(place, "", _shown(entity), "This is no entity; expected an object with metadata.", _SAVE_AGAIN)
        for place, (entity, record) in enumerate(zip(entities, records, strict=True))
        if entity is not record or not isinstance(record.get("metadata", {}), dict | None)
    )
    found = dict.fromkeys(str(key) for one in metadata for key in one)
    names = [*(name for name in schema.labels if name in found), *(name for name in found if name not in schema.labels)]
    taken = set(NAMES.values())
    parts = [Part(faults=broken), *_common(records, schema), _visibility(records)]
    for name in names:
        header = free_name(_header(schema.labels.get(name, name)), taken)
        taken.add(header)
        parts += _property(header, [one.get(name) for one in metadata], schema.kinds.get(name))
    return parts


def _header(name: str) -> str:
    """A property's name or label as a header: whole letters, no blanks round it, never empty."""
    return " ".join(name.encode("utf-8", "replace").decode().replace("\x00", "?").split()) or "property"


def _shown(value: object) -> str:
    return plain_text(value)[:LONGEST_VALUE].encode("utf-8", "replace").decode()


def _common(records: Sequence[Mapping[str, Any]], schema: Schema) -> Iterable[Part]:
    """The columns that every entity has."""
    for key in (NAMES["id"], NAMES["shared id"], NAMES["title"], NAMES["template"], NAMES["language"]):
        values = [record.get(key) for record in records]
        texts = [plain_text(value) for value in values]
        names = schema.templates if key == NAMES["template"] else {}
        yield Part(
            {key: [names.get(text, text) for text in texts]},
            tuple(
                EntityFault(place, key, _shown(value), "Found no text; expected one.", _SAVE_AGAIN)
                for place, value in enumerate(values)
                if not isinstance(value, str | int | None)
            ),
        )
    for key in (NAMES["date added"], NAMES["edit date"]):
        days = [day_of(record.get(key), thousandths=True)[0] for record in records]
        yield Part(
            {key: [day or "" for day in days]},
            tuple(
                EntityFault(place, key, _shown(records[place].get(key)), "Found no time in milliseconds.", _SAVE_AGAIN)
                for place, day in enumerate(days)
                if day is None
            ),
            dates=frozenset({key}),
        )
    for key in (NAMES["documents"], NAMES["attachments"]):
        files = [[one for one in listed(record, key) if isinstance(one, dict)] for record in records]
        yield Part({key: [BAR.join(plain_text(one.get("filename")) for one in some) for some in files]})


def _visibility(records: Sequence[Mapping[str, Any]]) -> Part:
    key = NAMES["published"]
    if not any(key in record for record in records):
        warning = (
            "The answer does not say which entities are published, so each counts as public. Ask for whole entities, "
            "without 'fields' or 'select' in the question."
        )
        return Part(warnings=(warning,) if records else ())
    values = [record.get(key) for record in records]
    reason = "This does not say whether the entity is published; expected true or false."
    return Part(
        {key: [PUBLISHED[value] if isinstance(value, bool) else "" for value in values]},
        tuple(
            EntityFault(place, key, _shown(value), reason, _SAVE_AGAIN)
            for place, value in enumerate(values)
            if not isinstance(value, bool)
        ),
    )


def _property(header: str, values: Sequence[Any], known: Kind | None) -> Iterable[Part]:
    """The columns of one property of all entities; those of what it inherits, in a part of their own."""
    items: list[list[Item]] = [
        [one for one in value if isinstance(one, dict)] if isinstance(value, list) else [] for value in values
    ]
    kind = known or kind_of([item for some in items for item in some])
    own = _part(header, kind, [cells_of(some, kind) for some in items])
    reason = "Found no list of values, each with its value; expected one."
    yield Part(
        faults=tuple(
            EntityFault(place, next(iter(own.columns)), _shown(value), reason, _SAVE_AGAIN)
            for place, (value, some) in enumerate(zip(values, items, strict=True))
            if value not in (None, "") and not (isinstance(value, list) and len(value) == len(some))
        ),
        notes=(
            (f"{header}: whole days in seconds, read as dates; the answer does not say that they are.",)
            if kind == "date" and not known
            else ()
        ),
    )
    yield own
    passed = [inherited(some) for some in items]
    kinds = [kind for some, kind in passed if some]
    if kinds:
        yield _part(f"{header} inherited", kinds[0], [cells_of(some, kinds[0]) for some, _ in passed])


def _part(header: str, kind: Kind, cells: Sequence[Cells]) -> Part:
    """The columns of one kind of property, without those that may be missing and hold nothing."""
    always = ENDINGS.get(kind, ("",))
    endings = dict.fromkeys(["", *always, *(ending for one in cells for ending in one.texts)])
    columns = {f"{header}{ending}": [one.texts.get(ending, "") for one in cells] for ending in endings}
    faults = tuple(
        EntityFault(place, f"{header}{always[0]}", _shown(one.value), one.reason, one.fix)
        for place, one in enumerate(cells)
        if one.reason
    )
    notes = []
    if several := [place + 1 for place, one in enumerate(cells) if one.several]:
        notes.append(
            f"{header}: {counted(several, UNIT)} with several positions; which one is meant is not said, so none is "
            "used. They are kept as text, in the order of the answer."
        )
    if inexact := [place + 1 for place, one in enumerate(cells) if one.inexact]:
        notes.append(f"{header}: {counted(inexact, UNIT)} with a time of day; the day is the one in UTC.")
    return Part(
        {name: texts for name, texts in columns.items() if any(texts) or name in {header + end for end in always}},
        faults,
        tuple(notes),
        dates=frozenset(header + end for end in always) if kind in ("date", "period") else frozenset(),
    )
