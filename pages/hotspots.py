"""Where documented cases are concentrated, and how sure that is."""

from footprints_geo.ui import hotspots

hotspots.show_sentence()
hotspots.show_map_and_table()
hotspots.show_tally()
hotspots.show_records()
