"""Every awkward case once, by name, and how to turn rows into events."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import Events
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.prepared import Prepared
from footprints_geo.vocabulary import EVENT_TYPES, KINDS
from tests.reference import Journey, Spot, event_of, journeys_of

Row = Mapping[str, Any]

SHARED_EVENTS_ANSWERS = {
    # kind, years -> (route, cases, persons_low, persons_high), as the issue states them
    ("repatriation", None): [
        (("CN", "KP"), 34, 1003, None),
        (("LA", "CN", "KP"), 1, 9, 9),
        (("RU", "CN", "KP"), 1, 7, 7),
        (("RU", "KP"), 1, 1, 1),
    ],
    ("repatriation", "2023"): [(("CN", "KP"), 7, 483, None)],
}


def csv_text(rows: Iterable[Row], columns: Iterable[str] | None = None, delimiter: str = ",") -> str:
    """Rows as CSV; the columns are those of all rows, in the order they come up."""
    rows = list(rows)
    names = list(columns or dict.fromkeys(name for row in rows for name in row)) or ["case_id", "event_type"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_rows(folder: Path, rows: Iterable[Row], name: str = "events.csv") -> Path:
    path = folder / name
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def events_of(folder: Path, *rows: Row) -> Events:
    """Rows through the real door: a file, read and validated."""
    return read_events(write_rows(folder, rows))


def event(case_id: str, event_type: str, country: str = "", **cells: Any) -> dict[str, Any]:
    """One row; known to its country only, unless cells say more."""
    known = {"location_precision": "country"} if country and "place" not in cells and "lat" not in cells else {}
    return {"case_id": case_id, "event_type": event_type, "country": country, **known, **cells}


def at(case_id: str, event_type: str, place: str, country: str, **cells: Any) -> dict[str, Any]:
    """One row at a place of the gazetteer, known to the city."""
    return event(case_id, event_type, country, place=place, location_precision="city", **cells)


def returned_over_a_paired_crossing(case_id: str = "PAIRED") -> list[dict[str, Any]]:
    """Recorded at Tumen alone: the stop opposite is inferred."""
    return [
        at(case_id, "detention", "Yanji", "CN", date="2023-08", sequence=1),
        at(case_id, "repatriation", "Tumen", "CN", date="2023-09", sequence=2),
    ]


def returned_without_a_place(case_id: str = "AREA") -> list[dict[str, Any]]:
    """Known to China and North Korea, and no closer."""
    return [
        event(case_id, "arrest", "CN", date="2023", sequence=1, persons=3),
        event(case_id, "repatriation", "KP", date="2023", sequence=2, persons=3),
    ]


def returned_and_left_again(case_id: str = "TWICE") -> list[dict[str, Any]]:
    """Sent back in 2010, left again in 2023: no part of a map of 2023's repatriations."""
    return [
        at(case_id, "arrest", "Yanji", "CN", date="2010-05", sequence=1, persons=2),
        at(case_id, "repatriation", "Onsong County", "KP", date="2010-06", sequence=2, persons=2),
        at(case_id, "departure", "Hyesan", "KP", date="2023-03", sequence=3, persons=2),
        at(case_id, "arrival", "Kunming", "CN", date="2023-05", sequence=4, persons=2),
    ]


def passed_through_an_unknown_place(case_id: str = "GAP") -> list[dict[str, Any]]:
    """Two places with China alone between them: the leg leaves a stop out."""
    return [
        at(case_id, "departure", "Hyesan", "KP", date="2019-01", sequence=1),
        event(case_id, "transit", "CN", date="2019-02", sequence=2),
        at(case_id, "arrival", "Bangkok", "TH", date="2019-03", sequence=3),
    ]


def moved_inside_custody(case_id: str = "CHAIN") -> list[dict[str, Any]]:
    """Border post, county, province, camp: the published example."""
    return [
        at(case_id, "arrest", "Onsong County", "KP", sequence=1),
        at(case_id, "detention", "Onsong County MSS detention centre", "KP", sequence=2, duration="P8M"),
        at(case_id, "transfer", "Chongjin", "KP", sequence=3, duration="P6M"),
        event(case_id, "disappearance", "KP", sequence=4),
    ]


