"""Mapping profiles: what is written can be read, is the same each time, and says everything that is wrong at once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.mapping.profile_files import LARGEST, MADE_FOR, profile_from_text, profile_text, read_profile
from footprints_geo.mapping.word_values import value_key
from footprints_geo.profiles import MAPPED_COLUMNS, DateOrder, EventGroup, Profile
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES

ODD = ("=", '"', "[", "]", "[[groups]]", "[columns]", "{", "}", "0x" + "f" * 5000, "1e999", "a.b.c", "\\u0000", "nan")
VICTIMS = Profile(
    name="Victims",
    made_for="uwazi",
    sheet="Sheet 1",
    columns={"persons_min": ("Persons (min)",), "case_id": ("Unique ID", "Title")},
    constants={"subject": "escapee"},
    groups=(
        EventGroup({"date": ("Date of arrest", "Date of arrest (text)")}, {"event_type": "arrest"}),
        EventGroup({"place": ("송환 장소",)}, {"event_type": "repatriation", "country": "KP"}),
    ),
    values={"event_type": {"강제북송": "repatriation"}, "country": {"middle kingdom": "CN", "unknown": ""}},
    date_orders={"Date of arrest": "day-first"},
    places={"KP|온성": "kp-onsong-county", "|nowhere": ""},
    left_out=("Documents", "Attachments"),
)


def test_a_profile_reads_as_people_would_write_it() -> None:
    assert (
        profile_text(VICTIMS)
        == """\
# How the columns and words of a file become those of Footprints Geo. It holds no records.
format = 1
name = "Victims"
made_for = "uwazi"
sheet = "Sheet 1"
left_out = ["Documents", "Attachments"]

[columns]
case_id = ["Unique ID", "Title"]
persons_min = "Persons (min)"

[constants]
subject = "escapee"

[[groups]]
[groups.columns]
date = ["Date of arrest", "Date of arrest (text)"]

[groups.constants]
event_type = "arrest"

[[groups]]
[groups.columns]
place = "송환 장소"

[groups.constants]
event_type = "repatriation"
country = "KP"

[values.event_type]
"강제북송" = "repatriation"

[values.country]
"middle kingdom" = "CN"
unknown = ""

[date_orders]
"Date of arrest" = "day-first"

