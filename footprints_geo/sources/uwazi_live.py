"""Entities of a live Uwazi collection, over its public search: page by page, politely, and never by another way.

Nothing of the question or of the answer is repeated in a message: the host's name alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

import httpx

from footprints_geo.errors import InputError
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_address import Address, address_of
from footprints_geo.sources.uwazi_api import entities_of, looks_like_api, parsed, table_of, total_of
from footprints_geo.sources.uwazi_entities import UNIT, Schema
from footprints_geo.sources.uwazi_plain import amount
from footprints_geo.sources.uwazi_requests import Manners, answer, polite_client

WINDOW: Final = 10_000
"""How far Uwazi's search can look: `from` and `limit` together (Elasticsearch's window)."""


@dataclass(frozen=True)
class _Pages:
    """What has arrived: the entities, what they were, how many there should be, and what is to be said."""

    entities: tuple[Any, ...] = ()
    fingerprint: str = ""
    total: int | None = None
    exact: bool = True
    again: int = 0


def fetch_entities(url: str, *, client: httpx.Client | None = None, manners: Manners | None = None) -> SourceTable:
    """Read the entities of a live Uwazi collection.

    Parameters
    ----------
    url : str
        The collection's own address, such as its front page or library, or a whole address of its `/api/search`,
        whose question is kept; paging is done here. It begins with https, or with http on this machine.
    client : httpx.Client, optional
        What asks. Without it, one that follows no redirect by itself, keeps no cookie and is closed afterwards.
    manners : Manners, optional
        How patiently to ask, and how much of an answer to take.

    Returns
    -------
    SourceTable
        As :func:`uwazi_api.table_of`; headers are the labels of the collection's templates where it tells them.
        Entities that came twice, as rows move between pages, are taken once, and counted in the notes. Warned of are
        collections larger than the search can look (10,000), and answers that hold fewer than they say.

    Raises
    ------
    InputError
        The address cannot be used, or the host does not answer as a Uwazi collection does.
    """
    address = address_of(url)
    manners = manners or Manners()
    if client is not None:
        return _fetched(client, address, manners)
    with polite_client(address, manners) as own:
        return _fetched(own, address, manners)


def _fetched(client: httpx.Client, address: Address, manners: Manners) -> SourceTable:
    pages = _all_pages(client, address, manners)
    schema, notes = _schema(client, address, manners)
    logged_out = f"Read from {address.host} without logging in: what is not published there is not among it."
    notes = (logged_out, *address.notes, *notes)
    if pages.again:
        notes += (f"{amount(pages.again, UNIT)} came twice, as rows moved between pages; taken once.",)
    return table_of(
        pages.entities,
        address.host,
        pages.fingerprint,
        schema=schema,
        notes=notes,
        warnings=_incomplete(pages, address.host),
    )


def _all_pages(client: httpx.Client, address: Address, manners: Manners) -> _Pages:
    pages, seen, digest, size = _Pages(), set[str](), hashlib.sha256(), 0
    start = 0
    while start < WINDOW:
        limit = min(manners.page, WINDOW - start)
        content = answer(client, address, address.search({"from": str(start), "limit": str(limit)}), manners)
        size += len(content)
        if size > manners.most_bytes:
            raise InputError(
                f"{address.host}: the answers are larger than {manners.most_bytes >> 20:,} MiB; expected fewer or "
                "smaller entities. Ask for one template at a time."
            )
        document = parsed(content, address.host, "Ask again; if it stays so, ask who runs the collection.")
        if not looks_like_api(document) or isinstance(document, list):
            raise InputError(
                f"{address.host}: the answer is JSON of another kind; expected that of Uwazi's search. Check that the "
                "address is that of a Uwazi collection."
            )
        digest.update(content)
        found, total = entities_of(document), total_of(document)
        new = [one for one in found if not _known(one, seen)]
        pages = replace(
            pages,
            entities=(*pages.entities, *new),
            fingerprint=digest.hexdigest(),
            total=total,
            exact=document.get("relation", "eq") == "eq",
            again=pages.again + len(found) - len(new),
        )
        # By what came and not by what was asked for: a host may give fewer a page than that.
        start += len(found)
        # A page without anything new is the last, or comes from a host that does not know pages and would never end.
        if not new or (total is not None and start >= total):
            break
    return pages


def _known(entity: Any, seen: set[str]) -> bool:
    """Whether an entity has come before, by its `sharedId` and language; those without are taken as they come."""
    if not isinstance(entity, dict) or not isinstance(entity.get("sharedId"), str):
        return False
    key = f"{entity['sharedId']} {entity.get('language', '')}"
    known = key in seen
    seen.add(key)
    return known


def _incomplete(pages: _Pages, host: str) -> tuple[str, ...]:
    have = len(pages.entities)
    if pages.total is None:
        return (f"{host} does not say how many entities there are; {have:,} came.",)
    if pages.total > WINDOW or not pages.exact:
        return (
            f"{host} has {'' if pages.exact else 'at least '}{pages.total:,} entities for this question, and its "
            f"search gives no more than the first {WINDOW:,}: {have:,} came. Ask for one template at a time (types=...)"
            " or for one span of dates at a time (filters=...), and read each.",
        )
    if have != pages.total:
        return (
            f"{host} says that it has {amount(pages.total, UNIT)} for this question, and {have:,} came. It may have "
            "been changed meanwhile: ask again.",
        )
    return ()


def _schema(client: httpx.Client, address: Address, manners: Manners) -> tuple[Schema, tuple[str, ...]]:
    """What the templates say; without them, columns keep the names of properties, and a note says so."""
    try:
        # Names will do: a host that is busy is not asked for labels again and again.
        content = answer(client, address, address.templates(), replace(manners, attempts=min(2, manners.attempts)))
        document = parsed(content, address.host)
    except InputError:
        document = None
    schema = Schema.of(document)
    if schema.labels or schema.templates:
        return schema, ()
    return schema, (
        f"{address.host} does not tell its templates, so columns have the names of properties (for Korean labels they "
        "may be bare underscores), and templates have their ids.",
    )
