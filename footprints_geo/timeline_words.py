"""The words on a picture of persons over time, and what its legend says."""

from __future__ import annotations

from typing import Final

import numpy as np

from footprints_geo.captions import persons_words, sentence
from footprints_geo.disclosure.words import audience_words
from footprints_geo.hatched_blocks import MOST_BLOCKS
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.legend import PLAIN, LegendColumn, LegendLine
from footprints_geo.periods import YEAR
from footprints_geo.pipeline import View
from footprints_geo.terms import KIND_NAMES
from footprints_geo.timeline import DECADE, Standing, Timeline
from footprints_geo.vocabulary import KINDS, Kind
from footprints_geo.wording import FigureWords, as_of, caption_words, numbers_of, standing_notes, title_of

TITLES: Final = {
    1: marked("{title}: persons by month"),
    YEAR: marked("{title}: persons by year"),
    DECADE: marked("{title}: persons by decade"),
}
AXES: Final = {
    1: marked("Persons, at least, by month"),
    YEAR: marked("Persons, at least, by year"),
    DECADE: marked("Persons, at least, by decade"),
}
CERTAIN: Final = {
    1: marked("The month is known"),
    YEAR: marked("The year is known"),
    DECADE: marked("The decade is known"),
}
UNCERTAIN: Final = marked("Not as closely, or doubted: some time within its width; counted once")
MINIMUM: Final = marked("Documented cases are a minimum: what is documented does not mirror the true scale.")
DATED_BY: Final = marked(
    "A case counts once a kind, at its first segment in the period: a forced return at the return itself, any other "
    "segment at the event it starts with. Kinds are not to be added up: a person may be in several."
)
STANDING_WORDS: Final[dict[Standing, str]] = {
    "uncertain": marked("Some time in it, or doubted"),
    "outside": marked("Outside the period"),
    "undated": marked("Undated"),
}
HANGING: Final = marked(
    "On the axis: dates known as closely as a bar is wide. Under it, pale and with a broken edge: some time within its "
    "width, or doubted; counted once. One that runs into the edge may lie outside the period."
)
NOT_DRAWN: Final[dict[Standing, tuple[str, str]]] = {
    "undated": marked_pair(
        "{kind}, undated: {number} case, persons: {persons}.",
        "{kind}, undated: {number} cases, persons: {persons}.",
    ),
    "outside": marked_pair(
        "{kind}, dated outside the period: {number} case, persons: {persons}.",
        "{kind}, dated outside the period: {number} cases, persons: {persons}.",
    ),
}
NO_SUM: Final = marked(
    "A hatched block is as wide as the time in which it may have been, and no sum of "
    "its bars; one that runs into the edge may lie outside the period. Where there is no room, its number is not "
    "written."
)


PUT_TOGETHER: Final = marked(
    "Of more than {number} such blocks of one kind the smallest are drawn as one, as wide as all of them."
)


def timeline_words(view: View, timeline: Timeline, language: Language = ENGLISH) -> FigureWords:
    """The words on a picture of persons over time.

    Parameters
    ----------
    view, timeline : View, Timeline
        What is drawn.
    language : Language
        English by default.
    """
    title = language(TITLES[timeline.months], title=title_of(view, language))
    subtitle = sentence(view, language)
    missing = [
        *not_drawn(timeline, language),
        _repeated(timeline, language),
        _account(view, language),
        _rejected(view, language),
    ]
    origin = standing_notes(view, as_of(view), language)
    most = timeline.of_standing("uncertain").groupby("kind", observed=True).size().max()
    standing = [
        language(NO_SUM) if len(timeline.of_standing("uncertain")) else "",
        language(PUT_TOGETHER, number=MOST_BLOCKS) if most > MOST_BLOCKS else "",
        language(DATED_BY),
        language(MINIMUM),
        *origin,
        audience_words(view.prepared.release, language),
    ]
    alt = language("Bar chart: {title}. {sentence}", title=title, sentence=subtitle)
    told = [alt, peak_sentence(timeline, language), *not_drawn(timeline, language), language(MINIMUM)]
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers=numbers_of(view, language),
        not_shown=tuple(note for note in missing if note),
        standing=tuple(note for note in standing if note),
        alt=alt,
        caption=caption_words(title, subtitle, origin, view.prepared.release, language),
        description=" ".join(part for part in told if part),
        audience=audience_words(view.prepared.release, language),
        language=language.code,
    )


def not_drawn(timeline: Timeline, language: Language = ENGLISH) -> list[str]:
    """One sentence for each kind and reason why persons are in no bar; empty when all are drawn."""
    notes = [
        language.plural(
            *texts, int(row["cases"]), kind=language(KIND_NAMES[kind]),
            persons=persons_words(row["persons_low"], row["persons_high"], language),
        )
        for kind in KINDS
        for standing, texts in NOT_DRAWN.items()
        for row in timeline.of(kind, standing).to_dict("records")
        if row["cases"]
    ]  # fmt: skip
    return [language("Not in a bar:"), *notes] if notes else []


