"""Journeys, legs, segments and routes told a second time, slowly: one case and one event at a time.

Written from the rules alone (DESIGN sections 3 and 4) and sharing nothing with the code under test, so that a
difference between the two is a fault in one of them.
"""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

HOLD = {"arrest", "detention", "transfer", "repatriation"}
FREE = {"release", "departure", "border_crossing", "transit", "arrival"}
NEVER = (datetime.date.min, datetime.date.min)


@dataclass(frozen=True)
class Spot:
    """A place of the gazetteer, as much of it as the rules look at."""

    id: str
    country: str
    coarse: bool = False
    paired: str | None = None
    province: str = ""


@dataclass(frozen=True)
class Event:
    row: int
    case: str
    type: str
    sequence: float | None
    days: tuple[datetime.date, datetime.date] | None
    spot: Spot | None
    low: int
    high: int | None
    part_of: str


@dataclass
class Stop:
    spot: Spot
    held: bool = False
    events: list[Event] = field(default_factory=list)

    @property
    def implied(self) -> bool:
        return not self.events

    @property
    def holds_repatriation(self) -> bool:
        return any(event.type == "repatriation" for event in self.events)


@dataclass(frozen=True)
class Segment:
    kind: str
    stops: tuple[Stop, ...]

    @property
    def events(self) -> list[Event]:
        return [event for stop in self.stops for event in stop.events]


@dataclass
class Journey:
    case: str
    events: list[Event]
    order: list[Event] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    custody: list[bool] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    @property
    def part_of(self) -> bool:
        return any(event.part_of for event in self.events)


@dataclass(frozen=True)
class Route:
    kind: str
    stops: tuple[str, ...]
    cases: int
    low: int
    high: int | None
    cases_part_of: int
    cases_implied: int
    cases_gap: int


