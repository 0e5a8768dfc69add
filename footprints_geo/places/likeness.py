"""Which places have a name that looks like a spelling: suggestions for a person, and never a match."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.name_index import LIKENESS, NameIndex
from footprints_geo.places.names import name_key, without_brackets
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.places.wide_names import own_names

Scored = list[tuple[str, float]]
"""Ids of places with the likeness of each, 0 to 100, best first."""

_NAMES_AT_ONCE: Final = 250


def alike(names: pd.Series, countries: pd.Series, gazetteer: Gazetteer, wide: WideGazetteer, limit: int) -> pd.Series:
    """The places whose names look most like a spelling.

    Likeness is rapidfuzz's ratio (2 times the common letters over all letters, in order, 0 to 100) of name keys,
    Hangul taken apart, so that one wrong vowel is one wrong letter; it is cut at LIKENESS.

    Parameters
    ----------
    names, countries : pandas.Series of str
        Distinct spellings, and ISO 3166-1 alpha-2 or '' for each. Only places of the country are compared; without
        one only those of the curated gazetteer, as among all places of the corridor everything looks like something.
    gazetteer, wide
        The curated and the wide gazetteer. A place of both has the curated id.
    limit : int
        How many places at most.

    Returns
    -------
    pandas.Series of list
        Scored, with the index of `names`; at equal likeness curated places first, then the larger. Empty for a name
        without a letter or figure, and for the country's own name.
    """
    keys = names.map(lambda name: name_key(without_brackets(name)))
    found: dict[object, Scored] = {}
    for country, there in keys.groupby(countries):
        asked = there[~there.isin(own_names(str(country)))].map(_letters)
        choices = _choices(str(country), gazetteer, wide)
        # No letter of the one kind is a letter of the other, so half of the comparisons can be saved.
        for plain in (True, False):
            some = asked[asked.map(str.isascii) == plain]
            found |= _nearest(some, choices[choices["plain"] == plain], limit)
    return pd.Series([found.get(ask, []) for ask in names.index], index=names.index, dtype="object")


@lru_cache(maxsize=4)
def same_ids(gazetteer: Gazetteer, wide: WideGazetteer) -> dict[str, str]:
    """For each id of the wide gazetteer that is a curated place too, the id the curated gazetteer has for it."""
    same = wide.rows.loc[wide.rows["same_as"] != "", ["place_id", "same_as"]]
    return {one: other for one, other in same.itertuples(index=False) if one and other in gazetteer}


@lru_cache(maxsize=4)
def index_of(gazetteer: Gazetteer) -> tuple[NameIndex, dict[str, frozenset[int]]]:
    """The names of a gazetteer, and its rows by country, all of them under ''."""
    countries = pd.Series([place.country for place in gazetteer], dtype="str")
    rows = {str(code): frozenset(map(int, at)) for code, at in countries.groupby(countries).groups.items()}
    return gazetteer.names, rows | {"": frozenset(range(len(gazetteer)))}


def _nearest(letters: pd.Series, choices: pd.DataFrame, limit: int) -> dict[object, Scored]:
    found: dict[object, Scored] = {}
    spelt = choices["letters"].unique()
    for start in range(0, len(letters) if len(spelt) else 0, _NAMES_AT_ONCE):
        part = letters.iloc[start : start + _NAMES_AT_ONCE]
        scores = process.cdist(
            part.to_list(), list(spelt), scorer=fuzz.ratio, score_cutoff=LIKENESS, dtype=np.uint8, workers=1
        )
        asks, at = np.nonzero(scores)
        near = pd.DataFrame({"ask": part.index.to_numpy()[asks], "letters": spelt[at], "score": scores[asks, at]})
        places = near.merge(choices, on="letters").sort_values(
            ["ask", "score", "curated", "population", "place_id"], ascending=[True, False, False, False, True]
        )
        best = places.drop_duplicates(["ask", "place_id"]).groupby("ask").head(limit)
        for ask, some in best.groupby("ask"):
            found[ask] = list(zip(some["place_id"], some["score"].astype(float), strict=True))
    return found


def _letters(key: str) -> str:
    return unicodedata.normalize("NFD", key)


@lru_cache(maxsize=16)
def _choices(country: str, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """All names of a country's places: `letters`, `place_id`, `curated`, `population`, and whether all is `plain`."""
    index, rows = index_of(gazetteer)
    names = pd.DataFrame({"letters": index.letters, "row": index.owners})
    own = names[names["row"].isin(rows.get(country, frozenset()))]
    ids = np.array([place.id for place in gazetteer], dtype=object)
    curated = pd.DataFrame(
        {"letters": own["letters"].str.replace(" ", ""), "place_id": ids[own["row"]], "curated": True, "population": 0}
    )
    keys = wide.keys_of(country)
    behind = pd.DataFrame(
        {
            "letters": keys["key"].map(_letters),
            "place_id": keys["place_id"].replace(same_ids(gazetteer, wide)),
            "population": keys["population"],
        }
    )
    both = pd.concat([curated, behind.assign(curated=False)], ignore_index=True)
    return both.assign(plain=both["letters"].map(str.isascii))
