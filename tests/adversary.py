"""Who has everything that is public, and wants what is withheld: planted records, what is public of them, attacks.

The adversary is strong: it knows every withheld case but for its number of people, and the rules. What it finds is said
in words; finding nothing is what the tests ask for.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final
from zipfile import ZipFile, is_zipfile

import numpy as np
import pandas as pd
from PIL import Image
from scipy.optimize import Bounds, LinearConstraint, milp

from footprints_geo.answer import answer_of
from footprints_geo.breakdown import break_down
from footprints_geo.chain_export import CHAIN_FORMATS
from footprints_geo.chain_view import see_chains
from footprints_geo.chains import build_chains
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.release import Release, internal
from footprints_geo.errors import InputError
from footprints_geo.events.table import Events
from footprints_geo.export import ROUTE_FORMATS, breakdown_csv
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, sidecar_of, to_bytes
from footprints_geo.figure.pack import pack
from footprints_geo.hotspot_export import HOTSPOT_FORMATS
from footprints_geo.hotspots import find_hotspots
from footprints_geo.paper import FigureKind, FigureOptions, sheet_of
from footprints_geo.periods import YEAR, Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.rate_export import RATE_FORMATS
from footprints_geo.rates import check_rates, find_rates
from footprints_geo.robustness import check
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS, LEVELS
from footprints_geo.web_map import WEB_MAPS, draw_web_page
from tests.builders import read_rows

THRESHOLD: Final = 5
MANY: Final = 10_000
MARK: Final = "SECRET"
"""Stands in every cell that must stay behind."""

POSITION: Final = ("42.87654", "129.56789")
VILLAGE: Final = f"{MARK} village"
QUICK: Final = FigureOptions(sheet=sheet_of("", 120, 120), dpi=72)
FIGURES: Final[tuple[FigureKind, ...]] = ("routes", "events", "timeline", "years", "hotspots")
FINE_DAY: Final = re.compile(rb"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")

WAYS: Final = (
    (("arrest", "Yanji", "CN"), ("detention", "Tumen", "CN"), ("repatriation", "Onsong County", "KP")),
    (("arrest", "Shenyang", "CN"), ("repatriation", "Sinuiju", "KP")),
    (("departure", "Hyesan", "KP"), ("transit", "Changchun", "CN"), ("arrival", "Bangkok", "TH")),
    (("arrest", "Kunming", "CN"), ("disappearance", "Kunming", "CN")),
    (("departure", "Musan", "KP"), ("last_seen", "Yanji", "CN")),
    (("departure", "Hyesan", "KP"), ("transit", VILLAGE, "CN"), ("arrest", "Kunming", "CN")),
)
RARE: Final = (
    (("arrest", "Dalian", "CN"), ("repatriation", "Sinuiju", "KP")),
    (("arrest", "Hunchun", "CN"), ("transfer", "Tumen", "CN"), ("repatriation", "Namyang", "KP")),
    (("departure", "Chongjin", "KP"), ("arrest", "Vladivostok", "RU"), ("disappearance", "Khasan", "RU")),
)
"""Ways that fewer people than the threshold go."""


def planted_rows(seed: int, secret: int) -> list[dict[str, Any]]:
    """Records in groups that are large enough, and others of which nothing may come out.

    Parameters
    ----------
    seed : int
        Makes the groups.
    secret : int
        Makes everything that must change nothing: numbers, dates and places of the withheld, restricted records, and
        the texts, positions and days of all.
    """
    open_chance, chance = Random(seed), Random(secret)
    rows: list[dict[str, Any]] = []
    number = 0
    for way in WAYS:
        for year in open_chance.sample(range(2019, 2025), 3):
            month = open_chance.randint(1, 12)
            for _ in range(open_chance.randint(3, 7)):
                persons = open_chance.randint(2, 4)
                rows += _case(number, way, f"{year}-{month:02}", persons, chance)
                number += 1
    for way in RARE:
        rows += _case(
            number, way, f"{chance.randint(2019, 2024)}-{chance.randint(1, 12):02}", chance.randint(1, 4), chance
        )
        number += 1
    # Withheld for what somebody wrote: the whole journey, or all after it.
    hidden = _case(number, WAYS[0], "2023-10", 40, chance)
    rows += [{**row, "visibility": "restricted"} for row in hidden]
    long = _case(number + 1, WAYS[2], "2022-03", 30, chance)
    rows += [long[0], {**long[1], "visibility": "restricted", "place": chance.choice(["Dalian", "Beijing"])}, long[2]]
    by_case: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_case[row["case_id"]].append(row)
    cases = list(by_case.values())
    chance.shuffle(cases)
    return [row for case in cases for row in case]


def _case(
    number: int, way: Sequence[tuple[str, str, str]], month: str, persons: int, chance: Random
) -> list[dict[str, Any]]:
    name = f"{MARK}-{chance.randrange(10**9)}-{number}"
    return [
        {
            "case_id": name,
            "sequence": position,
            "event_type": event_type,
            "date": f"{month}-{chance.randint(1, 28):02}",
            "place": place,
            "country": country,
            "location_precision": "city",
            "admin1": "Jilin" if place == VILLAGE else "",
            "lat": POSITION[0] if place == VILLAGE else "",
            "lon": POSITION[1] if place == VILLAGE else "",
            "persons": persons,
            "visibility": "public",
            "custodian": f"{MARK} officer {chance.randrange(99)}",
            "source": f"{MARK} source {chance.randrange(99)}",
            "source_title": f"{MARK} title",
            "source_url": f"https://example.org/{MARK}/{chance.randrange(99)}",
            "source_date": f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "note": f"{MARK} note {chance.randrange(10**6)}",
            f"{MARK} column": f"{MARK} {chance.randrange(99)}",
        }
        for position, (event_type, place, country) in enumerate(way, 1)
    ]


def planted(seed: int, secret: int) -> Events:
    return read_rows(planted_rows(seed, secret))


def random_question(chance: Random) -> Selection:
    """Any Selection that may be asked of groups."""
    months = sorted(chance.sample(range(2018 * YEAR, 2026 * YEAR), 2))
    years = Period.of(*(month // YEAR for month in months)) if chance.random() < 0.5 else Period(*months)
    fields: dict[str, Any] = {
        "years": years,
        "events": tuple(chance.sample(("arrest", "detention", "repatriation", "departure", "disappearance"), 2)),
        "countries": tuple(chance.sample(["CN", "KP", "RU", "TH"], chance.randint(1, 2))),
        "kind": tuple(chance.sample(KINDS, chance.randint(1, 3))),
        "uncertain": "exclude",
    }
    return Selection(**{name: value for name, value in fields.items() if chance.random() < 0.5})


def public_counts(prepared: Prepared, selection: Selection) -> dict[str, str]:
    """Routes and legs by place, for machines: where most numbers are."""
    seen = view(prepared, selection, "place")
    return {f"routes place {form}": ROUTE_FORMATS[form](seen, None) for form in ("json", "geojson")}


def public_routes(prepared: Prepared, selection: Selection) -> dict[str, str]:
    """Routes in each form at both levels, and the map's own data."""
    answers = {}
    for level in LEVELS:
        seen = view(prepared, selection, level)
        answers |= {f"routes {level} {form}": write(seen, None) for form, write in ROUTE_FORMATS.items()}
    answers["deck"] = build_deck(lay_out(seen), DeckOptions()).to_json()
    return answers


