"""The sentences on what is known of the stations of custody: who held, how long and how many, and what is inferred."""

from __future__ import annotations

import numpy as np
import pandas as pd

from footprints_geo.chain_names import StepNames
from footprints_geo.chain_view import ChainView
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.stations import RETURN


def known_sentence(seen: ChainView, language: Language = ENGLISH) -> str:
    """Of how many stations it is known who held, how long and how many; '' when there is no station.

    Stations of cases that another case counts are in no number here.
    """
    chains = seen.chains
    in_sums = ~chains.prepared.part_of[chains.chains["case"].to_numpy(dtype=np.int64)[seen.shown]]
    steps = chains.steps
    counted = np.isin(steps["chain"].to_numpy(), seen.shown[in_sums]) & (steps["holder"] != RETURN).to_numpy()
    shown = steps[counted]
    if shown.empty:
        return ""
    stations = language.plural("{number} station", "{number} stations", len(shown))
    holders = language(
        "Who held them: recorded at {recorded} of {stations}, told by the name or kind of the place at {told}.",
        recorded=f"{int((shown['basis'] == 'custodian').sum()):,}",
        told=f"{int(shown['basis'].isin(['place', 'kind']).sum()):,}",
        stations=stations,
    )
    times = language(
        "How long: recorded, wholly or in part, at {recorded} of {stations}, bounded by the dates of records at "
        "{dated}.",
        recorded=f"{int((shown['time_basis'] == 'duration').sum()):,}",
        dated=f"{int((shown['time_basis'] == 'dates').sum()):,}",
        stations=stations,
    )
    numbers = [_numbers_sentence(shown, stations, language)]
    if (shown["persons_stated"] < shown["persons_low"]).any():
        numbers.append(
            language("Where a smaller number is recorded than later, the later one is taken, which is inferred too.")
        )
    parts = [holders, _places_of_others(shown, seen, language), times, *numbers]
    return " ".join(filter(None, parts))


def _places_of_others(shown: pd.DataFrame, seen: ChainView, language: Language) -> str:
    """How closely stations are placed of which nothing tells who held; '' when there is none."""
    others = shown[shown["basis"] == ""]
    place = others["place"].to_numpy(dtype=np.int64)
    placed = (place >= 0) & ~np.append(StepNames(seen.chains.prepared.events.places).wholes, True)[place]
    in_country = ~placed & (others["country"] >= 0).to_numpy()
    counts = {
        marked("{number} with a place or a province"): placed,
        marked("{number} with a country only"): in_country,
        marked("{number} without a country or a place"): ~placed & ~in_country,
    }
    said = [language(words, number=f"{int(which.sum()):,}") for words, which in counts.items() if which.any()]
    return language("The others: {parts}.", parts=", ".join(said)) if said else ""


def _numbers_sentence(shown: pd.DataFrame, stations: str, language: Language) -> str:
    """At how many stations a number of people is recorded, and what is taken where none is."""
    stated = shown["persons_stated"].notna()
    number = f"{int(stated.sum()):,}"
    if stated.all():
        return language(
            "How many: a number of people is recorded at {number} of {stations}.", number=number, stations=stations
        )
    return language(
        "How many: a number of people is recorded at {number} of {stations}; elsewhere the last number before is "
        "taken, or that of the whole case, which is inferred.",
        number=number,
        stations=stations,
    )
