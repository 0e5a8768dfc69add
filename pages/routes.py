"""Which ways people take, and which ways they are sent back."""

from footprints_geo.ui import routes
from footprints_geo.ui.data import current_view

view = current_view()
routes.show_sentence(view)
routes.show_map_and_table(view)
routes.show_tally(view)
routes.show_records(view)
