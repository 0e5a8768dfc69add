"""The command that ranks routes: the one that is asked for most, and so loads nothing that only others need."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from footprints_geo.cli_engine import EngineFlag, EngineWord, SchedulerFlag, answer_in_parts, check_engine
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
    SensitivityFlag,
    SheetFlag,
    ThresholdFlag,
    TopFlag,
    UncertainFlag,
    YearsFlag,
    check_outputs,
    policy_of,
    prepared_from,
    write_answer,
)
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD
from footprints_geo.export import ROUTE_FORMATS
from footprints_geo.pipeline import View, view
from footprints_geo.selection import Selection
from footprints_geo.summary import Summary
from footprints_geo.vocabulary import Level


class AnswerFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


def add_routes(app: typer.Typer) -> None:
    """Add the command of this room to the command line."""
    app.command()(routes)


def routes(
    events_file: EventsFile = None,
    kind: KindFlag = None,
    level: Annotated[Level, typer.Option(help="Tell routes apart by countries, provinces or places.")] = "country",
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    top: TopFlag = None,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    output_format: Annotated[AnswerFormat, typer.Option("--format", help="How to write it.")] = AnswerFormat.TABLE,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
    engine: EngineFlag = EngineWord.MEMORY,
    scheduler: SchedulerFlag = None,
) -> None:
    """Rank the routes people take, or are sent back on."""
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_engine(engine, scheduler, sheet)
    check_outputs([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    seen: View | Summary
    if engine is EngineWord.MEMORY:
        prepared = prepared_from(events_file, profile, policy, sheet)
        seen, policy = view(prepared, selection, level), prepared.release.policy
    else:
        seen = answer_in_parts(events_file, profile, policy, (selection, level), engine, scheduler)
    write_answer(ROUTE_FORMATS[output_format.value](seen, top), output, output_format.value, policy)
