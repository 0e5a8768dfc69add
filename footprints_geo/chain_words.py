"""The sentences of custody: what the chains say in all, how long, who held, and the chain of one case in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.captions import persons_words
from footprints_geo.chain_names import ARROW, StepNames
from footprints_geo.chain_view import ChainView
from footprints_geo.chains import Chains
from footprints_geo.dates.durations import month_days
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.selection import Selection
from footprints_geo.stations import RETURN
from footprints_geo.tally_words import account, beside_the_account

CHAIN_CAVEAT: Final = marked(
    "Documented custody is a minimum: a station that nobody recorded is missing here, and the time between two records "
    "is not the time in one cell. Who has no later record may have been released, moved or killed: it is not known."
)
OUTCOME_NAMES: Final = {
    "released": marked("released"),
    "arrived": marked("arrived"),
    "left": marked("free again, on the way"),
    "disappeared": marked("disappeared"),
    "unknown": marked("no later record"),
}
"""How a chain ends, as a table and a picture name it."""

_DAYS_EXACTLY: Final = 99
_DAYS_ROUGHLY: Final = 62
_YEARS_FROM: Final = 24


def time_words(least: float, most: float, language: Language = ENGLISH) -> str:
    """How long, in words: `8 months`, `2 to 5 months`, `up to 3 months`, `at least 3 months`, `not recorded`.

    Parameters
    ----------
    least, most : float
        Days; `most` is NaN where the time is open, and both are where nothing is recorded.
    language : Language
        What to say it in.
    """
    if math.isnan(least):
        return language("not recorded")
    if most < 1:
        return language("less than a day")
    unit, low, high = _in_units(least, most)
    if math.isnan(most):
        return language("at least {time}", time=_quantity(low, unit, language))
    if low == high:
        return _quantity(low, unit, language)
    if low == 0:
        return language("up to {time}", time=_quantity(high, unit, language))
    return language("{low} to {time}", low=low, time=_quantity(high, unit, language))


def _in_units(least: float, most: float) -> tuple[str, int, int]:
    """Days, months or years, the least rounded down and the most up: no more is said than is known.

    The most means nothing where it is open.
    """
    low, high = int(least), int(least if math.isnan(most) else most)
    whole = _months(high)[1]
    if high > low and month_days(whole) == (low, high):
        # So many months to the day, as a record gives them.
        return (
            ("year", whole // 12, whole // 12) if whole % 12 == 0 and whole >= _YEARS_FROM else ("month", whole, whole)
        )
    if high <= _DAYS_ROUGHLY or (low == high and (low <= _DAYS_EXACTLY or not math.isnan(most))):
        return "day", low, high
    first = _months(low)[0]
    if first >= _YEARS_FROM or (first == 0 and whole >= _YEARS_FROM):
        return "year", first // 12, -(-whole // 12)
    return "month", first, whole


def _months(days: int) -> tuple[int, int]:
    """The most whole months that so many days surely are, and the fewest that they may be no more than."""
    near = int(days / 30.44)
    around = range(max(near - 2, 0), near + 3)
    down = max((months for months in around if month_days(months)[1] <= days), default=0)
    return down, min(months for months in around if month_days(months)[1] >= days)


def _quantity(number: int, unit: str, language: Language) -> str:
    if unit == "day":
        return language.plural("{number} day", "{number} days", number)
    if unit == "month":
        return language.plural("{number} month", "{number} months", number)
    return language.plural("{number} year", "{number} years", number)


def chain_reading(chains: Chains, chain: int, language: Language = ENGLISH) -> str:
    """One case's chain in words, in order: stations with their times, and how it ended."""
    events, case = chains.prepared.events, chains.chains.iloc[chain]
    names = StepNames(events.places, language)
    countries = events.frame["country"].cat.categories
    first = int(case["first_step"])
    said, parts = "", []
    for step in chains.steps.iloc[first : first + int(case["steps"])].to_dict("records"):
        if step["holder"] == RETURN:
            part, said = names.sent_back(step["place"], str(countries[step["country"]]) if step["country"] >= 0 else "")
        else:
            part, said = names.at_place(step["holder"], step["place"], said)
        if step["time_basis"]:
            time = time_words(step["least_days"], step["most_days"], language)
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
        ending = language("not returned") if event["event_type"] == "disappearance" else language("not seen again")
        return language("{station}, {ending}", station=ARROW.join(parts), ending=ending + some)
    endings = {
        "released": language("released"),
        "arrived": language("arrived in {place}", place=where) if where else language("arrived"),
        "left": language("free again, on the way"),
        "disappeared": language("disappeared"),
        "unknown": language("no later record"),
    }
    ending = endings[str(case["outcome"])]
    if event["event_type"] == "last_seen":
        ending = language("last seen in {place}", place=where) if where else language("not seen again")
    return ARROW.join([*parts, ending + some])


