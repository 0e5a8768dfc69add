"""What the steps of custody are called: `county MSS in Onsong`, `held in China`, `sent back to North Korea`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from footprints_geo.custodians import NOT_RECORDED, read_custodians, town_of_facility
from footprints_geo.journeys import Bools, Ints
from footprints_geo.language import ENGLISH, Language
from footprints_geo.stations import RETURN
from footprints_geo.terms import country_in
from footprints_geo.vocabulary import in_script

_COUNTY: Final = re.compile(r"(?<!Autonomous) County$")
_NOWHERE: Final = -1
ARROW: Final = " → "


@dataclass(frozen=True)
class StepNames:
    """Names of holders and places, in one language.

    Attributes
    ----------
    places : pandas.DataFrame
        `Events.places`.
    language : Language
        The language of the names.
    """

    places: pd.DataFrame
    language: Language = ENGLISH

    @cached_property
    def _towns(self) -> Ints:
        return town_of_facility(self.places)

    @cached_property
    def wholes(self) -> Bools:
        """Whether a place is a whole country."""
        wholes: Bools = self.places.index.to_numpy() == self.places["country"].to_numpy()
        return wholes

    @cached_property
    def _countries(self) -> list[str]:
        return [str(code) for code in self.places["country"]]

    @cached_property
    def _holders(self) -> dict[str, dict[str, str]]:
        table = read_custodians()
        return dict(zip(table["holder"], table.to_dict("records"), strict=True))

    def holder(self, holder: str) -> str:
        """What a holder is called: `county MSS`."""
        if holder == RETURN:
            return self.language("sent back")
        english, korean = (self._holders[holder][name] for name in ("name_en", "name_ko"))
        return in_script(english, korean, "ko" if self.language.code == "ko" else "en")

    def in_country(self, holder: str, country: str, further: bool = False) -> str:
        """A step by its holder and country; of a holder that is known at home only, without the country.

        Parameters
        ----------
        holder : str
            A word of `custodians.csv`, or RETURN.
        country : str
            Its code; '' when it is not known.
        further : bool
            The step before has the same holder and country: another place, or another arrest at the same one.
        """
        if holder == RETURN:
            return self.holder(holder)
        if not country:
            return self._without_place(holder)
        where = country_in(country, self.language)
        if holder == NOT_RECORDED and further:
            return self.language("held at a further station in {place}", place=where)
        if self._holders[holder]["side"] == "home":
            return self.holder(holder)
        return self._at(holder, where)

    def at_place(self, holder: str, place: int, said: str = "") -> tuple[str, str]:
        """A step by its holder and place.

        Parameters
        ----------
        holder : str
            As in :meth:`in_country`.
        place : int
            Row of `places`; -1 when it is not known.
        said : str
            Where the step before was, which is not said again.

        Returns
        -------
        str, str
            The name of the step, and where it is: '' when that is not known.
        """
        if place == _NOWHERE:
            return self._without_place(holder), ""
        town = int(self._towns[place])
        # A camp is called by its own name where no town is in it.
        if town == _NOWHERE and holder != NOT_RECORDED:
            return self._name(place), ""
        where = self._name(place if town == _NOWHERE else town)
        again = where == said or (self._is_country(place) and self._holders[holder]["side"] == "home")
        return (self.holder(holder) if again and holder != NOT_RECORDED else self._at(holder, where)), where

    def sent_back(self, place: int, home: str) -> tuple[str, str]:
        """A return: to a place in the country `home`, or from one abroad; and where at home, '' when not known."""
        where = self.where(place)
        if not where:
            return self.holder(RETURN), ""
        if self._countries[place] == home:
            return self.language("sent back to {place}", place=where), where
        return self.language("sent back from {place}", place=where), ""

    def where(self, place: int) -> str:
        """Where an event was, by the town of a place of detention; '' when it is not known."""
        if place == _NOWHERE:
            return ""
        town = int(self._towns[place])
        return self._name(place if town == _NOWHERE else town)

    def _at(self, holder: str, where: str) -> str:
        if holder == NOT_RECORDED:
            return self.language("held in {place}", place=where)
        return self.language("{holder} in {place}", holder=self.holder(holder), place=where)

    def _without_place(self, holder: str) -> str:
        return self.language("held, place not recorded") if holder == NOT_RECORDED else self.holder(holder)

    def _is_country(self, place: int) -> bool:
        return bool(self.wholes[place])

    @cached_property
    def _said(self) -> dict[int, str]:
        """The names that came up."""
        return {}

    def _name(self, place: int) -> str:
        if place not in self._said:
            self._said[place] = self._looked_up(place)
        return self._said[place]

    def _looked_up(self, place: int) -> str:
        if self._is_country(place):
            return country_in(str(self.places["country"].iloc[place]), self.language)
        english, korean = str(self.places["name_en"].iloc[place]), str(self.places["name_ko"].iloc[place])
        if self.language.code == "ko" and korean:
            return korean
        return _COUNTY.sub("", english)
