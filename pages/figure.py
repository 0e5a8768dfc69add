"""A picture for print: chosen, looked at, taken along."""

from footprints_geo.ui import figure
from footprints_geo.ui.data import current_view

view = current_view("place")
figure.show_sentence(view)
figure.show_options_and_picture(view)
figure.show_words()
figure.show_command()
