"""What every part of records is asked, and how a part answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import internal, protect
from footprints_geo.engine.dealing import case_columns, unpacked
from footprints_geo.engine.records import ROWS_A_PART, Records, joint_fingerprint, read_chunk
from footprints_geo.errors import InputError
from footprints_geo.events.reading import events_from, look_at
from footprints_geo.events.table import Events
from footprints_geo.profiles import Profile
from footprints_geo.selection import Selection
from footprints_geo.sources.parquet import source_of
from footprints_geo.summary import Summary, merge, summarise
from footprints_geo.vocabulary import Level

MERGED_AT_ONCE: Final = 16
"""Summaries that are put together at once: a tree of them is no deeper than a few, and none is large."""

_LOOKED_AT: Final = 100_000
"""Records that are looked at to know which column is which."""


@dataclass(frozen=True)
class Question:
    """What is asked of records that are too many to be looked at at once.

    Attributes
    ----------
    selection : Selection
        What is asked for.
    level : {'country', 'province', 'place'}
        What routes are told apart by.
    policy : Policy or None
        How records are protected for the public; None for internal use.
    profile : Profile
        Which column is which: the same for all parts.
    synthetic : bool
        The data package beside the records says that they are made up.
    by_time : bool
        Whether they are broken down by year and event type as well.
    """

    selection: Selection
    level: Level
    policy: Policy | None
    profile: Profile
    synthetic: bool = False
    by_time: bool = False

    def __post_init__(self) -> None:
        if self.policy is not None and self.policy.groups:
            raise InputError(
                "--engine: for the public, cases of sensitive records are told in groups that are alike, and these can "
                "be found only among all records at once. Use --audience internal inside your organisation, "
                "--sensitivity published if every record is public already, or leave out --engine."
            )


def profile_of(records: Records, profile: Profile | None) -> Profile:
    """Which column is which: as somebody says, or as the first records show where they have our own columns.

    Raises
    ------
    InputError
        Nobody says, and the columns are other people's: of a part of the records it cannot be found out what they are.
    """
    if profile is None:
        some = read_chunk(records.chunks(_LOOKED_AT)[0], records.coded).slice(0, _LOOKED_AT)
        profile = look_at(source_of(some, records.name)).proposal.profile
        if profile.made_for != "events":
            raise InputError(
                f"{records.name}: the columns are not those of the events table, and what they are cannot be found out "
                "in parts. Write a profile with 'footprints-geo profile' from a small file with the same columns, and "
                "name it with --profile.",
            )
    case_columns(profile, records.name)
    return profile


def summary_of(pieces: Sequence[bytes], question: Question, name: str) -> Summary:
    """The summary of one part.

    Parameters
    ----------
    pieces : sequence of bytes
        All records of its cases, packed, in the order of the files; at least one piece.
    question : Question
        What is asked.
    name : str
        What the records are called.

    Raises
    ------
    InputError
        The part cannot be read, or asks what only a person can say.
    """
    # The cells as they were read are let go before anything is made of the events.
    events = _events_of(pieces, question, name)
    release = internal(events) if question.policy is None else protect(events, question.policy)
    return summarise(release, question.selection, question.level, by_time=question.by_time)


def _events_of(pieces: Sequence[bytes], question: Question, name: str) -> Events:
    source = look_at(source_of(unpacked(pieces), name))
    if source.table is not source.raw:
        raise InputError(
            f"{name}: this is an export of a kind whose rows say something of each other, and cannot be read in parts. "
            "Convert it to our columns with 'footprints-geo convert', or leave out --engine."
        )
    events = events_from(replace(source, table=replace(source.table, synthetic=question.synthetic)), question.profile)
    if events.questions:
        raise InputError(f"{name}: {events.questions[0]} Say it in the profile: in parts it cannot be found out.")
    return events


def merged(parts: Sequence[Summary]) -> Summary:
    """All summaries put together, some at a time."""
    while len(parts) > 1:
        parts = [merge(parts[at : at + MERGED_AT_ONCE]) for at in range(0, len(parts), MERGED_AT_ONCE)]
    return parts[0]


def named(summary: Summary, records: Records, marks: Sequence[str]) -> Summary:
    """The summary of all records, by their name; `marks` are the fingerprints of their files."""
    return replace(summary, name=records.name, fingerprint=joint_fingerprint(records, marks))


def parts_for(rows: int) -> int:
    """How many parts so many records are dealt into."""
    return max(1, -(-rows // ROWS_A_PART))
