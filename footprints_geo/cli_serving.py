"""The commands for who looks by a browser: the app, and the protected copy that a public server shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from footprints_geo.cli_flags import (
    AudienceWord,
    EventsFile,
    ProfileFlag,
    SensitivityFlag,
    SensitivityWord,
    SheetFlag,
    ThresholdFlag,
    check_outputs,
    policy_of,
    prepared_from,
    say,
    write_file,
)
from footprints_geo.disclosure.copy_file import ENDING, copy_bytes, is_copy, read_copy
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD
from footprints_geo.disclosure.words import audience_words
from footprints_geo.errors import InputError
from footprints_geo.operators_log import begin_log, end_log, log_file
from footprints_geo.team_settings import name_nobody_in_logs, read_team, secrets_files
from footprints_geo.vocabulary import repository_path
from footprints_geo.workers import run_workers
from footprints_geo.writers.whole_files import cleared, memory_folder, private_folder

if TYPE_CHECKING:
    from footprints_geo.ui.serving import Place

PROGRAM: Final = "footprints_geo"
LAST_PORT: Final = 65535
CopyFile = Annotated[Path, typer.Option("--output", "-o", help=f"A new file; {ENDING} is usual.")]


def add_serving(app: typer.Typer) -> None:
    """Add the commands of this room to the command line."""
    app.command()(protect)
    app.command()(serve)


def protect(
    output: CopyFile,
    events_file: EventsFile = None,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Write the protected copy of records. What the public may see of them, to be served, passed on or checked."""
    policy = policy_of(events_file, AudienceWord.PUBLIC, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    release = prepared_from(events_file, profile, policy, sheet).release
    write_file(copy_bytes(release), output, release.policy)
    say(audience_words(release))


def serve(
    events_file: EventsFile = None,
    public: Annotated[
        bool, typer.Option("--public", help="Show these records to anybody: a protected copy, and nothing else.")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the browser finds the app.")] = 8501,
    listen: Annotated[str, typer.Option(help="The address to listen at; this computer alone if not given.")] = "",
    host: Annotated[
        list[str] | None, typer.Option(help="A name under which browsers reach it, behind a reverse proxy.")
    ] = None,
    secrets: Annotated[Path | None, typer.Option(help="Who may sign in, and with which provider.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="With --public: so many servers, at this port and those after it.")
    ] = 1,
    log: Annotated[Path | None, typer.Option(help="Add a line here for all that is loaded or exported.")] = None,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
    sheet: SheetFlag = None,
) -> None:
    """Open the app in the browser; it answers this computer only, unless it is public or for a team."""
    # Here and not above: the other commands have no need of the server, which takes a second to load.
    from footprints_geo.ui.serving import LOOPBACK, Place, serve_app

    app = repository_path("app.py")
    if not app.exists():
        raise InputError("The app is not beside the package; run this from the folder the program was cloned into.")
    files, named = secrets_files(secrets, app.parent)
    team = read_team(files, named=named)
    name_nobody_in_logs()
    # Named from now on, so that a list that is gone or emptied meanwhile lets in nobody, and not everybody.
    settings = tuple(file for file in files if named or (team is not None and file.exists()))
    _check_workers(workers, port, public=public)
    place = Place(port, listen or LOOPBACK[0], tuple(host or ()), settings)
    if not public:
        _refuse_what_is_for_the_public(events_file, sensitivity, threshold, profile, sheet)
        if team is None and place.listen not in LOOPBACK:
            raise InputError(
                "--listen: other computers would reach the app, and whatever records somebody loads there. Add "
                "--public to show a protected copy, let people sign in (docs/sign-in.md), or leave --listen out."
            )
    elif log is not None:
        raise InputError("--log: a public server keeps no note of who takes what along. Leave it out.")
    if cleared(memory_folder()):
        say("An earlier run was stopped while it read a file. The copy of the file that it left was removed.")
    if team is not None:
        say("Nobody sees anything before they sign in.")
    if public:
        policy_of(events_file, AudienceWord.PUBLIC, sensitivity, threshold)
        with _protected(events_file, _flags_of(sensitivity, threshold, profile, sheet)) as copy:
            say(f"{audience_words(read_copy(copy))} It is at http://localhost:{port}; press Ctrl-C to stop it.")
            end_log()
            if workers > 1:
                run_workers({port + number: _worker(copy, place, number) for number in range(workers)}, say)
            else:
                serve_app(app, place, copy)
        return
    if log := log or log_file():
        begin_log(log)
    say(f"The app is at http://localhost:{port}; press Ctrl-C to stop it.")
    serve_app(app, place)


def _check_workers(workers: int, port: int, *, public: bool) -> None:
    if workers > 1 and not public:
        raise InputError(
            "--workers: records that somebody loads are in the memory of one server, so only what is the same for "
            "everybody can be shown by several. Add --public, or leave it out."
        )
    if port + workers - 1 > LAST_PORT:
        raise InputError(f"--workers: there are not so many ports from --port {port} on; choose a lower one.")


def _worker(copy: Path, place: Place, number: int) -> list[str]:
    """The command of one of several servers, which shows the same copy at a port of its own."""
    flags = ["--public", "--port", str(place.port + number), "--listen", place.listen]
    flags += [word for name in place.names for word in ("--host", name)]
    return [sys.executable, "-m", PROGRAM, "serve", *flags, "--", str(copy)]


def _flags_of(
    sensitivity: SensitivityWord | None, threshold: int, profile: Path | None, sheet: str | None
) -> list[str]:
    flags = ["--threshold", str(threshold)] if threshold != DEFAULT_THRESHOLD else []
    for name, value in (("--sensitivity", sensitivity), ("--profile", profile), ("--sheet", sheet)):
        flags += [] if value is None else [name, str(value)]
    return flags


def _refuse_what_is_for_the_public(
    records: str | None, sensitivity: SensitivityWord | None, threshold: int, profile: Path | None, sheet: str | None
) -> None:
    said = {"--sensitivity": sensitivity, "--profile": profile, "--sheet": sheet, "a file of records": records}
    named = [name for name, value in said.items() if value is not None]
    named += ["--threshold"] if threshold != DEFAULT_THRESHOLD else []
    if named:
        raise InputError(
            f"Found {', '.join(named)} without --public. Your own records are loaded on the Data page; add --public "
            "to show a protected copy of a file to anybody."
        )


@contextmanager
def _protected(records: str | None, flags: list[str]) -> Iterator[Path]:
    """A protected copy of the records, made by another process: the server never holds what is not for everybody."""
    if records is not None and is_copy(Path(records)):
        if flags:
            raise InputError(f"{flags[0]}: the copy was protected when it was made. Leave it out, or name the records.")
        yield Path(records)
        return
    with private_folder(memory_folder()) as folder:
        copy = folder / f"records{ENDING}"
        command = [sys.executable, "-m", PROGRAM, "protect", *flags, "-o", str(copy)]
        command += ["--", records] if records else []
        made = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")  # noqa: S603 - ourselves
        if made.returncode:
            say(made.stderr.rstrip())
            raise InputError("The records are not shown: no protected copy of them could be made, as said above.")
        # What else was said is exact, for who holds the records; a server's messages are read by others.
        yield copy
