"""How the numbers come about: words, rules, steps, data and versions."""

from footprints_geo.ui import method

method.show_sentence()
method.show_words()
method.show_steps()
method.show_data()
method.show_versions()
