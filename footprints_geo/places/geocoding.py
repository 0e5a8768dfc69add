"""Which place each spelling means, and the list of those that need a person.

Three things may settle a spelling: a person's decision, the curated gazetteer, and the wide one behind it. A place that
only looks alike never does: it is a suggestion, and stays one until somebody decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.places.decisions import SPELLING, apply_decisions, decision_key
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import Scored, alike, index_of, same_ids
from footprints_geo.places.names import name_key
from footprints_geo.places.table import Place
from footprints_geo.places.wide_gazetteer import WideGazetteer, distinct_texts
from footprints_geo.places.wide_names import one_province
from footprints_geo.vocabulary import COARSE

__all__ = [
    "HOW", "MOST_CANDIDATES", "REVIEW_COLUMNS", "SPELLING", "apply_decisions", "decision_key", "geocode",
    "review_places", "spellings_of",
]  # fmt: skip

REVIEW_COLUMNS: Final = (*SPELLING, "rows", "how", "place_id", "score", "candidates", "answers")
"""Columns of the review; see `review_places`."""

HOW: Final = ("decided", "exact", "geonames", "several", "alike", "none")
"""How a spelling was matched; the last three are not matched, and wait for a decision."""

MOST_CANDIDATES: Final = 5
EXACT: Final = 100.0
NO_DECISIONS: Final[Mapping[str, str]] = {}


def geocode(
    spellings: pd.DataFrame,
    gazetteer: Gazetteer,
    wide: WideGazetteer,
    decisions: Mapping[str, str] = NO_DECISIONS,
) -> pd.DataFrame:
    """The place each row means by its words.

    A decision comes first; then the curated gazetteer, whose answer stands unless the row names a province it does not
    lie in (Nanping in Fujian is not the Nanping of Jilin); then the wide gazetteer.

    Parameters
    ----------
    spellings : pandas.DataFrame
        Text columns SPELLING, one row a record. Each spelling is looked up once.
    gazetteer, wide
        The curated and the wide gazetteer.
    decisions : mapping of str to str
        See `apply_decisions`.

    Returns
    -------
    pandas.DataFrame
        With the index of `spellings`: `place_id` ('' where it is decided that there is none, missing where nothing is
        matched) and `how`: `decided`, `exact`, `geonames`, `several`, or '' where no name answers, or only one that
        lies in another province than the row's.

    Raises
    ------
    InputError
        See `apply_decisions`.
    """
    asked, codes = distinct_texts(spellings, SPELLING)
    curated = _curated(asked, gazetteer, wide)
    # The larger list is only asked where its answer can count.
    unsettled = curated["place_id"].isna() & (curated["meant"].map(len) < 2)
    behind = _behind(asked.assign(place=asked["place"].where(unsettled, "")), gazetteer, wide)
    decided = apply_decisions(asked, decisions, gazetteer, wide)
    return _settled(decided, curated, behind).take(codes).set_axis(spellings.index)


def spellings_of(events: pd.DataFrame) -> pd.DataFrame:
    """The distinct spellings in a table with the text columns SPELLING, and `rows`, how many rows have each.

    The most frequent come first; rows without a name of a place, such as ??, are left out.
    """
    asked, codes = distinct_texts(events, SPELLING)
    counted = asked.assign(rows=np.bincount(codes, minlength=len(asked)))[asked["place"].map(name_key) != ""]
    return counted.sort_values(["rows", *SPELLING], ascending=[False, True, True, True], ignore_index=True)


def review_places(
    spellings: pd.DataFrame,
    gazetteer: Gazetteer,
    wide: WideGazetteer,
    decisions: Mapping[str, str] = NO_DECISIONS,
) -> pd.DataFrame:
    """How each spelling was matched, and what it may mean.

    Parameters
    ----------
    spellings : pandas.DataFrame
        Text columns SPELLING and the number `rows`, as `spellings_of` makes it.
    gazetteer, wide
        The curated and the wide gazetteer.
    decisions : mapping of str to str
        See `apply_decisions`.

    Returns
    -------
    pandas.DataFrame
        REVIEW_COLUMNS, with index and order of `spellings`. `how` is one of HOW: `exact` is a name or alias of the
        curated gazetteer; `several` are places of one name that nothing tells apart; `alike` is a name that is spelt
        nearly so, or spelt so but without a country, or for a place that does not lie in the province the row gives.
        `place_id` is '' where nothing is matched. `score` is that of the best candidate, 0 to 100: 100 for the very
        name, else that of `likeness.alike`; 0 for none. `candidates` are at most MOST_CANDIDATES tuples of id, label
        and score: the match first, then curated before wide and larger before smaller, and of those that look alike
        the most alike first. `answers` is how many places answer to the very name: often more than are shown.

    Raises
    ------
    InputError
        See `apply_decisions`.
    """
    asked, codes = distinct_texts(spellings, SPELLING)
    decided = apply_decisions(asked, decisions, gazetteer, wide)
    curated, behind = _curated(asked, gazetteer, wide), _behind(asked, gazetteer, wide)
    matched = _settled(decided, curated, behind)
    first = matched["place_id"].fillna("").map(lambda one: (one,) if one else ())
    groups = zip(first, curated["meant"], behind["candidates"], strict=True)
    named = pd.Series([tuple(dict.fromkeys(sum(parts, ()))) for parts in groups], dtype="object")
    answers = named.map(len).astype("int64")
    unknown = asked[(matched["how"] == "") & (answers == 0)]
    near = alike(unknown["place"], unknown["country"], gazetteer, wide, MOST_CANDIDATES).to_dict()
    scored: list[Scored] = [
        near.get(ask) or [(place, EXACT) for place in ids[:MOST_CANDIDATES]] for ask, ids in named.items()
    ]
    found = pd.Series([bool(some) for some in scored], index=asked.index, dtype="bool")
    labels = _labels({place for some in scored for place, _ in some}, gazetteer, wide)
    answer = pd.DataFrame(
        {
            "how": matched["how"].mask((matched["how"] == "") & found, "alike").replace("", "none"),
            "place_id": matched["place_id"].fillna(""),
            "score": pd.Series([some[0][1] if some else 0.0 for some in scored], dtype="float64"),
            "candidates": pd.Series(
                [tuple((place, labels[place], score) for place, score in some) for some in scored], dtype="object"
            ),
            "answers": answers,
        }
    )
    given = spellings[[*SPELLING, "rows"]]
    return pd.concat([given, answer.take(codes).set_axis(given.index)], axis=1)[list(REVIEW_COLUMNS)]


def _settled(decided: pd.Series, curated: pd.DataFrame, behind: pd.DataFrame) -> pd.DataFrame:
    """`place_id` and `how`: a decision, then the curated gazetteer, then the wide one where it alone has an answer."""
    exact = curated["place_id"].notna()
    by_wide = ~exact & (curated["meant"].map(len) < 2) & behind["place_id"].notna()
    answers = [len({*some, *others}) for some, others in zip(curated["meant"], behind["candidates"], strict=True)]
    place_id = decided.where(decided.notna(), curated["place_id"].where(exact, behind["place_id"].where(by_wide)))
    choices = [decided.notna(), exact, by_wide, np.array(answers) > 1]
    how = np.select(
        [np.asarray(choice, dtype=bool) for choice in choices], ["decided", "exact", "geonames", "several"], ""
    )
    return pd.DataFrame({"place_id": place_id, "how": pd.Series(how, dtype="str")})


def _curated(asked: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """`place_id` of the one curated place that is meant, and `meant`: all that answer to the name."""
    index, rows = index_of(gazetteer)
    words = zip(asked["place"], asked["country"], strict=True)
    meant = [tuple(index.places[row] for row in index.meant(name, rows.get(c, frozenset()))) for name, c in words]
    one = [places[0] if len(places) == 1 else None for places in meant]
    ids = pd.Series([place.id if place else None for place in one], dtype="str")
    return pd.DataFrame(
        {
            "place_id": ids.mask(_lies_elsewhere(one, asked["admin1"], wide)),
            "meant": pd.Series([tuple(place.id for place in places) for places in meant], dtype="object"),
        }
    )


def _lies_elsewhere(places: list[Place | None], admin1: pd.Series, wide: WideGazetteer) -> pd.Series:
    """Where a row names a province that its place does not lie in; not where either province is not known by name."""
    points = [place if place and place.precision not in COARSE else None for place in places]
    country = pd.Series([place.country if place else "" for place in points], dtype="str")
    own = pd.Series([place.admin1 if place else "" for place in points], dtype="str")
    meant = wide.provinces(pd.concat([admin1, own]), pd.concat([country, country]))
    pairs = zip(meant[: len(own)], meant[len(own) :], country, strict=True)
    return pd.Series([bool(one[0] and one[1]) and not one_province(*one) for one in pairs], dtype="bool")


def _behind(asked: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """What the wide gazetteer says, under the curated id where a place is a curated one."""
    same = same_ids(gazetteer, wide)
    found = wide.match(asked["place"], asked["country"], asked["admin1"])
    ids = [same.get(one, one) for one in found["place_id"]]
    renamed = [tuple(dict.fromkeys(same.get(one, one) for one in ids)) for ids in found["candidates"]]
    return pd.DataFrame({"place_id": pd.Series(ids, dtype="str"), "candidates": pd.Series(renamed, dtype="object")})


def _labels(ids: set[str], gazetteer: Gazetteer, wide: WideGazetteer) -> dict[str, str]:
    """For each id its names, province and country; of the wide gazetteer's places also where they are."""
    labels = {
        one: _label(place.name_en, place.name_ko, place.name_local, place.admin1, place.country)
        for one in ids
        if one in gazetteer and (place := gazetteer.get(one))
    }
    others: list[dict[Any, Any]] = wide.frame_of(ids - set(labels)).to_dict("records")
    for row in others:
        north, east = f"{abs(row['lat']):.2f} {'NS'[row['lat'] < 0]}", f"{abs(row['lon']):.2f} {'EW'[row['lon'] < 0]}"
        words = _label(row["name_en"], row["name_ko"], row["name_local"], row["admin1"], row["country"])
        labels[row["id"]] = f"{words} ({north} {east})"
    return labels


def _label(english: str, korean: str, local: str, admin1: str, country: str) -> str:
    names = " / ".join(dict.fromkeys(filter(None, (english, korean, local))))
    return ", ".join(filter(None, (names, admin1, country)))