def public_texts(prepared: Prepared, selection: Selection) -> dict[str, str]:
    """Every answer in words and figures: :func:`public_routes`, and chains and hotspots in each form."""
    answers = public_routes(prepared, selection)
    chains = see_chains(build_chains(prepared), selection, "place", 0)
    answers |= {f"chains {form}": write(chains, None, True) for form, write in CHAIN_FORMATS.items()}
    found = find_hotspots(prepared, selection)
    answers |= {f"hotspots {form}": write(found, check(found), None) for form, write in HOTSPOT_FORMATS.items()}
    return answers | {"summary csv": public_summary(prepared)}


def public_summary(prepared: Prepared) -> str:
    """All counts by year and event type."""
    return breakdown_csv(answer_of(view(prepared)), break_down(prepared))


def public_rates(prepared: Prepared, selection: Selection) -> Iterator[tuple[str, bytes]]:
    """Where events are frequent, in each form."""
    whole, over_time = find_rates(prepared, selection), find_rates(prepared, selection, over_time=True)
    answers = (whole, check_rates(whole)), (over_time, check_rates(over_time))
    for form, write in RATE_FORMATS.items():
        yield f"rates {form}", write(*answers).encode()


SOFTWARE = re.compile(r"<script>.*?</script>", re.DOTALL)


