"""The values of one property of the Uwazi API as cells of plain columns.

Every value of an entity's metadata is a list of items `{"value": ..., "label": ..., "parent": ..., "inheritedValue":
[...], "inheritedType": ...}` (Uwazi's `commonSchemas.ts`); dates are seconds, whole days in UTC.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from footprints_geo.sources.uwazi_cells import BAR, GROUP_MARK, day_of_seconds
from footprints_geo.sources.uwazi_positions import checked

Kind = Literal["position", "period", "link", "label", "date", "number", "text", "other"]
"""What a property holds."""

Item = Mapping[str, Any]

KINDS: Final[Mapping[str, Kind]] = {
    "geolocation": "position",
    "daterange": "period",
    "multidaterange": "period",
    "link": "link",
    "select": "label",
    "multiselect": "label",
    "relationship": "label",
    "newRelationship": "label",
    "date": "date",
    "multidate": "date",
    "numeric": "number",
    "text": "text",
    "markdown": "text",
    "generatedid": "text",
    "image": "text",
    "media": "text",
    "preview": "text",
    "nested": "other",
}
"""What each of Uwazi's types of property holds."""

TITLE: Final = "title of a related entity"
"""The key of an item that stands for a related entity without a value."""

LONGEST_CELL: Final = 10_000
_DAY_SECONDS: Final = 86_400
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True)
class Cells:
    """What the items of one entity become.

    Attributes
    ----------
    texts : dict of str to str
        The cell of each column, by the ending of its name: '' for the property's own.
    reason, fix : str
        What was found and expected, and what to do; '' where the items can be read.
    value : str
        What a fault shows.
    inexact : bool
        Whether a date had a time of day.
    several : bool
        Whether there are several positions.
    """

    texts: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    fix: str = ""
    value: str = ""
    inexact: bool = False
    several: bool = False


def kind_of(items: Sequence[Item]) -> Kind:
    """What a property holds, by all its items in all entities: what most of them look like.

    Numbers are dates when more than half of those that are not 0 are whole days in seconds.
    """
    found = Counter(kind for item in items if (kind := _likely(item)))
    if not found:
        return "text"
    kind = found.most_common(1)[0][0]
    if kind != "number":
        return kind
    values = [value for item in items if isinstance(value := item.get("value"), int | float) and value]
    days = [value for value in values if value % _DAY_SECONDS == 0]
    return "date" if 2 * len(days) > len(values) else "number"


def _likely(item: Item) -> Kind | None:
    """What one item looks like; None for an empty one."""
    value = item.get("value")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        by_key: tuple[tuple[str, Kind], ...] = (
            ("lat", "position"),
            ("lon", "position"),
            ("from", "period"),
            ("to", "period"),
            ("url", "link"),
        )
        return next((kind for key, kind in by_key if key in value), "other")
    if "label" in item or "parent" in item or "inheritedValue" in item:
        return "label"
    if isinstance(value, bool | str):
        return "text"
    return "number" if isinstance(value, int | float) else "other"


def cells_of(items: Sequence[Item], kind: Kind) -> Cells:
    """The cells of one entity's items of a property of that kind; none when no item has a value."""
    flat = _flat(items)
    # A place in the list is kept for a related entity that passes on nothing, and for nothing else.
    kept = [item for item in flat if item.get("value") is not None or TITLE in item]
    return _WRITERS[kind](kept) if any(item.get("value") is not None for item in kept) else Cells()


def inherited(items: Sequence[Item]) -> tuple[list[Item], Kind]:
    """What related entities pass on, as items, and of which kind; none when they pass on nothing.

    A related entity that passes on nothing leaves an item with its title alone, so that places in the list are kept.
    """
    kinds = [KINDS.get(str(item.get("inheritedType")), "text") for item in items if item.get("inheritedType")]
    if not kinds:
        return [], "text"
    passed: list[Item] = []
    for item in items:
        values = item.get("inheritedValue")
        own: list[Item] = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
        own = [one for one in _flat(own) if one.get("value") not in (None, "")]
        passed += own or [{"value": None, TITLE: _label(item)}]
    return passed, kinds[0]


def _flat(items: Sequence[Item]) -> list[Item]:
    """Items with one value each: old entities have a list of positions inside a value."""
    flat: list[Item] = []
    for item in items:
        value = item.get("value")
        flat += [{**item, "value": one} for one in value] if isinstance(value, list) else [item]
    return flat


