"""From a table nobody has mapped to a proposed profile: what each column is taken for, why, and what is left to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from footprints_geo.dates.intervals import parse_dates
from footprints_geo.events.mending import MARKS
from footprints_geo.mapping.answers import Answer, Question, given_answers
from footprints_geo.mapping.cell_kinds import sample
from footprints_geo.mapping.forms import Form, Found, Match, Plan, ours, same_form
from footprints_geo.mapping.header_claims import Look, looks
from footprints_geo.mapping.questions import form_question, later_questions, required
from footprints_geo.mapping.word_values import is_ours, word_for
from footprints_geo.profiles import Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_languages import SharedTitles, shared_titles
from footprints_geo.vocabulary import EVENT_COLUMNS

__all__ = ["Answer", "Match", "Proposal", "Question", "answered", "propose"]


@dataclass(frozen=True)
class Proposal:
    """How a table may be read.

    Attributes
    ----------
    profile : Profile
        What is proposed; usable when `missing` is empty. Where a required answer is not given, it does not say what
        the answer will: neither events nor cases are made of a guess.
    matches : tuple of Match
        For each of our columns, what it is taken from and why.
    questions : tuple of Question
        What only a person can say. First comes what is asked of every form of the table.
    attributes : tuple of str
        Headers nothing claims: carried along under their own name.
    forms : tuple of Proposal
        Where the form of the table is asked for, what is proposed once it is said, for each answer.
    """

    profile: Profile
    matches: tuple[Match, ...] = ()
    questions: tuple[Question, ...] = ()
    attributes: tuple[str, ...] = ()
    forms: tuple[Proposal, ...] = field(default=())

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions without whose answers nothing can be read."""
        return tuple(question.text for question in self.questions if question.required)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is taken for granted as long as nobody says more."""
        return self.notes_of(self.profile)

    def of(self, profile: Profile) -> Proposal:
        """What is proposed, and left to ask, for the form of the table that a profile has."""
        return next((form for form in self.forms if same_form(form.profile, profile)), self)

    def notes_of(self, profile: Profile) -> tuple[str, ...]:
        """What a profile made from this proposal takes for granted.

        For each match that was found and not told, and each question that has an answer for the time being, one
        sentence for the list of what was inferred.
        """
        here = self.of(profile)
        if len(here.profile.groups) != len(profile.groups):
            return ()
        taken = [match.note for match in here.matches if match.note and match.holds_in(profile)]
        left = [q.text for q in here.questions if not q.required and q.leaves_open(here.profile, profile)]
        return (*taken, *left)


def propose(table: SourceTable, known: Profile | None = None) -> Proposal:
    """Match the columns of a table with ours, by their names and by what their cells look like.

    A table with our own columns gets a profile that changes nothing (`made_for` is `events`), unless most of its words
    or dates are not ours. Where headers name events ("Date of arrest", "체포 장소"), every row is proposed to hold one
    event for each of them; where a column says what happened as well, the form of the table is asked for.

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
    titles = shared_titles(table, start.columns.get("case_id", ())) if start.made_for == "uwazi" else None
    if titles:
        start = replace(start, columns={c: own for c, own in start.columns.items() if c != "case_id"})
    return _Asking(table, headers, start, titles, free, Found.among(free, start)).proposal()


def answered(proposal: Proposal, answers: Sequence[str]) -> tuple[Proposal, Profile]:
    """A proposal with some questions answered: what is proposed for the form that was chosen, and the profile.

    Parameters
    ----------
    proposal : Proposal
        What was proposed.
    answers : sequence of str
        Such as `1.2`: the second answer to the first question.

    Raises
    ------
    InputError
        No question or answer has such a number.
    """
    chosen = [
        answer.profile
        for number, question in enumerate(proposal.questions, 1)
        for said, answer in enumerate(question.answers, 1)
        if answer.profile is not None and f"{number}.{said}" in answers
    ]
    here = proposal.of(chosen[-1]) if chosen else proposal
    return here, given_answers(here.profile, here.questions, answers)


@dataclass(frozen=True)
class _Asking:
    """What is known of a table, and asked of each of its forms."""

    table: SourceTable
    headers: Sequence[str]
    start: Profile
    titles: SharedTitles | None
    free: Sequence[Look]
    found: Found

    def proposal(self) -> Proposal:
        """What is proposed before anybody has answered."""
        made = {form: Plan(self.start, self.found, form).made() for form in self.found.forms}
        if len(made) == 1:
            return self._of_form(self.found.forms[0], ())
        profiles: dict[Form, Profile] = {form: profile for form, (profile, _) in made.items()}
        asked = form_question(profiles, self.found.shared["event_type"], certain=self.found.certain)
        forms = tuple(self._of_form(form, (asked,)) for form in made)
        if self.found.certain:
            return replace(forms[0], forms=forms)
        # What holds for the whole record in every form, and nothing of what happened.
        profile, matches = made["several"]
        profile, matches = replace(profile, groups=self.start.groups), tuple(m for m in matches if m.group < 0)
        return Proposal(
            profile,
            (*_told(self.start), *matches),
            (*required(self.table, profile, self._left(profile), self.titles, form_asked=True), asked),
            _attributes(self.headers, profile),
            forms,
        )

    def _of_form(self, form: Form, asked: tuple[Question, ...]) -> Proposal:
        plan = Plan(self.start, self.found, form)
        profile, matches = plan.made()
        left = self._left(profile)
        first = required(self.table, profile, left, self.titles, form_asked=False)
        later = later_questions(profile, left, self.found.shared, plan.groups, form)
        return Proposal(
            profile, (*_told(self.start), *matches), (*first, *asked, *later), _attributes(self.headers, profile)
        )

    def _left(self, profile: Profile) -> list[Look]:
        used = _used(profile)
        return [look for look in self.free if look.header not in used]


def _own_columns(frame: pd.DataFrame, headers: Sequence[str]) -> Profile | None:
    """The profile that changes nothing, for a table with our columns; None for any other."""
    named: dict[str, str] = {}
    for header in sorted(headers, key=lambda header: header not in EVENT_COLUMNS):
        named.setdefault(ours(header), header)
    if not {"case_id", "event_type"} <= named.keys():
        return None
    columns: dict[str, tuple[str, ...]] = {c: (named[c],) for c in EVENT_COLUMNS if c in named}
    return Profile(made_for="events" if _in_our_words(frame, named) else "", columns=columns)


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
