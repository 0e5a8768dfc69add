"""The rooms of the house: what may import what, how long a room may be, and that all that is public is explained."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import re
import tomllib
from pathlib import Path

import pytest
import typer

import footprints_geo
from footprints_geo.cli import app
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import EVENT_TYPES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "footprints_geo"

ROOMS = (
    # ground
    "messages", "errors", "vocabulary", "language", "terms", "parallel", "coded", "cell_values", "plain_text",
    "archives", "lexicon", "profiles", "synthetic_mark",
    "dates", "dates.words", "dates.refusals", "dates.intervals", "dates.durations", "dates.mentions",
    "dates.readings", "dates.typed_durations", "dates.typed", "typed_counts",
    "places", "places.names", "places.table", "places.name_index", "places.gazetteer", "places.wide_names",
    "places.wide_matching", "places.wide_gazetteer", "places.likeness", "places.decisions", "places.lookups",
    "places.phrases", "places.parts", "places.candidates", "places.geocoding", "places.areas", "places.nations",
    # doors: readers
    "sources", "sources.limits", "sources.source_table", "sources.cells", "sources.encodings", "sources.watched_file",
    "sources.delimited", "sources.sheets", "sources.number_formats", "sources.xml_reading", "sources.xlsx_cells",
    "sources.xlsx", "sources.ods_styles", "sources.ods_cells", "sources.ods", "sources.sheet_notes",
    "sources.sheet_tables", "sources.workbooks", "sources.geometries", "sources.arrow_cells", "sources.parquet",
    "sources.geopackage", "sources.geodata", "sources.uwazi_cells", "sources.uwazi_positions", "sources.uwazi_headers",
    "sources.uwazi_plain", "sources.uwazi_columns", "sources.uwazi_languages", "sources.uwazi", "sources.uwazi_items",
    "sources.uwazi_entities", "sources.uwazi_api", "sources.uwazi_address", "sources.uwazi_requests",
    "sources.uwazi_live", "sources.written_dates", "sources.public_tables", "sources.acled",
    "sources.iom", "sources.opening",
    # doors: mapping
    "events", "events.mending", "events.faults", "events.numbers", "events.checks",
    "mapping", "mapping.word_values", "mapping.cell_positions", "mapping.cell_kinds", "mapping.header_words",
    "mapping.header_names", "mapping.header_claims", "mapping.forms", "mapping.answers",
    "mapping.questions", "mapping.profile_toml", "mapping.profile_files", "mapping.proposal", "mapping.unused",
    "unfolding", "unfolding.group_cells", "unfolding.own_words", "unfolding.split_cells", "unfolding.group_readings",
    "unfolding.count_cells", "unfolding.joined_cells", "unfolding.unread_cells", "unfolding.accounts", "unfolding.rows",
    # doors: the validated table, and keeping it
    "events.locations", "events.plausibility", "events.schema", "events.table", "events.validation", "events.reading",
    "writers", "writers.whole_files", "writers.geopackage_file", "writers.workbook_file", "writers.formats",
    "writers.templates", "writers.parts_file", "writers.pieces",
    "workspace.contents", "workspace.copying", "workspace.difference", "workspace.durable", "workspace.snapshots",
    "workspace.layout", "workspace.log", "workspace.protocol", "workspace.package", "workspace.folder",
    "workspace.postgres_connection",
    "workspace.postgres_tables", "workspace.postgres", "workspace", "workspace.imports",
    # living
    "ordering", "periods", "event_codes", "selection", "sequences", "paths", "journeys", "segment_dates", "counting",
    "persons", "custodians",
    "disclosure", "disclosure.policy", "disclosure.usable", "disclosure.details", "disclosure.grouping",
    "disclosure.lines", "disclosure.columns", "disclosure.telling", "disclosure.account", "disclosure.release",
    "disclosure.words", "disclosure.copy_file", "legs", "routes", "spread", "prepared", "tally", "pipeline",
    "synthetic", "cells", "answer", "breakdown", "summary", "engine", "engine.records", "engine.dealing",
    "engine.question", "engine.local", "engine.cluster",
    "getis_ord", "grids", "placement", "hotspots", "robustness", "time_counts", "coverage", "case_search",
    "scan_slots", "scan_zones", "scan_runs", "scan", "rates",
    "custody_types", "chain_people", "held_events", "station_times", "stations", "chain_names", "chains",
    "chain_view",
    # studio
    "scales", "captions", "date_words",
    "tally_words", "time_words", "chain_words", "chain_known_words", "basemap", "labels",
    "cell_labels", "scene", "screen_names", "deck", "deck.ground", "deck.routes", "export", "file_account",
    "chain_export", "chain_paths", "chain_flow", "chain_flow_words",
    "projections", "flows", "corridors", "callouts", "symbol_spread", "paper", "wording", "legend", "panels",
    "comparison", "comparison_words",
    "panel_words", "timeline", "hatched_blocks", "timeline_bars", "timeline_words",
    "symbols", "event_places", "event_words",
    "area_names", "hotspot_words", "hotspot_export", "rate_words", "rate_export",
    "cell_scene", "page_colours", "chain_chart", "year_chart", "timeline_chart",
    "deck.cells", "hotspot_captions", "deck.web_page", "web_map", "recipe", "synthetic_package",
    "coverage_words", "coverage_export",
    "figure", "figure.fonts", "figure.ground", "figure.bars", "figure.symbols", "figure.cells", "figure.map_frame",
    "figure.map_elements", "figure.page", "figure.framing", "figure.routes", "figure.panels", "figure.timeline",
    "figure.events", "figure.hotspots", "figure.watermark", "figure.drawing", "figure.recipe_text", "figure.files",
    "report_tables", "word_document", "report_words", "method_words", "method_note", "method", "citation",
    "figure.pack",
    # porch
    "ui", "ui.serving", "", "operators_log", "targets", "team", "team_settings", "workers", "cli_flags",
    "cli_engine", "cli_routes", "cli_answers", "cli_figures", "cli_serving", "cli_synth", "cli", "__main__",
    "ui.words", "ui.boxes", "ui.state", "ui.press", "ui.theme", "ui.page_language", "ui.task", "ui.own_records",
    "ui.signin", "ui.data", "ui.answers", "ui.sharing", "ui.years", "ui.sidebar", "ui.frame", "ui.home", "ui.look",
    "ui.records",
    "ui.legend", "ui.playback", "ui.routes", "ui.hotspots", "ui.rates",
    "ui.chains", "ui.timeline", "ui.chosen", "ui.compare", "ui.coverage",
    "ui.library", "ui.figure_options", "ui.leaving", "ui.drawn", "ui.figure", "ui.choose", "ui.column_words",
    "ui.questions", "ui.account", "ui.mapping", "ui.place_review", "ui.keeping", "ui.method", "ui.tour",
)  # fmt: skip
"""Every module, in the order of DESIGN section 7; '' is the package itself. Imports point up this list only."""

ONLY_IN = {
    "streamlit": re.compile(r"ui(\..+)?|app"),
    "pydeck": re.compile(r"deck(\..+)?"),
    "matplotlib": re.compile(r"figure(\..+)?"),
    "altair": re.compile("chain_chart|year_chart|timeline_chart"),
    "docx": re.compile("word_document"),
    "dask": re.compile(r"engine\.cluster"),
    "distributed": re.compile(r"engine\.cluster"),
    "fsspec": re.compile(r"engine\.records"),
    "typer": re.compile("cli(_[a-z]+)?"),
}
"""Libraries that only some rooms may know of."""

LONGEST = 320
ALLOWED_ADDRESSES = re.compile(
    r"http://www\.w3\.org/2000/svg|http://purl\.org/dc/elements/1\.1/|http://localhost:"
    r"|http://schemas\.openxmlformats\.org/[\w/]+"
)
FILES = sorted(PACKAGE.rglob("*.py"))
THIN = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]


def room_of(file: Path) -> str:
    """The name of a module inside the package: `ui.state`, and '' for the package itself."""
    if not file.is_relative_to(PACKAGE):
        return file.stem
    parts = list(file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> set[str]:
    """Full names of all modules a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}, line {node.lineno}: a relative import; write the full name"
            module = node.module or ""
            inner = {f"{module}.{alias.name}" for alias in node.names}
            found.update({name for name in inner if is_module(name)} or {module})
    return found


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return name.startswith("footprints_geo.") and (path.with_suffix(".py").exists() or (path / "__init__.py").exists())


