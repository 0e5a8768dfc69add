"""Which place is meant where one cell holds several names: two names of one place, or a place and its province."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import pandas as pd

from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.lookups import look_up
from footprints_geo.places.phrases import Phrase, country_meant
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.places.wide_names import one_province
from footprints_geo.vocabulary import COARSE

TWO_NAMES: Final = "two names of one place"


class _Part(NamedTuple):
    """One name of a cell, in the row's province: what it means, and the province it is a name of."""

    name: str
    province: str
    place_id: str
    how: str
    answers: tuple[str, ...]


class _Reading(NamedTuple):
    """The names of a cell that have to mean one place, and where it has to lie; `torn` where that cannot be."""

    names: list[_Part]
    area: str
    country: str
    torn: bool


class _Answer(NamedTuple):
    place_id: str | None
    how: str
    answers: tuple[str, ...]
    remark: str


class Parted(NamedTuple):
    """Spellings whose phrases have parts, and the names to look up for them.

    Attributes
    ----------
    phrases : list of Phrase
        The phrase of each.
    names : list of list of str
        Its parts, without the country where one of them is that.
    countries : list of str
        The country of each, as the row has it or a part says.
    stated : list of str
        The province each row names in its own column.
    table : pandas.DataFrame
        `place`, `admin1` and `country` of all the names, one after the other.
    """

    phrases: list[Phrase]
    names: list[list[str]]
    countries: list[str]
    stated: list[str]
    table: pd.DataFrame


def take_apart(spellings: pd.DataFrame, phrases: Sequence[Phrase]) -> Parted:
    """The names in spellings (`place`, `admin1` and `country`), each with its phrase, which has parts."""
    told = [_country(phrase.parts, code) for phrase, code in zip(phrases, spellings["country"], strict=True)]
    left = [
        [part for part in phrase.parts if part not in named] for phrase, (named, _) in zip(phrases, told, strict=True)
    ]
    stated, countries = spellings["admin1"].to_list(), [code for _, code in told]
    rows = zip(left, stated, countries, strict=True)
    table = _table([(part, admin1, code) for parts, admin1, code in rows for part in parts])
    return Parted(list(phrases), left, countries, stated, table)


def put_together(parted: Parted, found: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """What spellings mean whose phrases have parts.

    A country among the parts is the country of the others, and has to be that of the row. A province that stands in an
    address ("Dandong, Liaoning"), or that can be nothing but a province, is where the others lie. All other parts have
    to mean one and the same place: one that is known to no gazetteer leaves open what is meant.

    Parameters
    ----------
    parted : Parted
        As `take_apart` makes it.
    found : pandas.DataFrame
        What :func:`.lookups.look_up` says of its table, of every one.
    gazetteer, wide
        The curated and the wide gazetteer.

    Returns
    -------
    pandas.DataFrame
        One row a spelling, index 0 to n-1: `place_id`, missing where none is taken; `how`: `exact`, `geonames`,
        `several` where the parts mean different places, `part` where some part is not known, '' where all are unknown;
        `answers`, a tuple of the ids of all places the parts may mean; and `remark`, TWO_NAMES or ''.
    """
    readings = _readings(parted, found, gazetteer, wide)
    answers = [_answer(*pair) for pair in zip(readings, _within(readings, gazetteer, wide), strict=True)]
    table = pd.DataFrame(answers, columns=list(_Answer._fields))
    return table.astype({"place_id": "str", "how": "str", "remark": "str"})


def _within(readings: Sequence[_Reading], gazetteer: Gazetteer, wide: WideGazetteer) -> list[list[_Part]]:
    """The names of each reading as they are meant in the province that it names; without one as they were."""
    asked = [
        (part.name, reading.area, reading.country) for reading in readings if reading.area for part in reading.names
    ]
    if not asked:
        return [reading.names for reading in readings]
    found = look_up(_table(asked), gazetteer, wide, every=True)
    own = iter(found.assign(place_id=found["place_id"].fillna("")).itertuples(index=False, name=None))
    return [
        [_Part(part.name, part.province, *next(own)) for part in reading.names] if reading.area else reading.names
        for reading in readings
    ]


def _table(names: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(names, columns=["place", "admin1", "country"], dtype="str")


def _readings(parted: Parted, found: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> list[_Reading]:
    own = list(zip(parted.stated, parted.countries, strict=True))
    named = list(zip(parted.table["place"], parted.table["country"], strict=True))
    known, areas = wide.provinces_of([*own, *named]), _provinces(gazetteer, wide)
    words = zip(named, found["place_id"].fillna(""), found["how"], found["answers"], strict=True)
    parts = ((_Part(pair[0], known[pair], place, *rest), place in areas) for pair, place, *rest in words)
    rows = zip(parted.names, parted.phrases, own, strict=True)
    return [_reading([next(parts) for _ in names], phrase.listed, pair[1], known[pair]) for names, phrase, pair in rows]


def _country(parts: Sequence[str], stated: str) -> tuple[set[str], str]:
    """The parts that are the country of the row, or where it has none the one country that is named; and its code."""
    codes = {part: code for part in parts if (code := country_meant(part)) and stated in ("", code)}
    # A cell of countries alone says no place, and one of two countries none of them.
    if len(set(codes.values())) != 1 or len(codes) == len(parts):
        return set(), stated
    return set(codes), next(iter(codes.values()))


@lru_cache(maxsize=4)
def _provinces(gazetteer: Gazetteer, wide: WideGazetteer) -> frozenset[str]:
    """The ids of all places that are an area, in either gazetteer."""
    areas = {place.id for place in gazetteer if place.precision in COARSE}
    return frozenset((areas | set(wide.rows.loc[wide.rows["kind"] == "province", "place_id"])) - {""})


def _reading(parts: Sequence[tuple[_Part, bool]], listed: bool, country: str, stated: str) -> _Reading:
    """Which of the parts are provinces, and whether they agree with each other and with that of the row, `stated`."""
    areas = [part for part, alone in parts if part.province and (listed or alone)]
    names = [part for part, _ in parts if part not in areas]
    if not names:
        # "Pyongyang, Nampo", or one name beside a country: the first is the place.
        names, areas = areas[:1], areas[1:]
        beside = [(area.province, names[0].province) for area in areas]
    else:
        beside = [(area.province, areas[0].province) for area in areas[1:]]
    beside += [(area.province, stated) for area in areas if stated]
    torn = any(not one_province(*pair, country) and not one_province(*pair[::-1], country) for pair in beside)
    return _Reading(names, areas[0].name if areas else "", country, torn)


def _answer(reading: _Reading, within: Sequence[_Part]) -> _Answer:
    """One place if all names mean it in the province named; else all that they may mean."""
    meant = list(dict.fromkeys(part.place_id for part in within if part.place_id))
    if len(meant) == 1 and not reading.torn and all(meant[0] in (p.place_id, *p.answers) for p in within):
        how = "exact" if any(part.how == "exact" for part in within) else "geonames"
        found = tuple(dict.fromkeys([*meant, *chain.from_iterable(part.answers for part in within)]))
        return _Answer(meant[0], how, found, TWO_NAMES if len(within) > 1 else "")
    # In the province named some names have no answer that have one elsewhere: those are no less candidates.
    either = [*within, *reading.names]
    first = dict.fromkeys(part.place_id for part in either if part.place_id)
    found = tuple(first | dict.fromkeys(chain.from_iterable(part.answers for part in either)))
    unknown = len(first) < 2 and not all(part.answers for part in either[: len(within)])
    several = len(found) > 1 and not unknown
    return _Answer(None, "several" if several else "part" if found else "", found, "")
