"""How a view is cited: it names records by what they are and never by the name of a file."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path

from footprints_geo.citation import cite
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.language import Language
from footprints_geo.periods import Period
from footprints_geo.pipeline import Prepared, prepare, view
from footprints_geo.selection import Selection

DAY = datetime.date(2026, 11, 30)
CHOSEN = Selection(years=Period.of(2023), kind=("repatriation",))


@cache
def bundled() -> Prepared:
    return prepare()


def test_the_bundled_records_are_cited_as_they_ask_for() -> None:
    seen = view(bundled(), CHOSEN)
    said = cite(seen, "Routes", "years=2023&kind=repatriation", DAY)
    assert said.text.startswith("Routes: Forced returns to North Korea, 2023. Footprints Geo ")
    assert "documented escapes, arrests and forced returns of North Koreans, version 1.0.0" in said.text
    assert bundled().events.fingerprint in said.text
    assert said.text.endswith("Chosen: years=2023&kind=repatriation. Seen on 2026-11-30.")
    assert r"Chosen: years=2023\&kind=repatriation" in said.bibtex
    assert re.fullmatch(r"@misc\{footprints-geo-[0-9a-f]{12}-2026-11-30,\n(  \w+ = \{.*\},?\n)+\}", said.bibtex)
    korean = cite(seen, "경로", "", DAY, Language("ko"))
    assert korean.text != said.text
    assert "2026-11-30" in korean.text
    assert "선택: 전체" in korean.text


def test_other_records_are_known_by_their_fingerprint_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret_name{of}_somebody.csv"
    path.write_text("case_id,event_type,date,place,country\nSECRET,arrest,2023,Yanji,CN\n", encoding="utf-8")
    prepared = prepare(internal(read_events(path)))
    said = cite(view(prepared), "Routes", "", DAY)
    assert prepared.events.fingerprint in said.text
    assert not re.search("secret|SECRET|somebody", said.text + said.bibtex)
    assert "Cite the source of each row" not in said.text


def test_signs_of_latex_are_read_as_they_are() -> None:
    said = cite(view(bundled()), r"50 % of $x_1$ & {more}~^\ ", "", DAY).bibtex
    assert r"{50 \% of \$x\_1\$ \& \{more\}\textasciitilde{}\textasciicircum{}\textbackslash{} :" in said