def inner_imports(file: Path) -> set[str]:
    names = {name for name in imports(file) if name.split(".")[0] == "footprints_geo"}
    return {name.removeprefix("footprints_geo").removeprefix(".") for name in names}


def test_every_module_has_a_place_in_the_order_and_every_place_a_module() -> None:
    assert sorted(map(room_of, FILES)) == sorted(ROOMS)


@pytest.mark.parametrize("file", FILES, ids=room_of)
def test_imports_point_up_the_list_only(file: Path) -> None:
    above = set(ROOMS[: ROOMS.index(room_of(file))])
    assert inner_imports(file) - above == set()


@pytest.mark.parametrize("file", [*FILES, *THIN], ids=lambda file: room_of(file) or "package")
def test_libraries_stay_in_their_rooms(file: Path) -> None:
    libraries = {name.split(".")[0] for name in imports(file)}
    strays = {
        library for library, rooms in ONLY_IN.items() if library in libraries and not rooms.fullmatch(room_of(file))
    }
    assert strays == set()


@pytest.mark.parametrize("file", THIN, ids=lambda file: file.stem)
def test_pages_are_tables_of_contents(file: Path) -> None:
    libraries = {name.split(".")[0] for name in imports(file)}
    assert libraries <= {"footprints_geo", "streamlit", "__future__"}
    assert all(name.startswith("ui.") for name in inner_imports(file))
    defined = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    assert defined == []


def test_there_are_pages_to_check() -> None:
    assert {"app", "home", "routes"} <= {file.stem for file in THIN}


