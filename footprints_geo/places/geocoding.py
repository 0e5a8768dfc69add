"""Which place each spelling means, and the list of those that need a person.

Three things may settle a spelling: a person's decision, the curated gazetteer, and the wide one behind it. A place that
only looks alike, or that the record is only near to, never does: it is a suggestion until somebody decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.places.candidates import EXACT, WORD, Candidate, labels_of, look_up_words, ordered
from footprints_geo.places.decisions import SPELLING, apply_decisions, decision_key
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import Scored, alike
from footprints_geo.places.lookups import look_up
from footprints_geo.places.names import name_key
from footprints_geo.places.parts import TWO_NAMES, put_together, take_apart
from footprints_geo.places.phrases import Phrase, read_phrase
from footprints_geo.places.wide_gazetteer import WideGazetteer, distinct_texts

__all__ = [
    "DOUBTED", "HOW", "MOST_CANDIDATES", "REVIEW_COLUMNS", "SPELLING", "TWO_NAMES", "apply_decisions", "decision_key",
    "geocode", "review_places", "spellings_of",
]  # fmt: skip

REVIEW_COLUMNS: Final = (*SPELLING, "rows", "how", "place_id", "score", "candidates", "answers")
"""Columns of the review; see `review_places`."""

HOW: Final = ("decided", "exact", "geonames", "several", "near", "part", "alike", "none")
"""How a spelling was matched; all but the first three are not matched, and wait for a decision."""

DOUBTED: Final = "the record doubts the place: taken as named"
MOST_CANDIDATES: Final = 5
_COMPARED: Final = 4 * MOST_CANDIDATES
"""So many that look alike are put in order, so that those of the row's province can come first."""

NO_DECISIONS: Final[Mapping[str, str]] = {}


