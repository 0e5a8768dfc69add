"""What this is, how fresh, how many, and what is missing."""

from footprints_geo.ui import home, tour
from footprints_geo.ui.data import prepared

data = prepared()
home.show_introduction()
home.show_numbers(data)
home.show_missing(data)
home.show_copy(data)
tour.show_tour()
home.show_reading_guide()
