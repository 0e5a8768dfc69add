"""What the basemap promises: valid files, borders that are shared, places on the right side, names that are right."""

import json
import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo import basemap
from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.vocabulary import BOX, country_name, read_corridor, read_countries

MAPPED = shapely.box(73, -2, 150, 60)
BESIDE_THEIR_COUNTRY = {"HK", "SG"}
"""Too small for their name: it stands in the sea."""


def text(layer):
    return (basemap.BASEMAP_DIR / basemap.LAYERS[layer]).read_text(encoding="utf-8")


def country(code):
    table = basemap.read_layer("countries").set_index("code")
    return table.geometry[code]


def border(pair):
    return basemap.read_layer("borders").set_index("countries").geometry[pair]


def river(name):
    table = basemap.read_layer("rivers")
    return table.geometry[table["name_en"].str.startswith(name)].iloc[0]


def holder(lon, lat):
    table = basemap.read_layer("countries")
    return table.loc[table.intersects(shapely.Point(lon, lat)), "code"].tolist()


@pytest.mark.parametrize("layer", basemap.LAYERS)
def test_every_layer_is_plain_geojson_with_valid_geometry(layer):
    content = json.loads(text(layer))
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    table = basemap.read_layer(layer)
    assert len(table) == len(content["features"]) > 0
    assert table.is_valid.all()
    assert not table.is_empty.any()
    xy = shapely.get_coordinates(table.geometry.to_numpy())
    assert (np.abs(xy) <= [180, 90]).all()
    assert np.allclose(xy, np.round(xy, 4), atol=1e-9)


@pytest.mark.parametrize("layer", [layer for layer in basemap.LAYERS if layer != "countries"])
def test_only_countries_reach_beyond_the_mapped_area(layer):
    assert basemap.read_layer(layer).within(MAPPED.buffer(1e-6)).all()


def test_outer_rings_run_counter_clockwise():
    parts = basemap.read_layer("countries").explode(ignore_index=True).geometry
    assert parts.exterior.is_ccw.all()


def test_no_polygon_jumps_over_the_180th_meridian():
    bounds = basemap.read_layer("countries").explode(ignore_index=True).bounds
    assert (bounds["maxx"] - bounds["minx"]).max() < 170


def test_all_files_together_stay_small_and_none_is_forgotten():
    files = list(basemap.BASEMAP_DIR.glob("*.geojson"))
    assert {file.name for file in files} == set(basemap.LAYERS.values())
    assert sum(file.stat().st_size for file in files) < 2_500_000


def test_codes_are_iso_and_names_are_those_of_the_country_table():
    countries = read_countries()
    table = basemap.read_layer("countries")
    assert table["code"].is_unique
    named = table[table["code"].ne("")]
    assert set(named["code"]) <= set(countries.index)
    expected = countries.loc[named["code"], ["name_en", "name_ko"]]
    assert named[["name_en", "name_ko"]].to_numpy().tolist() == expected.to_numpy().tolist()
    assert set(table.loc[table["home"].eq(1), "code"]) == set(read_corridor().home)


def test_every_country_of_the_corridor_is_on_the_map():
    assert set(read_corridor().countries) <= set(basemap.read_layer("countries")["code"])


def test_countries_share_their_borders_without_overlap():
    assert shapely.coverage_is_valid(basemap.read_layer("countries").geometry.to_numpy())


@pytest.mark.parametrize("pair", ["CN-KP", "KP-RU", "CN-RU", "LA-TH", "CN-LA", "KP-KR"])
def test_there_is_no_gap_along_a_border(pair):
    line = border(pair)
    left, right = (country(code).boundary for code in pair.split("-"))
    assert line.difference(left.intersection(right).buffer(1e-9)).is_empty
    land = basemap.read_layer("countries")
    beside = land.geometry[land.intersects(line)]
    # The sea begins at the ends of a border, where no land is expected.
    ends = shapely.union_all([point.buffer(0.05) for point in line.boundary.geoms])
    strip = line.buffer(0.002).difference(ends)
    assert strip.difference(beside.union_all()).area == pytest.approx(0, abs=1e-9)


