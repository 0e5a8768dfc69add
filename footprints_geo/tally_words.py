"""The account in words: what is shown, and every reason why anything is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from footprints_geo.answer import Answer, answer_of
from footprints_geo.captions import persons_words
from footprints_geo.events.table import Events, RecordCounts
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.pipeline import View

NO_STOP_KNOWN: Final = {
    "country": marked("no country is known"),
    "province": marked("no province is known"),
    "place": marked("no place is known"),
}
"""Why something is on no route, by what routes are told apart by."""

UNITS: Final = {
    "row": marked_pair("{number} row", "{number} rows"),
    "record": marked_pair("{number} record", "{number} records"),
    "feature": marked_pair("{number} feature", "{number} features"),
    "event": marked_pair("{number} event", "{number} events"),
}
"""What files are counted in: what a reader calls the lines of a table, and events."""


def counted_as(events: Events | RecordCounts) -> tuple[str, int, int]:
    """What an account counts, and how many were read and rejected: rows, or events where a record may hold several.

    A record that holds no event is a row, and no event.
    """
    if events.records_read == events.rows_read:
        return "row", events.rows_read, events.rows_rejected
    return "event", events.events_read, events.rows_rejected - events.records_without_event


def unit_words(number: int, unit: str, language: Language = ENGLISH) -> str:
    """A number of what a file is counted in: `1 row`, `7 features`."""
    return language.plural(*UNITS[unit], number)


def tally_sentence(seen: View | Answer, language: Language = ENGLISH) -> str:
    """What is in the table and every reason why anything is not; cases and events each add up to their whole."""
    answer = answer_of(seen)
    tally = answer.tally
    parts = [_account_of_cases(answer, language), _account_of_events(answer, language)]
    # Of a protected copy nobody can say so: what is not in it is in no count here.
    whole = answer.audience == "internal"
    if whole and tally.cases_shown == tally.cases and tally.events_shown == tally.events:
        parts.append(
            language("Every event that can be used is shown.")
            if tally.rows_rejected
            else language("Nothing is left out.")
        )
    return " ".join([*parts, *beside_the_account(tally, answer.records, language)])


class Beside(Protocol):
    """What is said beside every account: a tally of routes has it, and one of chains."""

    @property
    def cases_part_of(self) -> int:
        """Cases among the shown whose people are counted by another case."""

    @property
    def events_undated(self) -> int:
        """Events without a date."""

    @property
    def rows_rejected(self) -> int:
        """Rows with at least one fault."""


def beside_the_account(tally: Beside, events: Events | RecordCounts, language: Language = ENGLISH) -> list[str]:
    """Sentences on what is in no sum, what no year matches, and what could not be used; none for none of these."""
    parts = []
    if tally.cases_part_of:
        parts.append(
            language.plural(
                "{number} case shown but in no sum: counted by another case.",
                "{number} cases shown but in no sum: counted by another case.",
                tally.cases_part_of,
            )
        )
    if tally.events_undated:
        parts.append(
            language.plural(
                "{number} event without a date, which no year matches.",
                "{number} events without a date, which no year matches.",
                tally.events_undated,
            )
        )
    if tally.rows_rejected:
        parts.append(rejected_sentence(events, language))
    return parts


def _account_of_cases(answer: Answer, language: Language) -> str:
    tally = answer.tally
    whole = language.plural("{number} case", "{number} cases", tally.cases)
    reasons = [
        language("{number} not selected", number=f"{tally.cases_not_selected:,}") if tally.cases_not_selected else "",
        language("{number} with fewer than two stops", number=f"{tally.cases_without_legs:,}")
        if tally.cases_without_legs
        else "",
        language(
            "{number} on no route because {unknown} ({people})",
            number=f"{tally.cases_without_route:,}",
            unknown=language(NO_STOP_KNOWN[answer.level]),
            people=_people_without_route(answer, language),
        )
        if tally.cases_without_route
        else "",
    ]
    return account(tally.cases_shown, whole, reasons, language)


def _account_of_events(answer: Answer, language: Language) -> str:
    tally = answer.tally
    whole = language.plural("{number} event", "{number} events", tally.events)
    unknown = language(NO_STOP_KNOWN[answer.level])
    counts = {
        marked("{number} in parts of journeys that are not selected"): tally.events_not_selected,
        marked("{number} of cases with fewer than two stops"): tally.events_without_legs,
        marked("{number} on no route because {unknown}"): tally.events_without_route,
        marked("{number} without a country"): tally.events_unplaced,
        marked("{number} without date or sequence"): tally.events_unordered,
    }
    reasons = [language(words, number=f"{number:,}", unknown=unknown) for words, number in counts.items() if number]
    return account(tally.events_shown, whole, reasons, language)


def account(shown: int, whole: str, reasons: Sequence[str], language: Language = ENGLISH) -> str:
    """How many of a whole are shown, and why others are not; reasons that are '' are none."""
    said = [reason for reason in reasons if reason]
    if not said:
        return language("Shown: {shown} of {whole}.", shown=f"{shown:,}", whole=whole)
    return language("Shown: {shown} of {whole}; {reasons}.", shown=f"{shown:,}", whole=whole, reasons=", ".join(said))


def rejected_sentence(events: Events | RecordCounts, language: Language = ENGLISH) -> str:
    """How much of a file could not be used, of how much."""
    unit, read, rejected = counted_as(events)
    parts = []
    if rejected:
        whole = unit_words(read, unit, language)
        parts.append(language("{rejected} of {whole} could not be used", rejected=f"{rejected:,}", whole=whole))
    if without := events.rows_rejected - rejected:
        parts.append(language.plural("{number} record holds no event", "{number} records hold no event", without))
    return f"{'; '.join(parts)}."


def _people_without_route(answer: Answer, language: Language) -> str:
    """How many people are in the shown numbers but on no route of this level."""
    counted = answer.without_route
    if counted.empty:
        return language("nobody")
    persons = persons_words(counted["persons_low"].iloc[0], counted["persons_high"].iloc[0], language)
    return language("{persons} people, counted in the sentence", persons=persons)