@functools.cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call in the package: the module, the name of what is called, and the call."""
    return tuple(
        (room_of(file), getattr(node.func, "id", getattr(node.func, "attr", "")), node)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )


def callers(name: str) -> set[str]:
    """The modules of the package that call something of a name."""
    return {room for room, called, _ in calls() if called == name}


def test_what_is_shown_comes_through_one_door() -> None:
    """What views are made of is a release; only `protect`, its copy in a file and a deliberate `internal` make one."""
    assert callers("Release") == {"disclosure.release"}
    assert callers("reopened") == {"disclosure.copy_file"}
    assert callers("Prepared") == {"pipeline"}
    assert callers("internal") == {"pipeline", "engine.question", "cli_flags", "ui.data", "ui.own_records"}
    assert callers("protect") == {"engine.question", "cli_flags", "ui.leaving"}


def opens_to_write(call: ast.Call) -> bool:
    """Whether a call of `open` has a mode in which something can be written."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    modes = [node.value for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(re.fullmatch(r"[rwaxbt+]{1,3}", mode) and re.search(r"[wax+]", mode) for mode in modes)


def test_what_is_written_goes_through_one_room() -> None:
    """A file that is written in its own place is half a file when the program is killed."""
    opening = {room for room, called, call in calls() if called == "open" and opens_to_write(call)}
    # Pieces lie in a private folder, and are gone with it.
    assert opening == {"writers.whole_files", "writers.formats", "writers.workbook_file", "writers.pieces"}
    assert callers("add_piece") == {"engine.local"}
    assert callers("whole_file") == {"writers.whole_files", "writers.formats", "writers.parts_file"}
    assert callers("write_whole") == {"targets", "cli_flags"}
    assert callers("write_text") == {"cli_flags"}
    assert callers("write_bytes") == {"writers.whole_files", "ui.own_records"}
    assert callers("check_targets") == {"cli_flags"}


def test_no_module_is_long() -> None:
    lines = {room_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    too_long = {room for room, count in lines.items() if count > LONGEST}
    assert too_long == set(), lines


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "manager", "process", "common", "misc"}
    assert not empty_words & {part for file in FILES for part in room_of(file).split(".")}


@pytest.mark.parametrize("file", [*FILES, *THIN], ids=lambda file: room_of(file) or "package")
def test_no_address_of_the_network_is_in_the_code(file: Path) -> None:
    texts = [
        node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    ]
    addresses = [text for text in texts if re.search(r"https?://", ALLOWED_ADDRESSES.sub("", text))]
    assert addresses == []


def public_objects() -> list[tuple[str, object]]:
    """What the package offers, and the methods and properties of its classes."""
    found: list[tuple[str, object]] = []
    for name in footprints_geo.__all__:
        thing = getattr(footprints_geo, name)
        found.append((name, thing))
        if inspect.isclass(thing):
            inside = {n: m for n, m in vars(thing).items() if not n.startswith("_")}
            callable_kinds = (staticmethod, classmethod, property)
            found += [
                (f"{name}.{n}", m)
                for n, m in inside.items()
                if inspect.isfunction(m) or isinstance(m, callable_kinds) or hasattr(m, "attrname")
            ]
    return found


@pytest.mark.parametrize(("name", "thing"), public_objects(), ids=[name for name, _ in public_objects()])
def test_everything_public_is_explained(name: str, thing: object) -> None:
    text = inspect.getdoc(thing) or ""
    # A dataclass without a docstring gets its signature as one, which explains nothing.
    assert len(text) > 10, name
    assert not text.startswith(f"{name}("), name


@pytest.mark.parametrize(
    "name", [n for n in footprints_geo.__all__ if dataclasses.is_dataclass(getattr(footprints_geo, n))]
)
def test_single_things_are_frozen_and_every_field_is_explained(name: str) -> None:
    thing = getattr(footprints_geo, name)
    assert thing.__dataclass_params__.frozen
    public = [field.name for field in dataclasses.fields(thing) if not field.name.startswith("_")]
    assert [field for field in public if not re.search(rf"\b{field}\b", thing.__doc__)] == []


def test_the_public_names_are_the_promised_ones() -> None:
    promised = {"read_events", "Gazetteer", "Selection", "build_journeys", "rank_routes", "prepare", "view"}
    assert promised <= set(footprints_geo.__all__)
    assert (PACKAGE / "py.typed").exists()


def test_the_command_is_installed_by_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"footprints-geo": "footprints_geo.__main__:main"}


def flags() -> set[str]:
    whole = typer.main.get_command(app)
    commands = [whole.get_command(None, name) for name in whole.list_commands(None)]
    options = [o for c in commands for p in c.params for o in p.opts if o.startswith("-")]
    return set(options) - {"--help"}


def test_the_readme_knows_every_condition_event_type_and_flag() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    words = {field.name.replace("_", "-") for field in dataclasses.fields(Selection)} | set(EVENT_TYPES) | flags()
    missing = sorted(w for w in words if not re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text))
    assert missing == []
    assert {"--kind", "--level", "--years", "-o", "--rejects", "--port"} <= flags()