def days_of(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Closed interval of a year, a month, a day, or two of them with a stroke between."""
    if not text:
        return None
    first, _, last = text.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(text: str) -> tuple[datetime.date, datetime.date]:
    numbers = [int(part) for part in text.rstrip("~?").split("-")]
    year, month, day = (*numbers, 0, 0)[:3]
    last_day = day or calendar.monthrange(year, month or 12)[1]
    return datetime.date(year, month or 1, day or 1), datetime.date(year, month or 12, last_day)


def event_of(row: int, cells: Mapping[str, Any], spots: Mapping[tuple[str, str, str], Spot]) -> Event:
    """One row as written in the file; `spots` tells the place by (`place`, `admin1`, `country`)."""

    def number(*names: str) -> int | None:
        return next((int(cells[name]) for name in names if cells.get(name, "") != ""), None)

    low = number("persons_min", "persons")
    sequence = cells.get("sequence", "")
    return Event(
        row=row,
        case=cells["case_id"],
        type=cells["event_type"],
        sequence=None if sequence == "" else float(sequence),
        days=days_of(cells.get("date", "")),
        spot=spots.get((cells.get("place", ""), cells.get("admin1", ""), cells.get("country", ""))),
        low=1 if low is None else low,
        high=number("persons_max", "persons"),
        part_of=cells.get("part_of", ""),
    )


def journeys_of(events: Sequence[Event], spots: Mapping[str, Spot], home: Collection[str]) -> dict[str, Journey]:
    """Every case's journey, by case id; `spots` finds a paired crossing by its id."""
    by_case: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_case[event.case].append(event)
    journeys = {}
    for case, own in by_case.items():
        journey = Journey(case, own)
        journey.order = _ordered(own)
        journey.stops = _with_implied_stops(_recorded_stops(journey.order), spots, home)
        journey.custody = [_under_custody(first, then, home) for first, then in pairwise(journey.stops)]
        journey.segments = _segments(journey.stops, journey.custody, home)
        journeys[case] = journey
    return journeys


def _ordered(events: list[Event]) -> list[Event]:
    if all(event.sequence is not None for event in events):
        # Equal sequences leave the order to the dates, undated first, and then to the file.
        return sorted(events, key=lambda event: (event.sequence, event.days or NEVER, event.row))
    dated = [event for event in events if event.days is not None]
    return sorted(dated, key=lambda event: (event.days, event.row))


def _recorded_stops(order: list[Event]) -> list[Stop]:
    stops: list[Stop] = []
    held = False
    for event in order:
        if event.spot is None:
            continue
        if not stops or stops[-1].spot.id != event.spot.id:
            stops.append(Stop(event.spot, held))
        if event.type in HOLD:
            held = True
        elif event.type in FREE:
            held = False
        stops[-1].held = held
        stops[-1].events.append(event)
    return stops


def _with_implied_stops(stops: list[Stop], spots: Mapping[str, Spot], home: Collection[str]) -> list[Stop]:
    filled: list[Stop] = []
    for number, stop in enumerate(stops):
        filled.append(stop)
        then = stops[number + 1] if number + 1 < len(stops) else None
        back = then is not None and then.spot.country in home
        if stop.spot.country not in home and stop.holds_repatriation and not back:
            opposite = spots.get(stop.spot.paired or "")
            known = opposite is not None and opposite.country in home
            filled.append(Stop(opposite if known and opposite else Spot(min(home), min(home), coarse=True), stop.held))
    return filled


def _under_custody(first: Stop, then: Stop, home: Collection[str]) -> bool:
    from_home, to_home = first.spot.country in home, then.spot.country in home
    if from_home and not to_home:
        return False
    if not from_home and first.holds_repatriation:
        return True
    opening = then.events[0].type if then.events else ""
    if opening == "repatriation":
        return True
    return first.held and opening not in FREE


def _segments(stops: list[Stop], custody: list[bool], home: Collection[str]) -> list[Segment]:
    segments: list[Segment] = []
    start = 0
    for leg, held in enumerate(custody):
        first, then = stops[leg], stops[leg + 1]
        returns = then.spot.country in home and (first.spot.country not in home or then.holds_repatriation)
        last = leg + 1 == len(custody)
        if last or custody[leg + 1] != held or (held and returns):
            kind = "escape" if not held else "repatriation" if returns else "custody"
            segments.append(Segment(kind, tuple(stops[start : leg + 2])))
            start = leg + 1
    return segments


def _days(years: Any) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of `[2019, 2023]`, or of `2023-08/2023-10`."""
    years = years.to_json() if hasattr(years, "to_json") else years
    if not isinstance(years, str):
        return datetime.date(years[0], 1, 1), datetime.date(years[1], 12, 31)
    year, month = map(int, years[-7:].split("-"))
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return datetime.date.fromisoformat(f"{years[:7]}-01"), after - datetime.timedelta(days=1)


def matches(event: Event, selection: Mapping[str, Any]) -> bool:
    """Whether an event meets all conditions; `selection` holds the fields of a Selection."""
    years = selection.get("years")
    if years:
        if event.days is None:
            return False
        first, last = _days(years)
        inside = first <= event.days[0] and event.days[1] <= last
        overlaps = event.days[0] <= last and first <= event.days[1]
        if not (inside if selection.get("uncertain") == "exclude" else overlaps):
            return False
    if selection.get("events") and event.type not in selection["events"]:
        return False
    if selection.get("countries") and (event.spot is None or event.spot.country not in selection["countries"]):
        return False
    return event.low >= int(selection.get("min_persons", 0))


def selected(journey: Journey, selection: Mapping[str, Any]) -> list[Segment]:
    """The segments of a journey that a Selection asks for."""
    kinds = selection.get("kind") or ("escape", "repatriation", "custody")
    return [
        segment
        for segment in journey.segments
        if segment.kind in kinds and any(matches(event, selection) for event in segment.events)
    ]


def route_stops(segment: Segment, level: str) -> tuple[str, ...]:
    """What makes two segments of a kind the same route; empty when no stop is known at this level."""
    return _collapsed([word for stop in segment.stops if (word := _known_as(stop.spot, level))])


def _known_as(spot: Spot, level: str) -> str:
    """What a stop is called at a level; '' where it is not known so closely."""
    return {"country": spot.country, "province": spot.province, "place": "" if spot.coarse else spot.id}[level]


def _collapsed(names: Sequence[str]) -> tuple[str, ...]:
    """Repeats collapsed: of countries by rule 6; of places because nobody goes from a place to itself."""
    return tuple(name for number, name in enumerate(names) if number == 0 or names[number - 1] != name)


def leaves_out_a_stop(segment: Segment, level: str) -> bool:
    """Whether some leg between two different stops goes over one that is not known at this level."""
    words = [_known_as(stop.spot, level) for stop in segment.stops]
    known = [number for number, word in enumerate(words) if word]
    return any(then - first > 1 and words[first] != words[then] for first, then in pairwise(known))


def persons_of(events: Sequence[Event]) -> tuple[int, int | None]:
    """The largest low and the largest known high of one case's events."""
    low = max(event.low for event in events)
    highs = [event.high for event in events if event.high is not None]
    high = max(highs) if highs else None
    return low, None if high is None or high < low else high


def routes_of(journeys: Mapping[str, Journey], selection: Mapping[str, Any], level: str) -> set[Route]:
    """Every route with its counts; ranking is the caller's to check."""
    found: dict[tuple[str, tuple[str, ...]], dict[str, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    for case, journey in journeys.items():
        for segment in selected(journey, selection):
            stops = route_stops(segment, level)
            if stops:
                found[segment.kind, stops][case].append(segment)
    return {_route(kind, stops, by_case, journeys, level) for (kind, stops), by_case in found.items()}


def _route(
    kind: str,
    stops: tuple[str, ...],
    by_case: Mapping[str, list[Segment]],
    journeys: Mapping[str, Journey],
    level: str,
) -> Route:
    summed = {case: own for case, own in by_case.items() if not journeys[case].part_of}
    counts = [persons_of([event for segment in own for event in segment.events]) for own in summed.values()]
    # With nobody to sum the high stays open: "0 persons" would say that nobody went this way.
    highs = [high for _, high in counts] or [None]
    return Route(
        kind,
        stops,
        cases=len(summed),
        low=sum(low for low, _ in counts),
        high=None if None in highs else sum(high for high in highs if high is not None),
        cases_part_of=len(by_case) - len(summed),
        cases_implied=sum(any(stop.implied for segment in own for stop in segment.stops) for own in summed.values()),
        cases_gap=sum(any(leaves_out_a_stop(segment, level) for segment in own) for own in summed.values()),
    )
