"""Summaries of parts of records put together: the same, to the last character, as of all records at once."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.errors import InputError
from footprints_geo.export import ROUTE_FORMATS
from footprints_geo.pipeline import prepare, view
from footprints_geo.selection import Selection
from footprints_geo.summary import Summary, merge, summarise
from footprints_geo.vocabulary import LEVELS, Level
from tests.builders import all_awkward_cases, event, random_rows, read_rows

QUESTIONS = (
    {},
    {"years": "2023"},
    {"years": "2010-2019", "kind": "repatriation"},
    {"events": "arrest,repatriation", "countries": "CN"},
    {"kind": "escape", "min_persons": "3"},
    {"years": "2013", "uncertain": "exclude"},
    {"years": "1900"},
)
PUBLISHED = Policy("published", 5)

Rows = list[dict[str, Any]]


def dealt(rows: Rows, parts: int, seed: int) -> list[Rows]:
    """The rows in parts, those of a case together and in order."""
    lot = Random(seed)
    part_of = {case: lot.randrange(parts) for case in sorted({str(row.get("case_id", "")).strip() for row in rows})}
    dealt = [[row for row in rows if part_of[str(row.get("case_id", "")).strip()] == part] for part in range(parts)]
    return [part for part in dealt if part]


def released_from(rows: Rows, policy: Policy | None) -> Release:
    events = read_rows(rows)
    return internal(events) if policy is None else protect(events, policy)


def files_of(seen: Any, name: str, fingerprint: str) -> dict[str, str]:
    """What is written in every form, with the name and mark of the whole data set."""
    return {
        form: write(seen, None).replace(seen_mark(seen), f"{name} {fingerprint}") for form, write in ROUTE_FORMATS.items()
    }


def seen_mark(seen: Any) -> str:
    return f"{seen.name} {seen.fingerprint}"


def summary_of(rows: Rows, question: dict[str, str], level: Level, policy: Policy | None, parts: int) -> Summary:
    selection = Selection.parse(**question)
    return merge([summarise(released_from(part, policy), selection, level) for part in dealt(rows, parts, parts)])


def assert_same(rows: Rows, question: dict[str, str], level: Level, policy: Policy | None, parts: int) -> None:
    release = released_from(rows, policy)
    whole = view(prepare(release), Selection.parse(**question), level)
    from dataclasses import replace

    found = summary_of(rows, question, level, policy, parts)
    found = replace(found, name=release.events.name, fingerprint=release.events.fingerprint)
    for write in ROUTE_FORMATS.values():
        assert write(found, None) == write(whole, None)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("policy", [None, PUBLISHED])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_awkward_case_is_counted_the_same_in_parts(
    question: dict[str, str], policy: Policy | None, level: Level
) -> None:
    assert_same(all_awkward_cases(), question, level, policy, 7)