def chain_sentence(seen: ChainView, language: Language = ENGLISH) -> str:
    """How many people were held, in how many cases, and what became of them."""
    totals = seen.totals
    if not len(seen.shown):
        return language("No documented custody matches: {selection}.", selection=seen.selection.words(language))
    if not totals["cases"]:
        return language("Every documented custody that matches is counted by another case: there is no number to give.")
    number = int(totals["persons_low"])
    one = number == 1 and totals["persons_high"] == 1
    words = _HELD[seen.selection == Selection()]
    held = language.plural(
        *words,
        1 if one else 2,
        persons=_capital(persons_words(totals["persons_low"], totals["persons_high"], language)),
        cases=language.plural("{number} documented case", "{number} documented cases", int(totals["cases"])),
        selection=seen.selection.words(language),
    )
    return f"{held} {_outcomes_sentence(seen, language)}"


_HELD: Final = {
    True: marked_pair(
        "{persons} person in {cases} was held.",
        "{persons} people in {cases} were held.",
    ),
    False: marked_pair(
        "{persons} person in {cases} was held ({selection}).",
        "{persons} people in {cases} were held ({selection}).",
    ),
}
"""The sentence for everything, and for a Selection; for one person and for several."""


def _outcomes_sentence(seen: ChainView, language: Language) -> str:
    ended = [
        language(words, number=f"{int(seen.totals[f'cases_{word}']):,}")
        for word, words in (
            ("released", marked("{number} with a release")),
            ("arrived", marked("{number} with an arrival")),
            ("left", marked("{number} with somebody free and on the way again")),
            ("disappeared", marked("{number} with a disappearance")),
        )
        if seen.totals[f"cases_{word}"]
    ]
    unknown = language.plural(
        "{number} case has no later record.", "{number} cases have no later record.", int(seen.totals["cases_unknown"])
    )
    if not ended:
        return unknown
    return language("So far as is known, the chains of custody ended: {ways}.", ways=", ".join(ended)) + f" {unknown}"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def outcomes_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """How the chains of one ranked row ended, in cases: `2 disappeared, 5 no later record`."""
    return ", ".join(
        language("{number} {outcome}", number=f"{int(row[f'cases_{word}']):,}", outcome=language(name))
        for word, name in OUTCOME_NAMES.items()
        if row[f"cases_{word}"]
    )


def known_sentence(seen: ChainView, language: Language = ENGLISH) -> str:
    """Of how many stations it is known who held and how long; '' when there is no station."""
    steps = seen.chains.steps
    shown = steps[np.isin(steps["chain"].to_numpy(), seen.shown) & (steps["holder"] != RETURN).to_numpy()]
    if shown.empty:
        return ""
    stations = language.plural("{number} station", "{number} stations", len(shown))
    holders = language(
        "Who held them: recorded at {recorded} of {stations}, told by the name or kind of the place at {told}; of the "
        "others the records say where, and not who.",
        recorded=f"{int((shown['basis'] == 'custodian').sum()):,}",
        told=f"{int(shown['basis'].isin(['place', 'kind']).sum()):,}",
        stations=stations,
    )
    times = language(
        "How long: recorded at {recorded} of {stations}, bounded by the dates of two records at {dated}.",
        recorded=f"{int((shown['time_basis'] == 'duration').sum()):,}",
        dated=f"{int((shown['time_basis'] == 'dates').sum()):,}",
        stations=stations,
    )
    return f"{holders} {times}"


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
