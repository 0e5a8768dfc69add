"""When something was, in words: no more is said than is known."""

from __future__ import annotations

import pytest

from footprints_geo.date_words import when_it_was
from footprints_geo.language import Language
from tests.builders import event, read_rows

WORDS = {
    "": ("date not known", "날짜를 알 수 없음"),
    "2012": ("2012", "2012년"),
    "2012-05": ("May 2012", "2012년 5월"),
    "2012-05-09": ("May 9, 2012", "2012년 5월 9일"),
    "2012-05/2012-08": ("May to August 2012", "2012년 5월~8월"),
    "2012-05-09/2012-06-01": ("between May 9, 2012 and June 1, 2012", "2012년 5월 9일과 2012년 6월 1일 사이"),
    "2012~": ("about 2012", "2012년경"),
    "2012?": ("2012, uncertain", "2012년, 불확실"),
    "2012%": ("about 2012, uncertain", "2012년경, 불확실"),
}


@pytest.mark.parametrize(("date", "words"), WORDS.items())
def test_a_date_in_words(date: str, words: tuple[str, str]) -> None:
    record = read_rows([event("A", "arrest", "CN", date=date)]).frame.to_dict("records")[0]
    assert (when_it_was(record), when_it_was(record, Language("ko"))) == words
