"""The one filter, in its five forms: widgets, URL, flags, words, recipe.

Text forms (`years=2019-2023`, `events=arrest,detention`) are the same in the URL, on the command line and in the
recipe, so that one parser reads all of them. Reading is strict (:meth:`Selection.parse`) where a person typed the
text, and forgiving but outspoken (:meth:`Selection.from_query`) where it came with a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import InputError, refused
from footprints_geo.event_codes import EventCodes, codes_of
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.messages import Message
from footprints_geo.periods import EXPECTED, Period
from footprints_geo.terms import EVENT_NAMES, KIND_WORDS, country_in
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, Kind, Uncertain, read_countries

IGNORED: Final = marked("A part of the link was ignored. {reason}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events count. An event matches when it meets all conditions; the default matches everything.

    Attributes
    ----------
    years : Period or None
        Years, or months of them. An event matches when its date interval overlaps them. Undated events match no years.
    events : tuple of str
        Event types; empty means all.
    countries : tuple of str
        ISO 3166-1 alpha-2 codes of where the event was; empty means all, and then also events without a country.
    kind : tuple of str
        Kinds of segment asked for; all three by default, never empty.
    min_persons : int
        Events with fewer persons (low count) do not match. 0 means no condition.
    uncertain : {'include', 'exclude'}
        With `exclude`, an event matches years only when its date interval lies wholly inside them.

    Raises
    ------
    InputError
        One sentence for everything that is wrong.
    """

    years: Period | None = None
    events: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kind: tuple[Kind, ...] = field(default=KINDS)
    min_persons: int = 0
    uncertain: Uncertain = "include"

    def __post_init__(self) -> None:
        problems = [problem for name in FORMS for problem in _problems(name, getattr(self, name))]
        if problems:
            raise InputError(Message.joined(problems))
        object.__setattr__(self, "events", tuple(e for e in EVENT_TYPES if e in self.events))
        object.__setattr__(self, "countries", tuple(sorted(set(self.countries))))
        object.__setattr__(self, "kind", tuple(k for k in KINDS if k in self.kind))

    @classmethod
    def parse(cls, **texts: str | None) -> Selection:
        """Read the text form of each field, as typed on the command line; None means the default.

        Raises
        ------
        InputError
            One sentence for every text that cannot be read.
        """
        values, problems = _read(texts)
        if problems:
            raise InputError(Message.joined(problems))
        return cls(**values)

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, beside: Iterable[str] = ()) -> tuple[Selection, tuple[str, ...]]:
        """Read a link; what cannot be used is left at its default and named.

        Parameters
        ----------
        query : mapping of str to str
            The parameters of the URL.
        beside : iterable of str
            Parameters of the same URL that are no part of the Selection.

        Returns
        -------
        Selection, tuple of str
            The Selection, and one sentence for each parameter that was ignored.
        """
        known = {name: text for name, text in query.items() if name in FORMS}
        values, problems = _read(known)
        strange = [
            Message(
                "The link's {name!r} was ignored: there is no such condition. Expected one of {names}.",
                name=name[:60],
                names=", ".join(FORMS),
            )
            for name in query
            if name not in FORMS and name not in set(beside)
        ]
        return cls(**values), (*(Message(IGNORED, reason=p) for p in problems), *strange)

    @classmethod
    def from_json(cls, recipe: Mapping[str, Any]) -> Selection:
        """Read what :meth:`to_json` wrote. Raises InputError for unknown or wrong entries."""
        strange = sorted(set(recipe) - set(FORMS))
        if strange:
            raise refused(
                "The recipe has the entry {entries}; expected only {names}. Remove it.",
                entries=", ".join(strange),
                names=", ".join(FORMS),
            )
        values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in recipe.items()}
        if values.get("years") is not None:
            values["years"] = Period.from_json(values["years"])
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """The parameters of a URL; a field at its default is left out."""
        return {
            f.name: FORMS[f.name].write(getattr(self, f.name))
            for f in fields(self)
            if getattr(self, f.name) != getattr(DEFAULT, f.name)
        }

    def to_flags(self) -> list[str]:
        """The command-line flags that give the same Selection."""
        return [part for name, text in self.to_query().items() for part in (f"--{name.replace('_', '-')}", text)]

    def to_json(self) -> dict[str, Any]:
        """Every field, ready for JSON."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return plain | {"years": self.years and self.years.to_json()}

    def words(self, language: Language = ENGLISH) -> str:
        """The Selection in plain words, for a caption: what is shown, and nothing about how."""
        kinds = [language(KIND_WORDS[kind]) for kind in self.kind]
        parts = [language("all kinds") if self.kind == KINDS else language.both(kinds), self.period_words(language)]
        if self.uncertain == "exclude" and self.years:
            parts.append(language("uncertain dates left out"))
        if self.events:
            types = ", ".join(language(EVENT_NAMES[event]) for event in self.events)
            parts.append(language("events: {types}", types=types))
        if self.countries:
            countries = ", ".join(country_in(code, language) for code in self.countries)
            parts.append(language("recorded in {countries}", countries=countries))
        if self.min_persons > 1:
            parts.append(language("events of at least {persons} persons", persons=self.min_persons))
        return "; ".join(parts)

    def period_words(self, language: Language = ENGLISH) -> str:
        """The years in plain words."""
        return language("all years") if self.years is None else self.years.words(language)

    def matches(self, events: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Which events meet all conditions on events (`kind` is a condition on segments).

        Parameters
        ----------
        events : pandas.DataFrame
            The validated events table (see :mod:`footprints_geo.events.validation`).

        Returns
        -------
        numpy.ndarray of bool
            One value a row; empty for an empty table.
        """
        return self.met_by(codes_of(events))

    def met_by(self, events: EventCodes) -> npt.NDArray[np.bool_]:
        """The same of events as numbers."""
        return events.meeting(self.years, self.events, self.countries, self.min_persons, self.uncertain)