def geocode(
    spellings: pd.DataFrame,
    gazetteer: Gazetteer,
    wide: WideGazetteer,
    decisions: Mapping[str, str] = NO_DECISIONS,
) -> pd.DataFrame:
    """The place each row means by its words.

    A decision comes first, then the curated gazetteer, then the wide one (see :func:`.lookups.look_up`). A cell that
    holds several names is taken apart where the whole is no name (:func:`.parts.put_together`). A place that the
    record doubts is taken and remarked on; one that the record is only near to is not taken.

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
        matched); `how`: `decided`, `exact`, `geonames`, `several`, `near` (known, but the record is only near it),
        `part` (a part of the cell is known, another is not), or '' where no name answers, or only one that lies in
        another province than the row's; `remark`: DOUBTED, TWO_NAMES, both, or ''; and `finest`: `county` where the
        words say no more than a county or the surroundings of the place, else ''.

    Raises
    ------
    InputError
        See `apply_decisions`.
    """
    asked, codes = distinct_texts(spellings, SPELLING)
    found = _meant(asked, _phrases(asked), gazetteer, wide, apply_decisions(asked, decisions, gazetteer, wide))
    return found.drop(columns="answers").take(codes).set_axis(spellings.index)


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
        curated gazetteer; `several` are places of one name that nothing tells apart, or several names of different
        places; `near` is the name of a place that the record is only near to; `part` a name that is known with more
        words that are not; `alike` a name that is spelt nearly so, or spelt so but without a country, or for a place
        that does not lie in the province the row gives. `place_id` is '' where nothing is matched. `score` is that of
        the best candidate, 0 to 100: 100 for the very name, else that of `likeness.alike`, or WORD for one word of
        several; 0 for none. `candidates` are at most MOST_CANDIDATES tuples of id, label and score: the match first,
        then those whose own name is the very name, then those of the row's province, then the most alike, and at last
        curated before wide and larger before smaller. `answers` is how many places answer to the very name: often
        more than are shown.

    Raises
    ------
    InputError
        See `apply_decisions`.
    """
    asked, codes = distinct_texts(spellings, SPELLING)
    phrases = _phrases(asked)
    decided = apply_decisions(asked, decisions, gazetteer, wide)
    matched = _meant(asked, phrases, gazetteer, wide, decided, every=True)
    best = _suggested(asked.assign(place=[phrase.name for phrase in phrases]), matched, gazetteer, wide)
    known = matched["place_id"].fillna("")
    for ask, place in enumerate(known):
        if place:
            best[ask] = [(place, EXACT), *(one for one in best.get(ask, []) if one[0] != place)]
    shown = {ask: some[:MOST_CANDIDATES] for ask, some in best.items()}
    labels = labels_of({place for some in shown.values() for place, _ in some}, gazetteer, wide)
    candidates = [
        tuple(Candidate(place, labels[place], score) for place, score in shown.get(ask, []))
        for ask in range(len(asked))
    ]
    how = matched["how"]
    open_ = how == ""
    first = pd.Series([some[0].score if some else 0.0 for some in candidates], index=asked.index, dtype="float64")
    how = how.mask(open_ & (first > 0), "alike").mask(open_ & (first == WORD), "part").replace("", "none")
    answer = pd.DataFrame(
        {
            "how": how,
            "place_id": known,
            "score": first,
            "candidates": pd.Series(candidates, index=asked.index, dtype="object"),
            "answers": matched["answers"].map(len).astype("int64"),
        }
    )
    given = spellings[[*SPELLING, "rows"]]
    return pd.concat([given, answer.take(codes).set_axis(given.index)], axis=1)[list(REVIEW_COLUMNS)]


def _phrases(asked: pd.DataFrame) -> list[Phrase]:
    return [read_phrase(text) for text in asked["place"]]


def _meant(
    asked: pd.DataFrame,
    phrases: list[Phrase],
    gazetteer: Gazetteer,
    wide: WideGazetteer,
    decided: pd.Series,
    *,
    every: bool = False,
) -> pd.DataFrame:
    """The columns of `geocode`, and `answers`: all places that answer to the name; with `every`, of both gazetteers."""
    bare = asked.assign(place=pd.Series([phrase.name for phrase in phrases], index=asked.index, dtype="str"))
    apart = [at for at, phrase in enumerate(phrases) if len(phrase.parts) > 1]
    parted = take_apart(bare.iloc[apart], [phrases[at] for at in apart])
    # Looked up with the whole names, at one go, whether or not the whole turns out to be known.
    names = pd.concat([bare, parted.table], ignore_index=True)
    looked_up = look_up(names, gazetteer, wide, every=np.arange(len(names)) >= (0 if every else len(bare)))
    found = looked_up.iloc[: len(bare)].set_axis(bare.index).assign(remark="")
    if apart:
        parts = put_together(parted, looked_up.iloc[len(bare) :], gazetteer, wide).set_axis(bare.index[apart])
        parts = parts[(parts["how"] != "") & found["place_id"].iloc[apart].isna()]
        for column in ("place_id", "how", "remark", "answers"):
            found[column] = found[column].mask(found.index.isin(parts.index), parts[column].reindex(found.index))
    near = pd.Series([phrase.near for phrase in phrases], index=asked.index, dtype="bool")
    found["how"] = found["how"].mask(near & (found["answers"].map(len) > 0), "near")
    found["place_id"] = decided.where(decided.notna(), found["place_id"].mask(near))
    found["how"] = found["how"].mask(decided.notna(), "decided")
    remark = found["remark"].mask(found["place_id"].isna() | decided.notna(), "")
    doubted = np.array([phrase.doubted for phrase in phrases], dtype=bool) & (found["place_id"].fillna("") != "")
    vague = near | pd.Series([phrase.is_county for phrase in phrases], index=asked.index, dtype="bool")
    return found.assign(
        remark=remark.mask(doubted, joined(remark, DOUBTED)),
        finest=pd.Series(np.where(vague, "county", ""), index=asked.index, dtype="str"),
    )


def joined(one: pd.Series, other: pd.Series | str) -> pd.Series:
    """Two remarks in one, parted by a semicolon where neither is empty."""
    after = pd.Series(other, index=one.index, dtype="str")
    return one + pd.Series(np.where((one != "") & (after != ""), "; ", ""), index=one.index) + after


def _suggested(
    bare: pd.DataFrame, matched: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer
) -> dict[int, Scored]:
    """For each spelling the places it may mean, best first: those that answer to it, else those that are alike."""
    scored: dict[int, Scored] = {
        ask: [(place, EXACT) for place in ids] for ask, ids in enumerate(matched["answers"]) if ids
    }
    unknown = bare[matched["answers"].map(len) == 0]
    near = alike(unknown["place"], unknown["country"], gazetteer, wide, _COMPARED)
    for ask, words, scores in zip(unknown.index.to_list(), look_up_words(unknown, gazetteer, wide), near, strict=True):
        found = dict(scores)
        # A name within the words is a better guess than most that look alike.
        found |= {place: max(found.get(place, 0.0), WORD) for place in words}
        if found:
            scored[ask] = sorted(found.items(), key=lambda one: -one[1])
    return ordered(bare, scored, gazetteer, wide)
