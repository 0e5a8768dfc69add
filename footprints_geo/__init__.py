"""Maps of escape, arrest and forced return that say no more than the records do.

>>> from footprints_geo import Period, Selection, prepare, view
>>> seen = view(prepare(), Selection(years=Period.of(2023), kind=("repatriation",)))
>>> int(seen.totals.loc["repatriation", "persons_low"])
483
"""

from footprints_geo.errors import FootprintsError, InputError, PlaceNotFound
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import Events
from footprints_geo.journeys import Journeys, build_journeys
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, rank_routes, view
from footprints_geo.places.gazetteer import Gazetteer, Place
from footprints_geo.prepared import Prepared
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.selection import Selection
from footprints_geo.tally import Tally

__all__ = [
    "EventGroup",
    "Events",
    "FootprintsError",
    "Gazetteer",
    "InputError",
    "Journeys",
    "Period",
    "Place",
    "PlaceNotFound",
    "Prepared",
    "Profile",
    "Selection",
    "Tally",
    "View",
    "build_journeys",
    "prepare",
    "rank_routes",
    "read_events",
    "view",
]
