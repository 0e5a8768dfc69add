"""What a table does not say itself, asked in plain words, with the answers that can be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from footprints_geo.errors import InputError
from footprints_geo.mapping.header_claims import MOMENTS, SPOTS, Claim, EventKey, Look, of_two_events
from footprints_geo.profiles import ROW_NUMBER, Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.vocabulary import EVENT_TYPES

Said = TypeVar("Said")

MOST_OFFERED: Final = 5
FEW_WORDS: Final = 40
"""A column with more different cells than this is not offered as the one that says what happened."""

DECIDING: Final = frozenset(
    {"case_id", "event_type", "date", "place", "country", "lat", "lon", "position", "persons", "visibility"}
)
"""Columns for which two candidates are asked about; of the others the likelier is taken."""


@dataclass(frozen=True)
class Answer:
    """What a person can say, and what it changes.

    Attributes
    ----------
    words : str
        How it is put.
    columns : mapping of str to tuple of str
        Columns the answer maps, as in Profile.
    constants : mapping of str to str
        What it says without a column.
    group : int
        The event it concerns, as its position in `Profile.groups`; -1 for all.
    profile : Profile, optional
        The whole mapping, where the answer is about all of it.
    """

    words: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    group: int = -1
    profile: Profile | None = None

    def applied_to(self, profile: Profile) -> Profile:
        """The profile with this answer given."""
        if self.profile is not None:
            # Who the case is was said of every form of the table.
            return replace(
                self.profile,
                columns={**_of_cases(profile.columns), **self.profile.columns},
                constants={**_of_cases(profile.constants), **self.profile.constants},
                values={**self.profile.values, **profile.values},
                date_orders={**self.profile.date_orders, **profile.date_orders},
                places={**self.profile.places, **profile.places},
            )
        if self.group < 0:
            return replace(
                profile,
                columns={**profile.columns, **self.columns},
                constants={**profile.constants, **self.constants},
            )
        own = profile.groups[self.group]
        told = replace(own, columns={**own.columns, **self.columns}, constants={**own.constants, **self.constants})
        return replace(profile, groups=(*profile.groups[: self.group], told, *profile.groups[self.group + 1 :]))


def _of_cases(said: Mapping[str, Said]) -> dict[str, Said]:
    return {column: what for column, what in said.items() if column == "case_id"}


@dataclass(frozen=True)
class Question:
    """What only a person can say about a table.

    Attributes
    ----------
    column : str
        The column of ours it is about; '' for the form of the table.
    text : str
        The question, with what was taken for the time being.
    answers : tuple of Answer
        What can be said, likeliest first.
    required : bool
        Whether nothing can be read without an answer.
    """

    column: str
    text: str
    answers: tuple[Answer, ...] = ()
    required: bool = False


def answered(profile: Profile, questions: Sequence[Question], answers: Sequence[str]) -> Profile:
    """A proposed profile with some questions answered.

    Parameters
    ----------
    profile : Profile
        What was proposed.
    questions : sequence of Question
        What was asked of it.
    answers : sequence of str
        Such as `1.2`: the second answer to the first question.

    Raises
    ------
    InputError
        No question or answer has such a number.
    """
    offered = {
        f"{asked}.{said}": answer
        for asked, question in enumerate(questions, 1)
        for said, answer in enumerate(question.answers, 1)
    }
    if strange := [number for number in answers if number not in offered]:
        expected = f"one of {', '.join(offered)}" if offered else "none, as nothing is asked"
        found = ", ".join(number[:20] for number in strange)
        raise InputError(f"Answer: found {found}; expected {expected}. Look at the questions again.")
    chosen = [offered[number] for number in answers]
    # What is said of the whole mapping comes first: it would undo what is said of parts.
    for answer in sorted(chosen, key=lambda answer: answer.profile is None):
        profile = answer.applied_to(profile)
    return profile


def questions_of(
    table: SourceTable,
    profile: Profile,
    columns: Sequence[Look],
    shared: Mapping[str, list[Claim]],
    groups: Mapping[EventKey, dict[str, list[Claim]]],
    *,
    wide: bool,
    other: Profile | None,
) -> tuple[Question, ...]:
    """The questions a proposal leaves open.

    Parameters
    ----------
    table : SourceTable
        What the profile is for.
    profile : Profile
        What is proposed.
    columns : sequence of Look
        The columns that were looked at.
    shared, groups : mapping
        The claims the proposal was made from.
    wide : bool
        Whether a row is proposed to hold several events.
    other : Profile, optional
        What would be proposed for the other form, where both are possible.
    """
    parts = [profile.columns, *(group.columns for group in profile.groups)]
    used = {header for part in parts for headers in part.values() for header in headers}
    free = [look for look in columns if look.header not in used and look.header not in profile.left_out]
    claims = {} if wide else shared
    asked = [*_required(table, profile, free), *_form(profile, wide=wide, other=other)]
    asked += [_which(column, claims[column], -1) for column in claims if _open(column, claims[column])]
    asked += [_doubt(column, claims[column][0], -1) for column in claims if claims[column][0].doubted]
    asked += _of_single_events(groups, profile) if wide else []
    asked += _whose(shared, profile, used) if wide else []
    asked += [_two_events(look, types) for look, types in of_two_events(free)]
    return tuple(asked)


def called(claim: Claim | Look) -> str:
    """How a message names a column of the file: by its number, and by its name where that is a known one."""
    if isinstance(claim, Look):
        return f"column {claim.number}"
    return f"column {claim.look.number}" + ("" if claim.why == "content" else f" ({claim.look.header})")


def _required(table: SourceTable, profile: Profile, free: Sequence[Look]) -> list[Question]:
    said = {*profile.columns, *profile.constants}
    asked = []
    if "case_id" not in said:
        ids = [look for look in free if look.cells][:MOST_OFFERED]
        text = (
            "Which column says whose case a record belongs to (case_id)? No column is called so. It ties the events "
            f"of one person or group together; or each {table.unit} is a case of its own."
        )
        own = Answer(f"Each {table.unit} is a case of its own", {"case_id": ()}, {"case_id": ROW_NUMBER})
        others = (Answer(f"It is {called(look)}", {"case_id": (look.header,)}) for look in ids)
        asked.append(Question("case_id", text, (own, *others), required=True))
    if not all("event_type" in {*said, *group.columns, *group.constants} for group in profile.groups):
        words = [look for look in free if 0 < len(look.cells) <= FEW_WORDS][:MOST_OFFERED]
        text = (
            "Which column says what happened (event_type), such as arrest or repatriation? No column is called so or "
            f"holds such words, and no header names an event; or each {table.unit} tells of the same kind of event."
        )
        columns = (Answer(f"It is {called(look)}", {"event_type": (look.header,)}) for look in words)
        kinds = (Answer(f"Each {table.unit} is: {word}", {}, {"event_type": word}) for word in EVENT_TYPES)
        asked.append(Question("event_type", text, (*columns, *kinds), required=True))
    return asked


def _form(profile: Profile, *, wide: bool, other: Profile | None) -> list[Question]:
    if other is None:
        return []
    text = (
        "One column says what happened, and others belong to single events, such as the date of an arrest. "
        "Is a row one event, or does it hold several?" + ("" if wide else " Each row is taken as one event.")
    )
    several = Answer("A row holds several events: one for each of these columns", profile=profile if wide else other)
    one = Answer(
        "A row is one event, and the columns of single events are carried along", profile=other if wide else profile
    )
    # Without a date of its own a return might be read as an arrest, and the map be wrong: nothing is taken for granted.
    return [Question("", text, (several, one) if wide else (one, several), required=wide)]


def _open(column: str, claims: Sequence[Claim]) -> bool:
    """Whether a second column claims to be one of the deciding ones as well as the first."""
    rivals = [claim for claim in claims[1:] if not claim.text and claim.doubted == claims[0].doubted]
    return column in DECIDING and any(claim.score >= claims[0].score for claim in rivals)


def _which(column: str, claims: Sequence[Claim], group: int, event: str = "") -> Question:
    of_event = f" of the event {event}" if event else ""
    names = " or ".join(called(claim) for claim in claims)
    return Question(
        column,
        f"Which column is {column}{of_event}: {names}? The first is taken; the others are carried along.",
        tuple(Answer(f"It is {called(claim)}", {column: (claim.look.header,)}, {}, group) for claim in claims),
    )


def _doubt(column: str, claim: Claim, group: int, event: str = "") -> Question:
    of_event = f" of the event {event}" if event else ""
    return Question(
        column,
        f"Is {called(claim)} really {column}{of_event}? It is called so, but most of its cells do not look like it.",
        (
            Answer("Yes", {column: (claim.look.header,)}, {}, group),
            Answer("No: carry it along", {column: ()}, {}, group),
        ),
    )


def _of_single_events(groups: Mapping[EventKey, dict[str, list[Claim]]], profile: Profile) -> list[Question]:
    """Which of two columns is the date of the arrest; and whether a doubtful one is."""
    asked = []
    for own in groups.values():
        for column, claims in own.items():
            number = _group_with(column, claims[0].look.header, profile)
            event = _event_names(profile)[number]
            if _open(column, claims):
                asked.append(_which(column, claims, number, event))
            if claims[0].doubted:
                asked.append(_doubt(column, claims[0], number, event))
    return asked


def _group_with(column: str, header: str, profile: Profile) -> int:
    return next(n for n, group in enumerate(profile.groups) if header in group.columns.get(column, ()))


def _whose(shared: Mapping[str, list[Claim]], profile: Profile, used: set[str]) -> list[Question]:
    """Dates and places that say of no event whose they are."""
    loose = [
        (c, shared[c][0]) for c in sorted(shared.keys() & (MOMENTS | SPOTS)) if shared[c][0].look.header not in used
    ]
    events = list(enumerate(_event_names(profile)))
    return [
        Question(
            column,
            f"Which event does {called(claim)} belong to? It looks like {column}, and a row holds several events. "
            "It is carried along and used for none.",
            tuple(Answer(f"The event {event}", {column: (claim.look.header,)}, {}, n) for n, event in events),
        )
        for column, claim in loose
    ]


def _event_names(profile: Profile) -> list[str]:
    """What the events of a row are called; of several of one kind, the later ones with a number."""
    kinds = [group.constants.get("event_type", "") for group in profile.groups]
    before = [kinds[:n].count(kind) for n, kind in enumerate(kinds)]
    return [f"{kind} ({n + 1})" if n else kind for kind, n in zip(kinds, before, strict=True)]


def _two_events(look: Look, types: tuple[str, ...]) -> Question:
    return Question(
        "",
        f"Which event does {called(look)} belong to? Its name speaks of {' and '.join(types)}. "
        "It is carried along and used for none.",
    )
