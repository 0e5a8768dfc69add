"""Who held people after an arrest, one after another, and what became of them."""

from footprints_geo.ui import chains
from footprints_geo.ui.data import current_chains

seen = current_chains()
chains.show_sentence(seen)
chains.show_flow(seen)
chains.show_table(seen)
chains.show_behind(seen)
chains.show_tally(seen)
