"""What the commands that look at records have in common: flags, reading, writing and speaking."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from footprints_geo.disclosure.copy_file import is_copy, read_copy
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD, Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.disclosure.words import nothing_told, told_words
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.operators_log import form_of, log_export, log_import
from footprints_geo.pipeline import bundled_events, prepare
from footprints_geo.prepared import Prepared
from footprints_geo.sources.limits import shown
from footprints_geo.targets import check_targets, write_text
from footprints_geo.writers.whole_files import cleared, folder_of, stopped_words, write_whole


class AudienceWord(StrEnum):
    """Whom something is made for."""

    PUBLIC = "public"
    INTERNAL = "internal"


class SensitivityWord(StrEnum):
    """What records are: all public already, or not."""

    SENSITIVE = "sensitive"
    PUBLISHED = "published"


class ResolutionWord(StrEnum):
    """How large cells are: 3 some 120 km across, 6 some 6 km."""

    AUTO = "auto"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


ANY_FILE = "A file of records (CSV, XLSX, ODS, Parquet, GeoJSON, GeoPackage, Uwazi's JSON) or a Uwazi address."
EventsFile = Annotated[
    str | None,
    typer.Argument(metavar="[EVENTS]", help=f"{ANY_FILE} Or a protected copy. The bundled events if none."),
]
KindFlag = Annotated[str | None, typer.Option(help="escape, repatriation, custody or all; commas between.")]
YearsFlag = Annotated[str | None, typer.Option(help="2023, 2019-2023 or 2023-08/2023-10.")]
EventsFlag = Annotated[str | None, typer.Option(help="Event types, commas between.")]
CountriesFlag = Annotated[str | None, typer.Option(help="Two-letter codes, commas between.")]
MinPersonsFlag = Annotated[str | None, typer.Option(help="Only events with at least so many persons.")]
UncertainFlag = Annotated[str | None, typer.Option(help="include or exclude dates that only may fall in.")]
AudienceFlag = Annotated[AudienceWord, typer.Option(help="Whom it is for: public protects people, internal does not.")]
SensitivityFlag = Annotated[
    SensitivityWord | None, typer.Option(help="For the public: published if every record is public already.")
]
ThresholdFlag = Annotated[int, typer.Option(help="For the public: the fewest people of a group.")]
TopFlag = Annotated[int | None, typer.Option(min=1, help="Only the first ones.")]
ProfileFlag = Annotated[Path | None, typer.Option("--profile", help="A mapping profile: which column is which.")]
SheetFlag = Annotated[str | None, typer.Option(help="The sheet of a workbook, or the layer of a GeoPackage.")]
ResolutionFlag = Annotated[ResolutionWord, typer.Option(help="Of cells: 3 (some 120 km across) to 6 (6 km).")]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="Write here and not to standard output.")]


def resolution_of(word: ResolutionWord) -> int | None:
    """What a flag says of the resolution of cells; None for the one that fits the records."""
    return None if word is ResolutionWord.AUTO else int(word.value)


def policy_of(
    records: str | None, audience: AudienceWord, sensitivity: SensitivityWord | None, threshold: int
) -> Policy | None:
    """How the records are to be protected; None for internal use.

    Raises
    ------
    InputError
        The threshold is none, or a way of protection is named for internal use.
    """
    if audience is AudienceWord.PUBLIC:
        usual = SensitivityWord.PUBLISHED if records is None else SensitivityWord.SENSITIVE
        return Policy((sensitivity or usual).value, threshold)
    if sensitivity is not None or threshold != DEFAULT_THRESHOLD:
        raise InputError(
            "--sensitivity and --threshold say how records are protected, and --audience internal protects none. Leave "
            "out one or the other."
        )
    return None


def prepared_from(
    records: str | None, profile: Path | None, policy: Policy | None, sheet: str | None = None
) -> Prepared:
    """The records, ready to be viewed; what is asked about them and how many could not be used is said.

    Parameters
    ----------
    records : str, optional
        The file; the bundled events if none.
    profile, sheet : optional
        How it is read.
    policy : Policy or None
        How it is protected for the public; None for internal use. A protected copy is as it was made.

    Raises
    ------
    InputError
        The records cannot be read, nothing of them may be told, or a protected copy is asked for something else.
    """
    if records is not None and is_copy(Path(records)):
        return prepare(_copy(Path(records), profile, policy, sheet))
    events = bundled_events() if records is None else read_events(records, profile, sheet=sheet)
    if records is not None:
        log_import(form_of(Path(records)), events.rows_read)
    for question in events.questions:
        say(question)
    if events.rows_rejected:
        say(
            f"{events.rows_rejected} of {events.rows_read} rows could not be used; 'footprints-geo validate' says "
            "which and why."
        )
    if not events.rows_read:
        say(f"{events.name}: the file holds a header and no rows, so there is nothing to show.")
    release = internal(events) if policy is None else protect(events, policy)
    if nothing := nothing_told(release):
        raise InputError(
            f"{nothing} Use --audience internal to look at them inside your organisation, or --sensitivity published "
            "if every record is public already."
        )
    for sentence in told_words(release):
        say(sentence)
    return prepare(release)


def _copy(path: Path, profile: Path | None, policy: Policy | None, sheet: str | None) -> Release:
    release = read_copy(path)
    if policy not in (Policy(), release.policy) or profile is not None or sheet is not None:
        raise InputError(
            f"{shown(path)}: this is a protected copy, and protected in the way it was made. Leave out --audience, "
            "--sensitivity, --threshold, --profile and --sheet, or name the records."
        )
    return release


def check_outputs(
    targets: Sequence[Path | None], sources: Sequence[str | Path | None], workspace: str | None = None
) -> None:
    """Refuse targets as :func:`check_targets` does; clear away, and say, what killed runs left beside them."""
    check_targets(targets, sources, workspace)
    for folder in dict.fromkeys(folder_of(target) for target in targets if target is not None):
        for name in cleared(folder):
            say(stopped_words(name))


def write_answer(text: str, output: Path | None, form: str, policy: Policy | None) -> None:
    """Write to a file and say so, or to standard output; in the operator's log first, in which form and for whom."""
    whole = text if text.endswith("\n") else text + "\n"
    log_export(form, policy, whole.encode("utf-8", "replace"))
    write_text(whole, output)
    if output is not None:
        say(f"Written: {shown(output)}")


def write_file(content: bytes, path: Path, policy: Policy | None) -> None:
    """Write bytes for somebody to a file and say so; raises InputError where that cannot be, or cannot be logged."""
    log_export(form_of(path), policy, content)
    write_whole(content, path)
    say(f"Written: {shown(path)}")


def say(words: str) -> None:
    """Tell the person something; answers have standard output for themselves."""
    typer.echo(words, err=True)
