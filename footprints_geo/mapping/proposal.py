"""From a table nobody has mapped to a proposed profile: what each column is taken for, why, and what is left to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from footprints_geo.dates.intervals import parse_dates
from footprints_geo.events.mending import MARKS
from footprints_geo.mapping.cell_kinds import sample
from footprints_geo.mapping.header_claims import (
    MOMENTS,
    SPOTS,
    Claim,
    EventKey,
    Look,
    Why,
    event_claims,
    looks,
    shared_claims,
)
from footprints_geo.mapping.questions import Answer, Question, questions_of
from footprints_geo.mapping.word_values import is_ours, word_for
from footprints_geo.profiles import MAPPED_COLUMNS, EventGroup, Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES

__all__ = ["Answer", "Match", "Proposal", "Question", "propose"]

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
    """

    column: str
    headers: tuple[str, ...]
    why: Why
    score: float
    alternatives: tuple[str, ...] = ()
    group: int = -1


@dataclass(frozen=True)
class Proposal:
    """How a table may be read.

    Attributes
    ----------
    profile : Profile
        What is proposed; usable when `missing` is empty.
    matches : tuple of Match
        For each of our columns, what it is taken from and why.
    questions : tuple of Question
        What only a person can say.
    attributes : tuple of str
        Headers nothing claims: carried along under their own name.
    notes : tuple of str
        For each match that was found and not told, and each question that has an answer for the time being, one
        sentence for the list of what was inferred.
    """

    profile: Profile
    matches: tuple[Match, ...] = ()
    questions: tuple[Question, ...] = ()
    attributes: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions without whose answers nothing can be read."""
        return tuple(question.text for question in self.questions if question.required)


def propose(table: SourceTable, known: Profile | None = None) -> Proposal:
    """Match the columns of a table with ours, by their names and by what their cells look like.

    A table with our own columns gets a profile that changes nothing (`made_for` is `events`), unless most of its words
    or dates are not ours. Where headers name events ("Date of arrest", "체포 장소"), every row is proposed to hold one
    event for each of them.

    Parameters
    ----------
    table : SourceTable
        As a reader or a dialect gives it.
    known : Profile, optional
        What is known already, of a dialect: it wins, and is completed when it does not say what the case is or what
        happened.

    Returns
    -------
    Proposal
        Columns that nothing claims are in no match: they become attributes.
    """
    headers = [str(header) for header in table.frame.columns if header not in MARKS]
    own = None if known else _own_columns(table.frame, headers)
    if own or (known and _says_all(known)):
        told = own or known or Profile()
        return Proposal(told, _told(told), (), _attributes(headers, told))
    start = known or Profile(sheet=table.sheet if len(table.sheets) > 1 else "")
    free = looks(table.frame, [header for header in headers if header not in _used(start)])
    found = _Found.among(free, start)
    proposed = _Plan(start, found, wide=found.wide).proposal()
    other = _Plan(start, found, wide=not found.wide).proposal().profile if found.either else None
    questions = questions_of(table, proposed.profile, free, found.shared, found.groups, wide=found.wide, other=other)
    return replace(
        proposed,
        matches=(*_told(start), *proposed.matches),
        questions=questions,
        attributes=_attributes(headers, proposed.profile),
        notes=(*proposed.notes, *(question.text for question in questions if not question.required)),
    )


@dataclass(frozen=True)
class _Found:
    """What headers and cells claim, and whether a row holds several events."""

    shared: Mapping[str, list[Claim]]
    groups: Mapping[EventKey, dict[str, list[Claim]]]
    wide: bool
    either: bool

    @classmethod
    def among(cls, columns: Sequence[Look], start: Profile) -> _Found:
        taken = {*start.columns, *start.constants}
        shared = {column: claims for column, claims in shared_claims(columns).items() if column not in taken}
        known = {group.constants.get("event_type", "") for group in start.groups}
        groups = {} if "event_type" in taken else event_claims(columns)
        groups = {key: own for key, own in groups.items() if key[0] not in known}
        named = any(not claim.doubted for claim in shared.get("event_type", ()))
        general = any(shared[c][0].why != "content" for c in ("date", "date_from", "place", "position") if c in shared)
        return cls(shared, groups, bool(groups) and not (named and general), bool(groups) and named)

    def keys(self) -> list[EventKey]:
        """The events of a row, as they usually follow."""
        return sorted(self.groups, key=lambda key: (EVENT_TYPES.index(key[0]), int(key[1] or 0)))


@dataclass(frozen=True)
class _Plan:
    """A profile in the making: claims, and the form that was chosen for them."""

    start: Profile
    found: _Found
    wide: bool

    def proposal(self) -> Proposal:
        """The profile of the chosen form, its matches and its notes; no questions yet."""
        given = self.start.groups if any(group.columns for group in self.start.groups) else ()
        keys = self.found.keys() if self.wide else []
        several = bool(keys or given)
        groups = self._groups(keys, alone=not given)
        # A column of one event must not be taken a second time, for all of them.
        in_groups = {claim.look.header for own in groups for claims in own.values() for claim in claims}
        shared = {c: claims for c, claims in self.found.shared.items() if not several or c in OF_THE_RECORD}
        shared = {c: kept for c, claims in shared.items() if (kept := _outside(claims, in_groups))}
        claims: dict[tuple[str, int], list[Claim]] = {(c, -1): shared[c] for c in MAPPED_COLUMNS if c in shared}
        for number, own in enumerate(groups, len(given)):
            claims |= {(column, number): own[column] for column in MAPPED_COLUMNS if column in own}
        matches = tuple(_match(column, own, group) for (column, group), own in claims.items())
        made = tuple(_group(key, own) for key, own in zip(keys, groups, strict=True))
        profile = replace(
            self.start,
            columns={**self.start.columns, **{match.column: match.headers for match in matches if match.group < 0}},
            groups=(*given, *made) or self.start.groups,
        )
        notes = [_note(match, claims[match.column, match.group][0], profile) for match in matches]
        return Proposal(profile, matches, notes=tuple(note for note in notes if note))

    def _groups(self, keys: Sequence[EventKey], *, alone: bool) -> list[dict[str, list[Claim]]]:
        groups = [self.found.groups[key] for key in keys]
        if len(groups) == 1 and alone:
            # With one event a row, what holds for the row holds for the event.
            other = {c: claims for c, claims in self.found.shared.items() if c in MOMENTS | SPOTS | {"custodian"}}
            return [{**other, **groups[0]}]
        return groups


def _group(key: EventKey, own: Mapping[str, list[Claim]]) -> EventGroup:
    countries = {claim.country for claims in own.values() for claim in claims if claim.country}
    constants = {"event_type": key[0]}
    if len(countries) == 1 and "country" not in own:
        constants["country"] = countries.pop()
    return EventGroup({column: _headers(own[column]) for column in MAPPED_COLUMNS if column in own}, constants)


def _headers(claims: Sequence[Claim]) -> tuple[str, ...]:
    """The likeliest, then those that say they are read only where it is empty."""
    return tuple(claim.look.header for at, claim in enumerate(claims) if at == 0 or claim.text)


def _match(column: str, claims: Sequence[Claim], group: int) -> Match:
    headers = _headers(claims)
    others = tuple(claim.look.header for claim in claims if claim.look.header not in headers)
    return Match(column, headers, claims[0].why, claims[0].score, others, group)


def _outside(claims: Sequence[Claim], headers: Iterable[str]) -> list[Claim]:
    return [claim for claim in claims if claim.look.header not in headers]


def _note(match: Match, claim: Claim, profile: Profile) -> str:
    """What a match takes for granted; '' for a column that has our name."""
    if match.group < 0 and _ours(claim.look.header) == match.column:
        return ""
    # A header that nothing is known of may be a person's words, in a file without a header.
    named = f" ({', '.join(match.headers)})" if claim.why != "content" else ""
    reason = {"name": "its name", "content": "its cells", "both": "its name and its cells"}[claim.why]
    of_event = "" if match.group < 0 else f" of the event {profile.groups[match.group].constants['event_type']}"
    return f"Column {claim.look.number}{named} is taken as {match.column}{of_event}, by {reason}."


def _own_columns(frame: pd.DataFrame, headers: Sequence[str]) -> Profile | None:
    """The profile that changes nothing, for a table with our columns; None for any other."""
    named: dict[str, str] = {}
    for header in sorted(headers, key=lambda header: header not in EVENT_COLUMNS):
        named.setdefault(_ours(header), header)
    if not {"case_id", "event_type"} <= named.keys():
        return None
    columns: dict[str, tuple[str, ...]] = {c: (named[c],) for c in EVENT_COLUMNS if c in named}
    return Profile(made_for="events" if _in_our_words(frame, named) else "", columns=columns)


def _ours(header: str) -> str:
    return "_".join(header.replace("-", " ").replace("_", " ").lower().split())


def _in_our_words(frame: pd.DataFrame, named: Mapping[str, str]) -> bool:
    """Whether no column has mostly words or dates that only our lists of other people's words know."""
    for column in ("event_type", "country"):
        cells = sample(frame[named[column]]) if column in named else ()
        foreign = [text for text in cells if not is_ours(column, text) and word_for(column, text)]
        if 2 * len(foreign) > len(cells):
            return False
    dates = sample(frame[named["date"]]) if "date" in named else ()
    refused = parse_dates(pd.Series(dates, dtype="str"))["date_problem"] != ""
    return 2 * int(refused.sum()) <= len(dates)


def _says_all(profile: Profile) -> bool:
    """Whether a profile says what the case is and what happened."""
    said = {*profile.columns, *profile.constants}
    every = [{*said, *group.columns, *group.constants} for group in profile.groups]
    return all({"case_id", "event_type"} <= columns for columns in every)


def _used(profile: Profile) -> set[str]:
    parts = [profile.columns, *(group.columns for group in profile.groups)]
    return {header for part in parts for headers in part.values() for header in headers} | set(profile.left_out)


def _attributes(headers: Sequence[str], profile: Profile) -> tuple[str, ...]:
    return tuple(header for header in headers if header not in _used(profile))


def _told(profile: Profile) -> tuple[Match, ...]:
    parts = [(-1, profile.columns), *enumerate(group.columns for group in profile.groups)]
    return tuple(
        Match(column, headers, "profile", 100.0, (), n) for n, part in parts for column, headers in part.items()
    )
