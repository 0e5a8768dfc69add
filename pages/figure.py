"""A picture for print: chosen, looked at, taken along."""

from footprints_geo.ui import figure
from footprints_geo.ui.leaving import view_to_leave

view = view_to_leave()
figure.show_sentence(view)
figure.show_options_and_picture(view)
figure.show_words()
figure.show_command()
