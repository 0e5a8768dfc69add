"""What a question is answered with over parts of records: a summary of each part, and one of all, equal to a view's.

Whoever calls it, :func:`summarise` is asked once for each part, and :func:`merge` puts together what it gave, in any
order and grouping. A part holds all events of its cases, and no case is in two parts: so cases and persons add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.answer import Years, answer_of
from footprints_geo.breakdown import add_up, break_down
from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Audience, Release
from footprints_geo.errors import InputError
from footprints_geo.events.table import RecordCounts
from footprints_geo.legs import LEG_COLUMNS
from footprints_geo.persons import Counts, added_counts, ranked
from footprints_geo.pipeline import prepare, view
from footprints_geo.routes import STOPS, place_in_order, route_names, with_shares
from footprints_geo.selection import Selection
from footprints_geo.synthetic_mark import Synthetic
from footprints_geo.tally import Tally
from footprints_geo.vocabulary import KINDS, Kind, Level

_ROUTE: Final = ["kind", "route"]
_LEG: Final = ["leg", "kind", "mark", "from_place", "to_place"]
_SPELLINGS: Final = ["name_en", "kind", "precision", "admin1", "country", "lon", "lat"]


@dataclass(frozen=True)
class PartProtection:
    """What of some records may be shown to whom, and how many of their cases may not.

    Attributes
    ----------
    audience : {'internal', 'public'}
        Whom they are for.
    policy : Policy or None
        The rule; None for internal use.
    withheld : int
        How many cases are withheld. It is exact, and belongs in nothing that is public.
    shortened : bool
        Whether a journey is told up to some event only.
    """

    audience: Audience
    policy: Policy | None
    withheld: int
    shortened: bool


@dataclass(frozen=True)
class Summary:
    """What of some records is ranked, counted and said under one Selection: an Answer.

    Attributes
    ----------
    selection : Selection
        What was asked for.
    level : {'country', 'province', 'place'}
        What routes are told apart by.
    name, fingerprint : str
        What the data set is called, and its SHA-256; '' as long as it is that of a part.
    part_protection : PartProtection
        How they are protected.
    home : tuple of str
        The countries that people are sent back to.
    synthetic : {'none', 'some', 'all'}
        How much of it is made up.
    places : pandas.DataFrame
        Indexed by `place_id`, with PLACE_COLUMNS.
    records : RecordCounts
        What was read.
    tally : Tally
        The account.
    segments : int
        How many segments are shown.
    route_counts : pandas.DataFrame
        One row a kind and route: `kind`, `route` (its stops, with STOPS between), and counts as
        :meth:`footprints_geo.persons.Members.count` gives them.
    leg_counts : pandas.DataFrame
        One row a drawn leg: LEG_COLUMNS.
    totals, origins, without_route : pandas.DataFrame
        Counts by kind, by country people were sent back from, and of those on no route, in one row or none.
    all_years : tuple of int or None
        Between which years the events lie.
    kind_years : mapping of str to tuple of int or None
        The same of the shown segments of each kind asked for.
    returned_inside : bool
        Whether every return itself may fall in the years asked for; True where no years are.
    breakdown : pandas.DataFrame or None
        Routes, legs and cells by year and event type, where that was asked for; whatever the Selection, of all records
        (see :func:`footprints_geo.breakdown.break_down`).
    """

    selection: Selection
    level: Level
    name: str
    fingerprint: str
    part_protection: PartProtection
    home: tuple[str, ...]
    synthetic: Synthetic
    places: pd.DataFrame
    records: RecordCounts
    tally: Tally
    segments: int
    route_counts: pd.DataFrame
    leg_counts: pd.DataFrame
    totals: pd.DataFrame
    origins: pd.DataFrame
    without_route: pd.DataFrame
    all_years: Years | None
    kind_years: Mapping[Kind, Years | None]
    returned_inside: bool
    breakdown: pd.DataFrame | None = None

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return self.part_protection.audience

    @property
    def protection(self) -> Protection | None:
        """What may be said of how the records were protected; None for internal use."""
        known = self.part_protection
        if (policy := known.policy) is None:
            return None
        return Protection(policy, known.withheld // policy.threshold * policy.threshold, known.shortened)

    @cached_property
    def routes(self) -> pd.DataFrame:
        """The ranked routes: as :func:`footprints_geo.routes.rank_ways`."""
        counts = self.route_counts
        routes = pd.DataFrame(
            {
                "kind": pd.Categorical(counts["kind"], categories=list(KINDS)),
                "route": pd.Series([tuple(text.split(STOPS)) for text in counts["route"]], dtype="object"),
            }
        )
        routes["label"] = pd.Series(route_names(routes, self.places, self.level), dtype="str")
        routes["place_in_order"] = place_in_order(routes)
        return with_shares(ranked(routes, _columns(counts.drop(columns=_ROUTE))), self.totals)

    @cached_property
    def legs(self) -> pd.DataFrame:
        """The ranked legs: as :func:`footprints_geo.legs.rank_legs`."""
        legs = self.leg_counts[_LEG].copy()
        legs["place_in_order"] = np.argsort(np.argsort(legs["leg"].to_numpy(dtype=object)))
        columns = ranked(legs, _columns(self.leg_counts.drop(columns=_LEG)))
        return pd.DataFrame({name: columns[name] for name in LEG_COLUMNS})

    def years_of(self, kind: Kind) -> Years | None:
        """Between which years the events of the shown segments of a kind lie; None where none has a date."""
        return self.kind_years[kind]

    def legs_of_routes(self, top: int) -> pd.DataFrame:
        """Raises InputError: a summary knows how many are on a leg, and not on which route each of them is."""
        raise InputError(
            f"--top {top}: the legs of single routes are known to the engine 'memory' alone. Leave out --top, or "
            "--engine."
        )


def summarise(release: Release, selection: Selection, level: Level, *, by_time: bool = False) -> Summary:
    """Summarise one part of records.

    Parameters
    ----------
    release : Release
        The part, released; of records that are told to the public in groups, the whole of them.
    selection : Selection
        What is asked for.
    level : {'country', 'province', 'place'}
        What routes are told apart by.
    by_time : bool
        Whether it is broken down by year and event type as well.

    Returns
    -------
    Summary
        With empty tables where nothing matches.
    """
    prepared = prepare(release)
    answer = answer_of(view(prepared, selection, level))
    account = release.account
    routes = answer.routes.drop(columns=["rank", "label", "share"])
    return Summary(
        selection=selection,
        level=level,
        name=answer.name,
        fingerprint=answer.fingerprint,
        part_protection=PartProtection(
            release.audience,
            release.policy,
            account.cases_withheld + account.cases_unusable if account else 0,
            account is not None and account.protection.shortened,
        ),
        home=answer.home,
        synthetic=answer.synthetic,
        places=answer.places,
        records=answer.records,
        tally=answer.tally,
        segments=answer.segments,
        route_counts=routes.assign(kind=routes["kind"].astype("str"), route=routes["route"].str.join(STOPS)),
        leg_counts=answer.legs,
        totals=answer.totals,
        origins=answer.origins,
        without_route=answer.without_route,
        all_years=answer.all_years,
        kind_years={kind: answer.years_of(kind) for kind in selection.kind},
        returned_inside=selection.years is None or answer.returned_inside,
        breakdown=break_down(prepared) if by_time else None,
    )


def merge(parts: Sequence[Summary]) -> Summary:
    """Put together the summaries of parts, of which no two hold events of one case.

    Parameters
    ----------
    parts : sequence of Summary
        At least one, all of one question; in any order. The name and fingerprint are those of the first.

    Returns
    -------
    Summary
        What :func:`summarise` gives of all of it at once.
    """
    first = parts[0]
    return replace(
        first,
        part_protection=replace(
            first.part_protection,
            withheld=sum(part.part_protection.withheld for part in parts),
            shortened=any(part.part_protection.shortened for part in parts),
        ),
        synthetic=_how_many(parts),
        places=_places([part.places for part in parts]),
        records=_added(RecordCounts, [part.records for part in parts]),
        tally=_added(Tally, [part.tally for part in parts]),
        segments=sum(part.segments for part in parts),
        route_counts=added_counts([part.route_counts for part in parts], _ROUTE),
        leg_counts=added_counts([part.leg_counts for part in parts], _LEG),
        totals=_by_index([part.totals for part in parts]).reindex(list(first.selection.kind)),
        origins=_by_index([part.origins for part in parts]),
        without_route=_by_index([part.without_route for part in parts]),
        all_years=_span([part.all_years for part in parts]),
        kind_years={kind: _span([part.kind_years[kind] for part in parts]) for kind in first.selection.kind},
        returned_inside=all(part.returned_inside for part in parts),
        breakdown=None
        if first.breakdown is None
        else add_up([part.breakdown for part in parts if part.breakdown is not None]),
    )


def _columns(counts: pd.DataFrame) -> Counts:
    """A table of counts as :meth:`footprints_geo.persons.Members.counts` gives them, its rows being the groups."""
    return np.arange(len(counts)), {str(name): column.to_numpy() for name, column in counts.items()}


def _added(kind: Any, parts: Sequence[Any]) -> Any:
    """Counts that add up, field by field."""
    return kind(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(kind)})


def _by_index(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    name = str(tables[0].index.name)
    return added_counts([table.reset_index() for table in tables], [name]).set_index(name)


def _places(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All places; of one that is written in several ways, the one that comes first in the alphabet."""
    index = str(tables[0].index.name)
    whole = pd.concat(tables).reset_index().sort_values([index, *_SPELLINGS], kind="stable")
    return whole.drop_duplicates(index).set_index(index)


def _span(years: Sequence[Years | None]) -> Years | None:
    known = [each for each in years if each is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _how_many(parts: Sequence[Summary]) -> Synthetic:
    # A part without events says nothing of the others.
    said = {part.synthetic for part in parts if part.tally.events or part.synthetic != "none"} or {"none"}
    return said.pop() if len(said) == 1 else "some"
