"""What a table does not say itself, asked in plain words, with the answers that can be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from footprints_geo.mapping.answers import Answer, Question
from footprints_geo.mapping.forms import Form, loose
from footprints_geo.mapping.header_claims import (
    MOMENTS,
    SPOTS,
    Claim,
    EventKey,
    Look,
    may_name_cases,
    of_two_events,
    says_other_things,
)
from footprints_geo.messages import Message
from footprints_geo.profiles import ROW_NUMBER, Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_languages import SharedTitles
from footprints_geo.terms import column_word, listed_word, unit_word
from footprints_geo.vocabulary import EVENT_TYPES

MOST_OFFERED: Final = 5
FEW_WORDS: Final = 40
"""A column with more different cells than this is not offered as the one that says what happened."""

NO: Final = Message("No: carry it along")
DECIDING: Final = frozenset(
    {"case_id", "event_type", "date", "place", "country", "lat", "lon", "position", "persons", "visibility"}
)
"""Columns for which two candidates are asked about; of the others the likelier is taken."""


def later_questions(
    profile: Profile,
    left: Sequence[Look],
    shared: Mapping[str, list[Claim]],
    groups: Mapping[EventKey, dict[str, list[Claim]]],
    form: Form,
) -> tuple[Question, ...]:
    """What one form of a table leaves open, and can be read without.

    Parameters
    ----------
    profile : Profile
        What is proposed for the form.
    left : sequence of Look
        The columns it does not use.
    shared, groups : mapping
        The claims it was made from.
    form : str
        As in :mod:`footprints_geo.mapping.forms`.
    """
    used = {header for columns in _parts(profile) for headers in columns.values() for header in headers}
    claims = {} if form == "several" else {c: own for c, own in shared.items() if own[0].look.header in used}
    asked = [_which(column, claims[column], -1) for column in claims if _open(column, claims[column])]
    asked += [_doubt(column, claims[column][0], -1) for column in claims if claims[column][0].doubted]
    asked += _of_single_events(groups, profile)
    asked += _whose(shared, profile, used) if form == "several" else []
    asked += _where_or_when(shared, used) if form == "own" else []
    asked += [_two_events(look, types) for look, types in of_two_events(left)]
    return tuple(asked)


def _parts(profile: Profile) -> list[Mapping[str, tuple[str, ...]]]:
    return [profile.columns, *(group.columns for group in profile.groups)]


def called(claim: Claim | Look) -> Message:
    """How a message names a column of the file: by its number, and by its name where that is a known one."""
    if isinstance(claim, Look):
        return Message("column {number}", number=claim.number)
    if claim.why == "content":
        return called(claim.look)
    return Message("column {number} ({header})", number=claim.look.number, header=claim.look.header)


def required(
    table: SourceTable, profile: Profile, left: Sequence[Look], titles: SharedTitles | None, *, form_asked: bool
) -> tuple[Question, ...]:
    """What nothing can be read without: whose case a record is, and what happened.

    Parameters
    ----------
    table : SourceTable
        What the profile is for.
    profile : Profile
        What is proposed.
    left : sequence of Look
        The columns it does not use.
    titles : SharedTitles, optional
        Titles that would be the only thing to tell cases by, and that several records have.
    form_asked : bool
        Whether another question asks what happened.
    """
    said = {*profile.columns, *profile.constants}
    asked = []
    if "case_id" not in said:
        asked.append(_by_titles(table, titles) if titles else _whose_case(table, left))
    of_each = ({*said, *group.columns, *group.constants} for group in profile.groups)
    if not form_asked and not all("event_type" in columns for columns in of_each):
        words = [look for look in left if 0 < len(look.cells) <= FEW_WORDS][:MOST_OFFERED]
        unit = unit_word(table.unit)
        text = Message(
            "Which column says what happened (event_type), such as arrest or repatriation? No column is called so or "
            "holds such words, and no header names an event; or each {unit} tells of the same kind of event.",
            unit=unit,
        )
        columns = (Answer(_it_is(look), {"event_type": (look.header,)}) for look in words)
        kinds = (
            Answer(Message("Each {unit} is: {event}", unit=unit, event=listed_word(word)), {}, {"event_type": word})
            for word in EVENT_TYPES
        )
        asked.append(Question("event_type", text, (*columns, *kinds), required=True))
    return tuple(asked)


def _whose_case(table: SourceTable, left: Sequence[Look]) -> Question:
    unit = unit_word(table.unit)
    text = Message(
        "Which column says whose case a record belongs to? No column is called so. It ties the events of one person or "
        "group together; or each {unit} is a case of its own.",
        unit=unit,
    )
    likely = [look for look in left if may_name_cases(look)]
    others = [look for look in left if look.cells and look not in likely and not says_other_things(look)]
    by_column = [Answer(_it_is(look), {"case_id": (look.header,)}) for look in (*likely, *others)]
    words = Message("Each {unit} is a case of its own", unit=unit)
    own = Answer(words, {"case_id": ()}, {"case_id": ROW_NUMBER})
    return Question("case_id", text, (*by_column[: len(likely)], own, *by_column[len(likely) :]), required=True)


def _by_titles(table: SourceTable, titles: SharedTitles) -> Question:
    """Whether records of one title are one case, where they have no id."""
    ids, unit = tuple(titles.ids), unit_word(table.unit)
    text = Message(
        "Do {unit}s with one title ({titles}) belong to one case? {records:,} of them have no id of their own and a "
        "title that another {unit} has too. Taken together, they are one journey of one person or group; a title alone "
        "does not say that they are.",
        unit=unit,
        titles=", ".join(titles.titles),
        records=titles.records,
    )
    together = Message("The {unit}s of one title are one case", unit=unit)
    apart = Message("Each {unit} without an id is a case of its own", unit=unit)
    return Question(
        "case_id",
        text,
        (
            Answer(together, {"case_id": (*ids, *titles.titles)}),
            Answer(apart, {"case_id": ids}, {"case_id": ROW_NUMBER}),
        ),
        required=True,
    )


def form_question(forms: Mapping[Form, Profile], claims: Sequence[Claim], *, certain: bool) -> Question:
    """Whether a row is one event or several, with the profile of each form as its answer.

    Parameters
    ----------
    forms : mapping of str to Profile
        The likeliest first.
    claims : sequence of Claim
        Those on the column that says what happened, the likeliest first.
    certain : bool
        Whether the first of the forms is taken until somebody says another.
    """
    text = Message(
        "One column says what happened, and others belong to single events, such as the date of an arrest. "
        "Is a row one event, or does it hold several?"
    )
    if certain:
        text = Message.joined([text, Message("Each row is taken as one event.")])
    kinds = dict.fromkeys(group.event_type for group in forms["several"].groups)
    words: Mapping[Form, Message] = {
        "own": Message(
            "A row is one event, named in {column}, and the date and place of the single event that fits it are its "
            "own",
            column=called(claims[0]),
        ),
        "several": Message(
            "A row holds several events, named by these columns: {events}",
            events=Message.joined([listed_word(kind, kind.replace("_", " ")) for kind in kinds], ", "),
        ),
        "one": Message("A row is one event, and the columns of single events are carried along"),
    }
    answers = tuple(Answer(words[form], profile=profile) for form, profile in forms.items())
    return Question("", text, answers, required=not certain)


def _open(column: str, claims: Sequence[Claim]) -> bool:
    """Whether a second column claims to be one of the deciding ones as well as the first."""
    rivals = [claim for claim in claims[1:] if not claim.text and claim.doubted == claims[0].doubted]
    return column in DECIDING and any(claim.score >= claims[0].score for claim in rivals)


def _which(column: str, claims: Sequence[Claim], group: int, event: Message | None = None) -> Question:
    text = Message(
        "Which column is {column}: {names}? The first is taken; the others are carried along.",
        column=_of_event(column, event),
        names=reduce(_or, map(called, claims)),
    )
    return Question(
        column, text, tuple(Answer(_it_is(claim), {column: (claim.look.header,)}, {}, group) for claim in claims)
    )


def _doubt(column: str, claim: Claim, group: int, event: Message | None = None) -> Question:
    text = Message(
        "Is {header} really {column}? It is called so, but most of its cells do not look like it.",
        header=called(claim),
        column=_of_event(column, event),
    )
    return Question(
        column,
        text,
        (Answer(Message("Yes"), {column: (claim.look.header,)}, {}, group), Answer(NO, {column: ()}, {}, group)),
    )


def _of_event(column: str, event: Message | None) -> Message:
    word = column_word(column)
    return Message("{column} of the event {event}", column=word, event=event) if event else word


def _or(first: Message, last: Message) -> Message:
    return Message("{first} or {last}", first=first, last=last)


def _and(first: Message, last: Message) -> Message:
    return Message("{first} and {last}", first=first, last=last)


def _it_is(column: Claim | Look) -> Message:
    return Message("It is {column}", column=called(column))


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
            Message(
                "Which event does {header} belong to? It looks like {column}, and a row holds several events. It is "
                "carried along and used for none.",
                header=called(claim),
                column=column_word(column),
            ),
            tuple(
                Answer(Message("The event {event}", event=event), {column: (claim.look.header,)}, {}, n)
                for n, event in events
            ),
        )
        for column, claim in loose
    ]


def _where_or_when(shared: Mapping[str, list[Claim]], used: set[str]) -> list[Question]:
    """Dates and places that say neither by name nor otherwise that they are those of the row's event."""
    return [
        Question(
            column,
            Message(
                "Does {header} say when or where the event of a row was, if no column of that event does? It looks "
                "like {column}. It is carried along and used for none.",
                header=called(claims[0]),
                column=column_word(column),
            ),
            (Answer(Message("Yes"), {column: (claims[0].look.header,)}), Answer(NO, {column: ()})),
        )
        for column, claims in shared.items()
        if loose(column, claims) and claims[0].look.header not in used
    ]


def _event_names(profile: Profile) -> list[Message]:
    """What the events of a row are called; of several of one kind, the later ones with a number."""
    kinds = [group.event_type for group in profile.groups]
    before = [kinds[:n].count(kind) for n, kind in enumerate(kinds)]
    words = [listed_word(kind) for kind in kinds]
    return [Message.joined([w, f"({n + 1})"]) if n else w for w, n in zip(words, before, strict=True)]


def _two_events(look: Look, types: tuple[str, ...]) -> Question:
    return Question(
        "",
        Message(
            "Which event does {header} belong to? Its name speaks of {events}. It is carried along and used for none.",
            header=called(look),
            events=reduce(_and, map(listed_word, types)),
        ),
    )
