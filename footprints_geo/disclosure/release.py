"""The door: records are released for the public, protected, or for internal use by somebody's choice.

Everything that is drawn, counted or written is made of a :class:`Release`; only the functions here make one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd

from footprints_geo.disclosure.account import Account, Protection
from footprints_geo.disclosure.details import DETAILS, Coarser
from footprints_geo.disclosure.grouping import Grouping, group_cases
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.telling import told_events
from footprints_geo.disclosure.usable import LeftOut, Usable, usable_records
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints
from footprints_geo.persons import whose_are_part
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.synthetic_mark import Synthetic

Audience = Literal["internal", "public"]
_SEAL: Final = object()


@dataclass(frozen=True)
class Release:
    """Events that may be shown to an audience.

    Attributes
    ----------
    events : Events
        The events, protected for the public.
    audience : {'internal', 'public'}
        Whom they are for.
    protection : Protection or None
        How they were protected, as far as anybody may know; None for internal use.
    account : Account or None
        What protection did, for the people who hold the records; None for internal use, and where others protected
        them. It is exact, and belongs in nothing that is public.
    """

    events: Events
    audience: Audience
    protection: Protection | None
    account: Account | None
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("A release is made by 'protect', 'internal' or 'reopened', and by nothing else.")

    @property
    def policy(self) -> Policy | None:
        """The rule by which they were protected; None for internal use."""
        return None if self.protection is None else self.protection.policy

    @property
    def synthetic(self) -> Synthetic:
        """How many of the events are made up."""
        return self.events.synthetic

    @property
    def grouped(self) -> bool:
        """Whether cases are told in groups: then no question may be about single cases."""
        return self.protection is not None and self.protection.policy.groups

    @property
    def shortened(self) -> bool:
        """Whether a journey may be told up to some event only: then where it ends says nothing of the records."""
        return self.protection is not None and (self.protection.policy.groups or self.protection.shortened)


def internal(events: Events) -> Release:
    """The events as they are, for people who may see them all: a choice, and said on everything that is made of it."""
    return Release(events, "internal", None, None, _SEAL)


def reopened(events: Events, protection: Protection) -> Release:
    """Events that were protected before and kept in a file: see :mod:`footprints_geo.disclosure.copy_file`."""
    return Release(events, "public", protection, None, _SEAL)


def protect(events: Events, policy: Policy | None = None) -> Release:
    """The events as the public may see them.

    Protected is the data set and not each answer: the same for every choice of years, places and kinds, so that no two
    answers can be set against each other.

    Parameters
    ----------
    events : Events
        Validated events.
    policy : Policy, optional
        That of sensitive records by default.

    Returns
    -------
    Release
        With no events where no group is large enough.
    """
    policy = policy or Policy()
    threshold = policy.threshold if policy.groups else 0
    usable, left_out = usable_records(events)
    open_events = events.frame["visibility"] != "restricted"
    part_of = whose_are_part(events, open_events.to_numpy())
    bundled = events.places.index.isin(Gazetteer.read().frame["id"])
    listed = events.places["listed"].to_numpy(dtype=bool)
    grouping = group_cases(usable, Coarser(events.places, listed), part_of, threshold)
    # What is in the table of places only because some record is there says that some record is there.
    named = bundled | (events.places["kind"] == "country").to_numpy()
    named[grouping.told.place[grouping.told.place >= 0]] = True
    told = told_events(events, grouping, events.places[named], part_of, published=not policy.groups)
    account = _account(events, policy, usable, left_out, grouping, part_of)
    return Release(told, "public", account.protection, account, _SEAL)


def _account(
    events: Events, policy: Policy, usable: Usable, left_out: LeftOut, grouping: Grouping, part_of: Bools
) -> Account:
    told = grouping.told
    first = told.position == 0
    counts = np.bincount(told.detail[first], minlength=len(DETAILS))
    case = events.frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    cases = len(part_of)
    withheld = len(np.unique(grouping.withheld.case))
    lasting = np.bincount(usable.case, minlength=cases)
    all_events = np.bincount(case, minlength=cases)
    kept = np.bincount(grouping.records.case, minlength=cases)
    shortened = int(np.count_nonzero((kept > 0) & (kept < all_events)))
    return Account(
        policy=policy,
        cases=cases,
        events=len(events.frame),
        persons_low=_persons(case, events.frame["persons_low"], part_of),
        told={name: int(count) for name, count in zip(DETAILS, counts, strict=True)},
        persons_told=_persons(told.case, told.low, part_of),
        cases_withheld=withheld,
        cases_unusable=int(np.count_nonzero(lasting == 0)),
        cases_shortened=shortened,
        events_told=len(told.case),
        events_merged=len(grouping.line) - len(told.case),
        events_restricted=left_out.restricted,
        events_after_restricted=left_out.after_restricted,
        events_unordered=left_out.unordered,
        events_thin=grouping.thin,
        events_withheld=len(grouping.withheld.row),
        smallest_group=_smallest_group(grouping),
        singled_out=_singled_out(usable, policy.threshold),
    )


def _persons(case: Ints, low: Ints | pd.Series, part_of: Bools) -> int:
    most = np.zeros(len(part_of), dtype=np.int64)
    np.maximum.at(most, case, np.asarray(low))
    return int(most[~part_of].sum())


def _smallest_group(grouping: Grouping) -> int | None:
    told = grouping.told
    if not len(told.case):
        return None
    _, group = np.unique(told.group, return_inverse=True)
    _, event = np.unique(group * (told.position.max() + 1) + told.position, return_inverse=True)
    return int(np.bincount(event, weights=told.low).min())


def _singled_out(usable: Usable, threshold: int) -> int:
    """Cases that are alone, and few, at some place in some month."""
    spot, _ = pd.factorize(pd.MultiIndex.from_arrays((usable.place, usable.first, usable.last)))
    visit, visits = pd.factorize(pd.MultiIndex.from_arrays((spot, usable.case)))
    low = np.zeros(len(visits), dtype=np.int64)
    np.maximum.at(low, visit, usable.low)
    spots, cases = (visits.get_level_values(level).to_numpy(dtype=np.int64) for level in (0, 1))
    alone = np.bincount(spots)[spots] == 1
    return len(np.unique(cases[alone & (low < threshold)]))