@dataclass(frozen=True, slots=True)
class Form:
    """How one field is written as text, and what is expected of it."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    expected: str
    allowed: Callable[[Any], bool]


def _read_years(text: str) -> Period | None:
    if text.strip().lower() == "all":
        return None
    try:
        return Period.read(text)
    except InputError:
        raise ValueError(text) from None


def _read_list(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    # Nothing between commas is no wish for everything: whoever wants all leaves the condition out.
    if not parts:
        raise ValueError(text)
    return parts


def _read_events(text: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in _read_list(text))


def _read_countries(text: str) -> tuple[str, ...]:
    return tuple(part.upper() for part in _read_list(text))


def _read_kind(text: str) -> tuple[str, ...]:
    return KINDS if text.strip().lower() == "all" else _read_events(text)


def _read_count(text: str) -> int:
    if not re.fullmatch(r"\s*\d{1,9}\s*", text, flags=re.ASCII):
        raise ValueError(text)
    return int(text)


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _are_words(words: Any, allowed: Iterable[str]) -> bool:
    return isinstance(words, tuple) and all(isinstance(word, str) for word in words) and set(words) <= set(allowed)


FORMS: Final[dict[str, Form]] = {
    "years": Form(
        lambda years: "all" if years is None else years.text,
        _read_years,
        EXPECTED,
        lambda years: years is None or isinstance(years, Period),
    ),
    "events": Form(
        ",".join,
        _read_events,
        Message("event types, parted by commas, out of {words}", words=", ".join(EVENT_TYPES)),
        lambda events: _are_words(events, EVENT_TYPES),
    ),
    "countries": Form(
        ",".join,
        _read_countries,
        Message("two-letter country codes after ISO 3166-1, parted by commas, such as CN,LA"),
        lambda countries: _are_words(countries, read_countries().index),
    ),
    "kind": Form(
        ",".join,
        _read_kind,
        Message("all, or kinds parted by commas, out of {words}", words=", ".join(KINDS)),
        lambda kind: bool(kind) and _are_words(kind, KINDS),
    ),
    "min_persons": Form(
        str, _read_count, Message("a whole number, 0 or more"), lambda n: _is_whole(n) and 0 <= n < 10**9
    ),
    "uncertain": Form(
        str,
        lambda text: cast(Uncertain, text.strip().lower()),
        Message("include or exclude"),
        lambda word: word in ("include", "exclude"),
    ),
}
"""The text form of every field, by the name it has in code, URL and recipe (a flag has dashes)."""


def _problems(name: str, value: Any) -> list[Message]:
    if FORMS[name].allowed(value):
        return []
    found = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return [_unexpected(name, found)]


def _unexpected(name: str, found: str) -> Message:
    return Message(
        "{name}: found {found!r}, expected {expected}.", name=name, found=found[:60], expected=FORMS[name].expected
    )


def _read(texts: Mapping[str, str | None]) -> tuple[dict[str, Any], list[Message]]:
    """Values that can be used, and a sentence for each text that cannot."""
    values: dict[str, Any] = {}
    problems: list[Message] = []
    for name, text in texts.items():
        if text is None:
            continue
        try:
            value = FORMS[name].read(text)
        except ValueError:
            problems.append(_unexpected(name, text))
            continue
        wrong = _problems(name, value)
        problems.extend(wrong)
        if not wrong:
            values[name] = value
    return values, problems


DEFAULT: Final = Selection()
"""The Selection that matches everything."""
