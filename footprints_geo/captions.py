"""The sentences beside a map: what is seen, what is not, and what it must not be taken for."""

from __future__ import annotations

import math
from typing import Final

from footprints_geo.answer import NOWHERE, Answer, answer_of
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.pipeline import View
from footprints_geo.terms import EVENT_NAMES, country_in
from footprints_geo.vocabulary import Kind

CAVEAT: Final = marked(
    "Documented cases are a minimum: what is documented does not mirror the true scale. "
    "A line joins two places in the records; it is never the path travelled."
)

MARK_WORDS: Final = {
    "recorded": marked("between two recorded places"),
    "gap": marked("leaves out a stop known only to a province or country"),
    "implied": marked("one end is inferred: the crossing opposite, or the home country"),
    "area": marked("one end is known only to a country or province"),
}
"""What each way of drawing a leg means."""


def persons_words(low: float, high: float, language: Language = ENGLISH) -> str:
    """A count of persons in words: `483`, `30 to 50`, or `at least 483` when the high count is open (NaN)."""
    if math.isnan(high):
        return language("at least {low}", low=f"{int(low):,}")
    if low == high:
        return f"{int(low):,}"
    return language("{low} to {high}", low=f"{int(low):,}", high=f"{int(high):,}")


def recorded_persons(low: float, high: float, stated: bool, language: Language = ENGLISH) -> str:
    """What one record itself says: `30 to 50`, `up to 50`, or `not stated`; never the 1 that is counted for it."""
    if stated:
        return persons_words(low, high, language)
    return language("not stated") if math.isnan(high) else language("up to {high}", high=f"{int(high):,}")


