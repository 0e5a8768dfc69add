"""The account of what protection did: exact, for the people who hold the records, and in no public output."""

from __future__ import annotations

from dataclasses import dataclass

from footprints_geo.disclosure.policy import Policy
from footprints_geo.errors import FootprintsError


@dataclass(frozen=True, slots=True)
class Protection:
    """What may be said to anybody of how a copy was protected.

    Attributes
    ----------
    policy : Policy
        The rule.
    withheld : int
        At least so many cases are withheld: rounded down to a multiple of the threshold, 0 below it.
    shortened : bool
        Whether a journey of published records is told up to some event only. Of sensitive records that is no secret
        to be kept and none to be told: it may always be so.
    """

    policy: Policy
    withheld: int
    shortened: bool

    def __post_init__(self) -> None:
        if self.withheld < 0 or self.withheld % self.policy.threshold:
            raise FootprintsError("A number of withheld cases is not rounded; this is a fault of the program.")


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of a data set, and every reason why anything is not.

    Events: `events` = `events_told` + `events_merged` + `events_restricted` + `events_after_restricted` +
    `events_unordered` + `events_thin` + `events_withheld`. Cases: `cases` = the sum of `told` + `cases_withheld` +
    `cases_unusable`. An account that does not add up cannot be made.

    Attributes
    ----------
    policy : Policy
        The rule.
    cases, events, persons_low : int
        Of the data set; persons by case, the largest low of each, cases that are part of another left out.
    told : dict of str to int
        For each of DETAILS, how many cases are told in it.
    persons_told : int
        By case, as they are told.
    cases_withheld : int
        Cases in no group that is large enough.
    cases_unusable : int
        Cases without an event that may be looked at.
    cases_shortened : int
        Cases that are told up to some event only.
    events_told, events_merged : int
        Events that are told; and those that became the same as the one before them.
    events_restricted, events_after_restricted, events_unordered : int
        See :class:`~footprints_geo.disclosure.usable.LeftOut`.
    events_thin : int
        Events that fewer people than the threshold are known to have come to, and those after them.
    events_withheld : int
        The events of the withheld cases.
    smallest_group : int or None
        People of the smallest group, at the event with the fewest; None when nothing is told.
    singled_out : int
        Cases of the data set, of fewer people than the threshold, that are the only one at some place in some month:
        what a map without protection would give away.
    """

    policy: Policy
    cases: int
    events: int
    persons_low: int
    told: dict[str, int]
    persons_told: int
    cases_withheld: int
    cases_unusable: int
    cases_shortened: int
    events_told: int
    events_merged: int
    events_restricted: int
    events_after_restricted: int
    events_unordered: int
    events_thin: int
    events_withheld: int
    smallest_group: int | None
    singled_out: int

    def __post_init__(self) -> None:
        sums = {
            "events": (
                self.events,
                self.events_told
                + self.events_merged
                + self.events_restricted
                + self.events_after_restricted
                + self.events_unordered
                + self.events_thin
                + self.events_withheld,
            ),
            "cases": (self.cases, sum(self.told.values()) + self.cases_withheld + self.cases_unusable),
        }
        wrong = [f"{name}: {whole} in all, {parts} in parts" for name, (whole, parts) in sums.items() if whole != parts]
        too_small = (
            self.policy.groups and self.smallest_group is not None and self.smallest_group < self.policy.threshold
        )
        if too_small:
            wrong.append(f"a group of {self.smallest_group} where {self.policy.threshold} are asked for")
        if wrong:
            raise FootprintsError(f"The protection is not right ({'; '.join(wrong)}); this is a fault of the program.")

    @property
    def cases_told(self) -> int:
        """Cases that are told, in whatever detail."""
        return sum(self.told.values())

    @property
    def protection(self) -> Protection:
        """What of this may be said to anybody."""
        threshold = self.policy.threshold
        withheld = (self.cases_withheld + self.cases_unusable) // threshold * threshold
        return Protection(self.policy, withheld, not self.policy.groups and self.cases_shortened > 0)
