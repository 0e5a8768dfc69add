"""Write `data/countries.csv`: every ISO 3166-1 country with its names and bounding box.

Run `python data/build/countries.py` before `basemap.py`, which takes the names from it. Names are those of the
Unicode CLDR (through Babel), in the short form a map or a sentence can carry; boxes are those of Natural Earth 1:10m.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import natural_earth
import numpy as np
import pandas as pd
from babel import Locale

TARGET: Final = Path(__file__).resolve().parents[1] / "countries.csv"

NOT_ISO: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Two-letter codes of CLDR that are groupings, private use or exceptional reservations."""

PLAIN_NAMES: Final = {
    "en": {
        "CC": "Cocos Islands",
        "CD": "DR Congo",
        "CG": "Congo",
        "HK": "Hong Kong",
        "MM": "Myanmar",
        "MO": "Macao",
        "PS": "Palestine",
    },
    "ko": {
        "CD": "콩고 민주 공화국",
        "CG": "콩고 공화국",
        "HK": "홍콩",
        "KR": "한국",
        "MO": "마카오",
        "PS": "팔레스타인",
    },
}
"""Where CLDR's name is long or carries a remark in brackets."""


def names() -> pd.DataFrame:
    """English and Korean names (`name_en`, `name_ko`) of the ISO 3166-1 countries, by alpha-2 code, sorted."""
    columns = {}
    for language, plain in PLAIN_NAMES.items():
        cldr = Locale(language).territories
        columns[f"name_{language}"] = {
            code: plain.get(code, name)
            for code, name in cldr.items()
            if len(code) == 2 and code.isalpha() and code not in NOT_ISO
        }
    return pd.DataFrame(columns).sort_index().rename_axis("code")


def boxes(countries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Bounding boxes, in degrees and outward to the second decimal, by alpha-2 code.

    A box spans what is left when the widest stretch of longitudes without land is taken away, so a country on both
    sides of the 180th meridian gets `east` above 180 and not a box around the world.
    """
    named = countries.loc[countries["code"].ne(""), ["code", "geometry"]]
    parts = named.explode(ignore_index=True)
    bounds = parts.bounds.assign(code=parts["code"]).sort_values(["code", "minx"])
    by_code = bounds.groupby("code")
    reach = by_code["maxx"].cummax()
    # The gap before a part; before the first part, the gap from the last one round the 180th meridian.
    gap = bounds["minx"] - reach.groupby(bounds["code"]).shift()
    around = bounds["minx"] + 360 - by_code["maxx"].transform("max")
    gap = gap.fillna(around)
    start = gap.groupby(bounds["code"]).idxmax()
    west = bounds.loc[start].set_index("code")["minx"]
    shifted = bounds["maxx"] + np.where(bounds["minx"] < bounds["code"].map(west), 360, 0)
    box = pd.DataFrame(
        {
            "west": np.floor(west * 100) / 100,
            "south": np.floor(by_code["miny"].min() * 100) / 100,
            "east": np.ceil(shifted.groupby(bounds["code"]).max() * 100) / 100,
            "north": np.ceil(by_code["maxy"].max() * 100) / 100,
        }
    )
    return box.round(2)


def main() -> None:
    """Build the table and write it."""
    with tempfile.TemporaryDirectory() as name:
        countries = natural_earth.read_countries(natural_earth.fetch(Path(name)))
    table = names().join(boxes(countries))
    table.to_csv(TARGET, lineterminator="\n")
    without = table.index[table["west"].isna()].tolist()
    print(f"{TARGET.name}: {len(table)} countries, without a box: {', '.join(without)}")


if __name__ == "__main__":
    main()