def count_words(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: `1 case`, `7 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(seen: View | Answer, language: Language = ENGLISH) -> str:
    """What is shown, one sentence a kind asked for, and the conditions it stands under.

    An answer without any segment gives a sentence that says so.
    """
    answer = answer_of(seen)
    if not answer.segments:
        nothing = language("No documented journey matches: {selection}.", selection=answer.selection.words(language))
        return f"{nothing} {freshness_sentence(answer, language)}"
    if not answer.totals["cases"].any():
        return language(
            "Every documented journey that matches is counted by another case, so there is no number to give."
        )
    parts = [
        _kind_sentence(answer, kind, language)
        for kind in ("repatriation", "escape", "custody")
        if kind in answer.selection.kind
    ]
    return " ".join([*(part for part in parts if part), *_condition_sentence(answer, language)])


def _kind_sentence(answer: Answer, kind: Kind, language: Language) -> str:
    total = answer.totals.loc[[kind]].to_dict("records")[0]
    if not total["cases"]:
        return ""
    # Only a return is an act with a date of its own; an event of a way out need not be a move.
    dated = kind == "repatriation" and answer.selection.years is not None and answer.returned_inside
    cases = language.plural("{number} documented case", "{number} documented cases", int(total["cases"]))
    words = persons_words(total["persons_low"], total["persons_high"], language)
    gaps = {
        "persons": f"{words[0].upper()}{words[1:]}",
        "cases": cases if dated else _tied(answer, kind, cases, language),
        "period": answer.selection.period_words(language),
    }
    # One person, or at least one: the words that follow go by that number.
    low, high = total["persons_low"], total["persons_high"]
    number = int(low) if low == high or math.isnan(high) else int(high)
    if kind != "repatriation":
        return language.plural(*_STATES[kind], number, **gaps)
    return _return_sentence(answer, number, dated, gaps, language)


def _return_sentence(answer: Answer, number: int, dated: bool, gaps: dict[str, str], language: Language) -> str:
    """From where, and when: `from China in 2023`, or, for several countries, each with its number."""
    table = answer.origins
    # Of two with the same numbers the one whose code comes first, however the records were read.
    table = table[table["cases"] > 0].sort_index().sort_values(["persons_low", "cases"], ascending=False, kind="stable")
    countries = [
        language("an unknown country") if code == NOWHERE else country_in(code, language) for code in table.index
    ]
    homes = language.either([country_in(code, language) for code in answer.home])
    if len(countries) == 1 and table.index[0] != NOWHERE:
        return language.plural(*_FROM[dated], number, country=countries[0], **gaps)
    if len(countries) == 1:
        return language.plural(*_HOME[dated], number, home=homes, **gaps)
    parts = [
        language("{persons} from {country}", persons=persons_words(low, high, language), country=name)
        for name, low, high in zip(countries, table["persons_low"], table["persons_high"], strict=True)
    ]
    return language.plural(*_SPLIT[dated], number, home=homes, parts=", ".join(parts), **gaps)


_STATES: Final = {
    "escape": marked_pair(
        "{persons} person in {cases} was on the way out.",
        "{persons} people in {cases} were on the way out.",
    ),
    "custody": marked_pair(
        "{persons} person in {cases} was moved under custody other than by a return.",
        "{persons} people in {cases} were moved under custody other than by a return.",
    ),
}
"""The sentence of each kind that has no date of its own, for one person and for several."""

_FROM: Final = {
    False: marked_pair(
        "{persons} person in {cases} was sent back from {country}.",
        "{persons} people in {cases} were sent back from {country}.",
    ),
    True: marked_pair(
        "{persons} person in {cases} was sent back from {country} in {period}.",
        "{persons} people in {cases} were sent back from {country} in {period}.",
    ),
}
_HOME: Final = {
    False: marked_pair(
        "{persons} person in {cases} was sent back to {home}.",
        "{persons} people in {cases} were sent back to {home}.",
    ),
    True: marked_pair(
        "{persons} person in {cases} was sent back to {home} in {period}.",
        "{persons} people in {cases} were sent back to {home} in {period}.",
    ),
}
_SPLIT: Final = {
    False: marked_pair(
        "{persons} person in {cases} was sent back to {home}: {parts}.",
        "{persons} people in {cases} were sent back to {home}: {parts}.",
    ),
    True: marked_pair(
        "{persons} person in {cases} was sent back to {home} in {period}: {parts}.",
        "{persons} people in {cases} were sent back to {home} in {period}: {parts}.",
    ),
}
"""The sentence of returns, without and with a period, for one person and for several."""


def _tied(answer: Answer, kind: Kind, cases: str, language: Language) -> str:
    """The cases with what ties them to a time: an event in the chosen years, or the years their records lie in."""
    if answer.selection.years is not None:
        period = answer.selection.period_words(language)
        return language("{cases} with an event in {period}", cases=cases, period=period)
    years = answer.years_of(kind)
    if years is None:
        return language("{cases} without a date", cases=cases)
    first, last = years
    if first == last:
        return language("{cases} of {year}", cases=cases, year=first)
    return language("{cases} from {first} to {last}", cases=cases, first=first, last=last)


def _condition_sentence(answer: Answer, language: Language) -> list[str]:
    chosen = answer.selection
    parts = []
    if chosen.countries:
        countries = language.either([country_in(code, language) for code in chosen.countries])
        parts.append(language("recorded in {countries}", countries=countries))
    if chosen.events:
        types = language.either([language(EVENT_NAMES[event]) for event in chosen.events])
        parts.append(language("of the type {types}", types=types))
    if chosen.min_persons > 1:
        parts.append(language("that concerns at least {persons} people", persons=chosen.min_persons))
    return [language("Only cases with an event {conditions}.", conditions=", ".join(parts))] if parts else []


def freshness_sentence(seen: View | Answer, language: Language = ENGLISH) -> str:
    """Between which years the data set's events lie, and how many there are."""
    answer = answer_of(seen)
    if answer.all_years is None:
        return language("No event has a date.")
    first, last = answer.all_years
    gaps = {
        "events": language.plural("{number} event", "{number} events", answer.tally.events),
        "cases": language.plural("{number} documented case", "{number} documented cases", answer.tally.cases),
    }
    if first == last:
        return language("{events} of {cases}, all in {year}.", year=first, **gaps)
    return language("{events} of {cases}, {first} to {last}.", first=first, last=last, **gaps)
