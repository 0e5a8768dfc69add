"""Under which keys a place of the wide gazetteer is stored, and in which order a name is looked for among them.

The curated gazetteer cuts an ending off wherever there is one. Among thirty thousand places that finds the wrong one,
so here an ending counts only where it is written apart, and only in a country where it is an ending.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from footprints_geo.places.names import (
    name_key,
    romanised,
    sound_key,
    split_remark,
    stems,
    without_brackets,
    written_stems,
)
from footprints_geo.vocabulary import country_name

LOOKUPS: Final = ("keys", "stems", "villages", "sounds")
"""The lists of name keys a place has: its names; its names without ending; those without the ending of a village; and
its names by sound, in Korea."""

AREAS: Final = ("province", "area")
"""Kinds of row that are no town: a province, and an area that is only looked up as the province of a record."""

PARTED: Final = {
    ("KP", "Rason"): "North Hamgyong",
    ("KP", "Nampo"): "South Pyongan",
    ("KP", "Kaesong"): "North Hwanghae",
    ("KP", "Pyongyang"): "South Pyongan",
    ("LA", "Vientiane Capital"): "Vientiane",
    ("MM", "Naypyidaw"): "Mandalay",
    ("KH", "Tboung Khmum"): "Kâmpóng Cham",
    ("TH", "Bueng Kan"): "Nong Khai",
    ("RU", "Moscow"): "Moscow Oblast",
    ("RU", "Saint Petersburg"): "Leningrad",
}
"""Provinces that were taken out of another one, and that one: records go by the old division, or by the land round a
city, and are right in their way."""

_KOREA: Final = frozenset({"KP", "KR"})
_EAST: Final = frozenset({"KP", "KR", "CN", "JP"})
_EVERYWHERE: Final = frozenset(map(name_key, ("city", "county", "town", "district", "municipality")))


class Try(NamedTuple):
    """One way to look a name up.

    Attributes
    ----------
    lookup : str
        In which of LOOKUPS.
    key : str
        Never empty.
    kind : str
        The kind of row that may answer, `city` or `province`; '' for either.
    remark : str
        What stood in brackets and was left out; the place has to agree with it.
    """

    lookup: str
    key: str
    kind: str
    remark: str


def lookup_keys(names: Iterable[str], country: str, kind: str = "city") -> dict[str, list[str]]:
    """The keys under which a place is found.

    Parameters
    ----------
    names : iterable of str
        All its names.
    country : str
        ISO 3166-1 alpha-2. An ending in Latin letters is read where it is one: "-ri" in Korea, "-si" and "Xian" in
        East Asia (Phú Đông in Vietnam is no village Phú), "City" and "County" anywhere.
    kind : str
        `city`, or one of AREAS, of which every ending is cut off.

    Returns
    -------
    dict of str to list of str
        For each of LOOKUPS, sorted and each once.
    """
    spelt = list(names)
    keys = {name_key(name) for name in spelt} - {""}
    cut = [part for name in spelt for part in _endings(name)]
    villages = {stem for stem, _, role in cut if role == "village" and country in _KOREA and kind not in AREAS} - keys
    shorter = {stem for stem, ending, role in cut if kind in AREAS or (role == "town" and _is_read(ending, country))}
    shorter |= {name_key(without_brackets(name)) for name in spelt}
    shorter -= keys | {""}
    spoken = keys | shorter if country in _KOREA else set()
    sounds = {sound_key(latin) for key in spoken for latin in (key, *romanised(key))} - {""}
    return dict(zip(LOOKUPS, map(sorted, (keys, shorter, villages, sounds)), strict=True))


def place_tries(name: str, country: str) -> list[Try]:
    """The ways to look a place up, in their order: as written, without remark, without ending, by sound.

    Empty for a name without a letter or figure.
    """
    short, remark = split_remark(name)
    written = [(name_key(name), "")] + [(name_key(short), remark)] * bool(remark)
    tries = [Try(lookup, key, "", aside) for key, aside in written for lookup in LOOKUPS[:3]]
    for stem, ending, role in _endings(short):
        if role == "province":
            tries += [Try(lookup, stem, role, remark) for lookup in ("keys", "stems")]
        elif role == "village" and country in _KOREA:
            tries.append(Try("villages", stem, "city", remark))
        elif role == "town" and _is_read(ending, country):
            tries += [Try(lookup, stem, "city", remark) for lookup in ("keys", "stems")]
    return _heard(tries, country)


def area_tries(name: str, country: str) -> list[Try]:
    """The ways to look a province up: here any ending may be cut off, written apart or not."""
    key = name_key(without_brackets(name))
    keys = [key, *(stem for stem, _ in stems(key))]
    return _heard([Try(lookup, one, "", "") for one in keys for lookup in ("keys", "stems")], country)


@cache
def own_names(country: str) -> frozenset[str]:
    """Name keys of a country itself, its code among them: as a province, or as a place in it, they say nothing."""
    return frozenset({"", country.lower(), *(name_key(country_name(country, script)) for script in ("en", "ko"))})


def one_province(stated: str, actual: str, country: str) -> bool:
    """Whether two provinces, both by their names in the wide gazetteer, are one, or one was PARTED from the other.

    False where the first is ''; `country` is ISO 3166-1 alpha-2.
    """
    return stated != "" and stated in (actual, PARTED.get((country, actual)))


def _heard(tries: list[Try], country: str) -> list[Try]:
    """The same, each once, and in Korea then by sound; of villages only the name as it is written."""
    spoken = [one for one in tries if one.lookup != "villages"] if country in _KOREA else []
    aloud = [one._replace(lookup="sounds", key=sound_key(one.key)) for one in spoken]
    return [one for one in dict.fromkeys([*tries, *aloud]) if one.key]


def _endings(name: str) -> list[tuple[str, str, str]]:
    """A name without its last remark, cut in all ways: what is left, the ending ('' for a prefix), and what it says."""
    bare = without_brackets(name)
    key = name_key(bare)
    return [(stem, key[len(stem) :] if key.startswith(stem) else "", role) for stem, role in written_stems(bare)]


def _is_read(ending: str, country: str) -> bool:
    return country in _EAST or not ending.isascii() or ending in {*_EVERYWHERE, ""}