def undated_without_sequence(case_id: str = "UNORDERED") -> list[dict[str, Any]]:
    """One event has neither date nor sequence: it has no place in the order."""
    return [
        at(case_id, "departure", "Hyesan", "KP", date="2020-01"),
        at(case_id, "transit", "Shenyang", "CN", date=""),
        at(case_id, "arrival", "Kunming", "CN", date="2020-03"),
    ]


def without_a_country(case_id: str = "UNPLACED") -> list[dict[str, Any]]:
    """Nobody knows where: at no stop, but in the tally."""
    return [event(case_id, "arrest", date="2021"), event(case_id, "disappearance", date="2021")]


def counted_by_another(case_id: str = "PART", whole: str = "AREA") -> list[dict[str, Any]]:
    """Drawn and listed, in no sum."""
    return [{**row, "part_of": whole, "persons": 1} for row in returned_without_a_place(case_id)]


def of_unknown_size(case_id: str = "OPEN") -> list[dict[str, Any]]:
    """Nobody says how many: at least one, and open upwards."""
    return [
        event(case_id, "arrest", "CN", date="2023-10", sequence=1),
        event(case_id, "repatriation", "KP", date="2023-10", sequence=2),
    ]


def all_awkward_cases() -> list[dict[str, Any]]:
    return [
        *returned_over_a_paired_crossing(),
        *returned_without_a_place(),
        *returned_and_left_again(),
        *passed_through_an_unknown_place(),
        *moved_inside_custody(),
        *undated_without_sequence(),
        *without_a_country(),
        *counted_by_another(),
        *of_unknown_size(),
    ]


def read_rows(rows: Iterable[Row]) -> Events:
    """The same door as :func:`events_of`, for tests without a folder of their own."""
    with TemporaryDirectory() as folder:
        return events_of(Path(folder), *rows)


NORTH_HAMGYONG = "kp-north-hamgyong-province"
SPOTS: dict[tuple[str, str, str], Spot] = {
    # (place, admin1, country) as a row says it -> the place the rules see
    ("Tumen", "", "CN"): Spot("cn-tumen", "CN", paired="kp-namyang", province="cn-jilin-province"),
    ("Dandong", "", "CN"): Spot("cn-dandong", "CN", paired="kp-sinuiju", province="cn-liaoning-province"),
    ("Dandong", "", ""): Spot("cn-dandong", "CN", paired="kp-sinuiju", province="cn-liaoning-province"),
    ("Yanji", "", "CN"): Spot("cn-yanji", "CN", province="cn-jilin-province"),
    ("a village nobody lists", "", "CN"): Spot("cn~a-village-nobody-lists", "CN"),
    ("", "Jilin", "CN"): Spot("cn-jilin-province", "CN", coarse=True, province="cn-jilin-province"),
    ("", "", "CN"): Spot("CN", "CN", coarse=True),
    ("Namyang", "", "KP"): Spot("kp-namyang", "KP", paired="cn-tumen", province=NORTH_HAMGYONG),
    ("Onsong County", "", "KP"): Spot("kp-onsong-county", "KP", paired="cn-tumen", province=NORTH_HAMGYONG),
    ("Sinuiju", "", "KP"): Spot("kp-sinuiju", "KP", paired="cn-dandong", province="kp-north-pyongan-province"),
    ("Tumangang", "", "KP"): Spot("kp-tumangang", "KP", paired="ru-khasan", province="kp+rason"),
    ("", "North Hamgyong", "KP"): Spot(NORTH_HAMGYONG, "KP", coarse=True, province=NORTH_HAMGYONG),
    ("", "", "KP"): Spot("KP", "KP", coarse=True),
    ("Khasan", "", "RU"): Spot("ru-khasan", "RU", paired="kp-tumangang", province="ru-primorsky-krai"),
    ("", "", "RU"): Spot("RU", "RU", coarse=True),
    ("Vientiane", "", "LA"): Spot("la-vientiane", "LA", paired="th-nong-khai", province="la-vientiane-capital"),
    ("Bangkok", "", "TH"): Spot("th-bangkok", "TH", province="th+bangkok"),
    ("", "", "LA"): Spot("LA", "LA", coarse=True),
    ("Seoul", "", "KR"): Spot("kr-seoul", "KR", province="kr+seoul"),
    ("", "", "KR"): Spot("KR", "KR", coarse=True),
}
SPOTS_BY_ID = {spot.id: spot for spot in SPOTS.values()}
NOWHERE = ("", "", "")

