"""Whom something is for, and what was done to it: the sentence that stands on everything that is made."""

from __future__ import annotations

from typing import Final, Protocol

from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.release import Audience, Release
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.synthetic_mark import Synthetic

INTERNAL: Final = marked("For internal use: nothing is withheld here.")
"""Printed on everything that is made without disclosure control."""

PUBLISHED: Final = marked(
    "For the public, from published records: dates are no finer than the month, and positions are those of places."
)
GROUPS: Final = marked(
    "For the public: only groups of at least {threshold} people are told, with dates no finer than the month. Where a "
    "journey ends, more of it may be recorded."
)
TOLD_BY: Final = {
    "place and year": marked("{number} by place and year"),
    "province and year": marked("{number} by province and year"),
    "country and year": marked("{number} by country and year"),
    "country": marked("{number} by country"),
}
"""How many cases are told in each detail but the closest."""

SYNTHETIC: Final[dict[Synthetic, str]] = {
    "all": marked("Synthetic data: no real person."),
    "some": marked("Partly synthetic data: some of these records are of no real person."),
}
"""Said of made-up records, on everything that is made of them."""

SHORTENED: Final = marked("Where a journey ends, more of it may be recorded.")


class Released(Protocol):
    """Records that may be shown to an audience, or what was counted of them."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""

    @property
    def protection(self) -> Protection | None:
        """How it was protected; None for internal use."""

    @property
    def synthetic(self) -> Synthetic:
        """How much of it is made up."""


def synthetic_words(release: Released, language: Language = ENGLISH) -> str:
    """That records are made up; '' where they are of real people, as far as they say."""
    words = SYNTHETIC.get(release.synthetic, "")
    return language(words) if words else ""


def audience_words(release: Released, language: Language = ENGLISH) -> str:
    """Whom it is for and what is withheld, in numbers that give nobody away; before that, whether it is made up."""
    return " ".join(filter(None, (synthetic_words(release, language), _protection_words(release, language))))


def audience_entries(release: Released) -> dict[str, str]:
    """The same for machines; `synthetic` (`some` or `all`) only where records are made up."""
    entries = {"audience": release.audience, "protection": audience_words(release)}
    return entries if release.synthetic == "none" else {**entries, "synthetic": release.synthetic}


def audience_cell(release: Released) -> str:
    """The same for each row of a table, which may be all that is left of one: `internal`."""
    mark = synthetic_words(release)
    return f"{release.audience}. {mark}" if mark else release.audience


def _protection_words(release: Released, language: Language) -> str:
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


def nothing_told(release: Release, language: Language = ENGLISH) -> str:
    """Why nothing of some records may be told to the public; '' where something is, or where there are none."""
    account = release.account
    if account is None or not account.cases or account.cases_told:
        return ""
    return language(
        "Nothing of these records can be shown to the public: no group of cases that are alike in place and time has "
        "{threshold} people at every event.",
        threshold=account.policy.threshold,
    )


def told_words(release: Release, language: Language = ENGLISH) -> list[str]:
    """What protection did, exactly: for the people who hold the records; nothing for internal use."""
    account = release.account
    if account is None:
        return []
    lost = account.cases - account.cases_told
    if not account.policy.groups and not lost:
        return []
    sentences = [
        language(
            "For the public: {told} of {all} cases are told, {persons} of {people} people at least.",
            told=f"{account.cases_told:,}",
            all=f"{account.cases:,}",
            persons=f"{account.persons_told:,}",
            people=f"{account.persons_low:,}",
        )
    ]
    coarser = [
        language(words, number=f"{account.told[name]:,}") for name, words in TOLD_BY.items() if account.told[name]
    ]
    if coarser:
        sentences.append(language("Told without the month or the place: {parts}.", parts=", ".join(coarser)))
    if lost:
        sentences.append(language.plural("Withheld: {number} case.", "Withheld: {number} cases.", lost))
    if account.policy.groups and account.smallest_group is not None:
        sentences.append(
            language(
                "The smallest group has {number} people at one of its events. Cases of fewer than {threshold} people "
                "that are the only one at some place in some month, and would stand out without protection: {alone}.",
                number=f"{account.smallest_group:,}",
                threshold=account.policy.threshold,
                alone=f"{account.singled_out:,}",
            )
        )
    return sentences
