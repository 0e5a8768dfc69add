"""What is documented beside what others have published, in words; and which years and countries are thin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from footprints_geo.captions import persons_words
from footprints_geo.coverage import THIN, Coverage
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.terms import KIND_TITLES, country_in
from footprints_geo.vocabulary import KINDS

COVERAGE_CAVEAT: Final = marked(
    "Others count other things in other ways, and their figures are added neither to each other nor to these records. "
    "A record counts for a time when its date may lie there. What nobody has published or recorded is in neither."
)
_REPORTED: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("persons", ""): marked_pair("{number} person", "{number} persons"),
    ("persons", "approx"): marked_pair("about {number} person", "about {number} persons"),
    ("persons", "min"): marked_pair("at least {number} person", "at least {number} persons"),
    ("persons", "max"): marked_pair("at most {number} person", "at most {number} persons"),
    ("cases", ""): marked_pair("{number} case", "{number} cases"),
    ("cases", "approx"): marked_pair("about {number} case", "about {number} cases"),
    ("cases", "min"): marked_pair("at least {number} case", "at least {number} cases"),
}


def documented_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """What the records hold: `at least 483 persons in 7 cases`, or that they hold none."""
    if not row["cases"]:
        return language("none")
    words = persons_words(row["persons_low"], row["persons_high"], language)
    persons = language.plural("{persons} person", "{persons} persons", int(row["persons_low"]), persons=words)
    cases = language.plural("{number} case", "{number} cases", int(row["cases"]))
    return language("{persons} in {cases}", persons=persons, cases=cases)


def reported_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """What was published: `about 600 persons`, `8,148 cases`."""
    counted_as = row["unit"], row["meant"]
    texts = _REPORTED[counted_as]
    return language.plural(*texts, int(row["value"]))


def of_what(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """What both are of: `forced returns from China`."""
    return language.name(row["what_en"], row["what_ko"])


def when_words(when: str, language: Language = ENGLISH) -> str:
    """When, as it was published: `2023-08 to 2023-10`, `up to 2022`."""
    if when.startswith("to "):
        return language("up to {time}", time=when.removeprefix("to "))
    begin, _, end = when.partition("/")
    return language("{begin} to {end}", begin=begin, end=end) if end else begin


def coverage_sentence(coverage: Coverage, language: Language = ENGLISH) -> str:
    """How many of the published figures the records reach, and of how many they hold nothing."""
    figures = coverage.figures
    if figures.empty:
        return language("Nobody has published a figure of this time that these records can be held against.")
    of_persons = figures[figures["unit"] == "persons"]
    reached = int((of_persons["persons_low"] >= of_persons["value"]).sum())
    nothing = int((figures["cases"] == 0).sum())
    numbers = {"all": f"{len(figures):,}", "nothing": f"{nothing:,}", "reached": f"{reached:,}"}
    return language(
        "Is that all? No: of {all} published figures that these records can be held against, they hold nothing for "
        "{nothing}, and reach the number for {reached}.",
        **numbers,
    )


def thin_sentences(coverage: Coverage, language: Language = ENGLISH) -> list[str]:
    """Which years and countries have fewer than THIN cases, each kind by itself; empty where none is thin."""
    sentences = []
    for kind in KINDS:
        rows = coverage.years[coverage.years["kind"] == kind]
        none, few = rows[rows["cases"] == 0]["year"], rows[(rows["cases"] > 0) & (rows["cases"] < THIN)]["year"]
        title = language(KIND_TITLES[kind])
        if len(none):
            sentences.append(
                language("{kind}: not one case may lie in {years}.", kind=title, years=_runs(none.tolist(), language))
            )
        if len(few):
            sentences.append(
                language(
                    "{kind}: fewer than {thin} cases may lie in {years}.",
                    kind=title,
                    thin=THIN,
                    years=_runs(few.tolist(), language),
                )
            )
    thin = coverage.countries[coverage.countries["cases"] < THIN]["country"]
    if len(thin):
        names = language.both([country_in(code, language) for code in thin])
        sentences.append(language("Fewer than {thin} cases have an event in {countries}.", thin=THIN, countries=names))
    return sentences


def _runs(years: Sequence[int], language: Language) -> str:
    """Years, those that follow each other together: `1997, 1999 to 2001`."""
    table = pd.Series(years, dtype="int64")
    runs = table.groupby((table.diff() != 1).cumsum()).agg(["min", "max"])
    words: list[str] = []
    for first, last in runs.itertuples(index=False):
        # Two years are named both: "to" would ask whether there is one between them.
        several = last - first > 1
        words += [language("{begin} to {end}", begin=first, end=last)] if several else map(str, {first: 0, last: 0})
    return language.both(words)
