"""Made-up records: the same for a seed, like the documented ones, all usable, known everywhere for what they are."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from matplotlib.text import Text
from streamlit.testing.v1 import AppTest

from footprints_geo.chain_export import CHAIN_FORMATS
from footprints_geo.chain_view import see_chains
from footprints_geo.coverage import cover
from footprints_geo.coverage_export import COVERAGE_FORMATS
from footprints_geo.disclosure.copy_file import copy_bytes, read_copy
from footprints_geo.disclosure.policy import PUBLISHED, Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.disclosure.words import audience_words
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import Events
from footprints_geo.export import ROUTE_FORMATS
from footprints_geo.figure.drawing import DRAWERS, draw
from footprints_geo.figure.files import sidecar_of, without_words
from footprints_geo.figure.watermark import LABEL
from footprints_geo.hotspot_export import HOTSPOT_FORMATS
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import language_of
from footprints_geo.paper import FigureKind, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, bundled_events, prepare, view
from footprints_geo.rate_export import RATE_FORMATS
from footprints_geo.rates import check_rates, find_rates
from footprints_geo.report_tables import route_tables, workbook
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from footprints_geo.synthetic import PART, Mould, made_up_events, measure
from footprints_geo.synthetic_mark import PACKAGE
from footprints_geo.web_map import WEB_MAPS, draw_web_page
from footprints_geo.writers.parts_file import write_parts
from tests.builders import event, events_of, write_rows
from tests.commands import run

MARK = "Synthetic data: no real person"
CASES = 3_000
QUICK = FigureOptions(sheet=sheet_of("", 150, 150), dpi=50)
LARGE = sheet_of("poster-a2")


@cache
def mould() -> Mould:
    return measure(bundled_events().given)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made-up") / "records.parquet"
    write_parts(made_up_events(mould(), CASES, 1), path)
    return path


@pytest.fixture(scope="module")
def made_up(file: Path) -> Events:
    return read_events(file)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> View:
    """A few of them: what is said does not depend on how many there are."""
    path = tmp_path_factory.mktemp("few") / "records.parquet"
    write_parts(made_up_events(mould(), 200, 2), path)
    return view(prepare(internal(read_events(path))), level="place")


def table(cases: int, seed: int) -> pd.DataFrame:
    """All records as cells of text."""
    parts = [part.to_pandas().astype("object") for part in made_up_events(mould(), cases, seed)]
    whole = pd.concat(parts, ignore_index=True)
    return whole.where(whole.notna(), "").astype("str")


def test_the_same_seed_makes_the_same_records_and_another_makes_others() -> None:
    assert table(500, 7).equals(table(500, 7))
    assert not table(500, 7).equals(table(500, 8))


def test_more_cases_than_are_made_at_once_are_of_one_kind_and_each_has_its_own_id() -> None:
    parts = list(made_up_events(mould(), PART + 3, 1))
    assert [part.schema for part in parts] == [parts[0].schema] * 2
    ids = [set(part["case_id"].combine_chunks().dictionary_decode().to_pylist()) for part in parts]
    assert (len(ids[0]), len(ids[1]), len(ids[0] & ids[1])) == (PART, 3, 0)
    assert max(ids[1]) == f"SYN-{PART + 3:07d}"


def test_all_made_up_records_are_accepted_and_counted(made_up: Events) -> None:
    assert (made_up.rows_rejected, made_up.frame["case_id"].nunique()) == (0, CASES)
    assert made_up.rows_read == len(made_up.frame) > CASES


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_both_formats_hold_the_same_records(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"records{ending}"
    rows = write_parts(made_up_events(mould(), 200, 3), path)
    given, plain = read_events(path).given, table(200, 3)
    assert rows == len(given) == len(plain)
    for name in ("case_id", "event_type", "date", "place", "part_of", "source_title"):
        assert given[name].astype("str").tolist() == plain[name].tolist()


@pytest.mark.parametrize("column", ["event_type", "location_precision", "country", "subject"])
def test_values_are_about_as_frequent_as_in_the_documented_records(made_up: Events, column: str) -> None:
    own, documented = (
        events.frame[column].astype("str").value_counts(normalize=True) for events in (made_up, bundled_events())
    )
    assert set(own.index) <= set(documented.index)
    assert float(own.sub(documented, fill_value=0).abs().max()) < 0.03


@pytest.mark.parametrize(
    "column", ["date", "lat", "persons", "persons_min", "persons_max", "custodian", "part_of", "admin1", "women"]
)
def test_about_as_much_is_missing_as_in_the_documented_records(made_up: Events, column: str) -> None:
    own, documented = (float((events.given[column] == "").mean()) for events in (made_up, bundled_events()))
    assert own == pytest.approx(documented, abs=0.03)


def test_cases_are_as_long_and_years_as_full_and_groups_as_large_as_the_documented_ones(made_up: Events) -> None:
    documented = bundled_events()
    lengths, years, persons = [], [], []
    for events in (made_up, documented):
        frame = events.frame
        lengths.append(frame.groupby("case_id", observed=True).size().value_counts(normalize=True))
        years.append(frame["date_earliest"].dt.year.value_counts(normalize=True))
        persons.append(np.log(frame.loc[frame["persons_stated"], "persons_low"]).mean())
    assert float(lengths[0].sub(lengths[1], fill_value=0).abs().max()) < 0.03
    assert float(years[0].sub(years[1], fill_value=0).abs().max()) < 0.08
    assert persons[0] == pytest.approx(persons[1], abs=0.1)
    assert made_up.frame["date_latest"].max() <= documented.frame["date_latest"].max()


def test_routes_are_about_as_frequent_and_there_are_new_ones(made_up: Events) -> None:
    prepared = prepare(internal(made_up))
    documented = view(prepare(), level="country").routes.set_index(["kind", "label"])["cases"]
    own = view(prepared, level="country").routes.set_index(["kind", "label"])["cases"]
    assert own.idxmax() == documented.idxmax()
    shares = (own / own.sum()).sub(documented / documented.sum(), fill_value=0)
    assert float(shares.abs().max()) < 0.05
    assert len(view(prepared, level="place").routes) > 3 * len(view(prepare(), level="place").routes)


def test_no_source_and_no_word_of_a_documented_record_is_taken_over(made_up: Events) -> None:
    documented = bundled_events().given
    for column in ("case_id", "source", "source_title", "source_url", "note"):
        own = set(made_up.given[column].astype("str")) if column in made_up.given else set()
        assert own & set(documented[column].astype("str")) <= {""}
    assert made_up.given["source_title"].astype("str").str.startswith("Synthetic record ").all()


def test_numbers_of_persons_do_not_contradict_each_other(made_up: Events) -> None:
    frame = made_up.frame
    assert not (frame["persons_high"] < frame["persons_low"]).any()
    assert (frame["persons_low"] >= 1).all()


def test_a_single_case_counts_itself_and_is_no_part_of_another(tmp_path: Path) -> None:
    for seed in range(60):
        (part,) = made_up_events(mould(), 1, seed)
        assert part["part_of"].null_count == part.num_rows


# Marks


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([event("SYN-0000001", "arrest", "CN")], "all", id="by the case"),
        pytest.param([event("A", "arrest", "CN", source_title="Synthetic record 3")], "all", id="by the source"),
        pytest.param([event("SYN-0000001", "arrest", "CN"), event("A", "arrest", "CN")], "some", id="some"),
        pytest.param([event("SYN-001", "arrest", "CN")], "none", id="an id of somebody's own"),
        pytest.param([event("A", "arrest", "CN", source_title="On a Synthetic record")], "none", id="another title"),
        pytest.param([], "none", id="no records"),
    ],
)
def test_records_are_known_by_either_mark(tmp_path: Path, rows: list[dict[str, str]], expected: str) -> None:
    assert events_of(tmp_path, *rows).synthetic == expected
    assert bundled_events().synthetic == "none"


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ({"resources": [{"path": "events.csv", "synthetic": True}]}, "all"),
        ({"resources": [{"path": "events.csv", "synthetic": False}]}, "none"),
        ({"resources": [{"path": "others.csv", "synthetic": True}]}, "none"),
        ({"synthetic": True}, "none"),
        ([], "none"),
        ({"resources": {"path": "events.csv"}}, "none"),
    ],
)
def test_records_are_known_by_the_description_beside_them(tmp_path: Path, package: object, expected: str) -> None:
    (tmp_path / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    assert events_of(tmp_path, event("A", "arrest", "CN")).synthetic == expected


def test_a_description_that_cannot_be_read_keeps_nobody_from_the_records(tmp_path: Path) -> None:
    (tmp_path / PACKAGE).write_bytes(b"[" * 100_000)
    assert events_of(tmp_path, event("A", "arrest", "CN")).synthetic == "none"


@pytest.mark.parametrize("policy", [Policy(), Policy(PUBLISHED)])
def test_a_protected_copy_is_marked_though_it_holds_no_source_and_no_id(
    tmp_path: Path, made_up: Events, policy: Policy
) -> None:
    release = protect(made_up, policy)
    path = tmp_path / "records.protected"
    path.write_bytes(copy_bytes(release))
    for one in (release, read_copy(path)):
        assert len(one.events.frame)
        assert one.events.synthetic == "all"
        assert audience_words(one).startswith(f"{MARK}. For the public")
    plain = copy_bytes(protect(bundled_events(), Policy(PUBLISHED)))
    assert b'"synthetic"' not in plain


def test_it_is_said_in_every_language(seen: View) -> None:
    release = seen.prepared.release
    assert audience_words(release, language_of("ko")).startswith("합성 데이터: 실존 인물이 아님.")


@pytest.mark.parametrize("kind", DRAWERS)
def test_every_kind_of_figure_has_a_watermark_and_says_it_to_who_does_not_see(seen: View, kind: FigureKind) -> None:
    against = Period.of(2013) if kind == "compare" else None
    chosen = view(seen.prepared, Selection(years=Period.of(2023)), "place") if kind == "compare" else seen
    drawing = draw(chosen, FigureOptions(kind, sheet=LARGE, dpi=QUICK.dpi, against=against))
    marks = [text for text in drawing.figure.findobj(Text) if text.get_label() == LABEL]
    assert [mark.get_text() for mark in marks] == [MARK] * 3
    others = [part.get_zorder() for part in drawing.figure.get_children() if part not in marks]
    assert min(mark.get_zorder() for mark in marks) > max(others)
    assert all(words.alt.startswith(("Synthetic data", "합성 데이터")) for words in drawing.said_in)
    assert sidecar_of(drawing).count(MARK) >= 3


def test_the_watermark_is_seen_in_the_picture_and_in_the_one_for_a_page(
    seen: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mark = without_words(draw(seen, QUICK), "{}")
    monkeypatch.setattr("footprints_geo.figure.drawing.put_watermark", lambda figure, words: None)
    assert without_words(draw(seen, QUICK), "{}") != with_mark


def test_documented_records_have_no_watermark_and_no_mark() -> None:
    shown = view(prepare(), level="place")
    drawing = draw(shown, QUICK)
    assert not [text for text in drawing.figure.findobj(Text) if text.get_label() == LABEL]
    for text in (draw_web_page(shown), *(write(shown, None) for write in ROUTE_FORMATS.values()), sidecar_of(drawing)):
        assert "ynthetic" not in text.split("Licences of the software")[0]


@pytest.mark.parametrize("kind", WEB_MAPS)
def test_a_map_for_a_browser_has_a_watermark(seen: View, kind: FigureKind) -> None:
    page = draw_web_page(seen, FigureOptions(kind))
    body = page.split("<body>")[1].split("<script")[0]
    across = body.split('<div class="watermark"')[1].split("</div>")[0]
    assert across.count(f"{MARK}.") == 3
    assert body.index('id="map"') < body.index('class="watermark"')
    assert "pointer-events: none" in body


def answers(seen: View) -> dict[str, str]:
    """Every answer that can be written, by its name."""
    data, chosen = seen.prepared, seen.selection
    found, chains = find_hotspots(data, chosen), see_chains(data, chosen, "holder")
    whole, over = find_rates(data, chosen), find_rates(data, chosen, over_time=True)
    rated = ((whole, check_rates(whole)), (over, check_rates(over)))
    return {
        **{f"routes {name}": write(seen, None) for name, write in ROUTE_FORMATS.items()},
        **{f"hotspots {name}": write(found, check(found), None) for name, write in HOTSPOT_FORMATS.items()},
        **{f"chains {name}": write(chains, None, False) for name, write in CHAIN_FORMATS.items()},
        **{f"coverage {name}": write(cover(data, None), data) for name, write in COVERAGE_FORMATS.items()},
        **{f"rates {name}": write(*rated) for name, write in RATE_FORMATS.items()},
    }


def test_every_answer_says_it_and_every_row_of_a_table(seen: View) -> None:
    for name, text in answers(seen).items():
        assert MARK in text, name
        if name.endswith("json"):
            assert json.loads(text)["synthetic"] == "all", name
        if name.endswith("csv"):
            rows = list(csv.DictReader(io.StringIO(text)))
            assert {row["audience"] for row in rows} <= {f"internal. {MARK}."}, name


def test_every_sheet_of_the_workbook_with_rows_of_records_says_it(seen: View) -> None:
    release: Release = seen.prepared.release
    content = workbook(route_tables(seen), seen.records(seen.segments), "T", release)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name in ("routes", "legs", "sources"):
        last = [row[-1] for row in book[name].iter_rows(min_row=2, values_only=True)]
        assert set(last) == {f"internal. {MARK}."}


def page_of_made_up_records() -> None:
    import streamlit as st

    from footprints_geo.selection import Selection
    from footprints_geo.ui import frame, own_records
    from footprints_geo.ui.state import Look

    def told(part: float, words: str, rows: int) -> None:
        """Nobody waits here."""

    st.session_state.setdefault("selection", Selection())
    st.session_state.setdefault("look", Look())
    if own_records.own_records() is None:
        own_records.load("made-up.csv", b"case_id,event_type,country\nSYN-0000001,arrest,CN\n", told)
    frame._show_before()


def test_it_is_said_before_all_that_a_page_says() -> None:
    shown = AppTest.from_function(page_of_made_up_records, default_timeout=120).run()
    assert not shown.exception
    assert [one.value.replace("\\", "") for one in shown.warning] == [f"{MARK}."]


# The command


def test_the_command_writes_records_and_a_description_that_are_the_same_every_time(tmp_path: Path) -> None:
    contents = []
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        answer = run("synth", "--cases", 50, "--seed", 4, "-o", tmp_path / folder / "made-up.parquet")
        assert (answer.code, answer.out) == (0, "")
        assert MARK in answer.err
        contents.append([file.read_bytes() for file in sorted((tmp_path / folder).iterdir())])
    assert contents[0] == contents[1]
    package = json.loads(contents[0][0])
    assert (package["title"], package["synthetic"], "synthetic" in package["keywords"]) == (MARK, True, True)
    (resource,) = package["resources"]
    written = pq.read_table(tmp_path / "one" / "made-up.parquet")
    assert (resource["rows"], resource["bytes"]) == (written.num_rows, len(contents[0][1]))
    assert [field["name"] for field in resource["schema"]["fields"]] == written.column_names
    assert read_events(tmp_path / "one" / "made-up.parquet").synthetic == "all"


def test_a_file_whose_records_lost_their_marks_is_known_by_its_description(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    assert run("synth", "--cases", 20, "--seed", 4, "-o", path).code == 0
    plain = pd.read_csv(path, dtype="str").drop(columns=["source_title"])
    plain.assign(case_id=plain["case_id"].str.replace("SYN", "C")).to_csv(path, index=False)
    assert read_events(path).synthetic == "all"
    (tmp_path / PACKAGE).unlink()
    assert read_events(path).synthetic == "none"


def test_the_command_prints_a_few_cases_as_csv_and_not_many(tmp_path: Path) -> None:
    answer = run("synth", "--cases", 5, "--seed", 4)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert {row["case_id"] for row in rows} == {f"SYN-000000{n}" for n in range(1, 6)}
    refused = run("synth", "--cases", 100_001, "--seed", 4)
    assert (refused.code, refused.out) == (2, "")
    assert "-o synthetic.parquet" in refused.err


def test_the_command_takes_the_place_of_no_description_of_other_files(tmp_path: Path) -> None:
    write_rows(tmp_path, [event("A", "arrest", "CN")])
    other = json.dumps({"resources": [{"path": "events.csv"}]})
    (tmp_path / PACKAGE).write_text(other, encoding="utf-8")
    answer = run("synth", "--cases", 5, "--seed", 4, "-o", tmp_path / "made-up.csv")
    assert answer.code == 2
    assert "folder of its own" in answer.err
    assert sorted(file.name for file in tmp_path.iterdir()) == [PACKAGE, "events.csv"]
    assert run("synth", "--cases", 5, "--seed", 4, "-o", tmp_path / "new.xlsx").code == 2


def test_written_again_it_takes_the_place_of_its_own(tmp_path: Path) -> None:
    for seed in (1, 2):
        assert run("synth", "--cases", 5, "--seed", seed, "-o", tmp_path / "made-up.csv").code == 0
    assert json.loads((tmp_path / PACKAGE).read_text(encoding="utf-8"))["made_by"]["seed"] == 2
