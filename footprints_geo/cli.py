"""The command line: answers on standard output, everything said to the person on standard error."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from footprints_geo.captions import count_words
from footprints_geo.cli_engine import add_summary
from footprints_geo.cli_flags import ANY_FILE, OutputFile, ProfileFlag, SheetFlag, check_outputs, say, write_answer
from footprints_geo.cli_routes import add_routes
from footprints_geo.cli_serving import add_serving
from footprints_geo.cli_synth import add_synth
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.events.mending import rejected_records
from footprints_geo.events.reading import Source, events_from, read_source
from footprints_geo.events.table import Events
from footprints_geo.file_account import (
    difference_table,
    moment_words,
    rejects_csv,
    snapshots_table,
    validation_json,
    validation_table,
)
from footprints_geo.mapping.profile_files import profile_text, read_profile
from footprints_geo.mapping.proposal import Question, answered
from footprints_geo.operators_log import form_of, log_export, log_import, log_kept
from footprints_geo.sources.limits import shown
from footprints_geo.workspace import Workspace, existing_workspace, open_workspace
from footprints_geo.workspace.imports import to_import
from footprints_geo.workspace.snapshots import check_name, time_of
from footprints_geo.writers.formats import FORMATS, write_events

USAGE_ERROR = 2
SOME_REJECTED = 1
DRAWING: Final = ("figure", "redraw", "pack", "map")
"""The commands of :mod:`footprints_geo.cli_figures`."""

ANSWERING: Final = ("hotspots", "chains", "coverage")
"""The commands of :mod:`footprints_geo.cli_answers`."""


class Commands(TyperGroup):
    """All commands; those that draw or test are loaded when one of them is asked for.

    What draws takes as long to load as all else: whoever asks for a table should not wait for it.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        return [*super().list_commands(ctx), *ANSWERING, *DRAWING]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name; None for an unknown one."""
        if cmd_name in DRAWING:
            return _drawing().get_command(ctx, cmd_name)
        if cmd_name in ANSWERING:
            return _answering().get_command(ctx, cmd_name)
        return super().get_command(ctx, cmd_name)


@cache
def _answering() -> Any:
    from footprints_geo.cli_answers import add_answers

    return _group(add_answers)


@cache
def _drawing() -> Any:
    from footprints_geo.cli_figures import add_figures

    return _group(add_figures)


def _group(add: Callable[[typer.Typer], None]) -> Any:
    commands = typer.Typer(rich_markup_mode=None)
    add(commands)
    return typer.main.get_group(commands)


app = typer.Typer(
    name="footprints-geo",
    cls=Commands,
    help="Maps of escape, arrest and forced return that say no more than the records do.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
add_routes(app)
add_summary(app)


class ValidationFormat(StrEnum):
    """How the account of a file is written."""

    TABLE = "table"
    JSON = "json"


RecordsFile = Annotated[str, typer.Argument(metavar="FILE", help=ANY_FILE)]
MendedFile = Annotated[Path | None, typer.Option("--mended", help="Rejected records of this file, mended.")]
RejectsFile = Annotated[
    Path | None, typer.Option("--rejects", help="Write the rejected records to this CSV file, to be mended.")
]
Where = Annotated[str, typer.Option(help="A folder, or the postgresql:// address of a database.")]
Kept = Annotated[str, typer.Argument(help="A folder, or a postgresql:// address.")]


@app.command()
def validate(
    file: RecordsFile,
    rejects: RejectsFile = None,
    output_format: Annotated[
        ValidationFormat, typer.Option("--format", help="How to write the account.")
    ] = ValidationFormat.TABLE,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
    mended: MendedFile = None,
) -> None:
    """Say row by row what of a file can be used. Exit code 0: all of it, 1: not all, 2: the file cannot be read."""
    check_outputs([rejects], [file, profile, mended])
    source, events = _read(file, profile, sheet, mended)
    write_answer(
        validation_json(events) + "\n" if output_format is ValidationFormat.JSON else validation_table(events),
        None,
        output_format.value,
        None,
    )
    _write_rejects(source, events, rejects)
    _leave(events)


@app.command("profile")
def propose_profile(
    file: RecordsFile,
    output: OutputFile = None,
    sheet: SheetFlag = None,
    answer: Annotated[list[str] | None, typer.Option(help="Such as 1.2: the second answer to the first.")] = None,
) -> None:
    """Write the mapping profile that fits a file: which column is which. To be looked at and corrected."""
    check_outputs([output], [file])
    source = read_source(file, sheet=sheet)
    log_import(source.raw.format, source.raw.rows_read)
    proposal, profile = answered(source.proposal, answer or [])
    asked_too = {question.text for question in proposal.questions}
    for note in proposal.notes:
        if note not in asked_too:
            say(note)
    for asked, question in enumerate(proposal.questions, 1):
        say(f"{asked}. {question.text}")
        for said, offered in enumerate(question.answers, 1):
            say(f"   --answer {asked}.{said}: {offered.words}")
    text = profile_text(profile)
    told = {number.partition(".")[0] for number in answer or []}
    write_answer(_still_open(proposal.questions, told) + text, output, "toml", None)


@app.command()
def convert(
    file: RecordsFile,
    output: Annotated[Path, typer.Argument(metavar="OUT", help=f"A new file: {', '.join(FORMATS)}.")],
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
    rejects: RejectsFile = None,
    mended: MendedFile = None,
) -> None:
    """Write the events of a file in our columns, in another format. Exit code 1: some rows could not be used."""
    check_outputs([output, rejects], [file, profile, mended])
    source, events = _read(file, profile, sheet, mended)
    log_export(form_of(output), None)
    write_events(events.given, output)
    say(
        f"Written: {shown(output)}, {count_words(len(events.given), 'event')}. "
        "Whole records, for inside your organisation only."
    )
    _write_rejects(source, events, rejects)
    _leave(events)


@app.command("import")
def import_file(
    file: RecordsFile,
    workspace: Where,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
    rejects: RejectsFile = None,
    mended: MendedFile = None,
) -> None:
    """Keep the events of a file in a workspace, as a snapshot that never changes."""
    check_outputs([rejects], [file, profile, mended], workspace)
    source, events = _read(file, profile, sheet, mended)
    log_kept("keep", len(events.frame))
    kept = _said(open_workspace(workspace)).add(to_import(events), datetime.datetime.now(datetime.UTC))
    done = "was there already" if kept.repeated else "is kept"
    say(
        f"{shown(Path(events.name))} {done} as snapshot {kept.id}: {count_words(kept.events, 'event')} "
        f"of {count_words(kept.cases, 'case')}."
    )
    _write_rejects(source, events, rejects)
    _leave(events)


@app.command()
def snapshots(workspace: Kept) -> None:
    """List the snapshots of a workspace, oldest first."""
    write_answer(snapshots_table(_said(existing_workspace(workspace)).snapshots()), None, "table", None)


@app.command()
def diff(
    workspace: Kept,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The id of the earlier snapshot.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id of the later one.")],
) -> None:
    """Say which cases were added, changed or gone between two snapshots."""
    write_answer(difference_table(_said(existing_workspace(workspace)).diff(old, new)), None, "table", None)


@app.command()
def forget(
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="The id of the snapshot, from the list.")],
    workspace: Where,
    yes: Annotated[bool, typer.Option("--yes", help="Do it: the snapshot cannot be had back.")] = False,
) -> None:
    """Take a snapshot out of a workspace for good, as when somebody withdraws consent."""
    kept = _said(existing_workspace(workspace))
    when = moment_words(time_of(check_name(snapshot)))
    if not yes:
        raise InputError(
            f"Nothing was forgotten. The snapshot of {when} would be gone for good; what stays is a line in the log "
            "with its id, times and counts. If that is meant, say the same with --yes."
        )
    log_kept("forget")
    kept.forget(snapshot, datetime.datetime.now(datetime.UTC))
    say(
        f"The snapshot of {when} is forgotten. Copies elsewhere, such as backups and files made from it, are not "
        "reached: see to them too."
    )


def _still_open(questions: Sequence[Question], told: Collection[str]) -> str:
    """Comments for a profile that answers for the time being what only a person can: without them nobody would see."""
    texts = [q.text for asked, q in enumerate(questions, 1) if q.required and str(asked) not in told]
    plain = ["".join(letter if letter.isprintable() else " " for letter in text) for text in texts]
    return "".join(f"# NOT ANSWERED YET: {text}\n" for text in plain)


def _read(file: str, profile: Path | None, sheet: str | None, mended: Path | None) -> tuple[Source, Events]:
    chosen = read_profile(profile) if profile else None
    source = read_source(file, chosen, sheet=sheet, mended_records=mended)
    log_import(source.raw.format, source.raw.rows_read)
    return source, events_from(source, chosen)


def _said(workspace: Workspace) -> Workspace:
    """A workspace; what stopped runs had left in it is said."""
    for sentence in workspace.stopped:
        say(sentence)
    return workspace


def _write_rejects(source: Source, events: Events, rejects: Path | None) -> None:
    if rejects is not None:
        write_answer(rejects_csv(rejected_records(source.raw, events.rejects)), rejects, "csv", None)


def _leave(events: Events) -> None:
    if events.rows_rejected:
        raise typer.Exit(SOME_REJECTED)


add_serving(app)
add_synth(app)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; what a person can mend is one sentence and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page without Hangul.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(arguments)
    except FootprintsError as error:
        say(f"Error: {error}")
        sys.exit(USAGE_ERROR)
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        say(f"Error: the answer cannot be written: {error.strerror}.")
        sys.exit(USAGE_ERROR)
    sys.exit(0)
