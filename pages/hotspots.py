"""Where documented cases are concentrated, and how sure that is."""

from footprints_geo.ui import hotspots, rates

hotspots.show_sentence()
hotspots.show_map_and_table()
hotspots.show_tally()
rates.show_rates()
hotspots.show_records()
rates.show_records()