def public_files(
    prepared: Prepared, selection: Selection, kinds: Sequence[FigureKind] = FIGURES
) -> Iterator[tuple[str, bytes]]:
    """Every file that can be taken along, and what is inside of it, unpacked."""
    seen = view(prepared, selection, "place")
    for kind in kinds:
        drawing = _drawn(seen, kind)
        yield f"{kind} sidecar", sidecar_of(drawing).encode()
        for ending in FORMATS:
            yield from unpacked(f"{kind}{ending}", to_bytes(drawing, ending))
    yield from unpacked("pack.zip", pack(seen, QUICK))
    yield "summary.csv", public_summary(prepared).encode()
    for kind in WEB_MAPS:
        # The software that draws is the same for everybody, and full of numbers of its own.
        page = SOFTWARE.sub("", draw_web_page(seen, FigureOptions(kind=kind)), count=1)
        yield f"{kind}.html", page.encode()


def _drawn(seen: View, kind: FigureKind) -> Drawing:
    """A picture on a small sheet, or on a whole page where that has no room for so many years."""
    try:
        return draw(seen, FigureOptions(kind=kind, sheet=QUICK.sheet, dpi=QUICK.dpi))
    except InputError:
        return draw(seen, FigureOptions(kind=kind, dpi=QUICK.dpi))


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed in it: archives, texts of pictures, streams of a PDF."""
    yield name, content
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield f"{name}: the name of a member", member.encode()
                yield from unpacked(f"{name}: {member}", archive.read(member))
    elif content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as picture:
            yield f"{name}: its texts", json.dumps({key: str(text) for key, text in picture.info.items()}).encode()
    elif content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield f"{name}: a stream", zlib.decompress(stream)
            except zlib.error:
                yield f"{name}: a stream", stream


def forbidden(name: str, content: bytes) -> list[str]:
    """Marks, positions and days that must stay behind, in the bytes of an answer."""
    words = [MARK, *POSITION, VILLAGE]
    found = [
        f"{name} holds {word!r}" for word in words if word.encode() in content or word.encode("utf-16-be") in content
    ]
    return found + ([f"{name} holds a day"] if FINE_DAY.search(content) else [])


def too_small(answer: str, threshold: int) -> list[str]:
    """Numbers of people that are no group, in an answer of routes as JSON or GeoJSON."""
    read = json.loads(answer)
    counted = [*read.get("routes", []), *(feature["properties"] for feature in read.get("features", []))]
    return [f"{entry['persons_low']} people" for entry in counted if 0 < entry["persons_low"] < threshold]


def unrecorded_legs(original: Events, made: Release) -> list[str]:
    """Legs from place to place that are in no record: made by leaving out what was between."""
    pairs = [
        {(leg["from_place"], leg["to_place"]) for leg in legs[legs["mark"] == "recorded"].to_dict("records")}
        for legs in (view(prepare(one), level="place").legs for one in (internal(original), made))
    ]
    return [f"a leg from {start} to {end}" for start, end in sorted(pairs[1] - pairs[0])]


def small_groups(events: Events, threshold: int) -> list[str]:
    """Groups of cases told alike that have too few people at some event: counted in plain Python."""
    alike: dict[tuple[Any, ...], list[list[int]]] = defaultdict(list)
    frame = events.frame.drop(columns=["row", "persons_low", "persons_high"])
    for _, rows in frame.groupby("case_id", observed=True, sort=False):
        told = tuple(tuple(map(str, line)) for line in rows.drop(columns="case_id").itertuples(index=False))
        alike[told].append(events.frame.loc[rows.index, "persons_low"].tolist())
    least = [min(map(sum, zip(*cases, strict=True))) for cases in alike.values()]
    return [f"a group of {people}" for people in least if people < threshold]


def recovered(original: Events, made: Release, questions: Sequence[Selection]) -> list[str]:
    """Withheld cases of which linear algebra finds out that somebody was there, from all answers taken together.

    The adversary knows the people of every case that is told and where each withheld one would be counted; it looks for
    the fewest people of each withheld case that fit all answers (whole numbers, by scipy's solver).
    """
    frame = original.frame
    people = frame.groupby("case_id", observed=True)["persons_low"].max()
    restricted = set(frame.loc[frame["visibility"] == "restricted", "case_id"])
    hidden = [name for name in people.index if name in restricted or (people[name] < THRESHOLD and _alone(frame, name))]
    whole, public = prepare(internal(original)), prepare(made)
    weights, left = [], []
    for question in questions:
        told = json.loads(ROUTE_FORMATS["json"](view(public, question, "place"), None))["routes"]
        answered = {(entry["kind"], *entry["route"]): entry["persons_low"] for entry in told}
        for key, cases in _cases_of_routes(whole, question).items():
            weights.append([float(name in cases) for name in hidden])
            left.append(answered.get(key, 0) - sum(people[name] for name in cases if name not in hidden))
    if not weights:
        return []
    different = np.unique(np.column_stack((weights, left)), axis=0)
    rule = LinearConstraint(different[:, :-1], different[:, -1], different[:, -1])
    found = []
    for at in range(len(hidden)):
        goal = np.eye(len(hidden))[at]
        answer = milp(goal, constraints=rule, integrality=np.ones(len(hidden)), bounds=Bounds(0, MANY))
        if answer.success and answer.fun >= 1:
            found.append(f"withheld case {at} has at least {answer.fun:.0f} people")
    return found


def _alone(frame: pd.DataFrame, name: str) -> bool:
    """Whether no other case was at one of its places in the same month."""
    spots = pd.Series(list(zip(frame["place_id"], frame["date_earliest"].dt.to_period("M"), strict=True)))
    own = (frame["case_id"] == name).to_numpy()
    return bool(set(spots[own]) - set(spots[~own]))


def _cases_of_routes(whole: Prepared, question: Selection) -> dict[tuple[str, ...], set[str]]:
    ways, segments = whole.ways["place"], whole.journeys.segments
    names = whole.events.frame["case_id"].cat.categories
    counted: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for segment in view(whole, question, "place").segments:
        if ways.route_of[segment] >= 0:
            way = ways.routes.iloc[ways.route_of[segment]]
            counted[(way["kind"], *way["route"])].add(names[segments["case"].iloc[segment]])
    return counted


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Answers that differ where only what is withheld does."""
    return [f"{name} differs" for name in one if one[name] != other[name]]


def found_in(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[str]:
    """What answers tell: of two data sets that differ in what is withheld alone."""
    yield from differing(one, other)
    for name, text in one.items():
        yield from forbidden(name, text.encode())
        if "routes" in name and name.endswith("json"):
            yield from too_small(text, THRESHOLD)
