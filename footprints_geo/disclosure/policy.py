"""How many people must stand behind what the public sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from footprints_geo.errors import InputError

SENSITIVE: Final = "sensitive"
PUBLISHED: Final = "published"
SENSITIVITIES: Final = (SENSITIVE, PUBLISHED)
"""What a data set is: `published` when every record of it is already public, and else `sensitive`."""

DEFAULT_THRESHOLD: Final = 5
HIGHEST_THRESHOLD: Final = 1000


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule by which records are made ready for the public.

    Attributes
    ----------
    sensitivity : {'sensitive', 'published'}
        Of a published data set no group is too small, and its sources stay named; days, case ids, notes, columns the
        program does not know and the records' own positions are left out of it all the same.
    threshold : int
        The fewest people, by the low count, that any event of a group of cases that are alike may have; 2 to 1000, and
        without meaning for a published data set.

    Raises
    ------
    InputError
        Either is not among these.
    """

    sensitivity: str = SENSITIVE
    threshold: int = DEFAULT_THRESHOLD

    def __post_init__(self) -> None:
        problems = []
        if self.sensitivity not in SENSITIVITIES:
            problems.append(
                f"sensitivity: found {self.sensitivity[:20]!r}, expected one of {', '.join(SENSITIVITIES)}. "
                "Records that are not all public are sensitive."
            )
        if not 2 <= self.threshold <= HIGHEST_THRESHOLD:
            problems.append(
                f"threshold: found {self.threshold}, expected 2 to {HIGHEST_THRESHOLD}. One person is no group."
            )
        if problems:
            raise InputError(" ".join(problems))

    @property
    def groups(self) -> bool:
        """Whether cases are shown in groups only."""
        return self.sensitivity != PUBLISHED
