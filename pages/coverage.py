"""Is that all? What is documented beside what others have published, and which years and countries are thin."""

from footprints_geo.ui import coverage
from footprints_geo.ui.data import current_coverage, prepared

found = current_coverage()
coverage.show_sentence(found)
coverage.show_figures(found)
coverage.show_thin(found)
coverage.show_years(found)
coverage.show_countries(found)
coverage.show_audience(prepared())