def _positions_of(items: Sequence[Item]) -> Cells:
    """Positions; an item without one, of a related entity, keeps its place with its title."""
    pairs: list[tuple[str, str] | None] = []
    names: list[str] = []
    for item in items:
        value = item.get("value")
        if value is None:
            pairs.append(None)
            names.append(str(item.get(TITLE, "")))
            continue
        if not isinstance(value, dict):
            return _unread(value, "Found no position; expected lat and lon.", "Correct the position in Uwazi.")
        pairs.append((_number(value.get("lat")), _number(value.get("lon"))))
        names.append(plain_text(value.get("label") or ""))
    found = checked(pairs, tuple(names))
    if found.reason:
        shown = next(pair for pair in pairs if pair and checked([pair], ("",)).reason)
        whole = BAR.join(BAR.join(pair) if pair else name for pair, name in zip(pairs, names, strict=True))
        return Cells({"": whole}, found.reason, found.fix, BAR.join(shown))
    labels = [name for pair, name in zip(pairs, names, strict=True) if pair]
    texts = {" label": BAR.join(labels) if any(labels) else ""}
    if len(pairs) == 1 and pairs[0]:
        return Cells({" lat": pairs[0][0], " lon": pairs[0][1], **texts})
    parts = [BAR.join(pair) if pair else name for pair, name in zip(pairs, names, strict=True)]
    return Cells({"": BAR.join(parts), " lat": "", " lon": "", **texts}, several=True)


def _number(value: object) -> str:
    """A number as text; '' for what is none. Old entities have numbers as texts."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    return plain_text(value)


def _periods_of(items: Sequence[Item]) -> Cells:
    sides: dict[str, list[str]] = {"from": [], "to": []}
    inexact = False
    for item in items:
        value = {} if item["value"] is None else item["value"]
        if not isinstance(value, dict):
            return _unread(value, "Found no period; expected from and to.", _MEND_DATE)
        for key, days in sides.items():
            day, exact = day_of(value.get(key))
            if day is None:
                return _unread(value.get(key), _NO_DATE, _MEND_DATE)
            inexact |= not exact
            days.append(day)
    texts = {f" {key}": BAR.join(days) if any(days) else "" for key, days in sides.items()}
    return Cells(texts, inexact=inexact)


_NO_DATE: Final = "Found no date; expected seconds since 1970, a whole number, within the years 1 to 9999."
_MEND_DATE: Final = "Correct the date in Uwazi."


def _dates_of(items: Sequence[Item]) -> Cells:
    days, inexact = [], False
    for item in items:
        day, exact = day_of(item.get("value"))
        if day is None:
            return _unread(item.get("value"), _NO_DATE, _MEND_DATE)
        inexact |= not exact
        days.append(day)
    return Cells({"": BAR.join(days) if any(days) else ""}, inexact=inexact)


def day_of(value: object, *, thousandths: bool = False) -> tuple[str | None, bool]:
    """The day of some seconds, or thousandths of them, and whether they are whole days.

    '' for none, None for what is no date.
    """
    if value is None or value == "":
        return "", True
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, True
    # A whole number can be too large to be asked whether it is finite.
    if isinstance(value, float) and not math.isfinite(value):
        return None, True
    if thousandths:
        value //= 1000
    return day_of_seconds(math.floor(value)) or None, value % _DAY_SECONDS == 0


def _links_of(items: Sequence[Item]) -> Cells:
    values = [{} if item["value"] is None else item["value"] for item in items]
    if odd := [value for value in values if not isinstance(value, dict)]:
        return _unread(odd[0], "Found no link; expected label and url.", "Correct the link in Uwazi.")
    parts = {key: [plain_text(value.get(key) or "") for value in values] for key in ("label", "url")}
    return Cells({f" {key}": BAR.join(texts) if any(texts) else "" for key, texts in parts.items()})


def _labels_of(items: Sequence[Item]) -> Cells:
    return Cells({"": BAR.join(_label(item) for item in items)})


def _label(item: Item) -> str:
    """An item's label with its group before it; the value itself where the label is missing."""
    parent = item.get("parent")
    group = plain_text(parent.get("label") or "") if isinstance(parent, dict) else ""
    label = plain_text(item.get("label") or item.get("value") or "")
    return f"{group}{GROUP_MARK}{label}" if group else label


def _texts_of(items: Sequence[Item]) -> Cells:
    return Cells({"": BAR.join(_label(item) if "label" in item else plain_text(item.get("value")) for item in items)})


def _values_of(items: Sequence[Item]) -> Cells:
    return Cells({"": BAR.join(plain_text(item.get("value")) for item in items)})


def _unread(value: object, reason: str, fix: str) -> Cells:
    return Cells(reason=reason, fix=fix, value=plain_text(value))


def plain_text(value: object) -> str:
    """Anything JSON can hold as one line of text: numbers without a needless `.0`, the rest as JSON writes it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    try:
        return json.dumps(value, ensure_ascii=False)[:LONGEST_CELL]
    except RecursionError:
        return "{ … }"


_WRITERS: Final = {
    "position": _positions_of,
    "period": _periods_of,
    "link": _links_of,
    "label": _labels_of,
    "date": _dates_of,
    "number": _values_of,
    "text": _texts_of,
    "other": _values_of,
}
