"""The commands that answer from records: what is ranked and counted, as text, table or file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from footprints_geo.cli_flags import (
    AudienceFlag,
    CountriesFlag,
    EventsFile,
    EventsFlag,
    KindFlag,
    MinPersonsFlag,
    OutputFile,
    ProfileFlag,
    ResolutionFlag,
    ResolutionWord,
    SheetFlag,
    TopFlag,
    UncertainFlag,
    YearsFlag,
    prepared_from,
    resolution_of,
    say,
    write_answer,
)
from footprints_geo.export import ROUTE_FORMATS
from footprints_geo.hotspot_export import HOTSPOT_FORMATS
from footprints_geo.hotspots import find_hotspots
from footprints_geo.pipeline import view
from footprints_geo.rate_export import RATE_FORMATS
from footprints_geo.rates import check_rates, find_rates
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from footprints_geo.targets import check_audience, check_targets


class LevelWord(StrEnum):
    """How finely routes are told apart."""

    COUNTRY = "country"
    PLACE = "place"


class AnswerFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


class MeasureWord(StrEnum):
    """Which question about places is asked."""

    GI = "gi"
    SCAN = "scan"


MeasureFlag = Annotated[
    MeasureWord, typer.Option(help="gi: where most are documented; scan: where such events are frequent among them.")
]


def add_answers(app: typer.Typer) -> None:
    """Add the commands of this room to the command line."""
    app.command()(routes)
    app.command()(hotspots)


def routes(
    events_file: EventsFile = None,
    kind: KindFlag = None,
    level: Annotated[LevelWord, typer.Option(help="Tell routes apart by countries or by places.")] = LevelWord.COUNTRY,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    top: TopFlag = None,
    audience: AudienceFlag = "internal",
    output_format: Annotated[AnswerFormat, typer.Option("--format", help="How to write it.")] = AnswerFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Rank the routes people take, or are sent back on."""
    check_audience(audience)
    check_targets([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    prepared = prepared_from(events_file, profile, sheet)
    if not prepared.events.rows_read:
        say(f"{prepared.events.name}: the file holds a header and no rows, so there are no routes.")
    seen = view(prepared, selection, "country" if level is LevelWord.COUNTRY else "place")
    write_answer(ROUTE_FORMATS[output_format.value](seen, top), output)


def hotspots(
    events_file: EventsFile = None,
    kind: KindFlag = None,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    resolution: ResolutionFlag = ResolutionWord.AUTO,
    measure: MeasureFlag = MeasureWord.GI,
    top: TopFlag = None,
    audience: AudienceFlag = "internal",
    output_format: Annotated[AnswerFormat, typer.Option("--format", help="How to write it.")] = AnswerFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Find where documented cases are concentrated; disappearances and last sightings if no --events are named."""
    check_audience(audience)
    check_targets([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    prepared = prepared_from(events_file, profile, sheet)
    if measure is MeasureWord.SCAN:
        whole, over_time = find_rates(prepared, selection), find_rates(prepared, selection, over_time=True)
        answers = (whole, check_rates(whole)), (over_time, check_rates(over_time))
        write_answer(RATE_FORMATS[output_format.value](*answers), output)
        return
    found = find_hotspots(prepared, selection, resolution_of(resolution))
    write_answer(HOTSPOT_FORMATS[output_format.value](found, check(found), top), output)
