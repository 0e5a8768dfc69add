"""Mapping profiles as small TOML files, strict to read and the same for the same profile."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import tomlkit
from rapidfuzz import process
from tomlkit.items import Table

from footprints_geo.errors import InputError, refused
from footprints_geo.mapping.profile_toml import LONGEST_SHOWN, number_shown, quoted, table_of
from footprints_geo.mapping.word_values import value_key
from footprints_geo.profiles import MAPPED_COLUMNS, ROW_NUMBER, DateOrder, EventGroup, Profile
from footprints_geo.sources.limits import check_size, shown
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES, read_countries

FORMAT: Final = 1
"""The format written here; a file of a higher one was made by a newer program."""

MADE_FOR: Final = ("", "events", "uwazi", "acled", "iom")
LARGEST: Final = 1_000_000
"""Bytes; a larger file is no profile."""

MOST_TOLD: Final = 12
"""Problems that one message names."""

_HEADING: Final = "How the columns and words of a file become those of Footprints Geo. It holds no records."
_TEXTS: Final = ("name", "made_for", "sheet")
_KEYS: Final = ("format", *_TEXTS, "left_out", "columns", "constants", "groups", "values", "date_orders", "places")
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "event_type": EVENT_TYPES,
    "location_precision": PRECISIONS,
    "visibility": VISIBILITIES,
    "subject": SUBJECTS,
}


def profile_text(profile: Profile) -> str:
    """A profile as TOML.

    Returns
    -------
    str
        The same text for equal profiles: columns in our order, words, headers and places sorted, groups in theirs.
        Parts that are empty are left out.
    """
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADING))
    document.add("format", tomlkit.item(FORMAT))
    for key in _TEXTS:
        if text := getattr(profile, key):
            document.add(key, tomlkit.item(text))
    if profile.left_out:
        document.add("left_out", tomlkit.item(list(profile.left_out)))
    _add(document, "columns", _columns(profile.columns))
    _add(document, "constants", _table(_in_our_order(profile.constants)))
    if profile.groups != (EventGroup(),):
        groups = tomlkit.aot()
        for group in profile.groups:
            one = tomlkit.table()
            if group.only_for:
                one.add("only_for", tomlkit.item(group.only_for))
            _add(one, "columns", _columns(group.columns))
            _add(one, "constants", _table(_in_our_order(group.constants)))
            groups.append(one)
        document.add("groups", groups)
    values = tomlkit.table(is_super_table=True)
    for column, words in _in_our_order(profile.values).items():
        _add(values, column, _table(dict(sorted(words.items()))))
    _add(document, "values", values)
    _add(document, "date_orders", _table(dict(sorted(profile.date_orders.items()))))
    _add(document, "places", _table(dict(sorted(profile.places.items()))))
    return tomlkit.dumps(document)


def read_profile(path: str | os.PathLike[str]) -> Profile:
    """Read a profile.

    Raises
    ------
    InputError
        The file is not there, is no TOML, or says something a profile cannot say; all problems are named at once.
    """
    file = Path(path)
    name = shown(file)[:LONGEST_SHOWN]
    try:
        size = file.stat().st_size
        # A pipe or a device may have no end.
        if not file.is_dir():
            check_size(file)
        if size > LARGEST:
            raise InputError(
                f"{name}: the file has {size:,} bytes; a mapping profile has a few thousand. Check its name."
            )
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            f"There is no mapping profile {name!r} in this place. Check the name and the folder."
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{name}: this is no text in UTF-8; expected a mapping profile. Save it as UTF-8.") from None
    except OSError as error:
        raise InputError(f"The mapping profile {name!r} cannot be opened: {error.strerror}. Check the name.") from None
    return profile_from_text(text, name)


def profile_from_text(text: str, name: str) -> Profile:
    """A profile from its TOML text.

    Parameters
    ----------
    text : str
        As `profile_text` writes it. A column may name one header as a text, or several in a list.
    name : str
        What messages call the file.

    Raises
    ------
    InputError
        As `read_profile`.
    """
    table = table_of(text, name)
    found = table.get("format", FORMAT)
    if isinstance(found, int) and found > FORMAT:
        gaps = {"name": name, "found": number_shown(found), "known": FORMAT}
        raise refused(
            "{name}: the profile has format {found}, and this program knows {known}. Get a newer version of it.", **gaps
        )
    reading = _Reading()
    profile = reading.profile(table)
    if reading.problems:
        told = reading.problems[:MOST_TOLD]
        more = len(reading.problems) - len(told)
        said = "; ".join([*told, f"and {more:,} more"] if more else told)
        raise refused("{name}: {said}. Correct the profile.", name=name, said=said)
    return profile


def _in_our_order(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {column: entries[column] for column in MAPPED_COLUMNS if column in entries}


def _columns(columns: Mapping[str, tuple[str, ...]]) -> Table:
    return _table({c: own[0] if len(own) == 1 else list(own) for c, own in _in_our_order(columns).items()})


def _table(entries: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in entries.items():
        table.add(tomlkit.key(key) if key else tomlkit.key([key]), tomlkit.item(value))
    return table


def _add(parent: Any, key: str, table: Table) -> None:
    if len(table):
        parent.add(key, table)


class _Reading:
    """What a TOML table says, and everything in it that a profile cannot say."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def profile(self, table: Mapping[str, Any]) -> Profile:
        """The profile, as far as it can be read."""
        self._known("", table, _KEYS)
        if not isinstance(table.get("format", FORMAT), int):
            self._wrong("format", f"a whole number, {FORMAT}")
        texts = {key: self._text(key, table.get(key, "")) for key in _TEXTS}
        if texts["made_for"] not in MADE_FOR:
            self.problems.append(_choice("made_for", texts["made_for"], [word for word in MADE_FOR if word]))
        return Profile(
            **texts,
            columns=self._columns("columns", table.get("columns", {})),
            constants=self._constants("constants", table.get("constants", {})),
            groups=self._groups(table.get("groups", [])),
            values=self._values(table.get("values", {})),
            date_orders=self._orders(table.get("date_orders", {})),
            places=self._places(table.get("places", {})),
            left_out=self._headers("left_out", table.get("left_out", [])),
        )

    def _columns(self, where: str, given: Any) -> dict[str, tuple[str, ...]]:
        entries = self._entries(where, given)
        self._known(where, entries, MAPPED_COLUMNS)
        return {column: self._headers(f"{where}.{column}", own) for column, own in entries.items()}

    def _headers(self, where: str, given: Any) -> tuple[str, ...]:
        headers = [given] if isinstance(given, str) else given
        if not isinstance(headers, list) or not all(isinstance(header, str) and header.strip() for header in headers):
            self._wrong(where, "a header of the file, or a list of headers")
            return ()
        return tuple(headers)

    def _constants(self, where: str, given: Any) -> dict[str, str]:
        entries = self._entries(where, given)
        self._known(where, entries, MAPPED_COLUMNS)
        found = {column: self._text(f"{where}.{column}", text) for column, text in entries.items()}
        for column, text in found.items():
            self._word(f"{where}.{column}", column, text)
            if text == ROW_NUMBER and column != "case_id":
                self.problems.append(f"{where}.{column} is {ROW_NUMBER}, which only case_id can be")
        return found

    def _groups(self, given: Any) -> tuple[EventGroup, ...]:
        if not isinstance(given, list) or not all(isinstance(group, dict) for group in given):
            self._wrong("groups", "tables, each headed [[groups]]")
            return (EventGroup(),)
        groups = []
        for number, group in enumerate(given, 1):
            where = f"groups[{number}]"
            self._known(where, group, ("only_for", "columns", "constants"))
            columns = self._columns(f"{where}.columns", group.get("columns", {}))
            constants = self._constants(f"{where}.constants", group.get("constants", {}))
            only_for = self._text(f"{where}.only_for", group.get("only_for", ""))
            if only_for:
                self._word(f"{where}.only_for", "event_type", only_for)
            groups.append(EventGroup(columns, constants, only_for))
        self._each_once(groups)
        return tuple(groups) or (EventGroup(),)

    def _each_once(self, groups: Sequence[EventGroup]) -> None:
        """A row is one event, where its own word says which: no two groups can be it."""
        kinds = [group.only_for for group in groups]
        if any(kinds) and len(set(kinds)) < len(kinds):
            twice = next(kind for kind in kinds if kinds.count(kind) > 1)
            which = f"only_for {quoted(twice)}" if twice else "no only_for"
            self.problems.append(f"groups has two with {which}; expected one for each event type, and one for the rest")

    def _values(self, given: Any) -> dict[str, dict[str, str]]:
        entries = self._entries("values", given)
        self._known("values", entries, MAPPED_COLUMNS)
        said = {column: self._words(column, words) for column, words in entries.items()}
        # A column of which nothing is said is one that is not named.
        return {column: words for column, words in said.items() if words}

    def _words(self, column: str, given: Any) -> dict[str, str]:
        where = f"values.{column}"
        entries = self._entries(where, given)
        words = {word: self._text(f"{where}, {quoted(word)}", meaning) for word, meaning in entries.items()}
        meanings: dict[str, str] = {}
        for word, meaning in words.items():
            self._word(f"{where}, {quoted(word)}", column, meaning)
            if meanings.setdefault(value_key(word), meaning) != meaning:
                self.problems.append(f"{where} has {quoted(word)} twice, written in two ways, with two meanings")
        return words

    def _orders(self, given: Any) -> dict[str, DateOrder]:
        orders = get_args(DateOrder)
        found: dict[str, DateOrder] = {}
        for header, order in self._entries("date_orders", given).items():
            if order in orders:
                found[header] = order
            else:
                self.problems.append(_choice(f"date_orders, {quoted(header)},", order, orders))
        return found

    def _places(self, given: Any) -> dict[str, str]:
        found = {}
        for key, place in self._entries("places", given).items():
            country, bar, spelling = key.partition("|")
            if not bar or not spelling.strip() or (country and country.strip().upper() not in read_countries().index):
                self.problems.append(
                    f"places has {quoted(key)}; expected a country code, which may be empty, a bar and a name, "
                    "such as KP|온성"
                )
            found[key] = self._text(f"places, {quoted(key)}", place)
        return found

    def _entries(self, where: str, given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            return given
        self._wrong(where, "a table")
        return {}

    def _text(self, where: str, given: Any) -> str:
        if isinstance(given, str):
            return given
        self._wrong(where, "a text in quotation marks")
        return ""

    def _word(self, where: str, column: str, text: str) -> None:
        """A word of a closed list; '' leaves a cell empty, which only event_type cannot be."""
        allowed = _LISTS.get(column)
        if allowed is not None and text not in allowed and (text or column == "event_type"):
            self.problems.append(_choice(where, text, allowed))
        if column == "country" and text and text not in read_countries().index:
            self.problems.append(
                f"{where} is {quoted(text)}; expected two capital letters after ISO 3166-1, such as CN"
            )

    def _known(self, where: str, entries: Mapping[str, Any], allowed: Sequence[str]) -> None:
        inside = f" in {where}" if where else ""
        for key in entries:
            if key not in allowed and len(self.problems) >= MOST_TOLD:
                self.problems.append("")
            elif key not in allowed:
                near = process.extractOne(key, allowed, score_cutoff=60)
                hint = f", is {near[0]} meant?" if near else f"; expected {_listed(allowed)}"
                self.problems.append(f"{quoted(key)}{inside} is not known{hint}")

    def _wrong(self, where: str, expected: str) -> None:
        self.problems.append(f"{where} is something else than expected: {expected}")


def _choice(where: str, given: Any, allowed: Iterable[str]) -> str:
    words = list(allowed)
    near = process.extractOne(given, words, score_cutoff=60) if isinstance(given, str) else None
    hint = f"; is {near[0]} meant?" if near else ""
    return f"{where} is {quoted(given)}; expected {_listed(words)}{hint}"


def _listed(words: Sequence[str]) -> str:
    return f"one of {', '.join(words)}"