def test_the_china_dprk_border_is_finer_than_the_rest():
    def typical_step(line):
        xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
        steps = np.hypot(*np.diff(xy, axis=0).T)[np.diff(part) == 0]
        return np.median(steps)

    assert typical_step(border("CN-KP")) < 0.03 < typical_step(border("CN-MN"))


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (125.754, 39.034, "KP"),
        (124.398, 40.100, "KP"),
        (124.385, 40.129, "CN"),
        (129.843, 42.966, "CN"),
        (129.864, 42.945, "KP"),
        (129.751, 42.442, "KP"),
        (129.504, 42.907, "CN"),
        (131.886, 43.115, "RU"),
        (106.917, 47.919, "MN"),
        (126.978, 37.567, "KR"),
        (102.633, 17.976, "LA"),
        (102.741, 17.878, "TH"),
        (37.62, 55.75, "RU"),
        (34.1, 45.0, "UA"),
        (-0.5, 52.0, "GB"),
    ],
    ids=[
        "Pyongyang", "Sinuiju", "Dandong", "Tumen", "Namyang", "Hoeryong", "Yanji", "Vladivostok", "Ulaanbaatar",
        "Seoul", "Vientiane", "Nong Khai", "Moscow", "Crimea", "England",
    ],
)  # fmt: skip
def test_a_place_is_in_its_country(lon, lat, code):
    assert holder(lon, lat) == [code]


def test_a_border_river_parts_the_towns_on_its_banks():
    dandong_sinuiju = shapely.LineString([(124.385, 40.129), (124.398, 40.100)])
    tumen_namyang = shapely.LineString([(129.843, 42.966), (129.864, 42.945)])
    assert river("Yalu").intersects(dandong_sinuiju)
    assert river("Tumen").intersects(tumen_namyang)


@pytest.mark.parametrize(
    ("name", "lon", "lat", "tolerance"),
    [
        ("Yalu", 124.392, 40.115, 0.02),
        ("Yalu", 128.186, 41.411, 0.02),
        ("Yalu", 126.918, 41.812, 0.03),
        ("Tumen", 129.850, 42.957, 0.02),
        ("Tumen", 129.715, 42.459, 0.02),
        ("Tumen", 130.690, 42.300, 0.03),
        ("Mekong", 100.410, 20.270, 0.05),
        ("Mekong", 102.600, 17.960, 0.05),
        ("Mekong", 104.950, 11.570, 0.08),
        ("Amur", 127.530, 50.270, 0.08),
        ("Songhua", 126.600, 45.780, 0.08),
        ("Yellow", 103.830, 36.070, 0.1),
        ("Yangtze", 114.300, 30.580, 0.12),
        ("Red", 105.870, 21.040, 0.1),
    ],
)
def test_a_river_passes_where_it_should(name, lon, lat, tolerance):
    assert river(name).distance(shapely.Point(lon, lat)) < tolerance


def test_the_yalu_and_the_tumen_are_the_border_and_part_at_paektu():
    line = shapely.union(border("CN-KP"), border("KP-RU")).buffer(1e-4)
    heaven_lake = shapely.Point(128.08, 42.0)
    for name in ("Yalu", "Tumen"):
        assert river(name).within(line)
        assert 0.03 < river(name).distance(heaven_lake) < 0.5
    assert not river("Yalu").intersects(river("Tumen"))
    assert river("Yalu").bounds[2] < 128.45 <= river("Tumen").bounds[0]


def test_lines_that_are_no_agreed_border_are_marked():
    table = basemap.read_layer("borders")
    assert table["disputed"].dtype == bool
    disputed = set(table.loc[table["disputed"], "countries"])
    assert {"KP-KR", "CN-IN", "IN-PK"} <= disputed
    assert not disputed & {"CN-KP", "KP-RU", "CN-RU", "CN-LA", "LA-TH", "CN-VN", "CN-MN"}


