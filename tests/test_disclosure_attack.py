"""The adversary finds nothing; and finds the leak at once when any protection is switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from footprints_geo.breakdown import break_down
from footprints_geo.disclosure import columns, grouping, release, telling, usable
from footprints_geo.disclosure.account import Protection
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.pipeline import prepare
from footprints_geo.selection import Selection
from tests import adversary
from tests.adversary import (
    THRESHOLD,
    differing,
    forbidden,
    found_in,
    planted,
    public_files,
    public_texts,
    random_question,
    recovered,
    small_groups,
    too_small,
    unrecorded_legs,
)

SEEDS = (1,)
MANY_QUESTIONS, FEW_QUESTIONS = 12, 1


@cache
def original(seed: int, secret: int) -> Any:
    return planted(seed, secret)


def questions(seed: int, number: int) -> list[Selection]:
    chance = Random(seed)
    return [Selection(), *(random_question(chance) for _ in range(number))]


def leaks(seed: int) -> Iterator[str]:
    """What the adversary finds in the answers to some questions of planted records."""
    made, other = protect(original(seed, 1)), protect(original(seed, 2))
    yield from small_groups(made.events, THRESHOLD)
    yield from unrecorded_legs(original(seed, 1), made)
    for question in questions(seed, FEW_QUESTIONS):
        here, there = (public_texts(prepare(one), question) for one in (made, other))
        yield from found_in(here, there)
    yield from recovered(original(seed, 1), made, questions(seed, MANY_QUESTIONS))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_found_in_answers(seed: int) -> None:
    assert list(leaks(seed)) == []
    told = protect(original(seed, 1))
    assert told.account is not None
    assert told.account.cases_told > 40
    assert told.account.cases_withheld + told.account.cases_unusable >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_no_row_by_year_and_type_counts_fewer_people_than_a_group(seed: int) -> None:
    table = break_down(prepare(protect(original(seed, 1))))
    counted = table[table["cases"] > 0]
    assert len(counted) > 300
    assert counted["persons_low"].min() >= Policy().threshold
    assert break_down(prepare(internal(original(seed, 1))))["persons_low"].min() < Policy().threshold


def test_nothing_is_found_in_files() -> None:
    made = prepare(protect(original(1, 1)))
    files = public_files(made, Selection(), ("routes", "hotspots"))
    found = [leak for name, content in files for leak in forbidden(name, content)]
    assert found == []


def test_the_adversary_finds_it_all_in_what_is_not_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any protection every attack succeeds: none of them looks past what it is for."""
    events = original(1, 1)
    made = release.internal(events)
    assert small_groups(events, THRESHOLD)
    assert recovered(events, made, questions(1, MANY_QUESTIONS))
    answers = public_texts(prepare(made), Selection())
    assert any(forbidden(name, text.encode()) for name, text in answers.items())
    assert too_small(answers["routes place json"], THRESHOLD)
    assert differing(answers, public_texts(prepare(release.internal(original(1, 2))), Selection()))
    found = {name for name, content in public_files(prepare(made), Selection(), ()) if forbidden(name, content)}
    assert any(name.startswith("pack.zip: page.docx") for name in found)
    assert any(name.startswith("pack.zip: table.xlsx") for name in found)
    assert "routes.html" in found


def _no_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    real = release.group_cases
    monkeypatch.setattr(release, "group_cases", lambda usable, coarser, part_of, _: real(usable, coarser, part_of, 0))


def _restricted_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usable, "VISIBILITIES", ("none", "none", "restricted"))


def _gaps_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usable, "cut_from", lambda marked, case: marked)


def _days_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = telling.dates

    def dates(events: Any, grouped: Any, cells: Any) -> dict[str, Any]:
        made = real(events, grouped, cells)
        return {**made, "date": events.frame["date"].to_numpy(dtype=object)[grouped.records.row][: len(made["date"])]}

    monkeypatch.setattr(telling, "dates", dates)


def _notes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        telling, "sources", lambda events, grouped, cells, published: _real_sources(events, grouped, cells)
    )


def _real_sources(events: Any, grouped: Any, cells: Any) -> dict[str, Any]:
    return {
        name: events.frame[name].to_numpy(dtype=object)[grouped.records.row][: len(grouped.told.case)]
        for name in columns.SOURCE_TEXTS
    }


def _persons_are_not_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "persons", lambda grouped, cells: (grouped.told.low, grouped.told.high.copy()))


def _the_order_of_the_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_order", lambda columns, told, cells: np.lexsort((told.position, told.case)))


def _the_fingerprint_of_the_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    real = release.told_events
    monkeypatch.setattr(
        release,
        "told_events",
        lambda events, *rest, **how: replace(real(events, *rest, **how), fingerprint=events.fingerprint),
    )


def _free_words_say_who_held_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        telling,
        "custodians",
        lambda events, grouped, cells, published: columns.texts_of(events.frame["custodian"], grouped, cells),
    )


def _groups_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    real = grouping._grouped
    monkeypatch.setattr(grouping, "_grouped", lambda told, part_of, threshold: real(told, part_of, 1))


PROTECTIONS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the threshold": _no_threshold,
    "the count of a group": _groups_are_not_counted,
    "restricted records": _restricted_are_told,
    "the end of a journey at a restricted record": _gaps_are_joined,
    "months": _days_are_told,
    "sources left behind": _notes_are_told,
    "people spread": _persons_are_not_spread,
    "the order": _the_order_of_the_file_is_kept,
    "the fingerprint": _the_fingerprint_of_the_file_is_kept,
    "the program's words for who held them": _free_words_say_who_held_them,
}


@pytest.mark.parametrize("protection", PROTECTIONS)
def test_the_leak_is_found_when_a_protection_is_off(protection: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # An account that sees the fault itself would stop the copy before the adversary has it.
    blind = SimpleNamespace(protection=Protection(Policy(), 0, False))
    monkeypatch.setattr(release, "_account", lambda *_: blind)
    PROTECTIONS[protection](monkeypatch)
    assert next(leaks(1), None)


def test_the_account_sees_a_group_that_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    _groups_are_not_counted(monkeypatch)
    with pytest.raises(Exception, match="a group of"):
        protect(original(1, 1), Policy())


def test_only_the_door_makes_a_release() -> None:
    with pytest.raises(TypeError, match="'protect', 'internal' or 'reopened'"):
        Release(original(1, 1), "public", None, None, object())
    assert Policy().threshold == adversary.THRESHOLD
