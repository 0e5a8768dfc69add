"""The operator's log: what was loaded, kept, forgotten and exported when, for whom and how much; about nobody.

It is off until FOOTPRINTS_LOG names a file. A line is on the disk before the thing is done: what cannot be logged is
refused, and a line without its deed is one that failed afterwards.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from footprints_geo.disclosure.policy import SENSITIVITIES, Policy
from footprints_geo.errors import InputError
from footprints_geo.vocabulary import AUDIENCES
from footprints_geo.workspace.durable import NEVER_THROUGH_LINKS, append_line
from footprints_geo.workspace.snapshots import FINGERPRINT, PROGRAM_VERSION
from footprints_geo.writers.whole_files import PRIVATE_FILE

NAMED_BY: Final = "FOOTPRINTS_LOG"
Action = Literal["import", "keep", "forget", "export", "audience"]
ACTIONS: Final = ("import", "keep", "forget", "export", "audience")
OTHER: Final = "other"
LOGGED_FORMATS: Final = frozenset(
    (
        *("csv", "tsv", "txt", "tab", "xlsx", "ods", "parquet", "geoparquet", "geojson", "json", "gpkg", "uwazi-json"),
        *("png", "svg", "pdf", "html", "zip", "toml", "table", "screen", "snapshot", "mended", OTHER),
    )
)
"""All that a line may say of a form: the ending of a person's file may be anything, a name too."""


@dataclass(frozen=True)
class OperatorsLine:
    """One line: words of closed lists, numbers and a fingerprint, so that nothing of a record can be in it.

    Attributes
    ----------
    action : {'import', 'keep', 'forget', 'export', 'audience'}
        Records were loaded, kept in a workspace, or a snapshot taken out of one; something was made of them to be taken
        along; or somebody chose for whom.
    format : str
        One of LOGGED_FORMATS: `screen` is a picture drawn on the page, which is the very file.
    audience : {'internal', 'public', ''}
        Whom it is for.
    sensitivity : {'sensitive', 'published', ''}
        What the records were said to be, for the public.
    threshold : int, optional
        The fewest people of a group, where groups alone are told.
    rows, size : int, optional
        Rows that were read or kept; bytes that were written.
    fingerprint : str
        SHA-256 of what was made for the public. Of records, and of what is for internal use, there is none: with it
        whoever sees the log could prove of a file that it is this one, and try out what may stand in a short one.

    Raises
    ------
    ValueError
        A word or number is none of these.
    """

    action: Action
    format: str = ""
    audience: str = ""
    sensitivity: str = ""
    threshold: int | None = None
    rows: int | None = None
    size: int | None = None
    fingerprint: str = ""

    def __post_init__(self) -> None:
        right = (
            self.action in ACTIONS
            and self.format in {"", *LOGGED_FORMATS}
            and self.audience in ("", *AUDIENCES)
            and self.sensitivity in ("", *SENSITIVITIES)
            and all(number is None or number >= 0 for number in (self.threshold, self.rows, self.size))
            and (not self.fingerprint or (self.audience == "public" and FINGERPRINT.fullmatch(self.fingerprint)))
        )
        if not right:
            raise ValueError("Expected words of the closed lists, counts, and a fingerprint of what is public alone.")


def log_import(form: str, rows: int) -> None:
    """Say that records were loaded. Raises InputError where the log cannot be written."""
    _write(OperatorsLine("import", _known(form), rows=rows))


def log_kept(action: Literal["keep", "forget"], rows: int | None = None) -> None:
    """Say that a snapshot is kept or forgotten. Raises InputError where the log cannot be written."""
    _write(OperatorsLine(action, "snapshot", rows=rows))


def log_export(form: str, policy: Policy | None, content: bytes | None = None) -> None:
    """Say that something is taken along.

    Parameters
    ----------
    form : str
        What it is; what is not of LOGGED_FORMATS is `other`.
    policy : Policy or None
        How the records were protected for the public; None for internal use.
    content : bytes, optional
        What is written, where that is known before.

    Raises
    ------
    InputError
        The log cannot be written: then nothing may be taken along.
    """
    size = None if content is None else len(content)
    mark = "" if content is None or policy is None else hashlib.sha256(content).hexdigest()
    _write(OperatorsLine("export", _known(form), *_for_whom(policy), size=size, fingerprint=mark))


def taken_along(form: str, policy: Policy | None, content: bytes) -> bytes:
    """The content of a download, once the log has it. Raises InputError as `log_export` does."""
    log_export(form, policy, content)
    return content


def log_audience(policy: Policy | None) -> None:
    """Say for whom somebody chose to make pictures. Raises InputError where the log cannot be written."""
    _write(OperatorsLine("audience", "", *_for_whom(policy)))


def form_of(path: Path) -> str:
    """What a log says of the form of a file."""
    return _known(path.suffix.lower().removeprefix("."))


def log_file() -> Path | None:
    """The file of the log; None where there is none."""
    named = os.environ.get(NAMED_BY, "")
    return Path(named) if named else None


def begin_log(file: Path) -> None:
    """Log to a file from now on, in this process. Raises InputError where that cannot be."""
    os.environ[NAMED_BY] = os.path.abspath(file)  # noqa: PTH100 - a link stays one, and is refused
    try:
        os.close(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | NEVER_THROUGH_LINKS, PRIVATE_FILE))
    except OSError as error:
        raise _cannot(error) from None


def end_log() -> None:
    """Log nothing more in this process: what strangers look at on a public server is nobody's to note."""
    os.environ.pop(NAMED_BY, None)


def _known(form: str) -> str:
    return form if form in LOGGED_FORMATS else OTHER


def _for_whom(policy: Policy | None) -> tuple[str, str, int | None]:
    if policy is None:
        return "internal", "", None
    return "public", policy.sensitivity, policy.threshold if policy.groups else None


def _write(line: OperatorsLine) -> None:
    file = log_file()
    if file is None:
        return
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    said = {name: value for name, value in asdict(line).items() if value not in ("", None)}
    try:
        append_line(file, json.dumps({"at": at, **said, "version": PROGRAM_VERSION}).encode() + b"\n")
    except OSError as error:
        raise _cannot(error) from None


def _cannot(error: OSError) -> InputError:
    why = re.sub(r"[^\w ,.]", "", error.strerror or "no reason given")
    return InputError(
        f"The operator's log cannot be written: {why}. What is not logged is not done: nothing was loaded, kept or "
        "written. Whoever runs the program has to see to the log."
    )
