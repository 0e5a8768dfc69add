"""Several periods of one data set beside each other: which they are, and what each shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from footprints_geo.captions import persons_words
from footprints_geo.errors import InputError, refused
from footprints_geo.language import ENGLISH, Language
from footprints_geo.periods import EXPECTED, Period
from footprints_geo.pipeline import View, view
from footprints_geo.selection import Selection
from footprints_geo.terms import KIND_NAMES

MOST_PANELS: Final = 20
STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
"""Years of a panel: as few as give at most MOST_PANELS of them."""


@dataclass(frozen=True)
class Panel:
    """One period of several.

    Attributes
    ----------
    period : Period
    view : View
        What is documented of them.
    """

    period: Period
    view: View

    def heading(self, language: Language = ENGLISH) -> str:
        """The period."""
        return self.view.selection.period_words(language)

    def numbers(self, language: Language = ENGLISH) -> str:
        """Persons of each kind, or that there is no case."""
        parts = [
            language(
                "{kind}: {persons}",
                kind=language(KIND_NAMES[kind]),
                persons=persons_words(row["persons_low"], row["persons_high"], language),
            )
            for kind, row in zip(self.view.selection.kind, self.view.totals.to_dict("records"), strict=True)
            if row["cases"]
        ]
        return " · ".join(parts) if parts else language("no documented case")


def year_panels(whole: View) -> tuple[Panel, ...]:
    """The years of a view, one after the other; several years to a panel where there would be too many.

    Parameters
    ----------
    whole : View
        What is shown of all the years.

    Returns
    -------
    tuple of Panel
        All years that were asked for, or else from the first with a shown event to the last, none left out: a year
        without a case is a panel that says so. Empty for a view without a dated event.
    """
    years = years_of(whole)
    if years is None:
        return ()
    first, last = years
    step = next(step for step in STEPS if (last // step - first // step) < MOST_PANELS)
    begins = range(first - first % step if step > 1 else first, last + 1, step)
    spans = (Period.of(max(year, first), min(year + step - 1, last)) for year in begins)
    within = whole.selection.years
    return tuple(_panel(whole, span if within is None else span.within(within)) for span in spans)


def two_panels(whole: View, against: Period | None) -> tuple[Panel, ...]:
    """The Selection's period and another one.

    Raises
    ------
    InputError
        One of the two periods is not said.
    """
    if whole.selection.years is None or against is None:
        raise refused(
            "Compare: only one period is given; expected two, such as --years 2023 --against 2019-2022. Give both."
        )
    return (_panel(whole, whole.selection.years), _panel(whole, against))


def _panel(whole: View, period: Period) -> Panel:
    return Panel(period, view(whole.prepared, replace(whole.selection, years=period), whole.level))


def years_of(whole: View) -> tuple[int, int] | None:
    """The first and the last year asked for, or that any shown event may be of; None where none has a date."""
    records = whole.records(whole.segments)
    matched = records[whole.selection.matches(records)].dropna(subset=["date_earliest"])
    if matched.empty:
        return None
    reach = int(matched["date_earliest"].min().year), int(matched["date_latest"].max().year)
    return whole.selection.years.years if whole.selection.years else reach


def read_period(text: str) -> Period:
    """The period that is set beside that of the Selection, as text: `2019-2022`, `2023-08/2023-10`.

    Raises
    ------
    InputError
        The text is no period.
    """
    try:
        return Period.read(text)
    except InputError:
        raise refused("Compare: found {found!r}, expected {expected}.", found=text[:60], expected=EXPECTED) from None


def covering(panels: tuple[Panel, ...], selection: Selection) -> Selection:
    """The Selection of all panels together: what a scale and an extent for all of them are taken from."""
    if not panels:
        return selection
    return replace(selection, years=reduce(Period.joined, (panel.period for panel in panels)))
