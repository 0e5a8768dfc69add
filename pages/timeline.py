"""What happened when: persons by month, year or decade, each kind by itself, and what no bar can show."""

from footprints_geo.ui import timeline
from footprints_geo.ui.data import current_view

view = current_view()
timeline.show_sentence(view)
timeline.show_bars(view)
timeline.show_table()
timeline.show_tally(view)
timeline.show_records(view)
