"""The engine of one machine: parts lie on the disk for a while, and one after another is summarised in memory."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from footprints_geo.engine.dealing import case_columns, deal, packed
from footprints_geo.engine.question import Question, merged, named, parts_for, summary_of
from footprints_geo.engine.records import ROWS_A_PART, Records, fingerprint_of, read_chunk
from footprints_geo.errors import InputError
from footprints_geo.summary import Summary
from footprints_geo.writers.pieces import add_piece, pieces_of
from footprints_geo.writers.whole_files import cleared, private_folder


def summarise_locally(
    records: Records,
    question: Question,
    parts: int | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Summary:
    """The summary of records that need not fit into memory.

    Parameters
    ----------
    records : Records
        Where they are.
    question : Question
        What is asked.
    parts : int, optional
        Into how many parts they are dealt; one for each ROWS_A_PART records by default. What is answered is the same.
    told : function, optional
        Is told in a sentence how far the work is.

    Returns
    -------
    Summary
        Of all of them; with empty tables where nothing matches.

    Raises
    ------
    InputError
        A file is damaged, a part asks what only a person can say, or the disk has no room for the parts.
    """
    parts = parts or parts_for(records.rows)
    folder = Path(tempfile.gettempdir())
    cleared(folder)
    # The marks of files are worked out beside all else, which leaves a core to it now and then.
    with ThreadPoolExecutor(max_workers=1) as beside:
        marks = [beside.submit(fingerprint_of, file) for file in records.files]
        with private_folder(folder) as kept:
            try:
                _deal_all(records, question, kept, parts, told)
            except OSError as error:
                raise InputError(
                    "There is no room for the parts of the records in the folder for temporary files; expected as much "
                    "as the records take. Make room, or name another folder in TMPDIR."
                ) from error
            summary = _summarise_all(records, question, kept, parts, told)
        return named(summary, records, [mark.result() for mark in marks])


def _deal_all(records: Records, question: Question, kept: Path, parts: int, told: Callable[[str], None]) -> None:
    headers = case_columns(question.profile, records.name)
    dealt = 0
    for chunk in records.chunks(ROWS_A_PART):
        table = read_chunk(chunk, records.coded)
        for part, some in enumerate(deal(table, headers, parts) if parts > 1 else [table]):
            # Of no records at all the columns are kept: they say that there is nothing.
            if some.num_rows or not records.rows:
                add_piece(kept / str(part), packed(some))
        before, dealt = dealt, dealt + table.num_rows
        if _tenth(dealt, records.rows) > _tenth(before, records.rows):
            told(f"Dealt by case: {dealt:,} of {records.rows:,} records.")


def _summarise_all(
    records: Records, question: Question, kept: Path, parts: int, told: Callable[[str], None]
) -> Summary:
    summaries: list[Summary] = []
    for part in range(parts):
        file = kept / str(part)
        if file.exists():
            summaries.append(summary_of(pieces_of(file), question, records.name))
            # The disk has room for the next work as soon as this one is done.
            file.unlink()
            # What a part was made into holds itself, and would lie in memory beside the next parts for a while.
            gc.collect()
        if _tenth(part + 1, parts) > _tenth(part, parts):
            told(f"Summarised: part {part + 1:,} of {parts:,}.")
    return merged(summaries)


def _tenth(done: int, whole: int) -> int:
    """How many tenths are done: what is told of the progress is ten lines, however many records there are."""
    return 10 * done // max(whole, 1)
