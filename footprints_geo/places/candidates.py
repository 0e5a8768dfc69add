"""The places a person may choose from for one name: in which order, in which words, and found by typing a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import alike, same_ids
from footprints_geo.places.lookups import look_up
from footprints_geo.places.names import name_key, without_brackets, written_stems
from footprints_geo.places.phrases import read_phrase
from footprints_geo.places.table import directions, haversine_km
from footprints_geo.places.wide_gazetteer import WideGazetteer, distinct_texts
from footprints_geo.places.wide_names import one_province

EXACT: Final = 100.0
WORD: Final = 80.0
"""The score of a place whose name is one word of several: a slip of the pen in the whole looks more like it."""

MOST_FOUND: Final = 20
LARGE: Final = 50_000
"""From how many people a town is known well enough to tell another one by."""

_NAMES: Final = ("name_en", "name_ko", "name_local")
_TELLING: Final = frozenset({"crossing", "port", "detention", "prison_camp"})
_NO_NAMES: Final = frozenset(
    """
    north south east west new old upper lower city county town village district province prefecture region state camp
    prison jail detention holding centre center police station river border bridge mountain area market hospital
    school road street house home church and the from with near 감옥 교도소 구류소 구치소 수용소 보위부 보안서 파출소
    공안국 국경 지역 마을 시장 병원 집 看守所 监狱 派出所 公安局 边境
    """.split()  # noqa: SIM905
)
"""Words beside a name that are no name themselves, though some village is called so."""


class Candidate(NamedTuple):
    """A place that a name may mean.

    Attributes
    ----------
    place_id, label : str
        Its id, and what tells it from others in words.
    score : float
        0 to 100; 100 for the very name.
    """

    place_id: str
    label: str
    score: float


def ordered(
    asked: pd.DataFrame, scored: Mapping[int, Sequence[tuple[str, float]]], gazetteer: Gazetteer, wide: WideGazetteer
) -> dict[int, list[tuple[str, float]]]:
    """Ids of places with their scores in the order a person is shown them.

    Parameters
    ----------
    asked : pandas.DataFrame
        `place`, `admin1` and `country` of each spelling.
    scored : mapping of int to sequence of (str, float)
        For labels of the index of `asked`, the ids to order, each with its score.
    gazetteer, wide
        Where the ids are.

    Returns
    -------
    dict of int to list of (str, float)
        First those whose own name is the very name, then others that have it as another name; among them those of the
        province the row gives first; then by score, and last in the order given.
    """
    rows = [(ask, place, score) for ask, some in scored.items() for place, score in some]
    if not rows:
        return {}
    table = pd.DataFrame(rows, columns=["ask", "place_id", "score"])
    places = _places(set(table["place_id"]), gazetteer, wide)
    own = places.reindex(table["place_id"]).reset_index(drop=True)
    spelt = asked.loc[table["ask"]].reset_index(drop=True)
    pairs = zip(
        wide.provinces(spelt["admin1"], spelt["country"]),
        wide.provinces(own["admin1"], own["country"]),
        own["country"],
        strict=True,
    )
    keys = {ask: _keys_of(str(asked.at[ask, "place"])) for ask in scored}
    table = table.assign(
        very=table["score"] == EXACT,
        main=[not keys[ask].isdisjoint(names) for ask, names in zip(table["ask"], own["keys"], strict=True)],
        there=[one_province(*pair) for pair in pairs],
    )
    order = ["ask", "very", "main", "there", "score"]
    table = table.sort_values(order, ascending=[True, *[False] * 4], kind="stable")
    best: dict[int, list[tuple[str, float]]] = {}
    for ask, place, score in zip(table["ask"], table["place_id"], table["score"], strict=True):
        best.setdefault(ask, []).append((place, score))
    return best


def labels_of(ids: Iterable[str], gazetteer: Gazetteer, wide: WideGazetteer) -> dict[str, str]:
    """For each id its names, province and country, and what else tells it from places of the same name.

    Of the wide gazetteer's places that is the nearest larger town, how many people live there, and where it is.
    """
    places = _places(set(ids), gazetteer, wide)
    nearest = _nearest_large(places[~places["curated"] & (places["kind"] == "city")], wide)
    labels = {}
    for one, place in places.to_dict("index").items():
        names = " / ".join(dict.fromkeys(filter(None, (place[name] for name in _NAMES))))
        words = ", ".join(filter(None, (names, place["admin1"], place["country"])))
        labels[str(one)] = f"{words}{_told_apart(place, nearest.get(str(one), ''))}"
    return labels


def find_places(
    text: str, country: str, gazetteer: Gazetteer, wide: WideGazetteer, limit: int = MOST_FOUND
) -> tuple[Candidate, ...]:
    """The places of a country that a person may be looking for, by any part of a name.

    Parameters
    ----------
    text : str
        What was typed.
    country : str
        ISO 3166-1 alpha-2; with '' places of all countries answer to their very name, and curated ones to a part of it.
    gazetteer, wide
        The curated and the wide gazetteer.
    limit : int
        How many at most.

    Returns
    -------
    tuple of Candidate
        Those with the very name first, then those whose name begins with it or holds it, then those that look alike.
    """
    key = name_key(text)
    if not key:
        return ()
    asked = pd.DataFrame({"place": [text], "admin1": [""], "country": [country]}, dtype="str")
    very = look_up(asked, gazetteer, wide, every=True)["answers"].iloc[0]
    near = alike(asked["place"], asked["country"], gazetteer, wide, limit).iloc[0]
    found: dict[str, float] = dict(near)
    found |= {place: max(found.get(place, 0), WORD) for place in _holding(key, country, gazetteer, wide)}
    found |= dict.fromkeys(very, EXACT)
    best = ordered(asked, {0: sorted(found.items(), key=lambda one: -one[1])}, gazetteer, wide).get(0, [])[:limit]
    labels = labels_of((place for place, _ in best), gazetteer, wide)
    return tuple(Candidate(place, labels[place], score) for place, score in best)


def look_up_words(asked: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.Series:
    """The ids of all places whose very name is one word of each spelling, as tuples, with the index of `asked`.

    Words that stand in many names, such as "prison" and "north", are passed over.
    """
    rows = [
        (ask, word, line["admin1"], line["country"])
        for ask, line in zip(asked.index, asked.to_dict("records"), strict=True)
        for word in line["place"].replace(",", " ").replace("/", " ").split()[:12]
        if _may_be_a_name(word)
    ]
    table = pd.DataFrame(rows, columns=["ask", "place", "admin1", "country"])
    if table.empty:
        return pd.Series([()] * len(asked), index=asked.index, dtype="object")
    spellings, codes = distinct_texts(table, ["place", "admin1", "country"])
    answers = look_up(spellings, gazetteer, wide, every=True)["answers"].take(codes)
    found: dict[Any, dict[str, None]] = {ask: {} for ask in asked.index}
    for ask, country, ids in zip(table["ask"], table["country"], answers, strict=True):
        # Without a country every word is some village's name.
        found[ask] |= dict.fromkeys(ids if country else [one for one in ids if one in gazetteer])
    return pd.Series([tuple(ids) for ids in found.values()], index=asked.index, dtype="object")


def _may_be_a_name(word: str) -> bool:
    key = name_key(word)
    return len(key) >= (4 if key.isascii() else 2) and key not in _NO_NAMES


def _keys_of(text: str) -> set[str]:
    phrase = read_phrase(text)
    return {name_key(name) for name in (text, phrase.name, without_brackets(phrase.name), *phrase.parts)} - {""}


def _places(ids: set[str], gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """The places of some ids: columns of a gazetteer, `population`, `curated`, and the `keys` of their own names."""
    own = gazetteer.frame
    own = own[own["id"].isin(ids)].assign(curated=True)
    behind = wide.frame_of(ids - set(own["id"])).assign(curated=False)
    table = pd.concat([own, behind], ignore_index=True).set_index("id")
    people = wide.rows.drop_duplicates("place_id").set_index("place_id")["population"].reindex(table.index)
    spelt = table[list(_NAMES)].itertuples(index=False, name=None)
    keys = [
        {name_key(name) for name in names} | {stem for name in names for stem, _ in written_stems(name)}
        for names in spelt
    ]
    return table.assign(
        population=people.fillna(0).astype("int64"), keys=pd.Series(keys, index=table.index, dtype="object")
    )


def _told_apart(place: Mapping[Any, Any], nearest: str) -> str:
    if place["curated"]:
        return f" ({place['kind'].replace('_', ' ')})" if place["kind"] in _TELLING else ""
    people = f"{place['population']:,} people" if place["population"] and place["kind"] == "city" else ""
    north = f"{abs(place['lat']):.2f} {'NS'[place['lat'] < 0]}"
    east = f"{abs(place['lon']):.2f} {'EW'[place['lon'] < 0]}"
    return f" ({', '.join(filter(None, (nearest, people, f'{north} {east}')))})"


def _nearest_large(places: pd.DataFrame, wide: WideGazetteer) -> dict[str, str]:
    """For each place how far it is from the nearest town of its country that is larger and LARGE: "12 km from X"."""
    towns = _large_towns(wide)
    found: dict[str, str] = {}
    for country, some in places.groupby("country"):
        there = towns[towns["country"] == country]
        if there.empty:
            continue
        near = directions(some[["lon", "lat"]].to_numpy(float)) @ directions(there[["lon", "lat"]].to_numpy(float)).T
        larger = there["population"].to_numpy()[None, :] > some["population"].to_numpy()[:, None]
        at = np.where(larger, near, -2.0).argmax(axis=1)
        town, any_larger = there.iloc[at], np.asarray(larger.any(axis=1))
        km = haversine_km(some[["lon", "lat"]].to_numpy(float), town[["lon", "lat"]].to_numpy(float))
        found |= {
            str(one): f"{distance:.0f} km from {name}"
            for one, name, distance, known in zip(some.index, town["name"], km, any_larger, strict=True)
            if known
        }
    return found


@lru_cache(maxsize=4)
def _large_towns(wide: WideGazetteer) -> pd.DataFrame:
    large = (wide.rows["kind"] == "city") & (wide.rows["population"] >= LARGE)
    rows = wide.rows.loc[large, ["country", "population"]]
    texts: pd.DataFrame = wide.table.select(["name", "lat", "lon"]).take(rows.index.to_numpy()).to_pandas()
    return texts.set_axis(rows.index).join(rows)


def _holding(key: str, country: str, gazetteer: Gazetteer, wide: WideGazetteer) -> list[str]:
    """Ids of places of a country with a name that begins with a key, then of those with one that holds it."""
    curated = [
        (name_key(name), place.id)
        for place in gazetteer
        if country in ("", place.country)
        for name in (place.name_en, place.name_ko, place.name_local, *place.aliases)
    ]
    names = pd.DataFrame(curated, columns=["key", "place_id"], dtype="str").assign(population=0)
    behind = wide.keys_of(country).sort_values(["population", "place_id"], ascending=[False, True])
    table = pd.concat([names, behind.assign(place_id=behind["place_id"].replace(same_ids(gazetteer, wide)))])
    holding = table[table["key"].str.contains(key, regex=False)]
    begins = holding["key"].str.startswith(key)
    return list(dict.fromkeys([*holding.loc[begins, "place_id"], *holding.loc[~begins, "place_id"]]))