[places]
"KP|온성" = "kp-onsong-county"
"|nowhere" = ""
"""
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
HEADER = TEXT.filter(lambda text: bool(text.strip()))
COLUMNS = st.dictionaries(
    st.sampled_from(MAPPED_COLUMNS), st.lists(HEADER, min_size=1, max_size=3, unique=True).map(tuple), max_size=3
)
WORDS = {
    "event_type": st.sampled_from(EVENT_TYPES),
    "country": st.sampled_from(["", "CN", "KP"]),
    "location_precision": st.sampled_from(["", *PRECISIONS]),
    "visibility": st.sampled_from(["", *VISIBILITIES]),
    "subject": st.sampled_from(["", *SUBJECTS]),
}
FREE = [column for column in MAPPED_COLUMNS if column not in WORDS]
CONSTANTS = st.fixed_dictionaries(
    {}, optional=WORDS | {"note": TEXT.filter(lambda text: text != "#row"), "case_id": st.just("#row")}
)
KEYED = st.lists(HEADER, max_size=3, unique_by=value_key)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        column: KEYED.flatmap(lambda keys, words=words: st.fixed_dictionaries(dict.fromkeys(keys, words)))
        for column, words in {**WORDS, "note": TEXT}.items()
    },
).map(lambda values: {column: words for column, words in values.items() if words})
PLACES = st.dictionaries(
    st.builds("{}|{}".format, st.sampled_from(["", "CN", "KP"]), HEADER), st.sampled_from(["", "cn-tumen"]), max_size=3
)
OWN_WORDS = st.lists(st.sampled_from(["", *EVENT_TYPES]), min_size=1, max_size=3, unique=True).flatmap(
    lambda kinds: st.tuples(*(st.builds(EventGroup, COLUMNS, CONSTANTS, st.just(kind)) for kind in kinds))
)
PROFILES = st.builds(
    Profile,
    name=TEXT,
    made_for=st.sampled_from(MADE_FOR),
    sheet=TEXT,
    columns=COLUMNS,
    constants=CONSTANTS,
    groups=st.lists(st.builds(EventGroup, COLUMNS, CONSTANTS), min_size=1, max_size=3).map(tuple) | OWN_WORDS,
    values=VALUES,
    date_orders=st.dictionaries(HEADER, st.sampled_from(get_args(DateOrder)), max_size=2),
    places=PLACES,
    left_out=st.lists(HEADER, max_size=3).map(tuple),
)


@settings(max_examples=60)
@given(PROFILES)
def test_a_profile_comes_back_as_it_was_written(profile: Profile) -> None:
    assert profile_from_text(profile_text(profile), "p.toml") == profile


@settings(max_examples=20)
@given(PROFILES, st.randoms())
def test_equal_profiles_have_the_same_text(profile: Profile, random: object) -> None:
    def shuffled(entries: dict[str, object]) -> dict[str, object]:
        keys = sorted(entries)
        random.shuffle(keys)  # type: ignore[attr-defined]
        return {key: entries[key] for key in keys}

    turned = Profile(
        name=profile.name,
        made_for=profile.made_for,
        sheet=profile.sheet,
        columns=shuffled(profile.columns),
        constants=shuffled(profile.constants),
        groups=tuple(replace(g, columns=shuffled(g.columns), constants=shuffled(g.constants)) for g in profile.groups),
        values=shuffled({column: shuffled(words) for column, words in profile.values.items()}),
        date_orders=shuffled(profile.date_orders),
        places=shuffled(profile.places),
        left_out=profile.left_out,
    )
    assert profile_text(turned) == profile_text(profile)


def test_a_profile_is_read_from_its_file_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.toml"
        path.write_text(profile_text(VICTIMS), encoding=encoding)
        assert read_profile(path) == VICTIMS


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nam = 'x'", "'nam' is not known, is name meant?"),
        ("made_for = 'uwzi'", "made_for is 'uwzi'; expected one of events, uwazi, acled, iom; is uwazi meant?"),
        ("name = 3", "name is something else than expected: a text in quotation marks"),
        ("format = 'one'", "format is something else than expected: a whole number, 1"),
        ("left_out = 3", "left_out is something else than expected: a header of the file, or a list of headers"),
        ("columns = 'a'", "columns is something else than expected: a table"),
        ("[columns]\nplac = 'a'", "'plac' in columns is not known, is place meant?"),
        ("[columns]\nplace = ''", "columns.place is something else than expected: a header"),
        ("[columns]\nplace = [1]", "columns.place is something else than expected: a header"),
        ("[constants]\nevent_type = 'arest'", "constants.event_type is 'arest'; expected one of departure"),
        ("[constants]\nevent_type = ''", "constants.event_type is ''; expected one of departure"),
        ("[constants]\ncountry = 'China'", "constants.country is 'China'; expected two capital letters"),
        ("[constants]\nnote = '#row'", "constants.note is #row, which only case_id can be"),
        ("groups = 1", "groups is something else than expected: tables, each headed [[groups]]"),
        ("[[groups]]\ncolumn = {}", "'column' in groups[1] is not known, is columns meant?"),
        ("[[groups]]\nconstants = {event_type = 'x'}", "groups[1].constants.event_type is 'x'"),
        ("[values.event_type]\nx = 'y'", "values.event_type, 'x' is 'y'; expected one of departure"),
        ("[values.event_type]\n'a b' = 'arrest'\nAB = 'release'", "has 'AB' twice, written in two ways"),
        ("[date_orders]\nx = 'dayfirst'", "expected one of year-first, day-first, month-first; is day-first meant?"),
        ("[date_orders]\nx = 3", "date_orders, 'x', is 3"),
        ("[places]\nonsong = 'x'", "places has 'onsong'; expected a country code"),
        ("[places]\n'XX|a' = 'x'", "places has 'XX|a'; expected a country code"),
        ("[places]\n'CN|' = 'x'", "places has 'CN|'; expected a country code"),
        ("format = 2", "the profile has format 2, and this program knows 1. Get a newer version of it."),
        ("name = ", "this is no TOML: Invalid value"),
        ("name = 'a'\nname = 'b'", "this is no TOML: Cannot overwrite a value"),
    ],
)
def test_what_a_profile_cannot_say_is_named(text: str, problem: str) -> None:
    with pytest.raises(InputError) as refusal:
        profile_from_text(text, "p.toml")
    assert str(refusal.value).startswith("p.toml: ")
    assert problem in str(refusal.value)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(InputError) as refusal:
        profile_from_text("nam = 'x'\nsheet = 3\n[constants]\nsubject = 'cat'", "p.toml")
    assert [word in str(refusal.value) for word in ("nam", "sheet", "subject")] == [True] * 3


def test_a_newer_format_is_told_before_what_it_changed() -> None:
    with pytest.raises(InputError, match=r"format 7") as refusal:
        profile_from_text("format = 7\nnewthing = 3", "p.toml")
    assert "newthing" not in str(refusal.value)


def test_a_word_may_be_mapped_to_an_empty_cell_but_for_the_event_type() -> None:
    assert profile_from_text("[values.country]\n'?' = ''", "p").values == {"country": {"?": ""}}
    with pytest.raises(InputError, match=r"event_type"):
        profile_from_text("[values.event_type]\n'?' = ''", "p")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * (LARGEST + 1)], ids=["not UTF-8", "too large"])
def test_a_file_that_is_no_profile_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"p\.toml: .*mapping profile"):
        read_profile(path)


def test_a_missing_file_and_a_folder_are_refused_without_their_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match=r"mapping profile") as refusal:
            read_profile(path)
        assert str(tmp_path.parent) not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[groups]]\nonly_for = "arest"\n', "groups[1].only_for is 'arest'; expected one of"),
        ("[[groups]]\nonly_for = 3\n", "groups[1].only_for is something else than expected"),
        ('[[groups]]\nonly_for = "arrest"\n' * 2, "groups has two with only_for 'arrest'"),
        ('[[groups]]\nonly_for = "arrest"\n[[groups]]\n[[groups]]\n', "groups has two with no only_for"),
    ],
)
def test_two_groups_cannot_be_the_event_of_one_row(text: str, problem: str) -> None:
    with pytest.raises(InputError) as error:
        profile_from_text(text, "p.toml")
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (".".join(["a"] * 200_000) + " = 1", "a key has more parts"),
        ("[" + ".".join(["'a'"] * 90_000) + "]", "a key has more parts"),
        ("x = {y = '''\n\" ''', " + ".".join(["a"] * 90_000) + " = '\"'}", "a key has more parts"),
        ("format = 1" + "0" * 5000, "a number or a list that no mapping profile has"),
        ("format = 0x1" + "0" * 5000, "the profile has format a number of more than 18 figures"),
        ("[date_orders]\nx = 0x1" + "0" * 5000, "x', is a number of more than 18 figures"),
        ("[date_orders]\nx = [" + "1," * 90_000 + "1]", "x', is a list; expected"),
        ("x = " + "[" * 90_000, "a number or a list that no mapping profile has"),
        ("".join(f"k{n} = 1\n" for n in range(50_000)), "and 49,988 more"),
    ],
    ids=["key", "quoted key", "hidden key", "figures", "newer", "hexadecimal", "list", "deep", "many"],
)
def test_a_hostile_profile_is_refused_soon_and_in_a_short_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError) as refusal:
        profile_from_text(text, "p.toml")
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 3000


def test_dots_in_headers_words_and_remarks_are_no_parts_of_a_key() -> None:
    headers = [f"{n}.{n}.{n}." for n in range(40)]
    text = f"left_out = {headers}  # ..............................\n# ..................................\n"
    assert profile_from_text(text, "p").left_out == tuple(headers)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_no_profile_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.toml")
    with pytest.raises(InputError, match="a device or a pipe"):
        read_profile(tmp_path / "p.toml")


def test_a_column_of_whose_words_nothing_is_said_is_one_that_is_not_named() -> None:
    said = profile_from_text(f"{profile_text(VICTIMS)}\n[values.subject]\n", "p.toml")
    assert said == VICTIMS
    assert profile_from_text(profile_text(said), "p.toml") == said


@settings(max_examples=60, derandomize=True)
@given(st.integers(0, len(profile_text(VICTIMS))), st.integers(0, 30), st.text(max_size=8) | st.sampled_from(ODD))
def test_whatever_stands_in_a_profile_it_is_one_or_refused(at: int, left_out: int, put: str) -> None:
    whole = profile_text(VICTIMS)
    said = ""
    try:
        found = profile_from_text(whole[:at] + put + whole[at + left_out :], "p.toml")
    except InputError as refusal:
        said = str(refusal)
    else:
        assert profile_from_text(profile_text(found), "p.toml") == found
    assert not said or said.startswith("p.toml: ")
    assert len(said) < 3000
