"""The keys under which two spellings of one place name are the same: plain, without ending, and by sound.

Nothing here knows a place or guesses: each function turns text into a key, and `places` compares keys.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Role = Literal["province", "prefecture", "town", "village", "crossing"]
"""What an ending says a name is; "Jilin-si" is a town and never the province."""

_TRADITIONAL: Final = (
    "東雲們倫興內憑區縣雙圖場壯寧審寬廣開機橋瀋滿濱煙琿渾華榮誼貝邊遼連聯長陽陰際鮮黃龍門鎮鄉莊灣島嶺陝蘇漢蘭齊爾額"
    "納綏臘國會義錦鐵營盤撫順臺慶烏雞鴨樺樹農輝極鳳岡賓檢處關監獄滄濟濰臨韓鄭貴瀘瀾麗隴騰衝羅溝澤湯圍護車廟頭灘礦鹽"
    "馬魚鶴訥諾趙錫盧綠紅緬萬葦蓮薩藍蘆號衛達遠運閩隊陳鋼靜靈飛駐軍勞亞參吳團壩實師廠戶歸獨環發舊裡裏變豐賀賽輪轉"
    "離電風館驛麥嶼僑"
)
_SIMPLIFIED: Final = (
    "东云们伦兴内凭区县双图场壮宁审宽广开机桥沈满滨烟珲浑华荣谊贝边辽连联长阳阴际鲜黄龙门镇乡庄湾岛岭陕苏汉兰齐尔额"
    "纳绥腊国会义锦铁营盘抚顺台庆乌鸡鸭桦树农辉极凤冈宾检处关监狱沧济潍临韩郑贵泸澜丽陇腾冲罗沟泽汤围护车庙头滩矿盐"
    "马鱼鹤讷诺赵锡卢绿红缅万苇莲萨蓝芦号卫达远运闽队陈钢静灵飞驻军劳亚参吴团坝实师厂户归独环发旧里里变丰贺赛轮转"
    "离电风馆驿麦屿侨"
)
_LETTERS: Final = str.maketrans(_TRADITIONAL + "đłøıŋəүө", _SIMPLIFIED + "dloinaуо")
"""Characters of place names that differ in writing and not in meaning, and that Unicode does not take apart."""

_THAI_LAO_TONES: Final = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0ec8\u0ec9\u0eca\u0ecb")


def name_key(text: str) -> str:
    """The plain key of a name: the same for every way of writing the same letters.

    Case, width, Latin and Cyrillic diacritics, Thai and Lao tone marks (often left out, or typed in another order),
    traditional against simplified characters, blanks, dashes, apostrophes and other punctuation do not matter.
    Vowel signs of the Indic scripts stay: without them the name is another one.

    Parameters
    ----------
    text : str
        A name in any script.

    Returns
    -------
    str
        Letters and digits only, in Unicode normal form C; empty when the text has none. A key is its own key.
    """
    if text.isascii():
        # The same, without a look at each letter: most names are written so, and each of them in many ways.
        return "".join(filter(str.isalnum, text.lower()))
    folded = unicodedata.normalize("NFD", text).casefold()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", folded).casefold())
    kept = "".join(c for c in folded if _belongs(c))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def _belongs(character: str) -> bool:
    # Modifier letters (U+02B0 to U+02FF) are letters to Unicode, but apostrophes to the people who type them.
    if character in _THAI_LAO_TONES or "\u02b0" <= character <= "\u036f":
        return False
    return unicodedata.category(character)[0] in "LNM"


_PEOPLES_LATIN: Final = ("", "korean", "zhuang", "dai", "manchu", "mongol", "hui")
_PEOPLES_HAN: Final = ("", "朝鲜族", "壮族", "傣族", "满族", "蒙古族", "回族")
_PEOPLES_HANGUL: Final = ("", "조선족", "좡족", "장족", "다이족", "만주족", "만족")


def _keyed(roles: dict[Role, str]) -> dict[str, Role]:
    return {name_key(word): role for role, words in roles.items() for word in words.split()}


def _autonomous(peoples: tuple[str, ...], words: tuple[str, str, str]) -> dict[str, Role]:
    levels: tuple[Role, Role, Role] = ("province", "prefecture", "town")
    return {people + word: level for people in peoples for word, level in zip(words, levels, strict=True)}


_ALPHABETIC_ENDINGS: Final = _keyed(
    {
        "province": "province do sheng oblast krai region aimag область край аймаг",
        "prefecture": "prefecture",
        "town": "city county town district municipality si shi gun kun up eup gu guyok guyeok kuyok "
        "workersdistrict rodongjagu xian город хот",
        "village": "ri ni li dong village",
        "crossing": "port bordercrossing crossing kouan",
    }
) | _autonomous(_PEOPLES_LATIN, ("autonomousregion", "autonomousprefecture", "autonomouscounty"))

_SYLLABIC_ENDINGS: Final = (
    _keyed(
        {
            "province": "省 도 성",
            "prefecture": "州",
            "town": "市 县 区 镇 乡 旗 시 특별시 직할시 광역시 군 현 구 구역 읍 로동자구 노동자구",
            "village": "村 리 동",
            "crossing": "口岸 통상구 세관",
        }
    )
    | _autonomous(_PEOPLES_HAN, ("自治区", "自治州", "自治县"))
    | _autonomous(_PEOPLES_HANGUL, ("자치구", "자치주", "자치현"))
)

_PREFIXES: Final = _keyed(
    {
        "province": "provinceof tỉnh จังหวัด ແຂວງ",
        "town": "cityof countyof thànhphố tp город г อำเภอ ເມືອງ ນະຄອນຫຼວງ",
    }
)

_IN_BRACKETS: Final = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
_HANGUL: Final = re.compile(r"[가-힣]")
_ALPHABETIC: Final = re.compile(r"[a-z0-9а-яё]+")
_ASCII: Final = re.compile(r"[a-z0-9]+")


def without_brackets(text: str) -> str:
    """The name before a last remark in brackets: "Sambong (Onsong County)" is "Sambong"."""
    return split_remark(text)[0]


def split_remark(text: str) -> tuple[str, str]:
    """The name before a last remark in brackets, and that remark, empty where there is none."""
    found = _IN_BRACKETS.search(text)
    return (text[: found.start()], found.group(1)) if found else (text, "")


def stems(key: str) -> list[tuple[str, Role]]:
    """What is left of a name key without its ending or prefix, and what that ending said, longest ending first.

    Endings of the Latin and Cyrillic alphabets leave three letters or more, all others two characters: "Ando" keeps
    its "do", and 广州 its 州. As blanks do not count in a key, "Dandong" does give "dan", a village: whoever compares
    tries the whole name first and heeds the role.

    Parameters
    ----------
    key : str
        A result of `name_key`.

    Returns
    -------
    list of (str, Role)
        Empty when the key has no known ending or prefix.
    """
    alphabetic = _ALPHABETIC.fullmatch(key) is not None
    endings, least = (_ALPHABETIC_ENDINGS, 3) if alphabetic else (_SYLLABIC_ENDINGS, 2)
    found: list[tuple[str, Role]] = [
        (key[:-size], role) for size in range(len(key) - least, 0, -1) if (role := endings.get(key[-size:])) is not None
    ]
    return found + [
        (key[len(prefix) :], role)
        for prefix, role in _PREFIXES.items()
        if key.startswith(prefix) and len(key) - len(prefix) >= least
    ]


def written_stems(name: str) -> list[tuple[str, Role]]:
    """As `stems`, for a name of the gazetteer: an alphabetic ending counts only where it is written apart.

    "Samjang-ri" and "Jilin City" have an ending; "Dandong" and "Ando" are whole names.
    """
    key = name_key(name)
    words = [name_key(word) for word in re.split(r"[\s\-\u2010-\u2015]+", name)]
    starts = {len("".join(words[:count])) for count in range(1, len(words))}
    whole = {key[:start] for start in starts} | {key[start:] for start in starts}
    return [(stem, role) for stem, role in stems(key) if stem in whole or not _ALPHABETIC.fullmatch(key)]


_SKELETON: Final = tuple(
    (re.compile(pattern), fold)
    for pattern, fold in (
        (r"ng", "ŋ"),
        (r"eo", "o"),
        (r"eu", "u"),
        (r"oo", "u"),
        (r"sh", "s"),
        (r"ch|j", "c"),
        (r"kh|g", "k"),
        (r"th|d", "t"),
        (r"ph|b", "p"),
        (r"l", "r"),
        (r"(.)\1+", r"\1"),
    )
)


def sound_key(key: str) -> str:
    """The key of what a Korean name sounds like, whichever romanisation or state's spelling it is written in.

    Latin letters lose what McCune-Reischauer, the Revised Romanisation and the spelling of the DPRK write
    differently: eo/o/ŏ, eu/u/ŭ, k/g/kh, t/d/th, p/b/ph, j/ch, l/r, s/sh and doubled letters. Hangul is written as in
    the South, where a first ㄹ or ㄴ is dropped or changed (두음법칙): 라선 is 나선.

    Parameters
    ----------
    key : str
        A result of `name_key`.

    Returns
    -------
    str
        Empty when the key is in another script, or when fewer than four letters are left and say too little.
    """
    if _HANGUL.search(key):
        return _southern(key)
    if not _ASCII.fullmatch(key):
        return ""
    for pattern, fold in _SKELETON:
        key = pattern.sub(fold, key)
    return key if len(key) >= 4 else ""


_INITIALS: Final = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS: Final = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
    "eu", "ui", "i",
)  # fmt: skip
_FINALS: Final = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng",
    "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_SILENT: Final = 11
_PALATAL: Final = frozenset({2, 3, 6, 7, 12, 17, 20})
"""Numbers of the vowels ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ, before which the South drops a first ㄹ or ㄴ altogether."""

_MEETING: Final = {
    ("k", "n"): ("ng", "n"),
    ("k", "m"): ("ng", "m"),
    ("k", "r"): ("ng", "n"),
    ("t", "n"): ("n", "n"),
    ("t", "m"): ("n", "m"),
    ("p", "n"): ("m", "n"),
    ("p", "m"): ("m", "m"),
    ("p", "r"): ("m", "n"),
    ("m", "r"): ("m", "n"),
    ("ng", "r"): ("ng", "n"),
    ("n", "r"): ("l", "l"),
    ("l", "n"): ("l", "l"),
}
"""A final and the initial after it, as they sound together (압록 is Amnok), where they sound different."""


def _southern(key: str) -> str:
    first = ord(key[0]) - 0xAC00
    if not 0 <= first < 11172:
        return key
    initial, rest = divmod(first, 588)
    if initial in (2, 5):
        initial = _SILENT if rest // 28 in _PALATAL else 2
    return chr(0xAC00 + initial * 588 + rest) + key[1:]


def romanised(key: str) -> frozenset[str]:
    """The ways to write a Hangul name key in Latin letters, for `sound_key` to fold.

    Parameters
    ----------
    key : str
        A result of `name_key`.

    Returns
    -------
    frozenset of str
        With and without the change of sound where two syllables meet, each in the northern and the southern spelling
        of the first syllable; empty when the key has no Hangul or has letters of another alphabet beside it.
    """
    if not _HANGUL.search(key) or not re.fullmatch(r"[가-힣0-9]+", key):
        return frozenset()
    return frozenset(
        _latin(spelling, assimilated=assimilated) for spelling in (key, _southern(key)) for assimilated in (True, False)
    )


def _latin(key: str, *, assimilated: bool) -> str:
    written: list[str] = []
    last = ""
    for character in key:
        number = ord(character) - 0xAC00
        if number < 0:
            written += [last, character]
            last = ""
            continue
        initial, vowel, final = number // 588, number % 588 // 28, number % 28
        onset = _INITIALS[initial]
        if assimilated:
            last, onset = _MEETING.get((last, onset), (last, onset))
        written += [last, onset, _VOWELS[vowel]]
        last = _FINALS[final]
    return "".join([*written, last])
