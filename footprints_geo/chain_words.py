"""The sentences of custody: what the chains say in all, who held, and the chain of one case in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from footprints_geo.captions import persons_words
from footprints_geo.chain_names import ARROW, StepNames
from footprints_geo.chain_view import ChainView
from footprints_geo.chains import OUTCOMES, Chains
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.selection import Selection
from footprints_geo.stations import RETURN
from footprints_geo.tally_words import account, beside_the_account
from footprints_geo.time_words import time_words

CHAIN_CAVEAT: Final = marked(
    "Documented custody is a minimum: a station that nobody recorded is missing here, and the time between two records "
    "is not the time in one cell. Who has no later record may have been released, moved or killed: it is not known."
)
OUTCOME_NAMES: Final = {
    "released": marked("released"),
    "arrived": marked("arrived"),
    "left": marked("no longer held, on the way"),
    "disappeared": marked("disappeared or last seen"),
    "unknown": marked("no later record"),
}
"""How a chain ends, as a table and a picture name it: nobody is said to be free, and a last sighting is named."""

NO_NUMBER: Final = "–"
"""In a table, in place of the numbers of cases that belong to another."""


def chain_reading(chains: Chains, chain: int, language: Language = ENGLISH) -> str:
    """One case's chain in words, in order: stations with their times, and how it ended."""
    events, case = chains.prepared.events, chains.chains.iloc[chain]
    names = StepNames(events.places, language)
    countries = events.frame["country"].cat.categories
    first = int(case["first_step"])
    whole = persons_words(case["persons_low"], case["persons_high"], language)
    said, parts = "", []
    for step in chains.steps.iloc[first : first + int(case["steps"])].to_dict("records"):
        if step["holder"] == RETURN:
            part, said = names.sent_back(step["place"], str(countries[step["country"]]) if step["country"] >= 0 else "")
        else:
            part, said = names.at_place(step["holder"], step["place"], said)
        most = step["persons_most"] if step["persons_most"] >= step["persons_stated"] else math.nan
        # A range that may be of all of them says nothing; "at least five" of thirty says how many are recorded here.
        if step["persons_stated"] < case["persons_low"] and not most >= case["persons_low"]:
            number = persons_words(step["persons_stated"], most, language)
            part += " " + language("({number} of {whole} people)", number=number, whole=whole)
        if step["time_basis"]:
            time = time_words(step["least_days"], step["most_days"], language, step["recorded_most"])
            part = language("{station}, {time}", station=part, time=time)
        parts.append(part)
    return _ended(chains, chain, parts, names, language)


def _ended(chains: Chains, chain: int, parts: list[str], names: StepNames, language: Language) -> str:
    """The reading with its outcome: of how many people, where that is fewer than all."""
    case = chains.chains.iloc[chain]
    last_step = chains.steps.iloc[int(case["first_step"]) + int(case["steps"]) - 1]
    row = int(chains.order[case["last_event"]])
    event = chains.prepared.events.frame.iloc[row]
    place = chains.prepared.events.places.index.get_indexer(pd.Index([event["place_id"]]))
    where = names.where(int(place[0]))
    some = ""
    if case["outcome"] != "unknown" and case["outcome_low"] < case["persons_low"]:
        whole = persons_words(case["persons_low"], case["persons_high"], language)
        some = " " + language("({number} of {whole} people)", number=f"{case['outcome_low']:,}", whole=whole)
    if case["outcome"] == "disappeared" and last_step["last_event"] == case["last_event"]:
        ending = language("not returned") if event["event_type"] == "disappearance" else language("last seen there")
        return language("{station}, {ending}", station=ARROW.join(parts), ending=ending + some)
    endings = {
        "released": language("released"),
        "arrived": language("arrived in {place}", place=where) if where else language("arrived"),
        "left": language("no longer held, on the way"),
        "disappeared": language("disappeared"),
        "unknown": language("no record that is known to be later")
        if case["maybe_later"]
        else language("no later record"),
    }
    ending = endings[str(case["outcome"])]
    if case["others"]:
        ending = _others_ended(str(event["event_type"]), where, language)
    if event["event_type"] == "last_seen":
        ending = language("last seen in {place}", place=where) if where else language("last seen")
    return ARROW.join([*parts, ending + some])


def _others_ended(event_type: str, where: str, language: Language) -> str:
    """What is recorded of the others of a group, and that it is not of those who were held."""
    if event_type != "arrival":
        return language("others of the group went on; of those held no later record")
    if where:
        return language("others of the group arrived in {place}; of those held no later record", place=where)
    return language("others of the group arrived; of those held no later record")


def chain_sentence(seen: ChainView, language: Language = ENGLISH) -> str:
    """How many people were held, in how many cases, and what became of them."""
    totals = seen.totals
    if not len(seen.shown):
        return language("No documented custody matches: {selection}.", selection=seen.selection.words(language))
    if not totals["cases"]:
        return language(
            "Every documented custody that matches is of people who belong to another case, which counts them where it "
            "has such a record: there is no number to give."
        )
    low, high = totals["persons_low"], totals["persons_high"]
    # One person, or at least one: the words that follow go by that number.
    number = int(low) if low == high or math.isnan(high) else int(high)
    persons = _capital(persons_words(low, high, language))
    cases = language.plural("{number} documented case", "{number} documented cases", int(totals["cases"]))
    gaps = {"persons": persons, "cases": cases, "selection": seen.selection.words(language)}
    held = language.plural(*_HELD[seen.selection == Selection()], number, **gaps)
    return " ".join([held, *_outcome_sentences(seen, language)])


