"""The method page: every step has the words of its code, every table of the package is there, in both languages."""

from __future__ import annotations

import re

import pytest

from footprints_geo.language import Language, languages
from footprints_geo.method import citation, resources, steps
from footprints_geo.method_note import versions_words
from footprints_geo.method_words import common_chapters
from footprints_geo.vocabulary import data_path


def test_every_step_is_told_in_whole_sentences_without_the_marks_of_a_programmer() -> None:
    assert len(steps()) == len({step.heading for step in steps()})
    for step in steps():
        assert step.texts, step.heading
        assert step.rooms, step.heading
        for text in step.texts:
            assert re.fullmatch(r"[A-Z].*[.:;)?]", text), text
            assert not re.search(r":\w+:`|`|\bParameters\b|-{3,}", text), text


def test_the_steps_name_the_sources_of_their_methods() -> None:
    said = " ".join(text for step in steps() for text in step.texts)
    assert "Ord and Getis 1995" in said
    assert "Benjamini" in said


def test_every_table_of_the_package_is_there_with_its_licence_and_source() -> None:
    assert {one.file for one in resources()} >= {"documented_events.csv", "published_figures.csv", "geonames.parquet"}
    for one in resources():
        assert data_path(one.file).exists()
        assert one.rows > 0
        assert one.licences
        assert one.sources
        assert one.description
        assert one.as_of
    assert "Footprints Geo" in citation()


@pytest.mark.parametrize("code", languages())
def test_what_is_true_of_every_page_is_told_in_every_language(code: str) -> None:
    english, other = common_chapters(), common_chapters(Language(code))
    assert [len(paragraphs) for _, paragraphs in other] == [len(paragraphs) for _, paragraphs in english]
    assert (code == "en") == (english == other)
    assert versions_words(Language(code))[0].startswith("footprints-geo ")
