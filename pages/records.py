"""The cases behind a number: found by words and values, each with its events in order and its sources."""

from footprints_geo.ui import library
from footprints_geo.ui.data import current_view

view = current_view()
library.show_sentence()
found = library.show_search(view)
chosen = library.show_cases(view, found)
library.show_case(view, chosen)
library.show_audience(view)
