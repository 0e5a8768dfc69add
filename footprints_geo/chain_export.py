"""Files: the ranked chains of custody as text table, CSV and JSON, and the chains case by case in words."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from rich.table import Table

from footprints_geo.captions import persons_words
from footprints_geo.chain_known_words import known_sentence
from footprints_geo.chain_view import ChainView
from footprints_geo.chain_words import (
    CHAIN_CAVEAT,
    chain_reading,
    chain_sentence,
    chain_tally_sentence,
    counted_words,
    outcomes_words,
)
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.export import printable, safe_csv, terminal_text
from footprints_geo.journeys import Ints

CASE_FIELDS: Final = (
    "reading", "stations", "outcome", "persons_low", "persons_high", "outcome_low", "maybe_later", "in_sums",
)  # fmt: skip


def chains_json(seen: ChainView, top: int | None = None, cases: bool = False) -> str:
    """The answer for machines: data set, selection, chains and tally; open counts are null.

    Parameters
    ----------
    seen : ChainView
        What to write.
    top : int, optional
        Only the first ranked chains; the tally is that of everything.
    cases : bool
        Also the chain of each case in words, without the id of the case.
    """
    events = seen.chains.prepared.events
    answer = {
        "dataset": {"name": events.name, "fingerprint": events.fingerprint, "rows": events.rows_read},
        "selection": seen.selection.to_json(),
        **audience_entries(seen.chains.prepared.release),
        "level": seen.level,
        "least_stations": seen.least_stations,
        "sentence": chain_sentence(seen),
        "known": known_sentence(seen),
        "chains": [_chain_entry(row) for row in seen.ranked.head(_many(seen, top)).to_dict("records")],
        **({"cases": [_case_entry(seen, int(chain)) for chain in _first(seen, top)]} if cases else {}),
        "tally": seen.tally.to_json(),
        "note": CHAIN_CAVEAT,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def chains_csv(seen: ChainView, top: int | None = None, cases: bool = False) -> str:
    """One row a ranked chain, its steps parted by `>`; or, when cases are asked for, one row a case's chain in words.

    The outcome `disappeared` holds last sightings too; a row of cases that another case counts keeps its zeros.
    An open high count is empty; what a spreadsheet would run as a formula gets an apostrophe in front.
    """
    if cases:
        entries = [_case_entry(seen, int(chain)) for chain in _first(seen, top)]
        columns = list(CASE_FIELDS)
    else:
        entries = [_chain_entry(row) for row in seen.ranked.head(_many(seen, top)).to_dict("records")]
        entries = [{**entry, "chain": ">".join(entry["chain"])} for entry in entries]
        columns = list(seen.ranked.columns)
    whom = audience_cell(seen.chains.prepared.release)
    return safe_csv([[*columns, "audience"], *([*(entry[name] for name in columns), whom] for entry in entries)])


def chains_table(seen: ChainView, top: int | None = None, cases: bool = False) -> str:
    """The answer for a person at a terminal: the sentence, the table, the cases if asked for, and the tally."""
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("rank", justify="right")
    table.add_column("chain", overflow="fold", ratio=1)
    table.add_column("cases", justify="right")
    table.add_column("persons", justify="right", no_wrap=True)
    table.add_column("cases by outcome", overflow="fold", max_width=24)
    for row in seen.ranked.head(_many(seen, top)).to_dict("records"):
        table.add_row(str(row["rank"]), printable(row["label"]), *counted_words(row), outcomes_words(row))
    lines = []
    if cases:
        lines = ["Case by case:", *(_case_line(seen, int(chain)) for chain in _first(seen, top)), ""]
    after = [
        *filter(None, [known_sentence(seen)]),
        chain_tally_sentence(seen),
        CHAIN_CAVEAT,
        audience_words(seen.chains.prepared.release),
    ]
    return terminal_text([chain_sentence(seen)], table, [*lines, *after])


def _many(seen: ChainView, top: int | None) -> int:
    return len(seen.ranked) if top is None else top


def _first(seen: ChainView, top: int | None) -> Ints:
    """The shown chains in the order of the ranked table, of its first rows, and then by persons."""
    ways = seen.chains.way_of(seen.level)[seen.shown]
    names = {chain: rank for rank, chain in enumerate(seen.ranked["chain"].head(_many(seen, top)))}
    rank = np.array([names.get(chain, -1) for chain in seen.chains.ways(seen.level)["chain"]], dtype=np.int64)[ways]
    people = seen.chains.chains["persons_low"].to_numpy(dtype=np.int64)[seen.shown]
    order = np.lexsort((seen.shown, -people, rank))
    first: Ints = seen.shown[order[rank[order] >= 0]]
    return first


def _chain_entry(row: Mapping[Any, Any]) -> dict[str, Any]:
    plain = {str(name): value for name, value in row.items()}
    return {**plain, "chain": list(row["chain"]), "persons_high": _count(row["persons_high"])}


def _case_entry(seen: ChainView, chain: int) -> dict[str, Any]:
    case = seen.chains.chains.iloc[chain]
    return {
        "reading": chain_reading(seen.chains, chain),
        "stations": int(case["stations"]),
        "outcome": str(case["outcome"]),
        "persons_low": int(case["persons_low"]),
        "persons_high": _count(case["persons_high"]),
        "outcome_low": int(case["outcome_low"]),
        "maybe_later": bool(case["maybe_later"]),
        "in_sums": not seen.chains.prepared.part_of[case["case"]],
    }


def _case_line(seen: ChainView, chain: int) -> str:
    case = seen.chains.chains.iloc[chain]
    persons = persons_words(case["persons_low"], case["persons_high"])
    return f"  {persons}: {printable(chain_reading(seen.chains, chain))}"


def _count(number: float) -> int | None:
    return None if math.isnan(number) else int(number)


CHAIN_FORMATS: Final[Mapping[str, Callable[[ChainView, int | None, bool], str]]] = {
    "table": chains_table,
    "csv": chains_csv,
    "json": chains_json,
}
"""How chains can be written, by the word of the flag."""
