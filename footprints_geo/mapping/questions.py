"""What a table does not say itself, asked in plain words, with the answers that can be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from footprints_geo.profiles import ROW_NUMBER, Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_languages import SharedTitles
from footprints_geo.vocabulary import EVENT_TYPES

MOST_OFFERED: Final = 5
FEW_WORDS: Final = 40
"""A column with more different cells than this is not offered as the one that says what happened."""

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


def called(claim: Claim | Look) -> str:
    """How a message names a column of the file: by its number, and by its name where that is a known one."""
    if isinstance(claim, Look):
        return f"column {claim.number}"
    return f"column {claim.look.number}" + ("" if claim.why == "content" else f" ({claim.look.header})")


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
        text = (
            "Which column says what happened (event_type), such as arrest or repatriation? No column is called so or "
            f"holds such words, and no header names an event; or each {table.unit} tells of the same kind of event."
        )
        columns = (Answer(f"It is {called(look)}", {"event_type": (look.header,)}) for look in words)
        kinds = (Answer(f"Each {table.unit} is: {word}", {}, {"event_type": word}) for word in EVENT_TYPES)
        asked.append(Question("event_type", text, (*columns, *kinds), required=True))
    return tuple(asked)


def _whose_case(table: SourceTable, left: Sequence[Look]) -> Question:
    text = (
        "Which column says whose case a record belongs to? No column is called so. It ties the events "
        f"of one person or group together; or each {table.unit} is a case of its own."
    )
    likely = [look for look in left if may_name_cases(look)]
    others = [look for look in left if look.cells and look not in likely and not says_other_things(look)]
    by_column = [Answer(f"It is {called(look)}", {"case_id": (look.header,)}) for look in (*likely, *others)]
    own = Answer(f"Each {table.unit} is a case of its own", {"case_id": ()}, {"case_id": ROW_NUMBER})
    return Question("case_id", text, (*by_column[: len(likely)], own, *by_column[len(likely) :]), required=True)


def _by_titles(table: SourceTable, titles: SharedTitles) -> Question:
    """Whether records of one title are one case, where they have no id."""
    ids, named = tuple(titles.ids), ", ".join(titles.titles)
    text = (
        f"Do {table.unit}s with one title ({named}) belong to one case? {titles.records:,} of them have no id of "
        f"their own and a title that another {table.unit} has too. Taken together, they are one journey of one person "
        "or group; a title alone does not say that they are."
    )
    return Question(
        "case_id",
        text,
        (
            Answer(f"The {table.unit}s of one title are one case", {"case_id": (*ids, *titles.titles)}),
            Answer(f"Each {table.unit} without an id is a case of its own", {"case_id": ids}, {"case_id": ROW_NUMBER}),
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
    text = (
        "One column says what happened, and others belong to single events, such as the date of an arrest. "
        "Is a row one event, or does it hold several?" + (" Each row is taken as one event." if certain else "")
    )
    kinds = dict.fromkeys(group.event_type.replace("_", " ") for group in forms["several"].groups)
    words: Mapping[Form, str] = {
        "own": f"A row is one event, named in {called(claims[0])}, and the date and place of the single event that "
        "fits it are its own",
        "several": f"A row holds several events, named by these columns: {', '.join(kinds)}",
        "one": "A row is one event, and the columns of single events are carried along",
    }
    answers = tuple(Answer(words[form], profile=profile) for form, profile in forms.items())
    return Question("", text, answers, required=not certain)


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


def _where_or_when(shared: Mapping[str, list[Claim]], used: set[str]) -> list[Question]:
    """Dates and places that say neither by name nor otherwise that they are those of the row's event."""
    return [
        Question(
            column,
            f"Does {called(claims[0])} say when or where the event of a row was, if no column of that event does? It "
            f"looks like {column}. It is carried along and used for none.",
            (Answer("Yes", {column: (claims[0].look.header,)}), Answer("No: carry it along", {column: ()})),
        )
        for column, claims in shared.items()
        if loose(column, claims) and claims[0].look.header not in used
    ]


def _event_names(profile: Profile) -> list[str]:
    """What the events of a row are called; of several of one kind, the later ones with a number."""
    kinds = [group.event_type for group in profile.groups]
    before = [kinds[:n].count(kind) for n, kind in enumerate(kinds)]
    return [f"{kind} ({n + 1})" if n else kind for kind, n in zip(kinds, before, strict=True)]


def _two_events(look: Look, types: tuple[str, ...]) -> Question:
    return Question(
        "",
        f"Which event does {called(look)} belong to? Its name speaks of {' and '.join(types)}. "
        "It is carried along and used for none.",
    )
