"""The gazetteer: every name finds its place in every script and spelling, and nothing is matched by guessing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import FrozenInstanceError
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from footprints_geo.errors import BundledDataError, InputError, PlaceNotFound
from footprints_geo.places import names
from footprints_geo.places.gazetteer import COLUMNS, Gazetteer, Place
from footprints_geo.places.name_index import NameIndex
from footprints_geo.places.names import name_key
from footprints_geo.places.table import FACILITIES
from footprints_geo.vocabulary import COARSE, PRECISIONS

BUNDLED = Gazetteer.read()


def gazetteer(*rows: dict[str, object]) -> Gazetteer:
    """A gazetteer of rows that need no more than a name and a country."""
    return Gazetteer.from_frame(pd.DataFrame([{"lat": 42.0, "lon": 129.0, **row} for row in rows]))


SMALL = gazetteer(
    {"name_en": "Jilin Province", "name_local": "吉林省", "aliases": "Kirin", "kind": "province", "country": "CN"},
    {"name_en": "Jilin City", "name_local": "吉林市", "aliases": "Kirin|길림시", "kind": "city", "country": "CN"},
    {"name_en": "Tumen", "name_local": "图们市", "kind": "city", "admin1": "Jilin", "country": "CN"},
    {"name_en": "Tumen-Namyang bridge", "name_local": "图们口岸", "kind": "crossing", "country": "CN"},
    {"name_en": "Sanhe", "name_local": "三合口岸", "kind": "crossing", "country": "CN"},
    {"name_en": "Hoeryong", "name_ko": "회령시", "kind": "city", "admin1": "North Hamgyong", "country": "KP"},
    {"name_en": "Camp 22 (Hoeryong)", "kind": "prison_camp", "country": "KP"},
    {"name_en": "Samjang-ri", "name_ko": "삼장리", "kind": "city", "country": "KP"},
    {"name_en": "Ryongchon County", "name_ko": "룡천군", "kind": "county", "country": "KP"},
    {"name_en": "Mong La", "kind": "crossing", "country": "MM"},
    {"name_en": "Mengla", "aliases": "Mong La", "kind": "county", "country": "CN"},
    {"name_en": "Hasan", "kind": "city", "country": "KP"},
    {"name_en": "Hasan", "kind": "city", "country": "RU"},
)


def found(places: Gazetteer, name: str, country: str | None = None) -> str | None:
    try:
        return places.find(name, country).id
    except PlaceNotFound:
        return None


def all_names(place: Place) -> list[str]:
    return [name for name in (place.name_en, place.name_ko, place.name_local, *place.aliases) if name]


BY_KEY = Counter(key for place in BUNDLED for key in {name_key(name) for name in all_names(place)})
MAIN = [(place, name) for place in BUNDLED for name in (place.name_en, place.name_ko, place.name_local) if name]
SINGLE = [(place, name) for place in BUNDLED for name in all_names(place) if BY_KEY[name_key(name)] == 1]


class TestNamesOfTheBundledGazetteer:
    def test_every_main_name_finds_its_place(self) -> None:
        assert [(p.id, n) for p, n in MAIN if found(BUNDLED, n, p.country) != p.id] == []

    def test_every_unambiguous_name_finds_its_place_without_a_country(self) -> None:
        assert [(p.id, n) for p, n in SINGLE if found(BUNDLED, n) != p.id] == []

    def test_a_lost_letter_is_never_a_match_of_another_place_and_always_suggests(self) -> None:
        for place in BUNDLED:
            name = place.name_en
            for at in range(1, len(name) if len(name_key(name)) > 4 else 0):
                typo = name[:at] + name[at + 1 :]
                if (hit := found(BUNDLED, typo, place.country)) is None:
                    assert name in BUNDLED.suggest(typo, place.country, limit=10), typo
                else:
                    exact = {key for other in all_names(BUNDLED.get(hit)) for key in spellings(other)}
                    assert hit == place.id or {name_key(typo), name_key(names.without_brackets(typo))} & exact, typo

    def test_precisions_and_positions_are_usable(self) -> None:
        frame = BUNDLED.frame
        assert frame["precision"].isin(PRECISIONS).all()
        assert frame["lat"].between(-15, 65).all()
        assert frame["lon"].between(30, 150).all()


def spellings(name: str) -> set[str]:
    """The keys a name may be found under other than by sound; a typo may happen to be one of them."""
    bare = names.without_brackets(name)
    stems = {stem for stem, _ in names.stems(name_key(bare))}
    return {name_key(name), name_key(bare), *stems, *(s for stem in stems for s, _ in names.stems(stem))}


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("tumen", "Tumen"),
        ("TUMEN-si", "Tumen"),
        ("图们", "Tumen"),
        ("圖們市", "Tumen"),
        ("도문시", "Tumen"),
        ("투먼", "Tumen"),
        ("図們", None),
        ("龍井", "Longjing"),
        ("長春市", "Changchun"),
        ("瀋陽", "Shenyang"),
        ("三合", "Sanhe"),
        ("延邊", "Yanbian Korean Autonomous Prefecture"),
        ("吉林省", "Jilin Province"),
        ("길림성", "Jilin Province"),
        ("회령", "Hoeryong"),
        ("회령시", "Hoeryong"),
        ("온성군", "Onsong County"),
        ("온성", "Onsong County"),
        ("양강도", "Ryanggang Province"),
        ("나선", "Rason"),
        ("Hoeryong County", "Hoeryong"),
        ("Musan-ŭp", "Musan County"),
        ("OnsongGun", "Onsong County"),
        ("Владивосток", "Vladivostok"),
        ("г. Владивосток", "Vladivostok"),
        ("ЗАМЫН ҮҮД", "Zamyn-Uud"),
        ("Замын-Ууд", "Zamyn-Uud"),
        ("เชียงแสน", "Chiang Saen"),
        ("แมสาย", "Mae Sai"),
        ("ບໍ່ເຕັນ", "Boten"),
        ("ເມືອງ ບໍ່ເຕັນ", "Boten"),
        ("Đồng Đăng", "Dong Dang"),
        ("dong dang", "Dong Dang"),
        ("TP. Hồ Chí Minh", "Ho Chi Minh City"),
        ("Ｙａｎｊｉ", "Yanji"),
        ("Ji’an", "Ji'an"),
        ("Jiʼan", "Ji'an"),
        ("Jian", "Ji'an"),
    ],
)
def test_every_script(name: str, english: str | None) -> None:
    place = found(BUNDLED, name)
    assert (place and BUNDLED.get(place).name_en) == english


INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
ENDS = {" ": "", "ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅅ": "t", "ㅇ": "ng"}


class System(NamedTuple):
    vowels: str
    initials: str
    voiced: dict[str, str]


VOICED = {"k": "g", "t": "d", "p": "b"}
MR = System(
    "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i",
    "k kk n t tt r m p pp s ss _ ch tch ch' k' t' p' h",
    VOICED | {"ch": "j"},
)
RR = System(
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "g kk n d tt r m b pp s ss _ j jj ch k t p h",
    {},
)
DPRK = System(
    "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
    "k kk n t tt r m p pp s ss _ j jj ch kh th ph h",
    VOICED,
)
SYSTEMS = {"McCune-Reischauer": MR, "Revised Romanisation": RR, "DPRK": DPRK}


def written_in(system: System, hangul: str) -> str:
    """A Korean name in Latin letters, word by word, as the rules of each system have it for plain syllables."""
    return " ".join(_word(system, word) for word in hangul.split())


def _word(system: System, word: str) -> str:
    codes = [ord(syllable) - 0xAC00 for syllable in word]
    text, before = "", None
    for code in codes:
        initial = system.initials.split()[code // 588]
        end = ENDS[FINALS[code % 28]]
        if before is not None and before in {"", "n", "m", "ng", "l"}:
            initial = system.voiced.get(initial, initial)
        if initial == "r" and before in {"m", "ng"}:
            initial = "n"
        if initial == "r" and before == "l":
            initial = "l"
        text += initial.replace("_", "") + system.vowels.split()[code % 588 // 28]
        text += end
        before = end
    return text


def plain_hangul(place: Place) -> bool:
    """Whether the rules above cover the name: whole syllables, no final that changes before the next initial."""
    finals = [FINALS[(ord(c) - 0xAC00) % 28] for c in place.name_ko.replace(" ", "")]
    initials = [INITIALS[(ord(c) - 0xAC00) // 588] for c in place.name_ko.replace(" ", "")]
    stops = {("ㄱ", "ㄴ"), ("ㄱ", "ㄹ"), ("ㄱ", "ㅁ"), ("ㅂ", "ㄴ"), ("ㅂ", "ㄹ"), ("ㅂ", "ㅁ"), ("ㄴ", "ㄹ")}
    return set(finals) <= set(ENDS) and not stops & set(zip(finals, initials[1:], strict=False))


KOREAN = [
    place
    for place in BUNDLED
    if place.country == "KP" and re.fullmatch("[가-힣 ]+", place.name_ko) and plain_hangul(place)
]
ENDING = re.compile("(?<=[가-힣]{2})(시|군|리|읍|구)$")


class TestRomanisations:
    def test_the_romanisers_of_this_test_know_the_rules(self) -> None:
        assert [written_in(s, "청진") for s in SYSTEMS.values()] == ["ch'ŏngjin", "cheongjin", "chongjin"]
        assert [written_in(s, "신의주") for s in SYSTEMS.values()] == ["sinŭiju", "sinuiju", "sinuiju"]
        assert [written_in(s, "길주") for s in SYSTEMS.values()] == ["kilju", "gilju", "kilju"]
        assert [written_in(s, "남포") for s in SYSTEMS.values()] == ["namp'o", "nampo", "nampho"]

    def test_there_are_enough_names_to_try(self) -> None:
        assert len(KOREAN) > 40

    @pytest.mark.parametrize("system", SYSTEMS)
    @pytest.mark.parametrize("place", KOREAN, ids=lambda place: place.id)
    def test_all_systems_find_the_place(self, place: Place, system: str) -> None:
        latin = written_in(SYSTEMS[system], place.name_ko)
        assert found(BUNDLED, latin, "KP") == place.id

    @pytest.mark.parametrize("system", SYSTEMS)
    @pytest.mark.parametrize("ending", ["", "-{}", " City", " County"])
    def test_with_any_town_ending_or_none(self, system: str, ending: str) -> None:
        misses = []
        for place in KOREAN:
            if place.kind in FACILITIES or place.kind == "province" or not (own := ENDING.search(place.name_ko)):
                continue
            if own.group() == "리":
                continue
            stem = written_in(SYSTEMS[system], ENDING.sub("", place.name_ko))
            tail = ending.format(written_in(SYSTEMS[system], own.group()).replace("k", "g"))
            if found(BUNDLED, stem + tail, "KP") != place.id:
                misses.append(stem + tail)
        assert misses == []

    @pytest.mark.parametrize(
        ("name", "english"),
        [
            ("Shinuiju", "Sinuiju"),
            ("Moosan", "Musan County"),
            ("Raseon", "Rason"),
            ("Yongcheon-gun", "Ryongchon County"),
            ("Ganggye City", "Kanggye"),
            ("Hamgyeongbuk-do", "North Hamgyong Province"),
        ],
    )
    def test_well_known_variants(self, name: str, english: str) -> None:
        assert BUNDLED.find(name, "KP").name_en == english

    def test_a_sound_that_two_places_share_is_a_miss(self) -> None:
        twins = gazetteer(
            {"name_en": "Onsong", "name_ko": "온성", "country": "KP"},
            {"name_en": "Eonsong", "name_ko": "언송", "country": "KP"},
        )
        assert twins.find("Onsong").name_ko == "온성"
        with pytest.raises(PlaceNotFound) as miss:
            twins.find("Onseong")
        assert set(miss.value.suggestions) == {"Onsong", "Eonsong"}

    @pytest.mark.parametrize("name", ["룡천", "용천군", "Ryongch'ŏn", "Yongcheon-gun", "Yongchon County"])
    def test_the_first_sound_may_be_northern_or_southern(self, name: str) -> None:
        assert found(SMALL, name) == "kp-ryongchon-county"

    @pytest.mark.parametrize(
        ("hangul", "latin"),
        [("압록", ["Amnok", "Aprok"]), ("종로", ["Chongno", "Jongro"]), ("신라", ["Silla", "Sinra"])],
    )
    def test_syllables_that_meet_may_be_written_as_they_sound_or_as_they_are(
        self, hangul: str, latin: list[str]
    ) -> None:
        place = gazetteer({"name_en": "X", "name_ko": hangul, "country": "KP"})
        assert [found(place, name) for name in latin] == ["kp-x", "kp-x"]

    def test_hangul_is_never_matched_by_a_like_sound(self) -> None:
        assert found(gazetteer({"name_en": "Onsong", "name_ko": "온성", "country": "KP"}), "언송") is None

    def test_sound_does_not_count_where_no_korean_reading_is_known(self) -> None:
        assert found(gazetteer({"name_en": "Dalat", "country": "VN"}), "Talat") is None
        nanning = gazetteer({"name_en": "Nanning", "name_ko": "난닝", "aliases": "남녕", "country": "CN"})
        assert found(nanning, "Naning") is None
        assert found(nanning, "Namnyeong") == "cn-nanning"


class TestNothingIsGuessed:
    @pytest.mark.parametrize("name", ["Jilin", "吉林", "Kirin"])
    def test_a_city_and_its_province_are_told_apart_or_missed(self, name: str) -> None:
        for country in (None, "CN"):
            with pytest.raises(PlaceNotFound, match="2 places") as miss:
                SMALL.find(name, country)
            assert set(miss.value.suggestions) == {"Jilin Province", "Jilin City"}

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Jilin-si", "cn-jilin-city"),
            ("Jilin-do", "cn-jilin-province"),
            ("Tumen", "cn-tumen"),
            ("Tumen Province", None),
            ("图们", "cn-tumen"),
            ("图们口岸", "cn-tumen-namyang-bridge"),
            ("三合", "cn-sanhe"),
            ("Hoeryong-ri", None),
            ("Hoeryong-gun", "kp-hoeryong"),
            ("Samjang", "kp-samjang-ri"),
            ("Samjang-ni", "kp-samjang-ri"),
            ("Samjang City", None),
            ("Hoeryong (North Hamgyong Province)", "kp-hoeryong"),
            ("Hoeryong (회령)", "kp-hoeryong"),
            ("Hoeryong (KP)", "kp-hoeryong"),
            ("Hoeryong (Fujian)", None),
            ("Jilin Province (place not stated)", "cn-jilin-province"),
            ("Embassy, Hoeryong", None),
            ("Hoeryongg", None),
        ],
    )
    def test_endings_and_remarks_are_heeded(self, name: str, expected: str | None) -> None:
        assert found(SMALL, name) == expected

    def test_the_country_settles_what_a_name_cannot(self) -> None:
        assert found(SMALL, "Hasan") is None
        assert found(SMALL, "Hasan", "KP") == "kp-hasan"
        assert found(SMALL, "Hasan", " ru ") == "ru-hasan"
        assert found(SMALL, "Hasan", "CN") is None

    def test_a_main_name_comes_before_an_alias_unless_the_country_says_otherwise(self) -> None:
        assert found(SMALL, "Mong La") == "mm-mong-la"
        assert found(SMALL, "Mong La", "CN") == "cn-mengla"

    def test_a_name_of_another_country_is_a_miss_that_suggests_it(self) -> None:
        with pytest.raises(PlaceNotFound) as miss:
            SMALL.find("Tumen", "KP")
        assert miss.value.suggestions[0] == "Tumen"
        assert "Tumen (CN)" in str(miss.value)

    def test_who_answers_abroad_is_suggested_before_who_looks_alike_at_home(self) -> None:
        near = gazetteer({"name_en": "Tumin", "country": "KP"}, {"name_en": "Tumen", "country": "CN"})
        assert near.suggest("Tumen", "KP") == ["Tumen", "Tumin"]

    def test_a_facility_does_not_answer_to_the_village_it_is_named_after(self) -> None:
        centre = gazetteer({"name_en": "Holding centre", "aliases": "Paekto-ri", "kind": "detention", "country": "KP"})
        assert found(centre, "Paekto-ri") == "kp-holding-centre"
        assert found(centre, "Paekto") is None

    @pytest.mark.parametrize("name", ["", " ", "...", "()"])
    def test_nothing_means_nothing(self, name: str) -> None:
        assert found(SMALL, name) is None
        assert SMALL.suggest(name) == []

    def test_the_message_does_not_repeat_what_was_written(self) -> None:
        with pytest.raises(PlaceNotFound) as miss:
            SMALL.find("house of somebody, Hoeryong")
        assert "somebody" not in str(miss.value)
        assert miss.value.suggestions[0] == "Hoeryong"

    def test_suggestions_are_as_many_as_asked_for_and_names_of_places(self) -> None:
        for limit in (1, 2, 5):
            near = BUNDLED.suggest("Hoeryonk", limit=limit)
            assert 1 <= len(near) <= limit
            assert near[0] == "Hoeryong"
        assert BUNDLED.suggest("xqzzyw") == []

    def test_an_unknown_id_suggests_ids(self) -> None:
        with pytest.raises(PlaceNotFound) as miss:
            SMALL.get("cn-tumenn")
        assert miss.value.suggestions[0] == "cn-tumen"


MARKS = st.sampled_from(["", " ", "-", "'", "’", "ʼ", "\u0301", "\u0306", "\u200b"])
ALPHABETIC = [name for _, name in SINGLE if re.fullmatch(r"[a-zA-Z' -]+", name)]


class TestKeys:
    @given(st.text())
    @example("ŉİΐﬃᾳ가\u200b\u11a8")
    def test_a_key_is_its_own_key(self, text: str) -> None:
        assert name_key(name_key(text)) == name_key(text)

    @given(st.sampled_from(ALPHABETIC), st.data())
    def test_case_diacritics_and_blanks_do_not_matter(self, name: str, data: st.DataObject) -> None:
        marks = data.draw(st.lists(MARKS, min_size=len(name), max_size=len(name)))
        case = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
        changed = "".join(a + b for a, b in zip(case(name), marks, strict=True))
        assert found(BUNDLED, changed) == found(BUNDLED, name) is not None

    @given(st.sampled_from([name for _, name in SINGLE]), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    def test_the_unicode_form_does_not_matter(self, name: str, form: str) -> None:
        assert found(BUNDLED, unicodedata.normalize(form, f"  {name}\t")) == found(BUNDLED, name)

    def test_signs_that_carry_meaning_stay(self) -> None:
        assert name_key("ขิ") != name_key("ข")
        assert name_key("ກາ") != name_key("ກີ")

    def test_the_table_of_characters_gives_each_one_simplified_form(self) -> None:
        pairs = list(zip(names._TRADITIONAL, names._SIMPLIFIED, strict=True))
        assert len({traditional for traditional, _ in pairs}) == len(pairs)
        assert not set(names._TRADITIONAL) & set(names._SIMPLIFIED)


class TestMatch:
    NAMES = st.sampled_from(["Tumen", "도문", "Jilin", "Hasan", "Hoeryong-si", "Embassy", "", None, "Mong La"])
    COUNTRIES = st.sampled_from(["CN", "KP", "RU", "MM", "XX", "", None])

    @given(st.lists(st.tuples(NAMES, COUNTRIES)), st.booleans())
    def test_is_find_row_by_row(self, rows: list[tuple[str | None, str | None]], with_country: bool) -> None:
        index = pd.Index([f"row {number * 7 % 5}" for number in range(len(rows))])
        wanted = pd.Series([name for name, _ in rows], index=index, dtype="str")
        countries = pd.Series([country for _, country in rows], index=index, dtype="str")
        got = SMALL.match(wanted, countries if with_country else None)
        expected = [found(SMALL, name or "", country if with_country else None) for name, country in rows]
        assert got.index.equals(index)
        assert [None if pd.isna(place) else place for place in got] == expected

    @pytest.mark.parametrize("dtype", ["str", "object", "category"])
    def test_any_kind_of_text_column_will_do(self, dtype: str) -> None:
        texts = pd.Series(["Tumen", None, "Hasan"]).astype(dtype)
        countries = pd.Series(["CN", None, "RU"]).astype(dtype)
        assert SMALL.match(texts, countries).dropna().tolist() == ["cn-tumen", "ru-hasan"]

    def test_each_pair_of_name_and_country_is_looked_up_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        meant = NameIndex.meant

        def counted(self: NameIndex, name: str, allowed: frozenset[int]) -> tuple[int, ...]:
            asked.append(name)
            return meant(self, name, allowed)

        monkeypatch.setattr(NameIndex, "meant", counted)
        many = pd.Series(["Tumen", "Hasan", "Hasan", "nowhere"] * 250_000)
        got = SMALL.match(many, pd.Series(["CN", "RU", "KP", "CN"] * 250_000))
        assert len(asked) == 4
        assert got.value_counts().to_dict() == dict.fromkeys(["cn-tumen", "ru-hasan", "kp-hasan"], 250_000)


def great_circle_km(one: Place, lon: float, lat: float) -> float:
    """By vectors in space, another formula than the one under test."""

    def vector(lon: float, lat: float) -> tuple[float, float, float]:
        a, b = math.radians(lon), math.radians(lat)
        return math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)

    return 2 * 6371.0088 * math.asin(min(1.0, math.dist(vector(*one.lonlat), vector(lon, lat)) / 2))


POINTS = [p for p in BUNDLED if p.precision not in COARSE and (p.kind not in FACILITIES or p.precision == "site")]


class TestPositions:
    @given(
        st.floats(-180, 180),
        st.floats(-90, 90),
        st.sampled_from([None, "", "CN", "KP", "LA", "XX"]),
        st.floats(0, 3000),
    )
    @example(129.85, 42.96, None, 25.0)
    def test_the_nearest_point_within_reach(self, lon: float, lat: float, country: str | None, km: float) -> None:
        near = BUNDLED.nearest(lon, lat, country, km)
        reach = [great_circle_km(p, lon, lat) for p in POINTS if not country or p.country == country]
        closest = min(reach, default=math.inf)
        if near is None:
            assert closest > km - 0.001
        else:
            assert near in POINTS
            assert great_circle_km(near, lon, lat) <= min(km, closest) + 0.001

    def test_every_point_is_found_where_it_is(self) -> None:
        lon, lat = (pd.Series([getattr(p, axis) for p in POINTS]) for axis in ("lon", "lat"))
        ids = BUNDLED.match_positions(lon, lat, pd.Series([p.country for p in POINTS]), 0.01)
        assert [BUNDLED.get(i).lonlat for i in ids] == [p.lonlat for p in POINTS]

    def test_areas_and_facilities_known_to_their_town_have_no_position(self) -> None:
        places = gazetteer(
            {"name_en": "Province", "country": "CN", "kind": "province"},
            {"name_en": "Detention centre", "country": "CN", "kind": "detention"},
            {"name_en": "Known building", "country": "CN", "kind": "detention", "precision": "site", "lon": 120.0},
        )
        assert places.nearest(129.0, 42.0, None, 10) is None
        assert places.nearest(120.0, 42.0, None, 10) == places.get("cn-known-building")

    def test_reach_is_in_kilometres(self) -> None:
        place = gazetteer({"name_en": "A", "country": "CN", "lat": 42.0, "lon": 129.0})
        degree_km = math.radians(1) * 6371.0088
        assert place.nearest(129.0, 43.0, "CN", degree_km + 0.01) == place.get("cn-a")
        assert place.nearest(129.0, 43.0, "CN", degree_km - 0.01) is None

    def test_longitude_comes_first(self) -> None:
        assert BUNDLED.nearest(*BUNDLED.find("Tumen").lonlat, None, 0.5) == BUNDLED.find("Tumen")
        with pytest.raises(InputError, match="changed places"):
            BUNDLED.nearest(42.0, 129.0, None, 5)

    def test_missing_positions_match_nothing_and_the_index_stays(self) -> None:
        tumen = BUNDLED.find("Tumen")
        lon = pd.Series([tumen.lon, None, tumen.lon], index=["a", "b", "a"])
        lat = pd.Series([tumen.lat, tumen.lat, None], index=["a", "b", "a"])
        got = BUNDLED.match_positions(lon, lat, None, 5)
        assert got.index.tolist() == ["a", "b", "a"]
        assert got.isna().tolist() == [False, True, True]

    def test_no_rows_give_no_rows(self) -> None:
        nothing = pd.Series([], dtype="float64")
        assert BUNDLED.match_positions(nothing, nothing, None, 5).tolist() == []
        assert BUNDLED.match(pd.Series([], dtype="str")).tolist() == []


class TestThePlace:
    def test_labels_fall_back_to_english_and_the_local_name_of_korea_is_korean(self) -> None:
        hoeryong, tumen = SMALL.get("kp-hoeryong"), SMALL.get("cn-tumen")
        assert [hoeryong.label(script) for script in ("en", "ko", "local")] == ["Hoeryong", "회령시", "회령시"]
        assert [tumen.label(script) for script in ("en", "ko", "local")] == ["Tumen", "Tumen", "图们市"]

    def test_place_and_gazetteer_do_not_change(self) -> None:
        with pytest.raises(FrozenInstanceError):
            SMALL.get("cn-tumen").lon = 0.0  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            SMALL.places = ()  # type: ignore[misc]
        frame = SMALL.frame
        frame.loc[:, "name_en"] = "spoilt"
        assert SMALL.frame.at[0, "name_en"] == "Jilin Province"

    def test_a_gazetteer_is_a_collection(self) -> None:
        assert len(SMALL) == len(list(SMALL)) == len(SMALL.frame)
        assert "cn-tumen" in SMALL
        assert SMALL.get("cn-tumen") in SMALL
        assert "Tumen" not in SMALL
        assert SMALL.frame.index.tolist() == list(range(len(SMALL)))
        assert SMALL.frame.columns.tolist() == list(COLUMNS)

    def test_the_frame_makes_the_same_gazetteer_again(self) -> None:
        assert Gazetteer.from_frame(BUNDLED.frame).places == BUNDLED.places


class TestReading:
    def write(self, folder: Path, text: str, encoding: str = "utf-8") -> Path:
        path = folder / "mine.csv"
        path.write_bytes(text.encode(encoding))
        return path

    def test_four_columns_are_enough(self, tmp_path: Path) -> None:
        path = self.write(tmp_path, "name_en,country,lat,lon\nWindhoek,NA,-22.57,17.08\n", "utf-8-sig")
        (place,) = Gazetteer.read(path)
        assert (place.id, place.country, place.kind, place.precision) == ("na-windhoek", "NA", "city", "city")
        assert (place.aliases, place.paired_crossing, place.label("ko")) == ((), None, "Windhoek")

    def test_derived_ids_are_unique_and_plain(self) -> None:
        made = gazetteer(*({"name_en": "Sŏn'bong  City", "country": "KP"} for _ in range(3)))
        assert [place.id for place in made] == ["kp-sonbong-city", "kp-sonbong-city-2", "kp-sonbong-city-3"]

    def test_pairs_by_id_by_name_or_not_at_all(self) -> None:
        made = gazetteer(
            {"name_en": "Longjing", "country": "CN", "paired_crossing": "Hoeryong-si"},
            {"name_en": "Hoeryong", "country": "KP", "paired_crossing": "cn-longjing"},
            {"name_en": "Sanhe", "country": "CN", "paired_crossing": "Longjing"},
            {"name_en": "Quanhe", "country": "CN", "paired_crossing": "Quanhe - Wonjong"},
            {"name_en": "Hunchun", "country": "CN"},
        )
        pairs = {place.id: place.paired_crossing for place in made}
        assert pairs["cn-longjing"] == "kp-hoeryong"
        assert made.paired("kp-hoeryong") == made.get("cn-longjing")
        assert [made.paired(id_) for id_ in ("cn-sanhe", "cn-quanhe", "cn-hunchun")] == [None, None, None]

    def test_two_gazetteers_can_be_put_in_one(self) -> None:
        extra = pd.DataFrame({"name_en": ["Heihe"], "country": ["CN"], "lat": [50.24], "lon": [127.5]})
        both = Gazetteer.from_frame(pd.concat([SMALL.frame, extra]))
        assert len(both) == len(SMALL) + 1
        assert both.find("Heihe").id == "cn-heihe"

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("name_en", " "),
            ("country", "China"),
            ("country", ""),
            ("lat", "north"),
            ("lat", "129.8"),
            ("lon", ""),
            ("lon", "400"),
            ("kind", "volcano"),
            ("precision", "exact"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, column: str, value: str) -> None:
        good = {"name_en": "A", "country": "CN", "lat": "42", "lon": "129", "kind": "city", "precision": ""}
        path = tmp_path / "mine.csv"
        pd.DataFrame([good, {**good, "name_en": "B", column: value}]).to_csv(path, index=False)
        named = "precision" if column == "kind" else column
        with pytest.raises(InputError, match=rf"mine\.csv, column {named}, line 3: .*expected"):
            Gazetteer.read(path)

    def test_a_repeated_id_is_refused(self) -> None:
        with pytest.raises(InputError, match="column id, line 3"):
            gazetteer({"id": "a", "name_en": "A", "country": "CN"}, {"id": "a", "name_en": "B", "country": "CN"})

    def test_all_missing_columns_are_named_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no column country, lon; found name_en, lat"):
            Gazetteer.read(self.write(tmp_path, "name_en,lat\nA,1\n"))

    def test_columns_that_are_no_names_are_found_in_one_short_line(self, tmp_path: Path) -> None:
        headers = [f'"{letter}{"x" * 5_000}\nnext line"' for letter in "abcdefghijklmnopqrstuvwxyz"]
        with pytest.raises(InputError, match=r"no column name_en, country, lat, lon; found ax+, bx+") as refused:
            Gazetteer.read(self.write(tmp_path, ",".join(headers) + "\n"))
        assert "and 6 more; expected at least" in str(refused.value)
        assert len(str(refused.value)) < 1_100
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(("text", "encoding"), [("", "utf-8"), ("name_en\n图们\n", "gb18030")])
    def test_what_is_no_table_is_refused(self, tmp_path: Path, text: str, encoding: str) -> None:
        with pytest.raises(InputError, match=r"mine\.csv: cannot be read"):
            Gazetteer.read(self.write(tmp_path, text, encoding))

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"nowhere\.csv"):
            Gazetteer.read(tmp_path / "nowhere.csv")

    def test_a_broken_bundled_file_is_the_installations_fault(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "places.csv").write_text("name_en\nA\n", encoding="utf-8")
        monkeypatch.setenv("FOOTPRINTS_DATA", str(tmp_path))
        with pytest.raises(BundledDataError, match=r"places\.csv"):
            Gazetteer.read()

    def test_the_bundled_file_is_read_once(self) -> None:
        assert Gazetteer.read() is Gazetteer.read()

    def test_no_places_are_a_gazetteer_too(self) -> None:
        empty = Gazetteer.from_frame(SMALL.frame.iloc[:0])
        assert len(empty) == 0
        assert empty.frame.columns.tolist() == list(COLUMNS)
        assert empty.match(pd.Series(["Tumen"])).isna().all()
        assert empty.nearest(129.0, 42.0, None, 10) is None
        assert empty.suggest("Tumen") == []


def test_pairs_lie_across_a_border() -> None:
    paired = [(place, BUNDLED.paired(place.id)) for place in BUNDLED]
    assert all(other is None or other.country != place.country for place, other in paired)
    assert sum(other is not None for _, other in paired) > 20


def test_ids_are_unique() -> None:
    ids = sorted(place.id for place in BUNDLED)
    assert all(one < other for one, other in pairwise(ids))
