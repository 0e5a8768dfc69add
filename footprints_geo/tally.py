"""The account: what is shown, and every reason why anything is not."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from footprints_geo.errors import FootprintsError


@dataclass(frozen=True, slots=True)
class Tally:
    """What is shown, and every reason why anything is not.

    Rows: `rows_read` = `rows_rejected` + `events`. Events: `events` = `events_shown` + `events_unplaced` +
    `events_unordered` + `events_without_legs` + `events_without_route` + `events_not_selected`. Cases: `cases` =
    `cases_shown` + `cases_without_legs` + `cases_not_selected` + `cases_without_route`. A tally that does not add up
    cannot be made.

    Attributes
    ----------
    rows_read, rows_rejected : int
        Records of the file, and those with at least one fault.
    events : int
        Accepted events.
    events_matched : int
        Events that meet the Selection's conditions, whether or not they are on the map.
    events_shown : int
        Events at a stop of a segment on a ranked route; a segment is shown whole when one of its events matches.
    events_undated : int
        Events without a date; no year matches them.
    events_unplaced : int
        Events without a known country: not at any stop.
    events_unordered : int
        Events with a country that have neither date nor sequence: no place in the order.
    events_without_legs : int
        Events at a stop of a case that has no other stop.
    events_without_route : int
        Events that are selected, at stops of segments without any known place or province (never at level `country`):
        on the map, but on no ranked route.
    events_not_selected : int
        Events of segments the Selection leaves out.
    cases, cases_shown, cases_without_legs, cases_not_selected : int
        The same, for cases.
    cases_without_route : int
        Cases that are selected but have no stop known to a place or province (never at level `country`).
    cases_part_of : int
        Cases among the shown whose people are counted by another case: drawn and listed, left out of sums.
    """

    rows_read: int
    rows_rejected: int
    events: int
    events_matched: int
    events_shown: int
    events_undated: int
    events_unplaced: int
    events_unordered: int
    events_without_legs: int
    events_without_route: int
    events_not_selected: int
    cases: int
    cases_shown: int
    cases_without_legs: int
    cases_not_selected: int
    cases_without_route: int
    cases_part_of: int

    def __post_init__(self) -> None:
        sums = {
            "rows": (self.rows_read, self.rows_rejected + self.events),
            "events": (
                self.events,
                self.events_shown
                + self.events_unplaced
                + self.events_unordered
                + self.events_without_legs
                + self.events_without_route
                + self.events_not_selected,
            ),
            "cases": (
                self.cases,
                self.cases_shown + self.cases_without_legs + self.cases_not_selected + self.cases_without_route,
            ),
        }
        wrong = [f"{name}: {whole} in all, {parts} in parts" for name, (whole, parts) in sums.items() if whole != parts]
        if wrong:
            raise FootprintsError(f"The tally does not add up ({'; '.join(wrong)}); this is a fault of the program.")

    def to_json(self) -> dict[str, int]:
        """Every count by name."""
        return asdict(self)
