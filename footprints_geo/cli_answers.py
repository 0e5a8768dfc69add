"""The other commands that answer from records: what is tested and counted, as text, table or file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from footprints_geo.chain_export import CHAIN_FORMATS
from footprints_geo.chain_view import see_chains
from footprints_geo.chains import ChainLevel
from footprints_geo.cli_flags import (
    AudienceFlag,
    AudienceWord,
    CountriesFlag,
    EventsFile,
    EventsFlag,
    KindFlag,
    MinPersonsFlag,
    OutputFile,
    ProfileFlag,
    ResolutionFlag,
    ResolutionWord,
    SensitivityFlag,
    SheetFlag,
    ThresholdFlag,
    TopFlag,
    UncertainFlag,
    YearsFlag,
    check_outputs,
    policy_of,
    prepared_from,
    resolution_of,
    write_answer,
)
from footprints_geo.cli_routes import AnswerFormat
from footprints_geo.coverage import cover
from footprints_geo.coverage_export import COVERAGE_FORMATS
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD
from footprints_geo.errors import InputError
from footprints_geo.hotspot_export import HOTSPOT_FORMATS
from footprints_geo.hotspots import find_hotspots
from footprints_geo.rate_export import RATE_FORMATS
from footprints_geo.rates import check_rates, find_rates
from footprints_geo.robustness import check
from footprints_geo.selection import Selection


class TextFormat(StrEnum):
    """How an answer without positions is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class MeasureWord(StrEnum):
    """Which question about places is asked."""

    GI = "gi"
    SCAN = "scan"


MeasureFlag = Annotated[
    MeasureWord, typer.Option(help="gi: where most are documented; scan: where such events are frequent among them.")
]


def add_answers(app: typer.Typer) -> None:
    """Add the commands of this room to the command line."""
    app.command()(hotspots)
    app.command()(chains)
    app.command()(coverage)


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
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    output_format: Annotated[AnswerFormat, typer.Option("--format", help="How to write it.")] = AnswerFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Find where documented cases are concentrated; disappearances and last sightings if no --events are named."""
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    if measure is MeasureWord.SCAN and (top is not None or resolution is not ResolutionWord.AUTO):
        raise InputError(
            "--top and --resolution are for cells, and --measure scan looks for circles over places; leave them out."
        )
    prepared = prepared_from(events_file, profile, policy, sheet)
    if measure is MeasureWord.SCAN:
        whole, over_time = find_rates(prepared, selection), find_rates(prepared, selection, over_time=True)
        answers = (whole, check_rates(whole)), (over_time, check_rates(over_time))
        write_answer(RATE_FORMATS[output_format.value](*answers), output, output_format.value, prepared.release.policy)
        return
    found = find_hotspots(prepared, selection, resolution_of(resolution))
    answer = HOTSPOT_FORMATS[output_format.value](found, check(found), top)
    write_answer(answer, output, output_format.value, prepared.release.policy)


def chains(
    events_file: EventsFile = None,
    kind: KindFlag = None,
    level: Annotated[
        ChainLevel, typer.Option(help="Tell chains apart by country and holder, or by place and holder.")
    ] = "holder",
    least_stations: Annotated[
        int, typer.Option(min=0, help="Only chains with so many stations; a return is none.")
    ] = 1,
    cases: Annotated[bool, typer.Option("--cases", help="Also the chain of each case in words, with times.")] = False,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    top: TopFlag = None,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    output_format: Annotated[TextFormat, typer.Option("--format", help="How to write it.")] = TextFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Rank the chains of custody: who held people, one after another, and what became of them."""
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    prepared = prepared_from(events_file, profile, policy, sheet)
    seen = see_chains(prepared, selection, level, least_stations)
    answer = CHAIN_FORMATS[output_format.value](seen, top, cases)
    write_answer(answer, output, output_format.value, prepared.release.policy)


def coverage(
    events_file: EventsFile = None,
    years: YearsFlag = None,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    output_format: Annotated[TextFormat, typer.Option("--format", help="How to write it.")] = TextFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Hold the records against figures that others have published: is that all?"""
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    period = Selection.parse(years=years).years
    prepared = prepared_from(events_file, profile, policy, sheet)
    answer = COVERAGE_FORMATS[output_format.value](cover(prepared, period), prepared)
    write_answer(answer, output, output_format.value, prepared.release.policy)
