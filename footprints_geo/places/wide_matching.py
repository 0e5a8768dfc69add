"""Which of the rows that answer to a name is meant: one place, or none where several have equal right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from footprints_geo.places.names import name_key
from footprints_geo.places.wide_names import Try, one_province, own_names


class WideRow(NamedTuple):
    """A row of the wide gazetteer.

    Attributes
    ----------
    place_id, kind, country, admin1, population
        As in :attr:`footprints_geo.places.wide_gazetteer.WideGazetteer.rows`.
    keys : list of str
        All its name keys.
    """

    place_id: str
    kind: str
    country: str
    admin1: str
    population: int
    keys: list[str]


class Hit(NamedTuple):
    """A row that answers to a try.

    Attributes
    ----------
    order : int
        Which try it was: the lower, the nearer to what is written.
    row : WideRow
        The row.
    remark : str
        What stood in brackets and was left out to find it.
    """

    order: int
    row: WideRow
    remark: str


def areas_of(admin1: str, tries: Iterable[Try]) -> set[str]:
    """What a record calls the province of its place: its own column, and remarks in brackets."""
    return {admin1, *(one.remark for one in tries)} - {""}


def hits_of(tries: Iterable[Try], country: str, rows: Mapping[tuple[str, str], Sequence[WideRow]]) -> list[Hit]:
    """The places of a country, or without one of all countries, that answer to any of the tries."""
    return [
        Hit(order, row, one.remark)
        for order, one in enumerate(tries)
        for row in rows[one[:2]]
        if row.place_id and one.kind in ("", row.kind) and country in ("", row.country)
    ]


def answer(
    hits: Sequence[Hit], country: str, admin1: str, provinces: Mapping[tuple[str, str], str]
) -> tuple[str | None, tuple[str, ...]]:
    """The place that is meant, and all that answer.

    Parameters
    ----------
    hits : sequence of Hit
        What answers to the tries of a name.
    country, admin1 : str
        Those of the record, or ''.
    provinces : mapping of (str, str) to str
        For each area that is named (:func:`areas_of`) and its country, the province it means, or ''.

    Returns
    -------
    (str or None, tuple of str)
        The id of the place, None where none or several are meant; and the ids of all that answer to the name: first
        those that agree with country, province and remark, then all others, each the larger first.
    """

    def lies_in(row: WideRow, area: str) -> bool:
        known = area in own or name_key(area) in own
        return known or one_province(provinces[area, country], row.admin1, country)

    own = own_names(country) if country else frozenset()
    agreeing = [
        hit
        for hit in hits
        if country
        and lies_in(hit.row, admin1)
        and (not hit.remark or name_key(hit.remark) in hit.row.keys or lies_in(hit.row, hit.remark))
    ]
    kept = _towns_of_their_province(_first_try(agreeing))
    meant = {row.place_id for row in kept}
    answers = [*_larger_first(kept), *_larger_first(_first_try(hits))]
    return meant.pop() if len(meant) == 1 else None, tuple(dict.fromkeys(answers))


def _first_try(hits: Sequence[Hit]) -> list[WideRow]:
    first = min((hit.order for hit in hits), default=0)
    return [hit.row for hit in hits if hit.order == first]


def _larger_first(rows: Iterable[WideRow]) -> list[str]:
    return [row.place_id for row in sorted(rows, key=lambda row: (-row.population, row.place_id))]


def _towns_of_their_province(rows: Sequence[WideRow]) -> list[WideRow]:
    """Where a name is a province's and a place's: the places that lie in that province, or else the province alone."""
    provinces = [row for row in rows if row.kind == "province"]
    names = {row.admin1 for row in provinces}
    namesakes = [row for row in rows if row.kind != "province" and row.admin1 in names]
    return namesakes or provinces or list(rows)
