"""What can be answered to a question about a table, and what each answer makes of a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from footprints_geo.errors import InputError
from footprints_geo.mapping.forms import same_form
from footprints_geo.profiles import Profile

Said = TypeVar("Said")


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

    def is_given_in(self, profile: Profile) -> bool:
        """Whether a profile says this already; of a whole mapping, its form: its columns may be corrected since."""
        return same_form(self.profile, profile) if self.profile is not None else self.applied_to(profile) == profile


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

    def leaves_open(self, proposed: Profile, profile: Profile) -> bool:
        """Whether a profile says nothing else about it than what was proposed for the time being."""
        if not self.column and self.answers:
            return self.answers[0].is_given_in(profile)
        groups = {answer.group for answer in self.answers}
        return all(_columns(proposed, at).get(self.column) == _columns(profile, at).get(self.column) for at in groups)


def _columns(profile: Profile, group: int) -> Mapping[str, tuple[str, ...]]:
    return profile.columns if group < 0 else profile.groups[group].columns


def given_answers(profile: Profile, questions: Sequence[Question], answers: Sequence[str]) -> Profile:
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
        found = ", ".join(repr(number[:20]) for number in strange[:5])
        raise InputError(f"Answer: found {found}; expected {expected}. Look at the questions again.")
    chosen = [offered[number] for number in answers]
    # What is said of the whole mapping comes first: it would undo what is said of parts.
    for answer in sorted(chosen, key=lambda answer: answer.profile is None):
        profile = answer.applied_to(profile)
    return profile
