"""Records that are too many for one memory or one machine: their flags, what engines answer, and their summary."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from footprints_geo.answer import answer_of
from footprints_geo.breakdown import break_down
from footprints_geo.cli_flags import (
    AudienceFlag,
    AudienceWord,
    EventsFile,
    OutputFile,
    ProfileFlag,
    SensitivityFlag,
    SheetFlag,
    ThresholdFlag,
    check_outputs,
    policy_of,
    prepared_from,
    say,
    write_answer,
)
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD, Policy
from footprints_geo.engine.cluster import summarise_on_cluster
from footprints_geo.engine.local import summarise_locally
from footprints_geo.engine.question import Question, profile_of
from footprints_geo.engine.records import open_records
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.export import breakdown_csv
from footprints_geo.mapping.profile_files import read_profile
from footprints_geo.operators_log import log_import
from footprints_geo.pipeline import view
from footprints_geo.selection import Selection
from footprints_geo.summary import Summary
from footprints_geo.synthetic_mark import described_as_synthetic
from footprints_geo.vocabulary import LEVELS, Level


class EngineWord(StrEnum):
    """What works an answer out."""

    MEMORY = "memory"
    LOCAL = "local"
    DASK = "dask"


EngineFlag = Annotated[
    EngineWord,
    typer.Option(help="memory reads all records at once; local reads them in parts, and dask on several machines."),
]
SchedulerFlag = Annotated[str | None, typer.Option(help="For dask: the address of the scheduler of a cluster.")]


def add_summary(app: typer.Typer) -> None:
    """Add the command of this room to the command line."""
    app.command()(summary)


def summary(
    events_file: EventsFile = None,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    output: OutputFile = None,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
    engine: EngineFlag = EngineWord.MEMORY,
    scheduler: SchedulerFlag = None,
) -> None:
    """Count all by year and event type. Routes, legs and cells, as CSV."""
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_engine(engine, scheduler, sheet)
    check_outputs([output], [events_file, profile])
    if engine is EngineWord.MEMORY:
        prepared = prepared_from(events_file, profile, policy, sheet)
        policy, text = prepared.release.policy, breakdown_csv(answer_of(view(prepared)), break_down(prepared))
    else:
        asked = (Selection(), LEVELS[0])
        found = answer_in_parts(events_file, profile, policy, asked, engine, scheduler, by_time=True)
        if found.breakdown is None:
            raise FootprintsError("A breakdown was asked for and is not there; this is a fault of the program.")
        text = breakdown_csv(found, found.breakdown)
    write_answer(text, output, "csv", policy)


def check_engine(engine: EngineWord, scheduler: str | None, sheet: str | None) -> None:
    """Refuse flags that do not go together. Raises InputError."""
    if scheduler is not None and engine is not EngineWord.DASK:
        raise InputError("--scheduler is for --engine dask. Add that, or leave it out.")
    if sheet is not None and engine is not EngineWord.MEMORY:
        raise InputError("--sheet: records that are read in parts are Parquet, which has no sheets. Leave it out.")


def answer_in_parts(
    records: str | None,
    profile: Path | None,
    policy: Policy | None,
    question: tuple[Selection, Level],
    engine: EngineWord,
    scheduler: str | None,
    *,
    by_time: bool = False,
) -> Summary:
    """What an engine answers; how far it is, and how many records could not be used, is said.

    Raises
    ------
    InputError
        No records are named, or they cannot be read in parts.
    """
    if records is None:
        raise InputError(
            f"--engine {engine.value}: name the records, a Parquet file or a folder of them. The bundled events are "
            "few; leave out the flag to look at those."
        )
    found = open_records(records)
    mapping = profile_of(found, None if profile is None else read_profile(profile))
    asked = Question(*question, policy, mapping, described_as_synthetic(records), by_time)
    if engine is EngineWord.LOCAL:
        answer = summarise_locally(found, asked, told=say)
    else:
        if scheduler is not None and not scheduler.startswith("tls://"):
            say(
                "The records are sent to the workers as they are: for whoever can listen on the way, tls:// hides them."
            )
        answer = summarise_on_cluster(found, asked, scheduler, told=say)
    log_import("parquet", answer.records.rows_read)
    if answer.records.rows_rejected:
        say(f"{answer.records.rows_rejected:,} of {answer.records.rows_read:,} rows could not be used.")
    return answer
