"""Where documented cases are concentrated, and how sure that is."""

from footprints_geo.ui import hotspots, rates

hotspots.show_sentence()
hotspots.show_map_and_table()
hotspots.show_records()
hotspots.show_tally()
rates.show_rates()
rates.show_records()
