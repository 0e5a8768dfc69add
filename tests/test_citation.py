"""How a view is cited: it names records by what they are and never by the name of a file."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path

from footprints_geo.citation import cite, mark_of
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import internal, protect
from footprints_geo.events.reading import read_events
from footprints_geo.language import Language
from footprints_geo.periods import Period
from footprints_geo.pipeline import bundled_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection

DAY = datetime.date(2026, 11, 30)
CHOSEN = Selection(years=Period.of(2023), kind=("repatriation",))


@cache
def bundled() -> Prepared:
    return prepare()


def test_the_bundled_records_are_cited_as_they_ask_for() -> None:
    seen = view(bundled(), CHOSEN)
    said = cite(seen, "Routes: Forced returns", "years=2023&kind=repatriation", DAY)
    assert said.text.startswith("Routes: Forced returns. Footprints Geo ")
    assert "documented escapes, arrests and forced returns of North Koreans, version 1.0.0" in said.text
    assert bundled().events.fingerprint in said.text
    assert said.text.endswith("Chosen: years=2023&kind=repatriation. Seen on 2026-11-30.")
    assert r"Chosen: years=2023\&kind=repatriation" in said.bibtex
    assert re.fullmatch(r"@misc\{footprints-geo-[0-9a-f]{12}-2026-11-30,\n(  \w+ = \{.*\},?\n)+\}", said.bibtex)
    korean = cite(seen, "경로", "", DAY, Language("ko"))
    assert korean.text != said.text
    assert "2026-11-30" in korean.text
    assert "선택: 페이지가 열릴 때 그대로" in korean.text


def test_two_views_of_one_day_are_two_entries() -> None:
    seen = view(bundled())
    keys = {cite(seen, title, query, DAY).bibtex.split(",")[0] for title in ("A", "B") for query in ("", "years=2023")}
    assert len(keys) == 4


def test_a_persons_own_records_are_known_by_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secret_name{of}_somebody.csv"
    path.write_text("case_id,event_type,date,place,country\nSECRET,arrest,2023,Yanji,CN\n", encoding="utf-8")
    own = view(prepare(internal(read_events(path))))
    said = cite(own, "Routes", "", DAY)
    assert mark_of(own) == ""
    assert own.prepared.events.fingerprint not in said.text + said.bibtex
    assert "From records that are not published." in said.text
    assert not re.search("secret|SECRET|somebody", said.text + said.bibtex)
    assert "Cite the source of each row" not in said.text


def test_a_protected_copy_is_known_by_what_everybody_may_have() -> None:
    copy = view(prepare(protect(bundled_events(), Policy())))
    assert mark_of(copy) == copy.prepared.events.fingerprint != bundled().events.fingerprint
    assert mark_of(copy) in cite(copy, "Routes", "", DAY).text


def test_signs_of_latex_are_read_as_they_are() -> None:
    said = cite(view(bundled()), r"50 % of $x_1$ & {more}~^\ ", "", DAY).bibtex
    assert r"{50 \% of \$x\_1\$ \& \{more\}\textasciitilde{}\textasciicircum{}\textbackslash{} }" in said
