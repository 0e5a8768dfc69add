"""The form of a table: what a profile makes of its claims when a row is one event, and when it holds several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from footprints_geo.mapping.header_claims import (
    MOMENTS,
    SPOTS,
    Claim,
    EventKey,
    Look,
    Why,
    event_claims,
    shared_claims,
)
from footprints_geo.messages import Message
from footprints_geo.profiles import MAPPED_COLUMNS, EventGroup, Profile
from footprints_geo.terms import column_word, listed_word
from footprints_geo.vocabulary import EVENT_TYPES

Form = Literal["one", "own", "several"]
"""A row is one event and the columns of single events are not its own; it is one event, and those of the single event
that its word names are its own; it holds one event for each of them."""

OF_THE_RECORD: Final = frozenset(MAPPED_COLUMNS) - MOMENTS - SPOTS - {"event_type", "sequence", "custodian"}
"""Columns that all events of a row can share, where a row holds several."""


@dataclass(frozen=True)
class Match:
    """What one of our columns is taken from.

    Attributes
    ----------
    column : str
        Ours.
    headers : tuple of str
        The file's; the first that is not empty in a row counts.
    why : str
        `name`, `content` or `both`; `profile` where a known profile says so.
    score : float
        How well the name fits, or which part of the cells does, from 0 to 100.
    alternatives : tuple of str
        Other headers that may be meant, the likeliest first.
    group : int
        The position of the event in `Profile.groups`; -1 for what all events of a row share.
    note : str
        What it takes for granted, as a sentence; '' where it takes nothing.
    """

    column: str
    headers: tuple[str, ...]
    why: Why
    score: float
    alternatives: tuple[str, ...] = ()
    group: int = -1
    note: str = field(default="", compare=False)

    def holds_in(self, profile: Profile) -> bool:
        """Whether a profile still takes the column from there."""
        columns = profile.columns if self.group < 0 else profile.groups[self.group].columns
        return tuple(columns.get(self.column, ())) == self.headers


@dataclass(frozen=True)
class Found:
    """What headers and cells claim, and which forms a row may have.

    Attributes
    ----------
    shared : mapping
        Claims on columns of the whole row.
    groups : mapping
        Claims on columns of single events.
    forms : tuple of str
        The forms that are possible, the likeliest first.
    certain : bool
        Whether the first of them may be taken before a person has said so.
    """

    shared: Mapping[str, list[Claim]]
    groups: Mapping[EventKey, dict[str, list[Claim]]]
    forms: tuple[Form, ...]
    certain: bool

    @classmethod
    def among(cls, columns: Sequence[Look], start: Profile) -> Found:
        """The claims of some columns beside what a profile says already."""
        taken = {*start.columns, *start.constants}
        shared = {column: claims for column, claims in shared_claims(columns).items() if column not in taken}
        known = {group.constants.get("event_type", "") for group in start.groups}
        groups = {} if "event_type" in taken else event_claims(columns)
        groups = {key: own for key, own in groups.items() if key[0] not in known}
        named = any(not claim.doubted for claim in shared.get("event_type", ())) and not _given(start)
        if not groups or not named:
            return cls(shared, groups, ("several",) if groups else ("one",), certain=True)
        if any(shared[c][0].why != "content" for c in ("date", "date_from", "place", "position") if c in shared):
            return cls(shared, groups, ("one", "own", "several"), certain=True)
        # Without a date of its own a return might be read as an arrest, and the map be wrong.
        return cls(shared, groups, ("own", "several", "one"), certain=False)

    def keys(self, form: Form) -> list[EventKey]:
        """The events that have columns of their own in a form, as they usually follow."""
        keys = sorted(self.groups, key=lambda key: (EVENT_TYPES.index(key[0]), int(key[1] or 0)))
        if form == "own":
            # A row of one arrest has the date of one: the first, as nothing says that it is another.
            return list({key[0]: key for key in reversed(keys)}.values())[::-1]
        return keys if form == "several" else []


@dataclass(frozen=True)
class Plan:
    """A profile in the making: claims, and the form that was chosen for them."""

    start: Profile
    found: Found
    form: Form

    @property
    def groups(self) -> dict[EventKey, dict[str, list[Claim]]]:
        """The claims of each single event that the form uses."""
        given = _given(self.start)
        groups = {key: self.found.groups[key] for key in self.found.keys(self.form)}
        if len(groups) == 1 and not given and self.form == "several":
            # With one event a row, what holds for the row holds for the event.
            other = {c: claims for c, claims in self.found.shared.items() if c in MOMENTS | SPOTS | {"custodian"}}
            return {key: {**other, **own} for key, own in groups.items()}
        return groups

    def made(self) -> tuple[Profile, tuple[Match, ...]]:
        """The profile of the form, and what it takes each column from."""
        given, groups = _given(self.start), self.groups
        # A column of one event must not be taken a second time, for all of them.
        in_groups = {claim.look.header for own in groups.values() for claims in own.values() for claim in claims}
        several = self.form == "several" or bool(given)
        shared = {c: claims for c, claims in self.found.shared.items() if not several or c in OF_THE_RECORD}
        shared = {c: claims for c, claims in shared.items() if self.form != "own" or not loose(c, claims)}
        shared = {c: kept for c, claims in shared.items() if (kept := _outside(claims, in_groups))}
        claims: dict[tuple[str, int], list[Claim]] = {(c, -1): shared[c] for c in MAPPED_COLUMNS if c in shared}
        for number, own in enumerate(groups.values(), len(given)):
            claims |= {(column, number): own[column] for column in MAPPED_COLUMNS if column in own}
        made = [self._group(key, own, shared) for key, own in groups.items()]
        profile = replace(
            self.start,
            columns={**self.start.columns, **{c: _headers(own) for (c, group), own in claims.items() if group < 0}},
            groups=(*given, *made, *([EventGroup()] if self.form == "own" else [])) or self.start.groups,
        )
        return profile, tuple(_match(c, own, group, profile) for (c, group), own in claims.items())

    def _group(
        self, key: EventKey, own: Mapping[str, list[Claim]], shared: Mapping[str, Sequence[Claim]]
    ) -> EventGroup:
        countries = {claim.country for claims in own.values() for claim in claims if claim.country}
        country = {"country": countries.pop()} if len(countries) == 1 and "country" not in own else {}
        columns = {column: _headers(own[column]) for column in MAPPED_COLUMNS if column in own}
        if self.form != "own":
            return EventGroup(columns, {"event_type": key[0], **country})
        # The general date of a row is that of its event where the column of this kind of event is empty.
        columns = {c: (*headers, *_headers(shared.get(c, ()))) for c, headers in columns.items()}
        return EventGroup(columns, country, only_for=key[0])


def loose(column: str, claims: Sequence[Claim]) -> bool:
    """Whether nothing but its cells says that a column is when or where the event of a row was.

    Beside columns of single events it may be of one of them, or of none: the position of a facility, a second date.
    """
    return column in MOMENTS | SPOTS and claims[0].why == "content"


def same_form(one: Profile, other: Profile) -> bool:
    """Whether two profiles of a table make as many events of a row, and of the same kinds."""
    return _kinds(one) == _kinds(other)


def ours(header: str) -> str:
    """A header as our own names of columns are written."""
    return "_".join(header.replace("-", " ").replace("_", " ").lower().split())


def _kinds(profile: Profile) -> tuple[object, ...]:
    by_word = bool({"event_type"} & {*profile.columns, *profile.constants})
    return (by_word, *((group.only_for, group.event_type) for group in profile.groups))


def _given(start: Profile) -> tuple[EventGroup, ...]:
    return start.groups if any(group.columns for group in start.groups) else ()


def _headers(claims: Sequence[Claim]) -> tuple[str, ...]:
    """The likeliest, then those that say they are read only where it is empty."""
    return tuple(claim.look.header for at, claim in enumerate(claims) if at == 0 or claim.text)


def _match(column: str, claims: Sequence[Claim], group: int, profile: Profile) -> Match:
    own = profile.columns if group < 0 else profile.groups[group].columns
    others = tuple(claim.look.header for claim in claims if claim.look.header not in own[column])
    match = Match(column, own[column], claims[0].why, claims[0].score, others, group)
    return replace(match, note=_note(match, claims[0], profile))


def _outside(claims: Sequence[Claim], headers: Iterable[str]) -> list[Claim]:
    return [claim for claim in claims if claim.look.header not in headers]


_REASONS: Final[Mapping[str, Message]] = {
    "name": Message("its name"),
    "content": Message("its cells"),
    "both": Message("its name and its cells"),
}


def _note(match: Match, claim: Claim, profile: Profile) -> str:
    """What a match takes for granted; '' for a column that has our name."""
    if match.group < 0 and ours(claim.look.header) == match.column:
        return ""
    # A header that nothing is known of may be a person's words, in a file without a header.
    header = Message("Column {number}", number=claim.look.number)
    if claim.why != "content":
        header = Message("Column {number} ({header})", number=claim.look.number, header=", ".join(match.headers))
    taken = column_word(match.column)
    if match.group >= 0:
        event = listed_word(profile.groups[match.group].event_type)
        taken = Message("{column} of the event {event}", column=taken, event=event)
    return Message(
        "{header} is taken as {column}, by {reason}.", header=header, column=taken, reason=_REASONS[claim.why]
    )
