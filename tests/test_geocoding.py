"""Which place a spelling means: by decision, by name, or by nobody's guess."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import process

from footprints_geo.errors import InputError
from footprints_geo.places.candidates import MOST_FOUND, find_places
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.geocoding import (
    DOUBTED,
    HOW,
    MOST_CANDIDATES,
    REVIEW_COLUMNS,
    SPELLING,
    TWO_NAMES,
    apply_decisions,
    decision_key,
    geocode,
    review_places,
    spellings_of,
)
from footprints_geo.places.name_index import LIKENESS
from footprints_geo.places.names import name_key
from footprints_geo.places.phrases import Phrase, read_phrase
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.vocabulary import data_path
from tests.test_wide_gazetteer import province, wide

CURATED, WIDE = Gazetteer.read(), WideGazetteer.read()

PLACES = Gazetteer.from_frame(
    pd.DataFrame(
        [
            {"name_en": "Jilin Province", "name_local": "吉林省", "kind": "province", "admin1": "Jilin",
             "country": "CN"},
            {"name_en": "Jilin City", "name_local": "吉林市", "kind": "city", "admin1": "Jilin", "country": "CN"},
            {"name_en": "Tumen", "name_local": "图们市", "kind": "city", "admin1": "Jilin", "country": "CN"},
            {"name_en": "Nanping", "kind": "crossing", "admin1": "Jilin", "country": "CN"},
            {"name_en": "Rajin", "name_ko": "라진", "kind": "port", "admin1": "Rason", "country": "KP"},
            {"name_en": "Onsong County", "name_ko": "온성군", "kind": "county", "admin1": "North Hamgyong",
             "country": "KP"},
        ]
    ).assign(lat=42.0, lon=129.0)
)  # fmt: skip
BEHIND = wide(
    {"name": "Tumen", "names": ["투먼 시"], "country": "CN", "admin1": "Jilin", "same_as": "cn-tumen", "population": 9},
    {"name": "Tumen", "names": ["土门"], "country": "CN", "admin1": "Gansu", "population": 5000},
    {"name": "Nanping", "country": "CN", "admin1": "Fujian"},
    {"name": "Songyuan", "names": ["쑹위안 시"], "country": "CN", "admin1": "Jilin"},
    {"name": "Xinmin", "country": "CN", "admin1": "Jilin"},
    {"name": "Xinmin", "country": "CN", "admin1": "Gansu", "population": 700},
    {"name": "Onsan", "country": "KP", "admin1": "North Hamgyong"},
    province("Jilin", "CN", "吉林"),
    province("Gansu", "CN"),
    province("Fujian", "CN"),
    province("Rason", "KP"),
    province("North Hamgyong", "KP"),
    province("South Hamgyong", "KP"),
)


def table(*spellings: tuple[str, str, str]) -> pd.DataFrame:
    """Spellings of place, province and country, each in one row."""
    return pd.DataFrame(spellings, columns=list(SPELLING), dtype="str").assign(rows=1)


def found(place: str, country: str, admin1: str = "", **decisions: str) -> tuple[str | None, str]:
    """The id and the way of one spelling; None where nothing is matched."""
    decided = {key.replace("_", "|"): value for key, value in decisions.items()}
    line = geocode(table((place, admin1, country)), PLACES, BEHIND, decided).iloc[0]
    return None if pd.isna(line["place_id"]) else line["place_id"], line["how"]


def review(place: str, country: str, admin1: str = "", **decisions: str) -> dict[Any, Any]:
    decided = {key.replace("_", "|"): value for key, value in decisions.items()}
    return review_places(table((place, admin1, country)), PLACES, BEHIND, decided).to_dict("records")[0]


def ids(line: dict[Any, Any]) -> list[str]:
    return [place for place, _, _ in line["candidates"]]


class TestOrderOfTries:
    def test_the_curated_gazetteer_answers_before_the_wide_one(self) -> None:
        assert found("Tumen", "CN") == ("cn-tumen", "exact")
        assert found("图们", "CN") == ("cn-tumen", "exact")

    def test_the_wide_gazetteer_answers_for_what_the_curated_one_lacks(self) -> None:
        assert found("쑹위안시", "CN") == ("gn-cn-4", "geonames")

    def test_a_place_of_both_gazetteers_has_the_curated_id_by_any_name(self) -> None:
        assert found("투먼시", "CN") == ("cn-tumen", "geonames")

    def test_without_a_country_only_the_curated_gazetteer_answers(self) -> None:
        assert found("Tumen", "") == ("cn-tumen", "exact")
        assert found("Songyuan", "") == (None, "")

    def test_a_decision_comes_before_both(self) -> None:
        assert found("Tumen", "CN", CN_Tumen="gn-cn-2") == ("gn-cn-2", "decided")
        assert found("Songyuan", "CN", CN_songyuan="") == ("", "decided")

    @pytest.mark.parametrize(
        ("place", "country", "admin1", "expected"),
        [
            ("Nanping", "CN", "", ("cn-nanping", "exact")),
            ("Nanping", "CN", "Jilin", ("cn-nanping", "exact")),
            ("Nanping", "CN", "nobody knows", ("cn-nanping", "exact")),
            ("Nanping", "CN", "Fujian", ("gn-cn-3", "geonames")),
            ("Nanping", "CN", "Gansu", (None, "several")),
            ("Rajin", "KP", "North Hamgyong", ("kp-rajin", "exact")),
            ("Rajin", "KP", "South Hamgyong", (None, "")),
            ("Jilin Province", "CN", "Gansu", ("cn-jilin-province", "exact")),
        ],
    )
    def test_a_place_of_another_province_than_the_rows_is_not_meant(
        self, place: str, country: str, admin1: str, expected: tuple[str | None, str]
    ) -> None:
        assert found(place, country, admin1) == expected

    def test_several_curated_places_are_not_settled_by_the_wide_gazetteer(self) -> None:
        assert found("Jilin", "CN") == (None, "several")

    def test_what_only_looks_alike_is_not_matched(self) -> None:
        assert found("Onsongg", "KP") == (None, "")

    def test_every_row_has_its_answer_under_its_index(self) -> None:
        rows = table(("Tumen", "", "CN"), ("??", "", "CN"), ("Tumen", "", "cn "), ("Xinmin", "", "CN")).set_axis(
            [7, 3, 5, 4]
        )
        answer = geocode(rows, PLACES, BEHIND)
        assert answer.index.tolist() == [7, 3, 5, 4]
        assert answer["how"].tolist() == ["exact", "", "exact", "several"]
        assert geocode(rows[:0], PLACES, BEHIND).columns.tolist() == ["place_id", "how", "remark", "finest"]

    def test_categories_are_texts_too(self) -> None:
        rows = table(("Tumen", "", "CN"), ("Songyuan", "Jilin", "CN")).astype("category")
        assert geocode(rows, PLACES, BEHIND)["how"].tolist() == ["exact", "geonames"]


def bundled(place: str, country: str, admin1: str = "") -> dict[Any, Any]:
    """What the bundled gazetteers make of one spelling: as in the review, with the remark and the precision."""
    spellings = table((place, admin1, country))
    line = review_places(spellings, CURATED, WIDE).to_dict("records")[0]
    return geocode(spellings, CURATED, WIDE).to_dict("records")[0] | line


class TestSeveralNamesInOneCell:
    @pytest.mark.parametrize(
        ("place", "country", "meant"),
        [
            ("투먼/도문", "CN", "cn-tumen"),
            ("Tumen / 图们", "CN", "cn-tumen"),
            ("Tumen · 도문", "CN", "cn-tumen"),
            ("Tumen; 도문; 图们市", "CN", "cn-tumen"),
            ("Tumen - 图们", "CN", "cn-tumen"),
            ("Hyesan（혜산）", "KP", "kp-hyesan"),
        ],
    )
    def test_two_names_of_one_place_are_that_place(self, place: str, country: str, meant: str) -> None:
        line = bundled(place, country)
        assert line["place_id"] == meant
        # A second name in brackets was read before, as a remark that agrees.
        assert line["remark"] == ("" if "（" in place else TWO_NAMES)

    @pytest.mark.parametrize("place", ["Tumen/Hunchun", "Tumen, Hunchun", "도문 또는 훈춘", "Tumen (Hunchun)"])
    def test_of_two_places_none_is_taken_and_both_are_candidates(self, place: str) -> None:
        line = bundled(place, "CN")
        assert (line["how"], line["place_id"]) == ("several", "")
        assert {*ids(line)[:2]} == {"cn-tumen", "cn-hunchun"}

    @pytest.mark.parametrize("place", ["Tumen/Zzyzx", "Zzyzx, Tumen"])
    def test_a_name_beside_one_that_nobody_knows_is_not_taken(self, place: str) -> None:
        line = bundled(place, "CN")
        assert (line["how"], line["place_id"], ids(line)[0]) == ("part", "", "cn-tumen")

    @pytest.mark.parametrize(
        ("place", "country", "meant"),
        [
            ("Dandong, Liaoning", "CN", "cn-dandong"),
            ("Hoeryong, North Hamgyong", "KP", "kp-hoeryong"),
            ("연길, 길림성", "CN", "cn-yanji"),
            ("Jilin Province, Yanji", "CN", "cn-yanji"),
            ("Dandong, Liaoning, China", "CN", "cn-dandong"),
            ("중국/길림성/연길", "CN", "cn-yanji"),
            ("Tumen, China", "", "cn-tumen"),
            ("Nanping, Fujian", "CN", "gn-cn-1799846"),
            ("쑹위안시, P.R. China", "", "gn-cn-2035399"),
        ],
    )
    def test_a_province_or_a_country_beside_the_name_is_where_it_lies(
        self, place: str, country: str, meant: str
    ) -> None:
        assert bundled(place, country)["place_id"] == meant

    @pytest.mark.parametrize(
        ("place", "country", "admin1"),
        [
            ("Dandong, Jilin", "CN", ""),
            ("Dandong, Liaoning", "CN", "Jilin"),
            ("Dandong, North Korea", "CN", ""),
            ("Beijing, Shanghai", "CN", ""),
            ("Jilin/Yanji", "CN", ""),
        ],
    )
    def test_a_province_or_a_country_that_does_not_agree_leaves_the_place_open(
        self, place: str, country: str, admin1: str
    ) -> None:
        line = bundled(place, country, admin1)
        assert line["place_id"] == ""
        assert line["candidates"]

    def test_a_province_alone_beside_its_country_stays_a_province(self) -> None:
        assert bundled("Liaoning, China", "CN")["place_id"] == "cn-liaoning-province"

    def test_no_name_of_the_gazetteers_is_read_as_doubt_or_nearness(self) -> None:
        towns = WIDE.table.to_pandas()
        names = {
            *towns["name"],
            *towns["names"].explode().dropna(),
            *CURATED.frame["name_en"],
            *CURATED.frame["name_ko"],
        }
        phrases = {name: read_phrase(name) for name in names}
        assert [name for name, phrase in phrases.items() if phrase.doubted or phrase.near] == []
        assert len(phrases) > 100_000


class TestDoubt:
    @pytest.mark.parametrize(
        "place",
        [
            "Yanji?",
            "Yanji (?)",
            "~Yanji",
            "probably Yanji",
            "Yanji (unconfirmed)",
            "아마 연길",
            "연길로 추정",
            "可能延吉",
        ],
    )
    def test_a_doubted_place_is_taken_and_the_doubt_is_said(self, place: str) -> None:
        line = bundled(place, "CN")
        assert (line["place_id"], line["how"], line["remark"]) == ("cn-yanji", "exact", DOUBTED)

    @pytest.mark.parametrize(
        "place",
        ["near Tumen", "Tumen 근처", "Tumen 부근", "도문인근", "Tumen (near)", "5 km north of Tumen", "图们附近"],
    )
    def test_near_a_place_is_not_that_place(self, place: str) -> None:
        line = bundled(place, "CN")
        assert (line["how"], line["place_id"], ids(line)[0]) == ("near", "", "cn-tumen")

    def test_near_a_place_that_a_person_decided_on_is_known_to_the_county_at_best(self) -> None:
        decided = {decision_key("CN", "near Tumen"): "cn-tumen"}
        line = geocode(table(("near Tumen", "", "CN")), CURATED, WIDE, decided).iloc[0]
        assert (line["place_id"], line["how"], line["finest"]) == ("cn-tumen", "decided", "county")

    def test_doubt_and_two_names_are_both_said(self) -> None:
        assert bundled("Tumen/图们?", "CN")["remark"] == f"{TWO_NAMES}; {DOUBTED}"

    def test_what_is_only_marks_is_no_doubted_place(self) -> None:
        assert read_phrase("??") == Phrase("??")
        assert read_phrase("near") == Phrase("near")

    @given(st.text(alphabet="ab ?~(),/-" + "근처near probably", max_size=20))
    def test_a_name_is_left_of_every_text_that_has_one(self, text: str) -> None:
        phrase = read_phrase(text)
        assert bool(name_key(phrase.name)) == bool(name_key(text))
        assert len(phrase.parts) != 1


class TestDecisions:
    @pytest.mark.parametrize(
        ("country", "place", "admin1", "key"),
        [
            ("KP", "온성", "", "KP|온성"),
            (" cn", "TU MEN", "", "CN|tumen"),
            ("CN", "Ｔumen", "", "CN|tumen"),
            ("", "Tumen", "", "|tumen"),
            ("CN", "Nan-ping", "Fujian", "CN|nanping|fujian"),
            ("CN", "a|b", "", "CN|ab"),
            ("CN", "??", "Jilin", ""),
        ],
    )
    def test_a_key_is_folded(self, country: str, place: str, admin1: str, key: str) -> None:
        assert decision_key(country, place, admin1) == key

    @given(st.sampled_from(["", "CN", "KP"]), st.text(max_size=12), st.text(max_size=6))
    @example("CN", "|", "x")
    def test_a_key_read_again_is_itself(self, country: str, place: str, admin1: str) -> None:
        if key := decision_key(country, place, admin1):
            parts = [*key.split("|", 2), ""]
            assert decision_key(parts[0], parts[1], parts[2]) == key

    @pytest.mark.parametrize("written", ["CN|Xinmin", "cn|XIN MIN", "CN| xinmin "])
    def test_a_decision_is_found_however_its_name_is_written(self, written: str) -> None:
        rows = table(("Xinmin", "", "CN"), ("ＸＩＮＭＩＮ", "Gansu", "CN"), ("Xinmin", "", "KP"), ("Xinmin", "", ""))
        given_ids = apply_decisions(rows, {written: "gn-cn-5"}, PLACES, BEHIND)
        assert given_ids.fillna("-").tolist() == ["gn-cn-5", "gn-cn-5", "-", "-"]

    def test_a_decision_for_a_province_comes_before_that_for_the_country(self) -> None:
        rows = table(("Xinmin", "Gansu", "CN"), ("Xinmin", "Jilin", "CN"), ("Xinmin", "", "CN"))
        decisions = {"CN|xinmin": "gn-cn-5", "CN|Xinmin|Gansu": "gn-cn-6"}
        assert apply_decisions(rows, decisions, PLACES, BEHIND).tolist() == ["gn-cn-6", "gn-cn-5", "gn-cn-5"]

    def test_a_decision_without_a_country_is_for_rows_without_one(self) -> None:
        rows = table(("Xinmin", "", ""), ("Xinmin", "", "CN"))
        assert apply_decisions(rows, {"|Xinmin": "gn-cn-5"}, PLACES, BEHIND).fillna("-").tolist() == ["gn-cn-5", "-"]

    def test_a_decision_may_name_a_curated_place_by_its_other_id(self) -> None:
        assert apply_decisions(table(("x1", "", "CN")), {"CN|x1": "gn-cn-1"}, PLACES, BEHIND).tolist() == ["cn-tumen"]

    def test_nothing_decided_is_missing_and_keeps_the_index(self) -> None:
        rows = table(("Tumen", "", "CN")).set_axis([9])
        for decisions in ({}, {"|": "cn-tumen"}, {"CN|??": "nowhere"}):
            empty = apply_decisions(rows, decisions, PLACES, BEHIND)
            assert empty.index.tolist() == [9]
            assert empty.isna().all()

    @pytest.mark.parametrize(
        ("decisions", "message"),
        [
            (
                {"CN|x1": "cn-gone", "KP|y1": "gn-kp-99", "KP|z1": "kp-rajin"},
                r"^Profile, places: 2 .*\(cn-gone, gn-kp-99\)",
            ),
            ({"KP|x1": "cn-tumen"}, r"1 of the decisions name a place of another country .*\(cn-tumen\)"),
            ({"CN|x1": "cn-tumen", "cn|X1": "gn-cn-2"}, r"2 of the decisions give two places to one name"),
            ({"CN|x1": "", "cn|X1": "gn-cn-2"}, r"two places to one name \(gn-cn-2\)"),
        ],
    )
    def test_a_decision_that_cannot_hold_is_an_error(self, decisions: dict[str, str], message: str) -> None:
        with pytest.raises(InputError, match=message):
            apply_decisions(table(("x1", "", "CN")), decisions, PLACES, BEHIND)

    def test_the_error_repeats_nobodys_words(self) -> None:
        with pytest.raises(InputError) as refusal:
            apply_decisions(table(), {"CN|house of somebody": "at somebody's place"}, PLACES, BEHIND)
        assert "somebody" not in str(refusal.value)

    def test_many_unknown_ids_are_counted_and_the_first_shown(self) -> None:
        decisions = {f"CN|x{n}": f"cn-gone-{n}" for n in range(9)}
        with pytest.raises(InputError, match=r"9 of the decisions.*cn-gone-4 and 4 more\)"):
            apply_decisions(table(), decisions, PLACES, BEHIND)

    def test_two_spellings_decided_alike_are_no_contradiction(self) -> None:
        decisions = {"CN|x1": "cn-tumen", "cn|X1": "cn-tumen", "CN|X 1": "gn-cn-1"}
        assert apply_decisions(table(("x1", "", "CN")), decisions, PLACES, BEHIND).tolist() == ["cn-tumen"]


class TestReview:
    def test_a_misspelt_name_is_a_suggestion_with_its_score(self) -> None:
        line = review("Onsongg", "KP")
        assert (line["how"], line["place_id"], line["answers"]) == ("alike", "", 0)
        assert line["candidates"][0] == (
            "kp-onsong-county",
            "Onsong County / 온성군, North Hamgyong, KP",
            line["score"],
        )
        assert 90 < line["score"] < 100

    def test_a_wrong_vowel_in_hangul_is_a_suggestion(self) -> None:
        line = review("온송군", "KP")
        assert ids(line)[0] == "kp-onsong-county"
        assert line["score"] > 80

    def test_a_suggestion_may_come_from_the_wide_gazetteer_with_its_position(self) -> None:
        line = review("Songyuann", "CN")
        assert line["candidates"][0][:2] == ("gn-cn-4", "Songyuan, Jilin, CN (42.00 N 129.00 E)")

    def test_a_suggestion_is_of_the_rows_country(self) -> None:
        assert review("Onsongg", "CN")["how"] == "none"
        assert ids(review("Onsongg", ""))[0] == "kp-onsong-county"
        assert review("Songyuann", "")["how"] == "none"

    def test_the_country_itself_looks_like_nothing(self) -> None:
        assert review("China (place not stated)", "CN")["candidates"] == ()

    def test_a_match_names_the_others_of_its_name(self) -> None:
        line = review("Tumen", "CN")
        assert (line["how"], line["place_id"], line["score"], line["answers"]) == ("exact", "cn-tumen", 100, 2)
        assert ids(line) == ["cn-tumen", "gn-cn-2"]

    def test_several_places_wait_for_a_decision_and_then_no_more(self) -> None:
        line = review("Xinmin", "CN")
        assert (line["how"], line["place_id"], line["score"]) == ("several", "", 100)
        assert ids(line) == ["gn-cn-6", "gn-cn-5"]
        decided = review("Xinmin", "CN", CN_xinmin="gn-cn-5")
        assert (decided["how"], decided["place_id"], ids(decided)[0]) == ("decided", "gn-cn-5", "gn-cn-5")
        left = review("Xinmin", "CN", CN_xinmin="")
        assert (left["how"], left["place_id"]) == ("decided", "")

    def test_the_very_name_in_another_province_is_only_alike(self) -> None:
        line = review("Songyuan", "CN", "Gansu")
        assert (line["how"], line["place_id"], line["score"], line["answers"]) == ("alike", "", 100, 1)
        assert ids(line) == ["gn-cn-4"]

    @pytest.mark.parametrize("place", ["Zzyzx", "??", ""])
    def test_what_looks_like_nothing_has_no_candidates(self, place: str) -> None:
        line = review(place, "CN")
        assert (line["how"], line["place_id"], line["score"], line["candidates"], line["answers"]) == (
            "none",
            "",
            0,
            (),
            0,
        )

    def test_a_country_without_places_has_no_candidates(self) -> None:
        assert review("Springfield", "US")["how"] == "none"

    def test_more_places_than_are_shown_are_counted(self) -> None:
        many = wide(*({"name": "Xinhua", "country": "CN", "population": n} for n in range(8)))
        line = review_places(table(("Xinhua", "", "CN")), PLACES, many).iloc[0]
        assert (line["how"], line["answers"]) == ("several", 8)
        assert [place for place, _, _ in line["candidates"]] == [f"gn-cn-{n}" for n in (8, 7, 6, 5, 4)]

    def test_the_very_name_comes_first_then_the_rows_province_then_likeness(self) -> None:
        behind = wide(
            {"name": "Elsewhere", "names": ["Xinhua"], "country": "CN", "admin1": "Jilin", "population": 900},
            {"name": "Xinhua", "country": "CN", "admin1": "Gansu", "population": 800},
            {"name": "Xinhua", "country": "CN", "admin1": "Jilin"},
            {"name": "Xinhua", "country": "CN", "admin1": "Jilin"},
            {"name": "Xinhuaa", "country": "CN", "admin1": "Gansu"},
            province("Jilin", "CN"),
            province("Gansu", "CN"),
        )
        line = review_places(table(("Xinhua", "Jilin", "CN")), PLACES, behind).to_dict("records")[0]
        assert ids(line) == ["gn-cn-3", "gn-cn-4", "gn-cn-2", "gn-cn-1"]
        slip = review_places(table(("Xinhuaq", "Jilin", "CN")), PLACES, behind).to_dict("records")[0]
        assert {*ids(slip)[:3]} == {"gn-cn-1", "gn-cn-3", "gn-cn-4"}

    def test_a_word_of_a_text_is_a_suggestion_with_and_without_a_country(self) -> None:
        for country in ("CN", ""):
            line = bundled("Yanji prison", country)
            assert (line["how"], line["place_id"], ids(line)[0]) == ("part", "", "cn-yanji")

    def test_places_of_one_name_are_told_apart_by_a_larger_town_and_how_many_live_there(self) -> None:
        behind = wide(
            {"name": "Xinhua", "country": "CN", "population": 1200, "lat": 42.0, "lon": 129.0},
            {"name": "Xinhua", "country": "CN", "lat": 30.0, "lon": 110.0},
            {"name": "Bigtown", "country": "CN", "population": 90_000, "lat": 42.1, "lon": 129.0},
        )
        line = review_places(table(("Xinhua", "", "CN")), PLACES, behind).to_dict("records")[0]
        assert line["candidates"][0].label == "Xinhua, CN (11 km from Bigtown, 1,200 people, 42.00 N 129.00 E)"
        assert len({label for _, label, _ in line["candidates"]}) == 2

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "Tumen",
                        "near Tumen",
                        "Tumen/图们",
                        "Tumen, Xinmin",
                        "Tumen?",
                        "Onsongg",
                        "Xinmin",
                        "Songyuan",
                        "nowhere at all",
                        "온성",
                        "Nanping",
                    ]
                ),
                st.sampled_from(["", "Gansu", "Jilin", "??"]),
                st.sampled_from(["CN", "KP", "", "XX"]),
            )
        )
    )
    @settings(max_examples=20)
    def test_the_review_says_what_geocoding_does(self, rows: list[tuple[str, str, str]]) -> None:
        spellings = table(*rows)
        lines = review_places(spellings, PLACES, BEHIND)
        done = geocode(spellings, PLACES, BEHIND)
        assert tuple(lines.columns) == REVIEW_COLUMNS
        assert lines[[*SPELLING, "rows"]].equals(spellings)
        assert lines["place_id"].tolist() == done["place_id"].fillna("").tolist()
        assert lines["how"].isin(HOW).all()
        matched = lines["how"].isin(["exact", "geonames"])
        assert (matched == (lines["place_id"] != "")).all()
        for line in lines.to_dict("records"):
            scores = [score for _, _, score in line["candidates"]]
            assert scores == sorted(scores, reverse=True)
            assert len(scores) <= MOST_CANDIDATES
            assert len({*ids(line)}) == len(scores)
            assert all(LIKENESS <= score <= 100 for score in scores)
            assert line["score"] == (scores[0] if scores else 0)
            assert line["place_id"] in ("", *ids(line)[:1])

    def test_spellings_are_counted_and_the_most_frequent_comes_first(self) -> None:
        rows = [("Tumen", "", "CN"), ("Onsong", "", "KP"), ("Tumen", "", "cn"), ("", "Jilin", "CN"), ("??", "", "KP")]
        counted = spellings_of(table(*rows).drop(columns="rows").astype("category"))
        assert counted.to_numpy().tolist() == [["Tumen", "", "CN", 2], ["Onsong", "", "KP", 1]]
        assert len(spellings_of(table())) == 0


class TestFinding:
    def test_the_very_name_comes_before_names_that_hold_it_and_those_alike(self) -> None:
        found = [place for place, _, _ in find_places("tumen", "CN", CURATED, WIDE)]
        assert found[0] == "cn-tumen"
        assert "cn-tumen-border-crossing" in found or len(found) > 3

    @pytest.mark.parametrize(
        ("text", "country", "meant"),
        [("hunch", "CN", "cn-hunchun"), ("훈춘", "CN", "cn-hunchun"), ("Songyuan", "CN", "gn-cn-2035399"),
         ("Hunchunn", "CN", "cn-hunchun"), ("Hunch", "", "cn-hunchun"), ("Songyuan", "", "gn-cn-2035399")],
    )  # fmt: skip
    def test_any_place_of_both_gazetteers_is_found(self, text: str, country: str, meant: str) -> None:
        assert meant in [place for place, _, _ in find_places(text, country, CURATED, WIDE)]

    def test_only_places_of_the_country_are_found(self) -> None:
        found = find_places("an", "KP", CURATED, WIDE)
        assert len(found) == MOST_FOUND
        assert all(", KP" in label for _, label, _ in found)

    @pytest.mark.parametrize("text", ["", "??", " "])
    def test_nothing_is_found_by_nothing(self, text: str) -> None:
        assert find_places(text, "CN", CURATED, WIDE) == ()


class TestBundledGazetteers:
    @pytest.mark.parametrize(
        ("place", "admin1", "country", "expected"),
        [
            ("Onseong-gun", "", "KP", ("exact", "kp-onsong-county")),
            ("Cheongjin-si", "", "KP", ("exact", "kp-chongjin")),
            ("Hunchun-si", "Jilin", "CN", ("exact", "cn-hunchun")),
            ("훈춘시", "길림성", "CN", ("exact", "cn-hunchun")),
            ("Tumen", "", "CN", ("exact", "cn-tumen")),
            ("Tumen", "", "", ("exact", "cn-tumen")),
            ("Rajin", "North Hamgyong", "KP", ("exact", "kp-rajin")),
            ("쑹위안시", "", "CN", ("geonames", "gn-cn-2035399")),
            ("Sanhe", "Hebei", "CN", ("geonames", "gn-cn-1796823")),
            ("Jilin", "", "CN", ("several", "")),
            ("Xinhua", "", "CN", ("several", "")),
        ],
    )
    def test_well_known_names(self, place: str, admin1: str, country: str, expected: tuple[str, str]) -> None:
        line = review_places(table((place, admin1, country)), CURATED, WIDE).iloc[0]
        assert (line["how"], line["place_id"]) == expected

    @pytest.mark.parametrize(
        ("place", "country", "meant"),
        [("Onsongg", "KP", "kp-onsong-county"), ("회렁시", "KP", "kp-hoeryong"), ("Hunchunn", "CN", "cn-hunchun")],
    )
    def test_slips_are_suggested_first_and_not_matched(self, place: str, country: str, meant: str) -> None:
        line = review_places(table((place, "", country)), CURATED, WIDE).iloc[0]
        assert (line["how"], line["place_id"], line["candidates"][0][0]) == ("alike", "", meant)

    def test_the_documented_events_keep_every_place_they_had(self) -> None:
        events = pd.read_csv(data_path("documented_events.csv"), dtype="str", keep_default_na=False)
        before = CURATED.match(events["place"], events["country"])
        after = geocode(events, CURATED, WIDE)
        assert before.notna().sum() > 150
        assert after.loc[before.notna(), "place_id"].tolist() == before.dropna().tolist()

    def test_a_thousand_unknown_names_are_compared_in_a_few_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        batches: list[int] = []
        compare = process.cdist

        def counted(names: list[str], *others: Any, **options: Any) -> Any:
            batches.append(len(names))
            return compare(names, *others, **options)

        monkeypatch.setattr(process, "cdist", counted)
        towns = WIDE.table.to_pandas()
        names = towns.loc[towns["country"] == "CN", "name"].drop_duplicates().iloc[:1000]
        spellings = pd.DataFrame({"place": names + "q", "admin1": "", "country": "CN", "rows": 1})
        lines = review_places(pd.concat([spellings, spellings]), CURATED, WIDE)
        assert (lines["how"] == "alike").mean() > 0.9
        assert sum(batches) <= 1000
        assert len(batches) <= 10