RANDOM_DATES = (
    "", "", "2009", "2010-06", "2022-12-31", "2023", "2023", "2023-01-01", "2023-05-10", "2023-05-10", "2023-10",
    "2023-08/2023-10", "2023-12/2024-02", "2022/2024", "2024~",
)  # fmt: skip
RANDOM_PERSONS: tuple[dict[str, str], ...] = (
    {},
    {"persons": "1"},
    {"persons": "7"},
    {"persons_min": "30", "persons_max": "50"},
    {"persons_min": "3"},
    {"persons_max": "9"},
    {"persons_min": "0", "persons_max": "2"},
    {"persons": "12", "persons_min": "10", "persons_max": "20"},
    {"persons": "12", "persons_max": "4"},
)


def random_rows(chance: Random, cases: int, longest: int = 6, sequenced: bool = False) -> list[dict[str, Any]]:
    """Cases of random events with everything that can be missing, tied or vague, their rows mixed.

    With `sequenced` every event has a sequence of its own in its case; otherwise sequences may be whole, tied, partly
    there or missing.
    """
    rows = []
    for number in range(cases):
        part_of = chance.choice(["", "", "", "WHOLE"])
        known = chance.choice(["all", "none", "some"])
        for position in range(chance.randint(0, longest)):
            has_sequence = known == "all" or (known == "some" and chance.random() < 0.5)
            tied = str(chance.randint(1, longest)) if has_sequence else ""
            place, admin1, country = spot = chance.choice([*SPOTS, NOWHERE])
            precision = "city" if place else "province" if admin1 else "country" if country else ""
            rows.append(
                {
                    "case_id": f"CASE-{number}",
                    "sequence": str(position) if sequenced else tied,
                    "event_type": chance.choice([*EVENT_TYPES, "repatriation", "repatriation", "arrest", "departure"]),
                    "date": chance.choice(RANDOM_DATES),
                    "place": place,
                    "admin1": admin1,
                    "country": country,
                    "location_precision": precision if spot != ("Dandong", "", "") else chance.choice(["", "city"]),
                    **dict.fromkeys(("persons", "persons_min", "persons_max"), ""),
                    **chance.choice(RANDOM_PERSONS),
                    "part_of": part_of and chance.choice(["", part_of]),
                }
            )
    chance.shuffle(rows)
    return rows


def random_selection(chance: Random) -> dict[str, Any]:
    """Fields of a Selection, each as often at its default as not."""
    first, last = sorted((chance.choice([2009, 2010, 2022, 2023]), chance.choice([2010, 2022, 2023, 2024])))
    choices: dict[str, Any] = {
        "years": Period.of(first, last),
        "events": tuple(chance.sample(EVENT_TYPES, chance.randint(1, 4))),
        "countries": tuple(chance.sample(["CN", "KP", "RU", "LA", "TH", "KR", "MN"], chance.randint(1, 3))),
        "kind": tuple(chance.sample(KINDS, chance.randint(1, 3))),
        "min_persons": chance.choice([1, 2, 7, 8, 31]),
        "uncertain": "exclude",
    }
    return {name: value for name, value in choices.items() if chance.random() < 0.5}


def reference_journeys(rows: Iterable[Row]) -> dict[str, Journey]:
    """Rows through the slow reference and not through the door."""
    events = [event_of(number, row, SPOTS) for number, row in enumerate(rows)]
    return journeys_of(events, SPOTS_BY_ID, {"KP"})


def assert_valid_geojson(answer: Mapping[str, Any]) -> None:
    """A FeatureCollection of LineStrings as RFC 7946 has it: section 3 for the members, 3.1.9 and 4 for positions."""
    assert answer["type"] == "FeatureCollection"
    assert not {"crs", "coordinates", "geometry", "properties"} & answer.keys(), "7.1 and 4: not in a collection"
    assert len({feature["id"] for feature in answer["features"]}) == len(answer["features"])
    for feature in answer["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert feature["geometry"]["type"] == "LineString"
        positions = feature["geometry"]["coordinates"]
        assert len(positions) >= 2
        assert all(len(position) == 2 for position in positions)
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in positions)


def released(events: Events | Path) -> Prepared:
    """Events, or a file of them, ready to be viewed by people who may see them all."""
    return prepare(internal(events if isinstance(events, Events) else read_events(events)))


@cache
def crowd() -> Prepared:
    """Three hundred random cases, prepared once: for what must hold for every Selection of one data set."""
    return released(read_rows(random_rows(Random(300), 300)))
