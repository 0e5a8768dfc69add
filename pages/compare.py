"""Two periods side by side on one scale: what is documented of either, and what is sure of the difference."""

from footprints_geo.ui import compare
from footprints_geo.ui.data import current_view

panels = compare.show_periods(current_view())
if panels:
    compare.show_sentences(panels)
    compare.show_maps(panels)
    compare.show_table(panels)
    compare.show_accounts(panels)