def test_division_boundaries_lie_inside_their_country_and_reach_its_outline():
    for row in basemap.read_layer("admin1").itertuples():
        outline = country(row.country)
        assert row.geometry.length > 0
        outside = row.geometry.difference(outline.buffer(1e-6))
        # Only islets too small to be drawn may leave a boundary in the sea.
        assert outside.length < 0.01 * row.geometry.length
        assert row.geometry.intersects(outline.boundary)


def test_country_names_stand_inside_and_where_arrows_end():
    table = basemap.read_layer("country_labels").set_index("code")
    assert table.index.is_unique
    for code, point in table.geometry.items():
        if code in BESIDE_THEIR_COUNTRY:
            assert point.distance(country(code)) < 1
        else:
            assert point.within(country(code)), code
    for code, anchor in read_corridor().anchors.items():
        assert table.geometry[code].coords[0] == pytest.approx(anchor)


def test_cities_stand_in_their_country_and_have_three_names():
    table = basemap.read_layer("cities")
    land = basemap.read_layer("countries").set_index("code").geometry
    apart = shapely.distance(table.geometry.to_numpy(), land.loc[table["code"]].to_numpy())
    assert (apart < 0.02).all()
    assert table["rank"].between(1, 3).all()
    assert table[["name_en", "name_ko", "name_local"]].ne("").all(axis=None)
    assert {"Pyongyang", "Seoul", "Beijing", "Ulaanbaatar", "Hanoi", "Vientiane", "Bangkok"} <= set(table["name_en"])


def test_seas_carry_neutral_names_and_stand_in_the_water():
    table = basemap.read_layer("seas")
    assert {"East Sea / Sea of Japan", "Yellow Sea / West Sea"} <= set(table["name_en"])
    assert not table.intersects(basemap.read_layer("countries").union_all()).any()


def test_the_country_table_is_whole():
    table = read_countries()
    assert len(table) == 249
    assert table.index.is_unique
    assert table.index.is_monotonic_increasing
    assert table.index.str.fullmatch("[A-Z]{2}").all()
    assert table[["name_en", "name_ko"]].ne("").all(axis=None)
    assert not table["name_en"].str.contains(r"[()]").any()
    boxes = table[list(BOX)]
    assert (boxes.isna().any(axis=1) == boxes.isna().all(axis=1)).all()
    known = boxes.dropna()
    assert (known["west"] < known["east"]).all()
    assert (known["south"] < known["north"]).all()
    assert known["west"].between(-180, 180).all()
    assert (known["east"] - known["west"] < 240).all()


@pytest.mark.parametrize(
    ("code", "english", "korean"),
    [
        ("KP", "North Korea", "북한"),
        ("KR", "South Korea", "한국"),
        ("CN", "China", "중국"),
        ("MM", "Myanmar", "미얀마"),
        ("HK", "Hong Kong", "홍콩"),
        ("MO", "Macao", "마카오"),
        ("NA", "Namibia", "나미비아"),
    ],
)
def test_country_names_are_the_plain_ones(code, english, korean):
    assert (country_name(code), country_name(code, "ko")) == (english, korean)


def test_boxes_hold_their_country_and_cross_the_180th_meridian_where_it_does():
    table = read_countries()
    assert 19 <= table.at["RU", "west"] < 20
    assert 190 <= table.at["RU", "east"] < 192
    for code in ("KP", "KR", "CN", "MN", "LA", "TH", "VN", "MM", "KH"):
        bounds = country(code).bounds
        box = table.loc[code, list(BOX)].to_numpy(dtype=float)
        assert (box[:2] <= np.array(bounds[:2]) + 0.01).all()
        assert (box[2:] >= np.array(bounds[2:]) - 0.01).all()
    assert pd.isna(table.at["AQ", "west"])


def test_the_browser_gets_layers_from_the_app_itself():
    assert basemap.layer_url("countries") == "/app/static/basemap/countries.geojson"


def test_an_unknown_layer_is_refused_with_the_names_of_the_known():
    for ask in (basemap.layer_url, basemap.read_layer, basemap.features):
        with pytest.raises(InputError, match=r"no basemap layer 'roads'; expected one of countries, .*country_labels"):
            ask("roads")


