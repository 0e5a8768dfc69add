"""Whom something is for, and what was done to it: the sentence that stands on everything that is made."""

from __future__ import annotations

from typing import Final

from footprints_geo.disclosure.release import Release
from footprints_geo.language import ENGLISH, Language, marked

INTERNAL: Final = marked("For internal use: nothing is withheld here.")
"""Printed on everything that is made without disclosure control."""

PUBLISHED: Final = marked(
    "For the public, from published records: dates are no finer than the month, and positions are those of places."
)
GROUPS: Final = marked(
    "For the public: only groups of at least {threshold} people are told, with dates no finer than the month. Where a "
    "journey ends, more of it may be recorded."
)
SHORTENED: Final = marked("Where a journey ends, more of it may be recorded.")


def audience_words(release: Release, language: Language = ENGLISH) -> str:
    """Whom it is for and what is withheld, in numbers that give nobody away."""
    protection = release.protection
    if protection is None:
        return language(INTERNAL)
    withheld = protection.withheld
    many = language("At least {number} cases are withheld.", number=f"{withheld:,}") if withheld else ""
    if not protection.policy.groups:
        ends = language(SHORTENED) if protection.shortened else ""
        return " ".join(filter(None, (language(PUBLISHED), ends, many)))
    threshold = protection.policy.threshold
    few = language("Fewer than {threshold} cases are withheld.", threshold=threshold)
    return f"{language(GROUPS, threshold=threshold)} {many or few}"


def nothing_told(release: Release) -> str:
    """Why nothing of some records may be told to the public; '' where something is, or where there are none."""
    account = release.account
    if account is None or not account.cases or account.cases_told:
        return ""
    return (
        "Nothing of these records can be shown to the public: no group of cases that are alike in place and time has "
        f"{account.policy.threshold} people at every event."
    )


def told_words(release: Release) -> list[str]:
    """What protection did, exactly: for the people who hold the records; nothing for internal use."""
    account = release.account
    if account is None:
        return []
    lost = account.cases - account.cases_told
    if not account.policy.groups and not lost:
        return []
    sentences = [
        f"For the public: {account.cases_told:,} of {account.cases:,} cases are told, {account.persons_told:,} of "
        f"{account.persons_low:,} people at least."
    ]
    coarser = {name: number for name, number in account.told.items() if number and name != next(iter(account.told))}
    if coarser:
        parts = ", ".join(f"{number:,} by {name}" for name, number in coarser.items())
        sentences.append(f"Told without the month or the place: {parts}.")
    if lost:
        sentences.append(f"Withheld: {lost:,} {'case' if lost == 1 else 'cases'}.")
    if account.policy.groups and account.smallest_group is not None:
        sentences.append(
            f"The smallest group has {account.smallest_group:,} people at one of its events. Cases of fewer than "
            f"{account.policy.threshold} people that are the only one at some place in some month, and would stand out "
            f"without protection: {account.singled_out:,}."
        )
    return sentences