_HELD: Final = {
    True: marked_pair(
        "{persons} person in {cases} was held.",
        "{persons} people in {cases} were held.",
    ),
    False: marked_pair(
        "{persons} person in {cases} was held at some time, with a record that fits: {selection}.",
        "{persons} people in {cases} were held at some time, with a record that fits: {selection}.",
    ),
}
"""The sentence for everything, and for a Selection; for one person and for several.

A chain is in with any of its records: who arrived in 2023, or in South Korea, need not have been held then or there.
"""


_NO_END: Final = marked_pair(
    "For at least {number} person no end is recorded.", "For at least {number} people no end is recorded."
)
_NO_END_TOLD: Final = marked_pair(
    "For at least {number} person no end is told.", "For at least {number} people no end is told."
)


def _outcome_sentences(seen: ChainView, language: Language) -> list[str]:
    """What became of them, in cases; of none nothing is said."""
    totals = seen.totals
    ended = [
        language(words, number=f"{int(totals[f'cases_{word}']):,}")
        for word, words in (
            ("released", marked("{number} with a release")),
            ("arrived", marked("{number} with an arrival")),
            ("left", marked("{number} with somebody no longer held and on the way")),
            ("disappeared", marked("{number} with a disappearance or a last sighting")),
        )
        if totals[f"cases_{word}"]
    ]
    parts = []
    if ended:
        parts.append(language("So far as is known, the chains of custody ended: {ways}.", ways=", ".join(ended)))
        if totals["persons_rest"]:
            parts.append(
                language.plural(
                    *(_NO_END_TOLD if seen.chains.prepared.release.shortened else _NO_END), int(totals["persons_rest"])
                )
            )
    unknown, undated = int(totals["cases_unknown"]), int(totals["cases_maybe_later"])
    if undated:
        parts.append(
            language.plural(
                "{number} case has no record that is known to be later.",
                "{number} cases have no record that is known to be later.",
                unknown,
            )
        )
        parts.append(
            language("This case has a record without a date, or with a vague one, which may be later.")
            if unknown == 1
            else language.plural(
                "{number} of them has a record without a date, or with a vague one, which may be later.",
                "{number} of them have a record without a date, or with a vague one, which may be later.",
                undated,
            )
        )
    elif unknown:
        parts.append(
            language.plural("{number} case has no later record.", "{number} cases have no later record.", unknown)
        )
    if sum(totals[f"cases_{word}"] for word in OUTCOMES) > totals["cases"]:
        parts.append(language("A case that was held more than once is counted under each of its outcomes."))
    if unknown and seen.chains.prepared.release.shortened:
        parts.append(
            language("“No later record” means here that none is told: more of a journey may be recorded than is told.")
        )
    return parts


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def outcomes_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """How the chains of one ranked row ended, in cases: `2 released, 5 no later record`; or whose they are."""
    if not row["cases"]:
        return language("belongs to another case")
    said = {
        word: language("{number} {outcome}", number=f"{int(row[f'cases_{word}']):,}", outcome=language(name))
        for word, name in OUTCOME_NAMES.items()
        if row[f"cases_{word}"]
    }
    if row["cases_maybe_later"]:
        undated = f"{int(row['cases_maybe_later']):,}"
        said["unknown"] = language(
            "{outcome} ({number} with a record that may be later)", outcome=said["unknown"], number=undated
        )
    return ", ".join(said.values())


def counted_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> tuple[str, str]:
    """The cases and the persons of one ranked row; a dash for each where they belong to another case."""
    if not row["cases"]:
        return NO_NUMBER, NO_NUMBER
    return f"{int(row['cases']):,}", persons_words(row["persons_low"], row["persons_high"], language)


def chain_tally_sentence(seen: ChainView, language: Language = ENGLISH) -> str:
    """What is in the table and every reason why anything is not; cases and events each add up to their whole."""
    tally = seen.tally
    cases = {
        marked("{number} not selected"): tally.cases_not_selected,
        marked("{number} without an event that says somebody was held"): tally.cases_without_chain,
        marked("{number} with fewer stations than asked for"): tally.cases_short,
    }
    events = {
        marked("{number} of chains that are not selected"): tally.events_not_selected,
        marked("{number} while nobody is known to be held"): tally.events_free,
        marked("{number} of chains with fewer stations than asked for"): tally.events_short,
        marked("{number} without date or sequence"): tally.events_unordered,
    }
    parts = [
        account(shown, whole, [language(words, number=f"{n:,}") for words, n in reasons.items() if n], language)
        for shown, whole, reasons in (
            (tally.cases_shown, language.plural("{number} case", "{number} cases", tally.cases), cases),
            (tally.events_shown, language.plural("{number} event", "{number} events", tally.events), events),
        )
    ]
    return " ".join([*parts, *beside_the_account(tally, seen.chains.prepared.events, language)])
