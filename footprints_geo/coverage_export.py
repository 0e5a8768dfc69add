"""Files: what is documented beside what others have published, as text table, CSV and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from rich.table import Table

from footprints_geo.coverage import Coverage
from footprints_geo.coverage_words import (
    COVERAGE_CAVEAT,
    coverage_sentence,
    documented_words,
    of_what,
    reported_words,
    thin_sentences,
    when_words,
)
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.export import printable, safe_csv, terminal_text
from footprints_geo.prepared import Prepared

_FIGURES: Final = (
    "what", "when", "reported", "meant", "unit", "cases", "persons_low", "persons_high", "cases_certain", "source_org",
    "source_title", "source_url",
)  # fmt: skip
_YEARS: Final = ("year", "kind", "cases", "persons_low", "persons_high", "cases_certain")
_COUNTRIES: Final = ("country", "cases", "persons_low", "persons_high")


def coverage_json(coverage: Coverage, prepared: Prepared) -> str:
    """The answer for machines: data set, figures, years and countries; open counts are null."""
    events = prepared.events
    answer = {
        "dataset": {"name": events.name, "fingerprint": events.fingerprint, "rows": events.rows_read},
        **audience_entries(prepared.release),
        "sentence": coverage_sentence(coverage),
        "thin": thin_sentences(coverage),
        "figures": [_entry(_figure(row), _FIGURES) for row in coverage.figures.to_dict("records")],
        "years": [_entry(row, _YEARS) for row in coverage.years.to_dict("records")],
        "countries": [_entry(row, _COUNTRIES) for row in coverage.countries.to_dict("records")],
        "note": COVERAGE_CAVEAT,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def coverage_csv(coverage: Coverage, prepared: Prepared) -> str:
    """One row a published figure, with what is documented of the same; an open high count is empty.

    What a spreadsheet would run as a formula gets an apostrophe in front.
    """
    entries = [_entry(_figure(row), _FIGURES) for row in coverage.figures.to_dict("records")]
    whom = audience_cell(prepared.release)
    return safe_csv([[*_FIGURES, "audience"], *([*entry.values(), whom] for entry in entries)])


def coverage_table(coverage: Coverage, prepared: Prepared) -> str:
    """The answer for a person at a terminal: the sentence, the figures, and what is thin."""
    table = Table(box=None, pad_edge=False, header_style="")
    for heading in ("what", "when", "documented here", "published", "by"):
        table.add_column(heading, overflow="fold")
    for row in coverage.figures.to_dict("records"):
        cells = (of_what(row), when_words(row["when"]), documented_words(row), reported_words(row), row["source_org"])
        table.add_row(*map(printable, cells))
    notes = [*thin_sentences(coverage), COVERAGE_CAVEAT, audience_words(prepared.release)]
    return terminal_text([coverage_sentence(coverage)], table, notes)


def _figure(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {**row, "what": row["what_en"], "reported": int(row["value"])}


def _entry(row: Mapping[Any, Any], names: tuple[str, ...]) -> dict[str, Any]:
    open_high = math.isnan(row["persons_high"])
    whole = {"persons_high": None if open_high else int(row["persons_high"])}
    return {name: whole[name] if name in whole else row[name] for name in names}


COVERAGE_FORMATS: Final[dict[str, Callable[[Coverage, Prepared], str]]] = {
    "table": coverage_table,
    "csv": coverage_csv,
    "json": coverage_json,
}
"""How coverage is written, by the word of `--format`."""