def test_changing_a_layer_does_not_change_the_next_one():
    first = basemap.read_layer("seas")
    first["name_en"] = "changed"
    assert not basemap.read_layer("seas")["name_en"].eq("changed").any()


def test_features_are_those_of_the_file():
    assert list(basemap.features("seas")) == json.loads(text("seas"))["features"]


@pytest.mark.parametrize("content", [None, "no json", "{}"])
def test_a_broken_file_names_itself_and_the_remedy(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "rivers.geojson").write_text(content, encoding="utf-8")
    monkeypatch.setattr(basemap, "BASEMAP_DIR", tmp_path)
    for function in (basemap.features.__wrapped__, basemap._read.__wrapped__):
        with pytest.raises(BundledDataError, match=r"rivers\.geojson is missing or no GeoJSON"):
            function("rivers")


@pytest.mark.parametrize("name", basemap.EXTENTS)
def test_named_extents_are_sane_and_shown_whole(name):
    extent = basemap.EXTENTS[name]
    assert extent.west < extent.east
    assert extent.south < extent.north
    assert shapely.box(extent.west, extent.south, extent.east, extent.north).within(MAPPED)
    assert extent.name_en
    assert extent.name_ko
    view = extent.centre_and_zoom(760, 620)
    pixels = on_screen([extent.west, extent.east], [extent.south, extent.north], view, 760, 620)
    assert (np.abs(pixels) <= [[380.01, 310.01]]).all()
    assert np.isclose(np.abs(pixels), [[380, 310]], atol=0.01).any()


def on_screen(lons, lats, view, width, height):
    """Pixels right of and above the middle of a Web Mercator view, by the textbook formula."""
    lon, lat, zoom = view
    world = 512 * 2**zoom

    def xy(longitude, latitude):
        y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
        return np.array([longitude / 360, y]) * world

    return np.array([xy(a, b) - xy(lon, lat) for a, b in zip(lons, lats, strict=True)])


POINTS = st.lists(st.tuples(st.floats(-170, 190), st.floats(-80, 80)), min_size=1, max_size=20)


@given(POINTS, st.integers(300, 2000), st.integers(300, 1500), st.integers(0, 100))
def test_a_fitted_view_shows_every_point_and_could_be_no_closer(points, width, height, padding):
    lons, lats = zip(*points, strict=True)
    view = basemap.fit(lons, lats, width, height, padding)
    room = np.array([width - 2 * padding, height - 2 * padding])
    reach = 2 * np.abs(on_screen(lons, lats, view, width, height)).max(axis=0)
    assert 0 <= view[2] <= 10
    if view[2] > 0:
        assert (reach <= room + 1e-3).all()
    if 0 < view[2] < 10:
        assert np.isclose(reach, room, atol=1e-3).any()


@given(POINTS)
def test_points_without_a_position_do_not_move_the_view(points):
    lons, lats = map(list, zip(*points, strict=True))
    view = basemap.fit(lons, lats, 800, 600)
    assert basemap.fit([*lons, math.nan, 10], [*lats, 10, math.nan], 800, 600) == view


def test_no_point_at_all_gives_the_corridor():
    corridor = basemap.EXTENTS["corridor"]
    expected = basemap.fit([corridor.west, corridor.east], [corridor.south, corridor.north], 800, 600)
    assert basemap.fit([], [], 800, 600) == basemap.fit([math.nan], [40], 800, 600) == expected


def test_one_point_is_not_zoomed_into_endlessly():
    lon, lat, zoom = basemap.fit([128.0], [42.0], 800, 600, max_zoom=8)
    assert (lon, zoom) == (128.0, 8)
    assert lat == pytest.approx(42.0)


def test_a_map_without_room_is_refused():
    with pytest.raises(InputError, match="80 by 600 pixels has no room inside a padding of 40"):
        basemap.fit([1], [1], 80, 600)
    with pytest.raises(InputError, match="2 longitudes and 1 latitudes"):
        basemap.fit([1, 2], [1], 800, 600)
