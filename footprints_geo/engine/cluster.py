"""The engine of many machines: a Dask cluster deals the records, summarises the parts and merges the summaries.

Parts travel between workers as they are asked for, and lie in no storage. Where a worker is lost, what it held is made
again by others. Records are sent to the workers of the cluster that somebody names, and to nobody else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from footprints_geo.engine.dealing import case_columns, deal, packed
from footprints_geo.engine.question import MERGED_AT_ONCE, Question, named, parts_for, summary_of
from footprints_geo.engine.records import ROWS_A_PART, Chunk, Records, fingerprint_of, read_chunk
from footprints_geo.errors import InputError
from footprints_geo.summary import Summary, merge

LOOPBACK: Final = "127.0.0.1"
_NOT_INSTALLED: Final = (
    "--engine dask: Dask is not installed. Install requirements-cluster.txt beside the program, here and on all "
    "workers."
)
_MOST_TASKS: Final = 250
"""Chunks, and parts: every part is made of a piece of every chunk, and a scheduler keeps track of each piece."""


def summarise_on_cluster(
    records: Records,
    question: Question,
    scheduler: str | None = None,
    parts: int | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Summary:
    """The summary of records, worked out by the workers of a Dask cluster.

    Parameters
    ----------
    records : Records
        Where they are: at addresses that every worker can read.
    question : Question
        What is asked.
    scheduler : str, optional
        The address of the scheduler, such as `tls://10.0.0.5:8786`; by default a cluster of processes on this machine,
        which is ended afterwards.
    parts : int, optional
        Into how many parts the records are dealt. What is answered is the same.
    told : function, optional
        Is told in a sentence what is done.

    Returns
    -------
    Summary
        The same as :func:`footprints_geo.engine.local.summarise_locally` gives.

    Raises
    ------
    InputError
        Dask is not installed, the scheduler does not answer, or what the local engine refuses.
    """
    headers = case_columns(question.profile, records.name)
    chunks = records.chunks(max(ROWS_A_PART, records.rows // _MOST_TASKS))
    parts = parts or min(parts_for(records.rows), _MOST_TASKS)
    with _client(scheduler) as client:
        told(f"{records.rows:,} records in {len(chunks):,} pieces and {parts:,} parts.")
        marks = [client.submit(fingerprint_of, file, pure=False) for file in records.files]
        dealt = [client.submit(_dealt, chunk, records.coded, headers, parts, pure=False) for chunk in chunks]
        pieces = [[client.submit(_piece, piece, part, pure=False) for piece in dealt] for part in range(parts)]
        summaries = [client.submit(_summary, own, question, records.name, pure=False) for own in pieces]
        # Nothing is held here that a worker need not keep: a piece is let go as soon as its part is summarised.
        del dealt, pieces
        while len(summaries) > 1:
            summaries = [
                client.submit(_merged, summaries[at : at + MERGED_AT_ONCE], pure=False)
                for at in range(0, len(summaries), MERGED_AT_ONCE)
            ]
        (summary,) = client.gather(summaries)
        return named(summary, records, client.gather(marks))


def _dealt(chunk: Chunk, coded: Sequence[str], headers: Sequence[str], parts: int) -> list[bytes | None]:
    """A chunk in parts, each packed; None for a part without records of it."""
    table = read_chunk(chunk, coded)
    tables = deal(table, headers, parts)
    # Of no records at all the columns are kept: they say that there is nothing.
    return [packed(some) if some.num_rows or not table.num_rows else None for some in tables]


def _piece(dealt: Sequence[bytes | None], part: int) -> bytes | None:
    return dealt[part]


def _summary(pieces: Sequence[bytes | None], question: Question, name: str) -> Summary | None:
    """The summary of a part, from its pieces in the order of the chunks; None for a part without records."""
    filled = [piece for piece in pieces if piece is not None]
    return summary_of(filled, question, name) if filled else None


def _merged(summaries: Sequence[Summary | None]) -> Summary | None:
    known = [summary for summary in summaries if summary is not None]
    return merge(known) if known else None


@contextmanager
def _client(scheduler: str | None) -> Iterator[Any]:
    # Takes a second to load, and hardly anybody has a cluster.
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError(_NOT_INSTALLED) from None
    if scheduler is None:
        # No dashboard: it would be a page that shows the work to whoever can reach the machine.
        # What workers put on the disk, where memory is short, is records.
        with tempfile.TemporaryDirectory() as folder, dask.config.set({"temporary-directory": folder}):
            settings: dict[str, Any] = {"host": LOOPBACK, "processes": True, "threads_per_worker": 1}
            with LocalCluster(**settings, dashboard_address=None) as cluster, Client(cluster) as client:
                yield client
        return
    try:
        client = Client(scheduler)
    except (OSError, ValueError) as error:
        raise InputError(
            "--scheduler: no scheduler of Dask answers at this address; expected one such as tls://10.0.0.5:8786. "
            "Check that it runs, and that this computer may reach it."
        ) from error
    with client:
        yield client