def peak_sentence(timeline: Timeline, language: Language = ENGLISH) -> str:
    """The largest bar in words; '' without bars of a known date."""
    drawn = timeline.of_standing("certain").sort_values("persons_low", ascending=False)
    if drawn.empty:
        return ""
    largest = drawn.to_dict("records")[0]
    when = timeline.bar_text(largest["first_bar"])
    name = KIND_NAMES[largest["kind"]]
    persons = persons_words(largest["persons_low"], largest["persons_high"], language)
    return language(
        "The largest bar: {kind}, {when}, persons: {persons}.", kind=language(name), when=when, persons=persons
    )


def no_bars_words(timeline: Timeline, language: Language = ENGLISH) -> str:
    """Why there is no bar: nothing matches, nothing has a date, or not in the period."""
    counts = timeline.counts
    if counts.empty:
        return language("No documented journey matches.")
    if (counts["standing"] == "undated").all():
        return language("Nothing of this has a date.")
    return language("Nothing of this has a bar in the period: the table says what there is.")


def standing_words(timeline: Timeline, standing: Standing, language: Language = ENGLISH) -> str:
    """How closely the date of a row is known, for a table."""
    if standing == "certain":
        return language(CERTAIN[timeline.months])
    return language(STANDING_WORDS[standing])


def timeline_notes(timeline: Timeline, language: Language = ENGLISH) -> list[str]:
    """What must be known to read the bars of a page; those sentences that apply."""
    uncertain = timeline.of_standing("uncertain")
    most = uncertain.groupby("kind", observed=True).size().max()
    hanging = [language(HANGING), language(PUT_TOGETHER, number=MOST_BLOCKS) if most > MOST_BLOCKS else ""]
    notes = [*(hanging if len(uncertain) else []), _repeated(timeline, language), language(DATED_BY), language(MINIMUM)]
    return [note for note in notes if note]


def panel_words(view: View, kind: Kind, language: Language = ENGLISH) -> tuple[str, str]:
    """The heading of a kind's bars, and its numbers."""
    row = view.totals.loc[[kind]].to_dict("records")[0]
    persons = persons_words(row["persons_low"], row["persons_high"], language)
    numbers = language.plural(
        "persons: {persons}, in {number} case", "persons: {persons}, in {number} cases", int(row["cases"]),
        persons=persons,
    )  # fmt: skip
    return language(KIND_NAMES[kind]), numbers


def timeline_legend(timeline: Timeline, language: Language = ENGLISH) -> tuple[LegendColumn, ...]:
    """What plain and hatched bars mean, of those that are shown; empty without bars."""
    standings = set(timeline.counts.loc[timeline.counts["persons_low"] > 0, "standing"])
    lines = []
    if "certain" in standings:
        lines.append(LegendLine(language(CERTAIN[timeline.months]), PLAIN, PLAIN, shape="bar"))
    if "uncertain" in standings:
        lines.append(LegendLine(language(UNCERTAIN), PLAIN, PLAIN, shape="hatched"))
    return (LegendColumn(language("Date"), tuple(lines)),) if lines else ()


def bar_words(timeline: Timeline, bar: int) -> str:
    """What stands under a bar of a picture: for a month its number alone, as the year stands below."""
    return str(bar % YEAR + 1) if timeline.months == 1 else timeline.bar_text(bar)


def _repeated(timeline: Timeline, language: Language) -> str:
    if not timeline.repeated:
        return ""
    return language.plural(
        "{number} case has several segments of one kind and is counted at one of them.",
        "{number} cases have several segments of one kind and are counted at one of them.",
        timeline.repeated,
    )


def _account(view: View, language: Language) -> str:
    """Every case in or out, and why: the parts add up to the whole."""
    tally = view.tally
    cases = np.unique(view.prepared.journeys.segments["case"].to_numpy()[view.segments])
    elsewhere = int(view.prepared.part_of[cases].sum())
    return language(
        "Documented cases: {cases}, of which counted here: {here}; counted by another case: {elsewhere}; not selected: "
        "{not_selected}; with fewer than two stops: {without}.",
        cases=f"{tally.cases:,}", here=f"{len(cases) - elsewhere:,}", elsewhere=f"{elsewhere:,}",
        not_selected=f"{tally.cases_not_selected:,}", without=f"{tally.cases_without_legs:,}",
    )  # fmt: skip


def _rejected(view: View, language: Language) -> str:
    """How many rows of the file could not be used."""
    rejected = view.tally.rows_rejected
    if not rejected:
        return ""
    return language.plural(
        "{number} row of the file could not be used.", "{number} rows of the file could not be used.", rejected
    )
